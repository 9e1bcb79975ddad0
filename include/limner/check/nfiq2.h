#pragma once

#include <limner/base/result.h>
#include <limner/check/check_fingerprint.h>
#include <limner/check/fingerprint_minutiae.h>
#include <limner/frame/image.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace limner {

/// The random forest of NFIQ 2 (ISO/IEC 29794-4), from a file that its user gets from NIST: OpenCV's YAML of ml::RTrees
/// under the name my_random_trees. Scores may be asked from several threads.
class Nfiq2Forest {
public:
    /// Of nist_plain_tir-ink.yaml, the forest of NFIQ 2.0 to 2.3.
    static constexpr std::string_view published_md5 = "b4a1e7586b3be906f9770e4b77768038";

    /// Nothing of the file is parsed unless its MD5 is `md5` (32 hexadecimal digits): what names the forest in results.
    /// file_missing, unreadable_file (another MD5, no forest of NFIQ 2's 69 measures and two classes),
    /// invalid_argument.
    static Result<Nfiq2Forest> load(const std::filesystem::path& file, std::string_view md5 = published_md5);

    /// The share of its trees that take the print for a good one, 0..100. `measures`: NFIQ 2's by its names, as they
    /// are in FingerprintCheck::features and come from nfiq2_minutiae_measures(). invalid_argument names the first that
    /// is absent.
    Result<int> score(const std::map<std::string, double>& measures) const;

    const std::string& md5() const noexcept;

private:
    struct Trees;
    explicit Nfiq2Forest(std::shared_ptr<const Trees> trees) : trees_(std::move(trees)) {}
    std::shared_ptr<const Trees> trees_;
};

/// NFIQ 2's four measures of minutiae, and FingerprintImageWithMinutiae. `minutiae`: FingerJetFX's of this image as
/// NFIQ 2 asks for them (enhancement on), which Limner does not extract; others give other numbers. `ppi`: of the
/// image, 500 where unknown; the minutiae are at 500 ppi. invalid_argument for none, for another image's size, and for
/// an image of less than 32 px at 500 ppi.
Result<std::map<std::string, double>> nfiq2_minutiae_measures(const Image& image, const FingerprintMinutiae& minutiae,
                                                              std::optional<double> ppi = {});

/// Adds what needs FingerJetFX's minutiae to a check of the same image: their measures, and NFIQ 2's score. Errors:
/// those of the two above; the check is then as it was.
Result<void> add_nfiq2_score(FingerprintCheck& check, const Image& image, const FingerprintMinutiae& minutiae,
                             const Nfiq2Forest& forest);

}  // namespace limner
