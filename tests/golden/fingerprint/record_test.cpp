#include <limner/record/ansi_nist_file.h>
#include <limner/record/finger_image_record.h>
#include <limner/record/finger_minutiae_record.h>

#include "support/sample_fingerprints.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

namespace limner {
namespace {

class SampleRecords : public testing::Test {
protected:
    void SetUp() override {
        if (test::sample_fingerprints().empty())
            GTEST_SKIP() << "LIMNER_DATA is not set: sample records are not in the repository";
    }
    static std::vector<std::filesystem::path> files_in(const char* folder) {
        std::vector<std::filesystem::path> files;
        for (const auto& entry : std::filesystem::directory_iterator(test::sample_fingerprints() / folder))
            if (!entry.path().filename().string().starts_with("invalid")) files.push_back(entry.path());
        return files;
    }
};

TEST_F(SampleRecords, OfFingerImagesAreReadStrictlyAndWrittenTheSame) {
    for (const auto& path : files_in("iso_fir")) {
        const auto bytes = test::bytes_of(path);
        const auto record = read_finger_image_record(bytes, path.filename());
        ASSERT_TRUE(record) << record.error().message;
        ASSERT_EQ(record->images.size(), 1u);
        const FingerImage& image = record->images[0];
        fmt::print("{}: position {}, {} x {}, {} ppi, {}\n", path.filename().string(), image.position, image.width,
                   image.height, image.ppi().value_or(0), name_of(image.compression));
        EXPECT_EQ(image.ppi(), 500);
        EXPECT_TRUE(write_finger_image_record(*record).value() == bytes) << path;
        EXPECT_TRUE(image.compression != FingerImageCompression::wsq || decode_finger_image(image, path.filename()));
        for (std::size_t length = 0; length < bytes.size(); ++length)
            EXPECT_FALSE(read_finger_image_record(std::span(bytes).first(length), "cut")) << length;
    }
}

TEST_F(SampleRecords, OfMinutiaeAreReadAndWrittenTheSame) {
    for (const auto& path : files_in("iso_fmr")) {
        const auto bytes = test::bytes_of(path);
        const auto record = read_finger_minutiae_record(bytes, path.filename(), Reading::lenient);
        ASSERT_TRUE(record) << record.error().message;
        fmt::print("{}: {}, {} views, {} minutiae{}{}\n", path.filename().string(), name_of(record->format),
                   record->views.size(), record->views[0].minutiae.size(), record->problems.empty() ? "" : "; ",
                   fmt::join(record->problems, "; "));
        const bool is_strict = read_finger_minutiae_record(bytes, path.filename()).has_value();
        EXPECT_EQ(is_strict, record->problems.empty());
        EXPECT_EQ(write_finger_minutiae_record(*record).value() == bytes, is_strict) << path;
        for (std::size_t length = 0; length < bytes.size() - 1; ++length)
            EXPECT_FALSE(read_finger_minutiae_record(std::span(bytes).first(length), "cut")) << path << length;
    }
}

TEST_F(SampleRecords, OfMinutiaeThatAreCutAreRefused) {
    for (const auto& entry : std::filesystem::directory_iterator(test::sample_fingerprints() / "iso_fmr")) {
        if (!entry.path().filename().string().starts_with("invalid")) continue;
        EXPECT_FALSE(read_finger_minutiae_record(test::bytes_of(entry.path()), "cut", Reading::lenient))
            << entry.path();
    }
}

TEST_F(SampleRecords, OfAnsiNistAreReadAndWrittenTheSame) {
    for (const auto& path : files_in("an2")) {
        const auto bytes = test::bytes_of(path);
        const auto file = read_ansi_nist_file(bytes, path.filename());
        ASSERT_TRUE(file) << file.error().message;
        for (const AnsiNistRecord& record : file->records)
            if (const auto image = image_of(record, *file)) {
                const auto pixels = decode_ansi_nist_image(record, *file, path.filename());
                fmt::print("{}: Type-{}, {} x {}, {} ppi, {}: {}\n", path.filename().string(), record.type,
                           image->width, image->height, image->ppi.value_or(0), image->compression,
                           pixels ? "decoded" : pixels.error().message);
            }
        EXPECT_TRUE(write_ansi_nist_file(*file).value() == bytes) << path;
        for (std::size_t length = 0; length < bytes.size(); ++length)
            EXPECT_FALSE(read_ansi_nist_file(std::span(bytes).first(length), "cut")) << length;
    }
}

}  // namespace
}  // namespace limner
