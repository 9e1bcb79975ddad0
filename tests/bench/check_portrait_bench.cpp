// The portrait check on a frame of 1280 x 720, whole and by part. Needs scripts/models and scripts/sample-portrait; the
// picture's path may be given in LIMNER_PORTRAIT.
#include <limner/check/check_portrait.h>
#include <limner/check/portrait_guide.h>
#include <limner/frame/image_file.h>

#include "check/face_analysis.h"
#include "check/portrait_light.h"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <cstring>
#include <opencv2/imgproc.hpp>

namespace limner {
namespace {

/// The portrait on a gray wall in the middle of a camera's frame, the eyes about 120 pixels apart; empty without a
/// file.
cv::Mat frame() {
    const char* file = std::getenv("LIMNER_PORTRAIT");
    auto portrait = read_image(file ? file : "build/samples/portrait.png");
    if (!portrait || portrait->image.format() != PixelFormat::rgb8) return {};
    const Image& image = portrait->image;
    cv::Mat source(image.height(), image.width(), CV_8UC3, const_cast<std::byte*>(image.bytes().data()));
    cv::Mat canvas(720, 1280, CV_8UC3, cv::Scalar(190, 192, 195)), large;
    constexpr double astronaut_to_120_px = 120.0 / 44;
    double scale = file ? 720.0 / source.rows : astronaut_to_120_px;
    cv::resize(source, large, {}, scale, scale, cv::INTER_AREA);
    cv::Rect part(std::max(0, large.cols / 2 - 640), 0, std::min(large.cols, 1280), std::min(large.rows, 720));
    large(part).copyTo(canvas(cv::Rect((1280 - part.width) / 2, 0, part.width, part.height)));
    return canvas;
}

Image frame_image(const cv::Mat& rgb) {
    std::vector<std::byte> pixels(rgb.total() * rgb.elemSize());
    std::memcpy(pixels.data(), rgb.data, pixels.size());
    return *Image::from_pixels(rgb.cols, rgb.rows, PixelFormat::rgb8, std::move(pixels));
}

void check(benchmark::State& state, const Profile& profile) {
    cv::Mat rgb = frame();
    auto checker = PortraitChecker::load();
    if (rgb.empty() || !checker) return state.SkipWithError("no portrait or no models");
    Image image = frame_image(rgb);
    auto first = checker->check(image, profile);
    if (!first || first->face_count != 1) return state.SkipWithError("the frame does not show one face");
    for (auto _ : state) benchmark::DoNotOptimize(checker->check(image, profile));
}

void whole_check(benchmark::State& state) { check(state, profiles::icao_9303()); }
void preview_check(benchmark::State& state) { check(state, profiles::preview()); }
BENCHMARK(whole_check)->Unit(benchmark::kMillisecond);
BENCHMARK(preview_check)->Unit(benchmark::kMillisecond);

/// A frame of 1920 x 1080 of a stream: its check, and guidance from it.
void guided_frame_of_1080p(benchmark::State& state) {
    cv::Mat rgb = frame(), large;
    auto checker = PortraitChecker::load();
    if (rgb.empty() || !checker) return state.SkipWithError("no portrait or no models");
    cv::resize(rgb, large, {1920, 1080}, 0, 0, cv::INTER_CUBIC);
    Frame seen{.image = frame_image(large), .exposed_at = Clock::now()};
    PortraitGuide guide;
    for (auto _ : state) {
        auto found = checker->check(seen.image, profiles::preview());
        seen.exposed_at += std::chrono::milliseconds(33);
        benchmark::DoNotOptimize(guide.take(seen, *found));
    }
}
BENCHMARK(guided_frame_of_1080p)->Unit(benchmark::kMillisecond);

void loading(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(PortraitChecker::load());
}
BENCHMARK(loading)->Unit(benchmark::kMillisecond);

/// One part of the check, given the frame and the face in it.
template <typename Model, typename Run>
void part(benchmark::State& state, Run run) {
    using namespace portrait;
    cv::Mat rgb = frame();
    auto detector = FaceDetector::load(models_folder({}));
    auto mesh = FaceMesh::load(models_folder({}));
    auto model = Model::load(models_folder({}));
    if (rgb.empty() || !detector || !mesh || !model) return state.SkipWithError("no portrait or no models");
    auto faces = detector->detect(rgb);
    if (!faces || faces->empty()) return state.SkipWithError("no face");
    cv::Rect2d box = faces->front().box;
    auto shape = mesh->shape_in(rgb, box);
    if (!shape || !*shape) return state.SkipWithError("no face");
    for (auto _ : state) run(*model, rgb, box, **shape);
}

using portrait::FaceShape;
void detector_part(benchmark::State& state) {
    part<portrait::FaceDetector>(state, [](auto& model, const cv::Mat& rgb, auto&, const FaceShape&) {
        benchmark::DoNotOptimize(model.detect(rgb));
    });
}
void mesh_part(benchmark::State& state) {
    part<portrait::FaceMesh>(state, [](auto& model, const cv::Mat& rgb, const cv::Rect2d& box, const FaceShape&) {
        benchmark::DoNotOptimize(model.shape_in(rgb, box));
    });
}
void pose_part(benchmark::State& state) {
    part<portrait::HeadPose>(state, [](auto& model, const cv::Mat& rgb, auto&, const FaceShape& face) {
        benchmark::DoNotOptimize(model.pitch_degrees(rgb, face));
    });
}
void person_part(benchmark::State& state) {
    part<portrait::PersonMask>(state, [](auto& model, const cv::Mat& rgb, auto&, const FaceShape& face) {
        cv::Rect region = portrait::surroundings_region(rgb.size(), face);
        auto shares = model.shares(rgb, region);
        benchmark::DoNotOptimize(portrait::measure_surroundings(rgb, face, *shares, region));
    });
}
void light_part(benchmark::State& state) {
    part<portrait::FaceMesh>(state, [](auto&, const cv::Mat& rgb, auto&, const FaceShape& face) {
        benchmark::DoNotOptimize(portrait::measure_light(*portrait::align(rgb, face)));
    });
}
BENCHMARK(detector_part)->Unit(benchmark::kMillisecond);
BENCHMARK(mesh_part)->Unit(benchmark::kMillisecond);
BENCHMARK(pose_part)->Unit(benchmark::kMillisecond);
BENCHMARK(person_part)->Unit(benchmark::kMillisecond);
BENCHMARK(light_part)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace limner

BENCHMARK_MAIN();
