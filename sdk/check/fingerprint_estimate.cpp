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
    double weight = 0;
};

struct Model {
    double constant = 0;
    double farthest = 0;
    std::vector<Input> inputs{};
    std::vector<double> products{};  ///< Of every pair of inputs and of each with itself, row by row.
};

double number_in(const toml::table& table, std::string_view key) { return table[key].value_or(0.0); }

// A unit test reads it: a model with a mistake does not ship.
const Model& model() {
    static const Model loaded = [] {
        const toml::table file = toml::parse(fingerprint_model().front().text);
        Model read{.constant = number_in(file, "constant"), .farthest = number_in(file, "farthest")};
        for (const toml::node& node : *file["inputs"].as_array()) {
            const toml::table& input = *node.as_table();
            read.inputs.push_back({input["name"].value_or(std::string()), number_in(input, "mean"),
                                   number_in(input, "deviation"), number_in(input, "weight")});
        }
        for (const toml::node& product : *file["products"].as_array()) read.products.push_back(product.value_or(0.0));
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

}  // namespace

std::optional<double> estimate_score(const Features& features) {
    if (!has_all(features)) return std::nullopt;
    const Features inputs = inputs_of(features);
    std::vector<double> values;
    double score = model().constant;
    for (const Input& input : model().inputs) {
        const double value = (inputs.at(input.name) - input.mean) / input.deviation;
        values.push_back(std::clamp(value, -model().farthest, model().farthest));
        score += input.weight * values.back();
    }
    auto product = model().products.begin();
    for (std::size_t i = 0; i < values.size(); ++i)
        for (std::size_t j = i; j < values.size(); ++j) score += *product++ * values[i] * values[j];
    return std::clamp(score, 0.0, 100.0);
}

}  // namespace limner
