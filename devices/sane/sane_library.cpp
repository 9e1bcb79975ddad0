#include "sane_library.h"

#include "sane_identity.h"

#include <cstdlib>
#include <mutex>

namespace limner::sane {
namespace {

constexpr std::chrono::seconds close_limit{5};

/// Guards what is the process's own: the one Library, and the configuration that libsane has read.
struct ProcessState {
    std::mutex mutex;
    std::weak_ptr<Library> library;
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

std::string text_or_empty(SANE_String_Const text) { return text ? text : ""; }

}  // namespace

Handle::~Handle() {
    std::string backend(backend_of(name_));
    // A backend that hangs in another call keeps this handle: a leak is better than a counter that waits for ever.
    if (!library_->gate().begin_open(backend, Clock::now() + close_limit)) return;
    sane_close(raw_);
    library_->gate().end_open(backend);
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
    std::lock_guard lock(state.mutex);
    if (auto applied = apply_config_dir(state, config_dir); !applied) return applied.error();
    if (auto running = state.library.lock()) return running;
    SANE_Int version = 0;
    auto status = sane_init(&version, nullptr);
    if (status != SANE_STATUS_GOOD) return error_from(status, Step::list, "sane_init");
    std::shared_ptr<Library> library(new Library);
    if (SANE_VERSION_MAJOR(version) != SANE_CURRENT_MAJOR)
        return Error{ErrorCode::unsupported,
                     "libsane speaks SANE " + std::to_string(SANE_VERSION_MAJOR(version)) + ", this driver SANE 1"};
    state.library = library;
    return library;
}

Library::~Library() { sane_exit(); }

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
