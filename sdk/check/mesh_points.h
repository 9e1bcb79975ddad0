#pragma once

#include <array>

/// Points of MediaPipe's face mesh by its numbers. Left and right are the subject's own.
namespace limner::portrait::mesh_points {

inline constexpr std::array right_lids{33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7};
inline constexpr std::array left_lids{362, 398, 384, 385, 386, 387, 388, 466, 263, 249, 390, 373, 374, 380, 381, 382};
inline constexpr std::array lips{61,  146, 91,  181, 84,  17, 314, 405, 321, 375,
                                 291, 409, 270, 269, 267, 0,  37,  39,  40,  185};

}  // namespace limner::portrait::mesh_points
