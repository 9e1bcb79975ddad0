#include "camera.h"

#include <limner/driver/option_list.h>

#include <algorithm>
#include <charconv>
#include <set>

namespace limner::v4l2 {
namespace {

using namespace std::chrono_literals;
using driver::FrameView;

constexpr const char* automatic = "auto";
/// Who asks steadily gets each frame; one from longer before the request than this was taken of whoever was there then.
constexpr auto least_stale_after = 150ms;
constexpr double fastest_rate = 240;
constexpr int max_idle_wakes = 8, max_refused_pictures = 30;

std::string size_text(int width, int height) { return std::to_string(width) + "x" + std::to_string(height); }

bool parse_size(const std::string& text, int& width, int& height) {
    const char* end = text.data() + text.size();
    auto [middle, failure] = std::from_chars(text.data(), end, width);
    if (failure != std::errc{} || middle == end || *middle != 'x') return false;
    auto [last, second_failure] = std::from_chars(middle + 1, end, height);
    return second_failure == std::errc{} && last == end;
}

}  // namespace

Camera::Camera(std::string id, std::unique_ptr<VideoNode> node, driver::Services services)
    : id_(std::move(id)), node_(std::move(node)), services_(services), stream_(*node_, id_) {}

Camera::~Camera() { (void)stop(); }

void Camera::cancel() noexcept {
    interruption_.cancel();
    node_->wake();
}

Result<void> Camera::know_modes() {
    if (!modes_.empty()) return {};
    auto modes = list_modes(*node_, id_);
    if (!modes) return modes.error();
    modes_ = *std::move(modes);
    return {};
}

Result<std::vector<driver::Option>> Camera::stream_options() {
    if (auto known = know_modes(); !known) return known.error();
    std::vector<std::string> sizes{automatic}, formats{automatic};
    const auto add = [](std::vector<std::string>& to, const std::string& text) {
        if (std::ranges::find(to, text) == to.end()) to.push_back(text);
    };
    double fastest = 0;
    for (const Mode& mode : modes_) {
        add(sizes, size_text(mode.width, mode.height));
        add(formats, fourcc_text(mode.format->fourcc));
        fastest = std::max(fastest, mode.frames_per_second);
    }
    const bool has_size = preference_.width > 0;
    const std::string size = has_size ? size_text(preference_.width, preference_.height) : automatic;
    const std::string format = preference_.format ? fourcc_text(preference_.format->fourcc) : automatic;
    std::vector<driver::Option> options(3);
    options[0] = {.name = "size", .unit = "px", .value = size, .choices = sizes};
    options[1] = {.name = "pixel_format", .value = format, .choices = formats, .is_advanced = true};
    options[2] = {.name = "frame_rate", .unit = "Hz", .value = preference_.frames_per_second, .is_advanced = true};
    options[2].minimum = 0;
    options[2].maximum = fastest > 0 ? fastest : fastest_rate;
    if (has_larger_stills()) options.push_back({.name = "still", .value = has_wanted_stills_});
    return options;
}

std::vector<driver::Option> Camera::options() {
    std::vector<driver::Option> all;
    if (auto of_stream = stream_options()) all = *std::move(of_stream);
    auto controls = read_controls(*node_, id_);
    if (!controls) return all;
    for (Control& control : *controls) {
        const auto is_namesake = [&](const driver::Option& other) { return other.name == control.option.name; };
        if (std::ranges::none_of(all, is_namesake)) all.push_back(std::move(control.option));
    }
    return all;
}

Result<void> Camera::set_option(std::string_view name, const driver::Value& value) {
    auto of_stream = stream_options();
    if (!of_stream) return of_stream.error();
    if (auto found = std::ranges::find(*of_stream, name, &driver::Option::name); found != of_stream->end())
        return set_stream_option(*found, value);
    auto controls = read_controls(*node_, id_);
    if (!controls) return controls.error();
    const auto found =
        std::ranges::find_if(*controls, [&](const Control& control) { return control.option.name == name; });
    if (found == controls->end())
        return Error{ErrorCode::unsupported, id_ + ": the device has no option '" + std::string(name) + "'"};
    return write_control(*node_, id_, *found, value);
}

/// What is streamed changes at once.
Result<void> Camera::set_stream_option(const driver::Option& option, const driver::Value& value) {
    driver::OptionList allowed({option});
    if (auto checked = allowed.set(option.name, value); !checked) return checked;
    const driver::Value& wanted = allowed.all().front().value;
    if (wanted == option.value) return {};
    if (option.name == "still") {
        has_wanted_stills_ = std::get<bool>(wanted);
        return {};
    }
    const auto* text = std::get_if<std::string>(&wanted);
    if (option.name == "frame_rate") {
        preference_.frames_per_second = std::get<double>(wanted);
    } else if (option.name == "size") {
        preference_.width = preference_.height = 0;
        if (*text != automatic) (void)parse_size(*text, preference_.width, preference_.height);
    } else {
        preference_.format = nullptr;
        for (const Mode& mode : modes_)
            if (fourcc_text(mode.format->fourcc) == *text) preference_.format = mode.format;
    }
    if (!is_started_) return {};
    (void)stream_.stop();
    return begin();
}

Result<void> Camera::start(const driver::Settings& wanted) {
    is_started_ = false;
    (void)stream_.stop();
    const bool has_size = wanted.width > 0 && wanted.height > 0;
    wish_ = {.is_still = wanted.purpose == driver::Purpose::still,
             .width = has_size ? wanted.width : 0,
             .height = has_size ? wanted.height : 0};
    if (auto known = know_modes(); !known) return known;
    if (auto begun = begin(); !begun) return begun;
    is_started_ = true;
    return {};
}

Wish Camera::wish_for(bool is_still) const {
    Wish wish = wish_;
    wish.is_still = is_still;
    if (preference_.width > 0) {
        wish.width = preference_.width;
        wish.height = preference_.height;
    }
    wish.format = preference_.format;
    wish.frames_per_second = preference_.frames_per_second;
    return wish;
}

bool Camera::has_larger_stills() const {
    const auto still = choose_mode(modes_, wish_for(true)), preview = choose_mode(modes_, wish_for(false));
    return still && preview && still->width * still->height > preview->width * preview->height;
}

Result<void> Camera::begin() {
    const Wish wish = wish_for(wish_.is_still);
    const auto mode = choose_mode(modes_, wish);
    if (!mode) return Error{ErrorCode::unsupported, id_ + ": it has no mode"};
    const double rate = wish.frames_per_second > 0 ? wish.frames_per_second : std::min(mode->frames_per_second, 30.0);
    base_ = sequence_ + 1;
    refused_pictures_ = 0;
    return stream_.start(*mode, rate);
}

Result<void> Camera::stop() {
    if (!is_started_ && !stream_.is_streaming()) return {};
    is_started_ = false;
    return stream_.stop();
}

Result<FrameView> Camera::grab(std::chrono::milliseconds slice) {
    const driver::Interruption::Call call(interruption_);
    const auto now = Clock::now();
    if (!is_started_) return Error{ErrorCode::invalid_argument, id_ + ": not started"};
    if (!stream_.is_streaming()) {
        if (auto begun = begin(); !begun) return begun.error();
    }
    auto frame = grab_until(now + slice, now, call);
    // The next grab begins anew.
    if (!frame && frame.error().code != ErrorCode::cancelled) (void)stream_.stop();
    return frame;
}

Result<FrameView> Camera::grab_until(Clock::time_point deadline, Clock::time_point asked_at,
                                     const driver::Interruption::Call& call) {
    if (auto given = stream_.give_back(); !given) return given.error();
    const auto round_trip = stream_.interval() * static_cast<int>(stream_.buffer_count() + 2);
    // What was exposed before the camera was opened is nobody's.
    const auto oldest =
        std::max(opened_at_, asked_at - std::max<std::chrono::nanoseconds>(least_stale_after, round_trip));
    for (int idle_wakes = 0; idle_wakes < max_idle_wakes;) {
        if (call.is_cancelled()) return Error{ErrorCode::cancelled, id_ + ": cancelled"};
        auto shot = newest(oldest);
        if (!shot) return shot.error();
        auto shown = *shot ? show(**shot) : Result<std::optional<FrameView>>(std::nullopt);
        if (!shown) return shown.error();
        if (*shown) return **shown;
        if (Clock::now() >= deadline) return FrameView::progress();
        const bool is_ready = node_->wait(deadline) == VideoNode::Wake::ready;
        idle_wakes = is_ready && !*shot ? idle_wakes + 1 : 0;
    }
    return why_not_ready();
}

/// The last of the filled buffers, where it was exposed late enough; the others go back.
Result<std::optional<Shot>> Camera::newest(Clock::time_point oldest) {
    std::optional<Shot> best;
    for (;;) {
        auto shot = stream_.take();
        if (!shot) return shot.error();
        if (!*shot) break;
        best = (*shot)->exposed_at >= oldest ? *shot : std::nullopt;
    }
    if (best) return best;
    if (auto given = stream_.give_back(); !given) return given.error();
    return best;
}

/// None where the buffer does not hold a picture; many in a row are an error.
Result<std::optional<FrameView>> Camera::show(const Shot& shot) {
    auto picture = maker_.make(shot.raw);
    if (!picture) {
        if (refused_pictures_ == 0) services_.log(driver::LogLevel::warning, id_ + ": " + picture.error().message);
        if (++refused_pictures_ >= max_refused_pictures) return picture.error();
        if (auto given = stream_.give_back(); !given) return given.error();
        return std::optional<FrameView>();
    }
    refused_pictures_ = 0;
    sequence_ = std::max(sequence_ + 1, base_ + shot.count);
    return std::optional(FrameView{.width = shot.raw.width,
                                   .height = shot.raw.height,
                                   .format = picture->format,
                                   .stride_bytes = picture->stride_bytes,
                                   .pixels = picture->pixels,
                                   .sequence = sequence_,
                                   .exposed_at = shot.exposed_at,
                                   .is_damaged = shot.is_flagged || !picture->is_whole});
}

/// Of a node that poll() calls ready time and again where there is nothing to fetch.
Error Camera::why_not_ready() {
    v4l2_capability capability{};
    if (int failure = node_->control(VIDIOC_QUERYCAP, &capability); failure != 0)
        return node_error(id_, "does not answer", failure);
    return {ErrorCode::device_fault, id_ + ": its stream is in an error"};
}

}  // namespace limner::v4l2
