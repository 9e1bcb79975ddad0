#pragma once

#include <limner/driver/driver.h>

#include <sane/sane.h>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// SANE's option descriptors and values as the driver's typed options, and back. Pure; every descriptor is a backend's
/// word and checked. Standard names, so that a setting follows the role to another vendor's scanner:
///
///     resolution   -> dpi
///     lamp-switch  -> led
///     source       -> source, with platen, adf and adf_duplex for what the backend calls "Flatbed", "ADF Duplex", ...
///     mode         -> mode, with color, gray and lineart for "Color", "24bit Color", "True Gray", "Binary", ...
///     tl-x ... br-y -> page_size beside them (see AreaOptions)
///
/// Everything else keeps its SANE name. The backend's own texts are accepted, too, in any case of letters.
namespace limner::sane {

std::string shown_name(std::string_view sane_name);

/// What a source is, by the words that backends use for it.
enum class Source { platen, feeder, duplex_feeder, other };
Source source_kind(std::string_view value);

/// Whether a device whose type is `type` ("sheetfed scanner", ...) and whose source is `source`, if it has one, goes on
/// to a next sheet by itself.
bool is_feeder(std::string_view type, const std::optional<std::string>& source);

/// The texts of a list option as they are shown: the first that stands for a standard text takes it, the others keep
/// theirs.
std::vector<std::string> shown_choices(std::string_view sane_name, const std::vector<std::string>& texts);

/// Whether an option has one typed value: groups and arrays (gamma tables) have none.
bool is_scalar(const SANE_Option_Descriptor& descriptor);
bool can_be_read(const SANE_Option_Descriptor& descriptor);
bool can_be_set(const SANE_Option_Descriptor& descriptor);

/// Bytes that sane_control_option() needs for an option's value.
std::size_t value_bytes(const SANE_Option_Descriptor& descriptor);

/// The option as the driver shows it. `value` as sane_control_option() gave it; nothing where it cannot be read: then
/// the type's zero stands for it. A button is a boolean that is pressed by true.
driver::Option describe(const SANE_Option_Descriptor& descriptor, std::optional<std::span<const std::byte>> value);

/// A value as sane_control_option() takes it. invalid_argument where it is of the wrong type, outside the range or not
/// on the list; the message says what is allowed.
Result<std::vector<std::byte>> encode(const SANE_Option_Descriptor& descriptor, const driver::Value& value);

/// A number option's value in the option's unit; nothing for other types.
std::optional<double> number_of(const SANE_Option_Descriptor& descriptor, std::span<const std::byte> value);
/// A text option's own text; nothing for other types.
std::optional<std::string> text_of(const SANE_Option_Descriptor& descriptor, std::span<const std::byte> value);

}  // namespace limner::sane
