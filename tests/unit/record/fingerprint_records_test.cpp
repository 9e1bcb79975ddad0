#include <limner/frame/image_file.h>
#include <limner/frame/wsq.h>
#include <limner/record/ansi_nist_file.h>
#include <limner/record/finger_image_record.h>
#include <limner/record/finger_minutiae_record.h>

#include "support/error_of.h"
#include "support/ridge_pattern.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace limner {
namespace {

using test::error_of;
using testing::HasSubstr;
using Bytes = std::vector<std::byte>;

Image small_print() { return test::make_ridge_pattern({.width_px = 96, .height_px = 80}); }

FingerImage image_with(FingerImageCompression compression, int position) {
    const Image print = small_print();
    FingerImage image{.captured = {2026, 1, 31, 8, 15, 59, 250},
                      .technology = 2,
                      .vendor = 0x0101,
                      .device_type = 7,
                      .qualities = {{62, 0x0101, 0x39}, {255, 1, 2}},
                      .certifications = {{3, 1}},
                      .position = position,
                      .representation = 1,
                      .compression = compression,
                      .width = print.width(),
                      .height = print.height()};
    if (compression == FingerImageCompression::wsq)
        image.data = encode_wsq(print).value();
    else if (compression == FingerImageCompression::png)
        image.data = encode_png(print, 500).value();
    else
        image.data.assign(print.bytes().begin(), print.bytes().end());
    return image;
}

FingerImageRecord record_of_2011() {
    FingerImageRecord record{.has_certifications = true};
    record.images = {image_with(FingerImageCompression::wsq, 1), image_with(FingerImageCompression::none, 2),
                     image_with(FingerImageCompression::png, 2)};
    return record;
}

FingerImageRecord record_of_2005() {
    FingerImageRecord record{.edition = FingerImageEdition::iso_2005, .device_id = 9, .acquisition_level = 31};
    FingerImage image = image_with(FingerImageCompression::none, 7);
    image.captured = {};
    image.technology = image.vendor = image.device_type = 0;
    image.qualities = {{.score = 80}};
    image.certifications = {};
    record.images = {image, image};
    return record;
}

Bytes with_byte(Bytes bytes, std::size_t at, int value) {
    bytes.at(at) = static_cast<std::byte>(value);
    return bytes;
}

TEST(FingerImageRecord, OfBothEditionsComesBackAsItWasWritten) {
    for (const auto& record : {record_of_2011(), record_of_2005()}) {
        const Bytes bytes = write_finger_image_record(record).value();
        const auto back = read_finger_image_record(bytes, "print.fir").value();
        EXPECT_EQ(back.edition, record.edition);
        ASSERT_EQ(back.images.size(), record.images.size());
        EXPECT_EQ(back.images[0].qualities, record.images[0].qualities);
        EXPECT_EQ(back.images[0].certifications, record.images[0].certifications);
        EXPECT_EQ(back.images[0].captured, record.images[0].captured);
        EXPECT_EQ(back.images[0].position, record.images[0].position);
        EXPECT_EQ(back.images[0].ppi(), 500);
        EXPECT_EQ(write_finger_image_record(back).value(), bytes);
    }
}

TEST(FingerImageRecord, GivesItsPixels) {
    const auto record = record_of_2011();
    const Image print = small_print();
    for (const FingerImage& image : record.images) {
        const Image pixels = decode_finger_image(image, "print").value();
        EXPECT_EQ(pixels.width(), print.width());
        const bool is_exact = std::ranges::equal(pixels.bytes(), print.bytes());
        EXPECT_EQ(is_exact, image.compression != FingerImageCompression::wsq);
    }
    FingerImage fine = record.images[1];
    fine.compression = FingerImageCompression::jpeg_2000_lossless;
    fine.data = encode_jpeg_2000(print).value();
    EXPECT_TRUE(std::ranges::equal(decode_finger_image(fine, "print")->bytes(), print.bytes()));
    FingerImage unknown = record.images[1];
    unknown.compression = FingerImageCompression::bit_packed;
    EXPECT_EQ(decode_finger_image(unknown, "print").error().code, ErrorCode::unsupported);
    FingerImage lying = record.images[0];
    lying.width = 97;
    EXPECT_THAT(error_of(decode_finger_image(lying, "print")), HasSubstr("instead of 97 x 80"));
}

TEST(FingerImageRecord, CutAtAnyByteGivesAClearError) {
    for (const auto& record : {record_of_2011(), record_of_2005()}) {
        const Bytes bytes = write_finger_image_record(record).value();
        for (std::size_t length = 0; length < bytes.size(); ++length) {
            const auto cut = read_finger_image_record(std::span(bytes).first(length), "cut.fir", Reading::lenient);
            ASSERT_FALSE(cut && cut->images.size() == record.images.size() && cut->problems.empty()) << length;
            EXPECT_TRUE(cut || cut.error().message.starts_with("cut.fir: "));
        }
    }
}

TEST(FingerImageRecord, IsHeldAgainstItsLengthsAndCounts) {
    const Bytes bytes = write_finger_image_record(record_of_2011()).value();
    auto strict = [](const Bytes& changed) { return error_of(read_finger_image_record(changed, "print.fir")); };
    EXPECT_THAT(strict(with_byte(bytes, 11, 0)), HasSubstr("its length"));
    EXPECT_THAT(strict(with_byte(bytes, 12, 0xFF)), HasSubstr("truncated"));
    EXPECT_THAT(strict(with_byte(with_byte(bytes, 12, 0), 13, 0)), HasSubstr("no image"));
    EXPECT_THAT(strict(with_byte(bytes, 15, 9)), HasSubstr("9 finger positions instead of 2"));
    EXPECT_THAT(strict(with_byte(bytes, 5, '9')), HasSubstr("unknown edition"));
    EXPECT_THAT(strict(Bytes(20, std::byte{'x'})), HasSubstr("no finger image record"));
    const auto lenient = read_finger_image_record(with_byte(bytes, 15, 9), "print.fir", Reading::lenient).value();
    EXPECT_EQ(lenient.problems.size(), 1u);
    EXPECT_EQ(lenient.images.size(), 3u);
}

// Lengths and counts of 0 and of 2^32 - 1 among them.
TEST(FingerImageRecord, WithAnyFourBytesAllOnesOrZeroIsReadOrRefusedByName) {
    for (const auto& record : {record_of_2011(), record_of_2005()}) {
        const Bytes bytes = write_finger_image_record(record).value();
        for (std::size_t at = 0; at + 4 <= std::min<std::size_t>(bytes.size(), 300); ++at)
            for (std::byte value : {std::byte{0}, std::byte{0xFF}}) {
                Bytes changed = bytes;
                std::fill_n(changed.begin() + static_cast<std::ptrdiff_t>(at), 4, value);
                const auto read = read_finger_image_record(changed, "lying.fir", Reading::lenient);
                EXPECT_THAT(read ? "lying.fir: " : read.error().message, testing::StartsWith("lying.fir: ")) << at;
            }
    }
}

TEST(FingerImageRecord, RefusesNumbersThatDoNotFit) {
    FingerImageRecord record = record_of_2011();
    record.images[0].position = 256;
    EXPECT_FALSE(write_finger_image_record(record));
    record.images[0].position = -1;
    EXPECT_FALSE(write_finger_image_record(record));
    EXPECT_FALSE(write_finger_image_record(FingerImageRecord{}));
    FingerImageRecord mixed = record_of_2005();
    mixed.images[1].image_x = 1000;
    EXPECT_FALSE(write_finger_image_record(mixed));
}

MinutiaeView view_with(int count) {
    MinutiaeView view{.qualities = {{90, 6, 55}},
                      .position = 7,
                      .view = 1,
                      .impression = 2,
                      .width = 512,
                      .height = 480,
                      .x_per_cm = 197,
                      .y_per_cm = 197};
    for (int i = 0; i < count; ++i) view.minutiae.push_back({i % 3, 5 * i, 479 - i, i, 100 - i});
    view.extended = {std::byte{0}, std::byte{1}, std::byte{0}, std::byte{4}};
    return view;
}

TEST(FingerMinutiaeRecord, OfEveryEditionComesBackAsItWasWritten) {
    using enum MinutiaeFormat;
    for (MinutiaeFormat format :
         {iso_19794_2_2005, iso_19794_2_2011, ansi_378_2004, ansi_378_2009, ansi_378_2009_am1}) {
        FingerMinutiaeRecord record{.format = format, .equipment = 0xB5, .product_owner = 0x42, .product_type = 0x11};
        record.views = {view_with(60), view_with(0)};
        const Bytes bytes = write_finger_minutiae_record(record).value();
        const auto back = read_finger_minutiae_record(bytes, "print.fmr");
        ASSERT_TRUE(back) << back.error().message;
        EXPECT_EQ(back->format, format);
        ASSERT_EQ(back->views.size(), 2u);
        EXPECT_EQ(back->views[0].minutiae, record.views[0].minutiae) << name_of(format);
        EXPECT_EQ(back->views[0].extended, record.views[0].extended);
        EXPECT_EQ(back->views[0].width, 512);
        EXPECT_EQ(back->views[0].qualities[0].score, 90);
        EXPECT_EQ(write_finger_minutiae_record(*back).value(), bytes);
        for (std::size_t length = 0; length < bytes.size(); ++length)
            EXPECT_FALSE(read_finger_minutiae_record(std::span(bytes).first(length), "cut.fmr"))
                << name_of(format) << length;
    }
}

TEST(FingerMinutiaeRecord, GivesDegreesByItsEdition) {
    EXPECT_EQ(degrees_of({.angle = 64}, MinutiaeFormat::iso_19794_2_2005), 90);
    EXPECT_EQ(degrees_of({.angle = 45}, MinutiaeFormat::ansi_378_2004), 90);
}

TEST(FingerMinutiaeRecord, RefusesWhatDoesNotFit) {
    FingerMinutiaeRecord record;
    EXPECT_FALSE(write_finger_minutiae_record(record));
    record.views = {view_with(256)};
    EXPECT_FALSE(write_finger_minutiae_record(record)) << "one byte counts the minutiae";
    record.views = {view_with(3)};
    record.views[0].minutiae[0].x = 1 << 14;
    EXPECT_FALSE(write_finger_minutiae_record(record));
    record.views[0].minutiae[0].x = 600;
    const Bytes outside = write_finger_minutiae_record(record).value();
    EXPECT_THAT(error_of(read_finger_minutiae_record(outside, "print.fmr")), HasSubstr("outside its image"));
    EXPECT_EQ(read_finger_minutiae_record(outside, "print.fmr", Reading::lenient)->problems.size(), 1u);
}

AnsiNistFile transaction() {
    const Image print = small_print();
    AnsiNistFile file;
    file.records.push_back({.type = 1,
                            .fields = {{"1.001", ""},
                                       {"1.002", "0500"},
                                       {"1.003",
                                        "1\x1F"
                                        "3\x1E"
                                        "2\x1F"
                                        "00\x1E"
                                        "4\x1F"
                                        "01\x1E"
                                        "14\x1F"
                                        "02"},
                                       {"1.011", "19.69"},
                                       {"1.015",
                                        "003\x1FUTF-8\x1F"
                                        "4.0"}}});
    file.records.push_back({.type = 2,
                            .fields = {{"2.001", ""},
                                       {"2.002", "00"},
                                       {"2.018",
                                        "S\xC3\xBC"
                                        "ssmilch, Ren\xC3\xA9"}}});
    file.records.push_back({.type = 4,
                            .fields = {{"4.001", ""},
                                       {"4.002", "1"},
                                       {"4.003", "0"},
                                       {"4.004",
                                        "1\x1E"
                                        "2"},
                                       {"4.005", "1"},
                                       {"4.006", "96"},
                                       {"4.007", "80"},
                                       {"4.008", "0"}},
                            .image = Bytes(print.bytes().begin(), print.bytes().end())});
    file.records.push_back({.type = 14,
                            .fields = {{"14.001", ""},
                                       {"14.002", "02"},
                                       {"14.006", "96"},
                                       {"14.007", "80"},
                                       {"14.008", "1"},
                                       {"14.009", "500"},
                                       {"14.010", "500"},
                                       {"14.011", "WSQ20"},
                                       {"14.012", "8"},
                                       {"14.013", "7"},
                                       {"14.999", ""}},
                            .image = encode_wsq(print).value()});
    return file;
}

TEST(AnsiNistFile, ComesBackAsItWasWritten) {
    const Bytes bytes = write_ansi_nist_file(transaction()).value();
    const auto back = read_ansi_nist_file(bytes, "visit.an2");
    ASSERT_TRUE(back) << back.error().message;
    ASSERT_EQ(back->records.size(), 4u);
    EXPECT_EQ(back->records[1].find(18)->value,
              "S\xC3\xBC"
              "ssmilch, Ren\xC3\xA9");
    EXPECT_EQ(back->records[3].image, transaction().records[3].image);
    EXPECT_EQ(write_ansi_nist_file(*back).value(), bytes);
}

TEST(AnsiNistFile, SaysWhatItsImagesAre) {
    const auto file = read_ansi_nist_file(write_ansi_nist_file(transaction()).value(), "visit.an2").value();
    const auto plain = image_of(file.records[2], file).value(), tagged = image_of(file.records[3], file).value();
    EXPECT_EQ(plain.compression, "NONE");
    EXPECT_EQ(plain.positions, (std::vector<int>{1, 2}));
    EXPECT_EQ(plain.ppi, 500);
    EXPECT_EQ(tagged.compression, "WSQ20");
    EXPECT_EQ(tagged.positions, std::vector<int>{7});
    EXPECT_FALSE(image_of(file.records[1], file));
    EXPECT_TRUE(std::ranges::equal(decode_ansi_nist_image(file.records[2], file, "visit").value().bytes(),
                                   small_print().bytes()));
    EXPECT_TRUE(decode_ansi_nist_image(file.records[3], file, "visit"));
}

TEST(AnsiNistFile, CutOrLyingGivesAClearError) {
    const Bytes bytes = write_ansi_nist_file(transaction()).value();
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        const auto cut = read_ansi_nist_file(std::span(bytes).first(length), "cut.an2", Reading::lenient);
        ASSERT_FALSE(cut) << length;
        EXPECT_THAT(cut.error().message, testing::StartsWith("cut.an2: "));
    }
    for (std::size_t i = 0; i < 300; ++i)
        for (int value : {0, 0x1C, int{'9'}, 0xFF})
            (void)read_ansi_nist_file(with_byte(bytes, i, value), "changed.an2", Reading::lenient);
    Bytes longer = bytes;
    longer.push_back(std::byte{'x'});
    EXPECT_THAT(error_of(read_ansi_nist_file(longer, "visit.an2")), HasSubstr("1 bytes behind"));
}

TEST(AnsiNistFile, RefusesValuesWithSeparators) {
    AnsiNistFile file = transaction();
    file.records[1].fields[2].value =
        "a\x1D"
        "b";
    EXPECT_FALSE(write_ansi_nist_file(file));
    EXPECT_FALSE(write_ansi_nist_file(AnsiNistFile{}));
}

TEST(FingerMinutiaeRecord, HoldsWhatTheExtractorFound) {
    const FingerprintMinutiae found{.width = 416,
                                    .height = 560,
                                    .points = {{MinutiaPoint::Kind::bifurcation, 100, 200, 359.9, 90},
                                               {MinutiaPoint::Kind::ridge_ending, 30, 40, 90, 60}}};
    for (MinutiaeFormat format : {MinutiaeFormat::iso_19794_2_2005, MinutiaeFormat::ansi_378_2004}) {
        FingerMinutiaeRecord record{.format = format};
        record.views.push_back(view_of(found, format, 7));
        const auto bytes = write_finger_minutiae_record(record).value();
        const auto view = read_finger_minutiae_record(bytes, "print.fmr").value().views.at(0);
        EXPECT_EQ(view.position, 7);
        const auto back = minutiae_of(view, format);
        ASSERT_EQ(back.points.size(), 2u);
        EXPECT_EQ(back.points[0].kind, MinutiaPoint::Kind::bifurcation);
        EXPECT_EQ(back.points[0].x, 100);
        EXPECT_NEAR(back.points[0].direction, 0, 1e-9);
        EXPECT_EQ(back.points[1].quality_0_100, 60);
        EXPECT_NEAR(back.points[1].direction, 90, 1);
        EXPECT_EQ(back.width, 416);
    }
}

}  // namespace
}  // namespace limner
