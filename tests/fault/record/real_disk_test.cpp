#include "scripted_visit.h"
#include "support/temporary_folder.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <functional>

namespace limner {
namespace {

namespace fs = std::filesystem;

constexpr int skipped = 77;

/// Runs a check in a process of its own with a file system of 256 KiB of its own on `folder`. The check returns what
/// went against its expectation, or nothing.
void with_small_disk(const fs::path& folder, const std::function<std::string(const fs::path&)>& check) {
    const pid_t child = ::fork();
    if (child == 0) {
        const int flags = ::geteuid() == 0 ? CLONE_NEWNS : CLONE_NEWNS | CLONE_NEWUSER;
        if (::unshare(flags) != 0 || ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
            ::mount("tmpfs", folder.c_str(), "tmpfs", 0, "size=256k,mode=700") != 0)
            ::_exit(skipped);
        const std::string problem = check(folder);
        std::fputs(problem.c_str(), stderr);
        ::_exit(problem.empty() ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status));
    if (WEXITSTATUS(status) == skipped) GTEST_SKIP() << "this system lets nobody mount a file system of his own";
    EXPECT_EQ(WEXITSTATUS(status), 0);
}

EncodedAttempt large_attempt(const RecordWriter& writer) {
    EncodedAttempt attempt = test::attempt_for(writer, "portrait", "pass");
    attempt.files[0].bytes.resize(std::size_t{512} * 1024);
    attempt.entry["files"][0]["bytes"] = attempt.files[0].bytes.size();
    attempt.entry["files"][0]["sha256"] = sha256_of(attempt.files[0].bytes);
    return attempt;
}

std::string text_of(const Result<void>& result) {
    return result ? "success" : std::string(name_of(result.error().code)) + ": " + result.error().message;
}

TEST(RealDisk, ThatIsFullFailsTheCallAndTheVisitGoesOn) {
    test::TemporaryFolder folder;
    with_small_disk(folder.path(), [](const fs::path& out) -> std::string {
        auto writer = RecordWriter::create(system_storage(), out, test::visit_name, {});
        if (!writer) return writer.error().message;
        auto full = writer->add("portrait", StepKind::portrait, large_attempt(*writer), true, {});
        if (full || full.error().code != ErrorCode::storage_full) return "full disk: " + text_of(full);
        if (fs::exists(writer->path() / "portrait-1-front.png")) return "half a picture was left";
        for (const auto& call : test::visit_calls())
            if (auto done = call(*writer); !done) return "afterwards: " + text_of(done);
        auto summary = inspect_record(writer->path());
        return summary && summary->is_complete ? "" : "the record is not whole";
    });
}

TEST(RealDisk, ThatTurnsReadOnlyFailsTheCallAndKeepsWhatWasAccepted) {
    test::TemporaryFolder folder;
    with_small_disk(folder.path(), [](const fs::path& out) -> std::string {
        {
            auto writer = RecordWriter::create(system_storage(), out, test::visit_name, {});
            if (!writer) return writer.error().message;
            if (auto done = test::visit_calls()[0](*writer); !done) return text_of(done);
        }
        if (::mount(nullptr, out.c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr) != 0) return "no remount";
        auto created = RecordWriter::create(system_storage(), out, "visit-2", {});
        if (created || created.error().code != ErrorCode::storage_failed) return "create on a read-only disk";
        auto refused = RecordWriter::resume(system_storage(), out, std::nullopt);
        if (refused || refused.error().code != ErrorCode::storage_failed) return "resume on a read-only disk";
        if (::mount(nullptr, out.c_str(), nullptr, MS_REMOUNT, "size=256k") != 0) return "no remount";
        auto resumed = RecordWriter::resume(system_storage(), out, std::nullopt);
        if (!resumed) return resumed.error().message;
        return test::calls_done(resumed->document()) == 1 ? "" : "what was accepted is gone";
    });
}

TEST(RealDisk, ThatBelongsToSomebodyElseIsDenied) {
    test::TemporaryFolder folder;
    ASSERT_EQ(::chmod(folder.path().c_str(), 0755), 0);
    const fs::path foreign = folder.path() / "foreign";
    ASSERT_EQ(::mkdir(foreign.c_str(), 0555), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        constexpr uid_t nobody = 65534;
        if (::geteuid() == 0 && (::setgid(nobody) != 0 || ::setuid(nobody) != 0)) ::_exit(skipped);
        auto writer = RecordWriter::create(system_storage(), foreign, test::visit_name, {});
        ::_exit(!writer && writer.error().code == ErrorCode::access_denied ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

}  // namespace
}  // namespace limner
