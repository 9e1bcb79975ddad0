#include "escl_protocol.h"

#include "escl_xml.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <utility>

namespace limner::escl {
namespace {

constexpr int min_dpi = 50, max_dpi = 4'800;
/// 40 inches: no document scanner is larger, and no product of two such sides overflows.
constexpr int max_side = 12'000;
constexpr std::array usual_dpi{75, 100, 150, 200, 240, 300, 400, 500, 600, 1200, 2400, 4800};

std::optional<int> number_in(std::string_view text) {
    int number = 0;
    auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failure == std::errc{} && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

int number_of(const XmlElement& element, std::string_view name, int otherwise) {
    return number_in(element.text_of(name)).value_or(otherwise);
}

std::vector<std::string> texts_of(const XmlElement& below, std::string_view name) {
    std::vector<std::string> texts;
    for (const XmlElement* one : below.find_all(name))
        if (std::ranges::find(texts, one->text) == texts.end()) texts.push_back(one->text);
    return texts;
}

void add_range(const XmlElement& range, std::vector<int>& to) {
    const int low = number_of(range, "Min", 0), high = number_of(range, "Max", 0);
    const int step = std::max(1, number_of(range, "Step", 1));
    for (int dpi : usual_dpi)
        if (dpi >= low && dpi <= high && (dpi - low) % step == 0) to.push_back(dpi);
}

/// The resolutions that a source has in both directions alike.
std::vector<int> resolutions_of(const XmlElement& below) {
    std::vector<int> all;
    for (const XmlElement* one : below.find_all("DiscreteResolution")) {
        const int x = number_of(*one, "XResolution", 0);
        if (x == number_of(*one, "YResolution", 0)) all.push_back(x);
    }
    for (const XmlElement* range : below.find_all("XResolutionRange")) add_range(*range, all);
    std::erase_if(all, [](int dpi) { return dpi < min_dpi || dpi > max_dpi; });
    std::ranges::sort(all);
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

std::vector<std::string> formats_of(const XmlElement& below) {
    std::vector<std::string> named = texts_of(below, "DocumentFormatExt");
    if (named.empty()) named = texts_of(below, "DocumentFormat");
    if (named.empty()) named = texts_of(below, "DocumentFormats");
    std::vector<std::string> read_here;
    for (const char* format : {"image/jpeg", "image/png"})
        if (std::ranges::find(named, format) != named.end()) read_here.emplace_back(format);
    return read_here;
}

/// `shared` holds what a source does not say itself: some scanners keep their profiles apart from the sources.
std::optional<Source> source_in(const XmlElement& caps, const XmlElement& shared, SourceKind kind) {
    Source source{.kind = kind};
    source.max_width = number_of(caps, "MaxWidth", 0);
    source.max_height = number_of(caps, "MaxHeight", 0);
    source.min_width = std::max(1, number_of(caps, "MinWidth", 1));
    source.min_height = std::max(1, number_of(caps, "MinHeight", 1));
    const bool is_area = source.max_width >= source.min_width && source.max_height >= source.min_height &&
                         source.max_width <= max_side && source.max_height <= max_side;
    source.dpi = resolutions_of(caps);
    if (source.dpi.empty()) source.dpi = resolutions_of(shared);
    source.color_modes = texts_of(caps, "ColorMode");
    if (source.color_modes.empty()) source.color_modes = texts_of(shared, "ColorMode");
    source.formats = formats_of(caps);
    if (source.formats.empty()) source.formats = formats_of(shared);
    std::erase_if(source.color_modes, [](const std::string& mode) { return !shown_mode(mode); });
    const bool is_usable = is_area && !source.dpi.empty() && !source.color_modes.empty() && !source.formats.empty();
    return is_usable ? std::optional(std::move(source)) : std::nullopt;
}

std::string plain_uuid(std::string_view text) {
    if (text.starts_with("urn:uuid:")) text.remove_prefix(9);
    std::string uuid;
    for (char one : text) {
        const auto byte = static_cast<unsigned char>(one);
        if (std::isxdigit(byte) || one == '-') uuid += static_cast<char>(std::tolower(byte));
    }
    return uuid.size() == 36 && text.size() == 36 ? uuid : "";
}

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

Error trouble(ErrorCode code, std::string_view words, std::string_view advice) {
    return Error{code, "the scanner reports " + std::string(words) + ": " + std::string(advice)};
}

std::optional<Error> error_in_reason(std::string_view word) {
    if (has(word, "jam") || has(word, "Jam") || has(word, "Mispick") || has(word, "Multipick"))
        return trouble(ErrorCode::paper_jam, word, "take the sheet out of the feeder and put it in again");
    if (has(word, "HatchOpen") || has(word, "DoorOpen") || has(word, "cover-open") || has(word, "door-open"))
        return trouble(ErrorCode::cover_open, word, "close its cover");
    return std::nullopt;
}

}  // namespace

std::string_view name_of(SourceKind kind) noexcept {
    if (kind == SourceKind::adf) return "adf";
    return kind == SourceKind::adf_duplex ? "adf_duplex" : "platen";
}

const Source* Capabilities::source(SourceKind kind) const noexcept {
    auto at = std::ranges::find(sources, kind, &Source::kind);
    return at == sources.end() ? nullptr : &*at;
}

Result<Capabilities> parse_capabilities(std::string_view document) {
    auto root = parse_xml(document);
    if (!root) return root.error();
    if (root->name != "ScannerCapabilities")
        return Error{ErrorCode::bad_data, "the scanner's capabilities are a '" + root->name + "' document"};
    Capabilities capabilities;
    if (auto version = root->text_of("Version"); !version.empty()) capabilities.version = version;
    capabilities.model = root->text_of("MakeAndModel");
    capabilities.serial = root->text_of("SerialNumber");
    capabilities.uuid = plain_uuid(root->text_of("UUID"));
    constexpr std::array kinds{std::pair{"PlatenInputCaps", SourceKind::platen},
                               std::pair{"AdfSimplexInputCaps", SourceKind::adf},
                               std::pair{"AdfDuplexInputCaps", SourceKind::adf_duplex}};
    const XmlElement none;
    const XmlElement* profiles = root->child("SettingProfiles");
    for (const auto& [name, kind] : kinds) {
        const XmlElement* caps = root->find(name);
        auto source = caps ? source_in(*caps, profiles ? *profiles : none, kind) : std::nullopt;
        if (source) capabilities.sources.push_back(std::move(*source));
    }
    if (capabilities.sources.empty())
        return Error{ErrorCode::unsupported, "the scanner offers no source that gives JPEG or PNG in gray or colour"};
    return capabilities;
}

Result<Status> parse_status(std::string_view document) {
    auto root = parse_xml(document);
    if (!root) return root.error();
    if (root->name != "ScannerStatus")
        return Error{ErrorCode::bad_data, "the scanner's status is a '" + root->name + "' document"};
    Status status;
    status.state = root->text_of("State");
    status.adf_state = root->text_of("AdfState");
    if (const XmlElement* reasons = root->child("StateReasons")) status.reasons = texts_of(*reasons, "StateReason");
    return status;
}

std::optional<Error> error_in(const Status& status, bool is_feeder) {
    if (auto error = error_in_reason(status.adf_state)) return error;
    for (const std::string& reason : status.reasons)
        if (auto error = error_in_reason(reason)) return error;
    if (is_feeder && status.adf_state == "ScannerAdfEmpty")
        return trouble(ErrorCode::paper_empty, status.adf_state, "lay the document into the feeder");
    if (status.state == "Processing" || status.state == "Testing")
        return trouble(ErrorCode::device_busy, status.state, "another program or its panel is using it");
    if (status.state == "Stopped" || status.state == "Down")
        return trouble(ErrorCode::device_fault, status.state, "see its panel");
    return std::nullopt;
}

std::string scan_settings(const ScanRequest& request, std::string_view version) {
    auto element = [](const char* name, const std::string& text) {
        return std::string("<") + name + ">" + escaped(text) + "</" + name + ">";
    };
    const std::string dpi = std::to_string(request.dpi);
    std::string to = R"(<?xml version="1.0" encoding="UTF-8"?>)";
    to += R"(<scan:ScanSettings xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03")";
    to += R"( xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm">)" + element("pwg:Version", std::string(version));
    to += "<pwg:ScanRegions><pwg:ScanRegion>";
    to += element("pwg:ContentRegionUnits", "escl:ThreeHundredthsOfInches");
    to += element("pwg:XOffset", "0") + element("pwg:YOffset", "0");
    to += element("pwg:Width", std::to_string(request.width)) + element("pwg:Height", std::to_string(request.height));
    to += "</pwg:ScanRegion></pwg:ScanRegions>";
    to += element("pwg:InputSource", request.source == SourceKind::platen ? "Platen" : "Feeder");
    if (request.source != SourceKind::platen)
        to += element("scan:Duplex", request.source == SourceKind::adf_duplex ? "true" : "false");
    to += element("scan:ColorMode", request.color_mode) + element("scan:XResolution", dpi);
    to += element("scan:YResolution", dpi) + element("pwg:DocumentFormat", request.format);
    return to + element("scan:DocumentFormatExt", request.format) + "</scan:ScanSettings>";
}

std::optional<std::string_view> shown_mode(std::string_view color_mode) noexcept {
    if (color_mode == "RGB24") return "color";
    if (color_mode == "Grayscale8") return "gray";
    if (color_mode == "BlackAndWhite1") return "lineart";
    return std::nullopt;
}

std::string_view color_mode_of(std::string_view shown) noexcept {
    if (shown == "gray") return "Grayscale8";
    return shown == "lineart" ? "BlackAndWhite1" : "RGB24";
}

Result<std::string> checked_url(std::string_view text) {
    const bool is_http = text.starts_with("http://"), is_https = text.starts_with("https://");
    while (text.ends_with('/')) text.remove_suffix(1);
    const auto is_plain = [](unsigned char one) { return one > ' ' && one < 127 && one != '"' && one != '<'; };
    const bool is_url = (is_http || is_https) && !host_of(text).empty() && std::ranges::all_of(text, is_plain);
    if (!is_url)
        return Error{ErrorCode::invalid_argument,
                     "'" + std::string(text) + "' is no scanner's address: http://HOST/eSCL is"};
    return std::string(text);
}

std::string host_of(std::string_view url) {
    auto begin = url.find("://");
    if (begin == std::string_view::npos) return "";
    auto rest = url.substr(begin + 3);
    return std::string(rest.substr(0, rest.find('/')));
}

Result<std::string> job_url(std::string_view base_url, std::string_view location) {
    std::string_view path = location;
    if (auto scheme = path.find("://"); scheme != std::string_view::npos) {
        auto slash = path.find('/', scheme + 3);
        path = slash == std::string_view::npos ? "" : path.substr(slash);
    }
    while (path.ends_with('/')) path.remove_suffix(1);
    const auto is_plain = [](unsigned char one) { return one > ' ' && one < 127; };
    const bool is_job = path.starts_with('/') && path.find("/ScanJobs/") != std::string_view::npos &&
                        path.size() < 500 && std::ranges::all_of(path, is_plain);
    if (!is_job) return Error{ErrorCode::bad_data, "the scanner named no job, but '" + std::string(location) + "'"};
    const auto host_begin = base_url.find("://") + 3;
    return std::string(base_url.substr(0, base_url.find('/', host_begin))) + std::string(path);
}

double ppi_of(int width_px, const ScanRequest& request, std::optional<double> stated) {
    constexpr double tolerance = 0.05;
    const double inches = request.width / units_per_inch;
    const double expected = inches * request.dpi;
    if (std::abs(width_px - expected) <= tolerance * expected) return request.dpi;
    return stated ? *stated : std::max(1.0, width_px / inches);
}

}  // namespace limner::escl
