#pragma once

#include <limner/driver/driver.h>

#include <gphoto2/gphoto2.h>

#include <string_view>
#include <vector>

namespace limner::gphoto2 {

/// The settings of a camera's "imgsettings" and "capturesettings" as options, under names in snake_case: iso, aperture,
/// shutter_speed, white_balance, image_format. What reads as a value that it cannot be set to is left out.
std::vector<driver::Option> options_in(CameraWidget* tree);

/// nullptr where no such option is in the tree.
CameraWidget* find_option(CameraWidget* tree, std::string_view name);

/// Of a value that was checked against the option. A result of libgphoto2.
int put_value(CameraWidget* widget, const driver::Value& value);

}  // namespace limner::gphoto2
