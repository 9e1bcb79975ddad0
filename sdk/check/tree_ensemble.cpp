#include "check/tree_ensemble.h"

#include <fmt/format.h>

#include <cmath>
#include <numeric>
#include <stdexcept>

namespace limner {
namespace {

constexpr std::size_t most_nodes = 10'000'000;

double number_in(const cv::FileNode& node, const char* name) {
    const cv::FileNode number = node[name];
    if (!number.isInt() && !number.isReal()) throw std::runtime_error(fmt::format("a node has no number '{}'", name));
    const double value = number.real();
    if (!std::isfinite(value)) throw std::runtime_error(fmt::format("a node's '{}' is not finite", name));
    return value;
}

void check_form(const cv::FileNode& model, int features) {
    if (!model.isMap() || !model["trees"].isSeq() || model["trees"].size() == 0)
        throw std::runtime_error("it holds no trees of OpenCV's");
    if (static_cast<int>(model["is_classifier"]) != 1 || model["class_labels"].size() != 2)
        throw std::runtime_error("its trees do not decide between two classes");
    if (static_cast<int>(model["var_count"]) != features)
        throw std::runtime_error(
            fmt::format("its trees take {} numbers, not {}", static_cast<int>(model["var_count"]), features));
    std::vector<int> order, plain(static_cast<std::size_t>(features));
    std::iota(plain.begin(), plain.end(), 0);
    if (!model["var_idx"].empty()) model["var_idx"] >> order;
    if (!order.empty() && order != plain) throw std::runtime_error("its trees take their numbers in another order");
}

}  // namespace

/// Takes trees as they are written: each node before what lies below it, the lower side first.
struct TreeEnsemble::Reader {
    TreeEnsemble trees{};
    int features = 0;

    Node split_of(const cv::FileNode& splits) const {
        const cv::FileNode split = *splits.begin();
        const double feature = number_in(split, "var");
        if (feature < 0 || feature >= features || feature != std::floor(feature))
            throw std::runtime_error(fmt::format("a node asks for number {} of {}", feature, features));
        return {.feature = static_cast<int>(feature), .limit = static_cast<float>(number_in(split, "le"))};
    }

    void read_tree(const cv::FileNode& nodes) {
        std::vector<Node>& all = trees.nodes_;
        trees.roots_.push_back(all.size());
        std::vector<std::size_t> half_read;
        bool is_side_done = false;
        for (const cv::FileNode& node : nodes) {
            if (is_side_done && half_read.empty()) throw std::runtime_error("a tree has nodes beyond its last leaf");
            if (is_side_done) {
                all[half_read.back()].above = all.size();
                half_read.pop_back();
            }
            const cv::FileNode splits = node["splits"];
            is_side_done = splits.empty() || splits.size() == 0;
            if (!is_side_done) half_read.push_back(all.size());
            all.push_back(is_side_done ? Node{.value = number_in(node, "value")} : split_of(splits));
            if (all.size() > most_nodes) throw std::runtime_error("it has more nodes than any model");
        }
        if (!is_side_done || !half_read.empty()) throw std::runtime_error("a tree ends before its last leaf");
    }
};

Result<TreeEnsemble> TreeEnsemble::load(const std::filesystem::path& file, int features) {
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) return Error{ErrorCode::file_missing, "no model " + file.string()};
    auto unreadable = [&](std::string_view reason) {
        return Error{ErrorCode::unreadable_file, fmt::format("{}: {}", file.string(), reason)};
    };
    if (!std::filesystem::is_regular_file(file, ignored)) return unreadable("it is no file");
    try {
        const cv::FileStorage storage(file.string(), cv::FileStorage::READ);
        if (!storage.isOpened()) return unreadable("it cannot be opened");
        const cv::FileNode model = storage.getFirstTopLevelNode();
        check_form(model, features);
        Reader reader{.features = features};
        for (const cv::FileNode& tree : model["trees"]) reader.read_tree(tree["nodes"]);
        return std::move(reader.trees);
    } catch (const std::exception& error) {
        return unreadable(error.what());
    }
}

float TreeEnsemble::sum(std::span<const float> features) const {
    double sum = 0;
    for (std::size_t at : roots_) {
        while (nodes_[at].feature >= 0) {
            const Node& node = nodes_[at];
            at = features[static_cast<std::size_t>(node.feature)] <= node.limit ? at + 1 : node.above;
        }
        sum += nodes_[at].value;
    }
    return static_cast<float>(sum);
}

}  // namespace limner
