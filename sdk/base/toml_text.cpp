#include "base/toml_text.h"

#include "base/read_file.h"

#include <exception>

namespace limner {
namespace {

constexpr std::size_t max_file_bytes = 1024UL * 1024;
constexpr int max_dots_per_line = 64;

Error mistake_at(const std::string& name, std::size_t line, const std::string& message) {
    return {ErrorCode::invalid_setup, name + ":" + std::to_string(line) + ": " + message};
}

// toml++ bounds the nesting of values but not of dotted keys, and frees what it nested by recursion: one line of
// 100,000 dots overflows the stack.
std::optional<std::size_t> line_with_too_many_dots(std::string_view text) {
    std::size_t line = 1;
    int dots = 0;
    for (char c : text) {
        if (c == '.' && ++dots > max_dots_per_line) return line;
        if (c != '\n') continue;
        ++line;
        dots = 0;
    }
    return std::nullopt;
}

}  // namespace

Error toml_mistake(const std::string& name, const toml::node& where, const std::string& message) {
    return mistake_at(name, where.source().begin.line, message);
}

Result<toml::table> parse_toml(std::string_view text, const std::string& name) {
    if (auto line = line_with_too_many_dots(text)) return mistake_at(name, *line, "keys nest too deep");
    try {
        return toml::parse(text, std::string_view(name));
    } catch (const toml::parse_error& error) {
        return mistake_at(name, error.source().begin.line, std::string(error.description()));
    } catch (const std::exception& error) {
        return Error{ErrorCode::invalid_setup, name + ": " + error.what()};
    }
}

Result<toml::table> read_toml(const std::filesystem::path& path) {
    auto text = read_file(path, max_file_bytes);
    if (!text) return text.error();
    return parse_toml(*text, path.string());
}

}  // namespace limner
