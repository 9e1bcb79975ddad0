#pragma once

// The C++ adaptor's types as those of the C ABI; included by driver.h, of no use by itself.

#include <algorithm>
#include <cstring>

namespace limner::driver::detail {

inline limner_value_v1 to_abi(const Value& value) {
    limner_value_v1 raw{};
    raw.struct_size = sizeof raw;
    raw.type = static_cast<std::int32_t>(value.index()) + LIMNER_VALUE_BOOLEAN;
    if (const auto* flag = std::get_if<bool>(&value)) raw.integer = *flag;
    if (const auto* integer = std::get_if<std::int64_t>(&value)) raw.integer = *integer;
    if (const auto* real = std::get_if<double>(&value)) raw.real = *real;
    if (const auto* text = std::get_if<std::string>(&value)) raw.text = text->c_str();
    return raw;
}

inline Value from_abi(const limner_value_v1& raw) {
    switch (raw.type) {
        case LIMNER_VALUE_BOOLEAN: return raw.integer != 0;
        case LIMNER_VALUE_INTEGER: return raw.integer;
        case LIMNER_VALUE_REAL: return raw.real;
        default: return std::string(raw.text ? raw.text : "");
    }
}

inline void emit_option(limner_emit_option_fn emit, void* to, const Option& option) {
    std::vector<const char*> choices;
    choices.reserve(option.choices.size());
    for (const std::string& choice : option.choices) choices.push_back(choice.c_str());
    limner_option_v1 raw{};
    raw.struct_size = sizeof raw;
    raw.flags = (option.is_active ? std::uint32_t{LIMNER_OPTION_ACTIVE} : 0u) |
                (option.is_advanced ? std::uint32_t{LIMNER_OPTION_ADVANCED} : 0u) |
                (option.is_action ? std::uint32_t{LIMNER_OPTION_ACTION} : 0u);
    raw.name = option.name.c_str();
    raw.unit = option.unit.c_str();
    raw.value = to_abi(option.value);
    raw.minimum = option.minimum;
    raw.maximum = option.maximum;
    raw.step = option.step;
    raw.choices = choices.empty() ? nullptr : choices.data();
    raw.choice_count = static_cast<std::uint32_t>(choices.size());
    emit(to, &raw);
}

inline limner_frame_v1 to_abi(const FrameView& frame) {
    using std::chrono::duration_cast, std::chrono::nanoseconds;
    limner_frame_v1 raw{};
    raw.outcome = frame.outcome;
    raw.hint = static_cast<std::int32_t>(frame.hint);
    raw.flags = (frame.is_last_band ? std::uint32_t{LIMNER_FRAME_LAST_BAND} : 0u) |
                (frame.is_damaged ? std::uint32_t{LIMNER_FRAME_DAMAGED} : 0u);
    raw.width = frame.width;
    raw.height = frame.height;
    raw.format = static_cast<std::int32_t>(frame.format);
    raw.stride_bytes = frame.stride_bytes;
    raw.pixels = frame.pixels.data();
    raw.valid_bytes = frame.pixels.size();
    raw.sequence = frame.sequence;
    auto exposed = duration_cast<nanoseconds>(frame.exposed_at.time_since_epoch()).count();
    raw.exposed_at_ns = static_cast<std::uint64_t>(exposed);
    raw.ppi_x = frame.ppi_x.value_or(0);
    raw.ppi_y = frame.ppi_y.value_or(0);
    raw.side = frame.side;
    raw.light = frame.light;
    raw.sheet = frame.sheet;
    raw.first_row = frame.first_row;
    raw.total_rows = frame.total_rows;
    raw.progress = frame.progress_0_1;
    return raw;
}

/// Writes no further than the SDK that lent `out` knows the struct.
inline void fill(limner_frame_v1* out, const FrameView& frame) {
    limner_frame_v1 raw = to_abi(frame);
    raw.struct_size = out->struct_size;
    raw.buffer = out->buffer;
    raw.buffer_bytes = out->buffer_bytes;
    std::memcpy(out, &raw, std::min<std::size_t>(out->struct_size, sizeof raw));
}

}  // namespace limner::driver::detail
