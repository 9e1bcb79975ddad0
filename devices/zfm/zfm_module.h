#pragma once

#include "serial_link.h"
#include "zfm_protocol.h"

#include <limner/base/until.h>

#include <memory>
#include <optional>

namespace limner::zfm {

struct ModuleSettings {
    std::uint32_t address = 0xFFFFFFFF;
    std::uint32_t password = 0;
    int baud = 115'200;  ///< What to raise the rate to; 0: leave it.
};

/// A module at its port: one command at a time, in steps that never block longer than they are given. What the line
/// damages is asked for again.
class Module {
public:
    /// Finds the module's baud rate, gives the password, raises the rate. device_missing: nothing answers there;
    /// access_denied: wrong password.
    static Result<std::unique_ptr<Module>> open(const std::string& path, const ModuleSettings& settings);

    /// Sends a command; its answer may take as long as the limit.
    Result<void> begin(Packet command, std::chrono::milliseconds limit);
    bool is_busy() const noexcept { return pending_.has_value(); }
    /// Forgets the command in progress, and what it still sends.
    void abandon() noexcept;
    /// Drops what a module that was left in the middle of an image still sends; true once it has been quiet for a
    /// while.
    Result<bool> is_quiet(Clock::time_point deadline);
    /// The acknowledgement's payload, never empty; nothing at the deadline or when woken. device_stalled: none came.
    Result<std::optional<std::vector<std::byte>>> answer(Clock::time_point deadline);
    /// begin() and the whole wait.
    Result<std::vector<std::byte>> ask(Packet command, std::chrono::milliseconds limit);

    /// Data packets after an acknowledged upload, put together: nothing until the last has come. Errors: bad_data
    /// (damaged or lost on the line), device_stalled, device_lost.
    Result<std::optional<std::vector<std::byte>>> data(Clock::time_point deadline);
    void expect_data() noexcept;
    std::size_t received_bytes() const noexcept { return data_.size(); }

    SerialLink& link() noexcept { return *link_; }
    const Parameters& parameters() const noexcept { return parameters_; }

private:
    struct Pending {
        Packet command{};
        std::chrono::milliseconds limit{};
        Clock::time_point until{};
        int repeats = 0;
    };

    Module(std::unique_ptr<SerialLink> link, const ModuleSettings& settings)
        : link_(std::move(link)), settings_(settings), reader_(settings.address) {}
    Result<void> find_baud();
    Result<bool> answers_at(int baud);
    Result<void> read_parameters();
    Result<void> raise_baud();
    Result<void> repeat(const char* why);
    Result<std::optional<Packet>> packet(Clock::time_point deadline);

    std::unique_ptr<SerialLink> link_;
    ModuleSettings settings_;
    PacketReader reader_;
    Parameters parameters_{};
    std::optional<Pending> pending_{};
    std::vector<std::byte> data_{};
    Clock::time_point last_data_{};
    Clock::time_point noise_at_{};  ///< When it may have sent what nobody waits for.
};

}  // namespace limner::zfm
