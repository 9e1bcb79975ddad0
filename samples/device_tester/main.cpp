// A terminal program for technicians: lists devices as they come and go, previews, captures, shows rates, drops,
// latency and health, takes a device away to see the spare take over, and saves a report.
#include "terminal.h"
#include "tester.h"

#include <limner/testing/virtual_devices.h>

#include <fmt/core.h>

#include <fstream>

namespace {

using namespace std::chrono_literals;
using device_tester::Terminal;
using device_tester::Tester;

constexpr const char* usage =
    "Usage: device_tester [--reader] [--simulate] [--seconds S] [--out FOLDER] [PATTERN...]\n\n"
    "  PATTERN...   devices to use, the primary first; default: any of the class\n"
    "  --reader     fingerprint readers in place of cameras\n"
    "  --simulate   two simulated cameras, without any hardware\n"
    "  --seconds S  without a terminal: how long to watch before the capture, the loss and the report (5)\n"
    "  --out FOLDER where captures and report.json go (.)\n\n"
    "Keys: c capture, x take the device away, p preview on or off, s save the report, q quit\n";
constexpr auto patience = 10s;

struct Arguments {
    std::vector<std::string> patterns{};
    bool is_reader = false, is_simulated = false, is_wrong = false;
    int seconds = 5;
    std::filesystem::path out = ".";
};

Arguments arguments_from(int count, char** texts) {
    Arguments all;
    for (int i = 1; i < count; ++i) {
        const std::string text = texts[i];
        if (text == "--reader")
            all.is_reader = true;
        else if (text == "--simulate")
            all.is_simulated = true;
        else if (text == "--seconds" && i + 1 < count)
            all.seconds = std::atoi(texts[++i]);
        else if (text == "--out" && i + 1 < count)
            all.out = texts[++i];
        else if (text.starts_with("-"))
            all.is_wrong = true;
        else
            all.patterns.push_back(text);
    }
    return all;
}

limner::Result<limner::Runtime> open_runtime(const Arguments& arguments) {
    limner::Runtime::Options options;
    if (!arguments.is_simulated) return limner::Runtime::open(options);
    std::vector<limner::simulation::VirtualDevice> cameras(2);
    cameras[0].id = "primary";
    cameras[1].id = "spare";
    options.drivers = {"virtual"};
    options.driver_settings["virtual"] = limner::simulation::virtual_driver_settings(cameras);
    return limner::Runtime::open(options);
}

limner::SlotConfig slot_config(const Arguments& arguments) {
    limner::SlotConfig config{.name = "test", .candidates = arguments.patterns};
    if (config.candidates.empty()) config.candidates = {"*"};
    if (arguments.is_reader) config.device_class = limner::DeviceClass::fingerprint_reader;
    config.failover.warm_spares = 1;
    config.failover.fail_back = false;
    return config;
}

bool save(Tester& tester, const std::filesystem::path& folder) {
    std::ofstream file(folder / "report.json");
    file << device_tester::json_text(tester.report());
    return static_cast<bool>(file.flush());
}

void run_on_terminal(Tester& tester, const Terminal& terminal, const Arguments& arguments) {
    const auto graphics = terminal.graphics();
    bool is_previewing = true;
    std::string picture, note;
    for (;;) {
        if (auto image = is_previewing ? tester.new_picture() : std::nullopt)
            picture = device_tester::drawn(*image, graphics, terminal.columns(), terminal.rows() / 2);
        Terminal::show((is_previewing ? picture : "") + device_tester::screen_text(tester.report()) + note +
                       "c capture  x take the device away  p preview  s save  q quit\r\n");
        const auto key = terminal.key(200);
        if (!key) continue;
        note.clear();
        if (*key == 'q') return;
        if (*key == 'p') is_previewing = !is_previewing;
        if (*key == 'c') tester.capture(arguments.out, limner::Until::in(patience));
        if (*key == 's')
            note = save(tester, arguments.out) ? "saved report.json\r\n" : "report.json was not written\r\n";
        if (*key != 'x') continue;
        if (auto lost = tester.lose(limner::Until::in(patience)); !lost) note = lost.error().message + "\r\n";
    }
}

/// Watches, captures, takes the device away, captures again.
void run_alone(Tester& tester, const Terminal& terminal, const Arguments& arguments) {
    const auto watched_until = limner::Until::in(std::chrono::seconds(arguments.seconds));
    while (!watched_until.has_passed()) (void)terminal.key(100);
    tester.capture(arguments.out, limner::Until::in(patience));
    if (auto lost = tester.lose(limner::Until::in(patience)); !lost) fmt::print("{}\n", lost.error().message);
    tester.capture(arguments.out, limner::Until::in(patience));
    (void)terminal.key(500);  // what is told of the switch comes beside it
    fmt::print("{}", device_tester::screen_text(tester.report()));
}

}  // namespace

int main(int count, char** texts) {
    const Arguments arguments = arguments_from(count, texts);
    if (arguments.is_wrong) return fmt::print(stderr, "{}", usage), 3;
    auto runtime = open_runtime(arguments);
    if (!runtime) return fmt::print(stderr, "{}\n", runtime.error().message), 1;
    auto tester = Tester::open(*runtime, slot_config(arguments));
    if (!tester) return fmt::print(stderr, "{}\n", tester.error().message), 1;
    const Terminal terminal;
    if (terminal.is_there())
        run_on_terminal(**tester, terminal, arguments);
    else
        run_alone(**tester, terminal, arguments);
    const auto report = (*tester)->report();
    const bool is_saved = save(**tester, arguments.out);
    if (!is_saved) fmt::print(stderr, "report.json was not written to {}\n", arguments.out.string());
    const bool has_captured = !report.captures.empty() && report.captures.back().error.empty();
    return is_saved && (terminal.is_there() || has_captured) ? 0 : 2;
}
