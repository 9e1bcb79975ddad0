#include "process_fault.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <random>
#include <span>
#include <string>
#include <thread>

namespace limner::virtual_driver {
namespace {

constexpr int control_socket = 3;  // of a driver's own process
constexpr milliseconds default_loop{600'000};
constexpr milliseconds default_scribbling{1'000};

bool is_in_own_process() { return std::string_view(program_invocation_short_name) == "limner-driver-host"; }

[[noreturn]] void write_nowhere() {
    ::signal(SIGSEGV, SIG_DFL);  // a sanitizer makes another end of it
    void* page = ::mmap(nullptr, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    *static_cast<volatile char*>(page) = 1;
    std::abort();
}

void run_in_circles(Clock::time_point end) {
    while (Clock::now() < end) continue;
}

/// The pictures' memory, as this process has it mapped now; not the scratch memory, which is the simulation's own.
std::vector<std::span<std::uint64_t>> shared_pictures() {
    std::vector<std::span<std::uint64_t>> found;
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);) {
        if (line.find(" rw-s ") == std::string::npos || line.find("/memfd:limner-frames") == std::string::npos)
            continue;
        void *begin = nullptr, *end = nullptr;
        if (std::sscanf(line.c_str(), "%p-%p", &begin, &end) != 2) continue;
        found.emplace_back(static_cast<std::uint64_t*>(begin), static_cast<std::uint64_t*>(end));
    }
    return found;
}

/// Over the beginning of each half, again and again: small enough that a picture never stays whole for long.
void scribble(Clock::time_point end) {
    constexpr std::size_t piece = std::size_t{256} * 1024 / sizeof(std::uint64_t);
    auto word = static_cast<std::uint64_t>(now_ns());
    while (Clock::now() < end) {
        for (auto memory : shared_pictures()) {
            for (auto half : {memory.first(memory.size() / 2), memory.subspan(memory.size() / 2)}) {
                for (std::uint64_t& one : half.first(std::min(piece, half.size())))
                    one = word = word * 6364136223846793005u + 1442695040888963407u;
            }
        }
    }
}

void send_garbage(std::span<const int> descriptors) {
    std::array<unsigned char, 64> bytes{};
    std::random_device random;
    for (unsigned char& byte : bytes) byte = static_cast<unsigned char>(random());
    iovec part{bytes.data(), bytes.size()};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int) * 64)> control{};
    msghdr header{};
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    if (!descriptors.empty()) {
        header.msg_control = control.data();
        header.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
        cmsghdr* rights = CMSG_FIRSTHDR(&header);
        rights->cmsg_level = SOL_SOCKET;
        rights->cmsg_type = SCM_RIGHTS;
        rights->cmsg_len = CMSG_LEN(descriptors.size_bytes());
        std::memcpy(CMSG_DATA(rights), descriptors.data(), descriptors.size_bytes());
    }
    (void)::sendmsg(control_socket, &header, MSG_NOSIGNAL | MSG_DONTWAIT);
}

void flood_with_descriptors() {
    std::vector<int> opened;
    for (int one = 0; (one = ::open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0;) opened.push_back(one);
    for (std::size_t at = 0; at + 32 <= opened.size() && at < 320; at += 32)
        send_garbage(std::span(opened).subspan(at, 32));
}

}  // namespace

Result<void> break_process(const FaultConfig& fault) {
    auto end_after = [&](milliseconds span) { return Clock::now() + fault.duration.value_or(span); };
    switch (fault.kind) {
        case FaultKind::crash: std::abort();
        case FaultKind::segfault: write_nowhere();
        case FaultKind::exit: std::exit(7);
        case FaultKind::kill: std::raise(SIGKILL); return {};
        case FaultKind::stop: std::raise(SIGSTOP); return {};
        case FaultKind::loop: run_in_circles(end_after(default_loop)); return {};
        case FaultKind::scribble:
        case FaultKind::garbage:
        case FaultKind::fd_flood: break;
        default: return {};
    }
    if (!is_in_own_process()) return Error{ErrorCode::unsupported, "this fault needs a driver's own process"};
    if (fault.kind == FaultKind::scribble) std::thread(scribble, end_after(default_scribbling)).detach();
    if (fault.kind == FaultKind::garbage) send_garbage({});
    if (fault.kind == FaultKind::fd_flood) flood_with_descriptors();
    return {};
}

}  // namespace limner::virtual_driver
