#include <limner/base/version.h>
#include <limner/capture/visit.h>

#include "record/json_forms.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <random>
#include <utility>

namespace limner {
namespace {

bool is_anything_known(const Subject& subject) {
    return subject.birth_date || !subject.exceptions.empty() || !subject.fingers.empty();
}

/// "20260131-081530-9f86d081", in UTC: it sorts by time and says nothing about the person.
Result<std::string> fresh_name() {
    std::string name =
        utc_text(std::chrono::system_clock::now()).substr(0, std::string_view("2026-01-31T08:15:30").size());
    std::erase_if(name, [](char letter) { return letter == '-' || letter == ':'; });
    std::ranges::replace(name, 'T', '-');
    try {
        return fmt::format("{}-{:08x}", name, std::random_device{}());
    } catch (const std::exception& problem) {
        return Error(ErrorCode::internal, problem.what());
    }
}

/// What a capture names; of a picture that the caller took on another way only the id is known.
DeviceOrigin origin_of(const DeviceOrigin& device, const std::string& device_id) {
    return device.id.empty() ? DeviceOrigin{.id = device_id, .driver = device_id.substr(0, device_id.find('/'))}
                             : device;
}

Provenance provenance_of(const DeviceOrigin& device, std::chrono::system_clock::time_point captured_at,
                         const Report& report, const std::vector<std::string>& models,
                         const std::vector<SwitchRecord>& switches) {
    return {.device = device,
            .captured_at = captured_at,
            .profile = report.profile(),
            .profile_version = report.profile_version(),
            .models = models,
            .switches = switches,
            .software = fmt::format("limner {}", version)};
}

/// The page that the scan is judged by: the worst.
const ScannedPage& worst_of(const std::vector<ScannedPage>& pages) {
    return *std::ranges::max_element(pages, [](const ScannedPage& one, const ScannedPage& other) {
        return std::pair(one.report().verdict(), -one.report().score()) <
               std::pair(other.report().verdict(), -other.report().score());
    });
}

AttemptImage image_of(const ScannedPage& scanned) {
    return {.image = scanned.page.image,
            .ppi = scanned.page.ppi_x,
            .side = scanned.page.side,
            .light = scanned.page.light,
            .sheet = scanned.page.sheet,
            .device_id = scanned.page.device_id,
            .report = scanned.report()};
}

}  // namespace

struct Visit::Impl {
    RecordFolder folder;
    Subject subject;
    int attempts_before_reason;

    const RecordFolder::StepState* find(const std::vector<RecordFolder::StepState>& steps,
                                        const std::string& step) const {
        auto at = std::ranges::find(steps, step, &RecordFolder::StepState::step);
        return at == steps.end() ? nullptr : &*at;
    }

    int attempts_of(const std::string& step) const {
        const auto steps = folder.steps();
        const RecordFolder::StepState* state = find(steps, step);
        return state ? state->attempts : 0;
    }

    Result<Outcome> add(const Attempt& attempt) {
        const bool passed = attempt.report.passed();
        if (auto added = folder.add(attempt, passed); !added) return added.error();
        const int attempts = attempts_of(attempt.step);
        return Outcome{.is_accepted = passed,
                       .attempts = attempts,
                       .may_accept_with_reason = !passed && attempts >= attempts_before_reason};
    }
};

Visit::Visit(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Visit::Visit(Visit&&) noexcept = default;
Visit& Visit::operator=(Visit&&) noexcept = default;
Visit::~Visit() = default;

Result<Visit> Visit::open(const VisitOptions& options) {
    const bool is_known = is_anything_known(options.subject);
    auto folder = [&]() -> Result<RecordFolder> {
        if (options.resume) return RecordFolder::resume(options.out, options.name);
        auto name = options.name ? Result<std::string>(*options.name) : fresh_name();
        if (!name) return name.error();
        return RecordFolder::create(options.out, *name, is_known ? std::optional(options.subject) : std::nullopt);
    }();
    if (!folder) return folder.error();
    Subject subject = is_known ? options.subject : folder->subject().value_or(Subject{});
    return Visit(std::make_unique<Impl>(Impl{*std::move(folder), std::move(subject), options.attempts_before_reason}));
}

Result<Visit::Outcome> Visit::add_page(const Scan& scan, const std::optional<MrzReading>& mrz,
                                       const std::vector<std::string>& models, const std::string& step) {
    if (scan.pages.empty()) return Error(ErrorCode::invalid_argument, "a scan without a page cannot be recorded");
    const ScannedPage& worst = worst_of(scan.pages);
    Attempt attempt{.kind = StepKind::page, .step = step, .report = worst.report(), .mrz = mrz};
    for (const ScannedPage& page : scan.pages) attempt.images.push_back(image_of(page));
    const ScannedPage& first = scan.pages.front();
    attempt.provenance = provenance_of(origin_of(first.device, first.page.device_id), first.page.captured_at,
                                       attempt.report, models, scan.switches);
    return impl_->add(attempt);
}

Result<Visit::Outcome> Visit::add_portrait(const Portrait& portrait, const std::vector<std::string>& models,
                                           const std::string& step) {
    Attempt attempt{
        .kind = StepKind::portrait, .step = step, .report = portrait.report, .landmarks = portrait.landmarks};
    attempt.images.push_back({.image = portrait.frame.image});
    attempt.provenance = provenance_of(origin_of(portrait.device, portrait.frame.device_id), portrait.frame.captured_at,
                                       attempt.report, models, portrait.switches);
    return impl_->add(attempt);
}

Result<Visit::Outcome> Visit::add_fingerprint(const Fingerprint& fingerprint, const std::vector<std::string>& models) {
    Attempt attempt{.kind = StepKind::fingerprint,
                    .step = std::string(name_of(fingerprint.finger)),
                    .report = fingerprint.report(),
                    .finger = fingerprint.finger,
                    .features = fingerprint.check.features,
                    .quality_0_100 = fingerprint.check.score_0_100};
    attempt.images.push_back({.image = fingerprint.frame.image, .ppi = fingerprint.frame.ppi});
    attempt.provenance = provenance_of(origin_of(fingerprint.device, fingerprint.frame.device_id),
                                       fingerprint.frame.captured_at, attempt.report, models, fingerprint.switches);
    return impl_->add(attempt);
}

Result<Visit::Outcome> Visit::add_slap(const SlapPrints& prints, const std::vector<std::string>& models) {
    const Slap slap = prints.segmentation.slap;
    Attempt attempt{
        .kind = StepKind::fingerprint, .step = std::string(name_of(slap)), .report = prints.report, .slap = slap};
    attempt.images.push_back({.image = prints.frame.image, .ppi = prints.frame.ppi});
    for (std::size_t i = 0; i < prints.checks.size(); ++i) {
        const SlapFinger& finger = prints.segmentation.fingers[i];
        attempt.images.push_back({.image = finger.image,
                                  .ppi = prints.frame.ppi,
                                  .report = prints.checks[i].report,
                                  .finger = finger.finger,
                                  .corners = finger.corners,
                                  .quality_0_100 = prints.checks[i].score_0_100});
    }
    attempt.provenance = provenance_of(origin_of(prints.device, prints.frame.device_id), prints.frame.captured_at,
                                       attempt.report, models, prints.switches);
    return impl_->add(attempt);
}

Result<std::vector<AcceptedPrint>> Visit::accepted_prints() const { return impl_->folder.accepted_prints(); }

Result<void> Visit::accept_with_reason(const std::string& step, const AcceptedWithReason& reason) {
    const int attempts = impl_->attempts_of(step);
    if (attempts < impl_->attempts_before_reason)
        return Error(ErrorCode::invalid_argument,
                     fmt::format("a step can be accepted with a reason after {} attempts; there are {}",
                                 impl_->attempts_before_reason, attempts));
    return impl_->folder.accept_with_reason(step, reason);
}

Result<void> Visit::set_agreements(const std::vector<FieldAgreement>& agreements) {
    return impl_->folder.set_agreements(agreements);
}

bool Visit::is_accepted(const std::string& step) const {
    const auto all = impl_->folder.steps();
    const RecordFolder::StepState* state = impl_->find(all, step);
    return state && state->is_accepted;
}

std::vector<RecordFolder::StepState> Visit::steps() const { return impl_->folder.steps(); }

const Subject& Visit::subject() const noexcept { return impl_->subject; }

const std::filesystem::path& Visit::path() const noexcept { return impl_->folder.path(); }

Result<std::filesystem::path> Visit::seal() {
    return impl_->folder.seal(is_anything_known(impl_->subject) ? std::optional(impl_->subject) : std::nullopt);
}

}  // namespace limner
