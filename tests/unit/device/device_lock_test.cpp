#include "device/device_lock.h"

#include "support/temporary_folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>

namespace limner {
namespace {

using test::TemporaryFolder;

/// A process that holds a device's lock until it is killed.
class Holder {
public:
    Holder(const std::filesystem::path& folder, const std::string& id) {
        std::array<int, 2> ready{};
        if (::pipe(ready.data()) != 0) return;
        process_ = ::fork();
        if (process_ == 0) {
            auto lock = DeviceLock::take(folder, id);
            char answer = lock ? 'y' : 'n';
            if (::write(ready[1], &answer, 1) != 1) ::_exit(1);
            while (true) ::pause();
        }
        char answer = 'n';
        has_it_ = ::read(ready[0], &answer, 1) == 1 && answer == 'y';
        ::close(ready[0]);
        ::close(ready[1]);
    }
    Holder(const Holder&) = delete;
    Holder& operator=(const Holder&) = delete;
    ~Holder() { kill(); }

    void kill() {
        if (process_ <= 0) return;
        ::kill(process_, SIGKILL);
        ::waitpid(std::exchange(process_, 0), nullptr, 0);
    }
    bool has_it() const { return has_it_; }
    pid_t process() const { return process_; }

private:
    pid_t process_ = 0;
    bool has_it_ = false;
};

TEST(DeviceLock, RefusesADeviceThatAnotherProcessHoldsAndNamesIt) {
    TemporaryFolder folder;
    Holder holder(folder.path(), "v4l2/1/A");
    ASSERT_TRUE(holder.has_it());
    auto taken = DeviceLock::take(folder.path(), "v4l2/1/A");
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().code, ErrorCode::device_busy);
    EXPECT_EQ(taken.error().message, "v4l2/1/A is held by unit_device (pid " + std::to_string(holder.process()) + ")");
}

TEST(DeviceLock, IsFreeAgainWhenItsHolderWasKilled) {
    TemporaryFolder folder;
    Holder holder(folder.path(), "v4l2/1/A");
    ASSERT_TRUE(holder.has_it());
    holder.kill();
    EXPECT_TRUE(DeviceLock::take(folder.path(), "v4l2/1/A"));
}

TEST(DeviceLock, IsOfOneDevice) {
    TemporaryFolder folder;
    Holder holder(folder.path(), "v4l2/1/A");
    ASSERT_TRUE(holder.has_it());
    EXPECT_TRUE(DeviceLock::take(folder.path(), "v4l2/1/B"));
}

TEST(DeviceLock, HoldsWithinOneProcessToo) {
    TemporaryFolder folder;
    auto first = DeviceLock::take(folder.path(), "v4l2/1/A");
    ASSERT_TRUE(first);
    EXPECT_FALSE(DeviceLock::take(folder.path(), "v4l2/1/A"));
    auto moved = std::move(*first);
    EXPECT_FALSE(DeviceLock::take(folder.path(), "v4l2/1/A"));
    { auto gone = std::move(moved); }
    EXPECT_TRUE(DeviceLock::take(folder.path(), "v4l2/1/A"));
}

TEST(DeviceLock, IsNotInheritedByAProgramThatIsStarted) {
    TemporaryFolder folder;
    auto lock = DeviceLock::take(folder.path(), "v4l2/1/A");
    ASSERT_TRUE(lock);
    auto listing = "ls -l /proc/self/fd > " + (folder.path() / "open").string();
    ASSERT_EQ(std::system(listing.c_str()), 0);
    std::ifstream file(folder.path() / "open");
    std::string text{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(text.find(".lock"), std::string::npos) << text;
}

TEST(DeviceLock, MakesItsFolderPrivate) {
    TemporaryFolder folder;
    ASSERT_TRUE(DeviceLock::take(folder.path() / "locks", "v4l2/1/A"));
    struct stat found {};
    ASSERT_EQ(::stat((folder.path() / "locks").c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0777, 0700u);
}

TEST(DeviceLock, TrustsNoFolderThatIsALink) {
    TemporaryFolder folder;
    auto link = folder.path() / "locks";
    std::filesystem::create_directory_symlink(folder.path(), link);
    auto taken = DeviceLock::take(link, "v4l2/1/A");
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().code, ErrorCode::access_denied);
}

TEST(DeviceLock, SaysWhereItCannotBeKept) {
    auto taken = DeviceLock::take("/proc/limner", "v4l2/1/A");
    ASSERT_FALSE(taken);
    EXPECT_NE(taken.error().message.find("/proc/limner"), std::string::npos);
}

TEST(DeviceLock, PrintsNoControlCharactersOfAHolder) {
    TemporaryFolder folder;
    Holder holder(folder.path(), "v4l2/1/A");
    ASSERT_TRUE(holder.has_it());
    for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
        std::ofstream(entry.path(), std::ios::trunc) << "\x1b[2Jevil";
    auto taken = DeviceLock::take(folder.path(), "v4l2/1/A");
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().message, "v4l2/1/A is held by [2Jevil");
}

}  // namespace
}  // namespace limner
