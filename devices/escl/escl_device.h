#pragma once

#include "escl_protocol.h"
#include "http_client.h"
#include "page_size.h"
#include "scan_job.h"

#include <limner/driver/driver.h>
#include <limner/driver/interruption.h>
#include <limner/driver/option_list.h>
#include <limner/frame/image.h>

#include <future>
#include <memory>
#include <optional>
#include <thread>

namespace limner::escl {

/// A scanner in use.
class EsclDevice final : public driver::DocumentScanner {
public:
    EsclDevice(std::string url, Capabilities capabilities, Limits limits, HttpClient::Options http);
    ~EsclDevice() override;

    std::vector<driver::Option> options() override;
    Result<void> set_option(std::string_view name, const driver::Value& value) override;
    Result<void> start(const driver::Settings& wanted) override;
    Result<void> stop() override;
    Result<driver::FrameView> grab(std::chrono::milliseconds slice) override;
    void cancel() noexcept override;

private:
    void offer_options(const Source& source);
    const Source& source() const noexcept { return *source_; }
    Result<driver::FrameView> grab_until(Clock::time_point deadline, const driver::Interruption::Call& call);
    Result<driver::FrameView> take(ScanJob::News news);
    void decode(ScanJob::Picture picture);
    Result<driver::FrameView> wait_for_decoder(Clock::time_point deadline);
    driver::FrameView next_band();
    std::string option_text(std::string_view name) const;
    void drop_page();

    Capabilities capabilities_;
    HttpClient http_;
    ScanJob job_;
    const Source* source_ = nullptr;
    driver::SizeMm area_{};
    driver::OptionList options_{};
    driver::Interruption interruption_{};
    ScanRequest request_{};
    bool is_started_ = false;
    bool has_begun_ = false;  ///< A job, since start() or a cancel.
    bool has_ended_ = false;

    std::future<Result<Image>> decoder_{};
    std::jthread decoding_{};
    std::optional<double> stated_ppi_{};
    Image page_{};   ///< Has bands to deliver.
    Image shown_{};  ///< Whose last band was delivered: its pixels stay until the next call.
    int next_row_ = 0;
    int pages_ = 0;
    std::uint64_t sequence_ = 0;
    Clock::time_point exposed_at_{};
};

}  // namespace limner::escl
