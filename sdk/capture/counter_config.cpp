#include <limner/capture/counter_config.h>
#include <limner/check/profile.h>
#include <limner/check/segment_slap.h>
#include <limner/check/subject.h>

#include "base/toml_reader.h"
#include "capture/driver_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>

namespace limner {
namespace {

using std::chrono::milliseconds;
constexpr std::int64_t max_span_ms = 24LL * 60 * 60 * 1000;

/// What every part of the document is read with.
struct Source {
    std::string name;
    std::filesystem::path folder;
};

std::filesystem::path path_from(const Source& source, const std::string& text) {
    return (source.folder / text).lexically_normal();
}

std::optional<DeviceClass> device_class_from(std::string_view name) {
    for (auto known : {DeviceClass::camera, DeviceClass::fingerprint_reader, DeviceClass::document_scanner})
        if (name_of(known) == name) return known;
    return std::nullopt;
}

/// What a step of a name captures with, and is checked against.
struct StepNeeds {
    DeviceClass device_class;
    Profile::Kind profile_kind;
};

std::optional<StepNeeds> needs_of_step(std::string_view step) {
    if (step == "page") return StepNeeds{DeviceClass::document_scanner, Profile::Kind::page};
    if (step == "portrait") return StepNeeds{DeviceClass::camera, Profile::Kind::portrait};
    const bool is_finger = finger_from(step).value_or(Finger::unknown) != Finger::unknown;
    if (is_finger || slap_from(step)) return StepNeeds{DeviceClass::fingerprint_reader, Profile::Kind::fingerprint};
    return std::nullopt;
}

void take_span(TomlReader& reader, const char* key, std::optional<milliseconds>& span) {
    if (auto value = reader.integer(key, 1, max_span_ms)) span = milliseconds(*value);
}

/// A watch that `false` turns off.
void take_watch(TomlReader& reader, const char* key, std::optional<milliseconds>& span) {
    const toml::node* node = reader.any(key);
    if (node && node->value_exact<bool>() == false)
        span.reset();
    else
        take_span(reader, key, span);
}

Result<FailoverPolicy> failover_from(const toml::table& table, const Source& source) {
    FailoverPolicy policy;
    TomlReader reader(table, source.name, "[slot.failover]");
    take_span(reader, "stall_after_ms", policy.stall_after);
    policy.max_switches = static_cast<int>(reader.integer("max_switches", 0, 100).value_or(policy.max_switches));
    policy.warm_spares = static_cast<int>(reader.integer("warm_spares", 0, 16).value_or(policy.warm_spares));
    policy.spares_stream = reader.boolean("spares_stream").value_or(policy.spares_stream);
    if (auto cool_down = reader.integer("cool_down_ms", 0, max_span_ms)) policy.cool_down = milliseconds(*cool_down);
    policy.fail_back = reader.boolean("fail_back").value_or(policy.fail_back);
    take_watch(reader, "frozen_after_ms", policy.frozen_after);
    take_watch(reader, "black_after_ms", policy.black_after);
    policy.slower_than_fps = reader.real("slower_than_fps", 0.01, 1000);
    policy.slower_than_history = reader.real("slower_than_history", 1.01, 1000);
    policy.watch_glass = reader.boolean("watch_glass").value_or(policy.watch_glass);
    policy.max_losses = static_cast<int>(reader.integer("max_losses", 0, 1000).value_or(policy.max_losses));
    if (auto span = reader.integer("losses_within_ms", 0, max_span_ms)) policy.losses_within = milliseconds(*span);
    policy.confirm_moves = reader.boolean("confirm_moves").value_or(policy.confirm_moves);
    if (auto done = reader.finish(); !done) return done.error();
    return policy;
}

Result<Settings> settings_from(const toml::table& table, const Source& source) {
    Settings settings;
    TomlReader reader(table, source.name, "settings");
    for (const auto& [key, node] : table) {
        const toml::node* value = reader.any(key.str());
        const std::string name(key.str());
        if (auto flag = value->value_exact<bool>())
            settings[name] = *flag;
        else if (auto integer = value->value_exact<std::int64_t>())
            settings[name] = *integer;
        else if (auto real = value->value_exact<double>())
            settings[name] = *real;
        else if (auto text = value->value_exact<std::string>())
            settings[name] = *text;
        else
            reader.mistake(name, fmt::format("the setting '{}' must be a text, a number, true or false", name));
    }
    if (auto done = reader.finish(); !done) return done.error();
    return settings;
}

Result<SlotConfig> slot_from(const toml::table& table, const Source& source) {
    SlotConfig slot;
    TomlReader reader(table, source.name, "[[slot]]");
    slot.name = reader.needed_text("name");
    const std::string class_name = reader.needed_text("class");
    if (auto device_class = device_class_from(class_name))
        slot.device_class = *device_class;
    else
        reader.mistake("class", fmt::format("unknown class '{}' in [[slot]]; allowed: camera, fingerprint_reader, "
                                            "document_scanner",
                                            class_name));
    slot.candidates = reader.texts("candidates");
    if (slot.candidates.empty())
        reader.mistake("candidates", fmt::format("the slot '{}' needs 'candidates': device ids or patterns such as "
                                                 "\"v4l2/*\", the primary first",
                                                 slot.name));
    slot.stand_ins = reader.texts("stand_ins");
    if (!slot.stand_ins.empty() && slot.device_class != DeviceClass::document_scanner)
        reader.mistake("stand_ins", "only a slot of class document_scanner can have 'stand_ins'");
    constexpr std::int64_t max_side = 65'535;
    slot.width = static_cast<int>(reader.integer("width", 1, max_side).value_or(0));
    slot.height = static_cast<int>(reader.integer("height", 1, max_side).value_or(0));
    const toml::table* settings = reader.table("settings");
    const toml::table* failover = reader.table("failover");
    if (auto done = reader.finish(); !done) return done.error();

    if (settings) {
        auto read = settings_from(*settings, source);
        if (!read) return read.error();
        slot.settings = *std::move(read);
    }
    if (failover) {
        auto read = failover_from(*failover, source);
        if (!read) return read.error();
        slot.failover = *std::move(read);
    }
    return slot;
}

void check_step(TomlReader& reader, const StepConfig& step, const CounterConfig& config) {
    const auto needed = needs_of_step(step.step);
    if (!needed)
        reader.mistake("step", fmt::format("unknown step '{}'; allowed: page, portrait, a finger such as "
                                           "right_index, or right_four, left_four, thumbs",
                                           step.step));
    if (std::ranges::find(config.steps, step.step, &StepConfig::step) != config.steps.end())
        reader.mistake("step", fmt::format("the step '{}' is there twice", step.step));
    const SlotConfig* slot = config.find_slot(step.slot);
    if (!slot) {
        std::string names;
        for (const SlotConfig& known : config.slots) names += (names.empty() ? "" : ", ") + known.name;
        reader.mistake("slot", fmt::format("no slot is named '{}'; allowed: {}", step.slot, names));
    } else if (needed && slot->device_class != needed->device_class) {
        reader.mistake("slot", fmt::format("the step '{}' needs a slot of class {}, but '{}' is of class {}", step.step,
                                           name_of(needed->device_class), slot->name, name_of(slot->device_class)));
    }
    if (step.profile.empty() || !needed) return;
    const auto profile = load_profile(step.profile);
    if (!profile)
        reader.mistake("profile", profile.error().message);
    else if (profile->kind != needed->profile_kind)
        reader.mistake("profile", fmt::format("the profile '{}' is not for a step '{}'", step.profile, step.step));
}

Result<StepConfig> step_from(const toml::table& table, const Source& source, const CounterConfig& config) {
    StepConfig step;
    TomlReader reader(table, source.name, "[[step]]");
    step.step = reader.needed_text("step");
    step.slot = reader.needed_text("slot");
    if (auto profile = reader.text("profile")) {
        bool is_path = profile->find('/') != std::string::npos || profile->ends_with(".toml");
        step.profile = is_path ? path_from(source, *profile).string() : *profile;
    }
    if (auto seconds = reader.real("timeout_s", 0.1, 86'400))
        step.timeout = milliseconds(static_cast<std::int64_t>(*seconds * 1000));
    const auto auto_capture = reader.boolean("auto_capture");
    if (auto_capture && step.step != "portrait")
        reader.mistake("auto_capture", "only the step 'portrait' can have 'auto_capture'");
    step.auto_capture = auto_capture.value_or(false);
    check_step(reader, step, config);
    if (auto done = reader.finish(); !done) return done.error();
    return step;
}

Result<void> take_slots(const std::vector<const toml::table*>& tables, const Source& source, CounterConfig& config) {
    for (const toml::table* table : tables) {
        auto slot = slot_from(*table, source);
        if (!slot) return slot.error();
        if (config.find_slot(slot->name))
            return Error{ErrorCode::invalid_setup, fmt::format("{}:{}: two slots are named '{}'", source.name,
                                                               table->get("name")->source().begin.line, slot->name)};
        config.slots.push_back(*std::move(slot));
    }
    return {};
}

Result<void> take_steps(const std::vector<const toml::table*>& tables, const Source& source, CounterConfig& config) {
    for (const toml::table* table : tables) {
        auto step = step_from(*table, source, config);
        if (!step) return step.error();
        config.steps.push_back(*std::move(step));
    }
    return {};
}

Result<void> take_drivers(const toml::table& table, const Source& source, Runtime::Options& options) {
    TomlReader reader(table, source.name, "[drivers]");
    for (const std::string& folder : reader.texts("folders"))
        options.driver_folders.push_back(path_from(source, folder));
    options.drivers = reader.texts("only");
    for (const std::string& name : reader.texts("in_process")) options.isolation[name] = Isolation::in_process;
    for (const auto& [key, node] : table) {
        if (key.str() == "folders" || key.str() == "only" || key.str() == "in_process") continue;
        if (const toml::table* settings = reader.table(key.str())) {
            if (settings->contains(config_folder_setting))
                reader.mistake(key.str(), fmt::format("'{}' is set by Limner", config_folder_setting));
            options.driver_settings[std::string(key.str())] = driver_settings_from(*settings, source.folder);
        }
    }
    return reader.finish();
}

Result<CounterConfig> config_from(const toml::table& document, const Source& source) {
    CounterConfig config;
    TomlReader reader(document, source.name, "");
    config.name = reader.text("name").value_or("");
    if (auto code = reader.text("language")) {
        auto language = language_from(*code);
        if (!language) reader.mistake("language", fmt::format("unknown language '{}'; allowed: en, id", *code));
        config.language = language.value_or(Language::en);
    }
    config.attempts_before_reason =
        static_cast<int>(reader.integer("attempts_before_reason", 1, 100).value_or(config.attempts_before_reason));
    if (auto file = reader.text("journal")) config.runtime.journal = path_from(source, *file);
    const toml::table* drivers = reader.table("drivers");
    auto slots = reader.tables("slot");
    auto steps = reader.tables("step");
    if (auto done = reader.finish(); !done) return done.error();

    if (drivers)
        if (auto done = take_drivers(*drivers, source, config.runtime); !done) return done.error();
    if (auto done = take_slots(slots, source, config); !done) return done.error();
    if (auto done = take_steps(steps, source, config); !done) return done.error();
    return config;
}

}  // namespace

const SlotConfig* CounterConfig::find_slot(const std::string& slot) const noexcept {
    auto at = std::ranges::find(slots, slot, &SlotConfig::name);
    return at == slots.end() ? nullptr : &*at;
}

Result<CounterConfig> parse_counter_config(const std::string& toml, const std::string& name,
                                           const std::filesystem::path& folder) {
    auto document = parse_toml(toml, name);
    if (!document) return document.error();
    return config_from(*document, {name, folder});
}

Result<CounterConfig> read_counter_config(const std::filesystem::path& path) {
    auto document = read_toml(path);
    if (!document) return document.error();
    std::error_code failed;
    auto absolute = std::filesystem::absolute(path, failed);
    return config_from(*document, {path.string(), (failed ? path : absolute).parent_path()});
}

}  // namespace limner
