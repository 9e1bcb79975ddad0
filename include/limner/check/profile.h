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
    Limits limits{};  ///< Of the raw measure. Without both ends it is only reported.
    bool is_mandatory = true;
};

/// Limits as data: what a capture has to meet. One profile serves one kind of image.
struct Profile {
    enum class Kind { portrait, fingerprint, page };
    /// A picture as a device took it, or as it goes into a document.
    enum class Stage { captured, cropped };

    std::string name{};
    std::string version{};
    Kind kind = Kind::portrait;
    std::vector<Requirement> requirements{};
    Stage stage = Stage::captured;

    const Requirement* find(std::string_view requirement) const noexcept;
};

namespace profiles {
const Profile& icao_9303();           ///< Portraits as captured for a passport.
const Profile& icao_9303_cropped();   ///< The same portraits cropped to 35 mm x 45 mm.
const Profile& iso_19794_5();         ///< Token images of 3:4 (ISO/IEC 19794-5), cropped.
const Profile& iso_39794_5();         ///< Portraits by ISO/IEC 39794-5, annex D, cropped.
const Profile& indonesia_passport();  ///< icao_9303 on a white background, without glasses.
const Profile& preview();             ///< The cheap part of icao_9303, for guidance on every frame.
const Profile& fingerprint_enrol();   ///< Flat prints of 500 ppi.
const Profile& document_page();       ///< A scanned page to be read by people and by OCR.
}  // namespace profiles

/// A built-in profile by name (as the functions above are called), or a TOML file by path. A file may start from a
/// built-in profile: `extends = "icao_9303"`. Errors: invalid_setup names the file, the line and what is allowed; an
/// unknown name lists the built-in ones.
Result<Profile> load_profile(const std::string& name_or_path);

}  // namespace limner
