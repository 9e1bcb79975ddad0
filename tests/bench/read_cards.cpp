#include <limner/recognise/document.h>

#include "support/card_painter.h"
#include "support/document_scene.h"
#include "support/passport_painter.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <map>
#include <random>

// limner_read_cards COUNT [FIRST [TYPE]]: reads invented documents (ktp, the default; kk, birth_certificate, passport)
// photographed on grounds of all kinds, and prints how many are read exactly. Synthetic only.
namespace limner {
namespace {

using Texts = std::map<std::string, std::string>;

/// An invented document and what a reader should make of it.
struct Invented {
    std::optional<Image> image{};
    Texts values{};
};

struct Tally {
    int documents = 0, found = 0, nik = 0, all = 0;
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

Invented invented_passport(std::uint64_t seed) {
    const auto holder = test::invented_holder(seed);
    const auto painted = test::paint_passport(
        {.mrz = holder, .design = int(seed % 2), .wear_0_1 = double(seed % 10) / 10, .seed = seed});
    if (!painted) return {};
    auto date = [](const char* century, const std::string& of) {
        return fmt::format("{}{}-{}-{}", century, of.substr(0, 2), of.substr(2, 2), of.substr(4));
    };
    return {painted->image,
            {{"document_number", holder.document_number},
             {"surname", holder.surname},
             {"given_names", holder.given_names},
             {"birth_date", date("19", holder.birth_date)},
             {"sex", holder.sex == Sex::male ? "M" : "F"},
             {"expiry_date", date("20", holder.expiry_date)}}};
}

Invented invented(const std::string& type, std::uint64_t seed) {
    if (type == "passport") return invented_passport(seed);
    const auto print = type == "kk"                  ? test::invented_kk(seed)
                       : type == "birth_certificate" ? test::invented_birth_certificate(seed)
                                                     : test::invented_ktp(seed);
    const double ppi = type == "ktp" ? 400 : 250;
    return {test::paint_card(test::layout_named(type),
                             {.print = print, .ppi = ppi, .wear_0_1 = double(seed % 10) / 10, .seed = seed}),
            type == "kk"                  ? print
            : type == "birth_certificate" ? test::values_of_certificate(print)
                                          : test::values_of_ktp(print)};
}

// Sheets need more pixels than cards.
test::SceneSpec scene_for(const std::string& type, std::uint64_t seed) {
    auto spec = scene_of(seed);
    if (type == "kk" || type == "birth_certificate") {
        spec.width = 3200;
        spec.height = 2400;
        spec.turn_degrees /= 3;
        spec.tilt_degrees /= 2;
        spec.corner_radius_share = 0;
    }
    if (type == "birth_certificate") spec.width_share *= 0.6;
    return spec;
}

void read_document(const DocumentReader& reader, const std::string& type, std::uint64_t seed, Tally& tally) {
    using namespace std::chrono_literals;
    const auto document = invented(type, seed);
    if (!document.image) return fmt::print(stderr, "the fonts are not installed\n");
    const auto scene = test::photograph(*document.image, scene_for(type, seed));
    const auto begun = std::clock();
    const auto reading = reader.read(scene.image, type, {}, today_utc(), Until::in(60s));
    tally.ms += 1000.0 * double(std::clock() - begun) / CLOCKS_PER_SEC;
    ++tally.documents;
    if (!reading || !*reading) return;
    ++tally.found;
    bool is_exact = true, has_nik = false, is_nik_exact = true;
    for (const auto& [name, value] : document.values) {
        const DocumentField* field = (*reading)->find(name);
        const bool is_right = field && field->value == value;
        const bool is_nik = name.find("nik") != std::string::npos;  // of a member, too
        has_nik |= is_nik;
        if (is_right) continue;
        if (is_nik) is_nik_exact = false;
        is_exact = false;
        ++tally.wrong[name];
        if (std::getenv("LIMNER_VERBOSE"))
            fmt::print("{} {}: '{}' for '{}'\n", seed, name, field ? field->raw : "", value);
    }
    tally.nik += has_nik && is_nik_exact;
    tally.all += is_exact;
}

int run(int count, std::uint64_t first, const std::string& type) {
    const auto reader = DocumentReader::load();
    if (!reader) return fmt::print(stderr, "{}\n", reader.error().message), 1;
    Tally tally;
    for (int i = 0; i < count; ++i) read_document(*reader, type, first + static_cast<std::uint64_t>(i), tally);
    fmt::print("{} {}  found {}  NIK exact {}  all fields exact {}  CPU {:.0f} ms each\n", type, tally.documents,
               tally.found, tally.nik, tally.all, tally.ms / std::max(1, tally.documents));
    for (const auto& [name, wrong] : tally.wrong) fmt::print("  {:<16} wrong in {}\n", name, wrong);
    return 0;
}

}  // namespace
}  // namespace limner

int main(int argc, char** argv) {
    const std::string type = argc > 3 ? argv[3] : "ktp";
    if (type != "ktp" && type != "kk" && type != "birth_certificate" && type != "passport") {
        fmt::print(stderr, "'{}' is no type; allowed: ktp, kk, birth_certificate, passport\n", type);
        return 3;
    }
    return limner::run(argc > 1 ? std::atoi(argv[1]) : 50, argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1, type);
}
