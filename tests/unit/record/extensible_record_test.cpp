#include <limner/frame/image_file.h>
#include <limner/frame/wsq.h>
#include <limner/record/face_image_record.h>
#include <limner/record/finger_image_record.h>

#include "support/error_of.h"
#include "support/ridge_pattern.h"
#include "support/sample_images.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

// ISO/IEC 39794-4 and -5: finger and face images in DER.
namespace limner {
namespace {

using test::error_of;
using testing::HasSubstr;
using Bytes = std::vector<std::byte>;

const Image& small_print() {
    static const Image print = test::make_ridge_pattern({.width_px = 96, .height_px = 80});
    return print;
}

Bytes bytes_of(std::initializer_list<int> values) {
    Bytes bytes;
    for (int value : values) bytes.push_back(static_cast<std::byte>(value));
    return bytes;
}

FingerImageRecord fingers() {
    const Image& print = small_print();
    FingerImageRecord record{.edition = FingerImageEdition::iso_39794_2019};
    FingerImage plain{.captured = {2026, 1, 31, 8, 15, 59, 250},
                      .technology = 3,
                      .vendor = 0x0101,
                      .device_type = 7,
                      .qualities = {{62, 0x0101, 0x39}, {255, 1, 2}},
                      .certifications = {{3, 1}},
                      .position = 7,
                      .width = print.width(),
                      .height = print.height(),
                      .data = Bytes(print.bytes().begin(), print.bytes().end())};
    plain.extended = bytes_of({0x88, 1, 0xFF});  // positionComputedByCaptureSystem
    FingerImage wsq{.position = 13, .scale_units = 2, .compression = FingerImageCompression::wsq, .impression = 29};
    wsq.scan_x = wsq.scan_y = wsq.image_x = wsq.image_y = 197;
    wsq.data = encode_wsq(print).value();
    record.images = {plain, wsq};
    return record;
}

FaceImageRecord faces() {
    FaceImage image{.captured = {.year = 2026},
                    .qualities = {{62, 0x0101, 0x39}},
                    .compression = FaceImageCompression::jpeg_2000_lossless,
                    .width = 30,
                    .height = 40,
                    .cross_reference = 5,
                    .data = encode_jpeg_2000(test::gradient_rgb(30, 40)).value()};
    image.extended = bytes_of({0x85, 1, 9});          // sessionId
    image.details = bytes_of({0x84, 2, 0x03, 0xE8});  // cameraToSubjectDistance
    image.camera = bytes_of({0xA2, 0});
    return {.edition = FaceImageEdition::iso_39794_2019, .images = {image, image}};
}

// ISO/IEC 39794-4, FingerImageDataBlock: [APPLICATION 4], version 3 of 2019, position 2 and impression 0 as CHOICEs.
TEST(ExtensibleRecord, OfAFingerHasEveryMemberInItsPlace) {
    FingerImageRecord record{.edition = FingerImageEdition::iso_39794_2019};
    record.images = {{.position = 2, .compression = FingerImageCompression::png, .data = bytes_of({1, 2, 3})}};
    EXPECT_EQ(
        write_finger_image_record(record).value(),
        bytes_of({0x64, 42, 0xA0, 7,  0x80, 1,    3,    0x81, 2, 0x07, 0xE3,              // version
                  0xA1, 31, 0x30, 29, 0xA0, 3,    0x80, 1,    2,                          // position
                  0xA1, 3,  0x80, 1,  0,    0xA2, 3,    0x80, 1, 4,    0x83, 3, 1, 2, 3,  // impression, format, data
                  0xA7, 7,  0x80, 2,  0x01, 0xF4, 0x81, 1,    0}));                       // 500 per inch
}

TEST(ExtensibleRecord, OfFingersComesBackAsItWasWritten) {
    const FingerImageRecord record = fingers();
    const Bytes bytes = write_finger_image_record(record).value();
    const auto back = read_finger_image_record(bytes, "print.fir");
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(name_of(back->edition), "ISO/IEC 39794-4:2019");
    ASSERT_EQ(back->images.size(), 2u);
    const FingerImage &is = back->images[0], &was = record.images[0];
    EXPECT_EQ(is.captured, was.captured);
    EXPECT_EQ(is.technology, 3);
    EXPECT_EQ(is.vendor, 0x0101);
    EXPECT_EQ(is.qualities, was.qualities);
    EXPECT_EQ(is.certifications, was.certifications);
    EXPECT_EQ(is.position, 7);
    EXPECT_EQ(is.ppi(), 500);
    EXPECT_EQ(is.extended, was.extended);
    EXPECT_TRUE(std::ranges::equal(decode_finger_image(is, "print")->bytes(), small_print().bytes()));
    EXPECT_EQ(back->images[1].ppi(), 500);
    EXPECT_EQ(decode_finger_image(back->images[1], "print")->width(), 96);
    EXPECT_EQ(write_finger_image_record(*back).value(), bytes);
}

TEST(ExtensibleRecord, OfFacesComesBackAsItWasWritten) {
    const FaceImageRecord record = faces();
    const Bytes bytes = write_face_image_record(record).value();
    const auto back = read_face_image_record(bytes, "face.der");
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(name_of(back->edition), "ISO/IEC 39794-5:2019");
    ASSERT_EQ(back->images.size(), 2u);
    const FaceImage& is = back->images[1];
    EXPECT_EQ(is.captured, record.images[1].captured);
    EXPECT_EQ(is.qualities, record.images[1].qualities);
    EXPECT_EQ(is.details, record.images[1].details);
    EXPECT_EQ(is.camera, record.images[1].camera);
    EXPECT_EQ(is.extended, record.images[1].extended);
    EXPECT_EQ(is.colour_space, 1);
    EXPECT_EQ(is.image_type, 1);
    EXPECT_EQ(decode_face_image(is, "face")->height(), 40);
    EXPECT_EQ(write_face_image_record(*back).value(), bytes);
}

TEST(ExtensibleRecord, OfAFaceIsFoundInADg2) {
    FaceImageRecord record = faces();
    record.images.resize(1);
    record.images[0].data = bytes_of({1, 2, 3});
    const Bytes face = write_face_image_record(record).value();
    ASSERT_LT(face.size(), 0x70u);
    const int size = static_cast<int>(face.size());
    Bytes group = bytes_of(
        {0x75, size + 14, 0x7F, 0x61, size + 11, 0x02, 1, 1, 0x7F, 0x60, size + 5, 0x7F, 0x2E, size + 2, 0xA1, size});
    group.insert(group.end(), face.begin(), face.end());
    const auto found = face_records_of_data_group_2(group, "dg2").value();
    ASSERT_EQ(found.size(), 1u);
    EXPECT_TRUE(std::ranges::equal(found[0], face));
}

TEST(ExtensibleRecord, CutAtAnyByteGivesAClearError) {
    const Bytes print = write_finger_image_record(fingers()).value(), face = write_face_image_record(faces()).value();
    for (Reading reading : {Reading::strict, Reading::lenient}) {
        for (std::size_t length = 0; length < print.size(); length += length < 300 ? 1 : 97) {
            const auto cut = read_finger_image_record(std::span(print).first(length), "cut.fir", reading);
            ASSERT_FALSE(cut) << length;
            EXPECT_THAT(cut.error().message, testing::StartsWith("cut.fir: "));
        }
        for (std::size_t length = 0; length < face.size(); ++length) {
            const auto cut = read_face_image_record(std::span(face).first(length), "cut.fac", reading);
            ASSERT_FALSE(cut) << length;
            EXPECT_THAT(cut.error().message, testing::StartsWith("cut.fac: "));
        }
    }
}

TEST(ExtensibleRecord, IsHeldAgainstItsLengthsAndItsSchema) {
    FingerImageRecord record{.edition = FingerImageEdition::iso_39794_2019};
    record.images = {{.position = 2, .compression = FingerImageCompression::png, .data = bytes_of({1, 2, 3})}};
    const Bytes bytes = write_finger_image_record(record).value();
    auto strict = [&](std::initializer_list<std::pair<std::size_t, int>> changes) {
        Bytes changed = bytes;
        for (const auto& [at, value] : changes) changed.at(at) = static_cast<std::byte>(value);
        return error_of(read_finger_image_record(changed, "print.fir"));
    };
    EXPECT_THAT(strict({{1, 0x84}, {2, 0xFF}, {3, 0xFF}, {4, 0xFF}, {5, 0xFF}}),
                HasSubstr("object of 4294967295 bytes"));
    EXPECT_THAT(strict({{1, 0x80}}), HasSubstr("form that is not read"));
    EXPECT_THAT(strict({{14, 0x1E}}), HasSubstr("object of 30 bytes where 29 are left"));
    EXPECT_THAT(strict({{6, 2}}), HasSubstr("version 2.2019"));
    EXPECT_THAT(strict({{13, 0x31}}), HasSubstr("no SEQUENCE"));
    EXPECT_THAT(strict({{15, 0xA1}}), HasSubstr("twice"));
    EXPECT_THAT(strict({{19, 0xFF}}), HasSubstr("no number of 0 or more"));
    EXPECT_THAT(strict({{29, 9}}), HasSubstr("data format 9"));
    EXPECT_THAT(strict({{30, 0x9F}}), HasSubstr("tag above 30"));
    Bytes other_version = bytes;
    other_version[6] = std::byte{2};
    const auto lenient = read_finger_image_record(other_version, "print.fir", Reading::lenient).value();
    EXPECT_EQ(lenient.problems.size(), 1u);
    EXPECT_EQ(lenient.images[0].position, 2);
}

TEST(ExtensibleRecord, WithoutARepresentationIsAnError) {
    const Bytes none = bytes_of({0x64, 11, 0xA0, 7, 0x80, 1, 3, 0x81, 2, 0x07, 0xE3, 0xA1, 0});
    EXPECT_THAT(error_of(read_finger_image_record(none, "print.fir")), HasSubstr("no image"));
}

TEST(ExtensibleRecord, RefusesWhatItCannotHold) {
    FingerImageRecord record = fingers();
    record.images[1].compression = FingerImageCompression::jpeg;
    EXPECT_FALSE(write_finger_image_record(record));
    record = fingers();
    record.images[0].position = -1;
    EXPECT_FALSE(write_finger_image_record(record));
    record = fingers();
    record.images[0].image_x = 1000;
    EXPECT_FALSE(write_finger_image_record(record));
    FaceImageRecord face = faces();
    face.images[0].compression = FaceImageCompression::png;
    EXPECT_FALSE(write_face_image_record(face));
}

}  // namespace
}  // namespace limner
