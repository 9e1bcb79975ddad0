#include "driver/abi_convert.h"

#include <cmath>

namespace limner {

driver::Option option_from(const limner_option_v1& emitted) {
    const limner_option_v1 raw = known_part(&emitted);
    driver::Option option;
    option.name = raw.name ? raw.name : "";
    option.unit = raw.unit ? raw.unit : "";
    option.value = driver::detail::from_abi(raw.value);
    option.minimum = raw.minimum;
    option.maximum = raw.maximum;
    option.step = raw.step;
    for (std::uint32_t i = 0; raw.choices && i < raw.choice_count; ++i)
        option.choices.emplace_back(raw.choices[i] ? raw.choices[i] : "");
    option.is_active = (raw.flags & LIMNER_OPTION_ACTIVE) != 0;
    option.is_advanced = (raw.flags & LIMNER_OPTION_ADVANCED) != 0;
    option.is_action = (raw.flags & LIMNER_OPTION_ACTION) != 0;
    return option;
}

Result<Grabbed> grabbed_from(const limner_frame_v1& raw, const std::string& id, ImagePool& pool) {
    switch (raw.outcome) {
        case LIMNER_OUTCOME_WAITING: {
            bool is_hint = raw.hint >= LIMNER_HINT_NONE && raw.hint <= LIMNER_HINT_PRESS_BUTTON;
            return Grabbed(LaneWaiting{is_hint ? static_cast<driver::Hint>(raw.hint) : driver::Hint::none});
        }
        case LIMNER_OUTCOME_PROGRESS: {
            bool is_share = std::isfinite(raw.progress) && raw.progress >= 0 && raw.progress <= 1;
            return Grabbed(LaneProgress{is_share ? std::optional<double>(raw.progress) : std::nullopt});
        }
        case LIMNER_OUTCOME_END: return Grabbed(LaneEnd{});
        case LIMNER_OUTCOME_IMAGE: break;
        default: return Error{ErrorCode::bad_data, id + ": unknown outcome " + std::to_string(raw.outcome)};
    }
    auto image = take_frame(raw, pool);
    if (!image) return Error{image.error().code, id + ": " + image.error().message};
    return Grabbed(*std::move(image));
}

}  // namespace limner
