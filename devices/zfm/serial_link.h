#pragma once

#include <limner/base/result.h>
#include <limner/base/until.h>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace limner::zfm {

/// An open serial port, 8N1 without flow control. One thread uses it, wake() apart.
class SerialLink {
public:
    /// device_missing, access_denied or device_busy (another program holds it), with the path.
    static Result<std::unique_ptr<SerialLink>> open(const std::string& path);
    SerialLink(const SerialLink&) = delete;
    SerialLink& operator=(const SerialLink&) = delete;
    ~SerialLink();

    Result<void> set_baud(int baud);
    /// Sends everything, or fails: device_lost, device_stalled after half a second.
    Result<void> send(std::span<const std::byte> bytes);
    /// What has arrived by the deadline, at least one byte; empty at the deadline or when woken. device_lost.
    Result<std::vector<std::byte>> receive(Clock::time_point deadline);
    /// Throws away what has arrived and not been received.
    void drop_input() noexcept;
    /// Ends a receive(), from any thread.
    void wake() noexcept;
    /// Takes back a wake() that nobody heard.
    void calm() noexcept;

    const std::string& path() const noexcept { return path_; }

private:
    SerialLink(std::string path, int port, int wakes) : path_(std::move(path)), port_(port), wakes_(wakes) {}
    Error lost() const;

    std::string path_;
    int port_;
    int wakes_;
};

}  // namespace limner::zfm
