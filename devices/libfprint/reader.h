#pragma once

#include "readers.h"

#include <limner/base/until.h>
#include <limner/driver/driver.h>
#include <limner/driver/interruption.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace limner::libfprint {

/// A reader in use.
class Reader final : public driver::FingerprintReader {
public:
    /// `id` as list_readers() gives it. device_missing, or what libfprint says.
    static Result<std::unique_ptr<driver::Device>> open(std::string_view id, const std::vector<std::string>& excluded);
    ~Reader() override;

    Result<void> start(const driver::Settings& wanted) override;
    Result<void> stop() override;
    Result<driver::FrameView> grab(std::chrono::milliseconds slice) override;
    void cancel() noexcept override;

private:
    Reader() : cancellable_(g_cancellable_new()) {}
    Result<void> find(std::string_view id, const std::vector<std::string>& excluded);
    Result<void> open_device();
    void begin_capture();
    /// Runs callbacks until `done` or the deadline; false at the deadline.
    template <typename Condition>
    bool run_until(Clock::time_point deadline, Condition done);
    bool end_capture(Clock::time_point deadline);
    Result<driver::FrameView> take_image();
    driver::FrameView nothing_yet() const;
    static void on_captured(GObject* device, GAsyncResult* result, gpointer self);
    static void on_finger(GObject* device, GParamSpec* property, gpointer self);
    static void on_removed(FpDevice* device, gpointer self);

    std::unique_lock<std::mutex> main_context_{};  ///< Held while a call runs.
    Owned<FpContext> readers_{};
    FpDevice* device_ = nullptr;
    Owned<GCancellable> cancellable_{};
    driver::Interruption interruption_{};
    std::string name_{};

    bool is_open_ = false;
    bool is_started_ = false;
    bool is_capturing_ = false;
    bool is_removed_ = false;
    Owned<FpImage> image_{};
    GError* error_ = nullptr;
    Clock::time_point last_grab_{};
    Clock::time_point finger_at_{};
    std::uint64_t sequence_ = 0;
    std::vector<std::byte> pixels_{};
};

}  // namespace limner::libfprint
