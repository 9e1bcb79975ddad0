#include "serial_ports.h"
#include "zfm_reader.h"

#include <limner/driver/driver.h>

#include <unistd.h>

#include <charconv>

namespace {

using namespace limner;

constexpr const char* between = " ,\t\r\n\"[]";

Error wrong(const char* name, const std::string& text, const char* wanted) {
    return {ErrorCode::invalid_setup,
            std::string("drivers.zfm.") + name + " is '" + text + "'; " + wanted + " is needed"};
}

/// Decimal, or hexadecimal after 0x.
Result<void> read_number(const driver::Services& services, const char* name, std::uint32_t& to) {
    auto text = services.setting(name);
    if (!text) return {};
    const bool is_hex = text->starts_with("0x");
    const char* begin = text->data() + (is_hex ? 2 : 0);
    auto [end, failure] = std::from_chars(begin, text->data() + text->size(), to, is_hex ? 16 : 10);
    if (failure != std::errc{} || end != text->data() + text->size()) return wrong(name, *text, "a number of 32 bits");
    return {};
}

/// Serial fingerprint modules of the ZFM-20 family.
class ZfmDriver {
public:
    static constexpr auto name = "zfm", version = "0.1.0";

    Result<void> initialise(const driver::Services& services) {
        services_ = services;
        // A list in counter.toml comes as JSON.
        const std::string ports = services.setting("ports").value_or("");
        for (std::size_t at = ports.find_first_not_of(between); at != std::string::npos;) {
            const std::size_t end = std::min(ports.find_first_of(between, at), ports.size());
            ports_.push_back(ports.substr(at, end - at));
            if (!ports_.back().starts_with('/')) return wrong("ports", ports, "a list of paths such as /dev/ttyUSB0");
            at = ports.find_first_not_of(between, end);
        }
        auto baud = static_cast<std::uint32_t>(settings_.baud);
        for (auto [setting, to] :
             {std::pair{"address", &settings_.address}, {"password", &settings_.password}, {"baud", &baud}})
            if (auto read = read_number(services, setting, *to); !read) return read;
        if (baud % zfm::baud_unit != 0 || baud > 100 * zfm::baud_unit)
            return wrong("baud", std::to_string(baud), "a multiple of 9600 up to 960000, or 0,");
        settings_.baud = static_cast<int>(baud);
        return {};
    }
    std::vector<driver::Listing> enumerate() const {
        std::vector<driver::Listing> found;
        for (const std::string& path : ports_) {
            if (access(path.c_str(), F_OK) != 0) continue;
            auto port = zfm::describe_port(path);
            found.push_back({"zfm/" + port.id, "Serial fingerprint module at " + path,
                             driver::DeviceClass::fingerprint_reader, port.serial});
        }
        return found;
    }
    Result<std::unique_ptr<driver::Device>> open(std::string_view id) {
        for (const std::string& path : ports_) {
            if ("zfm/" + zfm::describe_port(path).id != id) continue;
            auto module = zfm::Module::open(path, settings_);
            if (!module) return module.error();
            return std::unique_ptr<driver::Device>(std::make_unique<zfm::Reader>(std::move(*module), services_));
        }
        return Error{ErrorCode::device_missing, std::string(id) + ": no port of drivers.zfm.ports has this id"};
    }

private:
    driver::Services services_{};
    std::vector<std::string> ports_{};
    zfm::ModuleSettings settings_{};
};

}  // namespace

LIMNER_DRIVER(ZfmDriver)
