// Captures the right index finger, with guidance, and saves it as a PNG.
#include <limner/limner.h>

#include <fmt/core.h>

#include <fstream>

using namespace std::chrono_literals;

int fail(const limner::Error& error) {
    fmt::print(stderr, "{} ({})\n", error.message, limner::name_of(error.code));
    return 1;
}

int main(int argc, char** argv) {
    auto runtime = limner::Runtime::open();
    if (!runtime) return fail(runtime.error());
    auto slot = limner::Slot::open(*runtime, "any fingerprint reader");
    if (!slot) return fail(slot.error());

    limner::FingerprintOptions options{.finger = limner::Finger::right_index};
    options.observer.on_waiting = [](limner::Hint hint) { fmt::print("{}\n", limner::name_of(hint)); };
    auto print = limner::capture_fingerprint(*slot, options, limner::Until::in(30s));
    if (!print) return fail(print.error());

    for (const limner::Finding& finding : print->report())
        fmt::print("{:<12} {:<24} {}\n", limner::name_of(finding.verdict), finding.requirement, finding.text.en);
    if (print->check.score_0_100) fmt::print("quality {} of 100 (Limner's estimate)\n", *print->check.score_0_100);

    auto png = limner::encode_png(print->frame.image, print->frame.ppi);
    if (!png) return fail(png.error());
    std::ofstream file(argc > 1 ? argv[1] : "right_index.png", std::ios::binary);
    file.write(reinterpret_cast<const char*>(png->data()), static_cast<std::streamsize>(png->size()));
    return print->report().passed() ? 0 : 2;
}
