#include "recognise/document_layout.h"
#include "recognise/document_layout_files.h"
#include "recognise/field_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace limner {
namespace {

using testing::HasSubstr;

const std::string anchor = "[[label]]\ntext = 'A'\nbox = [1, 1, 9, 3]\nanchor = true\n";
const std::string head = "name = 'x'\nsize = 'ID-1'\n";

std::string mistake_in(const std::string& toml) {
    const auto layout = parse_layout(toml, "x.toml");
    return layout ? "" : layout.error().message;
}

TEST(DocumentLayout, OfEveryBuiltInFileIsWithoutMistake) {
    for (const EmbeddedFile& file : document_layout_files()) {
        const auto layout = parse_layout(file.text, std::string(file.name));
        ASSERT_TRUE(layout) << layout.error().message;
        EXPECT_EQ(layout->name, file.name);
    }
    EXPECT_EQ(builtin_layouts().size(), document_layout_files().size());
    EXPECT_GE(builtin_layouts().size(), 4u);
}

TEST(DocumentLayout, NamesTheMistakeAndItsLine) {
    EXPECT_THAT(mistake_in("name = 'x'\nsize = 'A3'\n"), HasSubstr("x.toml:2: 'size' must be ID-1"));
    EXPECT_THAT(mistake_in(head), HasSubstr("anchor = true"));
    EXPECT_THAT(mistake_in(head + "mrz = 'TD9'\n"), HasSubstr("x.toml:3: 'mrz' must be"));
    EXPECT_THAT(mistake_in(head + "mrz = 'TD3'\n"), HasSubstr("not that of documents"));
    EXPECT_THAT(mistake_in("name = 'x'\nsize = 'ID-3'\nmrz = 'TD3'\n[[field]]\nname = 'a'\n"),
                HasSubstr("needs 'captions'"));
    EXPECT_THAT(mistake_in(head + anchor + "[[field]]\nname = 'a'\nbox = [1, 1, 9, 3]\ncaptions = ['A']\n"),
                HasSubstr("go with an 'mrz'"));
    EXPECT_THAT(mistake_in(head + anchor + "[[field]]\nname = 'a'\nbox = [1, 1, 9, 3]\nopen = true\n"),
                HasSubstr("'open' goes with a choice"));
    EXPECT_THAT(mistake_in(head + anchor + "[[field]]\nname = 'a'\n"), HasSubstr("a box is missing"));
    EXPECT_THAT(mistake_in(head + anchor + "[[field]]\nname = 'a'\nbox = [80, 1, 9, 3]\n"),
                HasSubstr("on the document"));
    EXPECT_THAT(mistake_in(head + anchor + "[[field]]\nname = 'a'\nbox = [nan, 1, 9, 3]\n"),
                HasSubstr("on the document"));
    EXPECT_THAT(mistake_in(head + anchor + "[[field]]\nname = 'a'\nkind = 'b'\nbox = [1, 1, 9, 3]\n"),
                HasSubstr("'kind'"));
    EXPECT_THAT(mistake_in(head + anchor + "[[field]]\nname = 'a'\nkind = 'choice'\nbox = [1, 1, 9, 3]\n"),
                HasSubstr("needs 'choices'"));
    EXPECT_THAT(mistake_in(head + anchor + "[[field]]\nname = 'a'\nbox = [1, 1, 9, 3]\nrepeat = 20\nstep = 5\n"),
                HasSubstr("every row"));
    EXPECT_THAT(mistake_in(head + anchor +
                           "[[field]]\nname = 'a'\nbox = [1, 1, 9, 3]\n[[field]]\nname = 'a'\nbox = [1, 1, 9, 3]\n"),
                HasSubstr("two fields of one name"));
    EXPECT_THAT(mistake_in(head + anchor + "fields = 3\n"), HasSubstr("x.toml:"));
}

TEST(FieldText, TakesDatesInTheWaysTheyArePrinted) {
    for (const char* print :
         {"12-08-1974", "12/08/1974", "12.08.1974", "12 08 1974", "12 AUG 1974", "12 Agustus 1974", "12-O8-1974",
          "12081974", "l2-08-I974", "12 AUGUST/AOUT 1974", "1974-08-12", "12 SIE/AUG 1974"})
        EXPECT_EQ(date_from_print(print), "1974-08-12") << print;
    for (const char* print : {"", "31-02-1974", "12-13-1974", "12-08-74", "SEUMUR HIDUP", "12-08-9974"})
        EXPECT_EQ(date_from_print(print), std::nullopt) << print;
}

TEST(FieldText, PutsAYearOfTwoDigitsIntoTheLatestCenturyThatItMayBe) {
    EXPECT_EQ(date_from_print("12 AUG/AOUT 74", 2026), "1974-08-12");
    EXPECT_EQ(date_from_print("12 AUG 26", 2026), "2026-08-12");
    EXPECT_EQ(date_from_print("12 AUG 27", 2026), "1927-08-12");
    EXPECT_EQ(date_from_print("15 AVR 34", 2076), "2034-04-15");
}

TEST(FieldText, TakesAWordInADatesPlaceAndAnEntryOutsideAnOpenVocabulary) {
    const LayoutField until{.kind = FieldKind::date, .choices = {"SEUMUR HIDUP"}};
    EXPECT_EQ(value_of(until, ": SEUMUR HIDUP").value, "SEUMUR HIDUP");
    EXPECT_EQ(value_of(until, "31-01-2026").value, "2026-01-31");
    EXPECT_EQ(value_of(until, "31-02-2026").value, "");
    const LayoutField citizenship{.kind = FieldKind::choice, .choices = {"WNI", "WNA"}, .is_open = true};
    EXPECT_EQ(value_of(citizenship, "WN1").value, "WNI");
    EXPECT_EQ(value_of(citizenship, "JEPANG").value, "JEPANG");
}

TEST(FieldText, TakesACodeByItsLettersAndDigits) {
    const LayoutField number{.kind = FieldKind::code};
    EXPECT_EQ(value_of(number, "ZE 184226 B").value, "ZE184226B");
    EXPECT_EQ(value_of(number, "$6511318").value, "S6511318") << "no number has a dollar sign";
    EXPECT_EQ(value_of(number, "UTOPIA").value, "") << "no number";
}

TEST(FieldText, SnapsToAVocabularyAndOnlyWhereItIsNear) {
    const LayoutField sex{.kind = FieldKind::choice, .choices = {"LAKI-LAKI", "PEREMPUAN"}, .values = {"M", "F"}};
    EXPECT_EQ(value_of(sex, ": LAKI-LAKI").value, "M");
    EXPECT_EQ(value_of(sex, "PEREMFUAN").value, "F");
    EXPECT_LT(value_of(sex, "PEREMFUAN").certainty, 1);
    EXPECT_EQ(value_of(sex, "SOMETHING").value, "");
    const LayoutField letters{
        .kind = FieldKind::choice, .choices = {"M", "F", "M/M", "L/M", "P/F"}, .values = {"M", "F", "M", "M", "F"}};
    EXPECT_EQ(value_of(letters, "?/M").value, "M") << "as near to two that mean the same";
    EXPECT_EQ(value_of(letters, "M/F").value, "") << "as near to two that mean something else";
    const LayoutField nationality{.kind = FieldKind::choice, .choices = {"WNI", "WNA"}};
    EXPECT_EQ(value_of(nationality, "WNI").value, "WNI");
    EXPECT_EQ(value_of(nationality, "WN").value, "") << "as near to the one as to the other";
}

TEST(FieldText, CountsDigitsAndInventsNone) {
    const LayoutField nik{.kind = FieldKind::digits, .length = 16};
    EXPECT_EQ(value_of(nik, ": 3171 2352 0874 0001").value, "3171235208740001");
    EXPECT_EQ(value_of(nik, "317123520874000").value, "");
}

TEST(FieldText, PartsPlaceAndDate) {
    const LayoutField birth{.kind = FieldKind::place_and_date, .date_name = "d"};
    EXPECT_EQ(value_of(birth, ": KOTA BARU, 12-08-1974").value, "KOTA BARU");
    EXPECT_EQ(date_value_of(": KOTA BARU, 12-08-1974").value, "1974-08-12");
    EXPECT_EQ(value_of(birth, "JAKARTA 12-08-1974").value, "JAKARTA");
    EXPECT_EQ(value_of(birth, "").value, "");
}

}  // namespace
}  // namespace limner
