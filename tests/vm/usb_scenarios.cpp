#include "scenarios.h"
#include "support/own_resources.h"
#include "usb_reader.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <thread>

namespace limner::vm {
namespace {

using namespace std::chrono_literals;

constexpr auto patience = 20s;

/// The two readers of the machine, made once.
struct Readers {
    std::unique_ptr<UsbReader> first{}, second{};
    std::string problem{};
};

Readers& readers() {
    static Readers both = [] {
        Readers made;
        auto first = UsbReader::make(0, "FIRST"), second = UsbReader::make(1, "SECOND");
        if (!first || !second) {
            made.problem = first ? second.error().message : first.error().message;
            return made;
        }
        made.first = *std::move(first);
        made.second = *std::move(second);
        return made;
    }();
    return both;
}

/// Ridges 9 px apart, as the sensor sees them: light where the skin touches.
ReaderModel::Bytes print_of(int slope) {
    ReaderModel::Bytes lines(std::size_t{uru4000::image_width} * uru4000::image_height);
    for (int y = 0; y < uru4000::image_height; ++y)
        for (int x = 0; x < uru4000::image_width; ++x)
            lines[static_cast<std::size_t>(y * uru4000::image_width + x)] =
                static_cast<std::byte>(40 + 20 * ((x + y * slope / 4) % 9));
    return lines;
}

/// How that print has to look: turned, dark ridges; the line that is left out is its successor's copy, and the last
/// point of each scrambled block is not sent.
bool shows(const Image& image, ReaderModel::Bytes print) {
    constexpr auto width = std::size_t{uru4000::image_width};
    std::copy_n(print.begin() + 101 * width, width, print.begin() + 100 * width);
    print[100 * width - 1] = print.back() = std::byte{0};
    for (std::byte& one : print) one = ~one;
    std::ranges::reverse(print);
    return std::ranges::equal(image.bytes(), print);
}

/// Grabs until an image comes.
Result<Frame> next_image(FingerprintReader& reader) {
    const auto until = Until::in(patience);
    for (;;) {
        auto news = reader.grab(until);
        if (!news) return news.error();
        if (auto* frame = std::get_if<Frame>(&*news)) return std::move(*frame);
        if (until.has_passed()) return Error{ErrorCode::timed_out, "no image came"};
    }
}

/// Opens a reader, captures a print from it and compares every pixel; the time is from the command to capture.
void capture_once(const Runtime& runtime, UsbReader& usb, int slope, Tally& tally) {
    auto reader = FingerprintReader::open(runtime.devices(), usb.id(), Until::in(patience));
    if (!reader) return tally.fail("open: " + reader.error().message);
    if (auto started = reader->start({}, Until::in(patience)); !started)
        return tally.fail("start: " + started.error().message);
    usb.model().place(print_of(slope));
    auto frame = next_image(*reader);
    const auto now = Clock::now();
    usb.model().lift();
    if (!frame) return tally.fail("grab: " + frame.error().message);
    if (!shows(frame->image, print_of(slope))) return tally.fail("the image differs from the print");
    tally.outages_ms.push_back(std::chrono::duration<double, std::milli>(now - frame->exposed_at).count());
    tally.pass();
}

bool plug_both(const Runtime& runtime) {
    Readers& both = readers();
    (void)both.first->unplug();
    (void)both.second->unplug();
    return both.first->plug_in() && both.second->plug_in() &&
           wait_until([&] { return is_ready(runtime, both.first->id()) && is_ready(runtime, both.second->id()); },
                      patience);
}

/// The reader that serves loses its plug while the kernel waits for its image; the other one has to give it.
void unplug_while_reading(Slot& slot, Runtime& runtime, Tally& tally) {
    Readers& both = readers();
    const bool has_both = wait_until(
        [&] { return is_ready(runtime, both.first->id()) && is_ready(runtime, both.second->id()); }, patience);
    if (!has_both) return tally.fail("a reader did not come back");
    while (slot.next_event(Until::in(0ms))) continue;
    auto serving = slot.device();
    UsbReader* victim = serving && serving->id == both.second->id() ? both.second.get() : both.first.get();
    UsbReader* spare = victim == both.first.get() ? both.second.get() : both.first.get();
    victim->model().hold_images(true);
    std::jthread person([&] {
        victim->model().place(print_of(1));
        (void)wait_until([&] { return victim->model().is_holding(); }, patience);
        (void)victim->unplug();
        spare->model().place(print_of(2));
    });
    auto frame = slot.next_frame(Until::in(patience));
    person.join();
    victim->model().hold_images(false);
    victim->model().lift();
    spare->model().lift();
    (void)victim->plug_in();
    if (!frame) return tally.fail(frame.error().message);
    if (frame->device_id != spare->id() || !shows(frame->image, print_of(2)))
        return tally.fail("the image is of " + frame->device_id + ", or another than the print");
    count_switch(slot, tally);
}

std::size_t own_kib() {
    std::ifstream file("/proc/self/status");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("VmRSS:")) return static_cast<std::size_t>(std::atoll(line.c_str() + 6));
    return 0;
}

/// Ids that the hub lists, lost ones included: a ghost would be one more.
std::vector<std::string> listed(const Runtime& runtime) {
    std::vector<std::string> ids;
    for (const DeviceInfo& device : runtime.devices().devices()) ids.push_back(device.id);
    return ids;
}

/// Every tenth time it is captured from, as soon as it is listed.
void replug_once(const Runtime& runtime, UsbReader& reader, std::vector<double>& first_images_ms, Tally& tally) {
    const bool is_captured_from = tally.runs % 10 == 0;
    const auto unplugged_at = Clock::now();
    (void)reader.unplug();
    if (!wait_until([&] { return !is_ready(runtime, reader.id()); }, patience))
        return tally.fail("still listed after it was unplugged");
    const auto plugged_at = Clock::now();
    (void)reader.plug_in();
    if (!wait_until([&] { return is_ready(runtime, reader.id()); }, patience))
        return tally.fail("not listed after it was plugged in");
    const auto listed_at = Clock::now();
    if (const auto ids = listed(runtime); ids.size() != 2)
        return tally.fail(fmt::format("listed are {}", fmt::join(ids, ", ")));
    tally.outages_ms.push_back(std::chrono::duration<double, std::milli>(listed_at - unplugged_at).count());
    if (!is_captured_from) return tally.pass();
    Tally capture;
    capture_once(runtime, reader, 1, capture);
    if (!capture.is_good()) return tally.fail(capture.remarks.front());
    tally.pass();
    first_images_ms.push_back(std::chrono::duration<double, std::milli>(Clock::now() - plugged_at).count());
}

}  // namespace

Tally finger_captured(int runs) {
    Tally tally;
    auto runtime = open_runtime("uru4000");
    if (!runtime) return tally.fail(runtime.error().message), tally;
    if (!readers().problem.empty()) return tally.fail(readers().problem), tally;
    if (!plug_both(*runtime)) return tally.fail("the readers are not listed"), tally;
    while (tally.runs < runs) capture_once(*runtime, *readers().first, 1 + tally.runs % 3, tally);
    return tally;
}

Tally unplugged_in_image(int runs, bool is_warm) {
    Tally tally;
    auto runtime = open_runtime("uru4000");
    if (!runtime) return tally.fail(runtime.error().message), tally;
    if (!readers().problem.empty()) return tally.fail(readers().problem), tally;
    if (!plug_both(*runtime)) return tally.fail("the readers are not listed"), tally;
    SlotConfig config = two_readers(readers().first->id(), readers().second->id(), is_warm);
    config.failover.fail_back = false;
    auto slot = Slot::open(*runtime, config);
    if (!slot) return tally.fail(slot.error().message), tally;
    while (tally.runs < runs) unplug_while_reading(*slot, *runtime, tally);
    return tally;
}

/// One reader comes and goes. No ghost beside it, nothing left behind.
Tally replugged(int runs) {
    Tally tally;
    auto runtime = open_runtime("uru4000");
    if (!runtime) return tally.fail(runtime.error().message), tally;
    if (!readers().problem.empty()) return tally.fail(readers().problem), tally;
    if (!plug_both(*runtime)) return tally.fail("the readers are not listed"), tally;
    UsbReader& reader = *readers().first;
    constexpr int settled = 10;
    test::OwnResources before{};
    std::size_t kib_before = 0;
    std::vector<double> first_images_ms;
    while (tally.runs < runs) {
        if (tally.runs == settled) {
            before = test::OwnResources::now();
            kib_before = own_kib();
        }
        replug_once(*runtime, reader, first_images_ms, tally);
    }
    tally.remarks.push_back("first image after a plug-in, ms: " + percentile(first_images_ms, 0.5) + " p50, " +
                            percentile(first_images_ms, 0.99) + " p99");
    if (runs <= settled) return tally;
    (void)wait_until([&] { return test::OwnResources::now() == before; }, 5s);
    const auto after = test::OwnResources::now();
    tally.remarks.push_back(fmt::format("{} to {} descriptors, {} to {} threads, {} to {} children, {} to {} KiB",
                                        before.descriptors, after.descriptors, before.threads, after.threads,
                                        before.children, after.children, kib_before, own_kib()));
    if (!(after == before)) tally.fail("something was left behind");
    return tally;
}

Tally reader_conforms(int) {
    Tally tally;
    auto runtime = open_runtime("uru4000");
    if (!runtime) return tally.fail(runtime.error().message), tally;
    if (!readers().problem.empty()) return tally.fail(readers().problem), tally;
    if (!plug_both(*runtime)) return tally.fail("the readers are not listed"), tally;
    UsbReader& reader = *readers().first;
    std::jthread person([&](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            reader.model().place(print_of(1));
            std::this_thread::sleep_for(150ms);
            reader.model().lift();
            std::this_thread::sleep_for(100ms);
        }
    });
    const std::string command =
        "limner conform /p/drivers/limner_uru4000.so --device " + reader.id() + " --on-unplug 'sh /p/usb_plug'";
    const int status = std::system(command.c_str());
    if (status == 0)
        tally.pass();
    else
        tally.fail(fmt::format("limner conform ended with {}", WEXITSTATUS(status)));
    return tally;
}

}  // namespace limner::vm
