#include "acme_sdk.h"

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

struct acme_camera {
    int width = 0;
    int height = 0;
    std::uint64_t number = 0;
    std::vector<unsigned char> rgb{};
    std::atomic<bool> is_interrupted = false;
};

int acme_count() {
    const char* wanted = std::getenv("ACME_CAMERAS");
    return wanted && std::string(wanted) == "1" ? 1 : 0;
}

acme_camera* acme_open(int index) { return index < acme_count() ? new acme_camera : nullptr; }
void acme_close(acme_camera* camera) { delete camera; }

void acme_stream(acme_camera* camera, int width, int height) {
    camera->width = width;
    camera->height = height;
    camera->rgb.assign(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3, 40);
}

acme_result acme_wait(acme_camera* camera, unsigned milliseconds, acme_picture* picture) {
    constexpr unsigned exposure_ms = 20;
    camera->is_interrupted = false;
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds < exposure_ms ? milliseconds : exposure_ms));
    if (camera->is_interrupted.exchange(false) || milliseconds < exposure_ms) return ACME_NO_PICTURE_YET;
    auto column = (camera->number * 8) % static_cast<std::uint64_t>(camera->width);
    for (std::size_t at = column * 3; at < camera->rgb.size(); at += static_cast<std::size_t>(camera->width) * 3)
        camera->rgb[at] = static_cast<unsigned char>(camera->rgb[at] + 90);
    *picture = {camera->rgb.data(), camera->rgb.size(), ++camera->number};
    return ACME_OK;
}

void acme_interrupt(acme_camera* camera) { camera->is_interrupted = true; }
