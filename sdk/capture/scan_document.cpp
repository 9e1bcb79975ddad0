#include "capture/capture_session.h"
#include "check/judge.h"
#include "device/convert.h"
#include "device/page_assembler.h"

#include <limner/capture/capture.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace limner {
namespace {

/// The pages of one scan, put together from bands over every switch: a device's broken page goes with it, finished ones
/// stay.
class PageCollector {
public:
    PageCollector(CaptureSession& session, const ScanOptions& options)
        : session_(session),
          options_(options),
          profile_(std::make_shared<const Profile>(options.profile ? *options.profile : profiles::document_page())) {}

    /// Until the pages are there or the feeder is empty.
    Result<void> run(const Until& until) {
        while (!is_complete_) {
            if (auto done = take_next(until); !done) return done;
        }
        return {};
    }
    std::vector<ScannedPage>& pages() noexcept { return pages_; }

    /// At the deadline the best that a stand-in saw is the page: a bad picture is not an error.
    bool keep_photograph() {
        if (!photograph_) return false;
        pages_.push_back(*std::exchange(photograph_, std::nullopt));
        return is_complete_ = true;
    }

private:
    Result<void> take_next(const Until& until) {
        auto grabbed = session_.grab(until);
        if (!grabbed) return grabbed.error();
        if (session_.generation() != generation_) {
            generation_ = session_.generation();
            assembler_.emplace(session_.device()->id());
            page_since_.reset();
            told_0_1_ = 0;
            photograph_.reset();
        }
        if (session_.device()->is_stand_in) return take_photograph(*grabbed, until);
        if (std::holds_alternative<DriverImage>(*grabbed) && !page_since_) page_since_ = Clock::now();
        auto taken = assembler_->take(*grabbed);
        if (!taken) {
            auto end = session_.fail(taken.error());
            return end ? Result<void>(*end) : Result<void>();
        }
        if (auto* page = std::get_if<Page>(&*taken)) return finish(std::move(*page), until);
        tell(*taken);
        is_complete_ = std::holds_alternative<ScanEnd>(*taken);
        return {};
    }

    void tell(const PageOrWaiting& taken) {
        const CaptureObserver& observer = options_.observer;
        if (const auto* waiting = std::get_if<Waiting>(&taken); waiting && observer.on_waiting)
            observer.on_waiting(waiting->hint);
        const auto* progress = std::get_if<Progress>(&taken);
        if (!progress || !observer.on_progress) return;
        // A driver counts what it reads, and what it then hands over is counted here: neither sets the other back.
        if (progress->done_0_1) told_0_1_ = std::max(told_0_1_, *progress->done_0_1);
        observer.on_progress(progress->done_0_1 ? std::optional(told_0_1_) : std::nullopt);
    }

    /// From its first band to its last: what a warm-up or a person takes says nothing about the scanner.
    void note_pace(const Image& page) {
        auto took = Clock::now() - *std::exchange(page_since_, std::nullopt);
        session_.note_page(took, static_cast<std::size_t>(page.width()) * static_cast<std::size_t>(page.height()));
    }

    /// A page that came in time is whole: it is not lost where its check would come too late.
    Result<void> finish(Page page, const Until& until) {
        note_pace(page.image);
        told_0_1_ = 0;
        auto shown = displayable(std::move(page), until);
        if (!shown) return shown.error();
        auto check = judged(*shown, until);
        if (!check && !has_left(check.error())) return check.error();
        session_.look_at_glass(shown->image, until);
        pages_.push_back({*std::move(shown), check ? *std::move(check) : unjudged(), session_.device()->origin()});
        is_complete_ = options_.max_pages > 0 && static_cast<int>(pages_.size()) >= options_.max_pages;
        return {};
    }

    Result<Page> displayable(Page page, const Until& until) {
        page.sheet = static_cast<int>(pages_.size()) + 1;
        if (is_displayable(page.image)) return page;
        auto image = session_.compute<Image>(
            "decoding a page", [image = page.image] { return to_displayable(image); }, until);
        if (!image && has_left(image.error())) return image.error();
        if (!image) return Error{ErrorCode::bad_data, page.device_id + ": " + image.error().message};
        page.image = *std::move(image);
        return page;
    }

    Result<PageCheck> judged(const Page& page, const Until& until) {
        auto job = [image = page.image, profile = profile_, ppi = page.ppi_x] {
            return check_page(image, *profile, ppi);
        };
        return session_.compute<PageCheck>("judging a page", std::move(job), until);
    }

    PageCheck unjudged() const {
        const Text too_late{"The time was over before the page was checked: look at it.",
                            "Waktu habis sebelum halaman diperiksa: lihatlah halaman itu."};
        std::vector<Finding> findings;
        for (const Requirement& requirement : profile_->requirements)
            findings.push_back(judge(requirement, {}, {.unassessed = too_late}));
        return {.report = {profile_->name, profile_->version, std::move(findings)}};
    }

    /// A camera in the scanner's place sees the table before the document lies there: its pictures are checked until
    /// one is good enough to be the page.
    Result<void> take_photograph(const Grabbed& grabbed, const Until& until) {
        const auto* image = std::get_if<DriverImage>(&grabbed);
        if (!image) return {};
        auto frame = session_.accept(*image, until);
        if (!frame) return frame.error();
        if (!*frame) return {};
        auto seen = displayable({.image = std::move((*frame)->image),
                                 .device_id = (*frame)->device_id,
                                 .captured_at = (*frame)->captured_at},
                                until);
        if (!seen) return seen.error();
        auto check = judged(*seen, until);
        if (!check) return check.error();
        bool is_better = !photograph_ || check->report.score() > photograph_->report().score();
        if (is_better) photograph_ = {*std::move(seen), *std::move(check), session_.device()->origin()};
        if (photograph_->report().verdict() != ReportVerdict::fail) keep_photograph();
        return {};
    }

    CaptureSession& session_;
    const ScanOptions& options_;
    std::shared_ptr<const Profile> profile_;
    std::optional<PageAssembler> assembler_{};
    std::vector<ScannedPage> pages_{};
    std::optional<Clock::time_point> page_since_{};
    double told_0_1_ = 0;  ///< Of the page that is being scanned.
    std::optional<ScannedPage> photograph_{};
    int generation_ = 0;
    bool is_complete_ = false;
};

}  // namespace

Result<Scan> scan_document(Slot& slot, const ScanOptions& options, const Until& until) {
    if (slot.config().device_class != DeviceClass::document_scanner)
        return Error{ErrorCode::invalid_argument, "slot '" + slot.config().name + "' has no document scanners"};
    auto session = CaptureSession::begin(slot.impl(), until);
    if (!session) return session.error();
    PageCollector collector(*session, options);
    auto done = collector.run(until);
    if (!done && done.error().code == ErrorCode::timed_out && collector.keep_photograph()) done = {};
    std::vector<ScannedPage>& pages = collector.pages();
    if (!done && pages.empty()) return done.error();
    if (pages.empty())
        return Error{ErrorCode::paper_empty, "slot '" + slot.config().name + "': the scan brought no page"};
    Scan scan{std::move(pages), session->switches(), {}};
    bool is_feeder_done = !done && done.error().code == ErrorCode::paper_empty;
    if (done || is_feeder_done)
        session->complete();
    else
        scan.interrupted_by = done.error();
    return scan;
}

}  // namespace limner
