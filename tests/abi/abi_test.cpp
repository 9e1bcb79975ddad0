#include "support/abi_device.h"

#include <limner/capture/runtime.h>
#include <limner/device/device.h>
#include <limner/device/device_info.h>
#include <limner/frame/page.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace limner::test {
namespace {

using std::chrono::milliseconds;

TEST(DriverAbi, ServesADriverWrittenInPlainC) {
    auto module = AbiModule::load("abi_c").value();
    EXPECT_THAT(module->ids(), ::testing::ElementsAre("abi_c/1"));
    AbiDevice camera = module->open("abi_c/1").value();
    camera.start().value();
    AbiFrame first = camera.grab().value();
    AbiFrame second = camera.grab().value();
    EXPECT_TRUE(second.image());
    EXPECT_EQ(second.header.sequence, first.header.sequence + 1);
    EXPECT_NE(second.pixels, first.pixels);
    auto missing = module->open("abi_c/2");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::device_missing);
    EXPECT_EQ(missing.error().message, "no such device");
}

TEST(DriverAbi, LoadsADriverThatWasCompiledAgainstAnEarlierCopyOfTheHeader) {
    auto module = AbiModule::load("abi_frozen").value();
    AbiDevice camera = module->open("abi_frozen/1").value();
    camera.start().value();
    EXPECT_TRUE(camera.grab().value().image());
}

/// What a Runtime makes of a driver, from its listing to a frame.
class OtherSize : public ::testing::TestWithParam<std::tuple<const char*, Isolation>> {};

TEST_P(OtherSize, OfADriversStructsIsReadAsFarAsBothKnowIt) {
    auto [name, isolation] = GetParam();
    Runtime::Options options;
    options.drivers = {name};
    options.isolation[name] = isolation;
    auto runtime = Runtime::open(options);
    ASSERT_TRUE(runtime) << runtime.error().message;
    auto devices = runtime->devices().wait_for_devices(Until::in(std::chrono::seconds(20)));
    ASSERT_EQ(devices.size(), 1u);
    const auto until = Until::in(std::chrono::seconds(20));
    auto camera = Camera::open(runtime->devices(), devices[0].id, until);
    ASSERT_TRUE(camera) << camera.error().message;
    auto described = camera->options(until);
    ASSERT_TRUE(described) << described.error().message;
    ASSERT_EQ(described->size(), std::string(name) == "abi_frozen" ? 0u : 1u);
    if (!described->empty()) {
        EXPECT_EQ((*described)[0].name, "zoom");
        EXPECT_EQ((*described)[0].range->maximum, 9);
        EXPECT_THAT((*described)[0].choices, ::testing::IsEmpty());
    }
    ASSERT_TRUE(camera->start({}, until));
    auto frame = camera->grab(until);
    ASSERT_TRUE(frame) << frame.error().message;
    EXPECT_EQ(frame->image.width(), 64);
}

INSTANTIATE_TEST_SUITE_P(DriverAbi, OtherSize,
                         ::testing::Combine(::testing::Values("abi_frozen", "abi_older", "abi_newer"),
                                            ::testing::Values(Isolation::process, Isolation::in_process)));

TEST(DriverAbi, SharesItsNumbersWithTheApi) {
    EXPECT_EQ(static_cast<int>(DeviceClass::document_scanner), LIMNER_CLASS_DOCUMENT_SCANNER);
    EXPECT_EQ(static_cast<int>(driver::DeviceClass::camera), LIMNER_CLASS_CAMERA);
    EXPECT_EQ(static_cast<int>(driver::Hint::press_button), LIMNER_HINT_PRESS_BUTTON);
    EXPECT_EQ(static_cast<int>(driver::Event::paper_in), LIMNER_EVENT_PAPER_IN);
    EXPECT_EQ(static_cast<int>(driver::LogLevel::error), LIMNER_LOG_ERROR);
    EXPECT_EQ(static_cast<int>(driver::Purpose::still), LIMNER_PURPOSE_STILL);
    EXPECT_EQ(driver::detail::to_abi(driver::Value(std::string("x"))).type, LIMNER_VALUE_TEXT);
}

TEST(DriverAbi, KeepsTheInstancesOfOneModuleApart) {
    auto one = AbiModule::load("abi_c").value();
    auto two = AbiModule::load("abi_c").value();
    AbiDevice camera = one->open("abi_c/1").value();
    two.reset();
    camera.start().value();
    EXPECT_TRUE(camera.grab());
}

/// A driver that throws wherever it can.
struct ThrowingDevice final : driver::Device {
    std::vector<driver::Option> options() override { throw std::runtime_error("options"); }
    Result<void> set_option(std::string_view, const driver::Value&) override { throw 7; }
    Result<void> start(const driver::Settings&) override { throw std::bad_alloc(); }
    Result<driver::FrameView> grab(milliseconds) override { throw std::runtime_error(std::string(2000, 'x')); }
    void cancel() noexcept override {}
};
struct ThrowingDriver {
    static constexpr const char* name = "throwing";
    static constexpr const char* version = "1";
    static std::vector<driver::Listing> enumerate() { throw std::runtime_error("enumerate"); }
    static Result<std::unique_ptr<driver::Device>> open(std::string_view) {
        return std::unique_ptr<driver::Device>(std::make_unique<ThrowingDevice>());
    }
};

TEST(DriverAdaptor, LetsNoExceptionOutOfTheModule) {
    const limner_driver_v1* table = driver::detail::table<ThrowingDriver>();
    limner_error_v1 error{sizeof error, {}};
    limner_instance_v1* instance = nullptr;
    limner_services_v1 services{};
    services.struct_size = sizeof services;
    ASSERT_EQ(table->initialise(&services, &instance, &error), 0);
    limner_device_v1* raw = nullptr;
    ASSERT_EQ(table->open(instance, "throwing/1", &raw, &error), 0);
    AbiDevice device(table, raw);
    EXPECT_EQ(device.start().error().code, ErrorCode::internal);
    EXPECT_EQ(device.options().error().message, "the driver threw: options");
    EXPECT_EQ(device.set_option("zoom", 1.0).error().code, ErrorCode::internal);
    EXPECT_LT(device.grab().error().message.size(), sizeof error.message);
    EXPECT_TRUE(device.stop());
    auto ignore = [](void*, const limner_listing_v1*) {};
    EXPECT_EQ(table->enumerate(instance, ignore, nullptr, &error), static_cast<int>(ErrorCode::internal));
    EXPECT_STREQ(error.message, "the driver threw: enumerate");
    table->shutdown(instance);
}

/// A driver of one frame.
struct PlainDevice final : driver::Device {
    Result<void> start(const driver::Settings&) override { return {}; }
    Result<driver::FrameView> grab(milliseconds) override {
        return driver::FrameView{
            .width = 2, .height = 1, .format = PixelFormat::gray8, .pixels = pixels, .ppi_x = 500.0};
    }
    void cancel() noexcept override {}
    std::vector<std::byte> pixels{std::byte{1}, std::byte{2}};
};

TEST(DriverAdaptor, WritesNoFurtherThanAnOlderSdkKnowsTheFrame) {
    PlainDevice device;
    auto* raw = reinterpret_cast<limner_device_v1*>(static_cast<driver::Device*>(&device));
    limner_error_v1 error{sizeof error, {}};
    limner_frame_v1 frame{};
    frame.struct_size = offsetof(limner_frame_v1, ppi_x);
    frame.ppi_x = -1;
    EXPECT_EQ(driver::detail::grab(raw, 10, &frame, &error), 0);
    EXPECT_EQ(frame.valid_bytes, 2u);
    EXPECT_EQ(frame.struct_size, offsetof(limner_frame_v1, ppi_x));
    EXPECT_EQ(frame.ppi_x, -1);
}

TEST(DriverAdaptor, WritesNoFurtherThanAnOlderSdkKnowsTheError) {
    limner_error_v1 error;
    std::memset(&error, 0x5a, sizeof error);
    error.struct_size = offsetof(limner_error_v1, message) + 8;
    driver::detail::failed(&error, Error{ErrorCode::internal, "a long reason"});
    EXPECT_STREQ(error.message, "a long ");
    EXPECT_EQ(error.message[8], 0x5a);
}

TEST(DriverAdaptor, UsesNoServiceThatAnOlderSdkDoesNotOffer) {
    limner_services_v1 services{};
    services.struct_size = offsetof(limner_services_v1, event);
    services.setting = [](void*, const char*) -> const char* { return "set"; };
    services.event = [](void*, std::int32_t, const char*) { FAIL() << "called beyond struct_size"; };
    driver::Services offered(&services);
    offered.event(driver::Event::button, "plain/1");
    offered.log(driver::LogLevel::info, "left out by a null pointer");
    EXPECT_EQ(offered.setting("any"), "set");
}

TEST(DriverAdaptor, CarriesTypedValuesThereAndBack) {
    for (const driver::Value& value : {driver::Value(true), driver::Value(std::int64_t{-5}), driver::Value(0.25),
                                       driver::Value(std::string("adf"))}) {
        EXPECT_EQ(driver::detail::from_abi(driver::detail::to_abi(value)), value);
    }
}

}  // namespace
}  // namespace limner::test
