#include "frame/image_codec.h"
#include "frame/subprocess.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <filesystem>

namespace limner::codec {
namespace {

constexpr double render_ppi = 300;
constexpr std::size_t max_renderer_memory = std::size_t{2} << 30;
constexpr std::size_t max_info_bytes = std::size_t{64} * 1024;

struct PdfFacts {
    int page_count = 0;
    std::int64_t width_px = 0;  ///< of the page, as it is rendered
    std::int64_t height_px = 0;
};

std::string_view after(std::string_view text, std::string_view label) {
    auto at = text.find(label);
    if (at == std::string_view::npos) return {};
    text.remove_prefix(at + label.size());
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    return text;
}

// Takes a number from the front; nothing where there is none.
std::optional<double> take_number(std::string_view& text) {
    double value = 0;
    auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc{} || !std::isfinite(value)) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return value;
}

// "Page    3 size: 595.28 x 841.89 pts (A4)"
std::optional<PdfFacts> parse_info(std::string_view text) {
    constexpr double points_per_inch = 72, largest_page_inches = 1e6;
    auto pages = after(text, "\nPages:"), size = after(text, " size:");
    auto count = take_number(pages), width = take_number(size);
    if (!size.starts_with(" x ")) return std::nullopt;
    size.remove_prefix(3);
    auto height = take_number(size);
    if (!count || !width || !height || *count < 1 || *count > 1e6) return std::nullopt;
    auto pixels = [&](double points) {
        double inches = std::clamp(points / points_per_inch, 0.0, largest_page_inches);
        return static_cast<std::int64_t>(std::ceil(inches * render_ppi));
    };
    return PdfFacts{static_cast<int>(*count), pixels(*width), pixels(*height)};
}

Error failure_of(const Source& source, const Error& error) {
    switch (error.code) {
        case ErrorCode::unsupported:
            return {ErrorCode::unsupported,
                    fmt::format("{}: a PDF needs {} (Debian package poppler-utils)", source.name, error.message)};
        case ErrorCode::timed_out:
        case ErrorCode::bad_data: return unreadable(source, error.message);
        default: return {error.code, fmt::format("{}: {}", source.name, error.message)};
    }
}

Error refusal_of(const Source& source, const ProcessOutput& process) {
    bool is_encrypted = process.complaint.find("password") != std::string::npos;
    return unreadable(source, is_encrypted ? "encrypted; its password is not known" : "damaged: no readable PDF");
}

std::vector<std::string> command_for(const char* program, const Source& source, const std::string& path) {
    auto page = std::to_string(source.page);
    std::vector<std::string> command{program, "-f", page, "-l", page};
    if (std::string_view(program) == "pdftoppm")
        command.insert(command.end(), {"-r", fmt::format("{}", render_ppi), "-cropbox"});
    command.push_back(path);
    return command;
}

Result<PdfFacts> inspect(const Source& source, const std::string& path, Clock::time_point deadline) {
    auto process = run_process(command_for("pdfinfo", source, path), {deadline, max_info_bytes, max_renderer_memory});
    if (!process) return failure_of(source, process.error());
    if (process->exit_status.value_or(0) == 99 || process->complaint.find("page range") != std::string::npos)
        return Error{ErrorCode::invalid_argument, fmt::format("{}: has no page {}", source.name, source.page)};
    auto facts = parse_info({reinterpret_cast<const char*>(process->output.data()), process->output.size()});
    if (!facts) return refusal_of(source, *process);
    if (source.page > facts->page_count)
        return Error{ErrorCode::invalid_argument,
                     fmt::format("{}: has {} pages, not {}", source.name, facts->page_count, source.page)};
    if (auto ok = check_size(source, facts->width_px, facts->height_px); !ok) return ok.error();
    return *facts;
}

// pdftoppm's "P6 width height 255" and the pixels, which are used where they are.
Result<Image> image_of_ppm(const Source& source, std::vector<std::byte> ppm) {
    auto owner = std::make_shared<const std::vector<std::byte>>(std::move(ppm));
    std::string_view text(reinterpret_cast<const char*>(owner->data()), owner->size());
    std::string_view left = text;
    if (!left.starts_with("P6\n")) return unreadable(source, "damaged: pdftoppm rendered no page");
    left.remove_prefix(3);
    auto width = take_number(left);
    left.remove_prefix(std::min<std::size_t>(left.size(), 1));
    auto height = take_number(left);
    if (!width || !height || !left.starts_with("\n255\n")) return unreadable(source, "pdftoppm rendered no page");
    left.remove_prefix(5);
    auto pixels = std::span(*owner).subspan(text.size() - left.size());
    if (*width < 1 || *width > 65'535 || *height < 1 || *height > 65'535)
        return unreadable(source, "pdftoppm rendered no page");
    auto image =
        Image::from_shared(static_cast<int>(*width), static_cast<int>(*height), PixelFormat::rgb8, pixels, owner);
    return image ? image : unreadable(source, "pdftoppm rendered half a page");
}

}  // namespace

Result<ImageFile> read_pdf_page(const std::string& path, int page, const ImageLimits& limits,
                                std::chrono::milliseconds deadline) {
    Source source{{}, path, limits, page};
    Clock::time_point end = Clock::now() + deadline;
    std::error_code failed;
    // Absolute, so that no file's name is taken for an option.
    std::string absolute = std::filesystem::absolute(path, failed).native();
    if (failed) return unreadable(source, failed.message());
    auto facts = inspect(source, absolute, end);
    if (!facts) return facts.error();
    constexpr std::int64_t header_and_rounding = 4096;
    auto expected = ((facts->width_px + 2) * (facts->height_px + 2) * 3) + header_and_rounding;
    auto process = run_process(command_for("pdftoppm", source, absolute),
                               {end, static_cast<std::size_t>(expected), max_renderer_memory});
    if (!process) return failure_of(source, process.error());
    if (process->exit_status.value_or(0) != 0) return refusal_of(source, *process);
    auto image = image_of_ppm(source, std::move(process->output));
    if (!image) return image.error();
    ImageFile file;
    file.image = std::move(*image);
    file.ppi = render_ppi;
    file.format = "pdf";
    file.page = page;
    file.page_count = facts->page_count;
    file.is_lossy = true;  // what it embeds is not known
    return file;
}

}  // namespace limner::codec
