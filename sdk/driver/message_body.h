#pragma once

#include "driver/message.h"

#include <limner/base/result.h>
#include <limner/driver/driver.h>

#include <cstdint>
#include <string>
#include <vector>

namespace limner {

// The bodies that hold more than a text or a number. Every reader takes the bytes as hostile: bad_data names what is
// wrong.

/// How a request ended: 0, or an ErrorCode and what the driver says of it.
struct Outcome {
    std::int32_t code = 0;
    std::string text{};
};
std::vector<std::byte> body_of(const Outcome& outcome);
Result<Outcome> outcome_from(const std::vector<std::byte>& body);

std::vector<std::byte> body_of(const driver::Option& option);
Result<driver::Option> option_from(const std::vector<std::byte>& body);

/// A setting of one option, as a request.
struct OptionChange {
    std::string name{};
    driver::Value value{};
};
std::vector<std::byte> body_of(const OptionChange& change);
Result<OptionChange> option_change_from(const std::vector<std::byte>& body);

/// A device that a driver lists; the class is as the driver says, unchecked.
struct ListedDevice {
    std::int32_t device_class = 0;
    std::string id{};
    std::string name{};
};
std::vector<std::byte> body_of(const ListedDevice& device);
Result<ListedDevice> listed_device_from(const std::vector<std::byte>& body);

/// The numbers of a driver's frame, whose pixels lie in a place of the frame memory. The pointers of `header` do not
/// cross.
struct PlacedFrame {
    limner_frame_v1 header{};
    std::uint32_t place = 0;
    std::uint64_t digest = 0;  ///< picture_digest() of its pixels.
};
std::vector<std::byte> body_of(const PlacedFrame& frame);
Result<PlacedFrame> placed_frame_from(const std::vector<std::byte>& body);

}  // namespace limner
