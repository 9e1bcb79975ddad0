#pragma once

#include <limner/base/result.h>
#include <limner/capture/capture.h>
#include <limner/record/record.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace limner {

struct VisitOptions {
    std::filesystem::path out{};
    std::optional<std::string> name{};  ///< Of the folder; default: the date, the time and a random part.
    Subject subject{};               ///< Recorded at once. Resuming: replaces what was recorded where it is not empty.
    bool resume = false;             ///< Continue the unsealed visit in `out`, the named one where there is a name.
    int attempts_before_reason = 3;  ///< After so many, a step offers accept_with_reason.
};

/// The steps of one applicant at the counter, each with its attempts and its best, written as they come. One thread at
/// a time. What a call accepted is on the disk when it returns; a killed process loses nothing accepted (resume).
class Visit {
public:
    /// Errors: those of RecordFolder::create() or resume().
    static Result<Visit> open(const VisitOptions& options);
    Visit(Visit&&) noexcept;
    Visit& operator=(Visit&&) noexcept;
    ~Visit();

    /// What came of an attempt: accepted (its report passed), or kept as an attempt.
    struct Outcome {
        bool is_accepted = false;
        int attempts = 0;
        bool may_accept_with_reason = false;
    };
    /// All pages of the scan, each with its own report; the worst of them is what the attempt is judged by. An MRZ is
    /// recorded and decides nothing. Errors here and below: those of RecordFolder::add(); invalid_argument for a scan
    /// without a page.
    Result<Outcome> add_page(const Scan& scan, const std::optional<MrzReading>& mrz,
                             const std::vector<std::string>& models, const std::string& step = "page");
    Result<Outcome> add_portrait(const Portrait& portrait, const std::vector<std::string>& models,
                                 const std::string& step = "portrait");
    /// The step is the finger's name.
    Result<Outcome> add_fingerprint(const Fingerprint& fingerprint, const std::vector<std::string>& models = {});
    /// The step is the slap's name. Recorded are the slap and each of its fingers with its place there.
    Result<Outcome> add_slap(const SlapPrints& prints, const std::vector<std::string>& models = {});

    /// Accepts a step's latest attempt on the officer's word. invalid_argument before `attempts_before_reason`
    /// attempts, or with an empty officer or reason.
    Result<void> accept_with_reason(const std::string& step, const AcceptedWithReason& reason);

    /// Records how the visit's documents and the application agree (cross_check()); it decides nothing. Errors: those
    /// of RecordFolder::set_agreements().
    Result<void> set_agreements(const std::vector<FieldAgreement>& agreements);

    bool is_accepted(const std::string& step) const;
    std::vector<RecordFolder::StepState> steps() const;
    /// The accepted prints, those of before a resume included, for TenPrint to compare with. Errors: those of
    /// RecordFolder::accepted_prints().
    Result<std::vector<AcceptedPrint>> accepted_prints() const;
    const Subject& subject() const noexcept;
    const std::filesystem::path& path() const noexcept;

    /// Writes the record and returns its path; the visit takes no more.
    Result<std::filesystem::path> seal();

private:
    struct Impl;
    explicit Visit(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace limner
