#include <limner/frame/image_file.h>
#include <limner/recognise/read_mrz.h>

#include "support/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <filesystem>

// limner_read_mrzs DIR [COUNT]: reads the pictures of DIR/index.csv (scripts/evaluate compose-mrz makes such folders)
// and prints a line for each: file, CPU ms, confidence, whether it is valid, whether it is exact.
// sdk/recognise/training/fit_confidence.py takes them. The last line is the summary.
namespace limner {
namespace {

using namespace std::chrono_literals;

std::string joined(const std::vector<std::string>& lines) { return fmt::format("{}", fmt::join(lines, "|")); }

int run(const std::filesystem::path& folder, std::size_t count) {
    const auto reader = MrzReader::load();
    if (!reader) return fmt::print(stderr, "{}\n", reader.error().message), 1;
    std::vector<double> times;
    std::size_t exact = 0;
    auto pictures = test::read_csv(folder / "index.csv");
    if (pictures.size() > count) pictures.resize(count);
    for (const auto& picture : pictures) {
        const std::string& file = picture.at("file");
        auto image = read_image(folder / file);
        if (!image) return fmt::print(stderr, "{}\n", image.error().message), 1;
        const auto begun = std::clock();
        const auto reading = reader->read(image->image, today_utc(), Until::in(60s));
        times.push_back(1000.0 * double(std::clock() - begun) / CLOCKS_PER_SEC);
        if (!reading) return fmt::print(stderr, "{}: {}\n", file, reading.error().message), 1;
        const bool is_exact = reading->mrz && joined(reading->mrz->lines) == picture.at("mrz");
        exact += is_exact ? 1 : 0;
        fmt::print("{}\t{:.1f}\t{:.9g}\t{:d}\t{:d}\n", file, times.back(), reading->confidence_0_1,
                   reading->mrz && reading->mrz->is_valid(), is_exact);
    }
    if (times.empty()) return fmt::print(stderr, "{}/index.csv names no picture\n", folder.string()), 1;
    std::sort(times.begin(), times.end());
    fmt::print("# {} pictures, {} exact, CPU ms: median {:.1f}, p90 {:.1f}\n", times.size(), exact,
               times[times.size() / 2], times[times.size() * 9 / 10]);
    return 0;
}

}  // namespace
}  // namespace limner

int main(int argc, char** argv) {
    if (argc < 2) return fmt::print(stderr, "usage: limner_read_mrzs DIR [COUNT]\n"), 3;
    return limner::run(argv[1], argc > 2 ? std::stoul(argv[2]) : 1'000'000);
}
