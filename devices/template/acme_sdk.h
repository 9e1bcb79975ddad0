// Stands for a vendor's own C library: one camera that draws a moving bar, present where the environment's ACME_CAMERAS
// is 1.
#pragma once

#include <cstddef>
#include <cstdint>

struct acme_camera;
struct acme_picture {
    const unsigned char* rgb;
    std::size_t bytes;
    std::uint64_t number;
};
enum acme_result { ACME_OK = 0, ACME_NO_PICTURE_YET = 1, ACME_UNPLUGGED = 2 };

int acme_count();
acme_camera* acme_open(int index);
void acme_close(acme_camera* camera);
void acme_stream(acme_camera* camera, int width, int height);
acme_result acme_wait(acme_camera* camera, unsigned milliseconds, acme_picture* picture);
void acme_interrupt(acme_camera* camera);
