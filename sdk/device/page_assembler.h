#pragma once

#include "driver/lane.h"

#include <limner/base/result.h>
#include <limner/device/device.h>
#include <limner/frame/page.h>

#include <optional>
#include <string>
#include <vector>

namespace limner {

/// Puts the bands of a scan together to pages. Trusts no number of a band: its rows have to follow the ones before, of
/// the same width and format, up to 65,535 rows and 1 GiB.
class PageAssembler {
public:
    explicit PageAssembler(std::string device_id) : device_id_(std::move(device_id)) {}

    /// The finished page after its last band; nothing before. bad_data where the band does not fit; the page is then
    /// dropped.
    Result<std::optional<Page>> add(const DriverImage& band);

    /// The same for all that a scanner's lane brings.
    Result<PageOrWaiting> take(const Grabbed& grabbed);

    /// 0..1 of the present page, where its length is known.
    std::optional<double> done_0_1() const noexcept;

private:
    Result<void> check(const DriverImage& band) const;
    Result<std::optional<Page>> finish(const DriverImage& band);

    std::string device_id_;
    std::vector<std::byte> pixels_{};
    std::optional<DriverImage> first_{};
    int rows_ = 0;
};

}  // namespace limner
