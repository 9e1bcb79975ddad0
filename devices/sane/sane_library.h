#pragma once

#include "sane_gate.h"
#include "sane_status.h"

#include <limner/base/result.h>
#include <limner/base/until.h>

#include <sane/sane.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace limner::sane {

/// A scanner as sane_get_devices() lists it.
struct Found {
    std::string name{};
    std::string vendor{};
    std::string model{};
    std::string type{};
};

class Library;

/// An open scanner; closes when its last owner goes. One thread at a time uses it, sane_cancel() apart.
class Handle {
public:
    Handle(std::shared_ptr<Library> library, std::string name, SANE_Handle raw)
        : library_(std::move(library)), name_(std::move(name)), raw_(raw) {}
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    ~Handle();

    SANE_Handle raw() const noexcept { return raw_; }
    const std::shared_ptr<Library>& library() const noexcept { return library_; }

    /// The typed error of a status; a USB scanner that failed and is no longer plugged in is device_lost.
    Error failure(SANE_Status status, Step step) const;

private:
    std::shared_ptr<Library> library_;
    std::string name_;
    SANE_Handle raw_;
};

/// libsane between sane_init() and sane_exit(), which happens when the last handle has gone, too. Safe from any thread.
class Library : public std::enable_shared_from_this<Library> {
public:
    /// The one Library of the process. `config_dir` becomes SANE_CONFIG_DIR; libsane reads it once in a process, so
    /// that a later call with another one is invalid_setup.
    static Result<std::shared_ptr<Library>> acquire(const std::optional<std::string>& config_dir);
    Library(const Library&) = delete;
    Library& operator=(const Library&) = delete;
    ~Library();

    /// Nothing where a device is being opened or scans: see Gate.
    Result<std::optional<std::vector<Found>>> list(bool is_local_only);
    Result<std::shared_ptr<Handle>> open(const std::string& name, Clock::time_point deadline);

    Gate& gate() noexcept { return gate_; }

private:
    Library() = default;
    Gate gate_;
};

}  // namespace limner::sane
