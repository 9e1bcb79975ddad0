#pragma once

#include "zfm_module.h"

#include <limner/driver/driver.h>
#include <limner/driver/interruption.h>
#include <limner/driver/option_list.h>

#include <memory>

namespace limner::zfm {

/// A module in use: waits for a finger, uploads its picture, waits until it is lifted.
class Reader final : public driver::FingerprintReader {
public:
    /// Asks the module whether it has a light.
    Reader(std::unique_ptr<Module> module, driver::Services services);
    ~Reader() override;

    std::vector<driver::Option> options() override { return options_.all(); }
    Result<void> set_option(std::string_view name, const driver::Value& value) override;
    Result<void> start(const driver::Settings& wanted) override;
    Result<void> stop() override;
    Result<driver::FrameView> grab(std::chrono::milliseconds slice) override;
    void cancel() noexcept override;

private:
    enum class Phase { look, ask_upload, upload, lift };
    enum class Light : std::uint8_t { off, waiting, reading, failed };

    Result<driver::FrameView> step(Clock::time_point deadline, const driver::Interruption::Call& call);
    Result<driver::FrameView> look_for_finger(Clock::time_point deadline, const driver::Interruption::Call& call);
    Result<driver::FrameView> ask_for_upload(Clock::time_point deadline);
    Result<driver::FrameView> take_upload(Clock::time_point deadline);
    Result<driver::FrameView> upload_failed(Error error);
    Result<driver::FrameView> picture(const std::vector<std::byte>& uploaded);
    driver::FrameView nothing_yet() const;
    void leave();
    void show(Light light);

    std::unique_ptr<Module> module_;
    driver::Services services_;
    driver::OptionList options_{};
    driver::Interruption interruption_{};
    bool is_started_ = false;
    bool is_disturbed_ = false;  ///< Left in the middle of an image, which it still sends.
    bool has_light_ = false;
    Light shown_ = Light::off;
    Phase phase_ = Phase::look;
    int failures_ = 0;
    Clock::time_point next_look_{};
    Clock::time_point exposed_at_{};
    std::uint64_t sequence_ = 0;
    int width_ = 0, height_ = 0;
    std::vector<std::byte> pixels_{};
};

}  // namespace limner::zfm
