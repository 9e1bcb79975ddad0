#pragma once

#include "escl_protocol.h"
#include "http_client.h"

#include <limner/base/result.h>
#include <limner/base/until.h>

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace limner::escl {

/// How long a scanner may take.
struct Limits {
    std::chrono::milliseconds answer{5'000};       ///< A status, or the taking of a job.
    std::chrono::milliseconds first_data{60'000};  ///< A page until its first byte: lamp, calibration, paper.
    std::chrono::milliseconds next_data{10'000};   ///< From one piece of a page to the next.
    std::chrono::milliseconds busy{10'000};        ///< A scanner that refuses a job because it is busy.
};

/// One job at a scanner, from its making to its last page, in steps that never block longer than they are given. One
/// thread uses it.
class ScanJob {
public:
    struct Busy {};
    struct Picture {
        std::vector<std::byte> file{};
        std::string type{};
        Clock::time_point asked_at{};
    };
    struct End {};
    using News = std::variant<Busy, Picture, End>;

    ScanJob(HttpClient& http, std::string url, Limits limits) : http_(http), url_(std::move(url)), limits_(limits) {}

    /// What the next step() begins. A feeder's job goes on until it is empty.
    void begin(std::string settings, bool is_feeder);

    /// Goes on until there is a picture, the end or an error; Busy at the deadline or where the client is woken. After
    /// an error or the end the job is over.
    Result<News> step(Clock::time_point deadline);
    std::optional<double> done_0_1() const noexcept { return http_.done_0_1(); }

    /// Deletes the job at the scanner where it is not over; returns false where the deadline came first. Goes on where
    /// it was left.
    bool end(Clock::time_point deadline);

private:
    enum class Step { idle, create, page, diagnose, remove };

    Result<void> ask(Step step);
    Result<void> resume();
    Result<News> take(HttpAnswer answer);
    Result<News> take_created(const HttpAnswer& answer);
    Result<News> take_page(HttpAnswer answer);
    Result<News> take_status(const HttpAnswer& answer);
    Result<News> failed(Error error);
    Result<News> wait_while_busy();
    Result<News> diagnose(Error otherwise, bool is_refusal = true);

    HttpClient& http_;
    std::string url_;
    Limits limits_;
    std::string settings_{};
    bool is_feeder_ = false;
    Step step_ = Step::idle;  ///< What is asked, or comes next.
    std::string job_url_{};
    int pages_ = 0;
    Clock::time_point asked_at_{};
    std::optional<Clock::time_point> retry_at_{};
    std::optional<Clock::time_point> busy_until_{};
    std::optional<Error> suspected_{};  ///< What failed, until the status explains it.
    bool is_end_suspected_ = false;
    bool may_be_empty_ = false;  ///< An empty feeder explains a refusal, not a page that broke.
};

}  // namespace limner::escl
