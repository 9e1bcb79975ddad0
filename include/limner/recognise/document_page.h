#pragma once

#include <limner/base/result.h>
#include <limner/frame/geometry.h>
#include <limner/frame/image.h>

#include <optional>
#include <string_view>
#include <vector>

namespace limner {

/// A size that documents have: ISO/IEC 7810 cards and booklets, ISO 216 sheets.
struct DocumentSize {
    std::string_view name;
    double width_mm = 0;
    double height_mm = 0;
    bool operator==(const DocumentSize&) const = default;
};
namespace document_sizes {
inline constexpr DocumentSize id_1{"ID-1", 85.60, 53.98};
inline constexpr DocumentSize id_2{"ID-2", 105, 74};
inline constexpr DocumentSize id_3{"ID-3", 125, 88};
inline constexpr DocumentSize a4{"A4", 210, 297};
inline constexpr DocumentSize a4_across{"A4 across", 297, 210};
}  // namespace document_sizes

/// Where a document lies in a picture.
struct DocumentOutline {
    /// In the picture, clockwise. Which corner is the upright document's first one an outline cannot tell: the quad
    /// begins so that the document is least turned and of a size's own proportions.
    Quad quad{};
    /// What its proportions, and the resolution where it is given, allow; the likeliest first, never empty.
    std::vector<DocumentSize> sizes{};
    double score_0_1 = 0;  ///< How much of its four sides is seen as an edge.
};

/// Finds documents on any ground, turned and in perspective, by their straight sides: at most four that do not overlap,
/// the most certain first. `ppi`: of a scan; then the sizes are those in millimetres. A picture without any is an empty
/// list. Errors: invalid_argument (no pixels, a resolution that is not above 0). Safe from any thread.
Result<std::vector<DocumentOutline>> find_documents(const Image& image, std::optional<double> ppi = {});

/// A document upright and without perspective.
struct RectifiedPage {
    Image image{};  ///< rgb8 or gray8, as the picture.
    double ppi = 0;
    DocumentSize size{};
};

/// Lays the quad, clockwise from the document's own top left corner, out at the size's proportions. `ppi`: absent, the
/// picture's own resolution there, 100 to 600. Errors: invalid_argument (no pixels, corners that are no convex
/// quadrangle, a resolution outside 50 to 1,200).
Result<RectifiedPage> rectify(const Image& image, const Quad& quad, const DocumentSize& size,
                              std::optional<double> ppi = {});

}  // namespace limner
