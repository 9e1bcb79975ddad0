#include "driver/driver_process.h"

#include "base/spawn_setup.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <system_error>

namespace limner {
namespace {

using namespace std::chrono_literals;

constexpr const char* program_name = "limner-driver-host";
constexpr auto kill_patience = 500ms;
constexpr auto start_limit = 5'000ms;

bool is_readable(int descriptor, std::chrono::milliseconds patience) {
    pollfd ended{descriptor, POLLIN, 0};
    int ready = -1;
    do ready = ::poll(&ended, 1, static_cast<int>(patience.count()));
    while (ready < 0 && errno == EINTR);
    return ready > 0;
}

/// Reaps the one process of the handle; how it ended.
std::string reap(int handle) {
    siginfo_t info{};
    if (::waitid(static_cast<idtype_t>(P_PIDFD), static_cast<id_t>(handle), &info, WEXITED | WNOHANG) != 0)
        return "ended, and somebody else took its status";
    if (info.si_code == CLD_EXITED) return "ended with status " + std::to_string(info.si_status);
    const char* signal = ::sigabbrev_np(info.si_status);
    return "was ended by SIG" + (signal ? std::string(signal) : std::to_string(info.si_status));
}

/// The child gets its socket as descriptor 3 and nothing else of ours; what a driver prints goes to our stderr.
void add_descriptors(posix_spawn_file_actions_t& files, int socket) {
    if (::fcntl(STDERR_FILENO, F_GETFD) < 0)
        ::posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_adddup2(&files, STDERR_FILENO, STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&files, socket, 3);
    ::posix_spawn_file_actions_addclosefrom_np(&files, 4);
}

/// A handle of a process that was just started by this thread and not yet reaped.
Result<Descriptor> spawn(const std::filesystem::path& program, const std::string& name, int socket) {
    std::string parent = std::to_string(::getpid());
    std::array<std::string, 3> words{program.string(), parent, name};
    std::array<char*, 4> arguments{words[0].data(), words[1].data(), words[2].data(), nullptr};
    SpawnSetup setup(POSIX_SPAWN_SETPGROUP);  // a group of its own: a Ctrl-C on the terminal goes to us alone
    add_descriptors(setup.files, socket);
    pid_t id = 0;
    int failed = ::posix_spawn(&id, program.c_str(), &setup.files, &setup.attributes, arguments.data(), environ);
    if (failed)
        return Error{failed == ENOENT || failed == EACCES ? ErrorCode::invalid_setup : ErrorCode::internal,
                     program.string() + ": " + std::generic_category().message(failed)};
    Descriptor handle(static_cast<int>(::syscall(SYS_pidfd_open, id, 0)));
    if (handle) return handle;
    auto reason = std::generic_category().message(errno);
    ::kill(id, SIGKILL);
    ::waitpid(id, nullptr, 0);
    return Error{ErrorCode::internal, "no handle of a driver's process: " + reason};
}

}  // namespace

DriverProcess::~DriverProcess() {
    kill();
    if (!ending(kill_patience)) spawner_->leave_behind(std::move(handle_));
}

bool DriverProcess::has_ended() const { return is_readable(handle_.number(), 0ms); }

void DriverProcess::kill() const noexcept { ::syscall(SYS_pidfd_send_signal, handle_.number(), SIGKILL, nullptr, 0); }

std::optional<std::string> DriverProcess::ending(std::chrono::milliseconds patience) {
    std::lock_guard lock(mutex_);
    if (!ending_ && is_readable(handle_.number(), patience)) ending_ = reap(handle_.number());
    return ending_;
}

Result<std::unique_ptr<DriverProcess>> ProcessSpawner::start(const std::string& name, const Until& until) {
    auto job = [self = shared_from_this(), name]() -> Result<std::unique_ptr<DriverProcess>> {
        self->reap_left_behind();
        auto ends = Channel::make_pair();
        if (!ends) return ends.error();
        auto handle = spawn(self->program_, name, ends->second.number());
        if (!handle) return handle.error();
        return std::make_unique<DriverProcess>(*std::move(handle), Channel(std::move(ends->first)), self);
    };
    return thread_.call<std::unique_ptr<DriverProcess>>("start", std::move(job), start_limit, until);
}

void ProcessSpawner::leave_behind(Descriptor handle) {
    std::lock_guard lock(mutex_);
    left_behind_.push_back(std::move(handle));
}

void ProcessSpawner::reap_left_behind() {
    std::lock_guard lock(mutex_);
    std::erase_if(left_behind_, [](const Descriptor& handle) {
        bool has_ended = is_readable(handle.number(), 0ms);
        if (has_ended) reap(handle.number());
        return has_ended;
    });
}

std::filesystem::path ProcessSpawner::find_program() {
    if (const char* named = std::getenv("LIMNER_DRIVER_HOST"); named && *named) return named;
    static const int anchor = 0;
    Dl_info info{};
    std::error_code failure;
    if (::dladdr(&anchor, &info) == 0 || !info.dli_fname) return {};
    auto library = std::filesystem::canonical(info.dli_fname, failure).parent_path();
    for (const auto& place : {library / "limner" / program_name, library.parent_path() / "bin" / program_name})
        if (::access(place.c_str(), X_OK) == 0) return place;
    return {};
}

}  // namespace limner
