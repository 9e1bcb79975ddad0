#include "frame/image_pool.h"

#include <gtest/gtest.h>

#include <limits>
#include <optional>
#include <thread>
#include <vector>

namespace limner {
namespace {

constexpr std::size_t mebibyte = 1024 * 1024;

TEST(ImagePool, GivesTheSameMemoryAgainAfterItsRelease) {
    ImagePool pool(64 * mebibyte);
    auto first = pool.lease(mebibyte);
    ASSERT_TRUE(first);
    std::byte* memory = first->get();
    *first = nullptr;
    EXPECT_EQ(pool.kept_bytes(), mebibyte);
    auto second = pool.lease(mebibyte - 100);
    ASSERT_TRUE(second);
    EXPECT_EQ(second->get(), memory);
    EXPECT_EQ(pool.kept_bytes(), 0u);
}

TEST(ImagePool, KeepsTheMemoryWhileAnyCopyOfTheLeaseLives) {
    ImagePool pool(64 * mebibyte);
    auto lease = *pool.lease(mebibyte);
    auto copy = lease;
    lease.reset();
    EXPECT_EQ(pool.kept_bytes(), 0u);
    copy.reset();
    EXPECT_EQ(pool.kept_bytes(), mebibyte);
}

TEST(ImagePool, NeverLendsOneBufferTwice) {
    ImagePool pool(64 * mebibyte);
    auto first = *pool.lease(mebibyte), second = *pool.lease(mebibyte);
    EXPECT_NE(first.get(), second.get());
}

TEST(ImagePool, DoesNotSpendALargeBufferOnASmallNeed) {
    ImagePool pool(64 * mebibyte);
    pool.lease(8 * mebibyte).value().reset();
    auto small = *pool.lease(mebibyte);
    EXPECT_EQ(pool.kept_bytes(), 8 * mebibyte);
}

TEST(ImagePool, KeepsNoMoreThanItsBoundAndDropsTheOldestFirst) {
    ImagePool pool(4 * mebibyte);
    auto a = *pool.lease(2 * mebibyte), b = *pool.lease(2 * mebibyte), c = *pool.lease(2 * mebibyte);
    std::byte* newest = c.get();
    a.reset();
    b.reset();
    c.reset();
    EXPECT_EQ(pool.kept_bytes(), 4 * mebibyte);
    auto again = *pool.lease(2 * mebibyte), more = *pool.lease(2 * mebibyte);
    EXPECT_TRUE(again.get() == newest || more.get() == newest);
    auto beyond = *pool.lease(8 * mebibyte);
    beyond.reset();
    EXPECT_LE(pool.kept_bytes(), 4 * mebibyte);
}

TEST(ImagePool, MayDieBeforeItsLeases) {
    std::optional<ImagePool> pool(64 * mebibyte);
    auto lease = *pool->lease(mebibyte);
    pool.reset();
    lease[0] = std::byte{1};
    lease[mebibyte - 1] = std::byte{2};
    lease.reset();
}

TEST(ImagePool, RefusesALeaseOfNothingAndOfMoreThanThereIs) {
    ImagePool pool(mebibyte);
    EXPECT_EQ(pool.lease(0).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(pool.lease(std::numeric_limits<std::size_t>::max()).error().code, ErrorCode::invalid_argument);
    auto huge = pool.lease(std::numeric_limits<std::size_t>::max() / 4);
    ASSERT_FALSE(huge);
    EXPECT_EQ(huge.error().code, ErrorCode::internal);
}

TEST(ImagePool, ServesSeveralThreadsAtOnce) {
    ImagePool pool(8 * mebibyte);
    auto work = [&pool](std::byte mark) {
        for (int round = 0; round < 200; ++round) {
            auto lease = pool.lease(100'000);
            ASSERT_TRUE(lease);
            (*lease)[0] = (*lease)[99'999] = mark;
            std::this_thread::yield();
            ASSERT_EQ((*lease)[0], mark);
            ASSERT_EQ((*lease)[99'999], mark);
        }
    };
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) threads.emplace_back(work, static_cast<std::byte>(i));
    threads.clear();
    EXPECT_LE(pool.kept_bytes(), 4 * 131'072u);
}

}  // namespace
}  // namespace limner
