#pragma once

#include "conform/probe/reporter.h"
#include "driver/call_limits.h"

#include <limner/driver/driver_abi.h>

#include <atomic>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace limner::conform {

/// Of calls that the SDK makes otherwise, or not at all.
inline constexpr std::chrono::milliseconds call_limit{10'000};

/// How a call of the ABI ended.
struct Answer {
    std::int32_t code = 0;
    std::string text{};
    std::chrono::milliseconds took{0};

    bool is_good() const noexcept { return code == 0; }
    bool is(ErrorCode wanted) const noexcept { return code == static_cast<std::int32_t>(wanted); }
    /// "device_lost (the camera was unplugged)".
    std::string say() const;
};

/// A listing with texts of its own.
struct Listing {
    std::int32_t device_class = 0;
    std::optional<std::string> id{};
    std::optional<std::string> name{};
    std::uint32_t struct_size = 0;
};

/// A limner_error_v1 between guards, to be filled by one call.
class ErrorRoom {
public:
    explicit ErrorRoom(std::uint32_t struct_size = sizeof(limner_error_v1));
    limner_error_v1* raw() noexcept { return &room_.error; }
    /// Failed where the driver wrote too far or forgot the end. `call` stands in the message.
    Answer answer(std::int32_t code, Clock::time_point began, const std::string& call) const;

private:
    struct Room {
        limner_error_v1 error;
        unsigned char guard[64];
    };
    std::uint32_t struct_size_;
    Room room_{};
};

/// The loaded module. Everything it says is asked for through the reporter, so that the kit knows where it is.
class Module {
public:
    /// Loads it and calls its entry. NotAssessed where there is no usable table (the check `abi_table` says more).
    Module(const Request& request, Reporter& reporter);
    Module(const Module&) = delete;
    Module& operator=(const Module&) = delete;

    const limner_driver_v1& table() const { return *table_; }
    const Request& request() const noexcept { return request_; }
    /// The SDK's own, for the class of the device under test.
    LaneLimits limits() const noexcept { return LaneLimits::of(request_.device_class); }
    Reporter& reporter() noexcept { return reporter_; }

    /// Null where the library has no such symbol; `why` then says what is wrong.
    static limner_driver_entry_fn find_entry(const std::string& path, std::string& why);

    Answer try_initialise(limner_instance_v1*& instance);
    /// NotAssessed where it fails.
    limner_instance_v1* initialise();
    void shutdown(limner_instance_v1* instance);
    Answer enumerate(limner_instance_v1* instance, std::vector<Listing>& found);
    /// Whether the listing holds the id, whatever the driver answers.
    bool lists(limner_instance_v1* instance, const std::string& id);
    Answer try_open(limner_instance_v1* instance, const std::string& id, limner_device_v1*& device) {
        return try_open(instance, id, device, limits().open);
    }
    Answer try_open(limner_instance_v1* instance, const std::string& id, limner_device_v1*& device,
                    std::chrono::milliseconds limit);

    limner_services_v1& services() noexcept { return services_; }
    /// How often the module used a service since the last call of this.
    int services_used() noexcept { return used_.exchange(0); }

private:
    static const char* setting(void* context, const char* name);
    static void use(void* context) { ++static_cast<Module*>(context)->used_; }

    const Request& request_;
    Reporter& reporter_;
    const limner_driver_v1* table_ = nullptr;
    limner_services_v1 services_{};
    std::atomic<int> used_ = 0;
    std::map<std::string, std::string> settings_;
};

/// Copies what a driver emits, as it is.
void collect_listing(void* to, const limner_listing_v1* listing);

}  // namespace limner::conform
