#include "check/fingerprint_estimate.h"

#include "check/fingerprint_model.h"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace limner {
namespace {

using Features = std::map<std::string, double>;

struct Input {
    std::string name{};
    double mean = 0;
    double deviation = 1;
};

/// A print that the model was fitted to, as its inputs are held.
struct KnownPrint {
    double factor = 0;
    std::vector<double> values{};
};

struct Model {
    double constant = 0;
    double farthest = 0;
    double length = 1;  ///< Squared distance, mean over the inputs, at which likeness falls to 1/e.
    double weight = 0;  ///< Of the quadratic part.
    std::vector<Input> inputs{};
    std::vector<KnownPrint> prints{};
};

double number_in(const toml::table& table, std::string_view key) { return table[key].value_or(0.0); }

KnownPrint known_print(const toml::array& numbers) {
    KnownPrint print;
    for (const toml::node& number : numbers) print.values.push_back(number.value_or(0.0));
    print.factor = print.values.front();
    print.values.erase(print.values.begin());
    return print;
}

// A unit test reads it: a model with a mistake does not ship.
const Model& model() {
    static const Model loaded = [] {
        const toml::table file = toml::parse(fingerprint_model().front().text);
        Model read{.constant = number_in(file, "constant"),
                   .farthest = number_in(file, "farthest"),
                   .length = number_in(file, "length"),
                   .weight = number_in(file, "weight")};
        for (const toml::node& node : *file["inputs"].as_array()) {
            const toml::table& input = *node.as_table();
            read.inputs.push_back(
                {input["name"].value_or(std::string()), number_in(input, "mean"), number_in(input, "deviation")});
        }
        for (const toml::node& print : *file["prints"].as_array())
            read.prints.push_back(known_print(*print.as_array()));
        return read;
    }();
    return loaded;
}

void add_module(Features& inputs, const Features& features, const std::string& module) {
    std::array<double, 10> bins{};
    double count = 0;
    for (std::size_t i = 0; i < bins.size(); ++i)
        count += bins[i] = features.at(module + "_Bin10_" + std::to_string(i));
    for (std::size_t i = 0; i < bins.size(); ++i)
        inputs[module + "_share_" + std::to_string(i)] = bins[i] / std::max(count, 1.0);
    inputs[module + "_mean"] = features.at(module + "_Bin10_Mean");
    inputs[module + "_deviation"] = features.at(module + "_Bin10_StdDev");
    inputs[module + "_log_count"] = std::log1p(count);
}

bool has_all(const Features& features) {
    for (const char* name : {"FDA_Bin10_Mean", "LCS_Bin10_Mean", "OCL_Bin10_Mean", "OF_Bin10_Mean", "RVUP_Bin10_Mean",
                             "SufficientFingerprintForeground"})
        if (!features.contains(name)) return false;
    return true;
}

// What the model calls them; sdk/check/training/fingerprint_estimate.py makes the same from NIST's table.
Features inputs_of(const Features& features) {
    Features inputs = features;
    for (const char* module : {"FDA", "LCS", "OCL", "OF", "RVUP"}) add_module(inputs, features, module);
    for (const char* name : {"OrientationMap_ROIFilter_CoherenceSum", "SufficientFingerprintForeground"})
        inputs[std::string("log_") + name] = std::log1p(features.at(name));
    return inputs;
}

double kernel(const std::vector<double>& a, const std::vector<double>& b) {
    double distance = 0, product = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        distance += (a[i] - b[i]) * (a[i] - b[i]);
        product += a[i] * b[i];
    }
    const double count = static_cast<double>(a.size()), side = 1 + product / count;
    return std::exp(-distance / (count * model().length)) + model().weight * side * side;
}

}  // namespace

std::optional<double> estimate_score(const Features& features) {
    if (!has_all(features)) return std::nullopt;
    const Features inputs = inputs_of(features);
    std::vector<double> values;
    double score = model().constant;
    for (const Input& input : model().inputs) {
        const double value = (inputs.at(input.name) - input.mean) / input.deviation;
        values.push_back(std::clamp(value, -model().farthest, model().farthest));
    }
    for (const KnownPrint& print : model().prints) score += print.factor * kernel(values, print.values);
    return std::clamp(score, 0.0, 100.0);
}

}  // namespace limner
