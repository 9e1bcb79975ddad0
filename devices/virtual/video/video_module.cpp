#include "video_module.h"

#include <gst/app/gstappsink.h>
#include <gst/gst.h>
#include <gst/video/video.h>

#include <cstdio>
#include <memory>
#include <string>

namespace {

constexpr GstClockTime longest_wait = 5 * GST_SECOND;

/// At most two decoded pictures wait in the sink; sizes beyond what a camera has are refused before they are decoded.
constexpr const char* pipeline_text =
    "filesrc name=from ! decodebin ! videoconvert ! "
    "video/x-raw,format=RGB,width=[2,8192],height=[2,8192] ! "
    "appsink name=to sync=false max-buffers=2 drop=false wait-on-eos=false";

struct Unref {
    void operator()(GstElement* element) const { gst_object_unref(element); }
    void operator()(GstBus* bus) const { gst_object_unref(bus); }
    void operator()(GstSample* sample) const { gst_sample_unref(sample); }
    void operator()(GstMessage* message) const { gst_message_unref(message); }
    void operator()(GError* error) const { g_error_free(error); }
};
template <typename T>
using Owned = std::unique_ptr<T, Unref>;

void tell(const std::string& text, char* to, std::size_t bytes) { std::snprintf(to, bytes, "%s", text.c_str()); }

}  // namespace

struct limner_video {
    Owned<GstElement> pipeline{};
    Owned<GstElement> sink{};
    Owned<GstSample> sample{};
    GstVideoFrame mapped{};
    bool is_mapped = false;

    limner_video() = default;
    limner_video(const limner_video&) = delete;
    limner_video& operator=(const limner_video&) = delete;
    ~limner_video() {
        release();
        if (pipeline) gst_element_set_state(pipeline.get(), GST_STATE_NULL);
    }

    void release() {
        if (is_mapped) gst_video_frame_unmap(&mapped);
        is_mapped = false;
        sample.reset();
    }

    std::string fault() const {
        Owned<GstBus> bus(gst_element_get_bus(pipeline.get()));
        Owned<GstMessage> message(gst_bus_pop_filtered(bus.get(), GST_MESSAGE_ERROR));
        if (!message) return "no picture within 5 s";
        GError* raw = nullptr;
        gst_message_parse_error(message.get(), &raw, nullptr);
        Owned<GError> error(raw);
        return error ? error->message : "unknown error";
    }

    bool pull() {
        sample.reset(gst_app_sink_try_pull_sample(GST_APP_SINK(sink.get()), longest_wait));
        return sample != nullptr;
    }
    bool rewind() {
        auto flags = static_cast<GstSeekFlags>(GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_KEY_UNIT);
        return gst_app_sink_is_eos(GST_APP_SINK(sink.get())) &&
               gst_element_seek_simple(pipeline.get(), GST_FORMAT_TIME, flags, 0);
    }
    bool map() {
        GstVideoInfo info;
        GstCaps* caps = gst_sample_get_caps(sample.get());
        GstBuffer* buffer = gst_sample_get_buffer(sample.get());
        is_mapped = caps && buffer && gst_video_info_from_caps(&info, caps) &&
                    gst_video_frame_map(&mapped, &info, buffer, GST_MAP_READ);
        return is_mapped;
    }
};

namespace {

limner_video* open_video(const char* path, char* message, std::size_t message_bytes) {
    GError* raw = nullptr;
    if (!gst_init_check(nullptr, nullptr, &raw)) {
        Owned<GError> error(raw);
        tell(error ? error->message : "GStreamer does not start", message, message_bytes);
        return nullptr;
    }
    auto video = std::make_unique<limner_video>();
    video->pipeline.reset(gst_parse_launch(pipeline_text, &raw));
    Owned<GError> error(raw);
    if (!video->pipeline || error) {
        tell(error ? error->message : "GStreamer lacks an element", message, message_bytes);
        return nullptr;
    }
    Owned<GstElement> source(gst_bin_get_by_name(GST_BIN(video->pipeline.get()), "from"));
    g_object_set(source.get(), "location", path, nullptr);
    video->sink.reset(gst_bin_get_by_name(GST_BIN(video->pipeline.get()), "to"));
    gst_element_set_state(video->pipeline.get(), GST_STATE_PLAYING);
    return video.release();
}

int next_picture(limner_video* video, limner_video_picture* out, char* message, std::size_t message_bytes) {
    video->release();
    bool is_there = video->pull() || (video->rewind() && video->pull());
    if (!is_there || !video->map()) {
        tell(is_there ? "the picture cannot be read" : video->fault(), message, message_bytes);
        return 1;
    }
    out->width = GST_VIDEO_FRAME_WIDTH(&video->mapped);
    out->height = GST_VIDEO_FRAME_HEIGHT(&video->mapped);
    out->stride_bytes = static_cast<std::size_t>(GST_VIDEO_FRAME_PLANE_STRIDE(&video->mapped, 0));
    out->rgb = static_cast<const unsigned char*>(GST_VIDEO_FRAME_PLANE_DATA(&video->mapped, 0));
    return 0;
}

void close_video(limner_video* video) { delete video; }

constexpr limner_video_api api{open_video, next_picture, close_video};

}  // namespace

extern "C" __attribute__((visibility("default"))) const limner_video_api* limner_video_entry() { return &api; }
