#pragma once

#include "sane_image.h"
#include "sane_library.h"

#include <limner/base/result.h>
#include <limner/base/until.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <variant>
#include <vector>

namespace limner::sane {

/// How long a scanner may bring no byte before it counts as hung: until a page's first (warming up, calibrating, and
/// network scanners that send a page only once they have it), and after it.
struct ReadLimits {
    std::chrono::milliseconds first_data{60'000};
    std::chrono::milliseconds next_data{10'000};
};

/// Reads one page on a thread of its own, because sane_start() and sane_read() block for as long as they like. The
/// thread is at most one band ahead of its consumer. One thread calls everything but cancel().
class PageReader {
public:
    struct Busy {
        std::optional<double> done_0_1{};
    };
    /// The feeder gave no sheet for this page; `error` is paper_empty.
    struct NoSheet {
        Error error;
    };
    using News = std::variant<Band, Busy, NoSheet>;

    /// `is_batch`: the scan goes on with the next sheet, and is therefore not ended with its page.
    static std::shared_ptr<PageReader> begin(std::shared_ptr<Handle> handle, const ReadLimits& limits, bool is_batch);

    /// The next band, or what there is to say at the deadline. Errors: cancelled, device_stalled, bad_data and those of
    /// error_from().
    Result<News> wait(Clock::time_point deadline);
    /// Gives a used band's memory back.
    void recycle(std::vector<std::byte> memory);

    /// When the page's exposure began; known once a band has come.
    Clock::time_point began_at() const;

    /// Ends wait() now and the scan as soon as the backend lets it. From any thread.
    void cancel() noexcept;
    /// After cancel(): whether the thread has ended by the deadline. A backend that does not come back from its call is
    /// told so by sane_cancel() from this thread, which SANE allows; nothing else is ever called across threads.
    bool has_ended(Clock::time_point deadline);
    /// Gives up a thread that does not end: it no longer keeps scanners from being listed, and closes its scanner
    /// should it ever come back.
    void abandon();

private:
    PageReader(std::shared_ptr<Handle> handle, const ReadLimits& limits, bool is_batch)
        : library_(handle->library()), handle_(std::move(handle)), limits_(limits), is_batch_(is_batch) {}

    void run();
    Result<void> read_page();
    Result<void> start_frame();
    Result<void> take_parameters();
    Result<void> read_frame();
    std::optional<int> select_descriptor();
    bool has_data_to_read(int descriptor);
    void deliver_bands();
    void end_scan();
    void release_gate();

    void enter_call();
    void leave_call(bool has_progress);
    void note_data();
    void pause(std::chrono::milliseconds span);
    bool is_asked_to_end();
    Error failed(SANE_Status status, Step step);
    Error cancelled() const { return {ErrorCode::cancelled, "the scan was cancelled"}; }

    std::shared_ptr<Library> library_;  ///< Both until the thread ends.
    std::shared_ptr<Handle> handle_;
    const ReadLimits limits_;
    const bool is_batch_;

    // The thread's own.
    PageBuilder builder_;
    std::vector<std::byte> chunk_;
    Clock::time_point started_at_{};

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::optional<Band> band_;
    std::optional<Error> failure_;
    std::vector<std::byte> spare_;
    std::optional<double> done_0_1_;
    Clock::time_point began_at_{};
    Clock::time_point progress_at_{};
    bool has_data_ = false;
    bool has_no_sheet_ = false;
    bool is_in_call_ = false;
    bool is_asked_ = false;
    bool has_cancelled_from_outside_ = false;
    bool is_over_ = false;  ///< Nothing more comes of the page.
    bool has_ended_ = false;
    bool holds_gate_ = false;

    std::mutex cancelling_;  ///< Held around sane_cancel(), so that two threads never call it at once.
};

}  // namespace limner::sane
