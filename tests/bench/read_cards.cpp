#include <limner/recognise/document.h>

#include "support/card_painter.h"
#include "support/document_scene.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <map>
#include <random>

// limner_read_cards COUNT [FIRST]: reads invented e-KTPs photographed on grounds of all kinds, and prints how many are
// read exactly. Synthetic only.
namespace limner {
namespace {

struct Tally {
    int cards = 0, found = 0, nik = 0, all = 0;
    double ms = 0;
    std::map<std::string, int> wrong{};
};

test::SceneSpec scene_of(std::uint64_t seed) {
    std::mt19937_64 random(seed + 77);
    auto share = [&](double low, double high) { return low + (high - low) * double(random() % 1000) / 1000; };
    return {.ground = int(random() % 3),
            .brightness = share(0.25, 0.6),
            .turn_degrees = share(-25, 25) + (random() % 5 == 0 ? 180 : 0),
            .tilt_degrees = share(0, 15),
            .width_share = share(0.6, 0.72),
            .corner_radius_share = 0.037,
            .noise = share(1, 5),
            .seed = seed,
            .width = 1600,
            .height = 1200};
}

void read_card(const DocumentReader& reader, std::uint64_t seed, Tally& tally) {
    using namespace std::chrono_literals;
    const auto print = test::invented_ktp(seed);
    const auto card =
        test::paint_card(test::layout_named("ktp"), {.print = print, .wear_0_1 = double(seed % 10) / 10, .seed = seed});
    if (!card) return fmt::print(stderr, "the fonts are not installed\n");
    const auto scene = test::photograph(*card, scene_of(seed));
    const auto begun = std::clock();
    const auto reading = reader.read(scene.image, "ktp", {}, today_utc(), Until::in(60s));
    tally.ms += 1000.0 * double(std::clock() - begun) / CLOCKS_PER_SEC;
    ++tally.cards;
    if (!reading || !*reading) return;
    ++tally.found;
    bool is_exact = true;
    for (const auto& [name, value] : test::values_of_ktp(print)) {
        const DocumentField* field = (*reading)->find(name);
        const bool is_right = field && field->value == value;
        if (is_right && name == "nik") ++tally.nik;
        if (is_right) continue;
        is_exact = false;
        ++tally.wrong[name];
        if (std::getenv("LIMNER_VERBOSE"))
            fmt::print("{} {}: '{}' for '{}'\n", seed, name, field ? field->raw : "", value);
    }
    tally.all += is_exact;
}

int run(int count, std::uint64_t first) {
    const auto reader = DocumentReader::load();
    if (!reader) return fmt::print(stderr, "{}\n", reader.error().message), 1;
    Tally tally;
    for (int i = 0; i < count; ++i) read_card(*reader, first + static_cast<std::uint64_t>(i), tally);
    fmt::print("cards {}  found {}  NIK exact {}  all fields exact {}  CPU {:.0f} ms a card\n", tally.cards,
               tally.found, tally.nik, tally.all, tally.ms / std::max(1, tally.cards));
    for (const auto& [name, wrong] : tally.wrong) fmt::print("  {:<16} wrong in {}\n", name, wrong);
    return 0;
}

}  // namespace
}  // namespace limner

int main(int argc, char** argv) {
    return limner::run(argc > 1 ? std::atoi(argv[1]) : 50, argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1);
}
