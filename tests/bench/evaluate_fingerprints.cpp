#include <limner/check/check_fingerprint.h>
#include <limner/check/fingerprint_minutiae.h>
#include <limner/frame/image_file.h>
#include <limner/frame/wsq.h>

#include "check/nfiq2_features.h"
#include "support/csv.h"
#include "support/sample_fingerprints.h"

#include <fmt/format.h>
#include <opencv2/core.hpp>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <ctime>
#include <optional>
#include <set>
#include <string>
#include <vector>

/// Measures the fingerprint checks and WSQ on a folder of prints with reference values: evaluate_fingerprints DIR.
/// scripts/evaluate says what DIR holds. Each table stands below a line "# NAME"; the exit code is 1 where something is
/// off its limit.
namespace limner::test {
namespace {

using Path = std::filesystem::path;

int misses = 0;

std::string verdict(bool holds) {
    misses += holds ? 0 : 1;
    return holds ? "yes" : "NO";
}

std::optional<Image> gray_in(const Path& path) {
    const auto file = read_image(path);
    if (!file) {
        fmt::print(stderr, "{}\n", file.error().message);
        return std::nullopt;
    }
    return to_gray8(file->image).value();
}

cv::Mat matrix_of(const Image& gray) {
    return {gray.height(), gray.width(), CV_8U, const_cast<std::byte*>(gray.bytes().data())};
}

double processor_seconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// Processor seconds of one call, the median of five.
double seconds_of(const auto& call) {
    std::vector<double> times;
    for (int round = 0; round < 5; ++round) {
        const double begun = processor_seconds();
        call();
        times.push_back(processor_seconds() - begun);
    }
    std::ranges::sort(times);
    return times[times.size() / 2];
}

/// A row's image: named as it is, or as the table of NFIQ 2 names it: "pgm_NAME.png" is NAME in the folder pgm,
/// "wsq_NAME_wsq.png" NAME.wsq.
Path image_of(const Path& folder, const std::string& name) {
    if (std::filesystem::is_regular_file(folder / name)) return folder / name;
    const std::string stem = Path(name).stem();
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        const Path& path = entry.path();
        if (!entry.is_regular_file() || path.parent_path().filename() == "nbis") continue;
        const std::string suffix = path.extension() == ".wsq" ? "_wsq" : "";
        if (path.parent_path().filename().string() + "_" + path.stem().string() + suffix == stem) return path;
    }
    return {};
}

bool needs_minutiae(const std::string& name) {
    return name.starts_with("FingerJetFX") || name.starts_with("FJFX") || name == "FingerprintImageWithMinutiae";
}

bool is_count(const std::string& name) {
    return name.find("_Bin10_") != std::string::npos && std::isdigit(static_cast<unsigned char>(name.back())) != 0;
}

struct Agreement {
    int measures = 0, absent = 0;
    double worst_count = 0, worst_share = 0;
};

Agreement agreement_of(const Row& row, const std::map<std::string, double>& ours) {
    static const std::set<std::string> others{"file", "width", "height", "ms"};
    Agreement agreement;
    for (const auto& [name, text] : row) {
        if (others.contains(name) || needs_minutiae(name) || text.empty()) continue;
        const auto found = ours.find(name);
        if (found == ours.end()) {
            ++agreement.absent;
            continue;
        }
        const double theirs = std::stod(text), apart = std::abs(found->second - theirs);
        ++agreement.measures;
        double& worst = is_count(name) ? agreement.worst_count : agreement.worst_share;
        worst = std::max(worst, is_count(name) ? apart : apart / std::max(std::abs(theirs), 1e-3));
    }
    return agreement;
}

void compare_features(const Path& folder) {
    const auto rows = read_csv(folder / "nfiq2_features.csv");
    if (rows.empty()) return;
    fmt::print(
        "# nfiq2\n| Image | Pixels | Measures | Counts off by at most | Others off by at most | Agrees | CPU ms |\n"
        "|---|---|---|---|---|---|---|\n");
    for (const Row& row : rows) {
        if (row.at("ms").starts_with("ERR")) continue;
        const Path path = image_of(folder, row.at("file"));
        const auto image = path.empty() ? std::nullopt : gray_in(path);
        if (!image) {
            fmt::print(stderr, "{}: not there\n", row.at("file"));
            continue;
        }
        std::map<std::string, double> ours;
        const double seconds = seconds_of([&] { ours = nfiq2::features_of(matrix_of(*image)); });
        const Agreement is = agreement_of(row, ours);
        const bool agrees = is.absent == 0 && is.measures > 0 && is.worst_count <= 1 && is.worst_share <= 1e-3;
        fmt::print("| {} | {} x {} | {} | {:.0f} | {:.4f} % | {} | {:.1f} |\n", Path(row.at("file")).stem().string(),
                   image->width(), image->height(), is.measures, is.worst_count, 100 * is.worst_share, verdict(agrees),
                   1e3 * seconds);
    }
}

void compare_decoding(const Path& folder) {
    const auto rows = read_csv(folder / "wsq/nbis/index.csv");
    if (rows.empty()) return;
    fmt::print(
        "# wsq-decoding\n| File | Pixels | Largest difference | PSNR to NBIS | At most 1 |\n|---|---|---|---|---|\n");
    for (const Row& row : rows) {
        const std::string& name = row.at("wsq");
        const auto ours = decode_wsq(bytes_of(folder / name), name);
        const auto theirs = gray_in(folder / row.at("decoded"));
        if (!ours || !theirs) {
            fmt::print("| {} | {} | | | {} |\n", name, ours ? "no decoding beside it" : ours.error().message,
                       verdict(false));
            continue;
        }
        const Difference difference = difference_of(ours->image, *theirs);
        fmt::print("| {} | {} x {} | {} | {:.1f} dB | {} |\n", Path(name).stem().string(), ours->image.width(),
                   ours->image.height(), difference.largest, difference.psnr_db, verdict(difference.largest <= 1));
    }
}

struct Encoded {
    std::vector<std::byte> file{};
    double psnr_db = 0;
};

Encoded encoded_at(const Image& print, double bits_per_pixel) {
    Encoded result{.file = encode_wsq(print, {.bits_per_pixel = bits_per_pixel}).value()};
    result.psnr_db = difference_of(decode_wsq(result.file, "ours").value().image, print).psnr_db;
    return result;
}

/// The best picture that takes no more than `bytes`: the rate is a wish, so it is searched for. `usual` is tried too: a
/// print that was compressed before comes back best at the rate it had.
Encoded encoded_within(const Image& print, std::size_t bytes, Encoded usual) {
    double low = 0.05, high = 5;
    Encoded best = usual.file.size() <= bytes ? std::move(usual) : encoded_at(print, low);
    for (int step = 0; step < 14; ++step) {
        const double middle = (low + high) / 2;
        Encoded at = encoded_at(print, middle);
        const bool fits = at.file.size() <= bytes;
        (fits ? low : high) = middle;
        if (fits && at.psnr_db > best.psnr_db) best = std::move(at);
    }
    return best;
}

void compare_encoding(const Path& folder) {
    std::vector<Row> rows;
    for (Row& row : read_csv(folder / "nbis.csv"))
        if (!row["wsq075_bytes"].empty() && std::filesystem::exists(folder / row["file"])) rows.push_back(row);
    if (rows.empty()) return;
    fmt::print(
        "# wsq-encoding\n| Print | NBIS | Limner at 0.75 bits a pixel | Limner within NBIS's bytes | At most 0.2 dB "
        "below "
        "|\n|---|---|---|---|---|\n");
    for (const Row& row : rows) {
        const auto print = gray_in(folder / row.at("file"));
        if (!print) continue;
        const double theirs = std::stod(row.at("wsq_psnr_db"));
        const Encoded usual = encoded_at(*print, 0.75);
        const Encoded within = encoded_within(*print, std::stoul(row.at("wsq075_bytes")), usual);
        fmt::print("| {} | {} bytes, {:.2f} dB | {} bytes, {:.2f} dB | {} bytes, {:.2f} dB | {} |\n",
                   Path(row.at("file")).filename().string(), row.at("wsq075_bytes"), theirs, usual.file.size(),
                   usual.psnr_db, within.file.size(), within.psnr_db, verdict(within.psnr_db >= theirs - 0.2));
    }
}

/// Raw pixels a second of all the prints of nbis.csv together.
void measure_rates(const Path& folder) {
    double bytes = 0, encoding = 0, decoding = 0;
    for (const Row& row : read_csv(folder / "nbis.csv")) {
        if (!std::filesystem::exists(folder / row.at("file"))) continue;
        const auto print = gray_in(folder / row.at("file"));
        if (!print || row.at("wsq075_bytes").empty()) continue;
        std::vector<std::byte> file;
        encoding += seconds_of([&] { file = encode_wsq(*print).value(); });
        decoding += seconds_of([&] { (void)decode_wsq(file, "print").value(); });
        bytes += static_cast<double>(print->bytes().size());
    }
    if (bytes == 0) return;
    fmt::print(
        "# wsq-rates\n| WSQ of these prints at 0.75 bits a pixel | Raw pixels a second of one core |\n|---|---|\n");
    fmt::print("| encode | {:.0f} MB/s |\n| decode | {:.0f} MB/s |\n", bytes / encoding / 1e6, bytes / decoding / 1e6);
}

/// Prints with NFIQ 1's class, which is 1 for the best and 5 for the worst.
void judge_prints(const Path& folder) {
    std::vector<Row> rows;
    for (Row& row : read_csv(folder / "nbis.csv"))
        if (!row["nfiq1"].empty() && row["ppi"] == "500" && std::filesystem::exists(folder / row["file"]))
            rows.push_back(row);
    if (rows.empty()) return;
    fmt::print(
        "# verdicts\n| Print | NFIQ 1 | Verdict | Estimate | Area mm² | Contrast | Clarity | Certainty | Minutiae, "
        "mindtct's |\n|---|---|---|---|---|---|---|---|---|\n");
    for (const Row& row : rows) {
        const auto print = gray_in(folder / row.at("file"));
        if (!print) continue;
        auto checked = check_fingerprint(*print, profiles::fingerprint_enrol(), 500).value();
        auto& is = checked.features;
        const std::string estimate = checked.score_0_100 ? std::to_string(*checked.score_0_100) : "-";
        fmt::print("| {} | {} | {} | {} | {:.0f} | {:.0f} | {:.3f} | {:.3f} | {}, {} |\n",
                   Path(row.at("file")).filename().string(), row.at("nfiq1"), name_of(checked.report.verdict()),
                   estimate, is["area_mm2"], is["contrast"], is["ridge_clarity"], is["orientation_certainty"],
                   extract_minutiae(*print, 500).value().points.size(), row.at("mindtct_minutiae"));
    }
}

}  // namespace
}  // namespace limner::test

int main(int count, char** arguments) {
    if (count != 2 || !std::filesystem::is_directory(arguments[1])) {
        fmt::print(stderr, "evaluate_fingerprints DIR\n");
        return 3;
    }
    cv::setNumThreads(1);
    const std::filesystem::path folder = arguments[1];
    limner::test::compare_features(folder);
    limner::test::compare_decoding(folder);
    limner::test::compare_encoding(folder);
    limner::test::measure_rates(folder);
    limner::test::judge_prints(folder);
    return limner::test::misses == 0 ? 0 : 1;
}
