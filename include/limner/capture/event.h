#pragma once

#include <limner/base/error.h>
#include <limner/base/text.h>
#include <limner/record/provenance.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace limner {

/// What a person has to do before the capture goes on.
enum class Action { place_finger, lift_finger, move_document, insert_document, show_document, look_at, press_button };
std::string_view name_of(Action action) noexcept;
/// The instruction, for the officer.
const Text& text_of(Action action) noexcept;

/// Something that an officer or a log should know. docs/cli.md gives the JSON form of each kind.
struct SlotEvent {
    enum class Kind { arrived, lost, switched, degraded, recovered, no_device, action_required };

    Kind kind = Kind::switched;
    std::string slot{};
    std::string device{};                  ///< The device concerned; of `switched`: the new one.
    std::optional<ErrorCode> reason{};     ///< lost, switched (absent: requested), degraded, no_device.
    std::optional<SwitchRecord> change{};  ///< switched
    std::optional<Action> action{};        ///< action_required
    /// degraded, for the reason `unsupported`: the slot's settings that a device which begins to serve does not take.
    /// Of `switched` they stand in `change`.
    std::vector<std::string> settings_not_mapped{};
    Text message{};  ///< For the officer.
};
std::string_view name_of(SlotEvent::Kind kind) noexcept;

}  // namespace limner
