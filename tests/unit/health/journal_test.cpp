#include <limner/health/journal.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <future>
#include <thread>

#include "health/journal_writer.h"
#include "support/temporary_folder.h"

namespace limner {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string camera = "virtual/camera";

DeviceInfo camera_info() {
    return {.id = camera, .device_class = DeviceClass::camera, .name = "Camera", .driver = "virtual"};
}

std::chrono::sys_days tomorrow() {
    return std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()) + std::chrono::days(1);
}

DeviceDay sum_of(const DeviceHistory& device) { return device.over(tomorrow() - std::chrono::days(3), tomorrow()); }

class JournalOnDisk : public testing::Test {
protected:
    std::vector<DeviceHistory> devices() const {
        auto journal = Journal::open(file);
        EXPECT_TRUE(journal) << journal.error().message;
        if (!journal) return {};
        auto all = journal->devices();
        EXPECT_TRUE(all) << all.error().message;
        return all ? *all : std::vector<DeviceHistory>();
    }
    Error refusal() const {
        auto journal = Journal::open(file);
        if (journal) {
            auto all = journal->devices();
            EXPECT_FALSE(all);
            return all.error();
        }
        return journal.error();
    }
    void write(const std::string& bytes) const { std::ofstream(file, std::ios::binary) << bytes; }

    test::TemporaryFolder folder{};
    std::filesystem::path file = folder.path() / "state" / "journal.sqlite";
    std::vector<std::string> told{};
    std::function<void(const std::string&)> tell = [this](const std::string& text) { told.push_back(text); };
};

TEST_F(JournalOnDisk, KeepsWhatDevicesDidOverRestarts) {
    for (int run = 0; run < 2; ++run) {
        JournalWriter writer(file, tell);
        writer.note_device(camera_info());
        writer.count(camera, "captures");
        writer.measure(camera, "open_ms", 200);
        writer.note_error(camera, "device_stalled");
        writer.note_loss(camera);
        writer.note_switch(camera, "virtual/spare", "device_stalled", 310);
    }
    EXPECT_THAT(told, IsEmpty());
    auto all = devices();
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].id, camera);
    EXPECT_EQ(all[0].name, "Camera");
    auto sum = sum_of(all[0]);
    EXPECT_EQ(sum.count("captures"), 2u);
    EXPECT_EQ(sum.count("losses"), 2u);
    EXPECT_EQ(sum.count("switched_from"), 2u);
    EXPECT_EQ(sum.errors(), 2u);
    EXPECT_EQ(sum.distributions["open_ms"].count(), 2u);
    auto events = Journal::open(file)->events(100);
    ASSERT_TRUE(events);
    ASSERT_EQ(events->size(), 6u);
    EXPECT_EQ((*events)[0].kind, "switched");
    EXPECT_EQ((*events)[0].from, camera);
    EXPECT_EQ((*events)[0].outage_ms, 310);
    EXPECT_FALSE((*events)[1].outage_ms);
}

TEST_F(JournalOnDisk, IsReadableByItsOwnerAlone) {
    { JournalWriter(file, tell).note_device(camera_info()); }
    struct stat status {};
    ASSERT_EQ(::stat(file.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u);
}

TEST_F(JournalOnDisk, IsWrittenBySeveralProcessesAtOnce) {
    constexpr int writers = 4, rounds = 5;
    std::vector<pid_t> children;
    for (int i = 0; i < writers; ++i) {
        pid_t child = ::fork();
        if (child == 0) {
            for (int round = 0; round < rounds; ++round) {
                JournalWriter writer(file, {});
                writer.note_device(camera_info());
                writer.count(camera, "captures");
            }
            ::_exit(0);
        }
        children.push_back(child);
    }
    for (pid_t child : children) ::waitpid(child, nullptr, 0);
    auto all = devices();
    ASSERT_EQ(all.size(), 1u);
    // A writer that met others until its end may have given up on its last words; the file is whole.
    EXPECT_GE(sum_of(all[0]).count("captures"), static_cast<std::uint64_t>(writers * rounds / 2));
    EXPECT_LE(sum_of(all[0]).count("captures"), static_cast<std::uint64_t>(writers * rounds));
}

TEST_F(JournalOnDisk, IsWholeAfterAKillAtAnyMoment) {
    for (int kill = 0; kill < 20; ++kill) {
        pid_t child = ::fork();
        if (child == 0) {
            auto opened = JournalFile::open(file, JournalFile::Use::write);
            for (std::uint64_t n = 1; opened; ++n) {
                JournalNotes notes;
                notes.devices[camera] = {.id = camera, .name = std::string(n % 100, 'x'), .last_seen_at = tomorrow()};
                notes.counts[{camera, tomorrow() - std::chrono::days(1), "captures"}] = 1;
                notes.counts[{camera, tomorrow() - std::chrono::days(1), "frames"}] = 1;
                if (!opened->add(notes, tomorrow())) break;
            }
            ::_exit(0);
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(10 + 7 * kill));
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        auto journal = Journal::open(file);
        if (!journal) {
            EXPECT_EQ(journal.error().code, ErrorCode::file_missing) << journal.error().message;
            continue;
        }
        auto all = devices();
        if (all.empty()) continue;
        auto sum = sum_of(all[0]);
        EXPECT_EQ(sum.count("captures"), sum.count("frames"));
    }
    EXPECT_EQ(devices().size(), 1u);
}

TEST_F(JournalOnDisk, NeverKeepsAnybodyWaitingWhileAnotherProcessHoldsTheFile) {
    { JournalWriter(file, tell).note_device(camera_info()); }
    auto other = JournalFile::open(file, JournalFile::Use::write);
    ASSERT_TRUE(other);
    std::promise<void> begun, done;
    std::thread holder([&] {
        sqlite3* database = nullptr;
        sqlite3_open(file.c_str(), &database);
        sqlite3_exec(database, "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr);
        begun.set_value();
        done.get_future().wait();
        sqlite3_exec(database, "COMMIT", nullptr, nullptr, nullptr);
        sqlite3_close(database);
    });
    begun.get_future().wait();
    JournalWriter writer(file, tell);
    for (int i = 0; i < 1000; ++i) writer.count(camera, "frames");
    done.set_value();
    holder.join();
    EXPECT_THAT(told, IsEmpty());
}

TEST_F(JournalOnDisk, TellsOnceWhereItCannotBeWrittenAndGoesOn) {
    std::filesystem::create_directories(file);  // a folder stands in its place
    {
        JournalWriter writer(file, tell);
        writer.count(camera, "captures");
    }
    ASSERT_EQ(told.size(), 1u);
    EXPECT_THAT(told[0], HasSubstr(file.string()));
}

TEST_F(JournalOnDisk, GivesUpOnADriverThatListsEverNewDevices) {
    {
        JournalWriter writer(file, tell);
        for (int i = 0; i < 5000; ++i) {
            auto info = camera_info();
            info.id += std::to_string(i);
            writer.note_device(info);
        }
    }
    EXPECT_LE(devices().size(), 1000u);
}

TEST_F(JournalOnDisk, IsMissingBeforeTheFirstRun) { EXPECT_EQ(refusal().code, ErrorCode::file_missing); }

TEST_F(JournalOnDisk, IsEmptyWhereItsFirstWriterWasKilled) {
    std::filesystem::create_directories(file.parent_path());
    write("");
    EXPECT_EQ(refusal().code, ErrorCode::file_missing);
    { JournalWriter(file, tell).note_device(camera_info()); }
    EXPECT_EQ(devices().size(), 1u);
}

TEST_F(JournalOnDisk, IsNotReadFromAnotherFile) {
    std::filesystem::create_directories(file.parent_path());
    for (const std::string& bytes :
         {std::string("no database"), std::string("SQLite format 3\0", 16), std::string(100'000, 'x')}) {
        write(bytes);
        auto error = refusal();
        EXPECT_EQ(error.code, ErrorCode::unreadable_file) << bytes.size();
        EXPECT_THAT(error.message, HasSubstr(file.string()));
    }
}

TEST_F(JournalOnDisk, IsNotReadFromADatabaseOfSomebodyElse) {
    std::filesystem::create_directories(file.parent_path());
    sqlite3* database = nullptr;
    sqlite3_open(file.c_str(), &database);
    sqlite3_exec(database, "CREATE TABLE device(id); CREATE VIEW tally AS SELECT 1", nullptr, nullptr, nullptr);
    sqlite3_close(database);
    EXPECT_EQ(refusal().code, ErrorCode::unreadable_file);
    JournalWriter(file, tell).note_device(camera_info());
    EXPECT_EQ(told.size(), 1u);
}

TEST_F(JournalOnDisk, IsRefusedOrReadWhereverItIsCut) {
    { JournalWriter(file, tell).note_device(camera_info()); }
    std::ifstream stream(file, std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(stream)), {});
    stream.close();
    for (std::size_t size = 0; size < bytes.size(); size += 509) {
        write(bytes.substr(0, size));
        auto journal = Journal::open(file);
        if (journal) (void)journal->devices();
    }
    SUCCEED();
}

}  // namespace
}  // namespace limner
