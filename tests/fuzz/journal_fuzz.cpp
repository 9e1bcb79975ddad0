// A file that claims to be a journal: whatever it holds is refused or read within bounds.
#include <filesystem>
#include <fstream>

#include "health/journal_file.h"
#include "support/temporary_folder.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const limner::test::TemporaryFolder folder;
    auto file = folder.path() / "journal.sqlite";
    std::ofstream(file, std::ios::binary | std::ios::trunc)
        .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
    if (auto journal = limner::JournalFile::open(file, limner::JournalFile::Use::read)) {
        (void)journal->devices();
        (void)journal->events(100);
    }
    for (const char* left : {"", "-wal", "-shm"}) std::filesystem::remove(file.string() + left);
    return 0;
}
