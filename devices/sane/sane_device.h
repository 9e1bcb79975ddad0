#pragma once

#include "page_reader.h"

#include <limner/driver/driver.h>

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace limner::sane {

/// An open scanner. start() only makes ready; a sheet moves from the first grab() on, so that a spare that waits idle
/// touches nobody's document and a page is always newer than its request. A flatbed's scan is one page and the end; a
/// feeder's goes on until it is empty.
class SaneDevice final : public driver::DocumentScanner {
public:
    SaneDevice(std::shared_ptr<Handle> handle, std::string type, const ReadLimits& limits)
        : handle_(std::move(handle)), type_(std::move(type)), limits_(limits) {}
    SaneDevice(const SaneDevice&) = delete;
    SaneDevice& operator=(const SaneDevice&) = delete;
    ~SaneDevice() override;

    /// While a scan runs: as they were when it started.
    std::vector<driver::Option> options() override;
    Result<void> set_option(std::string_view name, const driver::Value& value) override;
    /// The purpose and the size change nothing: a scanner's picture follows from dpi, mode and page_size.
    Result<void> start(const driver::Settings& wanted) override;
    Result<void> stop() override;
    Result<driver::FrameView> grab(std::chrono::milliseconds slice) override;
    void cancel() noexcept override;

private:
    Result<driver::FrameView> grab_until(Clock::time_point deadline);
    Result<driver::FrameView> show(PageReader::News& news);
    driver::FrameView show_band(Band band);
    void begin_page();
    Result<driver::FrameView> still_ending() const;
    void retire_reader(std::chrono::milliseconds patience);
    bool is_settled(Clock::time_point deadline);
    bool is_cancelled();

    const std::shared_ptr<Handle> handle_;
    const std::string type_;
    const ReadLimits limits_;

    bool is_started_ = false;
    bool has_ended_ = false;
    bool is_batch_ = false;
    bool is_duplex_ = false;
    bool is_between_sheets_ = false;
    int pages_ = 0;
    std::uint64_t sequence_ = 0;
    std::optional<double> ppi_x_{}, ppi_y_{};
    std::vector<driver::Option> options_{};
    Band shown_{};
    Clock::time_point retired_until_{};      ///< Past it, a page that still has not ended is a hung scanner.
    std::shared_ptr<PageReader> retired_{};  ///< A page that is over or broken and whose thread may still run.

    std::mutex mutex_;
    std::shared_ptr<PageReader> reader_{};  ///< Changed under the mutex; cancel() reads it.
    bool is_grabbing_ = false;
    bool is_cancelled_ = false;
};

}  // namespace limner::sane
