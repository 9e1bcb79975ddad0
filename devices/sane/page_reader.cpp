#include "page_reader.h"

#include <poll.h>

#include <algorithm>
#include <thread>
#include <utility>

namespace limner::sane {
namespace {

constexpr std::size_t chunk_bytes = 256UL * 1024;
/// How often a lamp that warms up is asked again, and a wait looks whether it should end.
constexpr std::chrono::milliseconds warm_up_pause{500};
constexpr std::chrono::milliseconds poll_pause{100};
constexpr std::chrono::milliseconds idle_pause{10};
/// Many backends read on a thread (sanei_thread) that sane_cancel() kills wherever it is; inside malloc it then keeps
/// the lock, and sane_cancel() never returns. Given a moment after the start, it waits for data, where it can be
/// killed.
constexpr std::chrono::milliseconds calm_after_start{250};
/// Backends exist whose descriptor says nothing although there are data; and one, "test", that takes a read without
/// data for the end of the page. So a read follows the descriptor, and only after a long silence goes without it.
constexpr std::chrono::milliseconds silence_of_descriptor{2'000};
/// How long a backend may take to come back by itself from a call whose scan was cancelled.
constexpr std::chrono::milliseconds grace{250};

}  // namespace

std::shared_ptr<PageReader> PageReader::begin(std::shared_ptr<Handle> handle, const ReadLimits& limits, bool is_batch) {
    std::shared_ptr<PageReader> reader(new PageReader(std::move(handle), limits, is_batch));
    reader->progress_at_ = Clock::now();
    std::thread([reader] { reader->run(); }).detach();
    return reader;
}

Result<PageReader::News> PageReader::wait(Clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, deadline, [&] { return band_ || is_over_ || is_asked_; });
    if (is_asked_) return cancelled();
    if (band_) {
        News news = *std::exchange(band_, std::nullopt);
        progress_at_ = Clock::now();
        changed_.notify_all();
        return news;
    }
    if (failure_ && has_no_sheet_) return News(NoSheet{*failure_});
    if (failure_) return *failure_;
    auto limit = has_data_ ? limits_.next_data : limits_.first_data;
    if (Clock::now() - progress_at_ > limit)
        return Error{ErrorCode::device_stalled,
                     "the scanner has brought nothing for " + std::to_string(limit.count()) + " ms"};
    return News(Busy{done_0_1_});
}

void PageReader::recycle(std::vector<std::byte> memory) {
    std::lock_guard lock(mutex_);
    spare_ = std::move(memory);
}

Clock::time_point PageReader::began_at() const {
    std::lock_guard lock(mutex_);
    return began_at_;
}

void PageReader::cancel() noexcept {
    std::lock_guard lock(mutex_);
    is_asked_ = true;
    changed_.notify_all();
}

bool PageReader::has_ended(Clock::time_point deadline) {
    auto has_ended = [&] { return has_ended_; };
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, std::min(deadline, Clock::now() + grace), has_ended);
    if (!has_ended_ && is_in_call_ && !std::exchange(has_cancelled_from_outside_, true)) {
        std::unique_lock cancelling(cancelling_);
        auto raw = handle_->raw();
        lock.unlock();
        sane_cancel(raw);
        cancelling.unlock();
        lock.lock();
    }
    return changed_.wait_until(lock, deadline, has_ended);
}

void PageReader::run() {
    auto result = Result<void>(Error{ErrorCode::internal, "the scan ran out of memory"});
    try {
        result = read_page();
    } catch (const std::exception& thrown) {
        result = Error{ErrorCode::internal, thrown.what()};
    }
    {
        // Heard before the scan is ended, which may take a scanner long or for ever.
        std::lock_guard lock(mutex_);
        if (!result) failure_ = result.error();
        is_over_ = true;
        changed_.notify_all();
    }
    if (!result) std::this_thread::sleep_until(started_at_ + calm_after_start);
    if (!result || !is_batch_) end_scan();
    std::lock_guard lock(mutex_);
    release_gate();
    // Before anybody hears of the end: who closes the device then, or the driver, has to be its last owner.
    handle_.reset();
    library_.reset();
    has_ended_ = true;
    changed_.notify_all();
}

Result<void> PageReader::read_page() {
    if (!library_->gate().begin_scan(Clock::now() + limits_.first_data))
        return Error{ErrorCode::device_busy, "SANE is busy listing scanners"};
    {
        std::lock_guard lock(mutex_);
        holds_gate_ = true;
    }
    chunk_.resize(chunk_bytes);
    while (true) {
        if (auto started = start_frame(); !started) return started;
        if (auto read = read_frame(); !read) return read;
        auto has_more = builder_.end_frame();
        if (!has_more) return has_more.error();
        deliver_bands();
        if (!*has_more) return {};
    }
}

Result<void> PageReader::start_frame() {
    {
        std::lock_guard lock(mutex_);
        if (!has_data_) began_at_ = Clock::now();
    }
    while (!is_asked_to_end()) {
        enter_call();
        auto status = sane_start(handle_->raw());
        leave_call(status == SANE_STATUS_GOOD);
        started_at_ = Clock::now();
        if (status == SANE_STATUS_GOOD) return take_parameters();
        if (status != status_warming_up) return failed(status, Step::start);
        pause(warm_up_pause);
    }
    return cancelled();
}

Result<void> PageReader::take_parameters() {
    if (is_asked_to_end()) return cancelled();
    SANE_Parameters parameters{};
    auto status = sane_get_parameters(handle_->raw(), &parameters);
    if (status != SANE_STATUS_GOOD) return failed(status, Step::start);
    return builder_.begin_frame(parameters);
}

Error PageReader::failed(SANE_Status status, Step step) {
    std::lock_guard lock(mutex_);
    has_no_sheet_ = status == SANE_STATUS_NO_DOCS && !has_data_;
    return handle_->failure(status, step);
}

std::optional<int> PageReader::select_descriptor() {
    if (sane_set_io_mode(handle_->raw(), SANE_TRUE) != SANE_STATUS_GOOD) return std::nullopt;
    SANE_Int descriptor = 0;
    if (sane_get_select_fd(handle_->raw(), &descriptor) == SANE_STATUS_GOOD && descriptor >= 0) return descriptor;
    // Without a descriptor to wait for, non-blocking reads would only burn time.
    sane_set_io_mode(handle_->raw(), SANE_FALSE);
    return std::nullopt;
}

Result<void> PageReader::read_frame() {
    auto descriptor = select_descriptor();
    while (!is_asked_to_end()) {
        if (descriptor && !has_data_to_read(*descriptor)) continue;
        SANE_Int length = 0;
        enter_call();
        auto status = sane_read(handle_->raw(), reinterpret_cast<SANE_Byte*>(chunk_.data()),
                                static_cast<SANE_Int>(chunk_.size()), &length);
        auto count = static_cast<std::size_t>(std::clamp(length, 0, static_cast<SANE_Int>(chunk_.size())));
        leave_call(status == SANE_STATUS_GOOD && count > 0);
        if (count > 0) note_data();
        if (status == SANE_STATUS_EOF) return {};
        if (status != SANE_STATUS_GOOD && status != status_warming_up) return failed(status, Step::read);
        if (count == 0) pause(idle_pause);
        if (auto added = builder_.add(std::span(chunk_).first(count)); !added) return added;
        deliver_bands();
    }
    return cancelled();
}

bool PageReader::has_data_to_read(int descriptor) {
    pollfd wanted{descriptor, POLLIN, 0};
    if (poll(&wanted, 1, static_cast<int>(poll_pause.count())) > 0) return true;
    std::lock_guard lock(mutex_);
    return Clock::now() - progress_at_ > silence_of_descriptor;
}

void PageReader::deliver_bands() {
    std::unique_lock lock(mutex_);
    done_0_1_ = builder_.done_0_1();
    while (auto band = builder_.take_band()) {
        changed_.wait(lock, [&] { return !band_ || is_asked_; });
        if (is_asked_) return;
        band_ = std::move(band);
        progress_at_ = Clock::now();
        builder_.recycle(std::exchange(spare_, {}));
        changed_.notify_all();
    }
}

void PageReader::end_scan() {
    std::lock_guard cancelling(cancelling_);
    sane_cancel(handle_->raw());
}

void PageReader::abandon() {
    std::lock_guard lock(mutex_);
    release_gate();
}

void PageReader::release_gate() {
    if (std::exchange(holds_gate_, false)) library_->gate().end_scan();
}

void PageReader::enter_call() {
    std::lock_guard lock(mutex_);
    is_in_call_ = true;
}

void PageReader::leave_call(bool has_progress) {
    std::lock_guard lock(mutex_);
    is_in_call_ = false;
    if (has_progress) progress_at_ = Clock::now();
}

void PageReader::note_data() {
    std::lock_guard lock(mutex_);
    has_data_ = true;
}

void PageReader::pause(std::chrono::milliseconds span) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, span, [&] { return is_asked_; });
}

bool PageReader::is_asked_to_end() {
    std::lock_guard lock(mutex_);
    return is_asked_;
}

}  // namespace limner::sane
