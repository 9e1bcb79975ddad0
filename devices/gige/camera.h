#pragma once

#include "acquisition.h"
#include "gvcp_socket.h"
#include "identity.h"

#include <limner/driver/driver.h>
#include <limner/driver/interruption.h>

#include <atomic>

namespace limner::gige {

struct Limits {
    std::chrono::milliseconds first_picture{5'000};
    std::chrono::milliseconds next_picture{2'000};
    int packet_bytes = 0;  ///< 0: as large as the way to the camera lets through.
};

/// An open camera. A grab gives the newest picture; what was exposed before somebody asked again is dropped. After an
/// error the next grab starts the stream anew.
class GigeCamera final : public driver::Camera {
public:
    GigeCamera(ListedCamera listed, Owned<ArvCamera> camera, Limits limits);
    ~GigeCamera() override;

    /// Sets the best pixel format, and the packets' size.
    Result<void> prepare();
    std::vector<driver::Option> options() override;
    Result<void> set_option(std::string_view name, const driver::Value& value) override;
    Result<void> start(const driver::Settings& wanted) override;
    Result<void> stop() override;
    Result<driver::FrameView> grab(std::chrono::milliseconds slice) override;
    void cancel() noexcept override;

private:
    static void on_control_lost(ArvDevice* device, gpointer self);
    Result<void> begin();
    Result<driver::FrameView> grab_until(Clock::time_point deadline, Clock::time_point asked_at,
                                         const driver::Interruption::Call& call);
    Result<std::optional<driver::FrameView>> show(const Shot& shot);
    Result<void> check_silence(Clock::time_point now);
    Result<void> require_presence();
    Error lost(const std::string& how);

    const ListedCamera listed_;
    const Limits limits_;
    driver::Interruption interruption_{};
    /// A thread of the camera's tells these two until it is gone.
    Bell bell_{};
    std::atomic<bool> is_control_lost_ = false;
    Owned<ArvCamera> camera_;
    std::optional<GvcpSocket> presence_{};  ///< Of GigE Vision.
    bool is_lost_ = false;
    std::unique_ptr<Acquisition> stream_{};
    PictureMaker maker_{};
    std::chrono::nanoseconds interval_{}, exposure_{};
    bool is_started_ = false, has_picture_ = false;
    Clock::time_point last_news_{}, next_question_{}, left_at_{};
    int unanswered_ = 0, refused_pictures_ = 0;
    std::uint64_t sequence_ = 0;
    Clock::time_point last_exposed_{};
};

}  // namespace limner::gige
