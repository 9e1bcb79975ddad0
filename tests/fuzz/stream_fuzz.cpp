#include "fuzz/fuzz_input.h"
#include "jpeg_size.h"
#include "stream_address.h"

using namespace limner;
using limner::fuzz::demand;

// An address from a configuration, and what a camera calls a picture.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::FuzzInput input(data, size);
    auto address = stream::parse_address(input.take_text());
    demand(!address || (!address->host.empty() && !address->port.empty()));
    auto picture = devices::size_of_jpeg(input.rest());
    demand(!picture || (picture->width > 0 && picture->height > 0));
    return 0;
}
