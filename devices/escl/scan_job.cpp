#include "scan_job.h"

#include <algorithm>
#include <utility>

namespace limner::escl {
namespace {

constexpr std::chrono::milliseconds busy_pause{500};
/// A scanner that just failed answers this soon, or it is gone.
constexpr std::chrono::milliseconds diagnosis_limit{1'500};
constexpr std::size_t max_page_bytes = std::size_t{256} << 20;

Error http_error(const HttpAnswer& answer, std::string_view what) {
    const std::string text = "the scanner answers " + std::string(what) + " with HTTP " + std::to_string(answer.status);
    if (answer.status == 401 || answer.status == 403)
        return Error{ErrorCode::access_denied, text + ": allow scanning in its settings"};
    return Error{ErrorCode::device_fault, text};
}

}  // namespace

void ScanJob::begin(std::string settings, bool is_feeder) {
    settings_ = std::move(settings);
    is_feeder_ = is_feeder;
    step_ = Step::create;
    pages_ = 0;
    job_url_.clear();
    retry_at_.reset();
    busy_until_.reset();
    suspected_.reset();
    is_end_suspected_ = false;
}

Result<void> ScanJob::ask(Step step) {
    step_ = step;
    asked_at_ = Clock::now();
    HttpRequest request{.first_limit = limits_.answer, .next_limit = limits_.answer};
    switch (step) {
        case Step::create:
            request.method = "POST";
            request.url = url_ + "/ScanJobs";
            request.body = settings_;
            break;
        case Step::page:
            request.url = job_url_ + "/NextDocument";
            request.first_limit = limits_.first_data;
            request.next_limit = limits_.next_data;
            request.max_bytes = max_page_bytes;
            break;
        case Step::diagnose:
            request.url = url_ + "/ScannerStatus";
            request.first_limit = request.next_limit = std::min(diagnosis_limit, limits_.answer);
            break;
        case Step::remove:
            request.method = "DELETE";
            request.url = job_url_;
            break;
        case Step::idle: return {};
    }
    return http_.begin(std::move(request));
}

Result<void> ScanJob::resume() {
    if (http_.is_running() || (retry_at_ && Clock::now() < *retry_at_)) return {};
    retry_at_.reset();
    return ask(step_);
}

Result<ScanJob::News> ScanJob::step(Clock::time_point deadline) {
    if (step_ == Step::idle || step_ == Step::remove) return News(End{});
    while (true) {
        if (auto resumed = resume(); !resumed) return failed(resumed.error());
        auto answer = http_.wait_until(retry_at_ ? std::min(deadline, *retry_at_) : deadline);
        if (answer && !*answer) {
            const bool is_pause_over = retry_at_ && Clock::now() >= *retry_at_ && Clock::now() < deadline;
            if (is_pause_over) continue;
            return News(Busy{});
        }
        auto news = answer ? take(std::move(**answer)) : failed(answer.error());
        if (!news || !std::holds_alternative<Busy>(*news)) return news;
    }
}

Result<ScanJob::News> ScanJob::failed(Error error) {
    if (step_ == Step::diagnose) {
        // The scanner does not even give its status: what it was asked first says less than that.
        const bool is_gone = error.code == ErrorCode::device_lost;
        Error first = suspected_.value_or(error);
        step_ = Step::idle;
        return is_gone ? error : first;
    }
    const bool is_broken = error.code == ErrorCode::device_fault;
    if (is_broken) return diagnose(std::move(error), false);
    // A scanner that hangs would hang in a farewell, too; end() tries it within its own limit.
    step_ = job_url_.empty() || error.code == ErrorCode::device_lost ? Step::idle : Step::remove;
    return error;
}

Result<ScanJob::News> ScanJob::diagnose(Error otherwise, bool is_refusal) {
    suspected_ = std::move(otherwise);
    may_be_empty_ = is_refusal && is_feeder_ && pages_ == 0;
    if (auto asked = ask(Step::diagnose); !asked) return asked.error();
    return News(Busy{});
}

Result<ScanJob::News> ScanJob::wait_while_busy() {
    const auto now = Clock::now();
    if (!busy_until_) busy_until_ = now + limits_.busy;
    if (now >= *busy_until_)
        return diagnose(Error{ErrorCode::device_busy, "the scanner is busy: another program or its panel is using it"});
    retry_at_ = now + busy_pause;
    return News(Busy{});
}

Result<ScanJob::News> ScanJob::take(HttpAnswer answer) {
    switch (step_) {
        case Step::create: return take_created(answer);
        case Step::page: return take_page(std::move(answer));
        case Step::diagnose: return take_status(answer);
        case Step::idle:
        case Step::remove: break;
    }
    return News(End{});
}

Result<ScanJob::News> ScanJob::take_created(const HttpAnswer& answer) {
    if (answer.status == 503) return wait_while_busy();
    if (answer.status != 201) return diagnose(http_error(answer, "the job"));
    auto url = job_url(url_, answer.location);
    if (!url) {
        step_ = Step::idle;
        return url.error();
    }
    job_url_ = *url;
    busy_until_.reset();
    step_ = Step::page;
    return News(Busy{});
}

Result<ScanJob::News> ScanJob::take_page(HttpAnswer answer) {
    if (answer.status == 503) return wait_while_busy();
    if (answer.status == 404 || answer.status == 410) {
        if (pages_ > 0 && !is_feeder_) {
            step_ = Step::idle;
            return News(End{});
        }
        // Whether the feeder is empty or stuck, only its status says.
        is_end_suspected_ = pages_ > 0;
        return diagnose(Error{ErrorCode::device_fault, "the scanner has ended the job without a page"});
    }
    if (answer.status != 200) return diagnose(http_error(answer, "the request for a page"));
    ++pages_;
    busy_until_.reset();
    if (!is_feeder_) step_ = Step::remove;
    return News(Picture{std::move(answer.body), std::move(answer.content_type), asked_at_});
}

Result<ScanJob::News> ScanJob::take_status(const HttpAnswer& answer) {
    const bool is_end = std::exchange(is_end_suspected_, false);
    step_ = is_end || job_url_.empty() ? Step::idle : Step::remove;
    auto status = answer.status == 200 ? parse_status(answer.text()) : Result<Status>(http_error(answer, "its status"));
    auto error = status ? error_in(*status, may_be_empty_) : std::nullopt;
    // Its own job keeps a scanner busy, too.
    const bool is_own_work =
        error && error->code == ErrorCode::device_busy && suspected_->code != ErrorCode::device_busy;
    if (error && !is_own_work) return std::move(*error);
    if (is_end) return News(End{});
    return *std::exchange(suspected_, std::nullopt);
}

bool ScanJob::end(Clock::time_point deadline) {
    // A job that is being made has no name yet: only the answer tells what to delete.
    while (step_ == Step::create && http_.is_running()) {
        auto answer = http_.wait_until(deadline);
        if (answer && !*answer && Clock::now() < deadline) continue;
        if (answer && !*answer) return false;
        auto url = answer && (*answer)->status == 201 ? job_url(url_, (*answer)->location)
                                                      : Result<std::string>(std::string());
        if (url) job_url_ = *url;
    }
    if (step_ != Step::remove) http_.abandon();
    if (job_url_.empty()) step_ = Step::idle;
    if (step_ != Step::idle && !http_.is_running() && !ask(Step::remove)) step_ = Step::idle;
    while (step_ == Step::remove) {
        auto answer = http_.wait_until(deadline);
        if (!answer || *answer)
            step_ = Step::idle;
        else if (Clock::now() >= deadline)
            return false;
    }
    return true;
}

}  // namespace limner::escl
