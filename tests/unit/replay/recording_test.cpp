#include "recording_fixture.h"

#include <sys/stat.h>

namespace limner::test {
namespace {

using ::testing::HasSubstr;

TEST(Recording, KeepsTheDeviceAndItsTypedOptions) {
    TemporaryFolder folder;
    auto path = record(folder, "a.limrec", DeviceClass::document_scanner, {});
    auto reader = RecordingReader::open(path).value();
    const RecordedDevice& device = reader.device();
    EXPECT_EQ(device.info.id, "acme/1234:5678/A1");
    EXPECT_EQ(device.info.device_class, DeviceClass::document_scanner);
    EXPECT_EQ(device.info.name, "Acme");
    ASSERT_EQ(device.options.size(), 4u);
    EXPECT_EQ(device.options[0].value, OptionValue(1.0));
    EXPECT_EQ(device.options[0].range->step, 0.5);
    EXPECT_EQ(device.options[1].choices.size(), 2u);
    EXPECT_EQ(device.options[2].value, OptionValue(std::int64_t{300}));
    EXPECT_TRUE(device.options[3].is_advanced);
    EXPECT_FALSE(device.options[3].is_active);
}

class RecordingFormat : public testing::TestWithParam<PixelFormat> {};

TEST_P(RecordingFormat, KeepsEveryByteOfAPicture) {
    TemporaryFolder folder;
    RecordedPicture picture{.image = image_of(GetParam(), 3),
                            .sequence = 77,
                            .exposed_at = milliseconds(5),
                            .ppi_x = 500.0,
                            .ppi_y = 400.0,
                            .side = PageSide::back,
                            .light = PageLight::infrared,
                            .sheet = 4};
    auto path = record(folder, "a.limrec", DeviceClass::camera, {{milliseconds(9), picture}});
    auto reader = RecordingReader::open(path).value();
    RecordedEvent event = reader.next().value().value();
    EXPECT_EQ(event.at, milliseconds(9));
    const auto& read = std::get<RecordedPicture>(event.what);
    EXPECT_EQ(read.image.format(), GetParam());
    EXPECT_TRUE(std::ranges::equal(read.image.bytes(), picture.image.bytes()));
    EXPECT_EQ(read.sequence, 77u);
    EXPECT_EQ(read.exposed_at, milliseconds(5));
    EXPECT_EQ(read.ppi_x, 500.0);
    EXPECT_EQ(read.ppi_y, 400.0);
    EXPECT_EQ(read.side, PageSide::back);
    EXPECT_EQ(read.light, PageLight::infrared);
    EXPECT_EQ(read.sheet, 4);
    EXPECT_FALSE(reader.next().value());
    EXPECT_FALSE(reader.damage());
}

std::string format_name(const testing::TestParamInfo<PixelFormat>& info) { return std::string(name_of(info.param)); }

INSTANTIATE_TEST_SUITE_P(Each, RecordingFormat,
                         testing::Values(PixelFormat::gray8, PixelFormat::rgb8, PixelFormat::gray16, PixelFormat::rgb16,
                                         PixelFormat::yuyv, PixelFormat::nv12, PixelFormat::bayer_grbg8),
                         format_name);

TEST(Recording, KeepsAJpegFileAsItIs) {
    TemporaryFolder folder;
    auto file = encode_jpeg(image_of(PixelFormat::rgb8), 90).value();
    auto image = Image::from_pixels(64, 48, PixelFormat::jpeg, file).value();
    auto path = record(folder, "a.limrec", DeviceClass::camera, {{milliseconds(1), RecordedPicture{.image = image}}});
    auto reader = RecordingReader::open(path).value();
    auto event = reader.next().value().value();
    EXPECT_TRUE(std::ranges::equal(std::get<RecordedPicture>(event.what).image.bytes(), file));
}

TEST(Recording, KeepsWhatTheDeviceSaysBetweenPictures) {
    TemporaryFolder folder;
    auto path = record(folder, "a.limrec", DeviceClass::fingerprint_reader,
                       {{milliseconds(1), Waiting{Hint::place_finger}},
                        {milliseconds(2), Progress{0.5}},
                        {milliseconds(3), Progress{}},
                        {milliseconds(4), ScanEnd{}}});
    auto reader = RecordingReader::open(path).value();
    EXPECT_EQ(std::get<Waiting>(reader.next().value()->what).hint, Hint::place_finger);
    EXPECT_EQ(std::get<Progress>(reader.next().value()->what).done_0_1, 0.5);
    EXPECT_EQ(std::get<Progress>(reader.next().value()->what).done_0_1, std::nullopt);
    EXPECT_TRUE(std::holds_alternative<ScanEnd>(reader.next().value()->what));
    EXPECT_FALSE(reader.next().value());
    reader.rewind().value();
    EXPECT_EQ(count_events(reader), 4);
}

TEST(Recording, TakesWhatADeviceDelivers) {
    TemporaryFolder folder;
    auto path = folder.path() / "a.limrec";
    auto writer = RecordingWriter::create(path, recorded_device(DeviceClass::camera)).value();
    auto began = Clock::now();
    Frame frame{.image = image_of(PixelFormat::gray8), .sequence = 8, .exposed_at = began, .ppi = 500.0};
    writer.write(FrameOrWaiting(frame), began).value();
    writer.write(PageOrWaiting(Page{.image = image_of(PixelFormat::rgb8), .sheet = 2, .ppi_x = 300.0}), began).value();
    writer.write(PageOrWaiting(ScanEnd{}), began).value();
    writer.finish().value();
    auto reader = RecordingReader::open(path).value();
    auto first = reader.next().value().value();
    EXPECT_EQ(std::get<RecordedPicture>(first.what).exposed_at.count(), 0);
    EXPECT_EQ(std::get<RecordedPicture>(first.what).ppi_y, 500.0);
    auto second = reader.next().value().value();
    EXPECT_GE(second.at, first.at);
    EXPECT_EQ(std::get<RecordedPicture>(second.what).sheet, 2);
    EXPECT_TRUE(std::holds_alternative<ScanEnd>(reader.next().value()->what));
}

TEST(Recording, IsReadableByItsOwnerAlone) {
    TemporaryFolder folder;
    auto path = record(folder, "a.limrec", DeviceClass::camera, {});
    struct stat status {};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777u, 0600u);
}

TEST(Recording, NeverOverwritesAFile) {
    TemporaryFolder folder;
    auto path = folder.write("a.limrec", "precious");
    auto writer = RecordingWriter::create(path, recorded_device(DeviceClass::camera));
    ASSERT_FALSE(writer);
    EXPECT_EQ(writer.error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(bytes_of(path), "precious");
}

TEST(Recording, CannotBeMadeInAFolderThatIsNotThere) {
    TemporaryFolder folder;
    auto writer = RecordingWriter::create(folder.path() / "none" / "a.limrec", recorded_device(DeviceClass::camera));
    ASSERT_FALSE(writer);
    EXPECT_EQ(writer.error().code, ErrorCode::storage_failed);
}

TEST(Recording, TakesNothingAfterItsEnd) {
    TemporaryFolder folder;
    auto writer = RecordingWriter::create(folder.path() / "a", recorded_device(DeviceClass::camera)).value();
    writer.finish().value();
    auto late = writer.write(picture_at(milliseconds(1)));
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, ErrorCode::invalid_argument);
}

TEST(Recording, PlaysUpToItsLastWholePieceWhereverItIsCutOff) {
    TemporaryFolder folder;
    std::string whole = bytes_of(record(folder, "a.limrec", DeviceClass::camera,
                                        {picture_at(milliseconds(1), 1), picture_at(milliseconds(2), 2)}));
    int most = 0;
    for (std::size_t length = 0; length < whole.size(); ++length) {
        auto reader = read_bytes(whole.substr(0, length));
        if (!reader) {
            EXPECT_EQ(reader.error().code, ErrorCode::unreadable_file);
            EXPECT_EQ(most, 0);
            continue;
        }
        int count = count_events(*reader);
        EXPECT_GE(count, most);
        EXPECT_THAT(reader->damage().value_or(""), HasSubstr("cut off or damaged"));
        most = count;
    }
    EXPECT_EQ(most, 2);
}

TEST(Recording, NoticesEveryChangedByte) {
    TemporaryFolder folder;
    std::string whole = bytes_of(record(folder, "a.limrec", DeviceClass::camera, {picture_at(milliseconds(1))}));
    for (std::size_t at = 0; at < whole.size(); ++at) {
        std::string changed = whole;
        changed[at] = static_cast<char>(changed[at] ^ 0x10);
        auto reader = read_bytes(changed);
        if (!reader) continue;
        (void)count_events(*reader);
        EXPECT_TRUE(reader->damage()) << "byte " << at;
    }
}

TEST(Recording, RefusesWhatIsNone) {
    TemporaryFolder folder;
    EXPECT_EQ(RecordingReader::open(folder.path() / "none").error().code, ErrorCode::file_missing);
    EXPECT_EQ(RecordingReader::open(folder.path()).error().code, ErrorCode::unreadable_file);
    EXPECT_EQ(read_bytes("").error().code, ErrorCode::unreadable_file);
    EXPECT_EQ(read_bytes("LIMNREC2").error().code, ErrorCode::unreadable_file);
    EXPECT_EQ(read_bytes(std::string("LIMNREC1HEAD\xFF\xFF\xFF\xFF", 16)).error().code, ErrorCode::unreadable_file);
}

TEST(Recording, EndsWhereTimeRunsBackwards) {
    TemporaryFolder folder;
    auto path =
        record(folder, "a.limrec", DeviceClass::camera, {picture_at(milliseconds(5)), picture_at(milliseconds(4))});
    auto reader = RecordingReader::open(path).value();
    EXPECT_EQ(count_events(reader), 1);
    EXPECT_THAT(reader.damage().value_or(""), HasSubstr("time is impossible"));
}

}  // namespace
}  // namespace limner::test
