#pragma once

#include <limner/base/result.h>

#include <filesystem>
#include <opencv2/core/persistence.hpp>
#include <span>
#include <vector>

namespace limner {

/// Trees that decide between two classes by numbers alone, from a file of OpenCV's ml module (random or boosted trees).
/// OpenCV itself follows whatever places such a file names; here each of them is checked.
class TreeEnsemble {
public:
    /// `features`: how many numbers they have to take. Errors: file_missing, and unreadable_file, which names the file
    /// and what is wrong with it.
    static Result<TreeEnsemble> load(const std::filesystem::path& file, int features);

    /// The leaves' sum, as OpenCV adds it up: the votes for the second class where classes are 0 and 1.
    float sum(std::span<const float> features) const;

private:
    struct Node {
        int feature = -1;  ///< -1: a leaf.
        float limit = 0;   ///< Up to it on to the next node, above it to `above`.
        std::size_t above = 0;
        double value = 0;
    };
    struct Reader;
    std::vector<Node> nodes_{};
    std::vector<std::size_t> roots_{};
};

}  // namespace limner
