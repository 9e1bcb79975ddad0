#include <limner/check/check_fingerprint.h>

#include "check/fingerprint_estimate.h"
#include "check/fingerprint_measures.h"
#include "check/fingerprint_resample.h"
#include "check/judge.h"
#include "check/nfiq2_features.h"

#include <fmt/format.h>
#include <opencv2/core.hpp>

#include <exception>

namespace limner {
namespace {

constexpr double nominal_ppi = 500;
constexpr double lowest_ppi = 50, highest_ppi = 5'000;
constexpr double max_side_mm = 250;  // a whole hand

const Text missing_finger{"This finger is missing: not applicable.", "Jari ini tidak ada: tidak berlaku."};
const Text unknown_ppi{"The image does not state its resolution; 500 ppi was assumed.",
                       "Gambar tidak menyebutkan resolusinya; dianggap 500 ppi."};
const Text unlikely_ppi{
    "The image does not state its resolution, and its ridges are not as wide as those of 500 ppi: give the resolution.",
    "Gambar tidak menyebutkan resolusinya, dan lebar garisnya bukan seperti pada 500 ppi: sebutkan resolusinya."};
const Text inverted{
    "The picture shows light ridges on a dark ground: set the reader to dark ridges on a light one.",
    "Gambar menunjukkan garis terang di atas dasar gelap: atur pemindai ke garis gelap di atas dasar terang."};
const Text no_print{"There is no print to measure.", "Tidak ada sidik jari untuk diukur."};

Result<void> check_arguments(const Image& image, const Profile& profile, std::optional<double> ppi) {
    auto wrong = [](std::string message) { return Error{ErrorCode::invalid_argument, std::move(message)}; };
    if (profile.kind != Profile::Kind::fingerprint)
        return wrong(fmt::format("profile \"{}\" is not for fingerprints", profile.name));
    if (image.is_empty()) return wrong("the image is empty");
    if (ppi && !(*ppi >= lowest_ppi && *ppi <= highest_ppi))
        return wrong(fmt::format("a fingerprint's resolution is {} to {} ppi, not {}", lowest_ppi, highest_ppi, *ppi));
    double side_mm = std::max(image.width(), image.height()) / ppi.value_or(nominal_ppi) * 25.4;
    if (side_mm > max_side_mm)
        return wrong(fmt::format("at {} ppi the image is {:.0f} mm large: no fingerprint is above {} mm",
                                 ppi.value_or(nominal_ppi), side_mm, max_side_mm));
    return {};
}

// What there is to judge, the estimate of NFIQ 2's score among it: absent where there is no print.
struct Measured {
    PrintMeasures print{};
    std::map<std::string, double> features{};
    std::optional<int> score_0_100{};
};

Measured measured_at_nominal_ppi(const cv::Mat& print) {
    Measured measured{.print = measure_print(print)};
    measured.features = measured.print.by_name();
    measured.features.merge(nfiq2::features_of(print));
    if (measured.print.area_mm2 <= 0 || measured.print.is_inverted) return measured;
    if (const auto score = estimate_score(measured.features)) measured.score_0_100 = cvRound(*score);
    return measured;
}

// Children's ridges are narrower than adults' 8 to 11 px; at 250 and 1,000 ppi nobody's are in between.
bool are_ridges_of_500_ppi(const PrintMeasures& measures) {
    constexpr double narrowest_px = 6, widest_px = 14;
    const double period = measures.ridge_period_px.value_or(narrowest_px);
    return period >= narrowest_px && period <= widest_px;
}

Finding finding_for(const Requirement& requirement, const Measured& measured, std::optional<double> ppi) {
    const PrintMeasures& measures = measured.print;
    const Text& unassessed = measures.is_inverted ? inverted : no_print;
    if (requirement.name == "sufficient_foreground")
        return judge(requirement, {measures.area_mm2, {}}, {.below = advice_on_area(measures)});
    if (requirement.name == "contrast")
        return judge(requirement, {measures.contrast, {}},
                     {.below = advice_on_contrast(measures), .unassessed = unassessed});
    if (requirement.name == "ridge_clarity")
        return judge(requirement, {measures.ridge_clarity, measured.score_0_100},
                     {.below = advice_on_clarity(measures), .unassessed = unassessed});
    if (requirement.name == "resolution" && !ppi && are_ridges_of_500_ppi(measures))
        return excuse(requirement, unknown_ppi);
    if (requirement.name == "resolution" && !ppi) return judge(requirement, {}, {.unassessed = unlikely_ppi});
    if (requirement.name == "resolution")
        return judge(requirement, {ppi, {}},
                     {.below = {"The reader's resolution is too low. Use another reader.",
                                "Resolusi pemindai terlalu rendah. Gunakan pemindai lain."}});
    return judge(requirement, {}, {});
}

// What a bandage or worn skin hides cannot be asked of the applicant, but is measured and shown all the same.
void make_optional(Finding& finding, FingerState state) {
    if (finding.requirement == "resolution") return;
    finding.is_mandatory = false;
    if (finding.verdict == FindingVerdict::pass) return;
    finding.text.en +=
        state == FingerState::worn ? " Optional: the finger is worn." : " Optional: the finger is bandaged.";
    finding.text.id += state == FingerState::worn ? " Opsional: sidik jari aus." : " Opsional: jari dibalut.";
}

FingerprintCheck check_of_missing(const Profile& profile, double ppi) {
    std::vector<Finding> findings;
    for (const Requirement& requirement : profile.requirements) findings.push_back(excuse(requirement, missing_finger));
    return {.report = Report(profile.name, profile.version, std::move(findings)), .ppi = ppi};
}

Result<FingerprintCheck> check_of_present(const Image& image, const Profile& profile, std::optional<double> ppi,
                                          std::optional<FingerState> state) {
    auto gray = to_gray8(image);
    if (!gray) return gray.error();
    // OpenCV has no read-only matrix; nothing below writes to it.
    const cv::Mat pixels(gray->height(), gray->width(), CV_8U, const_cast<std::byte*>(gray->bytes().data()));
    Measured measured = measured_at_nominal_ppi(at_500_ppi(pixels, ppi.value_or(nominal_ppi)));
    std::vector<Finding> findings;
    for (const Requirement& requirement : profile.requirements) {
        findings.push_back(finding_for(requirement, measured, ppi));
        if (state) make_optional(findings.back(), *state);
    }
    return FingerprintCheck{.report = Report(profile.name, profile.version, std::move(findings)),
                            .ppi = ppi.value_or(nominal_ppi),
                            .features = std::move(measured.features),
                            .score_0_100 = measured.score_0_100};
}

}  // namespace

Result<FingerprintCheck> check_fingerprint(const Image& image, const Profile& profile, std::optional<double> ppi,
                                           const Subject& subject, Finger finger) {
    if (auto valid = check_arguments(image, profile, ppi); !valid) return valid.error();
    auto known = subject.fingers.find(finger);
    std::optional<FingerState> state;
    if (known != subject.fingers.end()) state = known->second;
    if (state == FingerState::missing) return check_of_missing(profile, ppi.value_or(nominal_ppi));
    try {
        return check_of_present(image, profile, ppi, state);
    } catch (const std::exception& error) {
        return Error{ErrorCode::internal, std::string("fingerprint check: ") + error.what()};
    }
}

}  // namespace limner
