#pragma once

#include "escl_protocol.h"
#include "http_client.h"
#include "scan_job.h"

#include <limner/driver/driver.h>

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace limner::escl {

struct DriverSettings {
    std::vector<std::string> urls{};  ///< Scanners named by the counter, found or not.
    bool uses_discovery = true;
    HttpClient::Options http{};
    Limits limits{};

    /// invalid_setup: the message names the setting.
    static Result<DriverSettings> from(const driver::Services& services);
};

/// The scanners that can be reached: those of the settings, and those that announce themselves. Safe from any thread.
class Catalogue {
public:
    Result<void> initialise(const driver::Services& services);

    /// Those that answer within their time. Network scanners that do not are not there.
    Result<std::vector<driver::Listing>> list();

    /// By a listed id, or "escl/http://host/eSCL". device_missing where nothing answers by that id.
    Result<std::unique_ptr<driver::Device>> open(std::string_view id);

private:
    struct Entry {
        driver::Listing listing{};
        std::string url{};
        Capabilities capabilities{};
    };

    std::vector<Entry> look();
    Result<Capabilities> ask(const std::string& url, Clock::time_point deadline) const;

    driver::Services services_{};
    DriverSettings settings_{};
    std::mutex looking_{};
};

}  // namespace limner::escl
