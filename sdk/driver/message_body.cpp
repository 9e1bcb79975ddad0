#include "driver/message_body.h"

namespace limner {
namespace {

constexpr unsigned advanced_bit = 1, action_bit = 2;  // of an option

constexpr std::uint32_t max_choices = 4096;

Error broken(const char* what) { return {ErrorCode::bad_data, std::string("a broken ") + what}; }

void put(BodyWriter& to, const driver::Value& value) {
    to.put(static_cast<std::uint8_t>(value.index()));
    if (const auto* flag = std::get_if<bool>(&value)) to.put(static_cast<std::uint8_t>(*flag));
    if (const auto* integer = std::get_if<std::int64_t>(&value)) to.put(*integer);
    if (const auto* real = std::get_if<double>(&value)) to.put(*real);
    if (const auto* text = std::get_if<std::string>(&value)) to.put(*text);
}

Result<driver::Value> value_from(BodyReader& from) {
    switch (from.number<std::uint8_t>()) {
        case 0: return driver::Value(from.number<std::uint8_t>() != 0);
        case 1: return driver::Value(from.number<std::int64_t>());
        case 2: return driver::Value(from.number<double>());
        case 3: return driver::Value(from.text());
        default: return broken("value of an option");
    }
}

}  // namespace

std::vector<std::byte> body_of(const Outcome& outcome) {
    return BodyWriter().put(outcome.code).put(outcome.text).take();
}

Result<Outcome> outcome_from(const std::vector<std::byte>& body) {
    BodyReader from(body);
    Outcome outcome;
    outcome.code = from.number<std::int32_t>();
    outcome.text = from.text();
    if (!from.is_whole()) return broken("end of a request");
    return outcome;
}

std::vector<std::byte> body_of(const driver::Option& option) {
    BodyWriter to;
    to.put(option.name).put(option.unit);
    put(to, option.value);
    to.put(option.minimum).put(option.maximum).put(option.step);
    auto kind = (option.is_advanced ? advanced_bit : 0u) | (option.is_action ? action_bit : 0u);
    to.put(static_cast<std::uint8_t>(option.is_active)).put(static_cast<std::uint8_t>(kind));
    to.put(static_cast<std::uint32_t>(option.choices.size()));
    for (const std::string& choice : option.choices) to.put(choice);
    return to.take();
}

Result<driver::Option> option_from(const std::vector<std::byte>& body) {
    BodyReader from(body);
    driver::Option option;
    option.name = from.text();
    option.unit = from.text();
    auto value = value_from(from);
    if (!value) return value.error();
    option.value = *std::move(value);
    option.minimum = from.number<double>();
    option.maximum = from.number<double>();
    option.step = from.number<double>();
    option.is_active = from.number<std::uint8_t>() != 0;
    auto kind = from.number<std::uint8_t>();
    option.is_advanced = (kind & advanced_bit) != 0;
    option.is_action = (kind & action_bit) != 0;
    auto count = from.number<std::uint32_t>();
    if (count > max_choices) return broken("list of an option's choices");
    for (std::uint32_t i = 0; i < count && !from.is_short(); ++i) option.choices.push_back(from.text());
    if (!from.is_whole()) return broken("option");
    return option;
}

std::vector<std::byte> body_of(const OptionChange& change) {
    BodyWriter to;
    to.put(change.name);
    put(to, change.value);
    return to.take();
}

Result<OptionChange> option_change_from(const std::vector<std::byte>& body) {
    BodyReader from(body);
    OptionChange change;
    change.name = from.text();
    auto value = value_from(from);
    if (!value) return value.error();
    change.value = *std::move(value);
    if (!from.is_whole()) return broken("change of an option");
    return change;
}

std::vector<std::byte> body_of(const ListedDevice& device) {
    return BodyWriter().put(device.device_class).put(device.id).put(device.name).take();
}

Result<ListedDevice> listed_device_from(const std::vector<std::byte>& body) {
    BodyReader from(body);
    ListedDevice device;
    device.device_class = from.number<std::int32_t>();
    device.id = from.text();
    device.name = from.text();
    if (!from.is_whole()) return broken("listing");
    return device;
}

std::vector<std::byte> body_of(const PlacedFrame& frame) {
    const limner_frame_v1& h = frame.header;
    BodyWriter to;
    to.put(frame.place)
        .put(frame.digest)
        .put(h.outcome)
        .put(h.hint)
        .put(h.flags)
        .put(h.width)
        .put(h.height)
        .put(h.format);
    to.put(h.stride_bytes).put(h.valid_bytes).put(h.sequence).put(h.exposed_at_ns).put(h.ppi_x).put(h.ppi_y);
    to.put(h.side).put(h.light).put(h.sheet).put(h.first_row).put(h.total_rows).put(h.progress);
    return to.take();
}

Result<PlacedFrame> placed_frame_from(const std::vector<std::byte>& body) {
    BodyReader from(body);
    PlacedFrame frame;
    limner_frame_v1& h = frame.header;
    auto take = [&from](auto&... numbers) {
        ((numbers = from.number<std::remove_reference_t<decltype(numbers)>>()), ...);
    };
    h.struct_size = sizeof h;
    take(frame.place, frame.digest, h.outcome, h.hint, h.flags, h.width, h.height, h.format, h.stride_bytes,
         h.valid_bytes, h.sequence, h.exposed_at_ns, h.ppi_x, h.ppi_y, h.side, h.light, h.sheet, h.first_row,
         h.total_rows, h.progress);
    if (!from.is_whole()) return broken("frame");
    return frame;
}

}  // namespace limner
