#include "support/escl_server.h"
#include "support/scan.h"
#include "support/temporary_folder.h"

#include <limner/capture/capture.h>
#include <limner/frame/image_file.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <ostream>
#include <thread>

namespace limner::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* scanner_id = "escl/6c696d6e-6572-4e65-8000-7465737473ff";

/// A picture in which every pixel says where it is.
Image numbered_picture(int width, int height, int number) {
    std::vector<std::byte> pixels;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int value : {x * 7 + number * 40, y * 5, x + y}) pixels.push_back(static_cast<std::byte>(value));
    return *Image::from_pixels(width, height, PixelFormat::rgb8, std::move(pixels));
}

bool is_same(const ScannedPage& page, const Image& image) {
    return page.width == image.width() && page.rows == image.height() && page.format == image.format() &&
           std::ranges::equal(page.pixels, image.bytes());
}

class Escl : public testing::Test {
protected:
    std::string write_png(const std::string& name, const Image& image) {
        return folder.write(name, *encode_png(image, 300)).string();
    }
    std::string sheet(int number) {
        return write_png("sheet" + std::to_string(number) + ".png", numbered_picture(300, 200, number));
    }

    void start(const std::vector<std::string>& options, AbiModule::Settings settings = {}) {
        auto started = EsclServer::start(options);
        ASSERT_TRUE(started) << started.error().message;
        server = std::move(*started);
        settings.emplace("scanners", server->url());
        settings.emplace("discovery", "false");
        auto loaded = AbiModule::load("escl", std::move(settings));
        ASSERT_TRUE(loaded) << loaded.error().message;
        module = std::move(*loaded);
        auto opened = module->open(scanner_id);
        ASSERT_TRUE(opened) << opened.error().message;
        device = std::make_unique<AbiDevice>(std::move(*opened));
    }

    Scan scan_all() {
        auto started = device->start();
        EXPECT_TRUE(started) << started.error().message;
        return scan(*device);
    }
    void choose(const char* option, const driver::Value& value) {
        auto set = device->set_option(option, value);
        ASSERT_TRUE(set) << set.error().message;
    }

    TemporaryFolder folder;
    std::unique_ptr<EsclServer> server;
    std::unique_ptr<AbiModule> module;
    std::unique_ptr<AbiDevice> device;
};

TEST_F(Escl, ListsAScannerByItsUuidAndModel) {
    start({"--platen", sheet(1), "--model", "Counter Scanner 3"});
    auto listed = module->enumerate();
    ASSERT_TRUE(listed);
    ASSERT_EQ(listed->size(), 1u);
    EXPECT_EQ((*listed)[0].id, scanner_id);
    EXPECT_EQ((*listed)[0].name, "Counter Scanner 3");
}

TEST_F(Escl, OpensAScannerByItsAddressToo) {
    start({"--platen", sheet(1)});
    EXPECT_TRUE(module->open("escl/" + server->url()));
}

TEST_F(Escl, DeliversThePageOnTheGlassPixelByPixelAndDeletesTheJob) {
    auto picture = numbered_picture(2480, 1754, 3);
    start({"--platen", write_png("page.png", picture)});
    Scan result = scan_all();
    ASSERT_FALSE(result.error) << result.error->message;
    ASSERT_EQ(result.pages.size(), 1u);
    EXPECT_TRUE(result.has_ended);
    EXPECT_TRUE(is_same(result.pages[0], picture));
    EXPECT_GT(result.pages[0].bands.size(), 1u) << "bands are at most 4 MiB";
    EXPECT_EQ(result.pages[0].last().ppi_x, 300);
    EXPECT_THAT(server->settings(), HasSubstr("<pwg:InputSource>Platen<"));
    ASSERT_TRUE(device->stop());
    EXPECT_THAT(server->requests(), HasSubstr("DELETE /eSCL/ScanJobs/"));
}

TEST_F(Escl, DeliversAJpegAsTheSdkDecodesIt) {
    auto file = folder.write("page.jpg", *encode_jpeg(numbered_picture(320, 240, 2), 95, 300));
    start({"--platen", file.string()});
    Scan result = scan_all();
    ASSERT_EQ(result.pages.size(), 1u);
    EXPECT_TRUE(is_same(result.pages[0], read_image(file)->image));
    EXPECT_THAT(server->settings(), HasSubstr("<pwg:DocumentFormat>image/jpeg<"));
}

TEST_F(Escl, DeliversEverySheetOfTheFeederInOrder) {
    start({"--platen", sheet(9), "--adf", sheet(1), sheet(2), sheet(3), "--sheet-seconds", "0"});
    choose("source", std::string("adf"));
    Scan result = scan_all();
    ASSERT_FALSE(result.error) << result.error->message;
    EXPECT_TRUE(result.has_ended);
    ASSERT_EQ(result.pages.size(), 3u);
    for (int number : {1, 2, 3}) {
        const ScannedPage& page = result.pages[static_cast<std::size_t>(number) - 1];
        EXPECT_TRUE(is_same(page, numbered_picture(300, 200, number))) << number;
        EXPECT_EQ(page.last().sheet, number);
    }
    EXPECT_THAT(server->settings(), HasSubstr("<pwg:InputSource>Feeder<"));
    Scan after = scan_all();
    ASSERT_TRUE(after.error);
    EXPECT_EQ(after.error->code, ErrorCode::paper_empty) << after.error->message;
}

TEST_F(Escl, NumbersTheSidesOfSheetsThatAreReadOnBoth) {
    start({"--adf", sheet(1), sheet(2), sheet(3), sheet(4), "--duplex", "--sheet-seconds", "0"});
    choose("source", std::string("adf_duplex"));
    Scan result = scan_all();
    ASSERT_EQ(result.pages.size(), 4u);
    std::vector<std::pair<int, int>> sides;
    for (const ScannedPage& page : result.pages) sides.emplace_back(page.last().sheet, page.last().side);
    EXPECT_THAT(sides, ElementsAre(std::pair(1, 0), std::pair(1, 1), std::pair(2, 0), std::pair(2, 1)));
    EXPECT_THAT(server->settings(), HasSubstr("<scan:Duplex>true<"));
}

TEST_F(Escl, AsksForTheAreaModeAndResolutionThatWereSet) {
    start({"--platen", write_png("a4.png", numbered_picture(2550, 3508, 1)), "--ppi", "300"});
    choose("page_size", std::string("ID-3"));
    choose("dpi", std::int64_t{300});
    EXPECT_EQ(device->set_option("dpi", std::int64_t{301}).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(device->set_option("source", std::string("adf")).error().code, ErrorCode::invalid_argument);
    scan_all();
    EXPECT_THAT(server->settings(), HasSubstr("<pwg:Width>1476</pwg:Width><pwg:Height>1039</pwg:Height>"));
    EXPECT_THAT(server->settings(), HasSubstr("<scan:XResolution>300<"));
    EXPECT_THAT(server->settings(), HasSubstr("<scan:ColorMode>RGB24<"));
}

struct FaultCase {
    const char* fault;
    ErrorCode code;
    std::size_t pages_before;
    const char* says;
};
void PrintTo(const FaultCase& one, std::ostream* to) { *to << one.fault; }

class EsclFault : public Escl, public testing::WithParamInterface<FaultCase> {};

TEST_P(EsclFault, IsATypedErrorAfterTheSheetsThatWerePulled) {
    auto one = sheet(1);
    start({"--adf", one, one, one, "--sheet-seconds", "0", "--fault", GetParam().fault},
          {{"first_data_limit_ms", "200"},
           {"next_data_limit_ms", "200"},
           {"answer_limit_ms", "200"},
           {"busy_limit_ms", "200"}});
    Scan result = scan_all();
    ASSERT_TRUE(result.error);
    EXPECT_EQ(result.error->code, GetParam().code) << result.error->message;
    EXPECT_THAT(result.error->message, HasSubstr(GetParam().says));
    EXPECT_EQ(result.pages.size(), GetParam().pages_before);
    ASSERT_TRUE(server->set_fault(""));
    Scan again = scan_all();
    EXPECT_FALSE(again.error && again.error->code != ErrorCode::paper_empty) << again.error->message;
}

INSTANTIATE_TEST_SUITE_P(Each, EsclFault,
                         testing::Values(FaultCase{"jam", ErrorCode::paper_jam, 0, "take the sheet out"},
                                         FaultCase{"jam@2", ErrorCode::paper_jam, 1, "ScannerAdfJam"},
                                         FaultCase{"empty", ErrorCode::paper_empty, 0,
                                                   "lay the document into the feeder"},
                                         FaultCase{"door", ErrorCode::cover_open, 0, "close its cover"},
                                         FaultCase{"cover", ErrorCode::cover_open, 0, "ScannerAdfHatchOpen"},
                                         FaultCase{"cover@3", ErrorCode::cover_open, 2, "close its cover"},
                                         FaultCase{"busy", ErrorCode::device_busy, 0, "another program"},
                                         FaultCase{"busy@2", ErrorCode::device_busy, 1, "another program"},
                                         FaultCase{"hang", ErrorCode::device_stalled, 0, "nothing for 200 ms"},
                                         FaultCase{"mute", ErrorCode::device_stalled, 0, "nothing for 200 ms"},
                                         FaultCase{"cut@2", ErrorCode::device_fault, 1, "NextDocument"},
                                         FaultCase{"long", ErrorCode::device_fault, 0, "NextDocument"},
                                         FaultCase{"short", ErrorCode::bad_data, 0, "page"},
                                         FaultCase{"huge", ErrorCode::bad_data, 0, "NextDocument"},
                                         FaultCase{"garbage", ErrorCode::bad_data, 0, "page"},
                                         FaultCase{"lost", ErrorCode::bad_data, 0, "no job"}),
                         [](const auto& test) {
                             std::string name = test.param.fault;
                             std::ranges::replace(name, '@', '_');
                             return name;
                         });

TEST_F(Escl, GoesOnWithAPageThatComesSlowlyAndSaysHowFarItIs) {
    auto picture = numbered_picture(300, 200, 1);
    start({"--platen", write_png("page.png", picture), "--fault", "slow", "--slow-seconds", "0.6"});
    Scan result = scan_all();
    ASSERT_FALSE(result.error) << result.error->message;
    EXPECT_TRUE(is_same(result.pages.at(0), picture));
    EXPECT_THAT(result.progress, testing::Contains(testing::AllOf(testing::Gt(0.1f), testing::Lt(1.0f))));
}

TEST_F(Escl, IsLostOnceTheScannerIsGone) {
    start({"--platen", sheet(1)});
    server.reset();
    Scan result = scan_all();
    ASSERT_TRUE(result.error);
    EXPECT_EQ(result.error->code, ErrorCode::device_lost) << result.error->message;
    EXPECT_THAT(module->ids(), testing::IsEmpty());
    EXPECT_EQ(module->open(scanner_id).error().code, ErrorCode::device_missing);
}

TEST_F(Escl, EndsAGrabAtOnceThoughTheScannerHangsAndDeletesTheJob) {
    start({"--platen", sheet(1), "--fault", "hang"});
    ASSERT_TRUE(device->start());
    std::jthread officer([&] {
        while (server->requests().find("/NextDocument") == std::string::npos) std::this_thread::sleep_for(1ms);
        device->cancel();
    });
    auto grabbed = device->grab(20s);
    officer.join();
    ASSERT_FALSE(grabbed);
    EXPECT_EQ(grabbed.error().code, ErrorCode::cancelled);
    ASSERT_TRUE(device->stop());
    EXPECT_THAT(server->requests(), HasSubstr("DELETE /eSCL/ScanJobs/"));
    ASSERT_TRUE(server->set_fault(""));
    EXPECT_EQ(scan_all().pages.size(), 1u);
}

TEST_F(Escl, SaysWhatIsWrongWithAScannerWhenItIsOpened) {
    start({"--platen", sheet(1)});
    ASSERT_TRUE(server->set_fault("down"));
    EXPECT_THAT(scan_all().error->message, HasSubstr("HTTP 500"));
    EXPECT_EQ(module->open("escl/" + server->url()).error().code, ErrorCode::device_fault);
    ASSERT_TRUE(server->set_fault("nonsense"));
    auto opened = module->open("escl/" + server->url());
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::bad_data);
    EXPECT_THAT(opened.error().message, HasSubstr("line 1"));
}

TEST(EsclSettings, AreNamedWhereTheyAreWrong) {
    for (const auto& [name, value] : AbiModule::Settings{{"scanners", "ftp://somewhere"},
                                                         {"discovery", "maybe"},
                                                         {"busy_limit_ms", "-4"},
                                                         {"verify_certificates", "1"}}) {
        auto loaded = AbiModule::load("escl", {{name, value}});
        ASSERT_FALSE(loaded) << name;
        EXPECT_EQ(loaded.error().code, ErrorCode::invalid_setup);
        EXPECT_THAT(loaded.error().message, HasSubstr(name));
    }
}

TEST_F(Escl, GoesOnWithTheSpareWhereAPageBreaks) {
    start({"--platen", sheet(1), "--fault", "cut"});
    auto spare = EsclServer::start({"--platen", sheet(2), "--uuid", "6c696d6e-6572-4e65-8000-000000000002"});
    ASSERT_TRUE(spare);
    Runtime::Options wanted;
    wanted.drivers = {"escl"};
    wanted.driver_settings["escl"] = {{"scanners", server->url() + " " + (*spare)->url()}, {"discovery", "false"}};
    auto runtime = Runtime::open(wanted);
    ASSERT_TRUE(runtime) << runtime.error().message;
    SlotConfig config{.name = "scanner", .candidates = {scanner_id, "escl/*"}};
    config.device_class = DeviceClass::document_scanner;
    auto slot = Slot::open(*runtime, config);
    ASSERT_TRUE(slot) << slot.error().message;
    auto scanned = scan_document(*slot, {}, Until::in(40s));
    ASSERT_TRUE(scanned) << scanned.error().message;
    ASSERT_EQ(scanned->switches.size(), 1u);
    EXPECT_EQ(scanned->switches[0].reason, "device_fault");
    EXPECT_TRUE(std::ranges::equal(scanned->pages.at(0).page.image.bytes(), numbered_picture(300, 200, 2).bytes()));
}

}  // namespace
}  // namespace limner::test
