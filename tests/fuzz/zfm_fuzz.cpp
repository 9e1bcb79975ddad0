#include "fuzz/fuzz_input.h"
#include "zfm_protocol.h"

using namespace limner;
using limner::fuzz::demand;

// What a module sends, in pieces.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::FuzzInput input(data, size);
    zfm::PacketReader reader(0xFFFFFFFF);
    while (!input.is_empty()) {
        reader.add(input.take_bytes(1 + input.take<std::uint8_t>()));
        for (auto packet = reader.next(); !packet || *packet; packet = reader.next()) {
            if (!packet) continue;
            const zfm::Packet& one = **packet;
            demand(!one.payload.empty() && one.payload.size() <= 256);
            (void)zfm::parse_parameters(one.payload);
            demand(zfm::unpacked(one.payload).size() == one.payload.size() * 2);
            // What was found is what such a packet is sent as.
            zfm::PacketReader again(0xFFFFFFFF);
            again.add(zfm::encoded(one, 0xFFFFFFFF));
            auto same = again.next();
            demand(same && *same && (*same)->payload == one.payload);
        }
    }
    return 0;
}
