#include "recording_fixture.h"

#include <nlohmann/json.hpp>

#include <atomic>
#include <thread>

namespace limner::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Replay : public testing::Test {
protected:
    AbiModule& load(AbiModule::Settings settings) {
        settings.emplace("config_folder", folder_.path().string());
        module_ = AbiModule::load("replay", std::move(settings)).value();
        return *module_;
    }
    /// A device that plays these events a thousand times as fast.
    AbiDevice open(DeviceClass device_class, const std::vector<RecordedEvent>& events, const char* loop = "true") {
        record(folder_, "tape.limrec", device_class, events);
        load({{"files", R"(["tape.limrec"])"}, {"speed", "1000"}, {"loop", loop}});
        return module_->open(module_->ids().at(0)).value();
    }
    static int first_byte(const AbiFrame& frame) { return std::to_integer<int>(frame.pixels.at(0)); }

    TemporaryFolder folder_{};
    std::unique_ptr<AbiModule> module_{};
};

TEST_F(Replay, ListsNothingWithoutFiles) { EXPECT_THAT(load({}).ids(), ElementsAre()); }

TEST_F(Replay, ListsEachRecordingByItsClassAndFile) {
    record(folder_, "a.limrec", DeviceClass::camera, {});
    record(folder_, "b.limrec", DeviceClass::document_scanner, {});
    load({{"files", R"(["a.limrec", "b.limrec"])"}});
    EXPECT_THAT(module_->ids(), ElementsAre("replay/camera/a", "replay/document_scanner/b"));
    auto listings = module_->enumerate().value();
    EXPECT_EQ(listings[0].name, "Acme (recording)");
    EXPECT_EQ(listings[1].device_class, driver::DeviceClass::document_scanner);
}

TEST_F(Replay, TakesPathsWithColonsBetween) {
    record(folder_, "a.limrec", DeviceClass::camera, {});
    record(folder_, "b.limrec", DeviceClass::camera, {});
    load({{"files", "a.limrec:b.limrec"}});
    EXPECT_THAT(module_->ids(), ElementsAre("replay/camera/a", "replay/camera/b"));
}

TEST_F(Replay, PlaysACamerasPicturesInOrderAndAgain) {
    AbiDevice camera = open(DeviceClass::camera, {picture_at(milliseconds(10), 1), picture_at(milliseconds(20), 2)});
    camera.start().value();
    std::uint64_t last_sequence = 0, last_exposed = 0;
    for (int turn = 0; turn < 5; ++turn) {
        AbiFrame frame = camera.next().value();
        int seed = turn % 2 + 1;
        EXPECT_TRUE(std::ranges::equal(frame.pixels, image_of(PixelFormat::gray8, seed).bytes()));
        EXPECT_TRUE(turn == 0 || frame.header.sequence > last_sequence);
        EXPECT_GE(frame.header.exposed_at_ns, last_exposed);
        last_sequence = frame.header.sequence;
        last_exposed = frame.header.exposed_at_ns;
    }
}

TEST_F(Replay, WaitsForThePicturesTime) {
    AbiDevice camera = open(DeviceClass::camera, {picture_at(std::chrono::hours(2000), 1)});
    camera.start().value();
    EXPECT_EQ(camera.grab(milliseconds(1)).value().header.outcome, LIMNER_OUTCOME_PROGRESS);
}

TEST_F(Replay, ExposesNothingBeforeTheFirstGrabOfADeviceThatIdledSinceItsStart) {
    AbiDevice camera = open(DeviceClass::camera, {picture_at(milliseconds(1000), 1)});
    camera.start().value();
    std::this_thread::sleep_for(milliseconds(5));
    auto asked = std::chrono::steady_clock::now().time_since_epoch().count();
    EXPECT_GE(camera.grab().value().header.exposed_at_ns, static_cast<std::uint64_t>(asked));
}

TEST_F(Replay, IsLostAtItsEndWhereItDoesNotLoop) {
    AbiDevice camera = open(DeviceClass::camera, {picture_at(milliseconds(1))}, "false");
    camera.start().value();
    EXPECT_TRUE(camera.next());
    auto ended = camera.next();
    ASSERT_FALSE(ended);
    EXPECT_EQ(ended.error().code, ErrorCode::device_lost);
    camera.start().value();
    EXPECT_TRUE(camera.next());
}

TEST_F(Replay, SaysWhatTheReaderSaidWhileItWaited) {
    AbiDevice reader = open(DeviceClass::fingerprint_reader,
                            {{milliseconds(0), Waiting{Hint::place_finger}}, picture_at(std::chrono::hours(2000), 1)});
    reader.start().value();
    for (int i = 0; i < 2; ++i) {
        AbiFrame frame = reader.grab(milliseconds(1)).value();
        EXPECT_EQ(frame.header.outcome, LIMNER_OUTCOME_WAITING);
        EXPECT_EQ(frame.header.hint, LIMNER_HINT_PLACE_FINGER);
    }
}

std::vector<RecordedEvent> two_scans() {
    return {picture_at(milliseconds(1), 1),
            picture_at(milliseconds(2), 2),
            {milliseconds(3), ScanEnd{}},
            picture_at(milliseconds(4), 3),
            {milliseconds(5), ScanEnd{}}};
}

TEST_F(Replay, PlaysOneScanOfAScannerAStart) {
    AbiDevice scanner = open(DeviceClass::document_scanner, two_scans());
    std::vector<std::vector<int>> scans;
    for (int scan = 0; scan < 3; ++scan) {
        scanner.start().value();
        scans.emplace_back();
        for (AbiFrame page = scanner.next().value(); page.is_image(); page = scanner.next().value()) {
            EXPECT_TRUE(page.is_last_band());
            scans.back().push_back(first_byte(page) / 31);
        }
        EXPECT_EQ(scanner.next().value().header.outcome, LIMNER_OUTCOME_END);
    }
    EXPECT_THAT(scans, ElementsAre(ElementsAre(1, 2), ElementsAre(3), ElementsAre(1, 2)));
}

TEST_F(Replay, PlaysAScanAgainThatWasLeftInTheMiddle) {
    AbiDevice scanner = open(DeviceClass::document_scanner, two_scans());
    for (int turn = 0; turn < 2; ++turn) {
        scanner.start().value();
        EXPECT_EQ(first_byte(scanner.next().value()) / 31, 1);
        scanner.stop().value();
    }
}

TEST_F(Replay, HasNoMorePagesAfterItsLastScanWhereItDoesNotLoop) {
    AbiDevice scanner =
        open(DeviceClass::document_scanner, {picture_at(milliseconds(1)), {milliseconds(2), ScanEnd{}}}, "false");
    scanner.start().value();
    EXPECT_TRUE(scanner.next().value().is_image());
    EXPECT_EQ(scanner.next().value().header.outcome, LIMNER_OUTCOME_END);
    scanner.start().value();
    EXPECT_EQ(scanner.next().value().header.outcome, LIMNER_OUTCOME_END);
}

TEST_F(Replay, EndsAScanWhoseRecordingWasCutOff) {
    AbiDevice scanner = open(DeviceClass::document_scanner, {picture_at(milliseconds(1), 1)});
    scanner.start().value();
    EXPECT_TRUE(scanner.next().value().is_image());
    EXPECT_EQ(scanner.next().value().header.outcome, LIMNER_OUTCOME_END);
}

TEST_F(Replay, HandsALargePageOverInBands) {
    RecordedPicture page{
        .image = image_of(PixelFormat::rgb8, 1, 2000, 1500), .ppi_x = 300.0, .ppi_y = 300.0, .sheet = 1};
    AbiDevice scanner = open(DeviceClass::document_scanner, {{milliseconds(1), page}, {milliseconds(2), ScanEnd{}}});
    scanner.start().value();
    std::vector<std::byte> pixels;
    int bands = 0;
    for (AbiFrame band = scanner.next().value(); band.is_image(); band = scanner.next().value()) {
        EXPECT_LE(band.pixels.size(), 4u << 20);
        EXPECT_EQ(band.header.total_rows, 1500);
        pixels.insert(pixels.end(), band.pixels.begin(), band.pixels.end());
        EXPECT_EQ(band.is_last_band(), ++bands == 3);
    }
    EXPECT_TRUE(std::ranges::equal(pixels, page.image.bytes()));
}

TEST_F(Replay, OffersTheOptionsOfTheRecordedDevice) {
    AbiDevice camera = open(DeviceClass::camera, {picture_at(milliseconds(1))});
    EXPECT_EQ(camera.options().value().size(), 4u);
    EXPECT_TRUE(camera.set_option("zoom", 2.0));
    EXPECT_EQ(camera.set_option("zoom", 9.0).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(camera.set_option("led", true).error().code, ErrorCode::unsupported);
}

TEST_F(Replay, CannotLoopOverARecordingOfNothing) {
    AbiDevice camera = open(DeviceClass::camera, {{milliseconds(1), Progress{}}});
    camera.start().value();
    auto frame = camera.next();
    ASSERT_FALSE(frame);
    EXPECT_EQ(frame.error().code, ErrorCode::bad_data);
}

TEST_F(Replay, IsGoneWithItsFile) {
    AbiDevice camera = open(DeviceClass::camera, {picture_at(milliseconds(1))});
    std::filesystem::remove(folder_.path() / "tape.limrec");
    EXPECT_THAT(module_->ids(), ElementsAre());
    EXPECT_EQ(module_->open("replay/camera/tape").error().code, ErrorCode::device_missing);
}

TEST_F(Replay, CancelEndsTheGrabInProgress) {
    AbiDevice camera = open(DeviceClass::camera, {picture_at(std::chrono::hours(2000), 1)});
    camera.start().value();
    std::atomic<bool> has_ended{false};
    std::jthread canceller([&] {
        while (!has_ended) {
            camera.cancel();
            std::this_thread::sleep_for(milliseconds(1));
        }
    });
    auto frame = camera.grab(milliseconds(100'000));
    has_ended = true;
    ASSERT_FALSE(frame);
    EXPECT_EQ(frame.error().code, ErrorCode::cancelled);
}

TEST_F(Replay, NamesAMistakeInItsSettings) {
    auto message = [](AbiModule::Settings settings) {
        auto loaded = AbiModule::load("replay", std::move(settings));
        return loaded ? std::string() : loaded.error().message;
    };
    EXPECT_THAT(message({{"speed", "fast"}}), HasSubstr("'speed' is 'fast'; allowed: 0.01 to 1000"));
    EXPECT_THAT(message({{"loop", "yes"}}), HasSubstr("'loop' is 'yes'; allowed: true, false"));
    EXPECT_THAT(message({{"files", "[1]"}}), HasSubstr("'files' must be a list of paths"));
    EXPECT_THAT(message({{"files", "none.limrec"}}), HasSubstr("none.limrec: no such file"));
}

TEST_F(Replay, RefusesTwoRecordingsOfOneName) {
    std::filesystem::create_directory(folder_.path() / "b");
    record(folder_, "a.limrec", DeviceClass::camera, {});
    record(folder_, "b/a.limrec", DeviceClass::camera, {});
    auto loaded =
        AbiModule::load("replay", {{"files", "a.limrec:b/a.limrec"}, {"config_folder", folder_.path().string()}});
    ASSERT_FALSE(loaded);
    EXPECT_THAT(loaded.error().message, HasSubstr("rename one of the files"));
}

}  // namespace
}  // namespace limner::test
