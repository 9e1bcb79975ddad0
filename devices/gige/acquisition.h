#pragma once

#include "aravis_error.h"
#include "picture_maker.h"

#include <limner/base/result.h>
#include <limner/base/until.h>

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>

namespace limner::gige {

/// Lets a thread sleep until something happens that others tell it.
class Bell {
public:
    void ring() noexcept;
    /// Returns at the time, or once it was rung since the last return.
    void wait_until(Clock::time_point time);

private:
    std::mutex mutex_{};
    std::condition_variable rung_{};
    bool is_rung_ = false;
};

/// A picture in a buffer that the camera filled.
struct Shot {
    RawPicture raw{};
    Clock::time_point ended_at{};  ///< When its last byte came.
};

/// A running stream of pictures into a handful of buffers.
class Acquisition {
public:
    /// Rings the bell, which has to outlive it, whenever a picture came.
    static Result<std::unique_ptr<Acquisition>> begin(ArvCamera* camera, const std::string& id, Bell& bell);
    Acquisition(const Acquisition&) = delete;
    Acquisition& operator=(const Acquisition&) = delete;
    ~Acquisition();

    /// The newest whole picture since the last call, if it ended after `oldest`; it stays valid until the next call.
    /// Older and incomplete ones are dropped. bad_data: of a long row of pictures none was whole.
    Result<std::optional<Shot>> newest(Clock::time_point oldest);
    /// Does not tell the camera to stop, as it would not answer.
    void abandon() noexcept { is_abandoned_ = true; }

private:
    Acquisition(ArvCamera* camera, std::string id, Bell& bell) : camera_(camera), id_(std::move(id)), bell_(bell) {}
    static void on_event(void* self, ArvStreamCallbackType type, ArvBuffer* buffer);
    Result<void> lend_buffers();
    void give_back();
    std::optional<Shot> shot_in(ArvBuffer* buffer, Clock::time_point oldest);

    ArvCamera* camera_;
    const std::string id_;
    Bell& bell_;
    Owned<ArvStream> stream_{};
    Owned<ArvBuffer> taken_{};
    std::mutex mutex_{};
    std::map<ArvBuffer*, Clock::time_point> ended_at_{};
    std::string last_problem_{};
    int broken_in_a_row_ = 0;
    bool is_running_ = false;
    bool is_abandoned_ = false;
};

}  // namespace limner::gige
