#include "base/toml_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <functional>

namespace limner {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string mistake_of(const std::string& text, const std::function<void(TomlReader&)>& read) {
    auto table = parse_toml(text, "a.toml");
    if (!table) return table.error().message;
    TomlReader reader(*table, "a.toml", "[a]");
    read(reader);
    auto done = reader.finish();
    return done ? "" : done.error().message;
}

TEST(TomlReader, TakesMembersOfTheExpectedType) {
    auto table = parse_toml("t = 'x'\nb = true\ni = 7\nr = 2\nl = ['p', 'q']\n[s]\n[[e]]\n[[e]]\n", "a.toml");
    ASSERT_TRUE(table);
    TomlReader reader(*table, "a.toml", "");
    EXPECT_EQ(reader.text("t"), "x");
    EXPECT_EQ(reader.boolean("b"), true);
    EXPECT_EQ(reader.integer("i", 0, 9), 7);
    EXPECT_EQ(reader.real("r", 0, 9), 2.0);
    EXPECT_THAT(reader.texts("l"), ElementsAre("p", "q"));
    EXPECT_NE(reader.table("s"), nullptr);
    EXPECT_EQ(reader.tables("e").size(), 2u);
    EXPECT_TRUE(reader.finish());
}

TEST(TomlReader, NamesTheLineAndWhatIsAllowed) {
    EXPECT_EQ(mistake_of("\nb = 1\n", [](TomlReader& r) { r.boolean("b"); }),
              "a.toml:2: 'b' in [a] must be true or false");
    EXPECT_EQ(mistake_of("i = 10", [](TomlReader& r) { r.integer("i", 0, 9); }),
              "a.toml:1: 'i' in [a] must be a whole number from 0 to 9");
    EXPECT_THAT(mistake_of("r = nan", [](TomlReader& r) { r.real("r", 0, 9); }), HasSubstr("a number from 0 to 9"));
    EXPECT_THAT(mistake_of("l = ['a',\n3]", [](TomlReader& r) { r.texts("l"); }), HasSubstr("a.toml:2: 'l'"));
    EXPECT_THAT(mistake_of("t = ''", [](TomlReader& r) { r.text("t"); }), HasSubstr("not empty"));
    EXPECT_THAT(mistake_of("e = 1", [](TomlReader& r) { r.tables("e"); }), HasSubstr("[[e]]"));
    EXPECT_THAT(mistake_of("", [](TomlReader& r) { r.needed_text("t"); }), HasSubstr("'t' is missing in [a]"));
}

TEST(TomlReader, RefusesAMemberThatNothingAskedFor) {
    EXPECT_EQ(mistake_of("b = true\nc = 1",
                         [](TomlReader& r) {
                             r.text("z");
                             r.boolean("b");
                         }),
              "a.toml:2: unknown key 'c' in [a]; allowed: b, z");
}

TEST(TomlReader, KeepsTheFirstMistake) {
    EXPECT_THAT(mistake_of("a = 1\nb = 1",
                           [](TomlReader& r) {
                               r.boolean("a");
                               r.boolean("b");
                           }),
                HasSubstr("'a'"));
}

TEST(ParseToml, NamesTheLineOfASyntaxError) {
    EXPECT_THAT(mistake_of("a = 1\nb =\n", [](TomlReader&) {}), HasSubstr("a.toml:2: "));
}

TEST(ParseToml, RefusesADocumentThatWouldExhaustTheStack) {
    std::string dotted = "a";
    for (int i = 0; i < 100'000; ++i) dotted += ".a";
    EXPECT_THAT(mistake_of(dotted + " = 1", [](TomlReader&) {}), HasSubstr("too deep"));

    std::string deep_line = "a";
    for (int i = 0; i < 64; ++i) deep_line += ".a";
    std::string nested;
    for (int i = 0; i < 5'000; ++i) nested += deep_line + " = [\n{";
    EXPECT_NE(mistake_of(nested, [](TomlReader&) {}), "");
}

TEST(ParseToml, SurvivesTheDeepestDocumentThatItTakes) {
    std::string dotted = "a";
    for (int i = 0; i < 64; ++i) dotted += ".a";
    std::string text;
    constexpr int depth = 120;
    for (int i = 0; i < depth; ++i) text += dotted + " = [\n{";
    for (int i = 0; i < depth; ++i) text += "}]";
    auto table = parse_toml(text, "a.toml");
    EXPECT_TRUE(table) << table.error().message;
}

TEST(ReadToml, TellsAMissingFileFromAFolderAndFromALargeOne) {
    EXPECT_EQ(read_toml("/nonexistent/a.toml").error().code, ErrorCode::file_missing);
    EXPECT_EQ(read_toml(testing::TempDir()).error().code, ErrorCode::unreadable_file);
    auto path = testing::TempDir() + "/limner_large.toml";
    std::ofstream(path) << std::string(2 << 20, '#');
    EXPECT_EQ(read_toml(path).error().code, ErrorCode::unreadable_file);
}

}  // namespace
}  // namespace limner
