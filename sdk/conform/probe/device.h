#pragma once

#include "conform/probe/module.h"

#include <limner/driver/driver.h>

#include <chrono>
#include <string>
#include <vector>

namespace limner::conform {

/// One grab: how it ended, and what it filled.
struct Grab {
    Answer answer{};
    limner_frame_v1 frame{};
    Clock::time_point asked_at{}, answered_at{};

    bool is_image() const noexcept { return answer.is_good() && frame.outcome == LIMNER_OUTCOME_IMAGE; }
    bool is_end() const noexcept { return answer.is_good() && frame.outcome == LIMNER_OUTCOME_END; }
    bool is_last_band() const noexcept { return (frame.flags & LIMNER_FRAME_LAST_BAND) != 0; }
    Clock::time_point exposed_at() const noexcept;
    /// "an image", "waiting for a person", "device_lost (...)".
    std::string say() const;
};

/// An option as it was described, with what is wrong with the description itself.
struct DescribedOption {
    driver::Option option{};
    std::string problem{};
};

/// The device under test, opened. A check that ends early closes it, so that the next one finds it free.
class Device {
public:
    /// NotAssessed where it cannot be opened.
    static Device open(Module& module, limner_instance_v1* instance, const std::string& id);
    Device(Module& module, limner_device_v1* device) : module_(module), device_(device) {}
    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;
    ~Device();

    Answer start(std::int32_t purpose = LIMNER_PURPOSE_PREVIEW, int width = 0, int height = 0);
    Answer stop();
    Grab grab(std::chrono::milliseconds slice, const std::string& note = "");
    Answer options(std::vector<DescribedOption>& found);
    Answer set_option(const std::string& name, const driver::Value& value);
    void close();
    void cancel() { module_.table().cancel(device_); }

    /// NotAssessed where it cannot be started.
    void must_start(std::int32_t purpose = LIMNER_PURPOSE_PREVIEW);
    /// Grabs until there is an image or an error; asks for a finger or a document where the device waits for one. A
    /// scan that has ended is started again. The last grab where the patience ends first.
    Grab next_image();
    /// NotAssessed where none comes.
    Grab must_grab();

    bool is_scanner() const { return module_.request().device_class == LIMNER_CLASS_DOCUMENT_SCANNER; }
    Module& module() noexcept { return module_; }
    limner_device_v1* raw() const noexcept { return device_; }

private:
    void ask_for_person(std::int32_t hint);

    Module& module_;
    limner_device_v1* device_;
    bool is_open_ = true;
    std::int32_t purpose_ = LIMNER_PURPOSE_PREVIEW;
};

/// Reads a byte of every page that the header claims and the last one. A crash in it is the driver's lie.
void touch_pixels(Reporter& reporter, const limner_frame_v1& frame);

/// What is wrong with the picture's numbers, its time apart; empty where nothing is.
/// What several checks see of it is one breach.
inline constexpr const char* header_breach = "a lying frame header";
inline constexpr const char* sequence_breach = "a sequence that does not rise";
std::string header_problem(const limner_frame_v1& frame);

}  // namespace limner::conform
