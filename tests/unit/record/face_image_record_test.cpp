#include <limner/frame/image_file.h>
#include <limner/record/face_image_record.h>

#include "support/error_of.h"
#include "support/sample_images.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace limner {
namespace {

using test::error_of;
using testing::HasSubstr;
using Bytes = std::vector<std::byte>;

const Image& portrait() {
    static const Image image = test::gradient_rgb(30, 40);
    return image;
}

FaceImage image_of(FaceImageEdition edition) {
    FaceImage image{.technology = 2,
                    .device_type = 7,
                    .gender = 2,
                    .eye_colour = 3,
                    .hair_colour = 4,
                    .properties = 0x800003,
                    .expression = 1,
                    .pose = {1, 2, 180},
                    .pose_uncertainty = {1, 1, 3},
                    .points = {{1, 0xC1, 20, 15, 0}, {1, 0xC2, 10, 15, 0}},
                    .compression = FaceImageCompression::jpeg_2000_lossy,
                    .width = 30,
                    .height = 40,
                    .data = encode_jpeg_2000(portrait()).value()};
    if (edition == FaceImageEdition::iso_2005) {
        image.quality = 77;
        return image;
    }
    image.captured = {2026, 1, 31, 8, 15, 59, 250};
    image.vendor = 0x0101;
    image.qualities = {{62, 0x0101, 0x39}};
    image.certifications = {{3, 1}};
    image.subject_height = 170;
    image.sampling_rate_level = 2;
    image.post_processing = 0x0102;
    image.cross_reference = 1;
    image.extended = {std::byte{9}};
    return image;
}

FaceImageRecord record_of(FaceImageEdition edition) {
    FaceImageRecord record{.edition = edition, .has_certifications = edition == FaceImageEdition::iso_2011};
    record.images = {image_of(edition), image_of(edition)};
    return record;
}

constexpr std::array editions{FaceImageEdition::iso_2005, FaceImageEdition::iso_2011};

TEST(FaceImageRecord, OfBothEditionsComesBackAsItWasWritten) {
    for (FaceImageEdition edition : editions) {
        const FaceImageRecord record = record_of(edition);
        const Bytes bytes = write_face_image_record(record).value();
        const auto back = read_face_image_record(bytes, "dg2.fac").value();
        EXPECT_EQ(back.edition, edition);
        ASSERT_EQ(back.images.size(), 2u);
        const FaceImage &is = back.images[1], &was = record.images[1];
        EXPECT_EQ(is.points, was.points);
        EXPECT_EQ(is.qualities, was.qualities);
        EXPECT_EQ(is.pose, was.pose);
        EXPECT_EQ(is.properties, was.properties);
        EXPECT_EQ(is.captured, was.captured);
        EXPECT_EQ(is.extended, was.extended);
        EXPECT_EQ(is.quality, was.quality);
        EXPECT_TRUE(std::ranges::equal(decode_face_image(is, "face")->bytes(), portrait().bytes()));
        EXPECT_EQ(write_face_image_record(back).value(), bytes);
    }
}

// ISO/IEC 19794-5:2005, table 2 to 6: 14 bytes, then 20, 8 a point and 12 in front of the data.
TEST(FaceImageRecord, Of2005HasEveryFieldInItsPlace) {
    FaceImageRecord record = record_of(FaceImageEdition::iso_2005);
    record.images.resize(1);
    const Bytes bytes = write_face_image_record(record).value();
    const std::size_t data = record.images[0].data.size();
    ASSERT_EQ(bytes.size(), 14 + 20 + 2 * 8 + 12 + data);
    auto number = [&](std::size_t at, std::size_t count) {
        std::size_t value = 0;
        for (std::size_t i = 0; i < count; ++i) value = value << 8 | static_cast<std::size_t>(bytes[at + i]);
        return value;
    };
    EXPECT_EQ(number(8, 4), bytes.size());
    EXPECT_EQ(number(12, 2), 1u);
    EXPECT_EQ(number(14, 4), bytes.size() - 14);
    EXPECT_EQ(number(18, 2), 2u);         // feature points
    EXPECT_EQ(number(20, 3), 0x020304u);  // gender, eyes, hair
    EXPECT_EQ(number(23, 3), 0x800003u);
    EXPECT_EQ(number(28, 3), 0x0102B4u);  // pose
    EXPECT_EQ(number(34, 2), 0x01C1u);    // the first point
    EXPECT_EQ(number(50, 2), 0x0101u);    // full frontal, JPEG 2000
    EXPECT_EQ(number(52, 4), 30u << 16 | 40u);
    EXPECT_EQ(number(60, 2), 77u);  // quality
}

TEST(FaceImageRecord, CutAtAnyByteGivesAClearError) {
    for (FaceImageEdition edition : editions) {
        const Bytes bytes = write_face_image_record(record_of(edition)).value();
        for (std::size_t length = 0; length < bytes.size(); ++length)
            for (Reading reading : {Reading::strict, Reading::lenient}) {
                const auto cut = read_face_image_record(std::span(bytes).first(length), "cut.fac", reading);
                ASSERT_FALSE(cut && cut->problems.empty()) << length;
                EXPECT_TRUE(cut || cut.error().message.starts_with("cut.fac: "));
            }
    }
}

TEST(FaceImageRecord, IsHeldAgainstItsLengthsAndCounts) {
    const Bytes bytes = write_face_image_record(record_of(FaceImageEdition::iso_2005)).value();
    auto strict = [&](std::initializer_list<std::pair<std::size_t, int>> changes) {
        Bytes changed = bytes;
        for (const auto& [at, value] : changes) changed.at(at) = static_cast<std::byte>(value);
        return error_of(read_face_image_record(changed, "dg2.fac"));
    };
    EXPECT_THAT(strict({{11, 0}}), HasSubstr("its length"));
    EXPECT_THAT(strict({{12, 0xFF}}), HasSubstr("truncated"));
    EXPECT_THAT(strict({{13, 0}}), HasSubstr("no image"));
    EXPECT_THAT(strict({{18, 0xFF}}), HasSubstr("65282 feature points"));
    EXPECT_THAT(strict({{14, 0xFF}}), HasSubstr("bytes of data"));
    EXPECT_THAT(strict({{51, 3}}), HasSubstr("no compression 3"));
    EXPECT_THAT(strict({{36, 0xFF}}), HasSubstr("outside it"));
    EXPECT_THAT(strict({{5, '9'}}), HasSubstr("unknown edition"));
}

TEST(FaceImageRecord, RefusesWhatItsEditionCannotHold) {
    FaceImageRecord record = record_of(FaceImageEdition::iso_2005);
    record.images[0].compression = FaceImageCompression::png;
    EXPECT_THAT(error_of(write_face_image_record(record)), HasSubstr("2005"));
    record = record_of(FaceImageEdition::iso_2011);
    record.images[0].gender = 256;
    EXPECT_FALSE(write_face_image_record(record));
    EXPECT_FALSE(write_face_image_record(FaceImageRecord{}));
}

// 75 { 7F61 { 02 01 01, 7F60 { A1 { 87, 88 }, 5F2E record } } } as ICAO Doc 9303-10 has it.
Bytes data_group_2_of(const Bytes& record) {
    auto object = [](std::initializer_list<int> tag, const Bytes& value) {
        Bytes bytes;
        for (int byte : tag) bytes.push_back(static_cast<std::byte>(byte));
        bytes.push_back(std::byte{0x82});
        bytes.push_back(static_cast<std::byte>(value.size() >> 8));
        bytes.push_back(static_cast<std::byte>(value.size()));
        bytes.insert(bytes.end(), value.begin(), value.end());
        return bytes;
    };
    Bytes inner = object({0xA1}, Bytes{std::byte{0x87}, std::byte{1}, std::byte{1}});
    const Bytes data = object({0x5F, 0x2E}, record);
    inner.insert(inner.end(), data.begin(), data.end());
    Bytes group{std::byte{2}, std::byte{1}, std::byte{1}};
    const Bytes information = object({0x7F, 0x60}, inner);
    group.insert(group.end(), information.begin(), information.end());
    return object({0x75}, object({0x7F, 0x61}, group));
}

TEST(DataGroup2, GivesItsRecords) {
    const Bytes record = write_face_image_record(record_of(FaceImageEdition::iso_2005)).value();
    const Bytes group = data_group_2_of(record);
    const auto found = face_records_of_data_group_2(group, "dg2.bin").value();
    ASSERT_EQ(found.size(), 1u);
    EXPECT_TRUE(std::ranges::equal(found[0], record));
    for (std::size_t length = 0; length < group.size(); ++length)
        EXPECT_THAT(error_of(face_records_of_data_group_2(std::span(group).first(length), "dg2.bin")),
                    testing::StartsWith("dg2.bin: "));
}

TEST(DataGroup2, IsWrittenAsDoc9303SaysAndReadBack) {
    FaceImageRecord record = record_of(FaceImageEdition::iso_2005);
    record.images[1].quality = 12;
    const Bytes group = write_data_group_2(record).value();
    const auto found = face_records_of_data_group_2(group, "dg2.bin").value();
    ASSERT_EQ(found.size(), 2u);
    for (std::size_t i = 0; i < 2; ++i) {
        const auto one = read_face_image_record(found[i], "dg2.bin").value();
        EXPECT_EQ(one.edition, FaceImageEdition::iso_2005);
        ASSERT_EQ(one.images.size(), 1u);
        EXPECT_EQ(one.images[0].quality, record.images[i].quality);
        EXPECT_EQ(one.images[0].data, record.images[i].data);
    }
    // Doc 9303-10: two templates, each with a header for a face of 19794-5.
    const auto bytes = [](std::initializer_list<int> values) {
        Bytes all;
        for (int value : values) all.push_back(static_cast<std::byte>(value));
        return all;
    };
    EXPECT_FALSE(std::ranges::search(group, bytes({0x02, 0x01, 0x02, 0x7F, 0x60})).empty());
    const Bytes header = bytes({0xA1, 0x0E, 0x81, 1, 2, 0x82, 1, 0, 0x87, 2, 1, 1, 0x88, 2, 0, 8, 0x5F, 0x2E});
    EXPECT_FALSE(std::ranges::search(group, header).empty());
}

TEST(DataGroup2, IsNotWrittenOfWhatAPassportDoesNotHold) {
    EXPECT_THAT(error_of(write_data_group_2(record_of(FaceImageEdition::iso_2011))), HasSubstr("2005"));
    EXPECT_THAT(error_of(write_data_group_2({})), HasSubstr("1 to 255"));
    FaceImageRecord crowd{.images = std::vector<FaceImage>(256)};
    EXPECT_THAT(error_of(write_data_group_2(crowd)), HasSubstr("1 to 255"));
}

}  // namespace
}  // namespace limner
