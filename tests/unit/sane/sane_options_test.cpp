#include "sane_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

namespace limner::sane {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr SANE_Int usual = SANE_CAP_SOFT_SELECT | SANE_CAP_SOFT_DETECT;

SANE_Option_Descriptor descriptor(const char* name, SANE_Value_Type type, SANE_Unit unit = SANE_UNIT_NONE,
                                  SANE_Int cap = usual) {
    SANE_Option_Descriptor result{};
    result.name = name;
    result.title = result.desc = "";
    result.type = type;
    result.unit = unit;
    result.cap = cap;
    result.size = type == SANE_TYPE_STRING ? 32 : static_cast<SANE_Int>(sizeof(SANE_Word));
    return result;
}

SANE_Option_Descriptor with(SANE_Option_Descriptor base, const SANE_Range& range) {
    base.constraint_type = SANE_CONSTRAINT_RANGE;
    base.constraint.range = &range;
    return base;
}

SANE_Option_Descriptor with(SANE_Option_Descriptor base, const SANE_Word* words) {
    base.constraint_type = SANE_CONSTRAINT_WORD_LIST;
    base.constraint.word_list = words;
    return base;
}

SANE_Option_Descriptor with(SANE_Option_Descriptor base, const SANE_String_Const* texts) {
    base.constraint_type = SANE_CONSTRAINT_STRING_LIST;
    base.constraint.string_list = texts;
    return base;
}

std::vector<std::byte> word(SANE_Word value) {
    std::vector<std::byte> bytes(sizeof value);
    std::memcpy(bytes.data(), &value, sizeof value);
    return bytes;
}

std::vector<std::byte> text(const std::string& value, std::size_t size = 32) {
    std::vector<std::byte> bytes(size);
    std::memcpy(bytes.data(), value.data(), value.size());
    return bytes;
}

constexpr SANE_Range resolutions{75, 1200, 1};
constexpr std::array<SANE_Word, 4> resolution_list{3, 75, 150, 300};
constexpr std::array<SANE_String_Const, 4> sources{"Flatbed", "ADF", "ADF Duplex", nullptr};
constexpr std::array<SANE_String_Const, 5> modes{"24bit Color", "True Gray", "Gray", "Lineart", nullptr};

TEST(SaneOptions, ShowsTheResolutionAsDpiWithItsRange) {
    auto option = describe(with(descriptor("resolution", SANE_TYPE_INT, SANE_UNIT_DPI), resolutions), word(300));
    EXPECT_EQ(option.name, "dpi");
    EXPECT_EQ(option.unit, "dpi");
    EXPECT_EQ(option.value, driver::Value(std::int64_t{300}));
    EXPECT_EQ(option.minimum, 75);
    EXPECT_EQ(option.maximum, 1200);
    EXPECT_EQ(option.step, 1);
    EXPECT_TRUE(option.is_active);
}

TEST(SaneOptions, ListsTheNumbersThatAScannerOffers) {
    auto option =
        describe(with(descriptor("resolution", SANE_TYPE_INT, SANE_UNIT_DPI), resolution_list.data()), word(150));
    EXPECT_THAT(option.choices, ElementsAre("75", "150", "300"));
    EXPECT_EQ(option.minimum, 75);
    EXPECT_EQ(option.maximum, 300);
}

TEST(SaneOptions, GivesSourcesAndModesTheirStandardNames) {
    auto source = describe(with(descriptor("source", SANE_TYPE_STRING), sources.data()), text("ADF"));
    EXPECT_THAT(source.choices, ElementsAre("platen", "adf", "adf_duplex"));
    EXPECT_EQ(source.value, driver::Value(std::string("adf")));
    auto mode = describe(with(descriptor("mode", SANE_TYPE_STRING), modes.data()), text("Gray"));
    EXPECT_THAT(mode.choices, ElementsAre("color", "gray", "Gray", "lineart"));
    EXPECT_EQ(mode.value, driver::Value(std::string("Gray")));
}

TEST(SaneOptions, TakesStandardTextsAndTheBackendsOwnInAnyCase) {
    auto source = with(descriptor("source", SANE_TYPE_STRING), sources.data());
    EXPECT_EQ(*encode(source, std::string("platen")), text("Flatbed"));
    EXPECT_EQ(*encode(source, std::string("adf_duplex")), text("ADF Duplex"));
    EXPECT_EQ(*encode(source, std::string("flatbed")), text("Flatbed"));
    auto mode = with(descriptor("mode", SANE_TYPE_STRING), modes.data());
    EXPECT_EQ(*encode(mode, std::string("gray")), text("Gray"));
    EXPECT_EQ(*encode(mode, std::string("color")), text("24bit Color"));
}

TEST(SaneOptions, NamesWhatIsAllowedWhereAValueIsNot) {
    auto source = with(descriptor("source", SANE_TYPE_STRING), sources.data());
    auto unknown = encode(source, std::string("moon"));
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().code, ErrorCode::invalid_argument);
    EXPECT_THAT(unknown.error().message, HasSubstr("'moon' is not possible; allowed: platen, adf, adf_duplex"));
    auto dpi = with(descriptor("resolution", SANE_TYPE_INT, SANE_UNIT_DPI), resolutions);
    EXPECT_THAT(encode(dpi, std::int64_t{50}).error().message,
                HasSubstr("option 'dpi': 50 is not possible; allowed: 75 to 1200 dpi"));
    auto listed = with(descriptor("resolution", SANE_TYPE_INT, SANE_UNIT_DPI), resolution_list.data());
    EXPECT_THAT(encode(listed, std::int64_t{200}).error().message, HasSubstr("75, 150, 300 dpi"));
}

TEST(SaneOptions, TakesANumberAsAPersonWritesIt) {
    auto dpi = with(descriptor("resolution", SANE_TYPE_INT, SANE_UNIT_DPI), resolutions);
    EXPECT_EQ(*encode(dpi, std::string("300")), word(300));
    EXPECT_EQ(*encode(dpi, 300.0), word(300));
    EXPECT_FALSE(encode(dpi, std::string("300dpi")));
    EXPECT_FALSE(encode(dpi, true));
}

TEST(SaneOptions, KeepsFixedPointNumbersWithinTheirRangeToTheShownDigits) {
    constexpr SANE_Range glass{0, SANE_FIX(215.872), 0};
    auto edge = with(descriptor("br-x", SANE_TYPE_FIXED, SANE_UNIT_MM), glass);
    auto shown = describe(edge, word(glass.max));
    EXPECT_NEAR(std::get<double>(shown.value), 215.872, 0.0001);
    EXPECT_EQ(*encode(edge, 215.872), word(glass.max));
    EXPECT_EQ(*encode(edge, 215.8725), word(glass.max));
    EXPECT_FALSE(encode(edge, 216.0));
    constexpr std::array<SANE_Word, 3> gammas{2, SANE_FIX(-32.7), SANE_FIX(12.1)};
    auto listed = with(descriptor("gamma", SANE_TYPE_FIXED), gammas.data());
    EXPECT_EQ(*encode(listed, 12.1), word(gammas[2]));
    EXPECT_EQ(*encode(listed, std::string("-32.7")), word(gammas[1]));
}

TEST(SaneOptions, RefusesNumbersThatAWordCannotHold) {
    auto free_integer = descriptor("int", SANE_TYPE_INT);
    auto free_fixed = descriptor("fixed", SANE_TYPE_FIXED);
    EXPECT_FALSE(encode(free_integer, std::int64_t{1} << 40));
    EXPECT_FALSE(encode(free_fixed, 40000.0));
    EXPECT_FALSE(encode(free_fixed, std::numeric_limits<double>::infinity()));
    EXPECT_FALSE(encode(free_fixed, std::numeric_limits<double>::quiet_NaN()));
    EXPECT_FALSE(encode(free_fixed, std::string("nan")));
}

TEST(SaneOptions, PressesAButtonByTrueOnly) {
    auto button = descriptor("calibrate", SANE_TYPE_BUTTON, SANE_UNIT_NONE, SANE_CAP_SOFT_SELECT);
    button.size = 0;
    EXPECT_EQ(*encode(button, true), word(SANE_TRUE));
    EXPECT_FALSE(encode(button, false));
    EXPECT_EQ(describe(button, std::nullopt).value, driver::Value(false));
}

TEST(SaneOptions, ShowsASensorAsReadOnlyAndAnInactiveOptionAsInactive) {
    auto sensor = descriptor("page-loaded", SANE_TYPE_BOOL, SANE_UNIT_NONE, SANE_CAP_SOFT_DETECT);
    EXPECT_FALSE(describe(sensor, word(SANE_TRUE)).is_active);
    EXPECT_EQ(describe(sensor, word(SANE_TRUE)).value, driver::Value(true));
    auto inactive = descriptor("threshold", SANE_TYPE_INT, SANE_UNIT_PERCENT, usual | SANE_CAP_INACTIVE);
    EXPECT_FALSE(can_be_read(inactive));
    EXPECT_FALSE(describe(inactive, std::nullopt).is_active);
}

TEST(SaneOptions, HasNoScalarValueForGroupsArraysAndNamelessOptions) {
    auto array = descriptor("gamma-table", SANE_TYPE_INT);
    array.size = 256 * static_cast<SANE_Int>(sizeof(SANE_Word));
    EXPECT_FALSE(is_scalar(array));
    EXPECT_FALSE(is_scalar(descriptor("", SANE_TYPE_INT)));
    EXPECT_FALSE(is_scalar(descriptor(nullptr, SANE_TYPE_INT)));
    EXPECT_FALSE(is_scalar(descriptor("group", SANE_TYPE_GROUP)));
}

TEST(SaneOptions, TrustsNoListAndNoTextOfABackend) {
    auto no_list = descriptor("resolution", SANE_TYPE_INT);
    no_list.constraint_type = SANE_CONSTRAINT_WORD_LIST;
    EXPECT_THAT(describe(no_list, word(1)).choices, testing::IsEmpty());
    constexpr std::array<SANE_Word, 1> negative{-5};
    EXPECT_THAT(describe(with(descriptor("x", SANE_TYPE_INT), negative.data()), word(1)).choices, testing::IsEmpty());
    auto unended = std::vector<std::byte>(4, std::byte{'A'});
    EXPECT_EQ(text_of(descriptor("name", SANE_TYPE_STRING), unended), "AAAA");
    auto odd_unit = descriptor("x", SANE_TYPE_INT);
    odd_unit.unit = static_cast<SANE_Unit>(7);
    EXPECT_EQ(describe(odd_unit, word(1)).unit, "");
}

TEST(SaneOptions, RefusesATextThatIsTooLong) {
    auto name = descriptor("name", SANE_TYPE_STRING);
    name.size = 4;
    EXPECT_TRUE(encode(name, std::string("abc")));
    EXPECT_FALSE(encode(name, std::string("abcd")));
}

TEST(SaneFeeder, IsKnownByTheSourceElseByTheDevicesType) {
    EXPECT_TRUE(is_feeder("flatbed scanner", "Automatic Document Feeder"));
    EXPECT_TRUE(is_feeder("", "ADF Duplex"));
    EXPECT_FALSE(is_feeder("sheetfed scanner", "Flatbed"));
    EXPECT_TRUE(is_feeder("sheetfed scanner", std::nullopt));
    EXPECT_FALSE(is_feeder("flatbed scanner", std::nullopt));
    EXPECT_FALSE(is_feeder("flatbed scanner", "Transparency Unit"));
    EXPECT_EQ(source_kind("ADF Duplex"), Source::duplex_feeder);
    EXPECT_EQ(source_kind("Document Table"), Source::platen);
    EXPECT_EQ(source_kind("Auto"), Source::other);
}

}  // namespace
}  // namespace limner::sane
