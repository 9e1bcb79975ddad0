#include "sane_library.h"

#include "sane_identity.h"

#include <condition_variable>
#include <cstdlib>
#include <future>
#include <mutex>
#include <system_error>
#include <thread>

namespace limner::sane {
namespace {

/// How long a close is waited for; after it, it goes on by itself. sane-airscan's waits for an answer of its scanner.
constexpr std::chrono::seconds close_limit{3};
constexpr std::chrono::seconds gate_limit{30};
constexpr std::chrono::seconds exit_limit{5};

/// Guards what is the process's own: the one Library, and the configuration that libsane has read.
struct ProcessState {
    std::mutex mutex;
    std::condition_variable changed;
    std::weak_ptr<Library> library;
    bool is_running = false;  ///< From sane_init() to the end of sane_exit(), which may come from any last owner.
    std::optional<std::string> config_dir;
    bool has_read_config = false;
};

ProcessState& process_state() {
    static ProcessState state;
    return state;
}

Result<void> apply_config_dir(ProcessState& state, const std::optional<std::string>& config_dir) {
    if (state.has_read_config && config_dir && config_dir != state.config_dir)
        return Error{ErrorCode::invalid_setup,
                     "SANE has been set up with another config_dir in this process already; "
                     "it reads its configuration's place once"};
    if (!state.has_read_config && config_dir && setenv("SANE_CONFIG_DIR", config_dir->c_str(), 1) != 0)
        return Error{ErrorCode::invalid_setup, "the driver setting config_dir cannot be passed on to SANE"};
    if (!state.has_read_config) state.config_dir = config_dir;
    state.has_read_config = true;
    return {};
}

void close_scanner(Library& library, const std::string& name, SANE_Handle raw) {
    std::string backend(backend_of(name));
    // A backend that hangs in another call keeps this handle: a leak is better than a counter that waits for ever.
    if (!library.gate().begin_open(backend, Clock::now() + gate_limit)) return;
    sane_close(raw);
    library.gate().end_open(backend);
}

std::string text_or_empty(SANE_String_Const text) { return text ? text : ""; }

}  // namespace

Handle::~Handle() {
    try {
        std::promise<void> closed;
        auto is_closed = closed.get_future();
        std::thread([library = library_, name = name_, raw = raw_, done = std::move(closed)]() mutable {
            close_scanner(*library, name, raw);
            library.reset();
            done.set_value();
        }).detach();
        library_.reset();
        is_closed.wait_for(close_limit);
    } catch (const std::system_error&) {
        if (library_) close_scanner(*library_, name_, raw_);
    }
}

Error Handle::failure(SANE_Status status, Step step) const {
    Error error = error_from(status, step, name_);
    auto address = usb_address_in(name_);
    bool has_gone = status == SANE_STATUS_IO_ERROR && address && !find_usb_device(usb_devices_folder, *address);
    if (has_gone) error = {ErrorCode::device_lost, name_ + ": the scanner was unplugged or turned off"};
    return error;
}

Result<std::shared_ptr<Library>> Library::acquire(const std::optional<std::string>& config_dir) {
    auto& state = process_state();
    std::unique_lock lock(state.mutex);
    if (auto applied = apply_config_dir(state, config_dir); !applied) return applied.error();
    if (auto running = state.library.lock()) return running;
    if (!state.changed.wait_for(lock, exit_limit, [&] { return !state.is_running; }))
        return Error{ErrorCode::device_stalled, "SANE does not end its last use in this process"};
    SANE_Int version = 0;
    auto status = sane_init(&version, nullptr);
    if (status != SANE_STATUS_GOOD) return error_from(status, Step::list, "sane_init");
    state.is_running = true;
    std::shared_ptr<Library> library(new Library);
    state.library = library;
    lock.unlock();
    if (SANE_VERSION_MAJOR(version) != SANE_CURRENT_MAJOR)
        return Error{ErrorCode::unsupported,
                     "libsane speaks SANE " + std::to_string(SANE_VERSION_MAJOR(version)) + ", this driver SANE 1"};
    return library;
}

Library::~Library() {
    sane_exit();
    auto& state = process_state();
    std::lock_guard lock(state.mutex);
    state.is_running = false;
    state.changed.notify_all();
}

Result<std::optional<std::vector<Found>>> Library::list(bool is_local_only) {
    if (!gate_.try_begin_listing()) return std::optional<std::vector<Found>>{};
    const SANE_Device** devices = nullptr;
    auto status = sane_get_devices(&devices, is_local_only ? SANE_TRUE : SANE_FALSE);
    std::vector<Found> found;
    if (status == SANE_STATUS_GOOD && devices) {
        for (const auto* const* at = devices; *at; ++at) {
            const SANE_Device& one = **at;
            found.push_back({text_or_empty(one.name), text_or_empty(one.vendor), text_or_empty(one.model),
                             text_or_empty(one.type)});
        }
    }
    gate_.end_listing();
    if (status != SANE_STATUS_GOOD) return error_from(status, Step::list, "SANE");
    return std::optional(std::move(found));
}

Result<std::shared_ptr<Handle>> Library::open(const std::string& name, Clock::time_point deadline) {
    std::string backend(backend_of(name));
    if (!gate_.begin_open(backend, deadline))
        return Error{ErrorCode::device_busy, name + ": SANE is busy listing scanners or opening another of " + backend};
    SANE_Handle raw = nullptr;
    auto status = sane_open(name.c_str(), &raw);
    gate_.end_open(backend);
    if (status != SANE_STATUS_GOOD) return error_from(status, Step::open, name);
    return std::make_shared<Handle>(shared_from_this(), name, raw);
}

}  // namespace limner::sane
