#include "stream_address.h"
#include "jpeg_size.h"

#include <gtest/gtest.h>

#include <vector>

namespace limner::stream {
namespace {

TEST(StreamAddress, KeepsLoginsOutOfItsNames) {
    auto address = parse_address("rtsp://officer:se:cret@10.0.0.7/live?token=x");
    ASSERT_TRUE(address) << address.error().message;
    EXPECT_TRUE(address->is_rtsp);
    EXPECT_EQ(address->user, "officer");
    EXPECT_EQ(address->password, "se:cret");
    EXPECT_EQ(address->url, "rtsp://10.0.0.7/live?token=x");
    EXPECT_EQ(address->id, "10.0.0.7:554/live");
    EXPECT_EQ(parse_address("http://[fe80::1]:8080/v")->host, "[fe80::1]");
    EXPECT_EQ(parse_address("http://[fe80::1]/v")->port, "80");
}

TEST(StreamAddress, IsRefusedWhereItIsNone) {
    for (const char* text :
         {"", "file:///etc/passwd", "http://", "http://host:port/", "http://host/a b", "rtsp://:554/"})
        EXPECT_EQ(parse_address(text).error().code, ErrorCode::invalid_argument) << text;
}

TEST(StreamJpeg, HasItsSizeOnlyWhereItIsOne) {
    std::vector<std::byte> file;
    for (int one :
         {0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xC0, 0, 11, 8, 0, 240, 1, 64, 1, 1, 0x11, 0, 0xFF, 0xDA, 0, 2})
        file.push_back(static_cast<std::byte>(one));
    ASSERT_TRUE(devices::size_of_jpeg(file));
    EXPECT_EQ(devices::size_of_jpeg(file)->width, 320);
    EXPECT_EQ(devices::size_of_jpeg(file)->height, 240);
    for (std::size_t length = 0; length + 1 < file.size() - 3; ++length)
        EXPECT_FALSE(devices::size_of_jpeg(std::span(file).first(length))) << length;
    file[1] = std::byte{0xD9};
    EXPECT_FALSE(devices::size_of_jpeg(file));
}

}  // namespace
}  // namespace limner::stream
