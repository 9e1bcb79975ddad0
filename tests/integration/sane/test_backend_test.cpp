#include "sane_setup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstring>
#include <thread>

namespace limner::test {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::HasSubstr;

bool is_all(const std::vector<std::byte>& pixels, std::byte value) {
    return !pixels.empty() && std::ranges::all_of(pixels, [&](std::byte one) { return one == value; });
}

/// SANE's own "test" backend: a scanner in software that shows everything a frontend has to stand.
class SaneTestBackend : public testing::Test {
protected:
    void SetUp() override { load({}); }

    void load(AbiModule::Settings settings) {
        if (!has_sane_backend("test")) GTEST_SKIP() << "libsane's test backend is not installed (Debian: libsane1)";
        device.reset();
        module.reset();
        auto loaded = load_sane(std::move(settings));
        ASSERT_TRUE(loaded) << loaded.error().message;
        module = std::move(*loaded);
        device = open("sane/test:0");
        ASSERT_TRUE(device);
    }

    std::unique_ptr<AbiDevice> open(const std::string& id) {
        auto opened = module->open(id);
        if (!opened) {
            ADD_FAILURE() << opened.error().message;
            return nullptr;
        }
        return std::make_unique<AbiDevice>(std::move(*opened));
    }

    void set(const char* name, const driver::Value& value) {
        auto done = device->set_option(name, value);
        EXPECT_TRUE(done) << name << ": " << done.error().message;
    }

    ScannedPage one_page() {
        EXPECT_TRUE(device->start());
        Scan result = scan(*device);
        EXPECT_FALSE(result.error) << result.error->message;
        EXPECT_TRUE(result.has_ended);
        EXPECT_EQ(result.pages.size(), 1u);
        return result.pages.empty() ? ScannedPage{} : result.pages.front();
    }

    std::unique_ptr<AbiModule> module;
    std::unique_ptr<AbiDevice> device;
};

TEST_F(SaneTestBackend, ListsItsScannersUnderStableIds) {
    auto listings = module->enumerate();
    ASSERT_TRUE(listings) << listings.error().message;
    EXPECT_THAT(module->ids(), testing::IsSupersetOf({"sane/test:0", "sane/test:1"}));
    auto at = std::ranges::find(*listings, "sane/test:0", &driver::Listing::id);
    ASSERT_NE(at, listings->end());
    EXPECT_EQ(at->name, "Noname frontend-tester");
    EXPECT_EQ(at->device_class, driver::DeviceClass::document_scanner);
}

TEST_F(SaneTestBackend, GivesOnePageOfAFlatbedAndThenTheEnd) {
    ScannedPage page = one_page();
    EXPECT_EQ(page.width, 157);  // 80 mm at 50 dpi
    EXPECT_EQ(page.rows, 196);   // 100 mm
    EXPECT_EQ(page.format, PixelFormat::gray8);
    EXPECT_EQ(page.last().ppi_x, 50);
    EXPECT_EQ(page.last().ppi_y, 50);
    EXPECT_EQ(page.last().total_rows, 196);
    EXPECT_EQ(page.last().sheet, 1);
    auto after = device->grab();
    ASSERT_TRUE(after);
    EXPECT_EQ(after->header.outcome, LIMNER_OUTCOME_END);
    EXPECT_EQ(one_page().rows, 196) << "a second start is a second scan";
}

TEST_F(SaneTestBackend, BeginsAPageAfterItIsAskedForAndNotBefore) {
    ASSERT_TRUE(device->start());
    std::this_thread::sleep_for(20ms);
    auto asked_at = std::chrono::steady_clock::now().time_since_epoch();
    Scan result = scan(*device);
    ASSERT_EQ(result.pages.size(), 1u);
    EXPECT_GE(result.pages[0].last().exposed_at_ns, static_cast<std::uint64_t>(asked_at.count()));
}

TEST_F(SaneTestBackend, ScansTheSizeAndResolutionThatWereSet) {
    set("dpi", std::int64_t{254});
    set("page_size", std::string("ID-3"));
    EXPECT_EQ(option_named(*device, "page_size")->value, driver::Value(std::string("ID-3")));
    ScannedPage page = one_page();
    EXPECT_EQ(page.width, 1250);
    EXPECT_EQ(page.rows, 880);
    EXPECT_EQ(page.last().ppi_x, 254);
}

TEST_F(SaneTestBackend, TakesStandardNamesOfModeAndSource) {
    set("mode", std::string("color"));
    EXPECT_EQ(one_page().format, PixelFormat::rgb8);
    EXPECT_EQ(option_named(*device, "mode")->value, driver::Value(std::string("color")));
    set("source", std::string("adf"));
    EXPECT_EQ(option_named(*device, "source")->value, driver::Value(std::string("adf")));
    EXPECT_THAT(option_named(*device, "source")->choices, testing::ElementsAre("platen", "adf"));
}

TEST_F(SaneTestBackend, ShowsBlackAndWhiteAsWhatTheyAreAtEveryDepth) {
    for (int depth : {1, 8, 16}) {
        set("depth", std::int64_t{depth});
        set("test-picture", std::string("Solid black"));
        EXPECT_TRUE(is_all(one_page().pixels, std::byte{0})) << depth << " bit";
        set("test-picture", std::string("Solid white"));
        ScannedPage white = one_page();
        EXPECT_TRUE(is_all(white.pixels, std::byte{255})) << depth << " bit";
        EXPECT_EQ(white.format, depth == 16 ? PixelFormat::gray16 : PixelFormat::gray8);
    }
}

TEST_F(SaneTestBackend, PutsTheThreePassesOfEveryOrderTogetherToTheSamePage) {
    set("mode", std::string("color"));
    set("test-picture", std::string("Color pattern"));
    for (int depth : {1, 8, 16}) {
        set("depth", std::int64_t{depth});
        set("three-pass", false);
        ScannedPage whole = one_page();
        set("three-pass", true);
        for (const char* order : {"RGB", "RBG", "GBR", "GRB", "BRG", "BGR"}) {
            set("three-pass-order", std::string(order));
            ScannedPage page = one_page();
            EXPECT_EQ(page.format, depth == 16 ? PixelFormat::rgb16 : PixelFormat::rgb8);
            EXPECT_TRUE(page.pixels == whole.pixels) << order << ", " << depth << " bit";
        }
    }
}

TEST_F(SaneTestBackend, CutsALargePageIntoBands) {
    set("mode", std::string("color"));
    set("dpi", std::int64_t{300});
    set("page_size", std::string("full"));
    ScannedPage page = one_page();
    EXPECT_GE(page.bands.size(), 4u);
    for (const auto& band : page.bands) {
        EXPECT_LE(band.valid_bytes, 4u << 20);
        EXPECT_EQ(band.total_rows, page.rows);
    }
}

TEST_F(SaneTestBackend, ScansAPageWhoseLengthTheHandScannerDoesNotKnow) {
    set("page_size", std::string("full"));
    set("hand-scanner", true);
    set("mode", std::string("color"));
    set("dpi", std::int64_t{600});
    ScannedPage page = one_page();
    EXPECT_EQ(page.width, 2598);  // 11 cm
    ASSERT_GE(page.bands.size(), 2u);
    EXPECT_EQ(page.bands.front().total_rows, 0);
    EXPECT_EQ(page.last().total_rows, page.rows);
    EXPECT_FALSE(page.last().flags & LIMNER_FRAME_DAMAGED);
}

TEST_F(SaneTestBackend, GivesTheSamePageHoweverTheBytesCome) {
    set("test-picture", std::string("Color pattern"));
    ScannedPage plain = one_page();
    set("read-limit", true);
    set("read-limit-size", std::int64_t{7});
    EXPECT_TRUE(one_page().pixels == plain.pixels) << "seven bytes at a time";
    set("read-limit", false);
    set("non-blocking", true);
    EXPECT_TRUE(one_page().pixels == plain.pixels) << "non-blocking without a descriptor";
    set("select-fd", true);
    EXPECT_TRUE(one_page().pixels == plain.pixels) << "non-blocking with a descriptor";
    set("fuzzy-parameters", true);
    EXPECT_TRUE(one_page().pixels == plain.pixels) << "parameters that were wrong before the start";
}

TEST_F(SaneTestBackend, DropsTheBytesThatARowIsPaddedWith) {
    set("ppl-loss", std::int64_t{9});
    ScannedPage page = one_page();
    EXPECT_EQ(page.width, 157 - 9);
    EXPECT_EQ(page.pixels.size(), static_cast<std::size_t>(page.width * page.rows));
}

TEST_F(SaneTestBackend, EmptiesTheFeederSheetBySheet) {
    set("source", std::string("adf"));
    ASSERT_TRUE(device->start());
    Scan result = scan(*device);
    EXPECT_FALSE(result.error) << result.error->message;
    EXPECT_TRUE(result.has_ended);
    ASSERT_EQ(result.pages.size(), 10u);
    for (int sheet = 1; sheet <= 10; ++sheet)
        EXPECT_EQ(result.pages[static_cast<std::size_t>(sheet - 1)].last().sheet, sheet);
    EXPECT_EQ(device->grab()->header.outcome, LIMNER_OUTCOME_END);
}

TEST_F(SaneTestBackend, TakesNoMoreSheetsThanAreAskedFor) {
    set("source", std::string("adf"));
    ASSERT_TRUE(device->start());
    ASSERT_EQ(scan(*device, 4).pages.size(), 4u);
    ASSERT_TRUE(device->stop());
    ASSERT_TRUE(device->start());
    Scan rest = scan(*device);
    EXPECT_EQ(rest.pages.size(), 6u) << "the other sheets are still in the feeder";
    EXPECT_TRUE(rest.has_ended);
}

TEST_F(SaneTestBackend, CallsAnEmptyFeederEmpty) {
    set("source", std::string("adf"));
    set("read-return-value", std::string("SANE_STATUS_NO_DOCS"));
    ASSERT_TRUE(device->start());
    Scan result = scan(*device);
    ASSERT_TRUE(result.error);
    EXPECT_EQ(result.error->code, ErrorCode::paper_empty);
}

TEST_F(SaneTestBackend, TurnsEveryStatusIntoATypedErrorAndScansAgainAfterwards) {
    const std::pair<const char*, ErrorCode> expected[] = {{"SANE_STATUS_UNSUPPORTED", ErrorCode::unsupported},
                                                          {"SANE_STATUS_CANCELLED", ErrorCode::cancelled},
                                                          {"SANE_STATUS_DEVICE_BUSY", ErrorCode::device_busy},
                                                          {"SANE_STATUS_INVAL", ErrorCode::device_fault},
                                                          {"SANE_STATUS_EOF", ErrorCode::bad_data},
                                                          {"SANE_STATUS_JAMMED", ErrorCode::paper_jam},
                                                          {"SANE_STATUS_NO_DOCS", ErrorCode::paper_empty},
                                                          {"SANE_STATUS_COVER_OPEN", ErrorCode::cover_open},
                                                          {"SANE_STATUS_IO_ERROR", ErrorCode::device_fault},
                                                          {"SANE_STATUS_NO_MEM", ErrorCode::device_fault},
                                                          {"SANE_STATUS_ACCESS_DENIED", ErrorCode::access_denied}};
    set("dpi", std::int64_t{300});
    for (auto [status, code] : expected) {
        set("read-return-value", std::string(status));
        ASSERT_TRUE(device->start());
        Scan result = scan(*device);
        ASSERT_TRUE(result.error) << status;
        EXPECT_EQ(result.error->code, code) << status << ": " << result.error->message;
        EXPECT_EQ(result.pages.size(), 0u);
        ASSERT_TRUE(device->stop());
        set("read-return-value", std::string("Default"));
        EXPECT_EQ(one_page().rows, 1181) << "after " << status;
    }
}

/// One buffer of 64 KiB each fifth of a second.
class SlowSaneTestBackend : public SaneTestBackend {
protected:
    void make_slow() {
        set("dpi", std::int64_t{200});
        set("read-delay", true);
        set("read-delay-duration", std::int64_t{200'000});
    }
};

TEST_F(SlowSaneTestBackend, ReportsProgressThatRisesAndCompletesItsPage) {
    make_slow();
    ASSERT_TRUE(device->start());
    Scan result = scan(*device);
    ASSERT_FALSE(result.error) << result.error->message;
    ASSERT_EQ(result.pages.size(), 1u);
    EXPECT_FALSE(result.pages[0].last().flags & LIMNER_FRAME_DAMAGED);
    ASSERT_GE(result.progress.size(), 3u);
    EXPECT_TRUE(std::ranges::is_sorted(result.progress));
    EXPECT_GT(result.progress.back(), 0);
}

TEST_F(SlowSaneTestBackend, EndsAGrabThatIsCancelledAndOnlyThatOne) {
    make_slow();
    ASSERT_TRUE(device->start());
    std::atomic<bool> is_scanning = false, is_over = false;
    std::jthread officer([&] {
        is_scanning.wait(false);
        while (!is_over) {
            device->cancel();
            std::this_thread::yield();
        }
    });
    Scan cancelled = scan(*device, 1, [&] {
        is_scanning = true;
        is_scanning.notify_all();
    });
    is_over = true;
    officer.join();
    ASSERT_TRUE(cancelled.error);
    EXPECT_EQ(cancelled.error->code, ErrorCode::cancelled);
    EXPECT_EQ(cancelled.pages.size(), 0u);
    device->cancel();
    Scan again = scan(*device);
    EXPECT_FALSE(again.error) << again.error->message;
    EXPECT_EQ(again.pages.size(), 1u) << "the cancel between two calls must not reach the next";
}

TEST_F(SlowSaneTestBackend, CanBeStoppedInTheMiddleOfAPage) {
    for (bool is_non_blocking : {false, true}) {
        make_slow();
        set("non-blocking", is_non_blocking);
        set("select-fd", is_non_blocking);
        ASSERT_TRUE(device->start());
        auto grabbed = device->grab(300ms);
        ASSERT_TRUE(grabbed) << grabbed.error().message;
        ASSERT_TRUE(device->stop());
        set("read-delay", false);
        EXPECT_EQ(one_page().rows, 787);
    }
}

TEST_F(SlowSaneTestBackend, CanBeClosedInTheMiddleOfAPage) {
    make_slow();
    ASSERT_TRUE(device->start());
    ASSERT_TRUE(device->grab(100ms));
    device.reset();
    device = open("sane/test:0");
    ASSERT_TRUE(device);
    EXPECT_GT(one_page().rows, 0);
}

TEST_F(SlowSaneTestBackend, RefusesOptionsWhileItScansAndStillListsThem) {
    make_slow();
    ASSERT_TRUE(device->start());
    ASSERT_TRUE(device->grab(50ms));
    auto set_while_scanning = device->set_option("dpi", std::int64_t{100});
    ASSERT_FALSE(set_while_scanning);
    EXPECT_EQ(set_while_scanning.error().code, ErrorCode::device_busy);
    EXPECT_EQ(option_named(*device, "dpi")->value, driver::Value(200.0));
}

TEST_F(SlowSaneTestBackend, DoesNotKeepAnotherScannerOrTheListFromItsWork) {
    make_slow();
    ASSERT_THAT(module->ids(), Contains("sane/test:1"));
    ASSERT_TRUE(device->start());
    ASSERT_TRUE(device->grab(50ms));
    EXPECT_THAT(module->ids(), Contains("sane/test:1"));
    auto other = open("sane/test:1");
    ASSERT_TRUE(other);
    ASSERT_TRUE(other->start());
    EXPECT_EQ(scan(*other).pages.size(), 1u);
    EXPECT_EQ(scan(*device).pages.size(), 1u);
}

TEST_F(SlowSaneTestBackend, CountsAsHungWhereNoByteComesForLongerThanTheLimit) {
    load({{"next_data_limit_ms", "50"}, {"first_data_limit_ms", "50"}});
    make_slow();
    ASSERT_TRUE(device->start());
    Scan result = scan(*device);
    ASSERT_TRUE(result.error);
    EXPECT_EQ(result.error->code, ErrorCode::device_stalled);
}

TEST_F(SaneTestBackend, OpensNothingThatIsNotThere) {
    for (const char* id : {"sane/test:9", "sane/", "sane/test:", "sane/nothing:0", "sane", "", "other/test:0"}) {
        auto opened = module->open(id);
        ASSERT_FALSE(opened) << id;
        EXPECT_EQ(opened.error().code, ErrorCode::device_missing) << id << ": " << opened.error().message;
    }
}

TEST_F(SaneTestBackend, SaysWhatIsWrongWithAnOption) {
    auto unknown = device->set_option("colour_of_the_moon", true);
    EXPECT_EQ(unknown.error().code, ErrorCode::unsupported);
    EXPECT_THAT(unknown.error().message, HasSubstr("it has: mode, depth"));
    auto outside = device->set_option("dpi", std::int64_t{5000});
    EXPECT_EQ(outside.error().code, ErrorCode::invalid_argument);
    EXPECT_THAT(outside.error().message, HasSubstr("allowed: 1 to 1200 dpi"));
    auto inactive = device->set_option("three-pass", true);
    EXPECT_EQ(inactive.error().code, ErrorCode::unsupported);
    EXPECT_THAT(inactive.error().message, HasSubstr("not available"));
    EXPECT_FALSE(option_named(*device, "three-pass")->is_active);
}

TEST_F(SaneTestBackend, ShowsOptionsOfEveryTypeAndPressesAButton) {
    set("enable-test-options", true);
    EXPECT_EQ(option_named(*device, "int-constraint-range")->unit, "px");
    EXPECT_EQ(option_named(*device, "int-constraint-range")->maximum, 192);
    EXPECT_THAT(option_named(*device, "int-constraint-word-list")->choices, testing::Not(testing::IsEmpty()));
    EXPECT_TRUE(std::holds_alternative<double>(option_named(*device, "fixed-constraint-range")->value));
    EXPECT_FALSE(option_named(*device, "int-constraint-array")) << "an array has no one value";
    set("string-constraint-string-list", std::string("second entry"));
    set("fixed-constraint-word-list", 12.1);
    set("int-constraint-range", std::int64_t{26});
    EXPECT_EQ(option_named(*device, "int-constraint-range")->value, driver::Value(std::int64_t{26}));
    set("bool-soft-select-soft-detect", true);
    EXPECT_EQ(option_named(*device, "bool-soft-select-soft-detect")->value, driver::Value(true));
    EXPECT_FALSE(device->set_option("bool-hard-select-soft-detect", true)) << "only its switch changes it";
    set("button", true);
}

TEST_F(SaneTestBackend, RefusesToGrabBeforeItIsStarted) {
    auto grabbed = device->grab();
    ASSERT_FALSE(grabbed);
    EXPECT_EQ(grabbed.error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace limner::test
