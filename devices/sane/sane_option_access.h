#pragma once

#include "sane_library.h"

#include <limner/driver/driver.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Reading and setting the options of an open scanner that does not scan. sane_options.h knows what the bytes mean.
namespace limner::sane {

/// Every option with one typed value, and page_size where the scanner has a scan area.
std::vector<driver::Option> list_options(const Handle& handle);

/// By the shown name or SANE's own. unsupported: no such option, or not now; invalid_argument: not this value.
Result<void> set_option(const Handle& handle, std::string_view name, const driver::Value& value);

/// The value of an active number or text option, by its SANE name.
std::optional<double> read_number(const Handle& handle, std::string_view sane_name);
std::optional<std::string> read_text(const Handle& handle, std::string_view sane_name);

}  // namespace limner::sane
