#include <limner/recognise/transliteration.h>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace limner {
namespace {

struct TableEntry {
    char32_t point;
    std::string variants;
};

const TableEntry table_entries[] = {
#include "recognise/transliteration_table.inc"
};

std::string utf8_of(char32_t point) {
    std::string text;
    if (point < 0x800)
        text += static_cast<char>(0xC0 | point >> 6);
    else
        (text += static_cast<char>(0xE0 | point >> 12)) += static_cast<char>(0x80 | (point >> 6 & 0x3F));
    return text += static_cast<char>(0x80 | (point & 0x3F));
}

TEST(Transliteration, PrintsEveryLetterOfTheTablesByItsFirstVariantAndKnowsTheOthers) {
    char32_t before = 0;
    for (const TableEntry& entry : table_entries) {
        EXPECT_LT(before, entry.point) << "the table is searched in its order";
        before = entry.point;
        EXPECT_EQ(entry.variants.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ/"), std::string::npos) << entry.variants;
        const std::string name = "A" + utf8_of(entry.point);
        EXPECT_EQ(transliterate(name).value(), "A" + entry.variants.substr(0, entry.variants.find('/'))) << name;
        std::string rest = entry.variants + "/";
        for (auto end = rest.find('/'); end != std::string::npos; rest.erase(0, end + 1), end = rest.find('/'))
            EXPECT_TRUE(is_transliteration(name, "A" + rest.substr(0, end))) << name << " " << rest.substr(0, end);
    }
}

TEST(Transliteration, AgreesWithTheTextOfDoc9303) {
    const char* data = std::getenv("LIMNER_DATA");
    if (!data) GTEST_SKIP() << "LIMNER_DATA is not set; it names the folder of public test vectors";
    std::ifstream file(std::filesystem::path(data) / "mrz/vectors/doc9303_transliteration.json");
    const auto tables = nlohmann::json::parse(file);
    int letters = 0;
    for (const char* table : {"latin", "cyrillic", "arabic"})
        for (const auto& [code, variants] : tables.at(table).items()) {
            const std::string letter = utf8_of(static_cast<char32_t>(std::stoul(code, nullptr, 16)));
            EXPECT_EQ(transliterate(letter).value(), variants.at(0).get<std::string>()) << code;
            ++letters;
        }
    EXPECT_GT(letters, 200);
}

TEST(Transliteration, DoublesALetterWithAShadda) {
    EXPECT_EQ(transliterate("\u0645\u062d\u0645\u0651\u062f").value(), "MXHMMD");
    EXPECT_TRUE(is_transliteration("\u0645\u062d\u0645\u0651\u062f", "MXHMMD"));
    EXPECT_TRUE(is_transliteration("\u0645\u062d\u0645\u0651\u062f", "MXHMD")) << "as many print it";
    EXPECT_EQ(transliterate("\u0634\u0651").value(), "XSHXSH");
    EXPECT_EQ(transliterate("\u0651\u0645").value(), "M") << "nothing stands before it";
}

}  // namespace
}  // namespace limner
