#include "support/abi_device.h"
#include "support/temporary_folder.h"

#include <limner/frame/image_file.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <umockdev.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <thread>

namespace limner::test {
namespace {

using namespace std::chrono_literals;

std::unique_ptr<AbiModule> load(const std::string& excluded = "none") {
    // What libfprint draws at random is fixed then, as it was when the readers were recorded.
    ::setenv("FP_DEVICE_EMULATION", "1", 1);
    auto loaded = AbiModule::load("libfprint", {{"exclude", excluded}});
    EXPECT_TRUE(loaded) << loaded.error().message;
    return loaded ? std::move(*loaded) : nullptr;
}

Result<AbiFrame> next_image(AbiDevice& reader, std::chrono::seconds patience = 30s) {
    const auto limit = std::chrono::steady_clock::now() + patience;
    while (std::chrono::steady_clock::now() < limit) {
        auto frame = reader.grab(100ms);
        if (!frame || frame->is_image()) return frame;
    }
    return Error{ErrorCode::timed_out, "no image in time"};
}

/// libfprint's own image reader in software: whoever connects to its socket sends its pictures and faults.
class VirtualReader : public testing::Test {
protected:
    void SetUp() override {
        const std::string socket = (folder.path() / "reader.sock").string();
        ::setenv("FP_VIRTUAL_IMAGE", socket.c_str(), 1);
        module = load();
        ASSERT_TRUE(module);
        auto ids = module->ids();
        if (ids.empty()) GTEST_SKIP() << "this libfprint was built without its virtual reader";
        ASSERT_EQ(ids.size(), 1u);
        auto opened = module->open(ids[0]);
        ASSERT_TRUE(opened) << opened.error().message;
        reader = std::make_unique<AbiDevice>(std::move(*opened));
        ASSERT_TRUE(reader->start());
        ASSERT_TRUE(reader->grab(50ms));
        connect_to(socket);
    }
    void TearDown() override {
        if (peer >= 0) close(peer);
        reader.reset();
        ::unsetenv("FP_VIRTUAL_IMAGE");
    }
    void connect_to(const std::string& path) {
        peer = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        ASSERT_EQ(connect(peer, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    }
    void send(std::int32_t first, std::int32_t second, const std::vector<std::byte>& pixels = {}) {
        std::vector<std::byte> bytes(8);
        std::memcpy(bytes.data(), &first, 4);
        std::memcpy(bytes.data() + 4, &second, 4);
        bytes.insert(bytes.end(), pixels.begin(), pixels.end());
        ASSERT_EQ(write(peer, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
    }
    static std::vector<std::byte> pattern(int width, int height) {
        std::vector<std::byte> pixels;
        for (int i = 0; i < width * height; ++i) pixels.push_back(static_cast<std::byte>(i * 31 + i / width * 7));
        return pixels;
    }

    TemporaryFolder folder;
    std::unique_ptr<AbiModule> module;
    std::unique_ptr<AbiDevice> reader;
    int peer = -1;
};

TEST_F(VirtualReader, GivesItsImagesPixelByPixel) {
    for (int width : {192, 200}) {
        auto pixels = pattern(width, 240);
        ASSERT_TRUE(reader->grab(50ms)) << "it takes pictures only while somebody waits for one";
        send(width, 240, pixels);
        auto frame = next_image(*reader);
        ASSERT_TRUE(frame) << frame.error().message;
        EXPECT_EQ(frame->header.width, width);
        EXPECT_EQ(frame->pixels, pixels);
    }
}

TEST_F(VirtualReader, WaitsOnWhereAScanHasToBeRepeated) {
    send(-1, 0);
    auto waiting = reader->grab(300ms);
    ASSERT_TRUE(waiting) << waiting.error().message;
    EXPECT_EQ(waiting->header.outcome, LIMNER_OUTCOME_WAITING);
    send(192, 240, pattern(192, 240));
    EXPECT_TRUE(next_image(*reader));
}

TEST_F(VirtualReader, TurnsItsErrorsIntoFaultsAndServesAgain) {
    send(-2, 0);
    auto frame = next_image(*reader);
    ASSERT_FALSE(frame);
    EXPECT_EQ(frame.error().code, ErrorCode::device_fault) << frame.error().message;
    ASSERT_TRUE(reader->grab(50ms));
    send(192, 240, pattern(192, 240));
    EXPECT_TRUE(next_image(*reader));
}

TEST_F(VirtualReader, IsLostWhenItIsRemoved) {
    send(-5, 0);
    auto frame = next_image(*reader, 5s);
    ASSERT_FALSE(frame);
    EXPECT_EQ(frame.error().code, ErrorCode::device_lost) << frame.error().message;
}

TEST_F(VirtualReader, EndsAGrabAtOnceAndServesAfterwards) {
    std::jthread officer([&] {
        std::this_thread::sleep_for(50ms);
        reader->cancel();
    });
    auto frame = reader->grab(20s);
    ASSERT_FALSE(frame);
    EXPECT_EQ(frame.error().code, ErrorCode::cancelled);
    ASSERT_TRUE(reader->grab(50ms));
    send(192, 240, pattern(192, 240));
    EXPECT_TRUE(next_image(*reader));
}

/// Reads "P: /devices/..." and "N: bus/usb/..." of a recording's description.
std::string line_with(const std::filesystem::path& description, const std::string& start) {
    std::ifstream file(description);
    for (std::string line; std::getline(file, line);)
        if (line.starts_with(start)) return line.substr(start.size(), line.find('=') - start.size());
    return "";
}

class LibfprintRecording : public testing::TestWithParam<const char*> {};

TEST_P(LibfprintRecording, IsPlayedToItsReferenceImage) {
    const char* data = std::getenv("LIMNER_DATA");
    if (!data) GTEST_SKIP() << "LIMNER_DATA is not set";
    const auto folder = std::filesystem::path(data) / "usb-recordings" / GetParam();
    UMockdevTestbed* bed = umockdev_testbed_new();
    GError* error = nullptr;
    std::filesystem::path description;
    for (const char* name : {"device", "device-hidraw", "device-spi"}) {
        if (!std::filesystem::exists(folder / name)) continue;
        description = folder / name;
        umockdev_testbed_add_from_file(bed, description.c_str(), &error);
        ASSERT_FALSE(error) << error->message;
    }
    if (std::filesystem::exists(folder / "capture.pcapng")) {
        const std::string place = "/sys" + line_with(description, "P: ");
        umockdev_testbed_load_pcap(bed, place.c_str(), (folder / "capture.pcapng").c_str(), &error);
    } else {
        const std::string node = "/dev/" + line_with(description, "N: ");
        umockdev_testbed_load_ioctl(bed, node.c_str(), (folder / "capture.ioctl").c_str(), &error);
    }
    ASSERT_FALSE(error) << error->message;
    {
        auto module = load();
        ASSERT_TRUE(module);
        auto ids = module->ids();
        ASSERT_EQ(ids.size(), 1u);
        auto device = module->open(ids[0]);
        ASSERT_TRUE(device) << device.error().message;
        ASSERT_TRUE(device->start());
        auto frame = next_image(*device);
        ASSERT_TRUE(frame) << frame.error().message;
        auto reference = read_image(folder / "capture.png");
        ASSERT_TRUE(reference) << reference.error().message;
        auto gray = to_gray8(reference->image);
        EXPECT_EQ(gray->width(), frame->header.width);
        EXPECT_TRUE(std::ranges::equal(gray->bytes(), frame->pixels));
    }
    g_object_unref(bed);
}

INSTANTIATE_TEST_SUITE_P(Of, LibfprintRecording,
                         testing::Values("aes2501", "aes3500", "egis0570", "elan", "elan-cobo", "elanspi", "nb1010",
                                         "upektc_img", "uru4000-4500", "uru4000-msv2", "vfs0050", "vfs301", "vfs5011",
                                         "vfs7552"),
                         [](const auto& one) {
                             std::string name = one.param;
                             std::ranges::replace(name, '-', '_');
                             return name;
                         });

}  // namespace
}  // namespace limner::test
