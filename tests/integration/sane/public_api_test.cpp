#include "sane_setup.h"

#include "support/escl_server.h"
#include "support/page_renderer.h"

#include <limner/capture/capture.h>
#include <limner/frame/image_file.h>
#include <limner/recognise/read_mrz.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace limner::test {
namespace {

using namespace std::chrono_literals;

constexpr auto patience = 40s;
constexpr const char* network_scanner = "sane/airscan:e:Counter Scanner";

/// SANE's scanners as an integrator has them: a Runtime, a slot, scan_document().
class SaneThroughTheSdk : public testing::Test {
protected:
    void SetUp() override {
        if (!has_sane_backend("test")) GTEST_SKIP() << "libsane's test backend is not installed (Debian: libsane1)";
    }

    void serve(const Image& page, const std::vector<std::string>& options = {}) {
        if (!has_sane_backend("airscan")) GTEST_SKIP() << "sane-airscan is not installed (Debian: sane-airscan)";
        auto png = encode_png(page, 300);
        std::vector<std::string> all{"--platen", folder.write("page.png", *png).string()};
        all.insert(all.end(), options.begin(), options.end());
        auto started = EsclServer::start(all);
        ASSERT_TRUE(started) << started.error().message;
        server = std::move(*started);
        sane_config().write("airscan.conf", server->airscan_configuration("Counter Scanner"));
    }

    Result<limner::Scan> scan(const std::vector<std::string>& candidates, Settings settings, ScanOptions options) {
        Runtime::Options wanted;
        wanted.drivers = {"sane"};
        wanted.driver_settings["sane"] = {{"config_dir", sane_config().path().string()}};
        auto runtime = Runtime::open(wanted);
        if (!runtime) return runtime.error();
        SlotConfig config{.name = "scanner", .candidates = candidates, .device_class = DeviceClass::document_scanner};
        config.settings = std::move(settings);
        auto slot = Slot::open(*runtime, config);
        if (!slot) return slot.error();
        return scan_document(*slot, options, Until::in(patience));
    }

    TemporaryFolder folder;
    std::unique_ptr<EsclServer> server;
};

TEST_F(SaneThroughTheSdk, ScansEverySheetOfAFeeder) {
    ScanOptions all_sheets;
    all_sheets.max_pages = 0;
    auto scanned = scan({"sane/test:0"}, {{"source", std::string("adf")}, {"dpi", std::int64_t{100}}}, all_sheets);
    ASSERT_TRUE(scanned) << scanned.error().message;
    ASSERT_EQ(scanned->pages.size(), 10u);
    EXPECT_EQ(scanned->pages[9].page.sheet, 10);
    EXPECT_EQ(scanned->pages[9].page.ppi_x, 100);
    EXPECT_TRUE(scanned->switches.empty());
}

TEST_F(SaneThroughTheSdk, ReadsTheMrzOfAPassportOnTheGlass) {
    PageSpec spec;
    spec.mrz = specimen_mrz();
    auto page = render_page(spec);
    if (!page) GTEST_SKIP() << page.error().message;
    serve(page->image);
    if (IsSkipped() || HasFatalFailure()) return;
    auto reader = MrzReader::load();
    if (!reader) GTEST_SKIP() << reader.error().message;
    auto scanned = scan({network_scanner}, {}, {});
    ASSERT_TRUE(scanned) << scanned.error().message;
    ASSERT_EQ(scanned->pages.size(), 1u);
    EXPECT_EQ(scanned->pages[0].page.device_id, network_scanner);
    const Image& image = scanned->pages[0].page.image;
    EXPECT_TRUE(std::ranges::equal(image.bytes(), page->image.bytes())) << "not the page that was served";
    auto reading = reader->read(image, std::chrono::year{2026} / 1 / 1, Until::in(patience));
    ASSERT_TRUE(reading) << reading.error().message;
    ASSERT_TRUE(reading->mrz);
    EXPECT_EQ(reading->mrz->lines, specimen_mrz());
    EXPECT_TRUE(reading->mrz->is_valid());
}

TEST_F(SaneThroughTheSdk, GoesOnWithTheSpareWhereTheNetworkScannersPageBreaks) {
    PageSpec spec;
    auto page = render_page(spec);
    if (!page) GTEST_SKIP() << page.error().message;
    serve(page->image, {"--fault", "cut"});
    if (IsSkipped() || HasFatalFailure()) return;
    auto scanned = scan({network_scanner, "sane/test:1"}, {}, {});
    ASSERT_TRUE(scanned) << scanned.error().message;
    ASSERT_EQ(scanned->pages.size(), 1u);
    EXPECT_EQ(scanned->pages[0].page.device_id, "sane/test:1");
    ASSERT_EQ(scanned->switches.size(), 1u);
    EXPECT_EQ(scanned->switches[0].from, network_scanner);
    EXPECT_EQ(scanned->switches[0].reason, "device_fault");
}

TEST_F(SaneThroughTheSdk, SaysThatTheFeederIsJammedWhereThereIsNoSpare) {
    auto jammed = scan({"sane/test:0"},
                       {{"read-return-value", std::string("SANE_STATUS_JAMMED")}, {"dpi", std::int64_t{300}}}, {});
    ASSERT_FALSE(jammed);
    EXPECT_EQ(jammed.error().code, ErrorCode::paper_jam) << jammed.error().message;
}

}  // namespace
}  // namespace limner::test
