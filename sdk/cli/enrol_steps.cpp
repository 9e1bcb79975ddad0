#include "cli/enrol_steps.h"

#include "capture/event_json.h"
#include "cli/officer.h"
#include "cli/problem.h"
#include "cli/profile_option.h"
#include "cli/runtime_option.h"
#include "record/json_forms.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace limner::cli {
namespace {

using namespace std::chrono_literals;

constexpr auto longest_listing = 10s;
constexpr auto longest_read = 20s;  // of the MRZ: however late the page came, it is not lost over this

void tell(const Console& console, const SlotEvent& event) {
    console.object(json_of(event));
    std::string text =
        fmt::format("  {} {}: {}", console.paint(Console::Colour::yellow, "!"), event.slot, console.say(event.message));
    if (event.change)
        text += fmt::format("  {} -> {} ({}), outage {:.0f} ms = detection {:.0f} + open {:.0f} + first frame {:.0f}",
                            event.change->from, event.change->to, event.change->reason, event.change->outage_ms,
                            event.change->detection_ms, event.change->open_ms, event.change->first_frame_ms);
    else if (!event.device.empty())
        text += fmt::format("  [{}]", event.device);
    console.line(text);
}

const Finding* first_problem(const Report& report) {
    auto at = std::ranges::find_if(
        report, [](const Finding& finding) { return finding.is_mandatory && finding.verdict == FindingVerdict::fail; });
    return at == report.end() ? nullptr : &*at;
}

Profile::Kind kind_of(const std::string& step) {
    if (step == "page") return Profile::Kind::page;
    return step == "portrait" ? Profile::Kind::portrait : Profile::Kind::fingerprint;
}

/// The number of the attempt at the step that comes next.
int next_attempt(const Visit& visit, const std::string& step) {
    auto steps = visit.steps();
    auto before = std::ranges::find(steps, step, &RecordFolder::StepState::step);
    return before == steps.end() ? 1 : before->attempts + 1;
}

/// The report that a scan is judged by.
const Report& worst_report(const Scan& scan) {
    return std::ranges::max_element(
               scan.pages, {},
               [](const ScannedPage& page) { return std::pair(page.report().verdict(), -page.report().score()); })
        ->report();
}

bool feeds_sheets(const SlotConfig& slot) {
    auto source = slot.settings.find("source");
    return source != slot.settings.end() && limner::text_of(source->second) == "adf";
}

}  // namespace

Result<std::unique_ptr<CounterAtWork>> CounterAtWork::open(Session& session, const CounterConfig& config) {
    auto runtime = Runtime::open(runtime_options(session, config.runtime));
    if (!runtime) return runtime.error();
    std::unique_ptr<CounterAtWork> counter(new CounterAtWork(session, config.runtime, *std::move(runtime)));
    if (auto loaded = counter->load_profiles(config.steps); !loaded) return loaded.error();
    for (const SlotConfig& wanted : config.slots) {
        auto slot = Slot::open(counter->runtime_, wanted);
        if (!slot) return slot.error();
        slot->on_event([&session](const SlotEvent& event) { tell(session.console, event); });
        counter->slots_.emplace(wanted.name, *std::move(slot));
    }
    return counter;
}

Result<void> CounterAtWork::load_profiles(const std::vector<StepConfig>& steps) {
    for (const StepConfig& step : steps) {
        auto profile = profile_for(step.profile, kind_of(step.step));
        if (!profile) return profile.error();
        profiles_.insert_or_assign(step.step, *std::move(profile));
    }
    return {};
}

Result<Visit::Outcome> CounterAtWork::attempt(const StepConfig& step, Visit& visit) {
    const int number = next_attempt(visit, step.step);
    is_told_ = false;
    const std::jthread listening = listen_for_moves(step.slot);
    auto outcome = try_once(step, visit);
    if (outcome || is_told_) return outcome;
    outcome = missing_device(outcome.error());
    Json object = {{"event", "attempt"}, {"step", step.step}, {"attempt", number}};
    object.update(problem_of(outcome.error()));
    session_.console.object(object);
    session_.console.line(fmt::format("  {}: {}", step.step, session_.console.say(advice_for(outcome.error().code))));
    return outcome;
}

/// That no device is there may be a mistake in its driver's settings, which no further try mends.
Error CounterAtWork::missing_device(const Error& error) const {
    if (error.code != ErrorCode::device_missing) return error;
    return mistake_in_settings(runtime_, options_).value_or(error);
}

std::jthread CounterAtWork::listen_for_moves(const std::string& slot) {
    Slot& wanted = slots_.at(slot);
    if (!wanted.config().failover.confirm_moves) return {};
    return std::jthread([&wanted](const std::stop_token& stop) {
        while (read_line(stop)) wanted.confirm();
    });
}

Result<Visit::Outcome> CounterAtWork::try_once(const StepConfig& step, Visit& visit) {
    if (step.step == "page") return attempt_page(step, visit);
    if (step.step == "portrait") return attempt_portrait(step, visit);
    if (auto slap = slap_from(step.step)) return attempt_slap(step, *slap, visit);
    auto finger = finger_from(step.step);
    if (!finger) return Error{ErrorCode::invalid_argument, "unknown step '" + step.step + "'"};
    return attempt_fingerprint(step, *finger, visit);
}

/// Live guidance: a line whenever what to mend first has changed, at most every half second.
CaptureObserver CounterAtWork::observer(const std::string& step) {
    struct Told {
        std::string text{};
        Clock::time_point at{};
    };
    auto say = [this, step, told = std::make_shared<Told>()](const std::string& text) {
        if (told->text == text || Clock::now() - told->at < 500ms) return;
        *told = {text, Clock::now()};
        session_.console.line(fmt::format("  {} {}", session_.console.paint(Console::Colour::dim, step + ":"), text));
    };
    CaptureObserver made;
    made.on_frame = [this, say](const Frame& frame, const Report& report) {
        const Finding* problem = first_problem(report);
        say(problem ? problem->advice(session_.console.language())
                    : fmt::format("{} ({})", name_of(report.verdict()), frame.device_id));
    };
    made.on_waiting = [this, say](Hint hint) {
        if (hint == Hint::place_finger) say(session_.console.say(text_of(Action::place_finger)));
        if (hint == Hint::lift_finger) say(session_.console.say(text_of(Action::lift_finger)));
        if (hint == Hint::insert_document) say(session_.console.say(text_of(Action::insert_document)));
    };
    made.on_progress = [say](std::optional<double> done) {
        if (done) say(fmt::format("{:.0f} %", *done * 100));
    };
    return made;
}

void CounterAtWork::note(const Visit& visit, const std::string& step, const Report& report,
                         const std::vector<SwitchRecord>& switches, const Json& more) {
    std::ranges::copy(switches, std::back_inserter(summary_.switches));
    is_told_ = true;
    Json object = {{"event", "attempt"}, {"step", step}, {"attempt", next_attempt(visit, step)}};
    object.update(json_of(report));
    object.update(more);
    session_.console.object(object);
    session_.console.line(
        fmt::format("  {}: {}", step, session_.console.paint(colour_of(report.verdict()), name_of(report.verdict()))));
    for (const Finding& finding : report)
        if (finding.is_mandatory && finding.verdict != FindingVerdict::pass)
            session_.console.line(
                fmt::format("    {}: {}", finding.requirement, finding.advice(session_.console.language())));
}

Result<Visit::Outcome> CounterAtWork::attempt_portrait(const StepConfig& step, Visit& visit) {
    if (!portraits_) {
        auto loaded = PortraitChecker::load();
        if (!loaded) return loaded.error();
        portraits_ = *std::move(loaded);
    }
    PortraitOptions options{
        .profile = &profiles_.at(step.step), .subject = visit.subject(), .auto_capture = step.auto_capture};
    options.observer.on_guidance = [this, &step](const Guidance& guidance) {
        Json object = {{"event", "guidance"}, {"step", step.step}};
        object.update(json_of(guidance));
        session_.console.object(object);
        session_.console.line(fmt::format("  {} {}", session_.console.paint(Console::Colour::dim, step.step + ":"),
                                          session_.console.say(limner::text_of(guidance))));
    };
    auto portrait =
        capture_portrait(slots_.at(step.slot), *portraits_, options, Until::in(step.timeout, session_.stop));
    if (!portrait) return portrait.error();
    note(visit, step.step, portrait->report, portrait->switches);
    summary_.portrait = portrait->report;
    return visit.add_portrait(*portrait, portraits_->models(), step.step);
}

Result<std::optional<MrzReading>> CounterAtWork::read_mrz(const Scan& scan, std::vector<std::string>& models) {
    const Until until = Until::in(longest_read, session_.stop);
    if (!mrz_) {
        auto loaded = MrzReader::load();
        if (!loaded) return loaded.error();
        mrz_ = *std::move(loaded);
    }
    models.push_back(mrz_->recogniser());
    std::optional<MrzReading> best;
    for (const ScannedPage& page : scan.pages) {
        auto reading = mrz_->read(page.page.image, today_utc(), until);
        if (!reading) return reading.error();
        if (reading->mrz && (!best || reading->confidence_0_1 > best->confidence_0_1)) best = *std::move(reading);
    }
    return best;
}

Result<Visit::Outcome> CounterAtWork::attempt_page(const StepConfig& step, Visit& visit) {
    const Until until = Until::in(step.timeout, session_.stop);
    Slot& slot = slots_.at(step.slot);
    ScanOptions options{.profile = &profiles_.at(step.step),
                        .max_pages = feeds_sheets(slot.config()) ? 0 : 1,
                        .observer = observer(step.step)};
    auto scan = scan_document(slot, options, until);
    if (!scan) return scan.error();
    std::vector<std::string> models;
    auto reading = read_mrz(*scan, models);
    if (!reading) return reading.error();
    Json more = Json::object();
    if (*reading) more["mrz"] = json_of(**reading);
    if (scan->interrupted_by) more["interrupted_by"] = json_of(*scan->interrupted_by);
    if (scan->interrupted_by) session_.console.failure(*scan->interrupted_by);
    note(visit, step.step, worst_report(*scan), scan->switches, more);
    if (*reading) summary_.mrz = (*reading)->mrz;
    return visit.add_page(*scan, *reading, models, step.step);
}

Result<void> CounterAtWork::expect_device(const std::string& slot) {
    const SlotConfig& wanted = slots_.at(slot).config();
    auto devices = runtime_.devices().wait_for_devices(Until::in(longest_listing, session_.stop));
    bool is_there = std::ranges::any_of(devices, [&](const DeviceInfo& device) {
        auto is_it = [&](const std::string& pattern) { return matches(pattern, device.id); };
        return device.device_class == wanted.device_class && std::ranges::any_of(wanted.candidates, is_it);
    });
    if (is_there) return {};
    if (session_.stop.stop_requested()) return Error{ErrorCode::cancelled, "interrupted"};
    return missing_device(
        {ErrorCode::device_missing, fmt::format("no {} matches {}; connected: {}", name_of(wanted.device_class),
                                                fmt::join(wanted.candidates, ", "), connected(devices))});
}

}  // namespace limner::cli
