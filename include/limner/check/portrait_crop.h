#pragma once

#include <limner/base/result.h>
#include <limner/check/check_portrait.h>

#include <cstddef>
#include <optional>
#include <vector>

namespace limner {

/// The two pictures that documents carry.
enum class PortraitStyle {
    token_image,     ///< ISO/IEC 19794-5, 8.3: 3:4, the eyes a quarter of the width apart, 0.6 widths from the top.
    portrait_35x45,  ///< ICAO Doc 9303-3: 35 mm x 45 mm, chin to crown 72 % of the height (to 80 %
                     ///< where the picture has less room).
};

struct CropOptions {
    PortraitStyle style = PortraitStyle::portrait_35x45;
    /// Pixels of the result on one of the original, at most: a smaller face gives a smaller picture. 1..4.
    double most_enlargement = 1;
};

struct PortraitCrop {
    Image image;              ///< rgb8; 480 x 640 or 413 x 531, or less where that would enlarge the face too much.
    FaceLandmarks landmarks;  ///< In pixels of `image`.
    double enlargement = 1;   ///< Pixels of `image` on one of the original.
    double turned_clockwise_degrees = 0;  ///< The eyes lie level in `image`.
    std::optional<double> ppi{};          ///< Of a picture that has a size in millimetres.
};

/// Cuts a portrait out of a full frame and turns it upright; what lies in the picture is resampled, never filled in or
/// replaced. `landmarks`: of this image, as PortraitChecker::check gives them; an absent crown is taken to lie as far
/// above the eyes as the chin lies below. Safe from any thread. Errors: invalid_argument where the face is too small (a
/// result of less than 240 pixels' width) or the crop leaves the picture: the message says on which side and by how
/// much.
Result<PortraitCrop> crop_portrait(const Image& image, const FaceLandmarks& landmarks, const CropOptions& options = {});

/// The corners of the part that crop_portrait() would cut out of a picture of that size, from the result's top left one
/// clockwise; its pixels may be too few. Nothing where it leaves the picture, or the landmarks are no face's.
std::optional<Quad> portrait_outline(int width, int height, const FaceLandmarks& landmarks,
                                     PortraitStyle style = PortraitStyle::portrait_35x45);

/// The built-in profile that judges a style: icao_9303_cropped or iso_19794_5.
const Profile& profile_of(PortraitStyle style);

enum class PortraitFormat { jpeg, jpeg_2000 };

/// A compressed portrait and how the decompressed picture was judged.
struct EncodedPortrait {
    std::vector<std::byte> file{};
    std::optional<int> jpeg_quality{};
    PortraitCheck check{};
};

/// The best JPEG (quality 40..95) or JPEG 2000 file of at most `max_bytes`, decompressed and checked against `profile`.
/// Errors: invalid_argument where not even the coarsest file fits, and those of PortraitChecker::check.
Result<EncodedPortrait> encode_portrait(const PortraitCrop& crop, PortraitFormat format, std::size_t max_bytes,
                                        const PortraitChecker& checker, const Profile& profile,
                                        const Subject& subject = {});

}  // namespace limner
