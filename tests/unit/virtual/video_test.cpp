#include "virtual_fixture.h"

#include "support/avi_file.h"

namespace limner::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class VirtualVideo : public VirtualDriver {
protected:
    void SetUp() override {
        std::string module = std::string(std::getenv("LIMNER_DRIVERS")) + "/limner_virtual_video.so";
        if (!std::filesystem::exists(module)) GTEST_SKIP() << "built without GStreamer";
    }
    /// Three pictures of rising brightness.
    std::string clip() const {
        std::vector<std::vector<std::byte>> jpegs;
        for (int grey : {40, 120, 200}) {
            std::vector<std::byte> pixels(160 * 120 * 3, static_cast<std::byte>(grey));
            auto image = Image::from_pixels(160, 120, PixelFormat::rgb8, pixels).value();
            jpegs.push_back(encode_jpeg(image, 90).value());
        }
        return avi_of(jpegs, 160, 120, 25);
    }
    void write(const std::string& name, const std::string& bytes) const {
        std::ofstream(folder_ / name, std::ios::binary) << bytes;
    }
};

TEST_F(VirtualVideo, PlaysEveryPictureOfAFileInALoop) {
    write("clip.avi", clip());
    AbiDevice camera = start({.id = "a", .source = "clip.avi", .fps = 500.0});
    std::vector<int> greys;
    for (int i = 0; i < 7; ++i) {
        AbiFrame frame = camera.next().value();
        EXPECT_EQ(frame.header.width, 160);
        EXPECT_EQ(frame.header.height, 120);
        greys.push_back((std::to_integer<int>(frame.pixels[0]) + 10) / 40 * 40);
    }
    EXPECT_THAT(greys, ElementsAre(40, 120, 200, 40, 120, 200, 40));
}

TEST_F(VirtualVideo, RefusesAFileOfNoPicturesWithItsName) {
    write("clip.avi", clip().substr(0, 100));
    auto opened = load({{.id = "a", .source = "clip.avi"}}).open("virtual/a");
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::unreadable_file);
    EXPECT_THAT(opened.error().message, HasSubstr("clip.avi"));
}

TEST_F(VirtualVideo, PlaysWhatIsLeftOfATruncatedFile) {
    std::string whole = clip();
    write("clip.avi", whole.substr(0, whole.size() * 2 / 3));
    AbiDevice camera = start({.id = "a", .source = "clip.avi", .fps = 500.0});
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(camera.next());
}

}  // namespace
}  // namespace limner::test
