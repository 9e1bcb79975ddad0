#pragma once

#include <limner/base/result.h>
#include <limner/driver/driver_abi.h>
#include <limner/frame/pixel_format.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// For writing a driver in C++, header-only: everything here is compiled into the module; only the C ABI crosses its
/// boundary, so no exception and no C++ type ever does. docs/driver-guide.md shows a whole driver.
namespace limner::driver {

enum class DeviceClass : std::int32_t { camera = 1, fingerprint_reader = 2, document_scanner = 3 };
enum class Purpose : std::int32_t { preview = 1, still = 2 };
enum class Hint : std::int32_t { none = 0, place_finger = 1, lift_finger = 2, insert_document = 3, press_button = 4 };
enum class Event : std::int32_t {
    arrived = 1,
    lost,
    finger_on,
    finger_off,
    button,
    cover_open,
    cover_closed,
    paper_in
};
enum class LogLevel : std::int32_t { debug = 1, info, warning, error };

/// One device that enumerate() found. The id begins with the driver's name and a slash.
struct Listing {
    std::string id;
    std::string name;
    DeviceClass device_class = DeviceClass::camera;
    std::string serial{};
};

/// What start() should prepare; 0 lets the driver choose.
struct Settings {
    Purpose purpose = Purpose::preview;
    int width = 0;
    int height = 0;
};

using Value = std::variant<bool, std::int64_t, double, std::string>;

/// A typed option with its present value. `choices` for a list of texts, or of numbers written out; minimum <= maximum
/// for a range.
struct Option {
    std::string name;
    std::string unit{};
    Value value{false};
    double minimum = 1;
    double maximum = 0;
    double step = 0;
    std::vector<std::string> choices{};
    bool is_active = true;
    bool is_advanced = false;
    bool is_action = false;  ///< A button: true presses it, it reads as false.
};

/// What grab() brought; make one with image(), waiting(), progress() or end(). Pixels stay valid until the next call on
/// the device.
struct FrameView {
    std::int32_t outcome = LIMNER_OUTCOME_IMAGE;
    Hint hint = Hint::none;
    int width = 0;
    int height = 0;
    PixelFormat format = PixelFormat::rgb8;
    std::uint32_t stride_bytes = 0;  ///< 0: packed
    std::span<const std::byte> pixels{};
    std::uint64_t sequence = 0;
    std::chrono::steady_clock::time_point exposed_at{};  ///< See exposed_at_ns of the ABI.
    std::optional<double> ppi_x{}, ppi_y{};
    int side = 0, light = 0, sheet = 1;
    int first_row = 0;
    int total_rows = 0;         ///< 0: not known yet
    bool is_last_band = false;  ///< Scanners: completes the page.
    bool is_damaged = false;
    float progress_0_1 = -1;

    static FrameView waiting(Hint hint) { return {.outcome = LIMNER_OUTCOME_WAITING, .hint = hint}; }
    static FrameView progress(float done_0_1 = -1) {
        return {.outcome = LIMNER_OUTCOME_PROGRESS, .progress_0_1 = done_0_1};
    }
    static FrameView end() { return {.outcome = LIMNER_OUTCOME_END}; }
};

/// What the SDK offers the module: a value, valid from initialise() to shutdown(), from any thread.
class Services {
public:
    Services() = default;
    explicit Services(const limner_services_v1* table) : table_(table) {}

    void log(LogLevel level, const std::string& text) const {
        if (has(&limner_services_v1::log)) table_->log(table_->context, static_cast<std::int32_t>(level), text.c_str());
    }
    /// A text from the `[drivers.NAME]` table of counter.toml or Runtime::Options::driver_settings.
    std::optional<std::string> setting(const std::string& name) const {
        const char* text = has(&limner_services_v1::setting) ? table_->setting(table_->context, name.c_str()) : nullptr;
        return text ? std::optional<std::string>(text) : std::nullopt;
    }
    void event(Event kind, const std::string& device_id) const {
        if (has(&limner_services_v1::event))
            table_->event(table_->context, static_cast<std::int32_t>(kind), device_id.c_str());
    }
    void random_bytes(std::span<std::byte> to) const {
        if (has(&limner_services_v1::random_bytes)) table_->random_bytes(table_->context, to.data(), to.size());
    }

private:
    /// False for what an older SDK does not offer.
    template <typename Service>
    bool has(Service limner_services_v1::*service) const {
        if (!table_) return false;
        const auto* begin = reinterpret_cast<const char*>(table_);
        const auto* end = reinterpret_cast<const char*>(&(table_->*service)) + sizeof(Service);
        return end - begin <= static_cast<std::ptrdiff_t>(table_->struct_size) && table_->*service;
    }

    const limner_services_v1* table_ = nullptr;
};

/// One open device. One thread calls everything but cancel().
class Device {
public:
    virtual ~Device() = default;

    virtual std::vector<Option> options() { return {}; }
    virtual Result<void> set_option(std::string_view name, const Value&) {
        return Error{ErrorCode::unsupported, "the device has no option '" + std::string(name) + "'"};
    }
    virtual Result<void> start(const Settings& wanted) = 0;
    virtual Result<void> stop() { return {}; }
    /// Returns within the slice: an image, waiting (for a person), progress, end, or an error.
    virtual Result<FrameView> grab(std::chrono::milliseconds slice) = 0;
    /// Ends the call in progress, from another thread.
    virtual void cancel() noexcept = 0;
};

/// The same, by the names that drivers' code reads best with.
using Camera = Device;
using FingerprintReader = Device;
using DocumentScanner = Device;

}  // namespace limner::driver

#include <limner/driver/driver_convert.h>
#include <limner/driver/driver_table.h>

/// Exports a driver class as the module's one entry point. One object of it is made in each process
/// that uses the module: the one that lists devices, and one for each open device. It has `static constexpr` texts
/// `name` and `version`, and the members, static where it keeps no state, `enumerate() -> std::vector<Listing>` or
/// `Result<...>` of it, `open(std::string_view id) -> Result<std::unique_ptr<Device>>` and, if it likes,
/// `initialise(Services) -> Result<void>`. enumerate() and open() may run beside each other on different threads.
#define LIMNER_DRIVER(DriverClass)                                                                    \
    extern "C" __attribute__((visibility("default"))) const limner_driver_v1* limner_driver_entry() { \
        return ::limner::driver::detail::table<DriverClass>();                                        \
    }
