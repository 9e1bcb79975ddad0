#include "cli/compare_claims.h"
#include "cli/enrol_steps.h"
#include "cli/inputs.h"
#include "cli/mrz_text.h"
#include "cli/officer.h"
#include "cli/problem.h"
#include "cli/report_text.h"
#include "record/json_document.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <memory>

namespace limner::cli {
namespace {

struct Options {
    std::string config{};
    std::string out{};
    std::string subject{};
    std::string visit{};
    std::string application{};
    bool is_resuming = false;
    bool is_auto = false;
    bool is_not_auto = false;
    OfficerOptions officer{};
};

const Text is_missing{"Left out: missing, as the subject's file says.", "Dilewati: tidak ada, menurut berkas subjek."},
    is_bandaged{"Left out: bandaged, as the subject's file says.", "Dilewati: dibalut, menurut berkas subjek."};

/// Why none of a step's fingers can be laid down; nothing where one can, and for other steps. Where fingers differ,
/// bandaged: they may come another day.
std::optional<FingerState> hindrance_of(const std::string& step, const Subject& subject) {
    std::vector<Finger> fingers;
    if (const auto slap = slap_from(step)) fingers = fingers_of(*slap);
    if (const auto finger = finger_from(step)) fingers = {*finger};
    std::optional<FingerState> hindrance;
    for (const Finger finger : fingers) {
        const auto known = subject.fingers.find(finger);
        if (known == subject.fingers.end() || known->second == FingerState::worn) return std::nullopt;
        if (hindrance != FingerState::bandaged) hindrance = known->second;
    }
    return hindrance;
}

ReportVerdict worse(ReportVerdict a, ReportVerdict b) { return std::max(a, b); }

/// The whole visit, step by step. Owns nothing that a kill could lose: what is accepted is on the disk.
class Enrolment {
public:
    Enrolment(Session& session, const CounterConfig& config, Visit& visit, CounterAtWork& counter, Officer& officer,
              std::vector<PersonClaim> application)
        : session_(session),
          config_(config),
          visit_(visit),
          counter_(counter),
          officer_(officer),
          claims_(std::move(application)) {}

    ExitCode run() {
        for (const StepConfig& step : config_.steps) {
            if (visit_.is_accepted(step.step)) {
                told_before(step.step);
                continue;
            }
            if (is_left_out(step.step)) continue;
            session_.console.line(session_.console.paint(Console::Colour::bold, step.step));
            auto done = take(step);
            if (!done) return end_early(done.error());
            if (!*done) return end_early(std::nullopt);
        }
        return finish();
    }

private:
    /// True once the step is accepted, false where the officer stops.
    Result<bool> take(const StepConfig& step) {
        for (int failures = 0;;) {
            auto outcome = counter_.attempt(step, visit_);
            if (!outcome) {
                if (officer_.decide(step.step, outcome.error(), ++failures < config_.attempts_before_reason) ==
                    Decision::try_again)
                    continue;
                return outcome.error();
            }
            if (outcome->is_accepted) return told(step.step, std::nullopt);
            if (session_.stop.stop_requested()) return Error{ErrorCode::cancelled, "interrupted"};
            switch (officer_.decide(step.step, *outcome)) {
                case Decision::try_again: break;
                case Decision::stop: return false;
                case Decision::accept: {
                    AcceptedWithReason reason = officer_.reason();
                    auto accepted = visit_.accept_with_reason(step.step, reason);
                    if (!accepted) return accepted.error();
                    return told(step.step, reason);
                }
            }
        }
    }

    /// Nobody is asked for a finger that the applicant does not have or cannot lay down.
    bool is_left_out(const std::string& step) const {
        const auto state = hindrance_of(step, visit_.subject());
        if (!state) return false;
        const Text& message = *state == FingerState::missing ? is_missing : is_bandaged;
        session_.console.object({{"event", "skipped"},
                                 {"step", step},
                                 {"reason", *state == FingerState::missing ? "missing" : "bandaged"},
                                 {"message", json_of(message)}});
        session_.console.line(fmt::format("{}: {}", step, session_.console.say(message)));
        return true;
    }

    Result<bool> told(const std::string& step, const std::optional<AcceptedWithReason>& reason) {
        Json object = {{"event", "accepted"}, {"step", step}, {"verdict", name_of(state_of(step).verdict)}};
        if (reason) object["with_reason"] = {{"officer", reason->officer}, {"reason", reason->reason}};
        session_.console.object(object);
        session_.console.line(fmt::format("  {} {}{}", step, session_.console.paint(Console::Colour::green, "accepted"),
                                          reason ? " with a reason: " + reason->reason : ""));
        return true;
    }

    void told_before(const std::string& step) {
        session_.console.object(
            {{"event", "accepted"}, {"step", step}, {"verdict", name_of(state_of(step).verdict)}, {"resumed", true}});
        session_.console.line(fmt::format("{}: accepted before", step));
    }

    RecordFolder::StepState state_of(const std::string& step) const {
        auto steps = visit_.steps();
        return *std::ranges::find(steps, step, &RecordFolder::StepState::step);
    }

    ExitCode end_early(const std::optional<Error>& error) {
        counter_.close();
        if (error) session_.console.failure(*error);
        Json done = error ? done_without_record(*error) : done_without_record();
        done["partial"] = visit_.path().string();
        session_.console.object(done);
        session_.console.diagnostic(
            fmt::format("limner: the visit is not finished; what was accepted is kept in {}; "
                        "continue it with --resume",
                        visit_.path().string()));
        return error ? exit_code_for_output(error->code) : ExitCode::not_passed;
    }

    ExitCode finish() {
        auto verdict = ReportVerdict::pass;
        for (const auto& step : visit_.steps()) verdict = worse(verdict, step.verdict);
        auto is_agreed = compare();
        if (!is_agreed) return end_early(is_agreed.error());
        auto record = visit_.seal();
        if (!record) return end_early(record.error());
        counter_.close();
        session_.console.object(done_with(verdict, *record));
        print_summary(*record, verdict);
        return verdict == ReportVerdict::pass && *is_agreed ? ExitCode::done : ExitCode::not_passed;
    }

    /// Tells and records how the documents and the application agree, those of an earlier run included. False where
    /// somebody has to look at it. Errors of writing the record.
    Result<bool> compare() {
        auto documents = claims_in(visit_.path());
        if (!documents) {
            session_.console.failure(documents.error());
            return false;
        }
        std::ranges::move(*documents, std::back_inserter(claims_));
        const std::vector<FieldAgreement> agreements = cross_check(claims_);
        if (agreements.empty()) return true;
        const bool is_agreed = std::ranges::none_of(agreements, &FieldAgreement::needs_review);
        session_.console.object(
            {{"event", "cross_check"}, {"verdict", is_agreed ? "pass" : "review"}, {"fields", json_of(agreements)}});
        print_agreements(session_.console, agreements);
        if (auto recorded = visit_.set_agreements(agreements); !recorded) return recorded.error();
        return is_agreed;
    }

    void print_summary(const std::filesystem::path& record, ReportVerdict verdict) {
        const Console& console = session_.console;
        const VisitSummary& summary = counter_.summary();
        if (summary.mrz) print_mrz(console, *summary.mrz);
        if (summary.portrait) print_report(console, "portrait", *summary.portrait);
        for (const auto& [step, quality] : summary.fingers)
            console.line(fmt::format("{}: quality {} of 100 (Limner's estimate)", step,
                                     quality ? std::to_string(*quality) : "not assessed"));
        for (const SwitchRecord& change : summary.switches)
            console.line(fmt::format("{}: {} -> {} ({}), outage {:.0f} ms", change.slot, change.from, change.to,
                                     change.reason, change.outage_ms));
        console.line(
            fmt::format("{}  record: {}", console.paint(colour_of(verdict), name_of(verdict)), record.string()));
    }

    Session& session_;
    const CounterConfig& config_;
    Visit& visit_;
    CounterAtWork& counter_;
    Officer& officer_;
    std::vector<PersonClaim> claims_;
};

/// The command line goes before counter.toml.
void overrule(const Options& options, std::vector<StepConfig>& steps) {
    for (StepConfig& step : steps)
        if (step.step == "portrait") step.auto_capture = options.is_auto || (step.auto_capture && !options.is_not_auto);
}

Result<Visit> open_visit(const Options& options, const CounterConfig& config, const Subject& subject) {
    VisitOptions wanted{.out = options.out,
                        .subject = subject,
                        .resume = options.is_resuming,
                        .attempts_before_reason = config.attempts_before_reason};
    if (!options.visit.empty()) wanted.name = options.visit;
    return Visit::open(wanted);
}

ExitCode run(const Options& options, Session& session) {
    auto failed = [&](const Error& error, ExitCode code) {
        session.console.failure(error);
        session.console.object(done_without_record(error));
        return code;
    };
    if (options.officer.on_fail == "accept" && (options.officer.officer.empty() || options.officer.reason.empty()))
        return failed({ErrorCode::invalid_argument, "--on-fail accept needs --officer and --reason"},
                      ExitCode::bad_usage);
    auto config = read_counter_config(options.config);
    if (!config) return failed(config.error(), exit_code_for(config.error().code));
    if (!session.language) session.console.use_language(config->language);
    overrule(options, config->steps);
    if (config->steps.empty())
        return failed({ErrorCode::invalid_setup, options.config + ": no [[step]] to take"}, ExitCode::bad_usage);
    auto subject = subject_for(options.subject);
    if (!subject) return failed(subject.error(), exit_code_for(subject.error().code));
    auto application = options.application.empty() ? std::vector<PersonClaim>{} : read_application(options.application);
    if (!application) return failed(application.error(), exit_code_for(application.error().code));
    auto counter = CounterAtWork::open(session, *config);
    if (!counter) return failed(counter.error(), exit_code_for(counter.error().code));
    auto visit = open_visit(options, *config, *subject);
    if (!visit) {
        (*counter)->close();
        const ErrorCode code = visit.error().code;
        return failed(visit.error(), options.is_resuming ? exit_code_for(code) : exit_code_for_output(code));
    }
    Officer officer(session, options.officer);
    return Enrolment(session, *config, *visit, **counter, officer, *std::move(application)).run();
}

}  // namespace

void add_enrol(CLI::App& parent, Program& program) {
    auto options = std::make_shared<Options>();
    CLI::App& command = add_command(parent, program,
                                    {"enrol", "Takes an applicant through the whole visit and writes the record",
                                     "limner enrol --config counter.toml --out records"},
                                    [options](Session& session) { return run(*options, session); });
    command.add_option("--config", options->config, "The counter")->type_name("counter.toml")->required();
    command.add_option("--out", options->out, "Folder of the records")->type_name("DIR")->required();
    command.add_option("--subject", options->subject, "What is known about the applicant")->type_name("FILE");
    command
        .add_option("--application", options->application, "The application's data, compared with the documents (JSON)")
        ->type_name("FILE");
    command.add_flag("--resume", options->is_resuming, "Continues the visit that was interrupted");
    CLI::Option* automatic =
        command.add_flag("--auto-capture", options->is_auto, "Takes the portrait by itself once the pose has held");
    command.add_flag("--no-auto-capture", options->is_not_auto, "Takes the portrait as soon as it passes")
        ->excludes(automatic);
    command.add_option("--visit", options->visit, "Name of the visit's folder")->type_name("NAME");
    command
        .add_option("--on-fail", options->officer.on_fail,
                    "After the last attempt that did not pass; on a terminal: ask")
        ->check(CLI::IsMember({"ask", "accept", "stop"}));
    command.add_option("--officer", options->officer.officer, "Who accepts with a reason")->type_name("NAME");
    command.add_option("--reason", options->officer.reason, "Why, for --on-fail accept")->type_name("TEXT");
}

}  // namespace limner::cli
