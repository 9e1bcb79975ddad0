#pragma once

#include <limner/base/text.h>
#include <limner/health/journal.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace limner {

/// One thing that was looked at: `problem` keeps something from working, `warning` will, or makes it worse.
struct Diagnosis {
    enum class Status { ok, warning, problem, not_assessed };

    std::string check{};  ///< "device_failing", "device_slowing", "udev_rules", ...: docs/health.md lists them.
    Status status = Status::ok;
    std::string device{};  ///< Empty where it is about the set-up.
    Text message{};        ///< What is so.
    Text remedy{};         ///< What to do; empty texts where nothing is to be done.
};
std::string_view name_of(Diagnosis::Status status) noexcept;

/// What a device's history says: fails often, is lost often, grows slow, delivers worse pictures, needs cleaning, or is
/// a spare that nobody has tried for long. Nothing where all is well. Compares the seven days up to `today` with the
/// ninety before them; docs/health.md gives the limits.
std::vector<Diagnosis> diagnose(const DeviceHistory& history, std::chrono::sys_days today);

/// Where a set-up is looked at; a test names folders of its own.
struct SystemFolders {
    std::filesystem::path sys = "/sys";
    std::filesystem::path dev = "/dev";
    std::filesystem::path proc = "/proc";
    std::filesystem::path etc = "/etc";
    std::filesystem::path usr_lib = "/usr/lib";
    std::filesystem::path run = "/run";
};

/// Looks at what the system gives to devices: udev's rules and the group, access to their nodes, who holds them, USB
/// speeds, the folder of locks that users share. Opens no device. Reads small files; takes some milliseconds.
std::vector<Diagnosis> check_system(const SystemFolders& folders = {});

}  // namespace limner
