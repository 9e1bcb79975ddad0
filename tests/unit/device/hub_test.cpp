#include "device/hub.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <optional>

namespace limner {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

/// A driver that lists what a test says.
class ListingDriver : public DriverAccess {
public:
    ListingDriver() { manifest_.name = "acme"; }

    void list(const std::vector<std::string>& ids) {
        std::lock_guard lock(mutex_);
        listed_.clear();
        for (const std::string& id : ids) listed_.push_back({1, id, ""});
    }
    /// Until the hub has taken in what was listed last.
    void settle() const {
        for (int before = listings_; listings_ < before + 3;) std::this_thread::sleep_for(1ms);
    }

    const DriverManifest& manifest() const override { return manifest_; }
    std::string version() const override { return "1"; }
    Result<std::vector<ListedDevice>> enumerate(std::chrono::milliseconds, const Until&) override {
        std::lock_guard lock(mutex_);
        ++listings_;
        return listed_;
    }
    bool may_recover_from(const Error&) const override { return true; }
    void wait_for_change(const Until&) override { std::this_thread::sleep_for(1ms); }
    Result<std::unique_ptr<Lane>> open(const std::string& id, std::size_t, std::shared_ptr<ImagePool>,
                                       const LaneLimits&, const Until&) override {
        return Error{ErrorCode::unsupported, id};
    }

private:
    DriverManifest manifest_{};
    mutable std::mutex mutex_;
    std::vector<ListedDevice> listed_{};
    std::atomic<int> listings_ = 0;
};

class Hub : public testing::Test {
protected:
    void begin(const HubOptions& options = {}) {
        hub = std::make_shared<DeviceHub::Impl>(options);
        hub->add(driver);
        watching = hub->listeners.add([this](const DeviceEvent& event) {
            std::lock_guard lock(mutex);
            events.push_back((event.kind == DeviceEvent::Kind::arrived ? "+" : "-") + event.device.id);
        });
        hub->begin();
        driver->settle();
    }
    /// Lists these and waits until the hub shows `ready` (absent: the same).
    void list(const std::vector<std::string>& ids, std::optional<std::vector<std::string>> ready = {}) {
        driver->list(ids);
        for (int i = 0; i < 10'000 && ids_that_are(DeviceState::ready) != ready.value_or(ids); ++i)
            std::this_thread::sleep_for(1ms);
        driver->settle();
    }
    std::vector<std::string> ids_that_are(DeviceState state) const {
        std::vector<std::string> ids;
        for (const DeviceInfo& device : hub->devices()) {
            if (device.state == state) ids.push_back(device.id);
        }
        return ids;
    }
    std::vector<std::string> seen(std::size_t wanted) {
        for (int i = 0; i < 10'000; ++i) {
            std::this_thread::sleep_for(1ms);
            std::lock_guard lock(mutex);
            if (events.size() >= wanted) break;
        }
        std::lock_guard lock(mutex);
        return events;
    }

    std::shared_ptr<ListingDriver> driver = std::make_shared<ListingDriver>();
    std::mutex mutex;
    std::vector<std::string> events;
    std::shared_ptr<DeviceHub::Impl> hub;
    Subscription watching;
};

TEST_F(Hub, KnowsADeviceAgainThatWasPluggedInAgain) {
    begin();
    list({"acme/1234:5678/A1"});
    list({});
    EXPECT_THAT(ids_that_are(DeviceState::lost), ElementsAre("acme/1234:5678/A1"));
    list({"acme/1234:5678/A1"});
    EXPECT_THAT(ids_that_are(DeviceState::ready), ElementsAre("acme/1234:5678/A1"));
    EXPECT_THAT(hub->devices(), SizeIs(1));
    EXPECT_THAT(seen(3), ElementsAre("+acme/1234:5678/A1", "-acme/1234:5678/A1", "+acme/1234:5678/A1"));
}

TEST_F(Hub, TellsTwoDevicesWithoutSerialsApartByTheirPorts) {
    begin();
    list({"acme/1234:5678/@1-1", "acme/1234:5678/@1-2"});
    list({"acme/1234:5678/@1-2"});
    EXPECT_THAT(ids_that_are(DeviceState::ready), ElementsAre("acme/1234:5678/@1-2"));
    EXPECT_THAT(ids_that_are(DeviceState::lost), ElementsAre("acme/1234:5678/@1-1"));
}

TEST_F(Hub, ShowsOneDeviceWhereADriverListsItTwice) {
    begin();
    list({"acme/1", "acme/1"}, {{"acme/1"}});
    EXPECT_THAT(hub->devices(), SizeIs(1));
    EXPECT_THAT(seen(1), ElementsAre("+acme/1"));
}

TEST_F(Hub, TakesNoDeviceOfAnotherDriversName) {
    begin();
    list({"other/1", "acme/1", "acme"}, {{"acme/1"}});
    EXPECT_THAT(ids_that_are(DeviceState::ready), ElementsAre("acme/1"));
}

TEST_F(Hub, ForgetsADeviceThatWasLostLongAgo) {
    begin({.forget_lost_after = 20ms});
    list({"acme/1"});
    list({});
    std::this_thread::sleep_for(40ms);
    driver->settle();
    EXPECT_THAT(hub->devices(), IsEmpty());
    list({"acme/1"});
    EXPECT_THAT(ids_that_are(DeviceState::ready), ElementsAre("acme/1"));
}

TEST_F(Hub, KeepsFewGhostsOfADriverWhoseIdsChangeAtEveryPlug) {
    begin();
    for (int plug = 0; plug < 100; ++plug) list({"acme/" + std::to_string(plug)});
    EXPECT_THAT(ids_that_are(DeviceState::ready), ElementsAre("acme/99"));
    EXPECT_THAT(ids_that_are(DeviceState::lost), SizeIs(32));
}

}  // namespace
}  // namespace limner
