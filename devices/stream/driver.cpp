#include "reachable.h"
#include "stream_camera.h"

#include <limner/driver/driver.h>

#include <algorithm>
#include <charconv>

namespace {

using namespace limner;

constexpr std::chrono::milliseconds reach_limit{500};
constexpr const char* between = " \t\r\n\",";

/// Cameras on the network that the settings name.
class StreamDriver {
public:
    static constexpr auto name = "stream", version = "0.1.0";

    Result<void> initialise(const driver::Services& services) {
        // A list in counter.toml comes as JSON.
        std::string text = services.setting("cameras").value_or("");
        if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
        for (std::size_t at = text.find_first_not_of(between); at != std::string::npos;) {
            const std::size_t end = std::min(text.find_first_of(between, at), text.size());
            auto address = stream::parse_address(std::string_view(text).substr(at, end - at));
            if (!address) return Error{ErrorCode::invalid_setup, "drivers.stream.cameras: " + address.error().message};
            cameras_.push_back(std::move(*address));
            at = text.find_first_not_of(between, end);
        }
        for (auto [setting, to] : {std::pair{"first_picture_limit_ms", &limits_.first_picture},
                                   {"next_picture_limit_ms", &limits_.next_picture},
                                   {"latency_ms", &limits_.latency}})
            if (auto read = read_milliseconds(services, setting, *to); !read) return read;
        return {};
    }
    std::vector<driver::Listing> enumerate() const {
        std::vector<stream::Endpoint> endpoints;
        for (const stream::Address& one : cameras_) endpoints.push_back({one.host, one.port});
        const auto reachable = stream::are_reachable(endpoints, reach_limit);
        std::vector<driver::Listing> found;
        for (std::size_t i = 0; i < cameras_.size(); ++i)
            if (reachable[i])
                found.push_back({"stream/" + cameras_[i].id, cameras_[i].id, driver::DeviceClass::camera});
        return found;
    }
    Result<std::unique_ptr<driver::Device>> open(std::string_view id) const {
        for (const stream::Address& one : cameras_) {
            if ("stream/" + one.id != id) continue;
            if (!stream::are_reachable({{one.host, one.port}}, reach_limit)[0])
                return Error{ErrorCode::device_missing, std::string(id) + " takes no connection"};
            return std::unique_ptr<driver::Device>(std::make_unique<stream::StreamCamera>(one, limits_));
        }
        return Error{ErrorCode::device_missing, std::string(id) + " is not among drivers.stream.cameras"};
    }

private:
    static Result<void> read_milliseconds(const driver::Services& services, const char* setting,
                                          std::chrono::milliseconds& to) {
        auto text = services.setting(setting);
        if (!text) return {};
        int number = 0;
        auto [end, failure] = std::from_chars(text->data(), text->data() + text->size(), number);
        if (failure != std::errc{} || end != text->data() + text->size() || number < 0)
            return Error{ErrorCode::invalid_setup,
                         std::string("drivers.stream.") + setting + " is '" + *text + "'; a number of ms is needed"};
        to = std::chrono::milliseconds(number);
        return {};
    }

    std::vector<stream::Address> cameras_{};
    stream::Limits limits_{};
};

}  // namespace

LIMNER_DRIVER(StreamDriver)
