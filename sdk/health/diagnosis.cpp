#include <limner/health/diagnosis.h>

#include <limner/base/error.h>

#include <fmt/format.h>

#include <array>
#include <optional>

namespace limner {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr days recently{7}, before_that{90};
constexpr std::uint64_t many_errors = 5;     // a week; fewer are anybody's clumsy day
constexpr std::uint64_t many_losses = 5;     // a week
constexpr std::uint64_t enough_values = 20;  // for a median that one bad day does not move
constexpr double far_slower = 1.5;
constexpr double noticeable_ms = 20;
constexpr double worse_by = 10;
constexpr days untried{30};

const Text wipe_it{"Clean its surface with a soft dry cloth.",
                   "Bersihkan permukaannya dengan kain lembut yang kering."};

struct Spans {
    DeviceDay recent;
    DeviceDay before;
};

std::optional<ErrorCode> error_code_of(std::string_view name) {
    for (std::int32_t code = 1; code <= static_cast<std::int32_t>(ErrorCode::glass_dirty); ++code) {
        if (name_of(static_cast<ErrorCode>(code)) == name) return static_cast<ErrorCode>(code);
    }
    return std::nullopt;
}

/// The kind of error that came most often.
std::optional<ErrorCode> main_error(const DeviceDay& sum) {
    constexpr std::string_view prefix = "error.";
    std::uint64_t most = 0;
    std::optional<ErrorCode> main;
    for (const auto& [name, n] : sum.counts) {
        if (!name.starts_with(prefix) || n <= most) continue;
        most = n;
        main = error_code_of(std::string_view(name).substr(prefix.size()));
    }
    return main;
}

std::optional<Diagnosis> failing(const DeviceHistory& device, const Spans& spans) {
    auto errors = spans.recent.errors(), captures = spans.recent.count("captures");
    if (errors < many_errors || errors * 10 < captures + errors) return std::nullopt;
    auto code = main_error(spans.recent);
    bool is_mostly_failing = errors > captures;
    return Diagnosis{
        .check = "device_failing",
        .status = is_mostly_failing ? Diagnosis::Status::problem : Diagnosis::Status::warning,
        .device = device.id,
        .message = {fmt::format("Failed {} times in the last 7 days, with {} completed captures; most often: {}.",
                                errors, captures, code ? name_of(*code) : "unknown"),
                    fmt::format(
                        "Gagal {} kali dalam 7 hari terakhir, dengan {} pengambilan selesai; paling sering: {}.",
                        errors, captures, code ? name_of(*code) : "tidak diketahui")},
        .remedy = code ? advice_for(*code) : advice_for(ErrorCode::device_fault)};
}

std::optional<Diagnosis> disconnecting(const DeviceHistory& device, const Spans& spans) {
    auto losses = spans.recent.count("losses");
    if (losses < many_losses) return std::nullopt;
    return Diagnosis{.check = "device_disconnecting",
                     .status = Diagnosis::Status::warning,
                     .device = device.id,
                     .message = {fmt::format("Disconnected {} times in the last 7 days.", losses),
                                 fmt::format("Terputus {} kali dalam 7 hari terakhir.", losses)},
                     .remedy = {"Try another cable, then another USB port, then a hub with its own power supply.",
                                "Coba kabel lain, lalu port USB lain, lalu hub dengan catu daya sendiri."}};
}

struct Timing {
    const char* name;
    Text what;
};

const std::array<Timing, 3>& timings() {
    static const std::array<Timing, 3> all{{{"open_ms", {"opening", "pembukaan"}},
                                            {"first_frame_ms", {"the first picture", "gambar pertama"}},
                                            {"grab_ms", {"delivering a picture", "pengiriman gambar"}}}};
    return all;
}

struct Medians {
    double recent;
    double before;
};

std::optional<Medians> medians_of(const std::string& name, const Spans& spans) {
    auto recent = spans.recent.distributions.find(name), before = spans.before.distributions.find(name);
    if (recent == spans.recent.distributions.end() || before == spans.before.distributions.end()) return std::nullopt;
    if (recent->second.count() < enough_values || before->second.count() < enough_values) return std::nullopt;
    return Medians{*recent->second.median(), *before->second.median()};
}

std::optional<Diagnosis> slowing(const DeviceHistory& device, const Spans& spans) {
    for (const Timing& timing : timings()) {
        auto medians = medians_of(timing.name, spans);
        if (!medians || medians->recent < far_slower * medians->before) continue;
        if (medians->recent - medians->before < noticeable_ms) continue;
        auto now = medians->recent, then = medians->before;
        return Diagnosis{
            .check = "device_slowing",
            .status = Diagnosis::Status::warning,
            .device = device.id,
            .message = {fmt::format("Has become slow: {} takes {:.0f} ms, before {:.0f} ms.", timing.what.en, now,
                                    then),
                        fmt::format("Menjadi lambat: {} {:.0f} ms, sebelumnya {:.0f} ms.", timing.what.id, now, then)},
            .remedy = {"Connect it to a port of its own and restart it; if it stays slow, have it serviced.",
                       "Hubungkan ke port tersendiri dan nyalakan ulang; jika tetap lambat, mintalah servis."}};
    }
    return std::nullopt;
}

std::optional<Diagnosis> worsening(const DeviceHistory& device, const Spans& spans) {
    auto medians = medians_of("quality", spans);
    if (!medians || medians->before - medians->recent < worse_by) return std::nullopt;
    auto now = medians->recent, then = medians->before;
    return Diagnosis{
        .check = "device_quality_falling",
        .status = Diagnosis::Status::warning,
        .device = device.id,
        .message = {fmt::format("Its pictures are getting worse: quality {:.0f}, before {:.0f} of 100.", now, then),
                    fmt::format("Gambarnya memburuk: mutu {:.0f}, sebelumnya {:.0f} dari 100.", now, then)},
        .remedy = wipe_it};
}

std::optional<Diagnosis> dirty(const DeviceHistory& device, const Spans& spans) {
    const std::string count = fmt::format("error.{}", name_of(ErrorCode::glass_dirty));
    const auto times = spans.recent.count(count);
    if (times == 0) return std::nullopt;
    return Diagnosis{.check = "device_dirty",
                     .status = Diagnosis::Status::warning,
                     .device = device.id,
                     .message = {fmt::format("The same marks stood in its pictures again, {} times in 7 days.", times),
                                 fmt::format("Bekas yang sama muncul lagi di gambarnya, {} kali dalam 7 hari.", times)},
                     .remedy = wipe_it};
}

std::optional<Diagnosis> untested(const DeviceHistory& device, sys_days today) {
    if (device.first_seen_at > today - untried || device.last_seen_at < today - recently) return std::nullopt;
    if (device.over(today - untried, today + days(1)).count("captures") > 0) return std::nullopt;
    return Diagnosis{.check = "device_untried",
                     .status = Diagnosis::Status::warning,
                     .device = device.id,
                     .message = {"Has served no capture for 30 days.", "Tidak melayani pengambilan selama 30 hari."},
                     .remedy = {"Try it now, so that it is known to work when it is needed.",
                                "Coba sekarang agar dipastikan berfungsi saat diperlukan."}};
}

}  // namespace

std::string_view name_of(Diagnosis::Status status) noexcept {
    switch (status) {
        case Diagnosis::Status::ok: return "ok";
        case Diagnosis::Status::warning: return "warning";
        case Diagnosis::Status::problem: return "problem";
        case Diagnosis::Status::not_assessed: return "not_assessed";
    }
    return "unknown";
}

std::vector<Diagnosis> diagnose(const DeviceHistory& history, sys_days today) {
    auto week = today + days(1) - recently;
    Spans spans{history.over(week, today + days(1)), history.over(week - before_that, week)};
    std::vector<Diagnosis> found;
    for (auto* check : {failing, disconnecting, slowing, worsening, dirty}) {
        if (auto diagnosis = check(history, spans)) found.push_back(*std::move(diagnosis));
    }
    if (auto diagnosis = untested(history, today)) found.push_back(*std::move(diagnosis));
    return found;
}

}  // namespace limner
