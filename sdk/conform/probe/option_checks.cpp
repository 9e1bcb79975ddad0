#include "conform/probe/device.h"
#include "conform/probe/groups.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>

namespace limner::conform {
namespace {

using driver::Option;
using driver::Value;

bool is_number(const Option& option) {
    return std::holds_alternative<std::int64_t>(option.value) || std::holds_alternative<double>(option.value);
}
bool has_range(const Option& option) { return is_number(option) && option.minimum <= option.maximum; }

double number_of(const Value& value) {
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
    return std::get<double>(value);
}

Value number_like(const Option& option, double number) {
    if (std::holds_alternative<std::int64_t>(option.value)) return static_cast<std::int64_t>(std::llround(number));
    return number;
}

std::string text_of(const Value& value) {
    if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
    if (const auto* text = std::get_if<std::string>(&value)) return "'" + *text + "'";
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return std::to_string(*whole);
    return std::to_string(std::get<double>(value));
}

/// How far a value read back may be from the one that was set: devices round.
double tolerance_of(const Option& option) {
    if (option.step > 0) return option.step * 1.001;
    return has_range(option) ? (option.maximum - option.minimum) * 0.01 : 1e-6;
}

bool is_same(const Option& option, const Value& wanted, const Value& got) {
    if (wanted.index() != got.index()) return false;
    return is_number(option) ? std::abs(number_of(wanted) - number_of(got)) <= tolerance_of(option) : wanted == got;
}

std::string problem_of(const Option& option) {
    std::string quoted = "'" + option.name + "': ";
    bool is_finite = std::isfinite(option.minimum) && std::isfinite(option.maximum) && std::isfinite(option.step);
    if (!is_finite || option.step < 0) return quoted + "minimum, maximum or step is no sensible number";
    if (has_range(option) && option.is_active) {
        double value = number_of(option.value);
        double slack = std::max(option.step, 1e-9 * std::max(std::abs(option.minimum), std::abs(option.maximum)));
        if (!(value >= option.minimum - slack && value <= option.maximum + slack))
            return quoted + "the value " + text_of(option.value) + " is outside its range " +
                   std::to_string(option.minimum) + " to " + std::to_string(option.maximum);
    }
    const auto* text = std::get_if<std::string>(&option.value);
    // An inactive one may have no value.
    bool is_choice =
        !option.is_active || option.choices.empty() || !text || std::ranges::count(option.choices, *text) > 0;
    if (!is_choice) return quoted + "the value " + text_of(option.value) + " is none of its choices";
    if (std::set<std::string>(option.choices.begin(), option.choices.end()).size() != option.choices.size())
        return quoted + "a choice is listed twice";
    return "";
}

std::vector<Option> read_options(Device& device) {
    std::vector<DescribedOption> found;
    auto answer = device.options(found);
    if (!answer.is_good()) throw Failed{"options() answered " + answer.say()};
    std::vector<Option> options;
    for (DescribedOption& one : found) options.push_back(std::move(one.option));
    return options;
}

std::optional<Option> read_option(Device& device, const std::string& name) {
    auto all = read_options(device);
    auto at = std::ranges::find(all, name, &Option::name);
    return at == all.end() ? std::nullopt : std::optional(*at);
}

std::string see_description(Device& device) {
    std::vector<DescribedOption> found;
    auto answer = device.options(found);
    if (!answer.is_good()) throw Failed{"options() answered " + answer.say()};
    if (found.empty()) throw NotAssessed{"the device describes no options"};
    std::set<std::string> names;
    for (const DescribedOption& one : found) {
        if (!one.problem.empty()) throw Failed{one.problem};
        if (auto problem = problem_of(one.option); !problem.empty()) throw Failed{problem};
        if (!names.insert(one.option.name).second) throw Failed{"'" + one.option.name + "' is described twice"};
    }
    return std::to_string(found.size()) + " options, each as it has to be";
}

/// Values that the description allows; none for what cannot be known.
std::vector<Value> allowed_values(const Option& option) {
    constexpr std::size_t most_choices = 12;
    // Nobody presses a device's buttons but who knows what they do.
    if (option.is_action) return {};
    if (const auto* flag = std::get_if<bool>(&option.value)) return {!*flag, *flag};
    if (is_number(option) && option.choices.empty()) {
        if (!has_range(option)) return {option.value};
        double middle = (option.minimum + option.maximum) / 2;
        if (option.step > 0)
            middle = option.minimum + std::floor((middle - option.minimum) / option.step) * option.step;
        return {number_like(option, option.minimum), number_like(option, middle), number_like(option, option.maximum)};
    }
    std::vector<Value> values;
    for (const std::string& choice : option.choices) {
        if (values.size() == most_choices) break;
        // A list of numbers is one of their texts.
        values.push_back(is_number(option) ? number_like(option, std::strtod(choice.c_str(), nullptr)) : Value(choice));
    }
    return values;
}

/// Back to what it was; another option's value may have made it inactive, so a refusal is no finding.
void restore(Device& device, const Option& before) { (void)device.set_option(before.name, before.value); }

int set_and_read_back(Device& device, const Option& option) {
    int count = 0;
    for (const Value& value : allowed_values(option)) {
        std::string what = "'" + option.name + "' = " + text_of(value);
        auto answer = device.set_option(option.name, value);
        if (!answer.is_good()) throw Failed{what + " is allowed by its description, and answered " + answer.say()};
        auto now = read_option(device, option.name);
        if (!now) throw Failed{what + " was taken, and the option is not described any more"};
        if (!is_same(option, value, now->value)) throw Failed{what + " was taken, and reads " + text_of(now->value)};
        ++count;
    }
    restore(device, option);
    return count;
}

std::string see_setting(Device& device) {
    auto all = read_options(device);
    if (all.empty()) throw NotAssessed{"the device describes no options"};
    int count = 0;
    for (const Option& described : all) {
        // What was set before may have changed this one.
        auto option = read_option(device, described.name);
        if (option && option->is_active) count += set_and_read_back(device, *option);
    }
    for (const Option& before : all)
        if (before.is_active) restore(device, before);
    if (count == 0) throw NotAssessed{"no option is active"};
    return std::to_string(count) + " values were set and read back";
}

/// A value that the description forbids, and one of another type.
std::vector<Value> forbidden_values(const Option& option) {
    if (std::holds_alternative<bool>(option.value)) return {std::string("conform")};
    if (is_number(option)) {
        std::vector<Value> values{std::string("conform")};
        if (!has_range(option)) return values;
        double beyond = std::max({option.step, 1.0, (option.maximum - option.minimum) / 4});
        values.push_back(number_like(option, option.maximum + beyond));
        values.push_back(number_like(option, option.minimum - beyond));
        return values;
    }
    if (option.choices.empty()) return {};
    return {std::string("conform no such choice"), std::int64_t{123456}};
}

void expect_refused(Device& device, const Option& option, const Value& value) {
    std::string what = "'" + option.name + "' = " + text_of(value);
    auto answer = device.set_option(option.name, value);
    auto now = read_option(device, option.name);
    bool has_changed = now && !is_same(option, option.value, now->value);
    if (has_changed) restore(device, option);
    if (answer.is_good()) throw Failed{what + " is not allowed by its description, and was taken"};
    if (has_changed) throw Failed{what + " was refused, and the value changed to " + text_of(now->value)};
}

std::string see_refusing(Device& device) {
    auto all = read_options(device);
    auto unknown = device.set_option("conform_no_such_option", std::int64_t{1});
    if (unknown.is_good()) throw Failed{"an option that is not described was taken"};
    int count = 1;
    for (const Option& option : all) {
        if (!option.is_active) continue;
        for (const Value& value : forbidden_values(option)) {
            expect_refused(device, option, value);
            ++count;
        }
    }
    return std::to_string(count) + " settings that the description does not allow were refused";
}

}  // namespace

void check_options(Module& module) {
    auto* instance = module.initialise();
    Device device = Device::open(module, instance, module.request().device);
    module.reporter().check("options_described", [&] { return see_description(device); });
    module.reporter().check("options_set", [&] { return see_setting(device); });
    module.reporter().check("options_refused", [&] { return see_refusing(device); });
    device.close();
}

}  // namespace limner::conform
