#pragma once

#include <limner/capture/capture.h>
#include <limner/capture/counter_config.h>
#include <limner/capture/visit.h>
#include <limner/check/ten_print.h>

#include "cli/command.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace limner::cli {

/// What the end of a visit tells the officer, collected as the steps are accepted.
struct VisitSummary {
    std::optional<Report> portrait{};
    std::optional<Mrz> mrz{};
    std::vector<std::pair<std::string, std::optional<int>>> fingers{};  ///< Step and quality.
    std::vector<SwitchRecord> switches{};
};

/// A counter at work: its runtime, its slots with their events on the console, and the models, loaded when first
/// needed.
class CounterAtWork {
public:
    /// A profile that cannot be used is found here, not when its step comes. A scanner's pages are taken until the
    /// feeder is empty where its slot sets `source` to `adf`.
    static Result<std::unique_ptr<CounterAtWork>> open(Session& session, const CounterConfig& config);

    /// One attempt at a step, written into the visit and told on the console, a failed one too. Where a slot waits
    /// until something was moved, each line of standard input says that it was.
    Result<Visit::Outcome> attempt(const StepConfig& step, Visit& visit);

    /// Gives the devices back; every event has been told when it returns.
    void close() { slots_.clear(); }

    /// Fails at once, as device_missing, where every driver has listed its devices and none is of the slot.
    Result<void> expect_device(const std::string& slot);

    const VisitSummary& summary() const noexcept { return summary_; }

private:
    CounterAtWork(Session& session, const Runtime::Options& options, Runtime runtime)
        : session_(session), options_(options), runtime_(std::move(runtime)) {}

    std::jthread listen_for_moves(const std::string& slot);
    Result<void> load_profiles(const std::vector<StepConfig>& steps);
    Error missing_device(const Error& error) const;
    Result<Visit::Outcome> try_once(const StepConfig& step, Visit& visit);
    Result<Visit::Outcome> attempt_page(const StepConfig& step, Visit& visit);
    Result<Visit::Outcome> attempt_portrait(const StepConfig& step, Visit& visit);
    Result<Visit::Outcome> attempt_fingerprint(const StepConfig& step, Finger finger, Visit& visit);
    Result<Visit::Outcome> attempt_slap(const StepConfig& step, Slap slap, Visit& visit);
    Result<void> know_prints(const Visit& visit);
    void note_quality(const std::string& finger, const std::optional<int>& score);
    Result<std::optional<MrzReading>> read_mrz(const Scan& scan, std::vector<std::string>& models);
    CaptureObserver observer(const std::string& step);
    void note(const Visit& visit, const std::string& step, const Report& report,
              const std::vector<SwitchRecord>& switches, const Json& more = Json::object());

    Session& session_;
    Runtime::Options options_;  ///< Of the counter.
    Runtime runtime_;
    std::map<std::string, Slot> slots_{};
    std::map<std::string, Profile> profiles_{};  ///< By step.
    std::optional<PortraitChecker> portraits_{};
    std::optional<MrzReader> mrz_{};
    std::optional<TenPrint> prints_{};  ///< With those that were accepted before the visit was resumed.
    VisitSummary summary_{};
    bool is_told_ = false;  ///< The attempt at work, with what came of it.
};

}  // namespace limner::cli
