#include "conform/unplug_command.h"

#include "base/spawn_setup.h"

#include <sys/wait.h>

#include <array>
#include <chrono>
#include <system_error>
#include <thread>

namespace limner::conform {

std::string run_unplug_command(const std::string& command, const std::string& action, const std::string& device) {
    using namespace std::chrono_literals;
    constexpr auto limit = 60s;
    constexpr auto poll_every = 10ms;
    std::array<std::string, 6> words{"sh", "-c", command + " \"$@\"", "limner", action, device};
    std::array<char*, 7> arguments{};
    for (std::size_t i = 0; i < words.size(); ++i) arguments[i] = words[i].data();
    SpawnSetup setup;
    ::posix_spawn_file_actions_adddup2(&setup.files, STDERR_FILENO, STDOUT_FILENO);
    pid_t id = 0;
    int failed = ::posix_spawn(&id, "/bin/sh", &setup.files, &setup.attributes, arguments.data(), environ);
    if (failed) return "the unplug command cannot be run: " + std::generic_category().message(failed);
    int status = 0;
    auto until = std::chrono::steady_clock::now() + limit;
    while (::waitpid(id, &status, WNOHANG) == 0) {
        if (std::chrono::steady_clock::now() > until) {
            ::kill(id, SIGKILL);
            ::waitpid(id, &status, 0);
            return "the unplug command did not end within a minute";
        }
        std::this_thread::sleep_for(poll_every);
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return "";
    return "the unplug command '" + command + " " + action + "' failed, with status " +
           std::to_string(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

}  // namespace limner::conform
