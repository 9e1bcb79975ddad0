#pragma once

#include "driver/call_thread.h"
#include "driver/channel.h"

#include <limner/base/result.h>
#include <limner/base/until.h>

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace limner {

class ProcessSpawner;

/// A process that runs a driver: `limner-driver-host` at the other end of a channel. Killed and reaped, by its own
/// descriptor only, when this goes. Safe from any thread.
class DriverProcess {
public:
    DriverProcess(Descriptor handle, Channel channel, std::shared_ptr<ProcessSpawner> spawner)
        : handle_(std::move(handle)), channel_(std::move(channel)), spawner_(std::move(spawner)) {}
    DriverProcess(const DriverProcess&) = delete;
    DriverProcess& operator=(const DriverProcess&) = delete;
    ~DriverProcess();

    Channel& channel() noexcept { return channel_; }
    /// A descriptor that is readable once the process has ended.
    int handle() const noexcept { return handle_.number(); }
    bool has_ended() const;
    void kill() const noexcept;
    /// Waits up to `patience` for the end; how the process ended, for a message: "was ended by SIGSEGV". Nothing while
    /// it runs.
    std::optional<std::string> ending(std::chrono::milliseconds patience);

private:
    Descriptor handle_;
    Channel channel_;
    std::shared_ptr<ProcessSpawner> spawner_;
    std::mutex mutex_;
    std::optional<std::string> ending_{};
};

/// Starts drivers' processes, all from one thread that lives as long as they do: the kernel kills a process when the
/// *thread* that started it ends. Safe from any thread.
class ProcessSpawner : public std::enable_shared_from_this<ProcessSpawner> {
public:
    /// `program` is the path of limner-driver-host.
    explicit ProcessSpawner(std::filesystem::path program) : program_(std::move(program)), thread_("process starter") {}

    /// `name` is for whoever lists processes. Errors: invalid_setup where the program is missing.
    Result<std::unique_ptr<DriverProcess>> start(const std::string& name, const Until& until);

    /// Takes a killed process that does not end (in a system call that cannot be interrupted), to reap it later.
    void leave_behind(Descriptor handle);

    /// The environment's LIMNER_DRIVER_HOST, else where this very build or installation has it; empty where nowhere.
    static std::filesystem::path find_program();

private:
    void reap_left_behind();

    std::filesystem::path program_;
    std::mutex mutex_;
    std::vector<Descriptor> left_behind_{};
    CallThread thread_;
};

}  // namespace limner
