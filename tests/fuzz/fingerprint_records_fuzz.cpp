#include <limner/record/ansi_nist_file.h>
#include <limner/record/finger_image_record.h>
#include <limner/record/finger_minutiae_record.h>

#include "fuzz/fuzz_input.h"

#include <string>

using limner::fuzz::demand;

namespace {

// What is read strictly must be written, and be read as the same again.
template <typename Read, typename Write>
void go_round(std::span<const std::byte> file, const Read& read, const Write& write) {
    static const std::string name = "input";
    (void)read(file, name, limner::Reading::lenient);
    const auto record = read(file, name, limner::Reading::strict);
    if (!record) {
        demand(record.error().message.starts_with(name));
        return;
    }
    const auto bytes = write(*record);
    demand(bytes.has_value());
    const auto back = read(*bytes, name, limner::Reading::strict);
    demand(back.has_value());
    const auto again = write(*back);
    demand(again && *again == *bytes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::span<const std::byte> file(reinterpret_cast<const std::byte*>(data), size);
    go_round(file, limner::read_finger_image_record, limner::write_finger_image_record);
    go_round(file, limner::read_finger_minutiae_record, limner::write_finger_minutiae_record);
    go_round(file, limner::read_ansi_nist_file, limner::write_ansi_nist_file);
    return 0;
}
