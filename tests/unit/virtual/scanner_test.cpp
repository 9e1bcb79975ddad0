#include "virtual_fixture.h"

namespace limner::test {
namespace {

using simulation::read_stamp;
using std::chrono::milliseconds;

VirtualDevice scanner() {
    return {.id = "s", .device_class = DeviceClass::document_scanner, .width = 300, .height = 400, .ppi = 150.0};
}

/// The rows of one page, put together again.
struct WholePage {
    limner_frame_v1 last{};
    std::vector<std::byte> pixels{};
    int bands = 0;
};

Result<std::optional<WholePage>> read_page(AbiDevice& device) {
    WholePage page;
    for (;;) {
        auto band = device.next();
        if (!band) return band.error();
        if (!band->is_image()) return std::optional<WholePage>{};
        page.pixels.insert(page.pixels.end(), band->pixels.begin(), band->pixels.end());
        page.last = band->header;
        ++page.bands;
        if (band->is_last_band()) return std::optional(page);
    }
}

TEST_F(VirtualDriver, ScansOnePageFromThePlatenInBandsAndThenEnds) {
    VirtualDevice device = scanner();
    device.band_rows = 150;
    AbiDevice opened = start(device);
    auto page = read_page(opened).value();
    ASSERT_TRUE(page);
    EXPECT_EQ(page->bands, 3);
    EXPECT_EQ(page->last.first_row, 300);
    EXPECT_EQ(page->last.height, 100);
    EXPECT_EQ(page->last.total_rows, 400);
    EXPECT_EQ(page->last.ppi_x, 150);
    auto image = Image::from_pixels(300, 400, PixelFormat::rgb8, page->pixels).value();
    EXPECT_EQ(read_stamp(image)->sequence, page->last.sequence);
    EXPECT_FALSE(read_page(opened).value());
    EXPECT_FALSE(read_page(opened).value());
}

TEST_F(VirtualDriver, FeedsEverySheetInTheOrderOfTheFolder) {
    std::filesystem::create_directories(folder_ / "pages");
    write_picture("pages/1.png", 128, 96, 10);
    write_picture("pages/2.png", 128, 96, 20);
    AbiDevice opened = open({.id = "s", .device_class = DeviceClass::document_scanner, .source = "pages", .sheets = 3});
    opened.set_option("source", std::string("adf")).value();
    opened.start().value();
    std::vector<int> greys, sheets;
    while (auto page = read_page(opened).value()) {
        greys.push_back(std::to_integer<int>(page->pixels[0]));
        sheets.push_back(page->last.sheet);
    }
    EXPECT_THAT(greys, ::testing::ElementsAre(10, 20, 10));
    EXPECT_THAT(sheets, ::testing::ElementsAre(1, 2, 3));
}

TEST_F(VirtualDriver, HasNoFeederWithoutSheets) {
    AbiDevice opened = open(scanner());
    EXPECT_EQ(code_of(opened.set_option("source", std::string("adf"))), ErrorCode::invalid_argument);
}

TEST_F(VirtualDriver, ScansAtTheResolutionAndInTheModeThatAreSet) {
    AbiDevice opened = open(scanner());
    opened.set_option("dpi", std::int64_t{300}).value();
    opened.set_option("mode", std::string("gray")).value();
    opened.start().value();
    auto page = read_page(opened).value();
    ASSERT_TRUE(page);
    EXPECT_EQ(page->last.width, 600);
    EXPECT_EQ(page->last.ppi_x, 300);
    EXPECT_EQ(page->pixels.size(), 600u * 800u);
}

TEST_F(VirtualDriver, TellsAPagesLengthWithItsLastBandWhereItIsUnknown) {
    VirtualDevice device = scanner();
    device.unknown_length = true;
    AbiDevice opened = start(device);
    EXPECT_EQ(opened.next().value().header.total_rows, 0);
    EXPECT_EQ(opened.next().value().header.total_rows, 400);
}

TEST_F(VirtualDriver, ReportsProgressWhileAPageTakesItsTime) {
    VirtualDevice device = scanner();
    device.page_ms = 100'000;
    AbiDevice opened = start(device);
    AbiFrame frame = opened.grab(milliseconds(1)).value();
    EXPECT_EQ(frame.header.outcome, LIMNER_OUTCOME_PROGRESS);
    EXPECT_EQ(frame.header.progress, 0);
}

TEST_F(VirtualDriver, WaitsForADocumentOnTheGlass) {
    VirtualDevice device = scanner();
    device.document_after_ms = 100'000;
    AbiDevice opened = start(device);
    EXPECT_EQ(opened.grab(milliseconds(1)).value().header.hint, LIMNER_HINT_INSERT_DOCUMENT);
}

TEST_F(VirtualDriver, IsUnpluggedInTheMiddleOfAPage) {
    VirtualDevice device = scanner();
    device.band_rows = 100;
    device.faults = {{.kind = "unplug", .after_rows = 200}};
    AbiDevice opened = start(device);
    EXPECT_TRUE(opened.next());
    EXPECT_TRUE(opened.next());
    EXPECT_EQ(code_of(opened.next()), ErrorCode::device_lost);
    EXPECT_TRUE(module_->ids().empty());
}

TEST_F(VirtualDriver, JamsAtTheScriptedSheet) {
    VirtualDevice device = scanner();
    device.sheets = 3;
    device.faults = {{.kind = "error", .after_frames = 1, .code = "paper_jam"}};
    AbiDevice opened = open(device);
    opened.set_option("source", std::string("adf")).value();
    opened.start().value();
    EXPECT_TRUE(read_page(opened).value());
    auto jammed = read_page(opened);
    ASSERT_FALSE(jammed);
    EXPECT_EQ(jammed.error().code, ErrorCode::paper_jam);
}

}  // namespace
}  // namespace limner::test
