#pragma once

#include <limner/base/result.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What eSCL's documents say (Mopria's eSCL specification), bytes in and bytes out. Pure; every document is a scanner's
/// word and checked.
namespace limner::escl {

/// Lengths are in 1/300 inch, eSCL's own unit.
inline constexpr double units_per_inch = 300;
inline constexpr double units_per_mm = units_per_inch / 25.4;

enum class SourceKind { platen, adf, adf_duplex };
/// "platen", "adf", "adf_duplex".
std::string_view name_of(SourceKind kind) noexcept;

/// What one source of a scanner can do.
struct Source {
    SourceKind kind = SourceKind::platen;
    int min_width = 1, min_height = 1;
    int max_width = 0, max_height = 0;
    std::vector<int> dpi{};                  ///< Rising; every one of 50 to 4,800. Never empty.
    std::vector<std::string> color_modes{};  ///< eSCL's: RGB24, Grayscale8, BlackAndWhite1, ...
    std::vector<std::string> formats{};      ///< image/jpeg, image/png: those that are read here. Never empty.
};

struct Capabilities {
    std::string version = "2.0";
    std::string model{};
    std::string serial{};
    std::string uuid{};             ///< In lower case, without "urn:uuid:"; empty where the scanner names none.
    std::vector<Source> sources{};  ///< Never empty.

    const Source* source(SourceKind kind) const noexcept;
};

/// bad_data: not a ScannerCapabilities document; unsupported: no source with a format that is read here.
Result<Capabilities> parse_capabilities(std::string_view document);

/// What ScannerStatus says.
struct Status {
    std::string state{};      ///< Idle, Processing, Testing, Stopped, Down
    std::string adf_state{};  ///< ScannerAdfLoaded, ScannerAdfJam, ...; empty without a feeder.
    std::vector<std::string> reasons{};
};

Result<Status> parse_status(std::string_view document);

/// The error that a status explains; nothing where it names no trouble. With `is_feeder` an empty feeder is one.
std::optional<Error> error_in(const Status& status, bool is_feeder);

/// What to scan.
struct ScanRequest {
    SourceKind source = SourceKind::platen;
    std::string color_mode = "RGB24";
    std::string format = "image/jpeg";
    int dpi = 300;
    int width = 0, height = 0;  ///< In 1/300 inch, from the origin.
};

/// The ScanSettings document of a job.
std::string scan_settings(const ScanRequest& request, std::string_view version);

/// "color", "gray", "lineart" for eSCL's modes that are offered; nothing for others. And back.
std::optional<std::string_view> shown_mode(std::string_view color_mode) noexcept;
std::string_view color_mode_of(std::string_view shown) noexcept;

/// A scanner's address "http://host:80/eSCL", without the slash at its end. invalid_argument, with what is wrong.
Result<std::string> checked_url(std::string_view text);
/// "host:port" of it.
std::string host_of(std::string_view url);

/// Where a job is, for a Location header: its path at the scanner that was asked, since scanners name hosts that do not
/// lead to them. bad_data for a header that names no job.
Result<std::string> job_url(std::string_view base_url, std::string_view location);

/// Pixels per inch of a picture that a request brought. Scanners deliver other resolutions than asked for, and write
/// any density into their files: what fits the asked one is taken for it, else what the file states, else what the
/// region's size gives.
double ppi_of(int width_px, const ScanRequest& request, std::optional<double> stated);

}  // namespace limner::escl
