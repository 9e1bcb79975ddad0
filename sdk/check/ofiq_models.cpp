#include "check/ofiq_models.h"

#include "check/onnx_outputs.h"
#include "check/portrait_mapping.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>

namespace limner::portrait {
namespace {

constexpr std::size_t small_features = 1280, large_features = 1408, focus_features = 26;
constexpr OfiqNetwork::Form unified_score_form{"unified_quality_score/magface_iresnet50_norm.onnx", 112, 1};
constexpr OfiqNetwork::Form compression_form{"no_compression_artifacts/ssim_248_model.onnx", 248, 1};
constexpr OfiqNetwork::Form parsing_form{"face_parsing/bisenet_400.onnx", 400, 19UL * 400 * 400};
constexpr OfiqNetwork::Form occlusion_form{"face_occlusion_segmentation/face_occlusion_segmentation_ort.onnx", 224,
                                           224UL * 224, true};
constexpr OfiqNetwork::Form small_form{"expression_neutrality/hsemotion/enet_b0_8_best_vgaf_embed_zeroed.onnx", 224,
                                       small_features};
constexpr OfiqNetwork::Form large_form{"expression_neutrality/hsemotion/enet_b2_8_embed_zeroed.onnx", 260,
                                       large_features};
constexpr auto sharpness_file = "sharpness/face_sharpness_rtree.xml.gz";
constexpr auto boosted_file = "expression_neutrality/grimmer/hse_1_2_C_adaboost.yml.gz";

// OFIQ takes the votes off OpenCV's default number of trees, whatever the forest's own.
constexpr double trees_by_default = 50;

bool is_there(const std::filesystem::path& file) {
    std::error_code ignored;
    return std::filesystem::exists(file, ignored);
}

std::optional<Error> load_if_there(const std::filesystem::path& folder, const OfiqNetwork::Form& form,
                                   std::optional<OfiqNetwork>& place) {
    if (!is_there(folder / form.file)) return std::nullopt;
    auto network = OfiqNetwork::load(folder, form);
    if (!network) return network.error();
    place.emplace(*std::move(network));
    return std::nullopt;
}

StandardMeasure measure_of(double raw, int (*map)(double), const std::string& model) { return {raw, map(raw), model}; }

}  // namespace

Result<OfiqNetwork> OfiqNetwork::load(const std::filesystem::path& folder, const Form& form) {
    const auto file = folder / form.file;
    auto outputs = onnx_outputs(file);
    if (!outputs) return outputs.error();
    auto network = Network::load(file);
    if (!network) return network.error();
    OfiqNetwork loaded(*std::move(network), form, form.answers_last ? outputs->back() : outputs->front());
    const std::array shape{1, 3, form.side_px, form.side_px};
    auto answer = loaded.run(cv::Mat(static_cast<int>(shape.size()), shape.data(), CV_32F, cv::Scalar(0)));
    if (!answer)
        return Error{ErrorCode::unreadable_file, fmt::format("{}: not the network that OFIQ has under this name: {}",
                                                             file.string(), answer.error().message)};
    auto name = provenance_of(file);
    if (!name) return name.error();
    loaded.name_ = *std::move(name);
    return loaded;
}

Result<cv::Mat> OfiqNetwork::run(const cv::Mat& blob) {
    auto outputs = network_.run(blob, {output_});
    if (!outputs) return outputs.error();
    cv::Mat& answer = outputs->front();
    if (answer.total() == form_.numbers && answer.type() == CV_32F) return answer;
    return Error{ErrorCode::internal,
                 fmt::format("of a picture of 3 x {0} x {0} it makes {1} numbers, not {2}", form_.side_px,
                             answer.total() * static_cast<std::size_t>(answer.channels()), form_.numbers)};
}

/// One face as the models take it.
struct OfiqModels::Face {
    const cv::Mat& rgb;
    const FaceShape& shape;
    ofiq::StandardFace standard{};
};

Result<OfiqModels> OfiqModels::load(const std::filesystem::path& folder) {
    OfiqModels models;
    if (auto error = load_if_there(folder, unified_score_form, models.unified_score_)) return *error;
    if (auto error = load_if_there(folder, compression_form, models.compression_)) return *error;
    if (auto error = load_if_there(folder, parsing_form, models.parsing_)) return *error;
    if (auto error = load_if_there(folder, occlusion_form, models.occlusion_)) return *error;
    if (auto error = models.load_expression(folder)) return *error;
    auto sharpness = load_trees(folder, sharpness_file, focus_features);
    if (!sharpness) return sharpness.error();
    models.sharpness_ = *std::move(sharpness);
    if (!models.names().empty()) return models;
    return Error{
        ErrorCode::model_missing,
        fmt::format("{} has none of OFIQ's models; the first would be {}, and that of expressions takes {}, {} "
                    "and {} together",
                    folder.string(), unified_score_form.file, small_form.file, large_form.file, boosted_file)};
}

Result<std::optional<OfiqModels::Trees>> OfiqModels::load_trees(const std::filesystem::path& folder, const char* file,
                                                                int features) {
    if (!is_there(folder / file)) return std::optional<Trees>();
    auto trees = TreeEnsemble::load(folder / file, features);
    if (!trees) return trees.error();
    auto name = provenance_of(folder / file);
    if (!name) return name.error();
    return std::optional(Trees{*std::move(trees), *std::move(name)});
}

std::optional<Error> OfiqModels::load_expression(const std::filesystem::path& folder) {
    for (const char* file : {small_form.file, large_form.file, boosted_file})
        if (!is_there(folder / file)) return std::nullopt;
    auto small = OfiqNetwork::load(folder, small_form);
    if (!small) return small.error();
    auto large = OfiqNetwork::load(folder, large_form);
    if (!large) return large.error();
    auto boosted = load_trees(folder, boosted_file, small_features + large_features);
    if (!boosted) return boosted.error();
    if (*boosted) expression_.emplace(Expression{*std::move(small), *std::move(large), **std::move(boosted)});
    return std::nullopt;
}

std::vector<std::string> OfiqModels::names() const {
    std::vector<std::string> names;
    for (const auto* network : {&unified_score_, &compression_, &parsing_, &occlusion_})
        if (*network) names.push_back((*network)->name());
    if (expression_)
        names.insert(names.end(), {expression_->small.name(), expression_->large.name(), expression_->boosted.name});
    if (sharpness_) names.push_back(sharpness_->name);
    return names;
}

std::optional<Error> OfiqModels::add_unified_score(const Face& face, StandardMeasures& measures) {
    auto norm = unified_score_->run(ofiq::unified_score_input(face.standard.rgb));
    if (!norm) return norm.error();
    measures["unified_quality_score"] =
        measure_of(*norm->ptr<float>(), quality::unified_quality_score, unified_score_->name());
    return std::nullopt;
}

std::optional<Error> OfiqModels::add_compression(const Face& face, StandardMeasures& measures) {
    auto ssim = compression_->run(ofiq::compression_input(face.standard.rgb));
    if (!ssim) return ssim.error();
    measures["compression_artifacts"] =
        measure_of(*ssim->ptr<float>(), quality::compression_artifacts, compression_->name());
    return std::nullopt;
}

std::optional<Error> OfiqModels::add_expression(const Face& face, StandardMeasures& measures) {
    auto small = expression_->small.run(ofiq::expression_input(face.standard.rgb, small_form.side_px));
    if (!small) return small.error();
    auto large = expression_->large.run(ofiq::expression_input(face.standard.rgb, large_form.side_px));
    if (!large) return large.error();
    std::vector<float> features(small->ptr<float>(), small->ptr<float>() + small_features);
    features.insert(features.end(), large->ptr<float>(), large->ptr<float>() + large_features);
    measures["expression_neutrality"] = measure_of(
        expression_->boosted.trees.sum(features), quality::expression_neutrality,
        fmt::format("{}, {}, {}", expression_->small.name(), expression_->large.name(), expression_->boosted.name));
    return std::nullopt;
}

std::optional<Error> OfiqModels::add_head_coverings(const Face& face, StandardMeasures& measures) {
    auto scores = parsing_->run(ofiq::parsing_input(face.standard.rgb));
    if (!scores) return scores.error();
    measures["no_head_coverings"] =
        measure_of(ofiq::covered_share(*scores), quality::no_head_coverings, parsing_->name());
    return std::nullopt;
}

std::optional<Error> OfiqModels::add_occlusion(const Face& face, StandardMeasures& measures) {
    auto scores = occlusion_->run(ofiq::occlusion_input(face.standard.rgb));
    if (!scores) return scores.error();
    auto found = ofiq::occlusion_of(face.standard, *scores);
    if (!found) return std::nullopt;
    auto add = [&](std::string_view requirement, std::optional<double> share) {
        if (share) measures[requirement] = measure_of(*share, quality::occlusion_prevention, occlusion_->name());
    };
    add("face_occlusion_prevention", found->face);
    add("eyes_visible", found->eyes);
    add("mouth_occlusion_prevention", found->mouth);
    return std::nullopt;
}

std::optional<Error> OfiqModels::add_sharpness(const Face& face, StandardMeasures& measures) {
    auto features = ofiq::focus_features(face.rgb, face.shape.outline);
    if (features.empty()) return std::nullopt;
    double votes = sharpness_->trees.sum(features);
    measures["sharpness"] = measure_of(trees_by_default - votes, quality::sharpness, sharpness_->name);
    return std::nullopt;
}

Result<StandardMeasures> OfiqModels::measure(const cv::Mat& rgb, const FaceShape& shape,
                                             const std::function<bool(std::string_view)>& is_wanted) {
    StandardMeasures measures;
    auto standard = ofiq::standard_face(rgb, shape);
    if (!standard) return measures;
    const Face face{rgb, shape, *std::move(standard)};
    struct Part {
        bool is_there;
        std::array<std::string_view, 3> requirements;
        std::optional<Error> (OfiqModels::*add)(const Face&, StandardMeasures&);
    };
    const std::array parts{Part{unified_score_.has_value(), {"unified_quality_score"}, &OfiqModels::add_unified_score},
                           Part{compression_.has_value(), {"compression_artifacts"}, &OfiqModels::add_compression},
                           Part{expression_.has_value(), {"expression_neutrality"}, &OfiqModels::add_expression},
                           Part{parsing_.has_value(), {"no_head_coverings"}, &OfiqModels::add_head_coverings},
                           Part{occlusion_.has_value(),
                                {"face_occlusion_prevention", "eyes_visible", "mouth_occlusion_prevention"},
                                &OfiqModels::add_occlusion},
                           Part{sharpness_.has_value(), {"sharpness"}, &OfiqModels::add_sharpness}};
    for (const Part& part : parts)
        if (part.is_there && std::ranges::any_of(part.requirements, is_wanted))
            if (auto error = (this->*part.add)(face, measures)) return *std::move(error);
    return measures;
}

}  // namespace limner::portrait
