#include "health/journal_writer.h"

#include <utility>

namespace limner {
namespace {

using namespace std::chrono_literals;

constexpr auto write_every = 2s;
constexpr int last_tries = 2;              // of a file's patience each
constexpr std::size_t most_devices = 500;  // of a driver that lists ever new ones
constexpr std::size_t most_events = 1'000;

std::chrono::sys_days today() { return std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()); }

}  // namespace

JournalWriter::JournalWriter(std::filesystem::path file, std::function<void(const std::string&)> tell)
    : path_(std::move(file)), tell_(std::move(tell)), thread_([this](const std::stop_token& stop) { run(stop); }) {}

JournalWriter::~JournalWriter() {
    thread_.request_stop();
    changed_.notify_all();
    thread_.join();
}

bool JournalWriter::has_room_for(const std::string& device) const {
    return notes_.devices.size() < most_devices || notes_.devices.contains(device);
}

void JournalWriter::note_device(const DeviceInfo& device) {
    auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    std::lock_guard lock(mutex_);
    if (!has_room_for(device.id)) return;
    notes_.devices[device.id] = {.id = device.id,
                                 .device_class = device.device_class,
                                 .name = device.name,
                                 .driver = device.driver,
                                 .first_seen_at = now,
                                 .last_seen_at = now};
}

void JournalWriter::tally(const std::string& device, std::string name) {
    if (notes_.counts.size() < 10 * most_devices) ++notes_.counts[{device, today(), std::move(name)}];
}

void JournalWriter::count(const std::string& device, std::string_view name) {
    std::lock_guard lock(mutex_);
    tally(device, std::string(name));
}

void JournalWriter::measure(const std::string& device, std::string_view name, double value) {
    std::lock_guard lock(mutex_);
    if (notes_.distributions.size() < 10 * most_devices)
        notes_.distributions[{device, today(), std::string(name)}].add(value);
}

void JournalWriter::add_event(JournalEvent event) {
    event.at = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    if (notes_.events.size() < most_events) notes_.events.push_back(std::move(event));
}

void JournalWriter::note_error(const std::string& device, std::string_view code) {
    std::lock_guard lock(mutex_);
    tally(device, "error." + std::string(code));
    add_event({.kind = "error", .device = device, .reason = std::string(code)});
}

void JournalWriter::note_loss(const std::string& device) {
    std::lock_guard lock(mutex_);
    tally(device, "losses");
    add_event({.kind = "lost", .device = device});
}

void JournalWriter::note_switch(const std::string& from, const std::string& to, std::string_view reason,
                                double outage_ms) {
    std::lock_guard lock(mutex_);
    tally(from, "switched_from");
    tally(to, "switched_to");
    add_event({.kind = "switched", .device = to, .from = from, .reason = std::string(reason), .outage_ms = outage_ms});
}

void JournalWriter::run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, stop, write_every, [] { return false; });
        lock.unlock();
        if (!stop.stop_requested()) flush();
    }
    for (int i = 0; i < last_tries && !flush(); ++i) {
    }
}

bool JournalWriter::flush() {
    JournalNotes notes;
    {
        std::lock_guard lock(mutex_);
        notes = std::exchange(notes_, {});
    }
    if (notes.is_empty()) return true;
    auto written = write(notes);
    if (written) {
        has_told_ = false;
        return true;
    }
    keep(std::move(notes));
    if (written.error().code != ErrorCode::timed_out && !std::exchange(has_told_, true) && tell_)
        tell_(written.error().message + "; what devices do is not written down");
    return false;
}

Result<void> JournalWriter::write(const JournalNotes& notes) {
    if (!file_) {
        auto opened = JournalFile::open(path_, JournalFile::Use::write);
        if (!opened) return opened.error();
        file_.emplace(*std::move(opened));
    }
    auto written = file_->add(notes, today());
    if (!written && written.error().code != ErrorCode::timed_out) file_.reset();
    return written;
}

/// What could not be written goes back under what was noted since.
void JournalWriter::keep(JournalNotes unwritten) {
    std::lock_guard lock(mutex_);
    for (auto& [id, device] : unwritten.devices) {
        auto [at, is_new] = notes_.devices.try_emplace(id, device);
        at->second.first_seen_at = device.first_seen_at;
    }
    for (const auto& [key, n] : unwritten.counts) notes_.counts[key] += n;
    for (const auto& [key, values] : unwritten.distributions) notes_.distributions[key].add(values);
    for (JournalEvent& event : notes_.events) {
        if (unwritten.events.size() < most_events) unwritten.events.push_back(std::move(event));
    }
    notes_.events = std::move(unwritten.events);
}

}  // namespace limner
