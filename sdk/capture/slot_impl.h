#pragma once

#include "base/callback_list.h"
#include "capture/event_pump.h"
#include "capture/fingers_left.h"
#include "capture/glass_watch.h"
#include "capture/pace_history.h"
#include "capture/quarantine.h"
#include "capture/serving.h"
#include "device/computing.h"

#include <limner/capture/slot.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace limner {

/// A switch that began and is complete with the new device's first answer.
struct PendingSwitch {
    std::string from;
    std::optional<Error> reason;  ///< Absent: requested.
    Clock::time_point last_good_at;
    Clock::time_point detected_at;
    std::optional<std::chrono::milliseconds> frame_interval;
    Clock::duration human{};  ///< Until somebody confirmed the move.
};

/// What lay on a reader's glass when a capture had what it came for: it may lie there still.
struct LastPrint {
    std::string device_id;
    int position = 0;  ///< Of the finger or the slap, by ISO/IEC 19794-4.
    bool is_good = false;
    std::shared_ptr<FingersLeft> fingers;  ///< For the slot's computing thread.
    Clock::time_point taken_at;

    /// Nobody leaves a finger on the glass for longer.
    bool is_past(Clock::time_point now) const { return now - taken_at > std::chrono::seconds(60); }
};

/// The slot's inside. Captures never open a device: the keeper's thread does, and callers wait for what serves, so that
/// no driver can hold a caller beyond its deadline.
struct Slot::Impl {
    Impl(std::shared_ptr<DeviceHub::Impl> hub, SlotConfig config);
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl();

    std::shared_ptr<DeviceHub::Impl> hub;
    const SlotConfig config;
    EventPump events;
    CallbackList<Frame> viewers;
    std::atomic<int> waiting_captures = 0;
    std::map<std::string, GlassWatch> glasses;  ///< For the one who has its turn, as is the next.
    std::optional<LastPrint> last_print;
    Computing computing;

    std::mutex mutex;  // guards what follows
    std::condition_variable_any changed;
    std::shared_ptr<Serving> serving;
    std::deque<std::shared_ptr<Serving>> spares;
    std::vector<std::shared_ptr<Serving>> retired;
    Quarantine quarantine;
    std::optional<PendingSwitch> pending;
    std::optional<Error> last_failure;
    std::shared_ptr<Serving> doubtful;   ///< To be probed before the next capture.
    std::optional<std::string> avoided;  ///< Left by switch_now: not the next choice, and no fail-back.
    std::optional<Frame> latest;
    bool is_turn_taken = false;  ///< By a capture, or by the preview between captures.
    bool is_capturing = false;
    std::atomic<bool> is_released = false;
    bool has_told_no_device = false;
    std::set<std::string> shown_barred;
    std::map<std::string, Clock::time_point> busy_until;  ///< Held by somebody else when it was last tried.
    std::map<std::string, PaceHistory> paces;
    bool has_news = false;  ///< Something that the keeper has not looked at yet.
    std::uint64_t confirmations = 0;

    std::chrono::milliseconds stall_after(DeviceClass of) const noexcept;

    /// The device that serves, as soon as there is one. Errors: cancelled; at the deadline device_missing with the last
    /// failure, invalid_setup where that was a mistake in the set-up.
    Result<std::shared_ptr<Serving>> wait_for_serving(const Until& until);
    /// Takes a failed device out of service; the next spare serves at once where one is warm.
    void retire(std::shared_ptr<Serving> failed, const Error& error);
    /// The new device has answered: emits `switched` and returns the record; nothing where no switch was pending.
    std::optional<SwitchRecord> complete_switch(const Serving& now_serving, Clock::time_point first_answer_at);
    /// The device delivered what nothing is wrong with: after long enough its failures are forgotten.
    void note_good(Serving& device);
    /// A capture is done with it: its failures are forgotten.
    void note_completed(const Serving& device);
    /// What the device's work took, in any one unit; the failure that it is where that is far above its own history.
    std::optional<Error> note_pace(const std::string& id, double measured);
    /// Whether anything can serve beside what has just failed, or beside `other`, now or soon.
    bool has_another(const Serving* other = nullptr);
    void emit(SlotEvent event);
    /// Hands a frame to the preview, in place of one that it has not taken yet.
    void show(const Frame& frame);
    void begin_preview();
    /// Whether a device still works whose call was left in the middle; for the one who has its turn. Errors: those of
    /// the device; device_stalled within stall_after(); timed_out, cancelled where nothing is known yet.
    Result<void> probe(Serving& device, const Until& until, bool gives_way);
    Result<void> switch_now(const Until& until);
    Result<void> release(const Until& until);

private:
    /// A device that is being opened, on a thread of its own: one that hangs there keeps nobody waiting.
    struct Opening {
        Clock::time_point began_at{};
        std::optional<Result<std::shared_ptr<Serving>>> result{};
        std::jthread thread{};
    };

    /// Devices that are being closed, on a thread of its own: one that hangs there keeps no spare from being opened.
    struct Closing {
        std::set<std::string> ids{};
        bool is_over = false;
        std::jthread thread{};
    };

    void keep(const std::stop_token& stop);
    /// One round of the keeper's work; true when there may be more at once.
    bool keep_once(std::unique_lock<std::mutex>& lock, Clock::time_point now, const std::stop_token& stop);
    Clock::time_point next_look(Clock::time_point now) const;
    bool close_unused();
    void begin_closing(std::vector<std::shared_ptr<Serving>> unused);
    void forget_past_print(Clock::time_point now);
    bool probe_doubtful(std::unique_lock<std::mutex>& lock, const std::stop_token& stop);
    bool fill(Clock::time_point now);
    bool warm_up_spare(Clock::time_point now);
    bool may_fail_back() const;
    bool fail_back(Clock::time_point now);
    void change_places(std::shared_ptr<Serving>& preferred);
    /// Now, or as soon as it is opened, or closed after its last use here.
    bool can_another_serve() const;
    void take_first_spare();
    /// What the slot's settings ask for and the device that begins to serve does not have.
    void tell_unmet_settings();
    void sort_spares();
    void trim_spares();
    void give_way(const std::string& id);
    Error nobody_serves() const;
    std::string what_is_connected() const;
    void tell_no_device();
    /// Brings the hub's `quarantined` up to date.
    void show_barred(const std::set<std::string>& barred);

    /// Its place among the candidates and, after them, the stand-ins; nothing where it is neither.
    std::optional<std::size_t> place_of(const DeviceInfo& device) const;
    /// In order of preference, without what others have; a need beats another slot's spare.
    std::vector<std::string> candidates(HoldAs as, Clock::time_point now) const;
    bool is_ours(const std::string& id) const;
    bool is_closing(const std::string& id) const;
    std::optional<std::string> choose(HoldAs as, Clock::time_point now) const;
    std::pair<std::size_t, std::string> rank_of(const DeviceInfo& device) const;

    DeviceClass class_of(const std::string& id) const;
    bool is_opening_in_time(Clock::time_point now) const;
    void begin_opening(const std::string& id, HoldAs as, Clock::time_point now);
    Result<std::shared_ptr<Serving>> open(const std::string& id, HoldAs as, bool is_to_stream, const LaneLimits& limits,
                                          const Until& until);
    Result<void> prove(Serving& device, const std::stop_token& stop);
    bool is_needed();
    bool take_in_openings(Clock::time_point now);
    void take_in(std::shared_ptr<Serving> opened);
    void note_failed_opening(const std::string& id, const Error& error, Clock::time_point now);

    void run_preview(const std::stop_token& stop);

    std::map<std::string, Opening> openings;  // guarded by `mutex`, too
    std::list<Closing> closings;              // the same
    Subscription plugs_;
    Subscription holding_;
    std::jthread keeper_;
    std::jthread preview_;
};

}  // namespace limner
