#include <limner/check/check_page.h>
#include <limner/frame/image_file.h>

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

namespace limner {
namespace {

// Real pictures of specimen documents, all of them sharp enough to be read by eye, none blank, most cut to the
// document.
TEST(CheckPageOfRealDocuments, CallsNoneBlankOrBlurredAndMostFreeOfReflections) {
    const char* data = std::getenv("LIMNER_DATA");
    if (!data) GTEST_SKIP() << "LIMNER_DATA is not set; it names the folder of public test pictures";
    int pictures = 0, glaring = 0;
    for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(data) / "mrz")) {
        if (entry.path().extension() != ".jpg" && entry.path().extension() != ".png") continue;
        auto file = read_image(entry.path());
        ASSERT_TRUE(file) << file.error().message;
        auto check = check_page(file->image, profiles::document_page(), file->ppi);
        ASSERT_TRUE(check) << check.error().message;
        EXPECT_EQ(check->report.find("blank")->verdict, FindingVerdict::pass) << entry.path();
        EXPECT_EQ(check->report.find("sharpness")->verdict, FindingVerdict::pass) << entry.path();
        glaring += check->report.find("glare")->verdict == FindingVerdict::fail;
        ++pictures;
    }
    EXPECT_GE(pictures, 40);
    EXPECT_LE(glaring, 1);
}

}  // namespace
}  // namespace limner
