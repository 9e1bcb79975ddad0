#include "acquisition.h"

#include <algorithm>
#include <utility>

namespace limner::gige {
namespace {

constexpr int buffers = 5, max_broken = 30;
constexpr unsigned max_payload = 256u << 20;

const char* words_of(ArvBufferStatus status) {
    switch (status) {
        case ARV_BUFFER_STATUS_TIMEOUT: return "not all of its packets came in time";
        case ARV_BUFFER_STATUS_MISSING_PACKETS: return "packets of it were lost";
        case ARV_BUFFER_STATUS_WRONG_PACKET_ID: return "packets of it have wrong numbers";
        case ARV_BUFFER_STATUS_SIZE_MISMATCH: return "it is larger than the camera announced";
        default: return "it was given up";
    }
}

}  // namespace

void Bell::ring() noexcept {
    std::lock_guard lock(mutex_);
    is_rung_ = true;
    rung_.notify_all();
}

void Bell::wait_until(Clock::time_point time) {
    std::unique_lock lock(mutex_);
    rung_.wait_until(lock, time, [this] { return is_rung_; });
    is_rung_ = false;
}

Result<std::unique_ptr<Acquisition>> Acquisition::begin(ArvCamera* camera, const std::string& id, Bell& bell) {
    std::unique_ptr<Acquisition> stream(new Acquisition(camera, id, bell));
    AravisError error;
    arv_camera_clear_triggers(camera, error.out());
    arv_camera_set_acquisition_mode(camera, ARV_ACQUISITION_MODE_CONTINUOUS, error.out());
    stream->stream_.reset(arv_camera_create_stream(camera, &Acquisition::on_event, stream.get(), error.out()));
    if (!stream->stream_) return error.as(id + ": no stream");
    if (auto lent = stream->lend_buffers(); !lent) return lent.error();
    arv_camera_start_acquisition(camera, error.out());
    if (error) return error.as(id + " does not start");
    stream->is_running_ = true;
    return stream;
}

Result<void> Acquisition::lend_buffers() {
    AravisError error;
    const unsigned payload = arv_camera_get_payload(camera_, error.out());
    if (error) return error.as(id_ + " does not tell the size of its pictures");
    if (payload == 0 || payload > max_payload)
        return Error{ErrorCode::bad_data, id_ + ": pictures of " + std::to_string(payload) + " bytes"};
    // Packets wait there while this process waits for a processor; the kernel counts its own part of each, too, and
    // gives no more than net.core.rmem_max.
    const unsigned room = std::min(4 * payload + (1u << 20), 256u << 20);
    if (ARV_IS_GV_STREAM(stream_.get()))
        g_object_set(stream_.get(), "socket-buffer", ARV_GV_STREAM_SOCKET_BUFFER_FIXED, "socket-buffer-size",
                     static_cast<int>(room), nullptr);
    for (int i = 0; i < buffers; ++i) arv_stream_push_buffer(stream_.get(), arv_buffer_new_allocate(payload));
    return {};
}

Acquisition::~Acquisition() {
    if (is_running_ && !is_abandoned_) arv_camera_stop_acquisition(camera_, nullptr);
    taken_.reset();
    // Ends its thread, which may ring until then.
    stream_.reset();
}

void Acquisition::on_event(void* context, ArvStreamCallbackType type, ArvBuffer* buffer) {
    if (type != ARV_STREAM_CALLBACK_TYPE_BUFFER_DONE || !buffer) return;
    auto* self = static_cast<Acquisition*>(context);
    {
        std::lock_guard lock(self->mutex_);
        self->ended_at_[buffer] = Clock::now();
    }
    self->bell_.ring();
}

void Acquisition::give_back() {
    if (taken_) arv_stream_push_buffer(stream_.get(), taken_.release());
}

Result<std::optional<Shot>> Acquisition::newest(Clock::time_point oldest) {
    std::optional<Shot> best;
    while (ArvBuffer* buffer = arv_stream_try_pop_buffer(stream_.get())) {
        const auto shot = shot_in(buffer, oldest);
        if (!shot) {
            arv_stream_push_buffer(stream_.get(), buffer);
            continue;
        }
        give_back();
        taken_.reset(buffer);
        best = shot;
    }
    if (!best) give_back();
    if (broken_in_a_row_ >= max_broken) {
        broken_in_a_row_ = 0;
        return Error{ErrorCode::bad_data,
                     id_ + ": of " + std::to_string(max_broken) + " pictures none was whole; " + last_problem_};
    }
    return best;
}

/// What was lost of a picture that is not whole still shows the picture before, which may be of somebody else.
std::optional<Shot> Acquisition::shot_in(ArvBuffer* buffer, Clock::time_point oldest) {
    const auto status = arv_buffer_get_status(buffer);
    const auto kind =
        status == ARV_BUFFER_STATUS_SUCCESS ? arv_buffer_get_payload_type(buffer) : ARV_BUFFER_PAYLOAD_TYPE_UNKNOWN;
    const auto* format =
        kind == ARV_BUFFER_PAYLOAD_TYPE_IMAGE ? find_format(arv_buffer_get_image_pixel_format(buffer)) : nullptr;
    if (!format) {
        ++broken_in_a_row_;
        last_problem_ = status != ARV_BUFFER_STATUS_SUCCESS ? words_of(status) : "it is in a format that is not read";
        return std::nullopt;
    }
    broken_in_a_row_ = 0;
    Shot shot;
    {
        std::lock_guard lock(mutex_);
        const auto told = ended_at_.extract(buffer);
        // Taken before its thread told so: it has only just ended.
        shot.ended_at = told.empty() ? Clock::now() : told.mapped();
    }
    if (shot.ended_at < oldest) return std::nullopt;
    std::size_t size = 0;
    const auto* data = static_cast<const std::byte*>(arv_buffer_get_image_data(buffer, &size));
    int padding = 0, rows_below = 0;
    arv_buffer_get_image_padding(buffer, &padding, &rows_below);
    shot.raw = {{data, data ? size : 0},
                arv_buffer_get_image_width(buffer),
                arv_buffer_get_image_height(buffer),
                padding,
                format};
    return shot;
}

}  // namespace limner::gige
