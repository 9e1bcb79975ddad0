// An A4 page of 300 dpi in colour, a JPEG file of the tests' eSCL server, by the escl driver, by the sane driver
// through sane-airscan and by Debian's scanimage on the same: each in a process of its own that opens the scanner,
// scans one page and ends. scan_bench [RUNS] prints a table.
#include "support/escl_server.h"
#include "support/scan.h"
#include "support/temporary_folder.h"

#include <limner/frame/image_file.h>

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <functional>

namespace limner::test {
namespace {

constexpr int width = 2480, height = 3508;

/// Lines of print-like marks on paper with a little noise.
Image printed_page() {
    std::vector<std::byte> pixels;
    pixels.reserve(std::size_t{width} * height * 3);
    unsigned noise = 1;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            noise = noise * 1'664'525 + 1'013'904'223;
            const bool is_ink = y % 60 < 32 && (x / 9 * 2'654'435'761u + static_cast<unsigned>(y / 60) * 97) % 7 < 3;
            const int level = (is_ink ? 40 : 235) + static_cast<int>(noise >> 29);
            for (int tint : {0, -4, -12}) pixels.push_back(static_cast<std::byte>(level + tint));
        }
    return *Image::from_pixels(width, height, PixelFormat::rgb8, std::move(pixels));
}

struct Cost {
    double wall_ms = 0, cpu_ms = 0;
};

/// What a process of its own takes for it; nothing where it fails.
std::optional<Cost> cost_of(const std::function<bool()>& work) {
    const auto began = std::chrono::steady_clock::now();
    const pid_t process = ::fork();
    if (process == 0) ::_exit(work() ? 0 : 1);
    int status = 0;
    rusage used{};
    if (process < 0 || ::wait4(process, &status, 0, &used) != process || status != 0) return std::nullopt;
    const std::chrono::duration<double, std::milli> wall = std::chrono::steady_clock::now() - began;
    const auto ms = [](const timeval& time) {
        return 1e3 * static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e3;
    };
    return Cost{wall.count(), ms(used.ru_utime) + ms(used.ru_stime)};
}

bool scan_by(const std::string& driver, AbiModule::Settings settings, const std::string& id) {
    auto module = AbiModule::load(driver, std::move(settings));
    if (!module) return false;
    auto device = (*module)->open(id);
    if (!device || !device->set_option("dpi", std::int64_t{300}) || !device->set_option("mode", std::string("color")) ||
        !device->start())
        return false;
    const Scan done = scan(*device, 1);
    return done.pages.size() == 1 && done.pages[0].rows >= height - 8;
}

bool scan_by_scanimage(const std::string& to) {
    ::execlp("scanimage", "scanimage", "-d", "airscan:e0:Bench", "--resolution", "300", "--mode", "Color",
             "--format=pnm", "-o", to.c_str(), nullptr);
    return false;
}

void print(const char* name, int runs, const std::function<bool()>& work) {
    std::vector<double> wall, cpu;
    (void)cost_of(work);  // files into the page cache
    for (int i = 0; i < runs; ++i) {
        const auto cost = cost_of(work);
        if (!cost) continue;
        wall.push_back(cost->wall_ms);
        cpu.push_back(cost->cpu_ms);
    }
    if (wall.empty()) {
        fmt::print("| {} | 0 | failed | | | |\n", name);
        return;
    }
    std::ranges::sort(wall);
    std::ranges::sort(cpu);
    fmt::print("| {} | {} | {:.0f} | {:.0f} | {:.0f} | {:.0f} |\n", name, cpu.size(), cpu[cpu.size() / 2], cpu.front(),
               wall[wall.size() / 2], wall.front());
    std::fflush(stdout);
}

int run_all(int runs) {
    const TemporaryFolder folder;
    const auto page = folder.write("page.jpg", *encode_jpeg(printed_page(), 85));
    auto server = EsclServer::start({"--platen", page.string()});
    if (!server) {
        fmt::print(stderr, "{}\n", server.error().message);
        return 1;
    }
    folder.write("dll.conf", "airscan\n");
    folder.write("airscan.conf", (*server)->airscan_configuration("Bench"));
    ::setenv("SANE_CONFIG_DIR", folder.path().c_str(), 1);
    fmt::print(
        "| A4, 300 dpi, colour | Pages | CPU ms, median | least | wall ms, median | least "
        "|\n|---|---|---|---|---|---|\n");
    print("escl driver", runs, [&] {
        return scan_by("escl", {{"scanners", (*server)->url()}, {"discovery", "false"}}, "escl/" + (*server)->url());
    });
    print("sane driver, sane-airscan", runs, [&] { return scan_by("sane", {}, "sane/airscan:e:Bench"); });
    const std::string picture = (folder.path() / "page.pnm").string();
    print("scanimage, sane-airscan", runs, [&] { return scan_by_scanimage(picture); });
    return 0;
}

}  // namespace
}  // namespace limner::test

int main(int count, char** arguments) { return limner::test::run_all(count > 1 ? std::atoi(arguments[1]) : 9); }
