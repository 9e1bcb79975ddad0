#include "sane_option_access.h"

#include "page_size.h"
#include "sane_options.h"

#include <algorithm>

namespace limner::sane {
namespace {

constexpr double mm_per_inch = 25.4;
/// No backend has nearly as many; a count beyond is a defect.
constexpr SANE_Int max_options = 10'000;

struct OptionAt {
    SANE_Int index;
    const SANE_Option_Descriptor* descriptor;
};

/// Looked up anew each time: setting one option may change every other's descriptor.
std::vector<OptionAt> options_of(const Handle& handle) {
    std::vector<OptionAt> found;
    SANE_Int count = 0;
    auto status = sane_control_option(handle.raw(), 0, SANE_ACTION_GET_VALUE, &count, nullptr);
    if (status != SANE_STATUS_GOOD) return found;
    for (SANE_Int index = 1; index < std::min(count, max_options); ++index) {
        const auto* descriptor = sane_get_option_descriptor(handle.raw(), index);
        if (descriptor && is_scalar(*descriptor)) found.push_back({index, descriptor});
    }
    return found;
}

std::optional<std::vector<std::byte>> read_value(const Handle& handle, const OptionAt& option) {
    if (!can_be_read(*option.descriptor)) return std::nullopt;
    std::vector<std::byte> value(value_bytes(*option.descriptor));
    auto status = sane_control_option(handle.raw(), option.index, SANE_ACTION_GET_VALUE, value.data(), nullptr);
    return status == SANE_STATUS_GOOD ? std::optional(std::move(value)) : std::nullopt;
}

std::optional<OptionAt> find_option(const std::vector<OptionAt>& options, std::string_view name) {
    auto at = std::ranges::find_if(options, [&](const OptionAt& one) {
        return name == one.descriptor->name || name == shown_name(one.descriptor->name);
    });
    return at == options.end() ? std::nullopt : std::optional(*at);
}

/// One edge of the scan area.
struct Edge {
    OptionAt option;
    double minimum;
    double maximum;
    double present;
};

std::optional<Edge> find_edge(const Handle& handle, const std::vector<OptionAt>& options, std::string_view name) {
    auto option = find_option(options, name);
    if (!option || !can_be_set(*option->descriptor)) return std::nullopt;
    auto bytes = read_value(handle, *option);
    auto described = describe(*option->descriptor, bytes);
    auto present = bytes ? number_of(*option->descriptor, *bytes) : std::nullopt;
    if (!present || described.minimum >= described.maximum) return std::nullopt;
    return Edge{*option, described.minimum, described.maximum, *present};
}

/// The scan area; its edges are in millimetres, or in pixels of the present resolution.
struct Area {
    Edge left, top, right, bottom;
    double mm_per_unit;

    driver::SizeMm maximum() const {
        return {(right.maximum - left.minimum) * mm_per_unit, (bottom.maximum - top.minimum) * mm_per_unit};
    }
    driver::SizeMm present() const {
        return {(right.present - left.present) * mm_per_unit, (bottom.present - top.present) * mm_per_unit};
    }
};

std::optional<Area> find_area(const Handle& handle, const std::vector<OptionAt>& options) {
    auto left = find_edge(handle, options, "tl-x"), top = find_edge(handle, options, "tl-y");
    auto right = find_edge(handle, options, "br-x"), bottom = find_edge(handle, options, "br-y");
    if (!left || !top || !right || !bottom) return std::nullopt;
    auto unit = right->option.descriptor->unit;
    if (unit == SANE_UNIT_MM) return Area{*left, *top, *right, *bottom, 1};
    auto dpi = read_number(handle, "resolution");
    if (unit != SANE_UNIT_PIXEL || !dpi || *dpi <= 0) return std::nullopt;
    return Area{*left, *top, *right, *bottom, mm_per_inch / *dpi};
}

Result<void> set_value(const Handle& handle, const OptionAt& option, const driver::Value& value) {
    auto bytes = encode(*option.descriptor, value);
    if (!bytes) return bytes.error();
    auto name = shown_name(option.descriptor->name);
    auto status = sane_control_option(handle.raw(), option.index, SANE_ACTION_SET_VALUE, bytes->data(), nullptr);
    if (status == SANE_STATUS_GOOD) return {};
    auto error = handle.failure(status, Step::option);
    return Error{error.code, "option '" + name + "': " + error.message};
}

Result<void> set_page_size(const Handle& handle, const Area& area, const driver::Value& value) {
    auto size = driver::page_size_from(value, area.maximum());
    if (!size) return size.error();
    double right = std::min(area.left.minimum + size->width / area.mm_per_unit, area.right.maximum);
    double bottom = std::min(area.top.minimum + size->height / area.mm_per_unit, area.bottom.maximum);
    // The near corner first: a backend may refuse a far corner before the near one.
    for (const auto& [edge, at] : {std::pair{&area.left, area.left.minimum},
                                   {&area.top, area.top.minimum},
                                   {&area.right, right},
                                   {&area.bottom, bottom}}) {
        if (auto set = set_value(handle, edge->option, at); !set) return set;
    }
    return {};
}

std::string names_of(const std::vector<OptionAt>& options) {
    std::string names;
    for (const OptionAt& one : options) names += (names.empty() ? "" : ", ") + shown_name(one.descriptor->name);
    return names;
}

}  // namespace

std::vector<driver::Option> list_options(const Handle& handle) {
    std::vector<driver::Option> shown;
    auto options = options_of(handle);
    for (const OptionAt& one : options) {
        auto value = read_value(handle, one);
        shown.push_back(describe(*one.descriptor, value));
    }
    if (auto area = find_area(handle, options))
        shown.push_back(driver::page_size_option(area->maximum(), area->present()));
    return shown;
}

Result<void> set_option(const Handle& handle, std::string_view name, const driver::Value& value) {
    auto options = options_of(handle);
    if (name == "page_size") {
        if (auto area = find_area(handle, options)) return set_page_size(handle, *area, value);
    }
    auto option = find_option(options, name);
    if (!option)
        return Error{ErrorCode::unsupported,
                     "the scanner has no option '" + std::string(name) + "'; it has: " + names_of(options)};
    bool is_inactive = !SANE_OPTION_IS_ACTIVE(option->descriptor->cap);
    if (!can_be_set(*option->descriptor))
        return Error{ErrorCode::unsupported,
                     "option '" + std::string(name) + "' " +
                         (is_inactive ? "is not available with the others' present values" : "can only be read")};
    return set_value(handle, *option, value);
}

std::optional<double> read_number(const Handle& handle, std::string_view sane_name) {
    auto option = find_option(options_of(handle), sane_name);
    auto value = option ? read_value(handle, *option) : std::nullopt;
    return value ? number_of(*option->descriptor, *value) : std::nullopt;
}

std::optional<std::string> read_text(const Handle& handle, std::string_view sane_name) {
    auto option = find_option(options_of(handle), sane_name);
    auto value = option ? read_value(handle, *option) : std::nullopt;
    return value ? text_of(*option->descriptor, *value) : std::nullopt;
}

}  // namespace limner::sane
