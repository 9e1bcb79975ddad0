#include "uru4000_reader.h"

#include <limner/driver/driver.h>

#include <algorithm>
#include <charconv>

namespace {

using namespace limner;

/// DigitalPersona's U.are.U 4000 family.
class Uru4000Driver {
public:
    static constexpr auto name = "uru4000", version = "0.1.0";

    Result<void> initialise(const driver::Services& services) {
        services_ = services;
        auto text = services.setting("scramble_seed");
        is_random_ = text == "random";
        if (!text || is_random_) return {};
        auto [end, failure] = std::from_chars(text->data(), text->data() + text->size(), seed_);
        if (failure != std::errc{} || end != text->data() + text->size())
            return Error{ErrorCode::invalid_setup, "drivers.uru4000.scramble_seed must be random, or 0 to 4294967295"};
        return {};
    }
    static std::vector<driver::Listing> enumerate() {
        std::vector<driver::Listing> found;
        for (const uru4000::UsbReader& reader : uru4000::list_readers())
            found.push_back(
                {reader.id, std::string(reader.model.name), driver::DeviceClass::fingerprint_reader, reader.serial});
        return found;
    }
    Result<std::unique_ptr<driver::Device>> open(std::string_view id) {
        auto readers = uru4000::list_readers();
        auto found = std::ranges::find(readers, id, &uru4000::UsbReader::id);
        if (found == readers.end()) return Error{ErrorCode::device_missing, std::string(id) + " is not connected"};
        return uru4000::Reader::open(*found, {services_, [this] { return seed(); }});
    }

private:
    std::uint32_t seed() const {
        std::uint32_t number = seed_;
        if (is_random_) services_.random_bytes(std::as_writable_bytes(std::span(&number, 1)));
        return number;
    }

    driver::Services services_{};
    /// Both the seed and the key that it makes cross the cable in clear, so that a random one hides nothing; a known
    /// one lets recordings of the readers' traffic, which were made with this one, be played.
    std::uint32_t seed_ = 0x51ea2124;
    bool is_random_ = false;
};

}  // namespace

LIMNER_DRIVER(Uru4000Driver)
