#include "capture/stream_watch.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace limner {
namespace {

using namespace std::chrono_literals;

const Clock::time_point begin_of_stream{1h};

Image picture(int level, unsigned noise) {
    std::vector<std::byte> pixels(160 * 120);
    std::ranges::generate(pixels, [&, state = noise]() mutable {
        state = state * 1664525u + 1013904223u;
        return static_cast<std::byte>(static_cast<unsigned>(level) + (noise ? state >> 30 : 0));
    });
    return Image::from_pixels(160, 120, PixelFormat::gray8, std::move(pixels)).value();
}

/// The first failure over `seconds` of 10 frames a second.
template <typename Make>
std::optional<Error> watch_for(StreamWatch& watch, int seconds, Make make) {
    for (int i = 0; i < seconds * 10; ++i) {
        if (auto failure = watch.look_at(make(static_cast<unsigned>(i) + 1), begin_of_stream + i * 100ms, "camera"))
            return failure;
    }
    return std::nullopt;
}

TEST(StreamWatch, SaysNothingOfALivingPicture) {
    StreamWatch watch({});
    EXPECT_FALSE(watch_for(watch, 10, [](unsigned i) { return picture(100, i); }));
}

TEST(StreamWatch, FindsAFrozenPicture) {
    StreamWatch watch({});
    auto failure = watch_for(watch, 10, [](unsigned) { return picture(100, 1); });
    ASSERT_TRUE(failure);
    EXPECT_EQ(failure->code, ErrorCode::device_frozen);
}

TEST(StreamWatch, FindsABlackPictureDespiteItsNoise) {
    StreamWatch watch({});
    auto failure = watch_for(watch, 10, [](unsigned i) { return picture(1, i); });
    ASSERT_TRUE(failure);
    EXPECT_EQ(failure->code, ErrorCode::device_black);
}

TEST(StreamWatch, FindsACameraBelowItsRate) {
    StreamWatch watch({.slower_than_fps = 15});
    auto failure = watch_for(watch, 10, [](unsigned i) { return picture(100, i); });
    ASSERT_TRUE(failure);
    EXPECT_EQ(failure->code, ErrorCode::device_slow);
}

TEST(StreamWatch, WatchesNothingThatThePolicyLeavesOut) {
    StreamWatch watch({.frozen_after = {}, .black_after = {}});
    EXPECT_FALSE(watch_for(watch, 10, [](unsigned) { return picture(0, 0); }));
}

TEST(StreamWatch, ForgetsWhatItSawBeforeAPause) {
    StreamWatch watch({});
    EXPECT_FALSE(watch.look_at(picture(100, 1), begin_of_stream, "camera"));
    watch.pause();
    EXPECT_FALSE(watch.look_at(picture(100, 1), begin_of_stream + 1h, "camera"));
}

TEST(StreamWatch, KnowsARepeatedPictureOverAPause) {
    StreamWatch watch({}), careless({.frozen_after = {}});
    for (StreamWatch* one : {&watch, &careless}) {
        one->look_at(picture(100, 1), begin_of_stream, "camera");
        EXPECT_FALSE(one->is_repeat());
        one->pause();
        one->look_at(picture(100, 1), begin_of_stream + 1h, "camera");
        EXPECT_EQ(one->is_repeat(), one == &watch);
        one->look_at(picture(100, 2), begin_of_stream + 2h, "camera");
        EXPECT_FALSE(one->is_repeat());
    }
}

TEST(StreamWatch, KnowsTheRepeatOfAPictureThatNobodyTook) {
    StreamWatch watch({});
    watch.look_at(picture(100, 1), begin_of_stream, "camera");
    watch.see(picture(100, 2));
    watch.look_at(picture(100, 2), begin_of_stream + 1s, "camera");
    EXPECT_TRUE(watch.is_repeat());
}

TEST(StreamWatch, MeasuresTheTimeBetweenFrames) {
    StreamWatch watch({});
    EXPECT_FALSE(watch.frame_interval());
    watch_for(watch, 3, [](unsigned i) { return picture(100, i); });
    EXPECT_EQ(watch.frame_interval(), 100ms);
}

TEST(StreamWatch, MeasuresThePaceOnceInTwoSecondsWithoutPauses) {
    StreamWatch watch{FailoverPolicy{}};
    std::vector<double> paces;
    auto show = [&](Clock::time_point now, unsigned i) {
        watch.look_at(picture(100, i), now, "camera");
        if (auto pace = watch.new_pace(now)) paces.push_back(*pace);
    };
    auto now = begin_of_stream;
    for (unsigned i = 1; i <= 65; ++i) show(now += 100ms, i);
    watch.pause();
    now += 1h;
    for (unsigned i = 66; i <= 90; ++i) show(now += 100ms, i);
    EXPECT_EQ(paces, std::vector<double>(4, 100.0));
}

TEST(StreamWatch, SuspectsAPictureThatIsBlackOrRepeated) {
    StreamWatch watch{FailoverPolicy{}};
    EXPECT_FALSE(watch.is_suspicious());
    watch.look_at(picture(100, 1), begin_of_stream, "camera");
    EXPECT_FALSE(watch.is_suspicious());
    watch.look_at(picture(100, 1), begin_of_stream + 33ms, "camera");
    EXPECT_TRUE(watch.is_suspicious());
    watch.look_at(picture(100, 2), begin_of_stream + 66ms, "camera");
    EXPECT_FALSE(watch.is_suspicious());
    watch.look_at(picture(0, 3), begin_of_stream + 100ms, "camera");
    EXPECT_TRUE(watch.is_suspicious());
    watch.pause();
    EXPECT_FALSE(watch.is_suspicious());
}

}  // namespace
}  // namespace limner
