#pragma once

#include <limner/base/result.h>
#include <limner/check/check_portrait.h>
#include <limner/check/report.h>
#include <limner/check/segment_slap.h>
#include <limner/check/subject.h>
#include <limner/frame/image.h>
#include <limner/frame/page.h>
#include <limner/recognise/cross_check.h>
#include <limner/recognise/read_mrz.h>
#include <limner/record/provenance.h>

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace limner {

/// What a step of a visit captures.
enum class StepKind { page, portrait, fingerprint };
std::string_view name_of(StepKind kind) noexcept;

/// One picture of an attempt. It is stored without loss: as PNG, or as it is where it is a JPEG.
struct AttemptImage {
    Image image{};
    std::optional<double> ppi{};     ///< Pixels per inch, where known.
    std::optional<PageSide> side{};  ///< Pages only, as are the next three.
    std::optional<PageLight> light{};
    std::optional<int> sheet{};              ///< 1-based.
    std::optional<std::string> device_id{};  ///< The pages of one scan may come from two devices.
    std::optional<Report> report{};          ///< Where the picture has one of its own beside the attempt's.
    /// Cut out of the slap that is the attempt's first picture: which finger, where it lies there, and its quality.
    std::optional<Finger> finger{};
    std::optional<Quad> corners{};
    std::optional<int> quality_0_100{};
};

/// One accepted or rejected attempt at a step, ready to be written.
struct Attempt {
    StepKind kind = StepKind::page;
    std::string step{};  ///< "page", "portrait", "right_index": the same kind at every attempt.
    std::vector<AttemptImage> images{};
    Report report{};  ///< What the attempt is judged by.
    std::optional<MrzReading> mrz{};
    std::optional<FaceLandmarks> landmarks{};
    Finger finger = Finger::unknown;
    std::optional<Slap> slap{};                ///< In place of a finger.
    std::map<std::string, double> features{};  ///< Measures of a fingerprint by name.
    std::optional<int> quality_0_100{};
    Provenance provenance{};
};

/// Why a capture that did not pass was accepted all the same. Never rewrites the verdict.
struct AcceptedWithReason {
    std::string officer{};
    std::string reason{};
};

/// A finger's print that is recorded and accepted.
struct AcceptedPrint {
    Finger finger = Finger::unknown;
    Image image{};
    std::optional<double> ppi{};
};

/// A visit's folder while it is being filled, and after. One thread at a time; one process at a time (the folder is
/// locked; device_busy names the holder). Files are 0600, folders 0700.
///
/// Layout: `<out>/<visit>.partial/` with `journal.json` (what is accepted so far) and the images; seal() writes
/// record.json, fsyncs everything and renames the folder to `<out>/<visit>/`: a reader never sees a folder of that name
/// that is not whole.
class RecordFolder {
public:
    /// Begins a visit in `out`, which is created where it is missing. `visit`: 1 to 64 letters, digits, '.', '-', '_',
    /// a letter or digit first. Errors: storage_full, storage_failed, access_denied; invalid_argument for another name
    /// or for one that is there already.
    static Result<RecordFolder> create(const std::filesystem::path& out, const std::string& visit,
                                       const std::optional<Subject>& subject = {});
    /// Continues the one unsealed visit in `out`, or the named one: all that an add() or accept_with_reason() returned
    /// success for; the rest is discarded. Errors: file_missing where there is none; invalid_argument where there are
    /// several (the message lists them); device_busy names the process that has it; unreadable_file names the file that
    /// is damaged, and changes nothing.
    static Result<RecordFolder> resume(const std::filesystem::path& out, const std::optional<std::string>& visit = {});

    RecordFolder(RecordFolder&&) noexcept;
    RecordFolder& operator=(RecordFolder&&) noexcept;
    ~RecordFolder();

    /// Writes an attempt. When this has returned success, its data and its entry are on the disk (fsync) and survive a
    /// power cut. A failed call leaves the visit as it was before. A later accepted attempt takes an earlier one's
    /// place. Errors: storage_full, storage_failed, access_denied; invalid_argument (a step's name other than 1 to 64
    /// letters, digits and '_', no picture, a reason without acceptance).
    Result<void> add(const Attempt& attempt, bool is_accepted, const std::optional<AcceptedWithReason>& reason = {});

    /// Accepts the step's latest attempt on the officer's word. invalid_argument where there is none, where the step is
    /// accepted already, or where officer or reason is empty or above 1,000 bytes.
    Result<void> accept_with_reason(const std::string& step, const AcceptedWithReason& reason);

    /// Records how the visit's documents and the application agree, in the place of what was recorded before. Errors
    /// as add().
    Result<void> set_agreements(const std::vector<FieldAgreement>& agreements);

    struct StepState {
        std::string step;
        int attempts = 0;
        bool is_accepted = false;
        ReportVerdict verdict = ReportVerdict::review;  ///< Of the accepted, else of the best attempt.
    };
    std::vector<StepState> steps() const;

    /// The prints of the accepted attempts, read back; of a slap its fingers. Errors: those of read_image().
    Result<std::vector<AcceptedPrint>> accepted_prints() const;

    /// What is known about the person, as create() or an interrupted seal() recorded it.
    std::optional<Subject> subject() const;

    /// Compares every file with its hash, writes record.json and renames the folder; returns its final path. Needs at
    /// least one accepted step. `subject` replaces what create() was given. The folder takes no more afterwards.
    Result<std::filesystem::path> seal(const std::optional<Subject>& subject = {});

    const std::filesystem::path& path() const noexcept;

private:
    struct Impl;
    explicit RecordFolder(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

/// What `limner inspect` says of a record's folder or record.json: whether it is whole, every file's hash compared.
struct RecordSummary {
    std::string json{};                   ///< record.json as it is.
    bool is_complete = false;             ///< Sealed, every file present and of the recorded SHA-256.
    std::vector<std::string> problems{};  ///< Why it is not complete; then files that are no part of it. English.
};
/// Never follows a name out of the folder. Errors: file_missing, access_denied, unreadable_file (no document of a
/// record), unsupported (written by a later version).
Result<RecordSummary> inspect_record(const std::filesystem::path& path);

}  // namespace limner
