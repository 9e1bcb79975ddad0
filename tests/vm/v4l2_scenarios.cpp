#include "scenarios.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <linux/videodev2.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace limner::vm {
namespace {

using namespace std::chrono_literals;

constexpr auto patience = 20s;
/// vivid's buttons that let a fault happen.
constexpr std::uint32_t press_disconnect = 0x00f0f041, press_damage = 0x00f0f042, press_start_error = 0x00f0f045,
                        press_stream_error = 0x00f0f046;

const std::string first_camera = "v4l2/platform/@vivid-000-vid-cap", second_camera = "v4l2/platform/@vivid-001-vid-cap";

std::string node_of(const std::string& id) {
    const std::string name = id.substr(id.find('@') + 1);
    for (const auto& entry : std::filesystem::directory_iterator("/sys/class/video4linux")) {
        std::ifstream file(entry.path() / "name");
        std::string line;
        if (std::getline(file, line) && line == name) return "/dev/" + entry.path().filename().string();
    }
    return "";
}

bool press(const std::string& id, std::uint32_t button) {
    const int node = ::open(node_of(id).c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK);
    if (node < 0) return false;
    v4l2_control control{button, 1};
    const bool is_done = ::ioctl(node, VIDIOC_S_CTRL, &control) == 0;
    ::close(node);
    return is_done;
}

SlotConfig two_cameras(bool is_warm) {
    SlotConfig config{.name = "portrait camera", .candidates = {first_camera, second_camera}};
    config.failover.warm_spares = is_warm ? 1 : 0;
    config.failover.cool_down = 10ms;
    config.failover.fail_back = false;
    config.failover.max_losses = 1'000'000;
    config.width = 640;
    config.height = 360;
    return config;
}

/// One fault on the camera that serves: the next pictures have to come from the other one.
void switch_by(std::uint32_t button, const std::string& reason, Runtime& runtime, Slot& slot, Tally& tally) {
    const bool has_both =
        wait_until([&] { return is_ready(runtime, first_camera) && is_ready(runtime, second_camera); }, patience);
    if (!has_both) return tally.fail("a camera did not come back");
    auto before = slot.next_frame(Until::in(patience));
    if (!before) return tally.fail("no picture before the fault: " + before.error().message);
    while (slot.next_event(Until::in(0ms))) continue;
    if (!press(before->device_id, button)) return tally.fail("the fault cannot be injected");
    auto after = slot.next_frame(Until::in(patience));
    while (after && after->device_id == before->device_id && after->exposed_at - before->exposed_at < patience)
        after = slot.next_frame(Until::in(patience));
    if (!after) return tally.fail("no picture after the fault: " + after.error().message);
    for (auto event = slot.next_event(Until::in(1s)); event; event = slot.next_event(Until::in(1s))) {
        if (event->kind != SlotEvent::Kind::switched || !event->change) continue;
        const SwitchRecord& change = *event->change;
        if (change.from != before->device_id || change.to != after->device_id || change.reason != reason)
            return tally.fail("switched from " + change.from + " to " + change.to + " because of " + change.reason);
        tally.outages_ms.push_back(change.outage_ms);
        return tally.pass();
    }
    tally.fail("nobody was told of a switch");
}

Tally switch_often(std::uint32_t button, const std::string& reason, int runs, bool is_warm) {
    Tally tally;
    auto runtime = open_runtime("v4l2");
    if (!runtime) return tally.fail(runtime.error().message), tally;
    auto slot = Slot::open(*runtime, two_cameras(is_warm));
    if (!slot) return tally.fail(slot.error().message), tally;
    while (tally.runs < runs) switch_by(button, reason, *runtime, *slot, tally);
    return tally;
}

Result<Image> picture_in(Camera& camera, const std::string& format) {
    StartSettings settings{.width = 320, .height = 180, .options = {{"pixel_format", format}}};
    if (auto started = camera.start(settings, Until::in(patience)); !started) return started.error();
    auto frame = camera.grab(Until::in(patience));
    if (!frame) return frame.error();
    return to_displayable(frame->image);
}

int sample(const Image& image, int x, int y, int channel) {
    const int channels = bytes_per_pixel(image.format());
    const auto at = static_cast<std::size_t>((y * image.width() + x) * channels + (channels == 3 ? channel : 0));
    return std::to_integer<int>(image.bytes()[at]);
}

/// The luma that vivid gives a gray picture: BT.709's, of full range.
int luma_of(const Image& rgb, int x, int y) {
    return static_cast<int>(
        std::lround(0.2126 * sample(rgb, x, y, 0) + 0.7152 * sample(rgb, x, y, 1) + 0.0722 * sample(rgb, x, y, 2)));
}

/// The largest difference in the middle of each of the pattern's eight bars, of red, green and blue, or of luma.
int largest_difference(const Image& image, const Image& expected) {
    int largest = 0;
    const bool is_gray = image.format() == PixelFormat::gray8;
    for (int bar = 0; bar < 8; ++bar)
        for (int channel = 0; channel < 3; ++channel) {
            const int x = (2 * bar + 1) * image.width() / 16, y = image.height() / 2;
            const int wanted = is_gray ? luma_of(expected, x, y) : sample(expected, x, y, channel);
            largest = std::max(largest, std::abs(sample(image, x, y, channel) - wanted));
        }
    return largest;
}

}  // namespace

/// Every format that the driver reads against the pattern as plain RGB; the pattern has no text in it then.
Tally pixel_formats(int) {
    Tally tally;
    auto runtime = open_runtime("v4l2");
    if (!runtime) return tally.fail(runtime.error().message), tally;
    (void)wait_until([&] { return is_ready(*runtime, first_camera); }, patience);
    auto camera = Camera::open(runtime->devices(), first_camera, Until::in(patience));
    if (!camera) return tally.fail(camera.error().message), tally;
    if (auto set = camera->set_option("osd_text_mode", std::string("None"), Until::in(patience)); !set)
        return tally.fail(set.error().message), tally;
    auto options = camera->options(Until::in(patience));
    auto expected = picture_in(*camera, "RGB3");
    if (!options || !expected) return tally.fail("no pattern to compare with"), tally;
    const auto formats = std::ranges::find(*options, "pixel_format", &Option::name);
    for (const std::string& format : formats->choices) {
        if (format == "auto") continue;
        auto picture = picture_in(*camera, format);
        if (!picture) {
            tally.fail(format + ": " + picture.error().message);
            continue;
        }
        // Five bits of a colour leave a step of 8; interpolation of a Bayer pattern and rounding of chroma less.
        const int difference = largest_difference(*picture, *expected);
        if (difference > 8)
            tally.fail(fmt::format("{}: a bar differs by {}", format, difference));
        else
            tally.pass();
    }
    // Without the text, which counts the frames, the pattern stands still.
    (void)camera->set_option("osd_text_mode", std::string("All"), Until::in(patience));
    return tally;
}

Tally disconnect(int runs, bool is_warm) { return switch_often(press_disconnect, "device_lost", runs, is_warm); }
Tally stream_error(int runs, bool is_warm) { return switch_often(press_stream_error, "device_fault", runs, is_warm); }

/// A picture that the kernel flags is passed over: the camera stays, and its next picture serves.
Tally damaged_buffer(int runs) {
    Tally tally;
    auto runtime = open_runtime("v4l2");
    if (!runtime) return tally.fail(runtime.error().message), tally;
    auto slot = Slot::open(*runtime, two_cameras(false));
    if (!slot) return tally.fail(slot.error().message), tally;
    while (tally.runs < runs) {
        auto before = slot->next_frame(Until::in(patience));
        if (!before || !press(before->device_id, press_damage)) {
            tally.fail("no picture before the fault");
            continue;
        }
        auto last = before, after = slot->next_frame(Until::in(patience));
        double gap_ms = 0;
        for (int i = 0; i < 5 && after; ++i, last = after, after = slot->next_frame(Until::in(patience)))
            gap_ms = std::max(gap_ms,
                              std::chrono::duration<double, std::milli>(after->exposed_at - last->exposed_at).count());
        if (!after || after->device_id != before->device_id) {
            std::string why = "the camera was left for one bad picture";
            for (auto event = slot->next_event(Until::in(0ms)); event; event = slot->next_event(Until::in(0ms)))
                if (event->change) why += ": " + event->change->reason;
            tally.fail(after ? why : after.error().message);
            continue;
        }
        tally.outages_ms.push_back(gap_ms);
        tally.pass();
    }
    return tally;
}

/// A camera that refuses to start leaves the slot to the other one.
Tally start_refused(int runs) {
    Tally tally;
    auto runtime = open_runtime("v4l2");
    if (!runtime) return tally.fail(runtime.error().message), tally;
    while (tally.runs < runs) {
        (void)wait_until([&] { return is_ready(*runtime, first_camera) && is_ready(*runtime, second_camera); },
                         patience);
        if (!press(first_camera, press_start_error)) {
            tally.fail("the fault cannot be injected");
            continue;
        }
        auto slot = Slot::open(*runtime, two_cameras(false));
        auto frame = slot ? slot->next_frame(Until::in(patience)) : Result<Frame>(slot.error());
        if (!frame)
            tally.fail(frame.error().message);
        else if (frame->device_id != second_camera)
            tally.fail("served by " + frame->device_id);
        else
            tally.pass();
    }
    return tally;
}

int switch_plug(const std::string& action, const std::string& id) {
    const std::string holder = "/tmp/plug.pid";
    if (action == "plug") {
        pid_t held = 0;
        std::ifstream(holder) >> held;
        return held > 1 && ::kill(held, SIGTERM) == 0 ? 0 : 1;
    }
    const int node = ::open(node_of(id).c_str(), O_RDWR | O_NONBLOCK);
    v4l2_control control{press_disconnect, 1};
    if (node < 0 || ::ioctl(node, VIDIOC_S_CTRL, &control) != 0) return 1;
    const pid_t held = ::fork();
    if (held == 0) {
        for (;;) ::pause();
    }
    std::ofstream(holder) << held;
    return held > 0 ? 0 : 1;
}

Tally camera_conforms(int) {
    Tally tally;
    const std::string command = "limner conform /p/drivers/limner_v4l2.so --device " + first_camera +
                                " --on-unplug '/p/bin/limner_vm_scenarios --plug'";
    const int status = std::system(command.c_str());
    if (status == 0)
        tally.pass();
    else
        tally.fail(fmt::format("limner conform ended with {}", WEXITSTATUS(status)));
    return tally;
}

}  // namespace limner::vm
