#include "frame/subprocess.h"

#include "base/spawn_setup.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <span>
#include <system_error>

namespace limner {
namespace {

constexpr std::size_t max_complaint_bytes = 4096;

struct Pipe {
    std::array<int, 2> ends{-1, -1};
    Pipe() {
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) ends = {-1, -1};
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    ~Pipe() {
        close_end(0);
        close_end(1);
    }
    bool is_open() const { return ends[0] >= 0; }
    void close_end(std::size_t end) {
        if (ends[end] >= 0) ::close(ends[end]);
        ends[end] = -1;
    }
};

// A child that is killed, if it has not ended, and reaped: by its own id only, the host may have other children.
class Child {
public:
    explicit Child(pid_t id) : id_(id) {}
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child() {
        if (id_ <= 0) return;
        ::kill(id_, SIGKILL);
        reap();
    }

    void limit(std::size_t memory_bytes, Clock::time_point deadline) const {
        auto seconds = std::chrono::duration_cast<std::chrono::seconds>(deadline - Clock::now()).count() + 1;
        rlimit memory{memory_bytes, memory_bytes}, processor{}, core{0, 0};
        processor.rlim_cur = processor.rlim_max = static_cast<rlim_t>(std::max<long>(seconds, 1));
        ::prlimit(id_, RLIMIT_AS, &memory, nullptr);
        ::prlimit(id_, RLIMIT_CPU, &processor, nullptr);
        ::prlimit(id_, RLIMIT_CORE, &core, nullptr);
    }

    // Its exit status, where it ends of itself before the deadline.
    std::optional<int> wait(Clock::time_point deadline) {
        auto handle = static_cast<int>(::syscall(SYS_pidfd_open, id_, 0));
        if (handle >= 0) {
            pollfd ended{handle, POLLIN, 0};
            ::poll(&ended, 1, static_cast<int>(Until{deadline}.remaining().count()));
            ::close(handle);
            if (!(ended.revents & POLLIN)) ::kill(id_, SIGKILL);
        }
        return reap();
    }

private:
    std::optional<int> reap() {
        int status = 0;
        pid_t reaped = 0;
        do reaped = ::waitpid(id_, &status, 0);
        while (reaped < 0 && errno == EINTR);
        bool has_exited = reaped == id_ && WIFEXITED(status);
        id_ = 0;
        return has_exited ? std::optional(WEXITSTATUS(status)) : std::nullopt;
    }
    pid_t id_;
};

// Reads what is there; false at the end of the stream.
template <typename Sink>
bool drain(int descriptor, Sink&& sink) {
    std::array<std::byte, 64 * 1024> chunk;
    ssize_t got = ::read(descriptor, chunk.data(), chunk.size());
    if (got < 0) return errno == EINTR || errno == EAGAIN;
    sink(std::span<const std::byte>(chunk).first(static_cast<std::size_t>(got)));
    return got > 0;
}

Result<void> collect(Pipe& output, Pipe& complaint, const ProcessLimits& limits, ProcessOutput& result) {
    while (output.ends[0] >= 0 || complaint.ends[0] >= 0) {
        std::array<pollfd, 2> streams{pollfd{output.ends[0], POLLIN, 0}, pollfd{complaint.ends[0], POLLIN, 0}};
        auto left = Until{limits.deadline}.remaining();
        int ready = ::poll(streams.data(), streams.size(), static_cast<int>(left.count()));
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) return Error{ErrorCode::timed_out, "took too long"};
        auto keep_output = [&](std::span<const std::byte> bytes) {
            result.output.insert(result.output.end(), bytes.begin(), bytes.end());
        };
        auto keep_complaint = [&](std::span<const std::byte> bytes) {
            auto room = std::min(bytes.size(), max_complaint_bytes - result.complaint.size());
            result.complaint.append(reinterpret_cast<const char*>(bytes.data()), room);
        };
        if (streams[0].revents && !drain(output.ends[0], keep_output)) output.close_end(0);
        if (streams[1].revents && !drain(complaint.ends[0], keep_complaint)) complaint.close_end(0);
        if (result.output.size() > limits.max_output_bytes)
            return Error{ErrorCode::bad_data, "wrote more than it should"};
    }
    return {};
}

}  // namespace

Result<ProcessOutput> run_process(const std::vector<std::string>& command, const ProcessLimits& limits) {
    if (command.empty()) return Error{ErrorCode::invalid_argument, "no program to run"};
    Pipe output, complaint;
    if (!output.is_open() || !complaint.is_open()) return Error{ErrorCode::internal, "no pipe left"};
    std::vector<char*> arguments;
    arguments.reserve(command.size() + 1);
    for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    SpawnSetup setup;
    posix_spawn_file_actions_adddup2(&setup.files, output.ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&setup.files, complaint.ends[1], STDERR_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&setup.files, STDERR_FILENO + 1);
    pid_t id = 0;
    int failed = ::posix_spawnp(&id, arguments[0], &setup.files, &setup.attributes, arguments.data(), environ);
    if (failed == ENOENT) return Error{ErrorCode::unsupported, command[0] + " is not installed"};
    if (failed) return Error{ErrorCode::internal, command[0] + ": " + std::generic_category().message(failed)};
    Child child(id);
    child.limit(limits.max_memory_bytes, limits.deadline);
    output.close_end(1);
    complaint.close_end(1);
    ProcessOutput result;
    result.output.reserve(std::min<std::size_t>(limits.max_output_bytes, std::size_t{64} * 1024 * 1024));
    if (auto ok = collect(output, complaint, limits, result); !ok)
        return Error{ok.error().code, command[0] + " " + ok.error().message};
    result.exit_status = child.wait(limits.deadline);
    return result;
}

}  // namespace limner
