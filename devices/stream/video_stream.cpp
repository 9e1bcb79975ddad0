#include "video_stream.h"

#include <gst/base/gstbasesrc.h>

#include <utility>

namespace limner::stream {
namespace {

/// Sizes beyond what a camera has are refused before they are decoded.
constexpr const char* jpeg_pipeline =
    "souphttpsrc name=from is-live=true timeout=5 retries=0 ! multipartdemux ! image/jpeg ! "
    "appsink name=to sync=false max-buffers=1 drop=true";
constexpr const char* rtsp_pipeline =
    "rtspsrc name=from protocols=tcp latency=50 tcp-timeout=5000000 ! decodebin ! videoconvert ! "
    "video/x-raw,format=RGB,width=[2,8192],height=[2,8192] ! appsink name=to sync=false max-buffers=1 drop=true";

/// A source whose connection broke may say no more than that its stream failed.
bool is_of_the_connection(GstMessage* message) {
    const GstStructure* details = nullptr;
    gst_message_parse_error_details(message, &details);
    int flow = GST_FLOW_OK;
    const bool has_flow = details && gst_structure_get_int(details, "flow-return", &flow) != FALSE;
    return has_flow && flow == GST_FLOW_ERROR && GST_IS_BASE_SRC(GST_MESSAGE_SRC(message));
}

Error error_in(GstMessage* message, const std::string& name) {
    GError* error = nullptr;
    gchar* details = nullptr;
    gst_message_parse_error(message, &error, &details);
    auto code = ErrorCode::device_fault;
    if (error->domain == GST_RESOURCE_ERROR)
        code = error->code == GST_RESOURCE_ERROR_NOT_AUTHORIZED ? ErrorCode::access_denied : ErrorCode::device_lost;
    if (error->domain == GST_STREAM_ERROR)
        code = is_of_the_connection(message) ? ErrorCode::device_lost : ErrorCode::bad_data;
    Error typed{code, name + ": " + error->message};
    g_error_free(error);
    g_free(details);
    return typed;
}

void log_in(GstElement* source, const Address& address) {
    g_object_set(source, "location", address.url.c_str(), nullptr);
    if (address.user.empty()) return;
    g_object_set(source, "user-id", address.user.c_str(), "user-pw", address.password.c_str(), nullptr);
}

}  // namespace

Result<std::unique_ptr<VideoStream>> VideoStream::begin(const Address& address) {
    gst_init(nullptr, nullptr);
    GError* error = nullptr;
    std::unique_ptr<VideoStream> stream(new VideoStream);
    stream->name_ = address.id;
    stream->pipeline_ = gst_parse_launch(address.is_rtsp ? rtsp_pipeline : jpeg_pipeline, &error);
    if (error) {
        Error typed{ErrorCode::unsupported, std::string("GStreamer: ") + error->message};
        g_error_free(error);
        return typed;
    }
    GstElement* source = gst_bin_get_by_name(GST_BIN(stream->pipeline_), "from");
    log_in(source, address);
    gst_object_unref(source);
    GstElement* sink = gst_bin_get_by_name(GST_BIN(stream->pipeline_), "to");
    GstAppSinkCallbacks callbacks{};
    callbacks.new_sample = &VideoStream::on_picture;
    gst_app_sink_set_callbacks(GST_APP_SINK(sink), &callbacks, stream.get(), nullptr);
    gst_object_unref(sink);
    GstBus* bus = gst_element_get_bus(stream->pipeline_);
    gst_bus_set_sync_handler(bus, &VideoStream::on_message, stream.get(), nullptr);
    gst_object_unref(bus);
    gst_element_set_state(stream->pipeline_, GST_STATE_PLAYING);
    return stream;
}

VideoStream::~VideoStream() {
    if (!pipeline_) return;
    gst_element_set_state(pipeline_, GST_STATE_NULL);
    gst_object_unref(pipeline_);
}

GstFlowReturn VideoStream::on_picture(GstAppSink* sink, gpointer context) {
    auto* self = static_cast<VideoStream*>(context);
    const auto now = Clock::now();
    Sample sample(gst_app_sink_pull_sample(sink));
    if (!sample) return GST_FLOW_OK;
    std::lock_guard lock(self->mutex_);
    self->newest_ = Picture{std::move(sample), now};
    self->changed_.notify_all();
    return GST_FLOW_OK;
}

GstBusSyncReply VideoStream::on_message(GstBus*, GstMessage* message, gpointer context) {
    auto* self = static_cast<VideoStream*>(context);
    const auto type = GST_MESSAGE_TYPE(message);
    if (type == GST_MESSAGE_ERROR || type == GST_MESSAGE_EOS) {
        std::lock_guard lock(self->mutex_);
        if (!self->error_)
            self->error_ = type == GST_MESSAGE_EOS ? Error{ErrorCode::device_lost, self->name_ + ": the stream ended"}
                                                   : error_in(message, self->name_);
        self->changed_.notify_all();
    }
    gst_message_unref(message);
    return GST_BUS_DROP;
}

Result<std::optional<VideoStream::Picture>> VideoStream::wait_until(Clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, deadline, [this] { return newest_ || error_ || is_woken_; });
    is_woken_ = false;
    if (newest_) return std::exchange(newest_, std::nullopt);
    if (error_) return *error_;
    return std::optional<Picture>();
}

void VideoStream::wake() noexcept {
    std::lock_guard lock(mutex_);
    is_woken_ = true;
    changed_.notify_all();
}

}  // namespace limner::stream
