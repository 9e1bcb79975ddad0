#include "fuzz/fuzz_input.h"
#include "gvcp.h"
#include "identity.h"
#include "picture_maker.h"

using namespace limner;
using limner::fuzz::demand;

// What answers a discovery, and the pictures of a camera.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::FuzzInput input(data, size);
    const auto formats = gige::known_formats();
    const auto& format = formats[input.take<std::uint8_t>() % formats.size()];
    const int width = input.take<std::int16_t>(), height = input.take<std::int16_t>();
    const int padding = input.take<std::int16_t>();
    const auto bytes = input.rest();
    if (auto found = gige::announcement_in(bytes, 1)) {
        auto camera = gige::listed({found->vendor, found->model, found->serial, found->hardware_address});
        demand(camera.id.find_first_of("* \t\n") == std::string::npos);
        std::vector<gige::ListedCamera> all;
        gige::add_camera(all, camera, found->hardware_address);
        demand(all.size() == 1);
    }
    gige::PictureMaker maker;
    if (auto picture = maker.make({bytes, width, height, padding, &format})) {
        const auto row = static_cast<std::size_t>(width * bytes_per_pixel(picture->format));
        const auto stride = picture->stride_bytes ? picture->stride_bytes : row;
        demand(picture->pixels.size() >= stride * static_cast<std::size_t>(height - 1) + row);
        unsigned sum = 0;
        for (std::byte one : picture->pixels) sum += std::to_integer<unsigned>(one);
        demand(sum <= 255 * picture->pixels.size());
    }
    return 0;
}
