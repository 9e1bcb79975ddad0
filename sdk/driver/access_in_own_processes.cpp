#include "driver/driver_access.h"
#include "driver/hosted_lane.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>

namespace limner {
namespace {

using namespace std::chrono_literals;

constexpr auto first_pause = 500ms, longest_pause = 30'000ms;
constexpr auto close_patience = 500ms;
constexpr std::size_t max_listings = 4096;

class AccessInOwnProcesses final : public DriverAccess {
public:
    AccessInOwnProcesses(DriverManifest manifest, ModuleServices services, std::shared_ptr<ProcessSpawner> spawner)
        : launcher_{std::move(manifest), std::move(services), std::move(spawner)},
          version_(launcher_.manifest.version) {}
    AccessInOwnProcesses(const AccessInOwnProcesses&) = delete;
    AccessInOwnProcesses& operator=(const AccessInOwnProcesses&) = delete;
    ~AccessInOwnProcesses() override {
        if (enumerator_) enumerator_->close(close_patience);
    }

    const DriverManifest& manifest() const override { return launcher_.manifest; }
    std::string version() const override {
        std::lock_guard lock(mutex_);
        return version_;
    }

    Result<std::vector<ListedDevice>> enumerate(std::chrono::milliseconds limit, const Until& until) override {
        if (Clock::now() < retry_at_ && last_error_) return *last_error_;
        auto found = list(limit, until);
        bool is_service_lost = !found && (!enumerator_ || enumerator_->has_failed());
        if (is_service_lost) {
            enumerator_.reset();
            last_error_ = found.error();
            retry_at_ = Clock::now() + pause_;
            pause_ = std::min<std::chrono::milliseconds>(pause_ * 2, longest_pause);
        } else if (found) {
            pause_ = first_pause;
        }
        return found;
    }
    /// Only what is wrong with the installation stays wrong; a process can always be started again.
    bool may_recover_from(const Error& error) const override {
        return error.code != ErrorCode::invalid_setup && error.code != ErrorCode::unsupported &&
               error.code != ErrorCode::file_missing;
    }

    void wait_for_change(const Until& until) override {
        if (enumerator_) return enumerator_->wait_for_event(until);
        std::unique_lock lock(mutex_);
        std::condition_variable_any().wait_until(lock, until.stop, until.deadline, [] { return false; });
    }

    Result<std::unique_ptr<Lane>> open(const std::string& id, std::size_t max_band_bytes,
                                       std::shared_ptr<ImagePool> pool, const LaneLimits& limits,
                                       const Until& until) override {
        return open_hosted_lane(launcher_, {id, max_band_bytes, std::move(pool), limits}, until);
    }

private:
    Result<std::vector<ListedDevice>> list(std::chrono::milliseconds limit, const Until& until) {
        if (!enumerator_) {
            auto loaded = launcher_.launch(manifest().name, limit, until);
            if (!loaded) return loaded.error();
            enumerator_ = std::move(loaded->link);
            std::lock_guard lock(mutex_);
            version_ = loaded->version;
        }
        std::vector<ListedDevice> found;
        auto take = [&found](const Message& message) -> Result<void> {
            auto device = listed_device_from(message.body);
            if (!device) return device.error();
            if (found.size() < max_listings) found.push_back(*std::move(device));
            return {};
        };
        auto done = enumerator_->call_done({MessageKind::enumerate, {}, "enumerate", limit, false}, until, take);
        if (!done) return done.error();
        return found;
    }

    const ProcessLauncher launcher_;
    mutable std::mutex mutex_;  ///< Of version_; the enumerating thread alone uses the rest.
    std::string version_;
    std::unique_ptr<DriverLink> enumerator_{};
    std::optional<Error> last_error_{};
    Clock::time_point retry_at_{};
    std::chrono::milliseconds pause_{first_pause};
};

}  // namespace

Result<std::shared_ptr<DriverAccess>> access_in_own_processes(const DriverManifest& manifest, ModuleServices services,
                                                              std::shared_ptr<ProcessSpawner> spawner) {
    auto scratch = make_scratch(manifest);
    if (!scratch) return scratch.error();
    services.scratch = *std::move(scratch);
    return std::shared_ptr<DriverAccess>(
        std::make_shared<AccessInOwnProcesses>(manifest, std::move(services), std::move(spawner)));
}

}  // namespace limner
