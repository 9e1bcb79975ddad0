#include "cli/interrupt.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace limner::cli {
namespace {

// A handler may do little but write: a thread at the other end of the pipe requests the stop.
int pipe_ends[2] = {-1, -1};

extern "C" void on_signal(int) {
    const int saved = errno;
    const char signalled = 's';
    (void)!write(pipe_ends[1], &signalled, 1);
    errno = saved;
}

void handle(int signal) {
    struct sigaction action {};
    action.sa_handler = on_signal;
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    sigaction(signal, &action, nullptr);
}

}  // namespace

Interrupt::Interrupt() {
    if (pipe2(pipe_ends, O_CLOEXEC) != 0) return;
    waiter_ = std::jthread([this] {
        char why = 0;
        while (read(pipe_ends[0], &why, 1) < 0 && errno == EINTR) continue;
        if (why == 's') source_.request_stop();
    });
    handle(SIGINT);
    handle(SIGTERM);
}

Interrupt::~Interrupt() {
    if (!waiter_.joinable()) return;
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
    const char over = 'o';
    (void)!write(pipe_ends[1], &over, 1);
    waiter_.join();
    close(pipe_ends[0]);
    close(pipe_ends[1]);
}

}  // namespace limner::cli
