// A whole driver to copy: replace acme_sdk.h by your own library.
#include <limner/driver/driver.h>

#include "acme_sdk.h"

#include <algorithm>

namespace {

using namespace limner;

struct AcmeCamera final : driver::Camera {
    explicit AcmeCamera(acme_camera* opened) : camera(opened, acme_close) {}

    Result<void> start(const driver::Settings& wanted) override {
        width = wanted.width > 0 ? std::min(wanted.width, 1920) : 640;
        height = wanted.height > 0 ? std::min(wanted.height, 1080) : 480;
        acme_stream(camera.get(), width, height);
        is_started = true;
        return {};
    }
    Result<void> stop() override {
        is_started = false;
        return {};
    }
    Result<driver::FrameView> grab(std::chrono::milliseconds slice) override {
        if (!is_started) return Error{ErrorCode::invalid_argument, "not started"};
        auto asked_at = std::chrono::steady_clock::now();
        acme_picture got{};
        acme_result result = acme_wait(camera.get(), static_cast<unsigned>(slice.count()), &got);
        if (result == ACME_NO_PICTURE_YET) return driver::FrameView::progress();
        if (result != ACME_OK) return Error{ErrorCode::device_lost, "the camera was unplugged"};
        return driver::FrameView{.width = width,
                                 .height = height,
                                 .format = PixelFormat::rgb8,
                                 .pixels = std::as_bytes(std::span(got.rgb, got.bytes)),
                                 .sequence = got.number,
                                 .exposed_at = asked_at};
    }
    void cancel() noexcept override { acme_interrupt(camera.get()); }

    std::unique_ptr<acme_camera, void (*)(acme_camera*)> camera;
    int width = 0;
    int height = 0;
    bool is_started = false;
};

struct TemplateDriver {
    static constexpr auto name = "template", version = "0.1.0";

    static std::vector<driver::Listing> enumerate() {
        std::vector<driver::Listing> found;
        for (int i = 0; i < acme_count(); ++i) found.push_back({"template/acme/" + std::to_string(i), "Acme camera"});
        return found;
    }
    static Result<std::unique_ptr<driver::Device>> open(std::string_view id) {
        auto* camera = id == "template/acme/0" ? acme_open(0) : nullptr;
        if (!camera) return Error{ErrorCode::device_missing, std::string(id) + " is not connected"};
        return std::unique_ptr<driver::Device>(std::make_unique<AcmeCamera>(camera));
    }
};

}  // namespace

LIMNER_DRIVER(TemplateDriver)
