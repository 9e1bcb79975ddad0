#include "conform/probe/groups.h"
#include "driver/driver_module.h"
#include "driver_host/sandbox.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>

namespace {

constexpr int socket_descriptor = 3;

int run() {
    using namespace limner;
    using namespace limner::conform;
    Link link{Descriptor(socket_descriptor)};
    auto text = link.receive(Clock::now() + std::chrono::seconds(10));
    auto request = text ? request_from(*text) : Result<Request>(Error{ErrorCode::internal, "no request"});
    if (!request) return 1;
    auto scratch = make_scratch({.scratch_bytes = request->scratch_bytes});
    if (!scratch) return 1;
    if (*scratch) request->settings[scratch_setting] = std::to_string((*scratch)->number());
    if (!confine({.needs_network = request->needs_network})) return 1;
    Reporter reporter(std::move(link));
    return run_group(*request, reporter) ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 3 || ::fcntl(socket_descriptor, F_GETFD) < 0) {
        std::fputs("limner-conform-probe runs one check for `limner conform`, which starts it by itself.\n", stderr);
        return 3;
    }
    // The kernel ends this process with the one that started it.
    if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || ::getppid() != std::atoi(arguments[1])) return 1;
    ::fcntl(socket_descriptor, F_SETFD, FD_CLOEXEC);
    // Not through the destructors of whatever the driver has left running.
    ::_exit(run());
}
