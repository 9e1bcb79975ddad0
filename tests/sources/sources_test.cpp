#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace limner {
namespace {

using testing::IsEmpty;

struct Source {
    std::string path{};  ///< Relative to the repository.
    std::vector<std::string> lines{};
};

std::vector<std::string> lines_of(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    return lines;
}

bool is_source(const std::filesystem::path& path) {
    const auto extension = path.extension();
    return extension == ".h" || extension == ".cpp" || extension == ".c";
}

/// The C and C++ sources below some folders of the repository.
std::vector<Source> sources_in(std::initializer_list<std::string> folders) {
    const char* repository = std::getenv("LIMNER_SOURCE");
    const std::filesystem::path root = repository ? repository : ".";
    std::vector<Source> all;
    for (const std::string& folder : folders) {
        if (!std::filesystem::is_directory(root / folder)) continue;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder))
            if (entry.is_regular_file() && is_source(entry.path()))
                all.push_back({std::filesystem::relative(entry.path(), root).string(), lines_of(entry.path())});
    }
    EXPECT_FALSE(all.empty());
    return all;
}

/// What the file includes, without brackets and quotes.
std::vector<std::string> includes_of(const Source& source) {
    std::vector<std::string> names;
    for (const std::string& line : source.lines) {
        if (!line.starts_with("#include ")) continue;
        const std::size_t first = line.find_first_of("<\""), last = line.find_last_of(">\"");
        if (first != std::string::npos && last > first) names.push_back(line.substr(first + 1, last - first - 1));
    }
    return names;
}

std::string first_folder(std::string_view path) { return std::string(path.substr(0, path.find('/'))); }

/// The part of the SDK that a source file or an include name belongs to; empty for others.
std::string part_of_file(const std::string& path) {
    for (std::string_view home : {"include/limner/", "sdk/"})
        if (path.starts_with(home) && path.find('/', home.size()) != std::string::npos)
            return first_folder(path.substr(home.size()));
    return "";
}

/// Which parts a part may include; docs/architecture.md gives the reasons.
const std::map<std::string, std::set<std::string>>& arrows() {
    static const std::map<std::string, std::set<std::string>> all{
        {"base", {"base"}},
        {"frame", {"base", "frame"}},
        {"driver", {"base", "frame", "driver"}},
        {"driver_host", {"base", "frame", "driver", "driver_host"}},
        {"conform", {"base", "frame", "driver", "driver_host", "conform"}},
        {"device", {"base", "frame", "driver", "device"}},
        {"check", {"base", "frame", "check"}},
        {"recognise", {"base", "frame", "recognise"}},
        {"record", {"base", "frame", "device", "check", "recognise", "record"}},
        {"health", {"base", "device", "health"}},
        {"capture", {"base", "frame", "driver", "device", "health", "check", "recognise", "record", "capture"}},
        {"testing", {"base", "frame", "driver", "device", "testing"}},
        {"cli",
         {"base", "frame", "device", "health", "check", "recognise", "record", "capture", "testing", "conform", "cli"}},
    };
    return all;
}

std::string part_of_include(std::string name) {
    if (name.starts_with("limner/")) name = name.substr(7);
    const std::string part = first_folder(name);
    return name.find('/') != std::string::npos && arrows().contains(part) ? part : "";
}

TEST(Sources, IncludeOnlyInTheDirectionOfTheDataFlow) {
    std::vector<std::string> wrong;
    for (const Source& source : sources_in({"include/limner", "sdk"})) {
        const std::string part = part_of_file(source.path);
        const auto allowed = arrows().find(part);
        if (allowed == arrows().end()) continue;
        for (const std::string& name : includes_of(source))
            if (const std::string other = part_of_include(name); !other.empty() && !allowed->second.contains(other))
                wrong.push_back(source.path + " includes " + name);
    }
    EXPECT_THAT(wrong, IsEmpty());
}

TEST(Sources, KeepThirdPartiesOutOfThePublicHeaders) {
    const std::set<std::string> c_headers{"stddef.h", "stdint.h", "string.h"};
    std::vector<std::string> wrong;
    for (const Source& source : sources_in({"include/limner"}))
        for (const std::string& name : includes_of(source)) {
            const bool is_standard = name.find_first_of("/.") == std::string::npos || c_headers.contains(name);
            if (!is_standard && !name.starts_with("limner/")) wrong.push_back(source.path + " includes " + name);
        }
    EXPECT_THAT(wrong, IsEmpty());
}

TEST(Sources, KeepEachLibraryWhereItBelongs) {
    const std::vector<std::pair<std::string, std::vector<std::string>>> homes{
        {"opencv2/", {"sdk/frame/", "sdk/check/", "sdk/recognise/", "sdk/record/"}},
        {"dlib/", {"sdk/check/"}},
        {"tesseract/", {"sdk/recognise/"}},
        {"ZXing/", {"sdk/recognise/"}},
        {"CLI/", {"sdk/cli/"}},
        {"sane/", {"devices/sane/"}},
        {"gst/", {"devices/"}},
    };
    std::vector<std::string> wrong;
    std::set<std::string> with_dlib;
    for (const Source& source : sources_in({"include", "sdk", "devices", "samples"}))
        for (const std::string& name : includes_of(source))
            for (const auto& [library, folders] : homes) {
                if (!name.starts_with(library)) continue;
                if (library == "dlib/") with_dlib.insert(source.path);
                if (std::ranges::none_of(folders, [&](const auto& home) { return source.path.starts_with(home); }))
                    wrong.push_back(source.path + " includes " + name);
            }
    EXPECT_THAT(wrong, IsEmpty());
    EXPECT_LE(with_dlib.size(), 1u) << "dlib compiles for a minute: one translation unit";
}

TEST(Sources, KeepTheModulesOfDriversApartFromTheSdk) {
    std::vector<std::string> wrong;
    for (const Source& source : sources_in({"devices"}))
        for (const std::string& name : includes_of(source)) {
            const std::string part = part_of_include(name);
            const bool is_free =
                part.empty() || name == "limner/testing/frame_stamp.h" || name == "limner/testing/recording.h";
            if (!is_free && part != "base" && part != "frame" && part != "driver")
                wrong.push_back(source.path + " includes " + name);
        }
    EXPECT_THAT(wrong, IsEmpty());
}

TEST(Sources, StayWithinTheirBudgetOfLines) {
    std::vector<std::string> too_long;
    for (const Source& source : sources_in({"include", "sdk", "devices", "samples", "tests"})) {
        std::size_t budget = 400;
        if (source.path.starts_with("include/")) budget = 200;
        const bool is_program = source.path.starts_with("samples/device_tester/");
        if (source.path.starts_with("samples/") && !is_program) budget = 60;
        if (source.lines.size() > budget)
            too_long.push_back(source.path + ": " + std::to_string(source.lines.size()) + " lines");
    }
    EXPECT_THAT(too_long, IsEmpty());
}

bool has_indent(const std::string& line, std::size_t indent) {
    return line.size() > indent && line.find_first_not_of(' ') == indent;
}

/// The line where the block that ends at `last` begins; sources are formatted, so that everything inside is indented
/// further.
std::size_t first_line_of_block(const Source& source, std::size_t last, std::size_t indent) {
    std::size_t first = last;
    while (first > 0 && !has_indent(source.lines[--first], indent)) continue;
    return first;
}

bool is_function(const std::string& first_line) {
    for (std::string_view other : {"namespace", "struct", "class", "enum", "union", "extern", "typedef"})
        if (first_line.starts_with(other)) return false;
    return first_line.find('(') != std::string::npos;
}

/// A line of a table in the source: an entry, or a text that goes on.
bool is_data(const std::string& line) {
    const std::size_t first = line.find_first_not_of(' ');
    return first != std::string::npos && (line[first] == '{' || line[first] == '"' || line.ends_with("},"));
}

TEST(Sources, KeepFunctionsWithinFortyLines) {
    constexpr std::ptrdiff_t budget = 40;
    std::vector<std::string> too_long;
    for (const Source& source : sources_in({"include", "sdk", "devices", "samples"}))
        for (std::size_t last = 0; last < source.lines.size(); ++last)
            for (std::size_t indent : {0u, 4u}) {
                if (source.lines[last] != std::string(indent, ' ') + "}") continue;
                const std::size_t first = first_line_of_block(source, last, indent);
                const auto begin = source.lines.begin();
                const auto length = std::count_if(begin + static_cast<std::ptrdiff_t>(first),
                                                  begin + static_cast<std::ptrdiff_t>(last) + 1,
                                                  [](const std::string& line) { return !is_data(line); });
                if (length > budget && is_function(source.lines[first].substr(indent)))
                    too_long.push_back(source.path + ":" + std::to_string(first + 1) + ": " + std::to_string(length) +
                                       " lines");
            }
    EXPECT_THAT(too_long, IsEmpty());
}

TEST(Sources, HoldNoNotesToLater) {
    std::vector<std::string> notes;
    for (const Source& source : sources_in({"include", "sdk", "devices", "samples"}))
        for (std::size_t i = 0; i < source.lines.size(); ++i)
            for (std::string_view note : {"TODO", "FIXME", "XXX:"})
                if (source.lines[i].find(note) != std::string::npos)
                    notes.push_back(source.path + ":" + std::to_string(i + 1));
    EXPECT_THAT(notes, IsEmpty());
}

}  // namespace
}  // namespace limner
