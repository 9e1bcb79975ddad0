#include "tester.h"

#include <fmt/core.h>

#include <algorithm>
#include <fstream>

namespace device_tester {
namespace {

using namespace std::chrono_literals;
using limner::Clock;

constexpr auto rate_window = 2s;
constexpr std::size_t kept_latencies = 1000;

double ms(Clock::duration span) { return std::chrono::duration<double, std::milli>(span).count(); }

limner::Result<void> save_png(const limner::Frame& frame, const std::filesystem::path& file) {
    auto shown = limner::to_displayable(frame.image);
    if (!shown) return shown.error();
    auto png = limner::encode_png(*shown, frame.ppi);
    if (!png) return png.error();
    std::ofstream out(file, std::ios::binary);
    out.write(reinterpret_cast<const char*>(png->data()), static_cast<std::streamsize>(png->size()));
    if (!out.flush()) return limner::Error{limner::ErrorCode::storage_failed, file.string() + " cannot be written"};
    return {};
}

}  // namespace

limner::Result<std::unique_ptr<Tester>> Tester::open(limner::Runtime& runtime, limner::SlotConfig config) {
    auto slot = limner::Slot::open(runtime, std::move(config));
    if (!slot) return slot.error();
    std::unique_ptr<Tester> tester(new Tester(runtime, *std::move(slot)));
    tester->watch();
    return tester;
}

void Tester::watch() {
    slot_.on_event([this](const limner::SlotEvent& event) {
        std::lock_guard lock(mutex_);
        if (event.change) report_.switches.push_back(*event.change);
    });
    preview_ = slot_.preview([this](const limner::Frame& frame) { count(frame); });
}

void Tester::count(const limner::Frame& frame) {
    const auto now = Clock::now();
    std::lock_guard lock(mutex_);
    Stream& stream = report_.stream;
    const bool is_next = device_ == frame.device_id && frame.sequence > last_sequence_;
    if (is_next) stream.dropped += frame.sequence - last_sequence_ - 1;
    device_ = frame.device_id;
    last_sequence_ = frame.sequence;
    ++stream.frames;
    if (stream.latencies_ms.size() == kept_latencies) stream.latencies_ms.erase(stream.latencies_ms.begin());
    stream.latencies_ms.push_back(ms(now - frame.exposed_at));
    arrivals_.push_back(now);
    newest_ = frame.image;
}

std::optional<limner::Image> Tester::new_picture() {
    std::lock_guard lock(mutex_);
    return std::exchange(newest_, std::nullopt);
}

void Tester::capture(const std::filesystem::path& folder, const limner::Until& until) {
    const auto began = Clock::now();
    auto frame = slot_.next_frame(until);
    Capture capture;
    if (frame) {
        const auto number = [&] {
            std::lock_guard lock(mutex_);
            return report_.captures.size() + 1;
        }();
        const auto file = folder / fmt::format("capture-{}.png", number);
        capture = {frame->device_id, file.string(), frame->image.width(), frame->image.height(),
                   ms(Clock::now() - began)};
        if (auto saved = save_png(*frame, file); !saved) capture.error = saved.error().message;
    } else {
        capture.error = frame.error().message;
    }
    std::lock_guard lock(mutex_);
    report_.captures.push_back(std::move(capture));
}

limner::Result<void> Tester::lose(const limner::Until& until) { return slot_.switch_now(until); }

Report Tester::report() {
    std::lock_guard lock(mutex_);
    const auto now = Clock::now();
    std::erase_if(arrivals_, [&](Clock::time_point at) { return at < now - rate_window; });
    report_.stream.frames_per_second =
        static_cast<double>(arrivals_.size()) / std::chrono::duration<double>(rate_window).count();
    report_.devices = runtime_.devices().devices();
    return report_;
}

}  // namespace device_tester
