#pragma once

#include <limner/frame/image.h>
#include <limner/record/face_image_record.h>
#include <limner/record/finger_minutiae_record.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace limner::cli {

struct ConvertOptions {
    std::string in{};
    std::string out{};
    std::string to{};
    std::string compression{};  ///< Inside of records; empty: as it is in the input, or WSQ, above 600 ppi JPEG 2000.
    int image = 0;              ///< 0: all that there are, or the first where the output holds one.
    int quality = 95;
    double ppi = 0;
    double bits_per_pixel = 0;  ///< 0: the FBI's rate.
    std::size_t bytes = 0;      ///< 0: lossless, where the format allows for it.
};

/// A picture or minutiae, and what the file says of them.
struct ConvertSource {
    std::string format{};
    Image image{};  ///< Empty for minutiae.
    std::optional<double> ppi{};
    std::optional<FingerImage> finger{};             ///< Of a finger record: the image as it is compressed there.
    std::optional<FaceImage> face{};                 ///< Of a face record.
    std::optional<FingerMinutiaeRecord> minutiae{};  ///< Of a minutiae record: one view.
};

/// What is in the input, in its order: pictures of files and of every biometric record, also those within CBEFF.
Result<std::vector<ConvertSource>> read_convert_sources(const ConvertOptions& options);

}  // namespace limner::cli
