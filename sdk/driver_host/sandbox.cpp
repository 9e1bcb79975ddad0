#include "driver_host/sandbox.h"

#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <memory>
#include <string>
#include <system_error>

namespace limner {
namespace {

Error refused(int reason) {
    return {ErrorCode::internal, "the driver's process cannot be confined: " + std::generic_category().message(reason)};
}

/// Sockets that reach other machines fail; those to local services and the kernel (D-Bus, udev) do not. io_uring would
/// be a way around.
Result<void> forbid_network() {
    std::unique_ptr<void, void (*)(scmp_filter_ctx)> filter(::seccomp_init(SCMP_ACT_ALLOW), ::seccomp_release);
    if (!filter) return refused(ENOMEM);
    constexpr std::array<int, 5> families{AF_INET, AF_INET6, AF_PACKET, AF_BLUETOOTH, AF_VSOCK};
    for (int family : families) {
        const scmp_arg_cmp is_family{
            .arg = 0, .op = SCMP_CMP_EQ, .datum_a = static_cast<scmp_datum_t>(family), .datum_b = 0};
        int added = ::seccomp_rule_add_array(filter.get(), SCMP_ACT_ERRNO(EACCES), SCMP_SYS(socket), 1, &is_family);
        if (added != 0) return refused(-added);
    }
    if (int added = ::seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(io_uring_setup), 0); added != 0)
        return refused(-added);
    if (int set = ::seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_TSYNC, 1); set != 0) return refused(-set);
    int loaded = ::seccomp_load(filter.get());
    // A kernel without seccomp runs drivers as before: confinement is a second line, the process is the first.
    if (loaded != 0 && loaded != -ENOSYS && loaded != -EINVAL && loaded != -EOPNOTSUPP) return refused(-loaded);
    return {};
}

}  // namespace

Result<void> confine(const Rights& rights) {
    rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return refused(errno);
    return rights.needs_network ? Result<void>() : forbid_network();
}

}  // namespace limner
