#pragma once

#include <limner/check/fingerprint_minutiae.h>
#include <limner/check/segment_slap.h>

#include <map>
#include <optional>
#include <vector>

namespace limner {

/// One person's prints as they come, from a scanner of slaps or one by one: finds a finger that was laid down twice,
/// and by that a hand that was laid down in place of the other. One thread at a time.
class TenPrint {
public:
    explicit TenPrint(Subject subject = {}) : subject_(std::move(subject)) {}

    /// What is still to come: neither kept nor missing, in the order of ISO/IEC 19794-4.
    std::vector<Finger> left() const;

    /// "repeated_finger" of a print that is said to be `finger`'s: raw is the highest score with a print kept for
    /// another finger, and the text of a failing one names that. Passing prints are kept, in place of an earlier one of
    /// the same finger. Not assessed and not kept where fewer than four minutiae are found. Errors: as
    /// extract_minutiae(); invalid_argument for Finger::unknown.
    Result<Finding> add(Finger finger, const Image& print, std::optional<double> ppi = {});

    /// The report of the slap, where that fails; otherwise with one more finding "repeated_finger", the worst of its
    /// fingers. All are kept or none.
    Result<Report> add(const SlapSegmentation& slap, std::optional<double> ppi = {});

private:
    Finding judge(Finger finger, const FingerprintMinutiae& minutiae) const;

    Subject subject_;
    std::map<Finger, FingerprintMinutiae> kept_{};
};

}  // namespace limner
