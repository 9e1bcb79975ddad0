#include "session_run.h"

#include "calls.h"
#include "counter.h"
#include "verify.h"

#include <limner/capture/capture.h>
#include <limner/record/record.h>

#include <fmt/format.h>

#include <csignal>

namespace limner::faults {
namespace {

using namespace std::chrono_literals;

constexpr auto patience = 20s;
constexpr auto strike_patience = 3s;
constexpr int strike_tries = 6;  // a spare that is barred for a moment is not opened
constexpr int tries = 3;

/// A counter's software: captures, looks at what comes, and records it.
class Officer {
public:
    Officer(const Session& session, Counter& counter, RecordFolder& record, Tally& tally)
        : session_(session), counter_(counter), record_(record), tally_(tally), calls_(tally) {}

    const std::vector<Accepted>& accepted() const { return accepted_; }
    Calls& calls() { return calls_; }

    /// One call of the API; what came of it is accepted where it can be recognised.
    bool capture(const How& how) {
        bool is_scanner = session_.device_class == DeviceClass::document_scanner;
        return is_scanner ? capture_pages(how) : capture_frame(how);
    }

private:
    bool capture_frame(const How& how) {
        Accepted accepted{.asked_at = Clock::now()};
        auto frame = calls_.make(how, [&](const Until& until) { return counter_.slot().next_frame(until); });
        if (!frame || !is_recognisable(frame->image)) return false;
        bool is_camera = session_.device_class == DeviceClass::camera;
        Attempt attempt{.kind = is_camera ? StepKind::portrait : StepKind::fingerprint};
        attempt.provenance.device = {.id = frame->device_id, .driver = "virtual"};
        attempt.provenance.captured_at = frame->captured_at;
        attempt.images.push_back({.image = frame->image, .ppi = frame->ppi});
        return accept(std::move(accepted), std::move(attempt));
    }

    bool capture_pages(const How& how) {
        Accepted accepted{.asked_at = Clock::now()};
        auto scan = calls_.make(how, [&](const Until& until) {
            return scan_document(counter_.slot(), {.max_pages = session_.pages}, until);
        });
        if (!scan) return false;
        Attempt attempt{.kind = StepKind::page};
        attempt.provenance.device = scan->pages.front().device;
        attempt.provenance.switches = scan->switches;
        for (const ScannedPage& one : scan->pages) {
            const Page& page = one.page;
            if (!is_recognisable(page.image)) return false;
            attempt.images.push_back({.image = page.image,
                                      .ppi = page.ppi_x,
                                      .side = page.side,
                                      .light = page.light,
                                      .sheet = page.sheet,
                                      .device_id = page.device_id});
        }
        return accept(std::move(accepted), std::move(attempt));
    }

    bool accept(Accepted accepted, Attempt attempt) {
        attempt.step = accepted.step = fmt::format("step_{}", accepted_.size() + 1);
        for (const AttemptImage& one : attempt.images) {
            accepted.digests.push_back(digest_of(one.image));
            accepted.devices.push_back(one.device_id.value_or(attempt.provenance.device.id));
        }
        if (auto added = record_.add(attempt, true); !added) {
            tally_.remarks.push_back("not recorded: " + added.error().message);
            return false;
        }
        accepted_.push_back(std::move(accepted));
        ++tally_.accepted;
        return true;
    }

    const Session& session_;
    Counter& counter_;
    RecordFolder& record_;
    Tally& tally_;
    Calls calls_;
    std::vector<Accepted> accepted_{};
};

/// Brings about the one fault after the other.
class Saboteur {
public:
    Saboteur(const Session& session, Counter& counter, Officer& officer)
        : session_(session), counter_(counter), officer_(officer) {}

    /// False where the fault did not come due.
    bool strike(int number) {
        const Injection& fault = session_.injections[static_cast<std::size_t>(number)];
        bool has_struck = false;
        for (int i = 0; i < strike_tries && !has_struck; ++i)
            has_struck = provoke(i == 0 ? fault : patient(fault), number);
        counter_.disarm(number);
        return has_struck;
    }

private:
    static Injection patient(Injection fault) {
        fault.call = Call::patient;
        return fault;
    }

    bool provoke(const Injection& fault, int number) {
        std::string device = counter_.serving();
        if (device.empty()) return false;
        if (fault.is_from_outside) return signal(fault, device);
        counter_.arm(number, is_opening(fault) ? std::string() : device);
        if (fault.in == "enumerate") return counter_.wait_until_struck(number, strike_patience);
        if (needs_switch(fault))
            (void)officer_.calls().make({5'000ms},
                                        [&](const Until& until) { return counter_.slot().switch_now(until); });
        else
            call(fault);
        bool is_slow_to_come = fault.call == Call::none || needs_switch(fault);
        return counter_.wait_until_struck(number, is_slow_to_come ? 1'000ms : 50ms);
    }

    bool signal(const Injection& fault, const std::string& device) {
        bool is_sent = counter_.signal(device, fault.kind == "kill" ? SIGKILL : SIGSTOP);
        if (is_sent) call(fault);
        return is_sent;
    }

    /// Strikes a device that is being opened, whichever is.
    bool is_opening(const Injection& fault) const {
        bool starts_opening = fault.in == "start" && session_.device_class == DeviceClass::camera;
        return fault.in == "open" || fault.in == "options" || starts_opening;
    }
    bool needs_switch(const Injection& fault) const {
        bool is_camera = session_.device_class == DeviceClass::camera;
        return is_opening(fault) || fault.in == "close" || (fault.in == "stop" && is_camera);
    }

    void call(const Injection& fault) {
        std::chrono::milliseconds soon(fault.patience_ms);
        switch (fault.call) {
            case Call::patient: officer_.capture({patience}); break;
            case Call::hurried: officer_.capture({soon}); break;
            case Call::cancelled: officer_.capture({patience, soon}); break;
            case Call::none:
                // Without a preview nobody would ask the device for anything.
                if (!session_.has_preview) officer_.capture({soon});
                break;
        }
    }

    const Session& session_;
    Counter& counter_;
    Officer& officer_;
};

void run_faults(const Session& session, Counter& counter, Officer& officer, Tally& tally) {
    Saboteur saboteur(session, counter, officer);
    auto preview = session.has_preview ? counter.slot().preview([](const Frame&) {}) : Subscription();
    int number = 0;
    for (const Injection& fault : session.injections) {
        auto what = fmt::format("session {}, {}: {} in {}", session.number, name_of(session.device_class), fault.kind,
                                fault.in);
        officer.calls().describe(what);
        if (saboteur.strike(number++)) {
            ++tally.by_kind[fault.kind];
        } else {
            ++tally.not_struck;
            tally.remarks.push_back(what + " did not strike");
        }
        bool is_accepted = false;
        for (int i = 0; i < tries && !is_accepted; ++i) is_accepted = officer.capture({patience});
        if (!is_accepted) tally.remarks.push_back(what + ": nothing accepted after it");
    }
    (void)officer.calls().make({10'000ms}, [&](const Until& until) { return counter.slot().release(until); });
}

}  // namespace

Tally run_session(const Session& session, const std::filesystem::path& folder) {
    Tally tally;
    auto failed = [&](const Error& error) {
        tally.remarks.push_back(fmt::format("session {}: {}", session.number, error.message));
        return tally;
    };
    auto record = RecordFolder::create(folder, fmt::format("visit-{}", session.number));
    if (!record) return failed(record.error());
    std::vector<Accepted> accepted;
    {
        auto counter = Counter::open(session);
        if (!counter) return failed(counter.error());
        Officer officer(session, **counter, *record, tally);
        run_faults(session, **counter, officer, tally);
        accepted = officer.accepted();
    }
    if (accepted.empty()) return tally;
    auto sealed = record->seal();
    if (!sealed) tally.remarks.push_back("not sealed: " + sealed.error().message);
    verify(sealed ? *sealed : record->path(), accepted, session.nonce, tally);
    return tally;
}

}  // namespace limner::faults
