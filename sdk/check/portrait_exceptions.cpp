#include "check/portrait_exceptions.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <vector>

namespace limner::portrait {
namespace {

struct Declared {
    PortraitException exception;
    std::vector<std::string_view> requirements;
    Text reason;
};

const std::vector<Declared>& declared() {
    static const std::vector<Declared> all{
        {PortraitException::eye_does_not_open,
         {"eyes_open"},
         {"An eye of this person does not open (noted before the capture).",
          "Salah satu mata orang ini tidak dapat dibuka (dicatat sebelum pengambilan gambar)."}},
        {PortraitException::medical_glasses,
         {"glasses", "tinted_lenses"},
         {"This person wears glasses for a medical reason (noted before the capture).",
          "Orang ini memakai kacamata karena alasan medis (dicatat sebelum pengambilan gambar)."}},
        {PortraitException::religious_head_covering,
         {"no_head_coverings"},
         {"A religious head covering is allowed (noted before the capture).",
          "Penutup kepala karena agama diperbolehkan (dicatat sebelum pengambilan gambar)."}},
        {PortraitException::tremor,
         {"motion_blur", "head_pose_roll"},
         {"This person cannot keep still (noted before the capture).",
          "Orang ini tidak dapat diam (dicatat sebelum pengambilan gambar)."}},
        {PortraitException::wheelchair,
         {"background_uniformity", "background_evenness", "shadow_behind_head"},
         {"The back rest of a wheelchair may be seen (noted before the capture).",
          "Sandaran kursi roda boleh terlihat (dicatat sebelum pengambilan gambar)."}},
    };
    return all;
}

struct AgeBand {
    int below_years;
    std::string_view requirement;
    Text reason;
};

const std::array<AgeBand, 3>& age_bands() {
    static const std::array<AgeBand, 3> all{{
        {1,
         "eyes_open",
         {"Closed eyes are accepted of a child under one year.",
          "Mata tertutup diterima untuk anak di bawah satu tahun."}},
        {6,
         "expression_neutrality",
         {"A neutral expression is only advised for a child under six years.",
          "Ekspresi netral hanya dianjurkan untuk anak di bawah enam tahun."}},
        {6,
         "mouth_closed",
         {"A closed mouth is only advised for a child under six years.",
          "Mulut tertutup hanya dianjurkan untuk anak di bawah enam tahun."}},
    }};
    return all;
}

}  // namespace

std::optional<Text> exception_from(std::string_view requirement, const Subject& subject) {
    for (const Declared& each : declared())
        if (subject.exceptions.contains(each.exception) && std::ranges::count(each.requirements, requirement))
            return each.reason;
    auto today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
    auto age = subject.age_at(std::chrono::year_month_day(today));
    for (const AgeBand& band : age_bands())
        if (age && *age < band.below_years && band.requirement == requirement) return band.reason;
    return std::nullopt;
}

bool is_decisive_for(std::string_view requirement, const Subject& subject) {
    // A covering is allowed as long as the face shows within it.
    return requirement == "face_outline_visible" &&
           subject.exceptions.contains(PortraitException::religious_head_covering);
}

}  // namespace limner::portrait
