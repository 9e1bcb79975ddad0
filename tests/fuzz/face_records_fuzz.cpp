#include <limner/record/face_image_record.h>

#include "fuzz/fuzz_input.h"

#include <string>

using limner::fuzz::demand;

// What is read strictly must be written, and be read as the same again; of a DG2 each record is read.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const std::string name = "input";
    const std::span<const std::byte> file(reinterpret_cast<const std::byte*>(data), size);
    if (const auto records = limner::face_records_of_data_group_2(file, name))
        for (const auto& record : *records)
            (void)limner::read_face_image_record(record, name, limner::Reading::lenient);
    (void)limner::read_face_image_record(file, name, limner::Reading::lenient);
    const auto record = limner::read_face_image_record(file, name);
    if (!record) {
        demand(record.error().message.starts_with(name));
        return 0;
    }
    const auto bytes = limner::write_face_image_record(*record);
    demand(bytes.has_value());
    const auto back = limner::read_face_image_record(*bytes, name);
    demand(back && limner::write_face_image_record(*back).value() == *bytes);
    return 0;
}
