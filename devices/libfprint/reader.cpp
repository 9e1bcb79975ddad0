#include "reader.h"

#include <algorithm>
#include <thread>
#include <utility>

namespace limner::libfprint {
namespace {

using namespace std::chrono_literals;
using driver::FrameView;

constexpr auto end_limit = 1'500ms;
/// A finger from before a pause of this length may be that of the person before.
constexpr auto stale_pause = 500ms;
constexpr double mm_per_inch = 25.4;
constexpr guint max_side = 10'000;

/// Holds the main context for the length of a call; run_until() lends it to others now and then.
class Scope {
public:
    explicit Scope(std::unique_lock<std::mutex>& lock) : lock_(lock) { lock_ = own_main_context(); }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
    ~Scope() { lock_.unlock(); }

private:
    std::unique_lock<std::mutex>& lock_;
};

}  // namespace

Reader::~Reader() {
    Scope scope(main_context_);
    (void)end_capture(Clock::now() + end_limit);
    if (device_) g_signal_handlers_disconnect_by_data(device_, this);
    if (is_open_ && !is_capturing_) fp_device_close_sync(device_, nullptr, nullptr);
    g_clear_error(&error_);
    if (is_capturing_) {
        // It never came back: what would be called later has to stay.
        (void)readers_.release();
        (void)cancellable_.release();
    }
    readers_.reset();
}

Result<std::unique_ptr<driver::Device>> Reader::open(std::string_view id, const std::vector<std::string>& excluded) {
    std::unique_ptr<Reader> reader(new Reader);
    if (auto found = reader->find(id, excluded); !found) return found.error();
    if (auto opened = reader->open_device(); !opened) return opened.error();
    return std::unique_ptr<driver::Device>(std::move(reader));
}

Result<void> Reader::find(std::string_view id, const std::vector<std::string>& excluded) {
    Scope scope(main_context_);
    readers_.reset(fp_context_new());
    fp_context_enumerate(readers_.get());
    for (const FoundReader& one : list_readers(readers_.get(), excluded)) {
        if (one.id != id) continue;
        device_ = one.device;
        name_ = one.name;
        g_signal_connect(device_, "notify::finger-status", G_CALLBACK(&Reader::on_finger), this);
        g_signal_connect(device_, "removed", G_CALLBACK(&Reader::on_removed), this);
        return {};
    }
    return Error{ErrorCode::device_missing, "libfprint/" + std::string(id) + " is not connected"};
}

Result<void> Reader::open_device() {
    Scope scope(main_context_);
    GError* error = nullptr;
    is_open_ = fp_device_open_sync(device_, nullptr, &error);
    if (is_open_) return {};
    auto failed = error_from(error, name_);
    g_clear_error(&error);
    return failed;
}

Result<void> Reader::start(const driver::Settings&) {
    if (auto stopped = stop(); !stopped) return stopped;
    is_started_ = true;
    return {};
}

Result<void> Reader::stop() {
    Scope scope(main_context_);
    is_started_ = false;
    if (!end_capture(Clock::now() + end_limit))
        return Error{ErrorCode::device_stalled, name_ + ": the reader does not end its capture"};
    return {};
}

void Reader::cancel() noexcept {
    interruption_.cancel();
    g_main_context_wakeup(nullptr);
}

void Reader::on_captured(GObject* device, GAsyncResult* result, gpointer context) {
    auto* self = static_cast<Reader*>(context);
    g_clear_error(&self->error_);
    self->image_.reset(fp_device_capture_finish(FP_DEVICE(device), result, &self->error_));
    self->is_capturing_ = false;
}

void Reader::on_finger(GObject* device, GParamSpec*, gpointer context) {
    if (fp_device_get_finger_status(FP_DEVICE(device)) & FP_FINGER_STATUS_PRESENT)
        static_cast<Reader*>(context)->finger_at_ = Clock::now();
}

void Reader::on_removed(FpDevice*, gpointer context) { static_cast<Reader*>(context)->is_removed_ = true; }

void Reader::begin_capture() {
    cancellable_.reset(g_cancellable_new());
    image_.reset();
    is_capturing_ = true;
    finger_at_ = Clock::now();
    fp_device_capture(device_, TRUE, cancellable_.get(), &Reader::on_captured, this);
}

template <typename Condition>
bool Reader::run_until(Clock::time_point deadline, Condition done) {
    while (!done()) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
        if (left <= 0ms) return false;
        GSource* alarm = g_timeout_source_new(static_cast<guint>(std::min<std::int64_t>(left.count(), 20)));
        auto nothing = [](gpointer) -> gboolean { return G_SOURCE_REMOVE; };
        g_source_set_callback(alarm, nothing, nullptr, nullptr);
        g_source_attach(alarm, nullptr);
        g_main_context_iteration(nullptr, TRUE);
        g_source_destroy(alarm);
        g_source_unref(alarm);
        main_context_.unlock();
        std::this_thread::yield();
        main_context_.lock();
    }
    return true;
}

bool Reader::end_capture(Clock::time_point deadline) {
    if (is_capturing_) g_cancellable_cancel(cancellable_.get());
    const bool has_ended = run_until(deadline, [this] { return !is_capturing_; });
    if (has_ended) {
        image_.reset();
        g_clear_error(&error_);
    }
    return has_ended;
}

FrameView Reader::nothing_yet() const {
    const auto status = fp_device_get_finger_status(device_);
    const bool is_on = (status & FP_FINGER_STATUS_PRESENT) && !(status & FP_FINGER_STATUS_NEEDED);
    return FrameView::waiting(is_on ? driver::Hint::lift_finger : driver::Hint::place_finger);
}

Result<FrameView> Reader::grab(std::chrono::milliseconds slice) {
    if (!is_started_) return Error{ErrorCode::invalid_argument, "the reader has not been started"};
    driver::Interruption::Call call(interruption_);
    Scope scope(main_context_);
    const auto deadline = Clock::now() + slice;
    const bool is_stale = is_capturing_ && Clock::now() - last_grab_ > stale_pause;
    if (is_stale && !end_capture(deadline)) return nothing_yet();
    if (is_removed_) return Error{ErrorCode::device_lost, name_ + " was unplugged"};
    if (!is_capturing_) begin_capture();
    run_until(deadline, [&] { return !is_capturing_ || is_removed_ || call.is_cancelled(); });
    last_grab_ = Clock::now();
    if (call.is_cancelled()) {
        (void)end_capture(Clock::now() + 100ms);
        return Error{ErrorCode::cancelled, "the capture was cancelled"};
    }
    if (is_removed_) return Error{ErrorCode::device_lost, name_ + " was unplugged"};
    return is_capturing_ ? nothing_yet() : take_image();
}

Result<FrameView> Reader::take_image() {
    if (!image_) {
        // A swipe that was too short, a finger beside the sensor: the person tries again.
        if (!error_ || is_retry(error_) || g_error_matches(error_, G_IO_ERROR, G_IO_ERROR_CANCELLED))
            return nothing_yet();
        return error_from(error_, name_);
    }
    const guint width = fp_image_get_width(image_.get()), height = fp_image_get_height(image_.get());
    gsize length = 0;
    const auto* data = reinterpret_cast<const std::byte*>(fp_image_get_data(image_.get(), &length));
    const bool is_whole =
        data && width > 0 && height > 0 && width <= max_side && height <= max_side && length >= gsize{width} * height;
    if (!is_whole) return Error{ErrorCode::bad_data, name_ + ": libfprint gave no whole image"};
    pixels_.assign(data, data + gsize{width} * height);
    FrameView view;
    view.width = static_cast<int>(width);
    view.height = static_cast<int>(height);
    view.format = PixelFormat::gray8;
    view.pixels = pixels_;
    view.sequence = ++sequence_;
    view.exposed_at = finger_at_;
    const double ppi = fp_image_get_ppmm(image_.get()) * mm_per_inch;
    if (ppi > 1) view.ppi_x = view.ppi_y = ppi;
    image_.reset();
    return view;
}

}  // namespace limner::libfprint
