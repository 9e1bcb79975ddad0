#include "driver_host/host.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>

namespace {

constexpr int socket_descriptor = 3;

/// The kernel ends this process with the one that started it, however that ends.
bool tie_to_parent(const char* parent) {
    return ::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && ::getppid() == std::atoi(parent);
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 3 || ::fcntl(socket_descriptor, F_GETFD) < 0) {
        std::fputs("limner-driver-host runs one driver for a program that uses Limner, which starts it by itself.\n",
                   stderr);
        return 3;
    }
    if (!tie_to_parent(arguments[1])) return 1;
    ::prctl(PR_SET_NAME, arguments[2]);
    ::fcntl(socket_descriptor, F_SETFD, FD_CLOEXEC);
    // Not through the destructors of whatever the vendor's code has left running.
    auto* host = new limner::Host(limner::Channel(limner::Descriptor(socket_descriptor)));
    ::_exit(host->run());
}
