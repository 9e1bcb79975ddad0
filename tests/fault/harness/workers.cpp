#include "workers.h"

#include "session_run.h"
#include "support/own_resources.h"
#include "support/temporary_folder.h"

#include <fmt/format.h>
#include <malloc.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <fstream>

namespace limner::faults {
namespace {

constexpr std::size_t classes = 3;  // in a row, as the sessions are drawn

/// What of this process lies in memory, after what was freed went back to the system.
Memory own_memory() {
    ::malloc_trim(0);
    std::ifstream file("/proc/self/statm");
    double total = 0, resident = 0, of_files = 0;
    file >> total >> resident >> of_files;
    const double page_mb = static_cast<double>(::sysconf(_SC_PAGESIZE)) / (1 << 20);
    const struct mallinfo2 heap = ::mallinfo2();
    return {resident * page_mb, of_files * page_mb, static_cast<double>(heap.uordblks + heap.hblkhd) / (1 << 20)};
}

/// glibc raises what each thread's heap keeps of freed memory to twice the largest block that was ever freed, a
/// picture's: with that, what is resident says more of past threads than of what is still in use.
void give_freed_memory_back() { ::mallopt(M_TRIM_THRESHOLD, 128 * 1024); }

struct Resources {
    test::OwnResources held = test::OwnResources::now();
    Memory memory = own_memory();
};

void report(std::FILE* to, const Tally& tally) {
    fmt::print(to, "{}\n", to_json(tally).dump());
    std::fflush(to);
}

/// A process: every `jobs`th three sessions. What the first three leave (loaded libraries, filled pools) is no leak.
void work(const std::vector<Session>& sessions, std::size_t job, std::size_t jobs, std::FILE* to) {
    give_freed_memory_back();
    test::TemporaryFolder folder;
    ::setenv("LIMNER_LOCKS", (folder.path() / "locks").c_str(), 1);
    std::optional<Resources> before;
    std::size_t done = 0;
    for (const Session& session : sessions) {
        if (static_cast<std::size_t>(session.number) / classes % jobs != job) continue;
        auto visits = folder.path() / "visits";
        report(to, run_session(session, visits));
        std::filesystem::remove_all(visits);
        if (++done == classes || (!before && done < classes)) before.emplace();
    }
    Tally leaks;
    if (before) {
        Resources after;
        leaks.fds_leaked = after.held.descriptors - before->held.descriptors;
        leaks.threads_leaked = after.held.threads - before->held.threads;
        leaks.growth = after.memory - before->memory;
        if (after.held.children > 0) leaks.remarks.push_back("a driver's process is left");
    }
    report(to, leaks);
}

struct Worker {
    pid_t id = 0;
    int from = -1;
    std::string unread{};
};

Worker begin(const std::vector<Session>& sessions, std::size_t job, std::size_t jobs) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) return {};
    pid_t id = ::fork();
    if (id == 0) {
        ::close(ends[0]);
        work(sessions, job, jobs, ::fdopen(ends[1], "w"));
        std::exit(0);
    }
    ::close(ends[1]);
    return {id, ends[0]};
}

/// Adds what the worker has reported since; false once it has said all.
bool take(Worker& worker, Tally& total) {
    std::array<char, 65536> bytes{};
    ssize_t got = ::read(worker.from, bytes.data(), bytes.size());
    if (got <= 0) return false;
    worker.unread.append(bytes.data(), static_cast<std::size_t>(got));
    for (std::size_t end = 0; (end = worker.unread.find('\n')) != std::string::npos; worker.unread.erase(0, end + 1)) {
        auto json = nlohmann::json::parse(worker.unread.substr(0, end), nullptr, false);
        if (json.is_object()) total.add(tally_from(json));
    }
    return true;
}

void finish(Worker& worker, Tally& total) {
    int status = 0;
    ::waitpid(worker.id, &status, 0);
    ::close(worker.from);
    worker.from = -1;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return;
    total.is_parent_alive = false;
    total.remarks.push_back(WIFSIGNALED(status) ? fmt::format("a capturing process died of signal {}", WTERMSIG(status))
                                                : fmt::format("a capturing process ended with {}", status));
}

}  // namespace

Tally run_sessions(const std::vector<Session>& sessions, int jobs) {
    std::vector<Worker> workers;
    workers.reserve(static_cast<std::size_t>(jobs));
    for (int job = 0; job < jobs; ++job)
        workers.push_back(begin(sessions, static_cast<std::size_t>(job), static_cast<std::size_t>(jobs)));
    Tally total;
    int shown = 0;
    for (auto running = workers.size(); running > 0;) {
        std::vector<pollfd> ready;
        ready.reserve(workers.size());
        for (const Worker& worker : workers) ready.push_back({worker.from, POLLIN, 0});
        ::poll(ready.data(), ready.size(), -1);
        for (std::size_t i = 0; i < workers.size(); ++i) {
            if (!ready[i].revents || take(workers[i], total)) continue;
            finish(workers[i], total);
            --running;
        }
        if (total.injected() >= shown + 20) {
            shown = total.injected();
            fmt::print(stderr, "{} faults, {} captures accepted\n", shown, total.accepted);
        }
    }
    return total;
}

}  // namespace limner::faults
