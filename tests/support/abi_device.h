#pragma once

#include <limner/base/result.h>
#include <limner/driver/driver.h>
#include <limner/frame/image.h>

#include <dlfcn.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

/// A driver module used as the SDK uses one, through nothing but its table of functions.
namespace limner::test {

/// A limner_frame_v1 with pixels of its own.
struct AbiFrame {
    limner_frame_v1 header{};
    std::vector<std::byte> pixels{};

    bool is_image() const { return header.outcome == LIMNER_OUTCOME_IMAGE; }
    bool is_last_band() const { return (header.flags & LIMNER_FRAME_LAST_BAND) != 0; }
    PixelFormat format() const { return static_cast<PixelFormat>(header.format); }
    Result<Image> image() const {
        if (format() == PixelFormat::jpeg) return Error{ErrorCode::unsupported, "decode the JPEG file"};
        return Image::from_pixels(header.width, header.height, format(), pixels);
    }
};

inline Error error_of(std::int32_t code, const limner_error_v1& error) {
    return Error{static_cast<ErrorCode>(code), error.message};
}

/// An open device; closed when it goes.
class AbiDevice {
public:
    AbiDevice(const limner_driver_v1* table, limner_device_v1* device) : table_(table), device_(device, table->close) {}

    Result<void> start(std::int32_t purpose = LIMNER_PURPOSE_PREVIEW) {
        limner_start_v1 wanted{sizeof wanted, purpose, 0, 0};
        return done(table_->start(device_.get(), &wanted, &error_));
    }
    Result<void> stop() { return done(table_->stop(device_.get(), &error_)); }
    Result<AbiFrame> grab(std::chrono::milliseconds slice = std::chrono::milliseconds(5000)) {
        AbiFrame frame;
        frame.header.struct_size = sizeof frame.header;
        std::int32_t code =
            table_->grab(device_.get(), static_cast<std::uint64_t>(slice.count()), &frame.header, &error_);
        if (code != 0) return error_of(code, error_);
        const auto* first = static_cast<const std::byte*>(frame.header.pixels);
        if (frame.is_image() && first) frame.pixels.assign(first, first + frame.header.valid_bytes);
        return frame;
    }
    /// Grabs until there is an image, an end or an error.
    Result<AbiFrame> next() {
        for (;;) {
            auto frame = grab();
            bool is_healthy = frame && (frame->header.outcome == LIMNER_OUTCOME_WAITING ||
                                        frame->header.outcome == LIMNER_OUTCOME_PROGRESS);
            if (!is_healthy) return frame;
        }
    }
    /// Grabs in short slices until there is an image or an error; timed_out where neither comes.
    Result<AbiFrame> next_image(std::chrono::milliseconds limit = std::chrono::seconds(20)) {
        const auto end = std::chrono::steady_clock::now() + limit;
        while (std::chrono::steady_clock::now() < end) {
            auto frame = grab(std::chrono::milliseconds(100));
            if (!frame || frame->is_image()) return frame;
        }
        return Error{ErrorCode::timed_out, "no image within " + std::to_string(limit.count()) + " ms"};
    }
    /// The first error among the next images.
    Error next_error() {
        for (int i = 0; i < 300; ++i)
            if (auto frame = next_image(); !frame) return frame.error();
        return Error{ErrorCode::internal, "300 images and no error"};
    }
    Result<std::vector<driver::Option>> options() {
        std::vector<driver::Option> found;
        auto emit = [](void* to, const limner_option_v1* raw) {
            driver::Option option{raw->name,    raw->unit,    driver::detail::from_abi(raw->value),
                                  raw->minimum, raw->maximum, raw->step};
            option.choices.assign(raw->choices, raw->choices + raw->choice_count);
            option.is_active = (raw->flags & LIMNER_OPTION_ACTIVE) != 0;
            static_cast<std::vector<driver::Option>*>(to)->push_back(std::move(option));
        };
        auto listed = done(table_->options(device_.get(), emit, &found, &error_));
        if (!listed) return listed.error();
        return found;
    }
    Result<void> set_option(const char* name, const driver::Value& value) {
        limner_value_v1 raw = driver::detail::to_abi(value);
        return done(table_->set_option(device_.get(), name, &raw, &error_));
    }
    void cancel() { table_->cancel(device_.get()); }

private:
    Result<void> done(std::int32_t code) const { return code == 0 ? Result<void>{} : error_of(code, error_); }

    const limner_driver_v1* table_;
    std::unique_ptr<limner_device_v1, void (*)(limner_device_v1*)> device_;
    limner_error_v1 error_{sizeof error_, {}};
};

/// A loaded module and one instance of its driver.
class AbiModule {
public:
    using Settings = std::map<std::string, std::string>;

    /// `name` from the folder that the environment's LIMNER_DRIVERS names.
    static Result<std::unique_ptr<AbiModule>> load(const std::string& name, Settings settings = {}) {
        const char* folder = std::getenv("LIMNER_DRIVERS");
        std::string path = std::string(folder ? folder : ".") + "/limner_" + name + ".so";
        void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
        void* symbol = library ? dlsym(library, "limner_driver_entry") : nullptr;
        if (!symbol) return Error{ErrorCode::internal, dlerror()};
        limner_driver_entry_fn entry = nullptr;
        std::memcpy(&entry, &symbol, sizeof entry);
        std::unique_ptr<AbiModule> module(new AbiModule(entry(), std::move(settings)));
        limner_error_v1 error{sizeof error, {}};
        std::int32_t code = module->table_->initialise(&module->services_, &module->instance_, &error);
        if (code != 0) return error_of(code, error);
        return module;
    }
    AbiModule(const AbiModule&) = delete;
    AbiModule& operator=(const AbiModule&) = delete;
    ~AbiModule() {
        if (instance_) table_->shutdown(instance_);
    }

    const limner_driver_v1& table() const { return *table_; }

    Result<std::vector<driver::Listing>> enumerate() const {
        std::vector<driver::Listing> found;
        auto emit = [](void* to, const limner_listing_v1* raw) {
            static_cast<std::vector<driver::Listing>*>(to)->push_back(
                {raw->id, raw->name, static_cast<driver::DeviceClass>(raw->device_class),
                 raw->serial ? raw->serial : ""});
        };
        limner_error_v1 error{sizeof error, {}};
        std::int32_t code = table_->enumerate(instance_, emit, &found, &error);
        if (code != 0) return error_of(code, error);
        return found;
    }
    /// The ids that enumerate() lists; none where it fails.
    std::vector<std::string> ids() const {
        std::vector<std::string> found;
        auto listings = enumerate();
        if (!listings) return found;
        for (const driver::Listing& one : *listings) found.push_back(one.id);
        return found;
    }
    Result<AbiDevice> open(const std::string& id) const {
        limner_device_v1* device = nullptr;
        limner_error_v1 error{sizeof error, {}};
        std::int32_t code = table_->open(instance_, id.c_str(), &device, &error);
        if (code != 0) return error_of(code, error);
        return AbiDevice(table_, device);
    }
    std::vector<std::string> log() const {
        std::lock_guard lock(mutex_);
        return log_;
    }

private:
    AbiModule(const limner_driver_v1* table, Settings settings) : table_(table), settings_(std::move(settings)) {
        services_.struct_size = sizeof services_;
        services_.context = this;
        services_.log = [](void* context, std::int32_t, const char* text) {
            auto* self = static_cast<AbiModule*>(context);
            std::lock_guard lock(self->mutex_);
            self->log_.emplace_back(text);
        };
        services_.now_ns = [](void*) {
            return static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
        };
        services_.random_bytes = [](void*, void* to, std::uint64_t count) { std::memset(to, 4, count); };
        services_.setting = [](void* context, const char* name) -> const char* {
            const Settings& all = static_cast<AbiModule*>(context)->settings_;
            auto found = all.find(name);
            return found == all.end() ? nullptr : found->second.c_str();
        };
        services_.event = [](void*, std::int32_t, const char*) {};
    }

    const limner_driver_v1* table_;
    limner_instance_v1* instance_ = nullptr;
    Settings settings_;
    limner_services_v1 services_{};
    mutable std::mutex mutex_;
    std::vector<std::string> log_{};
};

}  // namespace limner::test
