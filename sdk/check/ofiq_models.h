#pragma once

#include "check/models.h"
#include "check/ofiq_inputs.h"
#include "check/tree_ensemble.h"

#include <limner/check/finding.h>

#include <functional>
#include <map>
#include <string_view>

namespace limner::portrait {

/// By requirement name.
using StandardMeasures = std::map<std::string_view, StandardMeasure>;

/// One of OFIQ's networks.
class OfiqNetwork {
public:
    struct Form {
        const char* file;           ///< In OFIQ's folder of models.
        int side_px;                ///< Of the square picture of three channels that it takes.
        std::size_t numbers;        ///< How many its answer has.
        bool answers_last = false;  ///< Its answer is the last of its outputs, not the first.
    };
    /// Asks the network once. Errors name the file: file_missing, unreadable_file where it is no network or one of
    /// another form.
    static Result<OfiqNetwork> load(const std::filesystem::path& folder, const Form& form);

    /// As many numbers as its form says.
    Result<cv::Mat> run(const cv::Mat& blob);

    /// For provenance: "ssim_248_model.onnx sha256:1234567890abcdef".
    const std::string& name() const { return name_; }

private:
    OfiqNetwork(Network network, Form form, std::string output)
        : network_(std::move(network)), form_(form), output_(std::move(output)) {}
    Network network_;
    Form form_;
    std::string output_;
    std::string name_{};
};

/// The models of the standard's reference implementation OFIQ, which its user gets from ISO's portal. Not safe for
/// concurrent use.
class OfiqModels {
public:
    /// Those that are in the folder (`models` of OFIQ's data). Errors: model_missing where none is; unreadable_file
    /// names the file that is damaged or not what OFIQ has under its name.
    static Result<OfiqModels> load(const std::filesystem::path& folder);

    /// The standard's own measures that are wanted, of one face; absent where their model is not there. Fails with
    /// internal where a network fails.
    Result<StandardMeasures> measure(const cv::Mat& rgb, const FaceShape& shape,
                                     const std::function<bool(std::string_view)>& is_wanted);

    std::vector<std::string> names() const;

private:
    struct Trees {
        TreeEnsemble trees{};
        std::string name{};
    };
    struct Expression {
        OfiqNetwork small, large;
        Trees boosted{};
    };
    struct Face;

    static Result<std::optional<Trees>> load_trees(const std::filesystem::path& folder, const char* file, int features);
    std::optional<Error> load_expression(const std::filesystem::path& folder);
    std::optional<Error> add_unified_score(const Face& face, StandardMeasures& measures);
    std::optional<Error> add_compression(const Face& face, StandardMeasures& measures);
    std::optional<Error> add_expression(const Face& face, StandardMeasures& measures);
    std::optional<Error> add_head_coverings(const Face& face, StandardMeasures& measures);
    std::optional<Error> add_occlusion(const Face& face, StandardMeasures& measures);
    std::optional<Error> add_sharpness(const Face& face, StandardMeasures& measures);

    std::optional<OfiqNetwork> unified_score_{}, compression_{}, parsing_{}, occlusion_{};
    std::optional<Trees> sharpness_{};
    std::optional<Expression> expression_{};
};

}  // namespace limner::portrait
