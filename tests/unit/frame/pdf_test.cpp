#include <limner/frame/image_file.h>

#include "frame/image_codec.h"
#include "frame/subprocess.h"
#include "support/sample_images.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <optional>

namespace limner {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

bool has_renderer() {
    auto version = run_process({"pdftoppm", "-v"}, {Clock::now() + 10s, 4096, std::size_t{1} << 30});
    return version.has_value();
}

class Pdf : public testing::Test {
protected:
    void SetUp() override {
        if (!has_renderer()) GTEST_SKIP() << "pdftoppm is not installed";
    }
    test::TemporaryFolder folder;
};

TEST_F(Pdf, IsRenderedAt300Ppi) {
    auto file = read_image(folder.write("page.pdf", test::make_pdf(1, 144, 216)));
    ASSERT_TRUE(file) << file.error().message;
    EXPECT_EQ(file->format, "pdf");
    EXPECT_EQ(file->ppi, 300.0);
    EXPECT_EQ(file->image.width(), 600);
    EXPECT_EQ(file->image.height(), 900);
    EXPECT_LT(test::sample_at(file->image, 150, 750), 10);
    EXPECT_GT(test::sample_at(file->image, 450, 150), 245);
}

TEST_F(Pdf, HasPages) {
    auto path = folder.write("page.pdf", test::make_pdf(3, 72, 72));
    auto last = read_image_page(path, 3);
    ASSERT_TRUE(last) << last.error().message;
    EXPECT_EQ(last->page, 3);
    EXPECT_EQ(last->page_count, 3);
    auto beyond = read_image_page(path, 4);
    ASSERT_FALSE(beyond);
    EXPECT_EQ(beyond.error().code, ErrorCode::invalid_argument) << beyond.error().message;
}

TEST_F(Pdf, IsRefusedBeforeItIsRenderedWhereItsPageIsTooLarge) {
    auto file = read_image(folder.write("wall.pdf", test::make_pdf(1, 14'400, 14'400)));
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().code, ErrorCode::unreadable_file);
    EXPECT_THAT(file.error().message, HasSubstr("60000 x 60000"));
}

TEST_F(Pdf, IsRefusedWhereItIsDamaged) {
    auto pdf = test::make_pdf(1, 72, 72);
    auto file = read_image(folder.write("damaged.pdf", pdf.substr(0, 60)));
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().code, ErrorCode::unreadable_file) << file.error().message;
}

TEST_F(Pdf, IsReadUnderANameThatLooksLikeAnOption) {
    auto path = folder.write("-opw.pdf", test::make_pdf(1, 72, 72));
    EXPECT_TRUE(read_image(path));
}

TEST_F(Pdf, IsGivenUpAtTheDeadline) {
    auto path = folder.write("page.pdf", test::make_pdf(1, 2000, 2000));
    auto file = codec::read_pdf_page(path.native(), 1, {}, 1ms);
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().code, ErrorCode::unreadable_file);
    EXPECT_THAT(file.error().message, HasSubstr("too long"));
}

// Restores PATH, which the test takes away to hide the program.
class HiddenPrograms {
public:
    HiddenPrograms() : path_(std::getenv("PATH")) { ::setenv("PATH", "/nowhere", 1); }
    HiddenPrograms(const HiddenPrograms&) = delete;
    HiddenPrograms& operator=(const HiddenPrograms&) = delete;
    ~HiddenPrograms() { ::setenv("PATH", path_.c_str(), 1); }

private:
    std::string path_;
};

TEST(PdfWithoutItsRenderer, SaysWhatToInstall) {
    test::TemporaryFolder folder;
    auto path = folder.write("page.pdf", test::make_pdf(1, 72, 72));
    HiddenPrograms hidden;
    auto file = read_image(path);
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().code, ErrorCode::unsupported);
    EXPECT_THAT(file.error().message, HasSubstr("poppler-utils"));
}

ProcessLimits limits(std::chrono::milliseconds span, std::size_t bytes = 4096) {
    return {Clock::now() + span, bytes, std::size_t{1} << 30};
}

TEST(RunProcess, CollectsOutputComplaintAndStatus) {
    auto process = run_process({"sh", "-c", "printf out; printf complaint >&2; exit 3"}, limits(10s));
    ASSERT_TRUE(process);
    EXPECT_EQ(std::string(reinterpret_cast<const char*>(process->output.data()), process->output.size()), "out");
    EXPECT_EQ(process->complaint, "complaint");
    EXPECT_EQ(process->exit_status, 3);
}

TEST(RunProcess, KillsAProgramThatOverrunsItsTime) {
    auto process = run_process({"sleep", "600"}, limits(50ms));
    ASSERT_FALSE(process);
    EXPECT_EQ(process.error().code, ErrorCode::timed_out);
}

TEST(RunProcess, KillsAProgramThatClosesItsStreamsAndStays) {
    auto process = run_process({"sh", "-c", "exec >&- 2>&-; sleep 600"}, limits(200ms));
    ASSERT_TRUE(process);
    EXPECT_FALSE(process->exit_status);
}

TEST(RunProcess, KillsAProgramThatWritesWithoutEnd) {
    auto process = run_process({"cat", "/dev/zero"}, limits(10s, 100'000));
    ASSERT_FALSE(process);
    EXPECT_EQ(process.error().code, ErrorCode::bad_data);
}

TEST(RunProcess, BoundsTheComplaintItKeeps) {
    auto process = run_process({"sh", "-c", "head -c 1000000 /dev/zero >&2"}, limits(10s));
    ASSERT_TRUE(process);
    EXPECT_EQ(process->complaint.size(), 4096u);
}

TEST(RunProcess, GivesAProgramNoInputAndNoDescriptorOfTheHost) {
    auto process = run_process({"sh", "-c", "cat; ls /proc/self/fd | wc -l"}, limits(10s));
    ASSERT_TRUE(process);
    // Input, output, errors and the one that ls reads the folder through.
    EXPECT_EQ(std::string(reinterpret_cast<const char*>(process->output.data()), process->output.size()), "4\n");
}

TEST(RunProcess, SaysThatAProgramIsNotInstalled) {
    auto process = run_process({"limner-no-such-program"}, limits(1s));
    ASSERT_FALSE(process);
    EXPECT_EQ(process.error().code, ErrorCode::unsupported);
    EXPECT_THAT(process.error().message, HasSubstr("limner-no-such-program is not installed"));
    EXPECT_EQ(run_process({}, limits(1s)).error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace limner
