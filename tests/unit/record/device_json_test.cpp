#include "device/device_json.h"

#include <gtest/gtest.h>

#include <limits>

namespace limner {
namespace {

TEST(DeviceJson, IsTheLineOfTheDevicesCommand) {
    DeviceInfo device{.id = "v4l2/046d:085e/A1", .device_class = DeviceClass::camera, .name = "BRIO", .driver = "v4l2"};
    device.health = {.frames = 12, .mean_grab_ms = 33.5};
    EXPECT_EQ(compact(json_of(device)),
              R"({"id":"v4l2/046d:085e/A1","class":"camera","name":"BRIO","driver":"v4l2","state":"ready",)"
              R"("health":{"frames":12,"errors":0,"last_error":null,"mean_grab_ms":33.5}})");
}

TEST(DeviceJson, KeepsTheTypeOfAnOptionsValue) {
    EXPECT_TRUE(json_of(Option{.name = "led", .value = true}).at("value").is_boolean());
    EXPECT_TRUE(json_of(Option{.name = "dpi", .value = std::int64_t{300}}).at("value").is_number_integer());
    EXPECT_TRUE(json_of(Option{.name = "zoom", .value = 1.0}).at("value").is_number_float());
    EXPECT_EQ(json_of(Option{.name = "source", .value = std::string("adf")}).at("value"), "adf");
    const double infinite = std::numeric_limits<double>::infinity();
    EXPECT_TRUE(json_of(Option{.name = "zoom", .value = infinite}).at("value").is_null());
}

TEST(DeviceJson, WritesAnOptionsRangeOrNull) {
    Option option{.name = "dpi", .value = std::int64_t{300}};
    EXPECT_TRUE(json_of(option).at("range").is_null());
    option.range = {.minimum = 75, .maximum = 600, .step = 25};
    EXPECT_EQ(compact(json_of(option).at("range")), R"({"minimum":75.0,"maximum":600.0,"step":25.0})");
}

}  // namespace
}  // namespace limner
