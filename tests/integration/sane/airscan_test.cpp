#include "sane_setup.h"

#include "support/escl_server.h"
#include "support/page_renderer.h"

#include <limner/frame/image_file.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace limner::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr const char* scanner_id = "sane/airscan:e:Counter Scanner";

/// A network scanner, read through libsane and sane-airscan as any such scanner is.
class Airscan : public testing::Test {
protected:
    void SetUp() override {
        if (!has_sane_backend("airscan")) GTEST_SKIP() << "sane-airscan is not installed (Debian: sane-airscan)";
    }

    /// A picture in which every pixel says where it is.
    static Image numbered_picture(int width, int height, int number) {
        std::vector<std::byte> pixels;
        for (int y = 0; y < height; ++y) {
            for (int x = 0; x < width; ++x) {
                for (int value : {x * 7 + number * 40, y * 5, x + y}) pixels.push_back(static_cast<std::byte>(value));
            }
        }
        return *Image::from_pixels(width, height, PixelFormat::rgb8, std::move(pixels));
    }

    std::string write_png(const std::string& name, const Image& image) {
        auto png = encode_png(image, 300);
        return folder.write(name, *png).string();
    }

    void start(const std::vector<std::string>& options, AbiModule::Settings settings = {}) {
        auto started = EsclServer::start(options);
        ASSERT_TRUE(started) << started.error().message;
        server = std::move(*started);
        sane_config().write("airscan.conf", server->airscan_configuration("Counter Scanner"));
        auto loaded = load_sane(std::move(settings));
        ASSERT_TRUE(loaded) << loaded.error().message;
        module = std::move(*loaded);
        auto opened = module->open(scanner_id);
        ASSERT_TRUE(opened) << opened.error().message;
        device = std::make_unique<AbiDevice>(std::move(*opened));
    }

    Scan scan_all(std::size_t max_pages = 100) {
        auto started = device->start();
        EXPECT_TRUE(started) << started.error().message;
        return scan(*device, max_pages);
    }

    static bool is_same(const ScannedPage& page, const Image& image) {
        return page.width == image.width() && page.rows == image.height() && page.format == image.format() &&
               std::ranges::equal(page.pixels, image.bytes());
    }

    TemporaryFolder folder;
    std::unique_ptr<EsclServer> server;
    std::unique_ptr<AbiModule> module;
    std::unique_ptr<AbiDevice> device;
};

TEST_F(Airscan, IsListedUnderAnIdWithoutTheNumberThatSaneCountsItBy) {
    start({"--platen", write_png("page.png", numbered_picture(60, 40, 1))});
    EXPECT_THAT(module->ids(), testing::Contains(scanner_id));
}

TEST_F(Airscan, DeliversThePageThatLiesOnTheGlassPixelByPixel) {
    PageSpec spec;
    spec.mrz = specimen_mrz();
    auto page = render_page(spec);
    if (!page) GTEST_SKIP() << page.error().message;
    start({"--platen", write_png("page.png", page->image)});
    Scan result = scan_all();
    ASSERT_FALSE(result.error) << result.error->message;
    ASSERT_EQ(result.pages.size(), 1u);
    EXPECT_TRUE(is_same(result.pages[0], page->image))
        << result.pages[0].width << " x " << result.pages[0].rows << " of " << page->image.width() << " x "
        << page->image.height();
    EXPECT_EQ(result.pages[0].last().ppi_x, 300);
    EXPECT_TRUE(result.has_ended);
    EXPECT_THAT(server->settings(), HasSubstr("<pwg:InputSource>Platen<"));
}

TEST_F(Airscan, DeliversEverySheetOfTheFeederInOrder) {
    std::vector<Image> sheets;
    std::vector<std::string> options{"--platen", write_png("platen.png", numbered_picture(300, 200, 9)), "--adf"};
    for (int number = 1; number <= 3; ++number) {
        sheets.push_back(numbered_picture(300, 200, number));
        options.push_back(write_png("sheet" + std::to_string(number) + ".png", sheets.back()));
    }
    start(options);
    auto set = device->set_option("source", std::string("adf"));
    ASSERT_TRUE(set) << set.error().message;
    Scan result = scan_all();
    ASSERT_FALSE(result.error) << result.error->message << "\n" << server->requests();
    EXPECT_TRUE(result.has_ended);
    ASSERT_EQ(result.pages.size(), 3u);
    for (std::size_t sheet = 0; sheet < 3; ++sheet) {
        EXPECT_TRUE(is_same(result.pages[sheet], sheets[sheet])) << "sheet " << sheet + 1;
        EXPECT_EQ(result.pages[sheet].last().sheet, static_cast<int>(sheet) + 1);
    }
    Scan after = scan_all();
    ASSERT_TRUE(after.error);
    EXPECT_EQ(after.error->code, ErrorCode::paper_empty);
}

TEST_F(Airscan, DeliversAJpegAsTheSdkDecodesIt) {
    auto jpeg = encode_jpeg(numbered_picture(320, 240, 2), 95, 300);
    auto file = folder.write("page.jpg", *jpeg);
    start({"--platen", file.string()});
    Scan result = scan_all();
    ASSERT_EQ(result.pages.size(), 1u);
    EXPECT_TRUE(is_same(result.pages[0], read_image(file)->image));
}

struct FaultCase {
    const char* fault;
    ErrorCode code;
    std::size_t pages_before;
};

void PrintTo(const FaultCase& one, std::ostream* to) { *to << one.fault; }

class AirscanFeederFault : public Airscan, public testing::WithParamInterface<FaultCase> {};

TEST_P(AirscanFeederFault, IsATypedErrorAfterTheSheetsThatWerePulled) {
    auto sheet = write_png("sheet.png", numbered_picture(300, 200, 1));
    start({"--adf", sheet, sheet, sheet, "--fault", GetParam().fault});
    Scan result = scan_all();
    ASSERT_TRUE(result.error);
    EXPECT_EQ(result.error->code, GetParam().code) << result.error->message;
    EXPECT_EQ(result.pages.size(), GetParam().pages_before);
}

INSTANTIATE_TEST_SUITE_P(
    Faults, AirscanFeederFault,
    testing::Values(FaultCase{"jam", ErrorCode::paper_jam, 0}, FaultCase{"jam@2", ErrorCode::paper_jam, 1},
                    FaultCase{"empty", ErrorCode::paper_empty, 0}, FaultCase{"door", ErrorCode::cover_open, 0},
                    // sane-airscan does not know the standard's word for an open cover.
                    FaultCase{"cover", ErrorCode::device_fault, 0}, FaultCase{"cut@2", ErrorCode::device_fault, 1}),
    [](const auto& test) {
        std::string name = test.param.fault;
        std::ranges::replace(name, '@', '_');
        return name;
    });

TEST_F(Airscan, ScansAgainOnceTheFaultIsOver) {
    auto picture = numbered_picture(300, 200, 1);
    start({"--platen", write_png("page.png", picture), "--fault", "cut"});
    ASSERT_EQ(scan_all().error->code, ErrorCode::device_fault);
    ASSERT_TRUE(server->set_fault(""));
    Scan result = scan_all();
    ASSERT_FALSE(result.error) << result.error->message;
    EXPECT_TRUE(is_same(result.pages.at(0), picture));
}

TEST_F(Airscan, ReportsProgressWhileASlowScannerWorks) {
    auto picture = numbered_picture(300, 200, 1);
    start({"--platen", write_png("page.png", picture), "--fault", "slow", "--slow-seconds", "2"});
    Scan result = scan_all();
    ASSERT_FALSE(result.error) << result.error->message;
    EXPECT_TRUE(is_same(result.pages.at(0), picture));
    EXPECT_GE(result.progress.size(), 3u);
}

TEST_F(Airscan, GivesUpAScannerThatNeverAnswersAndLetsGoOfIt) {
    start({"--platen", write_png("page.png", numbered_picture(300, 200, 1)), "--fault", "hang"},
          {{"first_data_limit_ms", "400"}});
    Scan result = scan_all();
    ASSERT_TRUE(result.error);
    EXPECT_EQ(result.error->code, ErrorCode::device_stalled);
    EXPECT_TRUE(device->stop());
    ASSERT_TRUE(server->set_fault(""));
}

TEST_F(Airscan, EndsAGrabAtOnceThoughTheScannerHangs) {
    start({"--platen", write_png("page.png", numbered_picture(300, 200, 1)), "--fault", "hang"});
    ASSERT_TRUE(device->start());
    std::atomic<bool> is_over = false;
    std::jthread officer([&] {
        auto is_hanging = [&] { return server->requests().find("/NextDocument") != std::string::npos; };
        while (!is_over && !is_hanging()) std::this_thread::sleep_for(1ms);
        while (!is_over) {
            device->cancel();
            std::this_thread::sleep_for(1ms);
        }
    });
    auto grabbed = device->grab(20s);
    is_over = true;
    ASSERT_FALSE(grabbed);
    EXPECT_EQ(grabbed.error().code, ErrorCode::cancelled);
}

TEST_F(Airscan, SaysThatAScannerIsDownWhenItIsOpened) {
    start({"--platen", write_png("page.png", numbered_picture(60, 40, 1))});
    device.reset();
    ASSERT_TRUE(server->set_fault("down"));
    auto opened = module->open(scanner_id);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::device_fault) << opened.error().message;
}

}  // namespace
}  // namespace limner::test
