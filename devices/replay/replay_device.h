#pragma once

#include "tape.h"

#include <limner/driver/interruption.h>
#include <limner/driver/option_list.h>

#include <optional>

namespace limner::replay {

struct ReplaySettings {
    double speed = 1;
    bool loops = true;
};

/// A recording that plays as the device that it was made of.
class ReplayDevice final : public driver::Device {
public:
    ReplayDevice(simulation::RecordingReader reader, const ReplaySettings& settings);

    std::vector<driver::Option> options() override { return options_.all(); }
    Result<void> set_option(std::string_view name, const driver::Value& value) override {
        return options_.set(name, value);
    }
    Result<void> start(const driver::Settings& wanted) override;
    Result<void> stop() override;
    Result<driver::FrameView> grab(std::chrono::milliseconds slice) override;
    void cancel() noexcept override { interruption_.cancel(); }

private:
    Result<driver::FrameView> play(const Tape::Cue& cue);
    Result<driver::FrameView> at_the_end();
    driver::FrameView end_scan();
    driver::FrameView next_band();

    bool is_scanner_;
    ReplaySettings settings_;
    driver::OptionList options_;
    Tape tape_;
    driver::Interruption interruption_{};
    driver::FrameView idle_ = driver::FrameView::progress();  ///< What the device said last without a picture.
    std::optional<Tape::Cue> shown_{};                        ///< Keeps the pixels of the last answer.
    std::optional<int> next_row_{};                           ///< Of the page in work.
    std::uint64_t scans_done_ = 0;
    bool is_started_ = false;
    bool has_scan_ended_ = false;
};

}  // namespace limner::replay
