#include <limner/frame/image_file.h>
#include <limner/frame/wsq.h>
#include <limner/record/ansi_nist_file.h>

#include "support/error_of.h"
#include "support/sample_images.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace limner {
namespace {

using test::error_of;
using testing::HasSubstr;
using Bytes = std::vector<std::byte>;

const Image& picture() {
    static const Image image = test::gradient_rgb(30, 40);
    return image;
}

FaceImage face() {
    return {.compression = FaceImageCompression::jpeg_2000_lossless,
            .width = 30,
            .height = 40,
            .data = encode_jpeg_2000(picture()).value()};
}

FingerImage finger() {
    const Image gray = to_gray8(picture()).value();
    return {.captured = {.year = 2026, .month = 2, .day = 3},
            .position = 7,
            .compression = FingerImageCompression::wsq,
            .width = 30,
            .height = 40,
            .data = encode_wsq(gray).value()};
}

AnsiNistFile visit() {
    AnsiNistFile file = new_ansi_nist_file({.type = "ENROL",
                                            .date = "20260131",
                                            .destination = "CENTRE",
                                            .originator = "COUNTER4",
                                            .control_number = "17"});
    EXPECT_TRUE(add_text_record(file, {{18, "S\xC3\xBCssmilch, Ren\xC3\xA9"}}));
    EXPECT_TRUE(add_face_image(file, face(), "COUNTER4", "20260131", 300));
    EXPECT_TRUE(add_finger_image(file, finger(), "COUNTER4", "20260131"));
    return file;
}

TEST(AnsiNistBuild, MakesAFileThatIsReadStrictly) {
    const Bytes bytes = write_ansi_nist_file(visit()).value();
    const auto file = read_ansi_nist_file(bytes, "visit.an2");
    ASSERT_TRUE(file) << file.error().message;
    ASSERT_EQ(file->records.size(), 4u);
    EXPECT_EQ(file->records[0].find(3)->value,
              "1\x1F"
              "3\x1E"
              "2\x1F"
              "00\x1E"
              "10\x1F"
              "01\x1E"
              "14\x1F"
              "02");
    EXPECT_EQ(file->records[0].find(8)->value, "COUNTER4");
    EXPECT_EQ(file->records[1].find(18)->value, "S\xC3\xBCssmilch, Ren\xC3\xA9");
    EXPECT_EQ(file->records[3].find(5)->value, "20260203");
    EXPECT_EQ(file->records[3].number_in(13), 7);
    EXPECT_EQ(write_ansi_nist_file(*file).value(), bytes);
}

TEST(AnsiNistBuild, KeepsAFacesColoursInType10) {
    const AnsiNistFile file = visit();
    const AnsiNistRecord& record = file.records[2];
    EXPECT_EQ(record.find(3)->value, "FACE");
    EXPECT_EQ(record.find(12)->value, "SRGB");
    EXPECT_EQ(record.find(13)->value, "13") << "ISO full frontal";
    const auto image = image_of(record, file).value();
    EXPECT_EQ(image.ppi, 300);
    EXPECT_EQ(image.compression, "JP2L");
    EXPECT_TRUE(image.positions.empty());
    const Image pixels = decode_ansi_nist_image(record, file, "visit").value();
    EXPECT_EQ(pixels.format(), PixelFormat::rgb8);
    EXPECT_TRUE(std::ranges::equal(pixels.bytes(), picture().bytes()));
}

TEST(AnsiNistBuild, TakesNoTextThatIsNotWhatItSays) {
    AnsiNistFile file = visit();
    file.records[1].fields.back().value = "Ren\xE9";
    EXPECT_THAT(error_of(write_ansi_nist_file(file)), HasSubstr("2.018 is no UTF-8"));
    std::erase_if(file.records[0].fields, [](const AnsiNistField& field) { return field.number() == 15; });
    EXPECT_THAT(error_of(write_ansi_nist_file(file)), HasSubstr("bytes above 127"));
    file.records[1].fields.back().value = "Rene";
    EXPECT_TRUE(write_ansi_nist_file(file));
}

TEST(AnsiNistBuild, ReadsTextThatIsNotWhatItSaysLeniently) {
    Bytes bytes = write_ansi_nist_file(visit()).value();
    const auto at = std::ranges::find(bytes, std::byte{0xC3});
    *at = std::byte{0xFF};
    EXPECT_THAT(error_of(read_ansi_nist_file(bytes, "visit.an2")), HasSubstr("2.018 is no UTF-8"));
    EXPECT_EQ(read_ansi_nist_file(bytes, "visit.an2", Reading::lenient)->problems.size(), 1u);
}

TEST(AnsiNistBuild, RefusesWhatARecordCannotHold) {
    AnsiNistFile file = visit();
    FingerImage packed = finger();
    packed.compression = FingerImageCompression::bit_packed;
    EXPECT_FALSE(add_finger_image(file, packed, "A", "20260131"));
    FaceImage empty = face();
    empty.data.clear();
    EXPECT_FALSE(add_face_image(file, empty, "A", "20260131"));
    EXPECT_FALSE(add_text_record(file, {{1, "7"}}));
    AnsiNistFile headless;
    EXPECT_FALSE(add_text_record(headless, {}));
    EXPECT_EQ(file.records.size(), 4u);
}

}  // namespace
}  // namespace limner
