#include "conform/kit.h"

#include "conform/probe_run.h"
#include "driver/manifest.h"

#include <limner/driver/driver_abi.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <set>

namespace limner::conform {
namespace {

/// The manifest beside a module that names it.
struct OwnManifest {
    std::optional<DriverManifest> manifest{};
    std::string problem{};  ///< Why there is none.
};

OwnManifest find_manifest(const std::filesystem::path& module) {
    OwnManifest own;
    own.problem = "no NAME.driver.toml beside it names " + module.filename().string();
    for (const auto& path : find_manifests(module.parent_path())) {
        auto manifest = read_manifest(path);
        std::error_code different;
        if (manifest && std::filesystem::equivalent(manifest->module, module, different)) {
            own.manifest = *std::move(manifest);
            own.problem.clear();
            return own;
        }
        if (!manifest && path.stem().stem() == module.stem()) own.problem = manifest.error().message;
    }
    return own;
}

/// Anything else than a shared library is no input of this kit; what it exports is for a check to say.
bool is_library(const std::filesystem::path& path) {
    std::array<char, 4> magic{};
    std::ifstream(path, std::ios::binary).read(magic.data(), magic.size());
    return magic == std::array<char, 4>{0x7f, 'E', 'L', 'F'};
}

class Kit {
public:
    Kit(const KitOptions& options, ProbeRunner runner) : options_(options), runner_(std::move(runner)) {}

    Result<Report> run() {
        auto own = find_manifest(options_.module);
        request_.module = options_.module.string();
        if (own.manifest) {
            request_.driver = own.manifest->name;
            request_.needs_network = own.manifest->needs_network;
            request_.scratch_bytes = own.manifest->scratch_bytes;
        }
        request_.is_interactive = static_cast<bool>(options_.person);
        request_.can_unplug = options_.person || !options_.on_unplug.empty();
        add({"manifest", "", own.manifest ? Verdict::pass : Verdict::fail, own.manifest ? "it is whole" : own.problem});
        if (auto introduced = introduce(); !introduced) return introduced.error();
        if (auto chosen = choose_devices(); !chosen) return chosen.error();
        if (auto done = run_checks(false, {}); !done) return done.error();
        for (const Listed& device : chosen_) {
            breaches_.clear();
            if (auto done = run_checks(true, device); !done) return done.error();
        }
        if (chosen_.empty()) report_no_device();
        return std::move(report_);
    }

private:
    /// Settings are the driver's by its name, which a module without a manifest tells itself.
    Result<void> introduce() {
        request_.settings = settings_of(request_.driver);
        auto first = survey();
        if (!first) return first.error();
        report_.driver = first->introduced.name.empty() ? request_.driver : first->introduced.name;
        report_.version = first->introduced.version;
        bool has_new_settings = request_.driver.empty() && options_.settings.contains(report_.driver);
        if (has_new_settings) {
            request_.settings = settings_of(report_.driver);
            first = survey();
            if (!first) return first.error();
        }
        listed_ = first->listed;
        return {};
    }
    std::map<std::string, std::string> settings_of(const std::string& driver) const {
        auto at = options_.settings.find(driver);
        return at == options_.settings.end() ? std::map<std::string, std::string>{} : at->second;
    }
    Result<ProbeResult> survey() {
        request_.group = "survey";
        return runner_.run(request_);
    }

    Result<void> choose_devices() {
        std::set<std::int32_t> classes;
        for (const Listed& one : listed_) {
            bool is_chosen =
                options_.device.empty() ? classes.insert(one.device_class).second : one.id == options_.device;
            (is_chosen ? report_.devices : report_.not_tested).push_back(one.id);
            if (is_chosen) chosen_.push_back(one);
        }
        if (chosen_.empty() && !options_.device.empty())
            return Error{ErrorCode::device_missing, "the driver does not list '" + options_.device + "'"};
        return {};
    }

    Result<void> run_checks(bool is_of_device, const Listed& device) {
        std::string_view group;
        for (const Check& check : all_checks()) {
            if (check.is_of_device != is_of_device || check.group.empty() || check.group == group) continue;
            group = check.group;
            request_.group = group;
            // A check of the module may look at a device, too.
            const Listed& used = is_of_device || chosen_.empty() ? device : chosen_.front();
            request_.device = used.id;
            request_.device_class = used.device_class;
            auto result = runner_.run(request_);
            if (!result) return result.error();
            take(group, device, *result);
        }
        return {};
    }

    void take(std::string_view group, const Listed& device, const ProbeResult& result) {
        bool is_over = false;
        for (const Check& check : all_checks()) {
            bool is_of_other_class = check.is_of_pages && device.device_class != LIMNER_CLASS_DOCUMENT_SCANNER;
            if (check.group != group || is_of_other_class) continue;
            auto found = std::ranges::find(result.found, check.name, &Found::check);
            if (found != result.found.end()) {
                add_found(check, device, *found);
            } else if (is_over || result.breach.empty()) {
                add({std::string(check.name), device.id, Verdict::not_assessed, "its process ended before it"});
            } else {
                is_over = true;
                add_found(check, device,
                          {"", Verdict::fail, "the driver's process ended: " + result.breach, result.breach});
            }
        }
    }

    /// What breaks several checks is the first one's failure.
    void add_found(const Check& check, const Listed& device, const Found& found) {
        Finding finding{std::string(check.name), device.id, found.verdict, found.seen};
        if (!found.breach.empty()) {
            auto [at, is_new] = breaches_.try_emplace(found.breach, check.name);
            if (!is_new) {
                finding.verdict = Verdict::not_assessed;
                finding.seen = found.seen + ", as in the check " + at->second;
            }
        }
        add(std::move(finding));
    }

    void report_no_device() {
        for (const Check& check : all_checks())
            if (check.is_of_device && !check.is_of_pages)
                add({std::string(check.name), "", Verdict::not_assessed, "the driver lists no device"});
    }

    void add(Finding finding) {
        if (options_.on_finding) options_.on_finding(finding);
        report_.findings.push_back(std::move(finding));
    }

    const KitOptions& options_;
    ProbeRunner runner_;
    Request request_{};
    Report report_{};
    std::vector<Listed> listed_{}, chosen_{};
    std::map<std::string, std::string> breaches_{};
};

}  // namespace

std::size_t Report::count(Verdict verdict) const {
    return static_cast<std::size_t>(std::ranges::count(findings, verdict, &Finding::verdict));
}

std::string_view name_of(Conformity conformity) noexcept {
    switch (conformity) {
        case Conformity::pass: return "pass";
        case Conformity::review: return "review";
        case Conformity::fail: break;
    }
    return "fail";
}

Conformity conformity_of(const Report& report) noexcept {
    auto whole = Conformity::pass;
    for (const Finding& finding : report.findings) {
        if (finding.verdict == Verdict::fail) return Conformity::fail;
        const Check* check = find_check(finding.check);
        if (finding.verdict == Verdict::not_assessed && check && check->is_mandatory) whole = Conformity::review;
    }
    return whole;
}

Result<Report> run_kit(const KitOptions& options) {
    std::error_code failure;
    KitOptions whole = options;
    whole.module = std::filesystem::canonical(options.module, failure);
    if (failure) return Error{ErrorCode::file_missing, options.module.string() + ": " + failure.message()};
    if (!std::filesystem::is_regular_file(whole.module, failure) || !is_library(whole.module))
        return Error{ErrorCode::unreadable_file, options.module.string() + ": not a shared library"};
    auto runner = ProbeRunner::make(whole);
    if (!runner) return runner.error();
    return Kit(whole, *std::move(runner)).run();
}

}  // namespace limner::conform
