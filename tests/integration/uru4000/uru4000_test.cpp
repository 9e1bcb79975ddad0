#include "simulated_reader.h"
#include "support/abi_device.h"

#include <limner/frame/image_file.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <thread>

namespace limner::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using Fault = SimulatedReader::Fault;

/// Ridges 9 px apart, as the sensor sees them: light where the skin touches.
SimulatedReader::Lines print_of(int slope) {
    SimulatedReader::Lines lines(std::size_t{uru4000::image_width} * uru4000::image_height);
    for (int y = 0; y < uru4000::image_height; ++y)
        for (int x = 0; x < uru4000::image_width; ++x)
            lines[static_cast<std::size_t>(y * uru4000::image_width + x)] =
                static_cast<std::byte>(40 + 20 * ((x + y * slope / 4) % 9));
    return lines;
}

/// What of a print an image has to show: turned, dark ridges; the line that is left out is its successor's copy, and
/// the last point of each scrambled block is not sent.
std::vector<std::byte> shown(SimulatedReader::Lines print) {
    constexpr auto width = std::size_t{uru4000::image_width};
    std::copy_n(print.begin() + 101 * width, width, print.begin() + 100 * width);
    print[100 * width - 1] = print.back() = std::byte{0};
    for (std::byte& one : print) one = ~one;
    std::ranges::reverse(print);
    return print;
}

class Uru4000 : public testing::Test {
protected:
    Uru4000() : bed_(umockdev_testbed_new()) {}
    ~Uru4000() override { g_object_unref(bed_); }

    static std::unique_ptr<AbiModule> module(const AbiModule::Settings& settings = {}) {
        return AbiModule::load("uru4000", settings).value();
    }

    UMockdevTestbed* bed_;
};

TEST_F(Uru4000, ListsAReaderByItsSerialAndDoesNotOpenIt) {
    SimulatedReader with_serial(bed_, 1, "A-1");
    SimulatedReader without(bed_, 2, "");
    EXPECT_THAT(module()->ids(), ElementsAre("uru4000/05ba:000a/A-1", "uru4000/05ba:000a/@1-2"));
    EXPECT_EQ(with_serial.opened() + without.opened(), 0);
}

TEST_F(Uru4000, GivesTheFingerPixelByPixel) {
    SimulatedReader reader(bed_, 1, "A");
    auto driver = module();
    auto device = driver->open("uru4000/05ba:000a/A");
    ASSERT_TRUE(device) << device.error().message;
    ASSERT_TRUE(device->start());
    auto before = device->grab(20ms);
    ASSERT_TRUE(before) << before.error().message;
    EXPECT_EQ(before->header.outcome, LIMNER_OUTCOME_WAITING);
    EXPECT_EQ(before->header.hint, LIMNER_HINT_PLACE_FINGER);
    reader.place(print_of(1));
    auto frame = device->next();
    ASSERT_TRUE(frame) << frame.error().message;
    EXPECT_EQ(frame->header.width, 384);
    EXPECT_EQ(frame->header.height, 290);
    EXPECT_EQ(frame->header.ppi_x, 512);
    EXPECT_EQ(frame->pixels, shown(print_of(1)));
}

TEST_F(Uru4000, AsksToLiftTheFingerBeforeTheNextImage) {
    SimulatedReader reader(bed_, 1, "A");
    auto driver = module();
    auto device = driver->open("uru4000/05ba:000a/A").value();
    ASSERT_TRUE(device.start());
    reader.place(print_of(1));
    ASSERT_TRUE(device.next());
    auto lying = device.grab(30ms);
    ASSERT_TRUE(lying);
    EXPECT_EQ(lying->header.hint, LIMNER_HINT_LIFT_FINGER);
    reader.lift();
    auto lifted = device.grab(30ms);
    ASSERT_TRUE(lifted);
    EXPECT_EQ(lifted->header.hint, LIMNER_HINT_PLACE_FINGER);
    reader.place(print_of(2));
    auto second = device.next();
    ASSERT_TRUE(second);
    EXPECT_EQ(second->pixels, shown(print_of(2)));
    EXPECT_EQ(second->header.sequence, 2u);
}

TEST_F(Uru4000, TakesNoImageThatWasBegunForAnEarlierRequest) {
    SimulatedReader reader(bed_, 1, "A");
    auto driver = module();
    auto device = driver->open("uru4000/05ba:000a/A").value();
    ASSERT_TRUE(device.start());
    reader.place(print_of(1));
    ASSERT_TRUE(device.grab(0ms));
    std::this_thread::sleep_for(600ms);
    const auto asked_at = static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
    auto frame = device.next();
    ASSERT_TRUE(frame) << frame.error().message;
    EXPECT_GE(frame->header.exposed_at_ns, asked_at);
}

struct Failure {
    const char* name;
    Fault fault;
    ErrorCode code;
};

class Uru4000Fault : public Uru4000, public testing::WithParamInterface<Failure> {};

TEST_P(Uru4000Fault, IsToldByItsCodeAndLeavesTheReaderUsable) {
    SimulatedReader reader(bed_, 1, "A");
    auto driver = module();
    auto device = driver->open("uru4000/05ba:000a/A").value();
    ASSERT_TRUE(device.start());
    reader.fail_by(GetParam().fault);
    reader.place(print_of(1));
    auto broken = device.next();
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().code, GetParam().code) << broken.error().message;
    reader.fail_by(Fault::none);
    auto frame = device.next();
    ASSERT_TRUE(frame) << frame.error().message;
    EXPECT_EQ(frame->pixels, shown(print_of(1)));
}

INSTANTIATE_TEST_SUITE_P(Each, Uru4000Fault,
                         testing::Values(Failure{"Stall", Fault::stall, ErrorCode::device_fault},
                                         Failure{"ShortRead", Fault::short_read, ErrorCode::bad_data},
                                         Failure{"TransferError", Fault::transfer_error, ErrorCode::device_fault},
                                         Failure{"WrongKey", Fault::wrong_key, ErrorCode::bad_data}),
                         [](const auto& one) { return one.param.name; });

TEST_F(Uru4000, TellsOfTheInterruptThatAnnouncesAFailure) {
    SimulatedReader reader(bed_, 1, "A");
    auto driver = module();
    auto device = driver->open("uru4000/05ba:000a/A").value();
    ASSERT_TRUE(device.start());
    reader.interrupt(0x08, 0x00);
    auto broken = device.grab(100ms);
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().code, ErrorCode::device_fault);
}

TEST_F(Uru4000, IsLostInTheMiddleOfAnImage) {
    SimulatedReader reader(bed_, 1, "A");
    auto driver = module();
    auto device = driver->open("uru4000/05ba:000a/A").value();
    ASSERT_TRUE(device.start());
    reader.fail_by(Fault::unplug_in_image);
    reader.place(print_of(1));
    auto lost = device.next();
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().code, ErrorCode::device_lost) << lost.error().message;
}

TEST_F(Uru4000, IsLostWhileItWaitsAndComesBackUnderItsId) {
    SimulatedReader reader(bed_, 1, "A");
    auto driver = module();
    {
        auto device = driver->open("uru4000/05ba:000a/A").value();
        ASSERT_TRUE(device.start());
        reader.unplug();
        auto lost = device.next();
        ASSERT_FALSE(lost);
        EXPECT_EQ(lost.error().code, ErrorCode::device_lost);
    }
    reader.forget();
    EXPECT_THAT(driver->ids(), IsEmpty());
    auto missing = driver->open("uru4000/05ba:000a/A");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::device_missing);
    reader.plug_in();
    auto again = driver->open("uru4000/05ba:000a/A");
    ASSERT_TRUE(again) << again.error().message;
    ASSERT_TRUE(again->start());
    reader.place(print_of(3));
    auto frame = again->next();
    ASSERT_TRUE(frame) << frame.error().message;
    EXPECT_EQ(frame->pixels, shown(print_of(3)));
}

TEST_F(Uru4000, GivesUpARegisterThatDoesNotAnswer) {
    SimulatedReader reader(bed_, 1, "A");
    auto driver = module();
    auto device = driver->open("uru4000/05ba:000a/A").value();
    reader.fail_by(Fault::dead_registers);
    const auto began = std::chrono::steady_clock::now();
    auto started = device.start();
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code, ErrorCode::device_stalled);
    EXPECT_LT(std::chrono::steady_clock::now() - began, 5s);
}

TEST_F(Uru4000, LetsAWaitingGrabBeCancelled) {
    SimulatedReader reader(bed_, 1, "A");
    auto driver = module();
    auto device = driver->open("uru4000/05ba:000a/A").value();
    ASSERT_TRUE(device.start());
    std::jthread canceller([&] {
        std::this_thread::sleep_for(30ms);
        device.cancel();
    });
    const auto began = std::chrono::steady_clock::now();
    auto frame = device.grab(20s);
    ASSERT_FALSE(frame);
    EXPECT_EQ(frame.error().code, ErrorCode::cancelled);
    EXPECT_LT(std::chrono::steady_clock::now() - began, 5s);
    reader.place(print_of(1));
    EXPECT_TRUE(device.next());
}

TEST_F(Uru4000, RefusesASeedThatIsNoNumber) {
    auto loaded = AbiModule::load("uru4000", {{"scramble_seed", "often"}});
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, ErrorCode::invalid_setup);
}

class Uru4000Recording : public Uru4000, public testing::WithParamInterface<const char*> {};

TEST_P(Uru4000Recording, IsPlayedToItsReferenceImage) {
    const char* data = std::getenv("LIMNER_DATA");
    if (!data) GTEST_SKIP() << "LIMNER_DATA is not set";
    const auto folder = std::filesystem::path(data) / "usb-recordings" / GetParam();
    constexpr const char* place = "/sys/devices/pci0000:00/0000:00:14.0/usb1/1-10";
    ASSERT_TRUE(umockdev_testbed_add_from_file(bed_, (folder / "device").c_str(), nullptr));
    ASSERT_TRUE(umockdev_testbed_load_pcap(bed_, place, (folder / "capture.pcapng").c_str(), nullptr));
    auto driver = module();
    auto ids = driver->ids();
    ASSERT_EQ(ids.size(), 1u);
    auto device = driver->open(ids.front());
    ASSERT_TRUE(device) << device.error().message;
    ASSERT_TRUE(device->start());
    auto frame = device->next();
    ASSERT_TRUE(frame) << frame.error().message;
    auto reference = read_image(folder / "capture.png");
    ASSERT_TRUE(reference) << reference.error().message;
    auto gray = to_gray8(reference->image);
    ASSERT_TRUE(gray);
    EXPECT_EQ(gray->width(), frame->header.width);
    EXPECT_TRUE(std::ranges::equal(gray->bytes(), frame->pixels));
}

INSTANTIATE_TEST_SUITE_P(Of, Uru4000Recording, testing::Values("uru4000-4500", "uru4000-msv2"),
                         [](const auto& one) { return std::string(one.param).substr(8); });

}  // namespace
}  // namespace limner::test
