#include "conform/probe_run.h"

#include "conform/unplug_command.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>

namespace limner::conform {
namespace {

using namespace std::chrono_literals;

constexpr const char* program_name = "limner-conform-probe";
/// What a probe may take beside the driver's calls: it idles for 2 s at most.
constexpr auto silence_limit = 60s;
constexpr auto whole_limit = 15min;
/// For the scheduler, between a call's end and the word of it.
constexpr auto call_slack = 2s;

std::filesystem::path find_program() {
    if (const char* named = std::getenv("LIMNER_CONFORM_PROBE"); named && *named) return named;
    std::error_code failure;
    auto folder = std::filesystem::canonical("/proc/self/exe", failure).parent_path();
    for (const auto& place : {folder / program_name, folder / LIMNER_CONFORM_PROBE_FOLDER / program_name})
        if (::access(place.c_str(), X_OK) == 0) return place;
    return {};
}

/// What the driver does now, as far as its probe told.
class Progress {
public:
    explicit Progress(const std::set<std::string>& hung) : hung_(hung) {}

    void begin(const CallBegan& call) {
        call_ = call.name;
        deadline_ = Clock::now() + (hung_.contains(call_) ? 0ms : call.limit) + call_slack;
        is_in_call_ = true;
    }
    void end() {
        is_in_call_ = false;
        deadline_ = Clock::now() + silence_limit;
    }
    Clock::time_point deadline() const { return std::min(deadline_, last_); }
    /// The call that the driver is in; empty between calls.
    std::string call() const { return is_in_call_ ? call_ : ""; }
    std::string place() const {
        if (is_in_call_) return "in " + call_;
        return call_.empty() ? "before its first call" : "after " + call_;
    }

private:
    const std::set<std::string>& hung_;
    std::string call_{};
    bool is_in_call_ = false;
    Clock::time_point last_ = Clock::now() + whole_limit;
    Clock::time_point deadline_ = Clock::now() + silence_limit;
};

/// "SIGSEGV in grab()" of "was ended by SIGSEGV".
std::string breach_of(const std::string& ending, const std::string& place) {
    constexpr std::string_view by_signal = "was ended by ";
    bool is_signal = ending.starts_with(by_signal);
    return (is_signal ? ending.substr(by_signal.size()) : "the process " + ending) + " " + place;
}

std::string ending_of(DriverProcess& process, bool has_ended, const std::string& place) {
    if (!has_ended) return "no return " + place;
    constexpr auto patience = 10s;
    auto ending = process.ending(patience);
    if (!ending) return "no end of the process " + place;
    return *ending == "ended with status 0" ? "" : breach_of(*ending, place);
}

}  // namespace

Result<ProbeRunner> ProbeRunner::make(const KitOptions& options) {
    auto program = find_program();
    if (program.empty())
        return Error{ErrorCode::invalid_setup, std::string(program_name) + " is not where this program is installed"};
    return ProbeRunner(options, std::make_shared<ProcessSpawner>(program));
}

std::string ProbeRunner::act(Action action, const std::string& device) const {
    bool is_plugging = action == Action::unplug || action == Action::plug;
    if (is_plugging && !options_.on_unplug.empty())
        return run_unplug_command(options_.on_unplug, action == Action::unplug ? "unplug" : "plug", device);
    if (!options_.person) return "nobody is there to act: --interactive asks a person";
    return options_.person(action, device) ? "" : "nobody answered";
}

Result<ProbeResult> ProbeRunner::run(const Request& request) {
    auto process = spawner_->start(request.group, Until::in(10s, options_.stop));
    if (!process) return process.error();
    Link link{Descriptor(::fcntl((*process)->channel().descriptor(), F_DUPFD_CLOEXEC, 0))};
    if (!link.send(text_of(request))) return Error{ErrorCode::internal, "the probe takes no request"};
    ProbeResult result;
    Progress progress(hung_);
    while (!link.has_ended() && Clock::now() < progress.deadline()) {
        if (options_.stop.stop_requested()) return Error{ErrorCode::cancelled, "interrupted"};
        auto text = link.receive(std::min(progress.deadline(), Clock::now() + 100ms));
        if (!text) continue;
        auto message = message_from(*text);
        if (!message) {
            result.breach = "the driver wrote into the kit's own socket " + progress.place();
            return result;
        }
        if (const auto* began = std::get_if<CallBegan>(&*message)) progress.begin(*began);
        if (std::holds_alternative<CallEnded>(*message)) progress.end();
        if (const auto* found = std::get_if<Found>(&*message)) result.found.push_back(*found);
        if (const auto* listed = std::get_if<Listed>(&*message)) result.listed.push_back(*listed);
        if (const auto* introduced = std::get_if<Introduced>(&*message)) result.introduced = *introduced;
        if (const auto* asked = std::get_if<Asked>(&*message)) {
            std::string refusal = act(asked->action, request.device);
            (void)link.send((refusal.empty() ? "+" : "-") + refusal);
            progress.end();
        }
    }
    if (!link.has_ended()) hung_.insert(progress.call());
    result.breach = ending_of(**process, link.has_ended(), progress.place());
    return result;
}

}  // namespace limner::conform
