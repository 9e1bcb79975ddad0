#include "fuzz/fuzz_input.h"
#include "page_size.h"
#include "sane_identity.h"
#include "sane_options.h"

#include <vector>

using namespace limner;
using limner::fuzz::demand;

namespace {

/// A descriptor as a backend may hand it out, with what it points at: any numbers, but texts that end and lists that
/// are as long as they say, for no one could check those.
class Descriptor {
public:
    explicit Descriptor(fuzz::FuzzInput& input) {
        constexpr const char* standard[] = {"mode", "source", "resolution", "lamp-switch"};
        auto name = input.take_up_to(4);
        name_ = name < 4 ? standard[name] : input.take_text();
        raw_.name = name_.c_str();
        raw_.type = static_cast<SANE_Value_Type>(input.take_up_to(SANE_TYPE_GROUP));
        raw_.unit = static_cast<SANE_Unit>(input.take_up_to(SANE_UNIT_MICROSECOND));
        raw_.size =
            input.take<std::uint8_t>() % 2 ? input.take_up_to(300) - 1 : static_cast<SANE_Int>(sizeof(SANE_Word));
        raw_.cap = input.take<SANE_Int>();
        constrain(input);
    }
    const SANE_Option_Descriptor& raw() const { return raw_; }

private:
    void constrain(fuzz::FuzzInput& input) {
        raw_.constraint_type = static_cast<SANE_Constraint_Type>(input.take_up_to(SANE_CONSTRAINT_STRING_LIST));
        const int count = input.take_up_to(6);
        if (raw_.constraint_type == SANE_CONSTRAINT_RANGE) {
            range_ = {input.take<SANE_Word>(), input.take<SANE_Word>(), input.take<SANE_Word>()};
            raw_.constraint.range = &range_;
        } else if (raw_.constraint_type == SANE_CONSTRAINT_WORD_LIST) {
            words_.push_back(count);
            for (int i = 0; i < count; ++i) words_.push_back(input.take<SANE_Word>());
            raw_.constraint.word_list = words_.data();
        } else if (raw_.constraint_type == SANE_CONSTRAINT_STRING_LIST) {
            for (int i = 0; i < count; ++i) texts_.push_back(input.take_text());
            for (const std::string& text : texts_) pointers_.push_back(text.c_str());
            pointers_.push_back(nullptr);
            raw_.constraint.string_list = pointers_.data();
        }
    }

    SANE_Option_Descriptor raw_{};
    std::string name_;
    SANE_Range range_{};
    std::vector<SANE_Word> words_;
    std::vector<std::string> texts_;
    std::vector<SANE_String_Const> pointers_;
};

driver::Value value(fuzz::FuzzInput& input) {
    switch (input.take_up_to(3)) {
        case 0: return input.take<std::uint8_t>() % 2 == 1;
        case 1: return input.take<std::int64_t>();
        case 2: return input.take<double>();
        default: return input.take_text();
    }
}

void check_option(fuzz::FuzzInput& input) {
    const Descriptor descriptor(input);
    if (!sane::is_scalar(descriptor.raw())) return;
    const auto size = sane::value_bytes(descriptor.raw());
    auto bytes = input.take_bytes(size);
    std::vector<std::byte> present(bytes.begin(), bytes.end());
    present.resize(size);
    auto option = sane::describe(descriptor.raw(), present);
    demand(option.value.index() == sane::describe(descriptor.raw(), std::nullopt).value.index());
    (void)sane::number_of(descriptor.raw(), present);
    auto encoded = sane::encode(descriptor.raw(), value(input));
    demand(encoded ? encoded->size() == size : encoded.error().code == ErrorCode::invalid_argument);
}

void check_page_size(fuzz::FuzzInput& input) {
    const driver::SizeMm glass{input.take<float>(), input.take<float>()};
    (void)driver::page_size_option(glass, {input.take<float>(), input.take<float>()});
    auto size = driver::page_size_from(value(input), glass);
    demand(size || size.error().code == ErrorCode::invalid_argument);
}

void check_name(fuzz::FuzzInput& input) {
    const std::string name = input.take_text();
    auto address = sane::usb_address_in(name);
    demand(!address || (address->bus >= 0 && address->device >= 0));
    (void)sane::stable_name(name, sane::UsbIdentity{"04a9:190e", input.take_text(), "1-2"});
    (void)sane::stable_name(name, std::nullopt);
    (void)sane::is_feeder(name, input.take_text());
}

}  // namespace

// What a backend says of its options, its glass and its name, and what a caller wants to set.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::FuzzInput input(data, size);
    switch (input.take_up_to(2)) {
        case 0: check_option(input); break;
        case 1: check_page_size(input); break;
        default: check_name(input); break;
    }
    return 0;
}
