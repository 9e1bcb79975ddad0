#pragma once

#include <limner/base/result.h>
#include <limner/check/finding.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace limner {

/// One requirement's limits, as data.
struct Requirement {
    std::string name{};
    std::string clause{};
    Limits limits{};  ///< Of the raw measure.
    bool is_mandatory = true;
};

/// Limits as data: what a capture has to meet. One profile serves one kind of image.
struct Profile {
    enum class Kind { portrait, fingerprint, page };

    std::string name{};
    std::string version{};
    Kind kind = Kind::portrait;
    std::vector<Requirement> requirements{};

    const Requirement* find(std::string_view requirement) const noexcept;
};

namespace profiles {
const Profile& icao_9303();          ///< Portraits as captured for a passport.
const Profile& preview();            ///< The cheap part of icao_9303, for guidance on every frame.
const Profile& fingerprint_enrol();  ///< Flat prints of 500 ppi.
const Profile& document_page();      ///< A scanned page to be read by people and by OCR.
}  // namespace profiles

/// A built-in profile by name ("icao_9303", "preview", "fingerprint_enrol", "document_page"), or a TOML file by path.
/// Errors: invalid_setup names the file, the line and what is allowed; an unknown name lists the built-in ones.
Result<Profile> load_profile(const std::string& name_or_path);

}  // namespace limner
