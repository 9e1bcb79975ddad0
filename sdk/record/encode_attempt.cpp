#include "record/encode_attempt.h"

#include <limner/frame/image_file.h>

#include "record/json_forms.h"
#include "record/record_document.h"
#include "record/sha256.h"

#include <fmt/format.h>

#include <algorithm>

namespace limner {
namespace {

constexpr std::size_t max_text_bytes = 1'000;
constexpr std::size_t max_features = 200;

Result<void> check_attempt(const Attempt& attempt) {
    if (!is_step_name(attempt.step))
        return Error(ErrorCode::invalid_argument, "a step's name is 1 to 64 letters, digits and '_'");
    if (attempt.images.empty()) return Error(ErrorCode::invalid_argument, "an attempt needs a picture");
    if (std::ranges::any_of(attempt.images, [](const AttemptImage& picture) { return picture.image.is_empty(); }))
        return Error(ErrorCode::invalid_argument, "a picture of an attempt has no pixels");
    if (attempt.features.size() > max_features)
        return Error(ErrorCode::invalid_argument, fmt::format("an attempt has at most {} features", max_features));
    return {};
}

Result<std::vector<std::byte>> bytes_of(const AttemptImage& picture) {
    const Image& image = picture.image;
    switch (image.format()) {
        case PixelFormat::jpeg: return std::vector<std::byte>(image.bytes().begin(), image.bytes().end());
        case PixelFormat::gray8:
        case PixelFormat::gray16:
        case PixelFormat::rgb8: return encode_png(image, picture.ppi);
        default: break;
    }
    auto displayable = to_displayable(image);
    if (!displayable) return displayable.error();
    return encode_png(*displayable, picture.ppi);
}

/// "page-1-back-infrared.png", "thumbs-1-left_thumb.png", and "-2" and so on where an attempt has several pictures of
/// one description.
std::string name_for(const Attempt& attempt, int number, const AttemptImage& picture,
                     const std::vector<EncodedAttempt::File>& taken) {
    std::string stem = fmt::format("{}-{}", attempt.step, number);
    if (picture.side) stem += fmt::format("-{}", name_of(*picture.side));
    if (picture.light && *picture.light != PageLight::white) stem += fmt::format("-{}", name_of(*picture.light));
    if (picture.finger) stem += fmt::format("-{}", name_of(*picture.finger));
    const std::string ending = picture.image.format() == PixelFormat::jpeg ? ".jpg" : ".png";
    std::string name = stem + ending;
    for (int count = 2; std::ranges::find(taken, name, &EncodedAttempt::File::name) != taken.end(); ++count)
        name = fmt::format("{}-{}{}", stem, count, ending);
    return name;
}

Json entry_of(const AttemptImage& picture, const EncodedAttempt::File& file) {
    Json entry = {{"name", file.name},
                  {"sha256", sha256_of(file.bytes)},
                  {"bytes", file.bytes.size()},
                  {"ppi", number(picture.ppi)}};
    if (picture.image.width() > 0) {
        entry["width_px"] = picture.image.width();
        entry["height_px"] = picture.image.height();
    }
    if (picture.side) entry["side"] = name_of(*picture.side);
    if (picture.light) entry["light"] = name_of(*picture.light);
    if (picture.sheet) entry["sheet"] = *picture.sheet;
    if (picture.device_id) entry["device_id"] = *picture.device_id;
    if (picture.report) entry["report"] = json_of(*picture.report);
    if (picture.finger) entry["finger"] = name_of(*picture.finger);
    if (picture.corners) entry["corners"] = json_of(*picture.corners);
    if (picture.quality_0_100) entry["quality_0_100"] = *picture.quality_0_100;
    return entry;
}

Json entry_of(const Attempt& attempt, int number) {
    Json entry = {{"attempt", number}, {"report", json_of(attempt.report)}};
    if (attempt.mrz) entry["mrz"] = json_of(*attempt.mrz);
    if (attempt.landmarks) entry["landmarks"] = json_of(*attempt.landmarks);
    if (attempt.slap)
        entry["slap"] = name_of(*attempt.slap);
    else if (attempt.kind == StepKind::fingerprint)
        entry["finger"] = name_of(attempt.finger);
    if (!attempt.features.empty()) {
        entry["features"] = Json::object();
        for (const auto& [name, value] : attempt.features) entry["features"][name] = limner::number(value);
    }
    if (attempt.quality_0_100) entry["quality_0_100"] = *attempt.quality_0_100;
    entry["provenance"] = json_of(attempt.provenance);
    entry["files"] = Json::array();
    return entry;
}

}  // namespace

Result<EncodedAttempt> encode_attempt(const Attempt& attempt, int number) {
    if (auto kept = check_attempt(attempt); !kept) return kept.error();
    EncodedAttempt encoded{.entry = entry_of(attempt, number)};
    for (const AttemptImage& picture : attempt.images) {
        auto bytes = bytes_of(picture);
        if (!bytes) return bytes.error();
        encoded.files.push_back({name_for(attempt, number, picture, encoded.files), *std::move(bytes)});
        encoded.entry["files"].push_back(entry_of(picture, encoded.files.back()));
    }
    return encoded;
}

Result<void> check_reason(const AcceptedWithReason& reason) {
    for (const std::string* text : {&reason.officer, &reason.reason})
        if (text->empty() || text->size() > max_text_bytes)
            return Error(ErrorCode::invalid_argument,
                         fmt::format("an officer and a reason are needed, each of 1 to {} bytes", max_text_bytes));
    return {};
}

}  // namespace limner
