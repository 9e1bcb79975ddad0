#include "fuzz/fuzz_input.h"

#include <limner/record/record.h>

#include <unistd.h>
#include <cstdlib>
#include <fstream>

using limner::fuzz::demand;

namespace {

/// A record's folder with one picture in it, away when the run ends.
struct Folder {
    Folder() {
        char name[] = "/tmp/limner-inspect-XXXXXX";
        demand(mkdtemp(name) != nullptr);
        path = name;
        std::ofstream(path / "page-1-front.png") << "not a picture";
    }
    ~Folder() { std::filesystem::remove_all(path); }
    std::filesystem::path path{};
};

}  // namespace

// The text as the record.json of a folder: it is refused, or judged without a step out of the folder. Only what keeps
// to the schema is complete.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Folder folder;
    const std::string text(reinterpret_cast<const char*>(data), size);
    std::ofstream(folder.path / "record.json", std::ios::binary) << text;
    auto summary = limner::inspect_record(folder.path);
    if (!summary) return 0;
    demand(summary->json == text);
    demand(summary->is_complete || !summary->problems.empty());
    return 0;
}
