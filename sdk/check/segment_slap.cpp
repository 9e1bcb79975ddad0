#include <limner/check/segment_slap.h>

#include "check/fingerprint_resample.h"
#include "check/judge.h"
#include "check/slap_fingers.h"

#include <fmt/format.h>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <exception>
#include <numbers>

namespace limner {
namespace {

constexpr double nominal_ppi = 500, lowest_ppi = 50, highest_ppi = 5'000, largest_mm = 250, mm_per_inch = 25.4;
constexpr HandLimits of_four{.widest = 21 / mm_per_inch * nominal_ppi, .most_apart = 0.3},
    of_thumbs{.widest = 29 / mm_per_inch * nominal_ppi, .most_apart = 0.5};
constexpr double degrees = 180 / std::numbers::pi, most_tilt = 35, least_step = 0.08;

constexpr std::array<std::pair<Slap, std::string_view>, 3> names{
    {{Slap::right_four, "right_four"}, {Slap::left_four, "left_four"}, {Slap::thumbs, "thumbs"}}};

const Text too_few{"Fewer fingers are seen than expected. Lay all of them flat and apart, and press evenly.",
                   "Jari yang terlihat kurang. Tempelkan semua jari rata dan terpisah, tekan merata."},
    too_many{"More prints are seen than fingers expected. Lift the other fingers and wipe the glass.",
             "Sidik jari yang terlihat lebih dari yang diminta. Angkat jari lain dan lap kaca."},
    other_hand{"This looks like the other hand. Lay down the hand that was asked for.",
               "Ini tampak seperti tangan yang lain. Tempelkan tangan yang diminta."},
    unclear_hand{"Which hand it is cannot be told from the print. Look which one lies on the glass.",
                 "Tangan mana tidak dapat ditentukan dari sidik jari. Lihat tangan yang ditempelkan."},
    turn_the_hand{"The hand lies askew. Turn it until the fingers point straight ahead.",
                  "Tangan miring. Putar sampai jari lurus ke depan."},
    thumbs_only{"Two thumbs do not tell the hand.", "Dua ibu jari tidak menunjukkan tangan."};

struct Expected {
    std::vector<Finger> all{};   ///< Without those that are missing.
    std::vector<Finger> sure{};  ///< Without bandaged ones too.
};

Expected expected_of(Slap slap, const Subject& subject) {
    Expected expected;
    for (Finger finger : fingers_of(slap)) {
        const auto known = subject.fingers.find(finger);
        const bool is_known = known != subject.fingers.end();
        if (is_known && known->second == FingerState::missing) continue;
        expected.all.push_back(finger);
        if (!is_known || known->second != FingerState::bandaged) expected.sure.push_back(finger);
    }
    return expected;
}

void name_fingers(SlapSegmentation& found, const Expected& expected) {
    const auto* fingers = found.fingers.size() == expected.all.size()    ? &expected.all
                          : found.fingers.size() == expected.sure.size() ? &expected.sure
                                                                         : nullptr;
    for (std::size_t i = 0; fingers && i < fingers->size(); ++i) found.fingers[i].finger = (*fingers)[i];
}

// How far the rightmost finger's end lies behind the leftmost one's, by their distance: the little finger is short.
std::optional<double> step_of(const HandOnGlass& hand, Slap slap, const Expected& expected) {
    if (slap == Slap::thumbs || hand.fingers.size() != fingers_of(slap).size() || expected.all.size() != 4)
        return std::nullopt;
    auto tip = [&](const FingerEnd& end) {
        return end.centre - cv::Point2d(-std::sin(end.tilt), std::cos(end.tilt)) * (end.height / 2);
    };
    const cv::Point2d from = tip(hand.fingers.front()), to = tip(hand.fingers.back()), way = to - from;
    const double back = way.dot({-std::sin(hand.tilt), std::cos(hand.tilt)}),
                 across = way.dot({std::cos(hand.tilt), std::sin(hand.tilt)});
    if (across <= 0 || std::abs(back) < least_step * across) return std::nullopt;
    return back / across;
}

Finding hand_finding(const HandOnGlass& hand, Slap slap, const Expected& expected) {
    Requirement requirement{.name = "hand"};
    if (slap == Slap::right_four) requirement.limits.low = 0;
    if (slap == Slap::left_four) requirement.limits.high = 0;
    if (slap == Slap::thumbs) return excuse(requirement, thumbs_only);
    return judge(requirement, {step_of(hand, slap, expected), {}},
                 {.below = other_hand, .above = other_hand, .unassessed = unclear_hand});
}

Report report_of(const HandOnGlass& hand, Slap slap, const Expected& expected) {
    const Requirement count{
        .name = "finger_count",
        .limits = {.low = static_cast<double>(expected.sure.size()), .high = static_cast<double>(expected.all.size())}};
    const Requirement tilt{
        .name = "hand_tilt", .limits = {.low = -most_tilt, .high = most_tilt}, .is_mandatory = false};
    std::vector<Finding> findings{
        judge(count, {static_cast<double>(hand.fingers.size()), {}}, {.below = too_few, .above = too_many}),
        hand_finding(hand, slap, expected),
        judge(tilt, {hand.fingers.empty() ? std::nullopt : std::optional(hand.tilt * degrees), {}},
              {.below = turn_the_hand, .above = turn_the_hand})};
    return {std::string(name_of(slap)), "1", std::move(findings)};
}

// The finger upright, from the slap in its own resolution.
SlapFinger cut_out(const cv::Mat& slap, const FingerEnd& end, double scale) {
    const double sine = std::sin(end.tilt), cosine = std::cos(end.tilt);
    const cv::Point2d centre = end.centre * scale;
    const cv::Size size(cvRound(end.width * scale), cvRound(end.height * scale));
    SlapFinger finger{.tilt_degrees = end.tilt * degrees};
    constexpr std::array<std::pair<int, int>, 4> around{{{-1, -1}, {1, -1}, {1, 1}, {-1, 1}}};
    for (std::size_t i = 0; i < around.size(); ++i) {
        const double u = around[i].first * size.width / 2.0, v = around[i].second * size.height / 2.0;
        finger.corners[i] = {centre.x + u * cosine - v * sine, centre.y + u * sine + v * cosine};
    }
    const cv::Matx23d to_slap(cosine, -sine, finger.corners[0].x, sine, cosine, finger.corners[0].y);
    cv::Mat upright;
    cv::warpAffine(slap, upright, to_slap, size, cv::INTER_LINEAR | cv::WARP_INVERSE_MAP, cv::BORDER_CONSTANT, 255);
    const auto* begin = reinterpret_cast<const std::byte*>(upright.data);
    finger.image =
        Image::from_pixels(size.width, size.height, PixelFormat::gray8, {begin, begin + upright.total()}).value();
    return finger;
}

}  // namespace

std::string_view name_of(Slap slap) noexcept {
    for (const auto& [value, name] : names)
        if (value == slap) return name;
    return "unknown";
}

std::optional<Slap> slap_from(std::string_view name) noexcept {
    for (const auto& [value, known] : names)
        if (known == name) return value;
    return std::nullopt;
}

std::vector<Finger> fingers_of(Slap slap) {
    switch (slap) {
        case Slap::right_four:
            return {Finger::right_index, Finger::right_middle, Finger::right_ring, Finger::right_little};
        case Slap::left_four: return {Finger::left_little, Finger::left_ring, Finger::left_middle, Finger::left_index};
        case Slap::thumbs: break;
    }
    return {Finger::left_thumb, Finger::right_thumb};
}

Result<SlapSegmentation> segment_slap(const Image& image, Slap slap, std::optional<double> ppi,
                                      const Subject& subject) try {
    auto wrong = [](std::string why) { return Error{ErrorCode::invalid_argument, std::move(why)}; };
    const double given = ppi.value_or(nominal_ppi);
    if (image.is_empty()) return wrong("the image is empty");
    if (!(given >= lowest_ppi && given <= highest_ppi))
        return wrong(fmt::format("a slap's resolution is {} to {} ppi, not {}", lowest_ppi, highest_ppi, given));
    if (std::max(image.width(), image.height()) / given * mm_per_inch > largest_mm)
        return wrong(fmt::format("no slap is above {} mm", largest_mm));
    const auto gray = to_gray8(image);
    if (!gray) return gray.error();
    // OpenCV has no read-only matrix; nothing below writes to it.
    const cv::Mat pixels(gray->height(), gray->width(), CV_8U, const_cast<std::byte*>(gray->bytes().data()));
    const Expected expected = expected_of(slap, subject);
    const cv::Mat nominal = at_500_ppi(pixels, given);
    const HandOnGlass hand =
        find_fingers(ridge_cells(nominal), expected.all.size(), slap == Slap::thumbs ? of_thumbs : of_four);
    SlapSegmentation found{
        .slap = slap, .tilt_degrees = hand.tilt * degrees, .report = report_of(hand, slap, expected)};
    const double scale = static_cast<double>(pixels.cols) / nominal.cols;
    for (const FingerEnd& end : hand.fingers) found.fingers.push_back(cut_out(pixels, end, scale));
    name_fingers(found, expected);
    return found;
} catch (const std::exception& error) {
    return Error{ErrorCode::internal, std::string("slap: ") + error.what()};
}

}  // namespace limner
