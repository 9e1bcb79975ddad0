#pragma once

#include "device/health_sink.h"
#include "health/journal_file.h"

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace limner {

/// Sums up what is noted and adds it to the journal's file every two seconds, on a thread of its own. While the file
/// cannot be written (another process, a full disk) notes stay in memory, in sums that do not grow with time; their
/// loss and the reason are told once. What is noted in the last moments before a kill is lost, the file never.
class JournalWriter : public HealthSink {
public:
    /// `tell` is called on the thread of the journal.
    JournalWriter(std::filesystem::path file, std::function<void(const std::string&)> tell);
    ~JournalWriter() override;  ///< Writes what is left, for half a second at most.

    void note_device(const DeviceInfo& device) override;
    void count(const std::string& device, std::string_view name) override;
    void measure(const std::string& device, std::string_view name, double value) override;
    void note_error(const std::string& device, std::string_view code) override;
    void note_loss(const std::string& device) override;
    void note_switch(const std::string& from, const std::string& to, std::string_view reason,
                     double outage_ms) override;

private:
    void run(const std::stop_token& stop);
    bool flush();
    Result<void> write(const JournalNotes& notes);
    void keep(JournalNotes unwritten);
    void add_event(JournalEvent event);
    void tally(const std::string& device, std::string name);
    bool has_room_for(const std::string& device) const;

    const std::filesystem::path path_;
    const std::function<void(const std::string&)> tell_;
    std::optional<JournalFile> file_;  ///< Of the thread alone.
    bool has_told_ = false;            ///< Of the thread alone.
    std::mutex mutex_;
    std::condition_variable_any changed_;
    JournalNotes notes_;  ///< Guarded by mutex_.
    std::jthread thread_;
};

}  // namespace limner
