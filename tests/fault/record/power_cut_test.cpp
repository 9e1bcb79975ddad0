#include "power_cut_storage.h"
#include "scripted_visit.h"

#include <gtest/gtest.h>

namespace limner {
namespace {

using test::PowerCut;
using test::PowerCutStorage;
using Survival = PowerCutStorage::Survival;

/// What the caller knows when the power goes.
struct Acknowledged {
    bool create = false;
    std::size_t calls = 0;
};

Acknowledged run_visit(PowerCutStorage& storage) {
    Acknowledged done;
    try {
        auto writer = RecordWriter::create(storage, test::out_folder, test::visit_name, {});
        if (!writer) return done;
        done.create = true;
        for (const auto& call : test::visit_calls()) {
            if (!call(*writer)) return done;
            ++done.calls;
        }
    } catch (const PowerCut&) {
    }
    return done;
}

int operations_of_a_visit() {
    PowerCutStorage storage;
    run_visit(storage);
    return storage.operations();
}

void expect_whole_record(PowerCutStorage& storage) {
    auto summary = inspect_record(storage, test::sealed_folder);
    ASSERT_TRUE(summary) << summary.error().message;
    EXPECT_TRUE(summary->is_complete);
    EXPECT_TRUE(summary->problems.empty()) << summary->problems.front();
    EXPECT_FALSE(storage.is_folder(test::partial_folder));
    auto document = RecordDocument::parse(summary->json, "record.json");
    ASSERT_TRUE(document);
    EXPECT_EQ(test::calls_done(*document), test::visit_calls().size() - 1);
}

void finish(PowerCutStorage& storage, RecordWriter& writer) {
    for (std::size_t at = test::calls_done(writer.document()); at < test::visit_calls().size(); ++at) {
        auto done = test::visit_calls()[at](writer);
        ASSERT_TRUE(done) << done.error().message;
    }
    expect_whole_record(storage);
}

/// Where the visit is not sealed: nothing that was acknowledged is lost, at most `in_flight` further calls show, and
/// the visit can be brought to its end.
void expect_resumable(PowerCutStorage& storage, const Acknowledged& done, std::size_t in_flight) {
    auto writer = RecordWriter::resume(storage, test::out_folder, std::nullopt);
    if (!writer && !done.create) {
        EXPECT_EQ(writer.error().code, ErrorCode::file_missing) << writer.error().message;
        writer = RecordWriter::create(storage, test::out_folder, test::visit_name, {});
    }
    ASSERT_TRUE(writer) << writer.error().message;
    EXPECT_GE(test::calls_done(writer->document()), done.calls);
    EXPECT_LE(test::calls_done(writer->document()), done.calls + in_flight);
    const auto names = storage.list(test::partial_folder);
    for (const std::string& name : *names) EXPECT_FALSE(name.ends_with(temporary_suffix)) << name;
    finish(storage, *writer);
}

void cut_power(int at, Survival survival, unsigned seed) {
    PowerCutStorage storage;
    storage.set_fault({.at = at});
    const Acknowledged done = run_visit(storage);
    storage.restart(survival, seed);
    if (storage.is_folder(test::sealed_folder)) {
        EXPECT_GE(done.calls, test::visit_calls().size() - 1);
        expect_whole_record(storage);
    } else {
        ASSERT_LT(done.calls, test::visit_calls().size()) << "a sealed record is gone";
        expect_resumable(storage, done, 1);
    }
}

TEST(PowerCut, AtAnyOperationLosesNothingAcknowledgedWhereAllUnsyncedIsLost) {
    for (int at = 1; at <= operations_of_a_visit() + 1; ++at) {
        SCOPED_TRACE(at);
        cut_power(at, Survival::nothing, 0);
        if (HasFailure()) return;
    }
}

TEST(PowerCut, AtAnyOperationLosesNothingAcknowledgedWhereAllUnsyncedIsKept) {
    for (int at = 1; at <= operations_of_a_visit() + 1; ++at) {
        SCOPED_TRACE(at);
        cut_power(at, Survival::everything, 0);
        if (HasFailure()) return;
    }
}

TEST(PowerCut, AtAnyOperationLosesNothingAcknowledgedWhateverPartOfTheUnsyncedIsKept) {
    const int operations = operations_of_a_visit();
    for (int at = 1; at <= operations + 1; ++at) {
        for (unsigned seed = 1; seed <= 40; ++seed) {
            SCOPED_TRACE(testing::Message() << "operation " << at << ", seed " << seed);
            cut_power(at, Survival::by_chance, seed);
            if (HasFailure()) return;
        }
    }
}

/// A disk that fails at one operation, or from it on until it is mended; then the same process goes on, or another.
void fail_at(int at, ErrorCode code, bool lasts, bool is_left) {
    PowerCutStorage storage;
    storage.set_fault({.at = at, .code = code, .lasts = lasts});
    auto writer = RecordWriter::create(storage, test::out_folder, test::visit_name, {});
    if (!writer) {
        EXPECT_EQ(writer.error().code, code);
        storage.set_fault({});
        expect_resumable(storage, {}, 0);
        return;
    }
    Acknowledged done{.create = true};
    for (const auto& call : test::visit_calls()) {
        const auto before = writer->document().text();
        if (auto result = call(*writer); !result) {
            EXPECT_EQ(result.error().code, code) << result.error().message;
            EXPECT_EQ(writer->document().text(), before);
            EXPECT_EQ(writer->path(), test::partial_folder);
            break;
        }
        ++done.calls;
    }
    storage.set_fault({});
    if (done.calls == test::visit_calls().size() || storage.is_folder(test::sealed_folder))
        return expect_whole_record(storage);
    if (is_left) {
        writer = Error(ErrorCode::cancelled, "the process ended");
        return expect_resumable(storage, done, lasts ? 1 : 0);
    }
    // The same visit goes on where the disk could be left as it was; otherwise it says so, and can be resumed.
    if (auto again = test::visit_calls()[done.calls](*writer)) {
        ++done.calls;
    } else {
        EXPECT_TRUE(lasts);
        EXPECT_EQ(again.error().code, ErrorCode::storage_failed);
    }
    if (storage.is_folder(test::sealed_folder)) return expect_whole_record(storage);
    expect_resumable(storage, done, lasts ? 1 : 0);
}

class FailingDisk : public testing::TestWithParam<ErrorCode> {};

TEST_P(FailingDisk, AtOneOperationFailsThatCallAloneAndTheVisitGoesOn) {
    for (int at = 1; at <= operations_of_a_visit() + 1; ++at) {
        SCOPED_TRACE(at);
        fail_at(at, GetParam(), false, false);
        fail_at(at, GetParam(), false, true);
        if (HasFailure()) return;
    }
}

TEST_P(FailingDisk, FromAnyOperationOnFailsTheCallAndTheVisitGoesOnOnceItIsMended) {
    for (int at = 1; at <= operations_of_a_visit() + 1; ++at) {
        SCOPED_TRACE(at);
        fail_at(at, GetParam(), true, false);
        fail_at(at, GetParam(), true, true);
        if (HasFailure()) return;
    }
}

INSTANTIATE_TEST_SUITE_P(ByError, FailingDisk,
                         testing::Values(ErrorCode::storage_full, ErrorCode::storage_failed, ErrorCode::access_denied),
                         [](const auto& param) { return std::string(name_of(param.param)); });

}  // namespace
}  // namespace limner
