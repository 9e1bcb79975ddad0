#include "camera.h"
#include "camera_list.h"

#include <limner/driver/driver.h>

#include <arpa/inet.h>
#include <algorithm>
#include <charconv>

namespace {

using namespace limner;

constexpr const char* between = " \t\r\n\",[]";

/// Industrial cameras of the GigE Vision and USB3 Vision standards.
class GigeDriver {
public:
    static constexpr auto name = "gige", version = "0.1.0";

    Result<void> initialise(const driver::Services& services) {
        std::vector<std::string> addresses;
        // A list in counter.toml comes as JSON.
        const std::string text = services.setting("cameras").value_or("");
        for (std::size_t at = text.find_first_not_of(between); at != std::string::npos;) {
            const std::size_t end = std::min(text.find_first_of(between, at), text.size());
            addresses.push_back(text.substr(at, end - at));
            in_addr parsed{};
            if (inet_pton(AF_INET, addresses.back().c_str(), &parsed) != 1)
                return Error{ErrorCode::invalid_setup,
                             "drivers.gige.cameras: '" + addresses.back() + "' is no IPv4 address"};
            at = text.find_first_not_of(between, end);
        }
        list_ = std::make_unique<gige::CameraList>(std::move(addresses));
        int first = static_cast<int>(limits_.first_picture.count());
        int next = static_cast<int>(limits_.next_picture.count());
        struct {
            const char* setting;
            int& to;
            int least, most;
        } const settings[] = {{"first_picture_limit_ms", first, 1, 60'000},
                              {"next_picture_limit_ms", next, 1, 60'000},
                              {"packet_bytes", limits_.packet_bytes, 576, 16'384}};
        for (const auto& one : settings)
            if (auto read = read_number(services, one.setting, one.to, one.least, one.most); !read) return read;
        limits_.first_picture = std::chrono::milliseconds(first);
        limits_.next_picture = std::chrono::milliseconds(next);
        return {};
    }
    std::vector<driver::Listing> enumerate() {
        std::vector<driver::Listing> found;
        for (const gige::ListedCamera& one : list_->list())
            found.push_back({one.id, one.name, driver::DeviceClass::camera, one.serial});
        return found;
    }
    Result<std::unique_ptr<driver::Device>> open(std::string_view id) {
        auto listed = list_->find(id);
        if (!listed) return listed.error();
        auto opened = gige::CameraList::open(*listed);
        if (!opened) return opened.error();
        auto camera = std::make_unique<gige::GigeCamera>(*std::move(listed), *std::move(opened), limits_);
        if (auto prepared = camera->prepare(); !prepared) return prepared.error();
        return std::unique_ptr<driver::Device>(std::move(camera));
    }

private:
    static Result<void> read_number(const driver::Services& services, const char* setting, int& to, int least,
                                    int most) {
        const auto text = services.setting(setting);
        if (!text) return {};
        auto [end, failure] = std::from_chars(text->data(), text->data() + text->size(), to);
        if (failure == std::errc{} && end == text->data() + text->size() && to >= least && to <= most) return {};
        return Error{ErrorCode::invalid_setup, std::string("drivers.gige.") + setting + " is '" + *text +
                                                   "'; it must be " + std::to_string(least) + " to " +
                                                   std::to_string(most)};
    }

    std::unique_ptr<gige::CameraList> list_{};
    gige::Limits limits_{};
};

}  // namespace

LIMNER_DRIVER(GigeDriver)
