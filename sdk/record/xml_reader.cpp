#include "record/xml_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <optional>

namespace limner {
namespace {

constexpr std::size_t most_elements = 65'536;
constexpr int deepest = 32;
constexpr std::string_view white_space = " \t\r\n";

struct Entity {
    std::string_view name;
    char character;
};
constexpr std::array entities{Entity{"amp", '&'}, Entity{"lt", '<'}, Entity{"gt", '>'}, Entity{"quot", '"'},
                              Entity{"apos", '\''}};

void put_utf8(std::string& text, unsigned long point) {
    auto put = [&](unsigned long bits) { text += static_cast<char>(bits); };
    if (point < 0x80) {
        put(point);
    } else if (point < 0x800) {
        put(0xC0 | point >> 6);
        put(0x80 | (point & 0x3F));
    } else {
        if (point < 0x10000) {
            put(0xE0 | point >> 12);
        } else {
            put(0xF0 | point >> 18);
            put(0x80 | (point >> 12 & 0x3F));
        }
        put(0x80 | (point >> 6 & 0x3F));
        put(0x80 | (point & 0x3F));
    }
}

// What stands for an entity's name; nothing for one that XML does not have.
bool put_entity(std::string& text, std::string_view name) {
    if (!name.starts_with('#')) {
        const auto known = std::ranges::find(entities, name, &Entity::name);
        if (known != entities.end()) text += known->character;
        return known != entities.end();
    }
    const bool is_hexadecimal = name.starts_with("#x");
    name.remove_prefix(is_hexadecimal ? 2 : 1);
    unsigned long point = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), point, is_hexadecimal ? 16 : 10);
    const bool is_point = error == std::errc{} && end == name.data() + name.size() && point > 0 && point <= 0x10FFFF &&
                          (point < 0xD800 || point > 0xDFFF);
    if (is_point) put_utf8(text, point);
    return is_point;
}

std::string_view without_prefix(std::string_view name) { return name.substr(name.find(':') + 1); }

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = std::min(text.find_first_not_of(white_space), text.size());
    text.remove_prefix(begin);
    return text.substr(0, text.find_last_not_of(white_space) + 1);
}

class Parser {
public:
    Parser(std::string_view document, const std::string& name) : whole_(document), left_(document), name_(name) {}

    Result<XmlElement> read() {
        if (left_.starts_with("\xEF\xBB\xBF")) left_.remove_prefix(3);
        if (auto ok = pass_over(); !ok) return ok.error();
        if (!left_.starts_with('<')) return wrong("no XML");
        XmlElement root;
        if (auto ok = read_element(root, 1); !ok) return ok.error();
        if (auto ok = pass_over(); !ok) return ok.error();
        if (!left_.empty()) return wrong("something behind the document's element");
        return root;
    }

private:
    Error wrong(std::string_view why) const {
        return Error{ErrorCode::unreadable_file,
                     fmt::format("{}: byte {}: {}", name_, whole_.size() - left_.size(), why)};
    }

    bool take(std::string_view token) {
        if (!left_.starts_with(token)) return false;
        left_.remove_prefix(token.size());
        return true;
    }
    void take_white_space() { left_.remove_prefix(std::min(left_.find_first_not_of(white_space), left_.size())); }

    // Up to `end`, which is taken too.
    Result<std::string_view> take_until(std::string_view end, std::string_view what) {
        const std::size_t at = left_.find(end);
        if (at == std::string_view::npos) return wrong(fmt::format("{} that does not end", what));
        const auto text = left_.substr(0, at);
        left_.remove_prefix(at + end.size());
        return text;
    }

    // White space, comments and processing instructions outside of the document's element.
    Result<void> pass_over() {
        for (;;) {
            take_white_space();
            if (left_.starts_with("<!--") || left_.starts_with("<?")) {
                if (auto ok = pass_over_markup(); !ok) return ok;
            } else if (left_.starts_with("<!")) {
                return wrong("a document type, which is not read");
            } else {
                return {};
            }
        }
    }

    Result<void> pass_over_markup() {
        if (take("<!--")) {
            const auto comment = take_until("-->", "a comment");
            return comment ? Result<void>{} : comment.error();
        }
        take("<?");
        const auto instruction = take_until("?>", "an instruction");
        if (!instruction) return instruction.error();
        const std::size_t encoding = instruction->find("encoding");
        if (!instruction->starts_with("xml ") || encoding == std::string_view::npos) return {};
        std::string value(instruction->substr(encoding));
        std::ranges::transform(value, value.begin(),
                               [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        const bool is_read = value.find("utf-8") != std::string::npos || value.find("us-ascii") != std::string::npos;
        return is_read ? Result<void>{} : wrong("an encoding other than UTF-8");
    }

    Result<std::string_view> take_name() {
        const std::size_t end = left_.find_first_of(" \t\r\n/>=<\"'&");
        if (end == 0 || end == std::string_view::npos) return wrong("no name");
        const auto taken = left_.substr(0, end);
        left_.remove_prefix(end);
        return taken;
    }

    Result<void> add_text(std::string& to, std::string_view text) {
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t next = std::min(text.find('&', at), text.size());
            to += text.substr(at, next - at);
            if (next == text.size()) break;
            const std::size_t end = text.find(';', next);
            if (end == std::string_view::npos || !put_entity(to, text.substr(next + 1, end - next - 1)))
                return wrong("an entity that XML does not have");
            at = end + 1;
        }
        return {};
    }

    // Behind the name: attributes; whether the element is empty.
    Result<bool> read_attributes(XmlElement& element) {
        for (;;) {
            take_white_space();
            if (take("/>")) return true;
            if (take(">")) return false;
            const auto name = take_name();
            if (!name) return name.error();
            take_white_space();
            if (!take("=")) return wrong("an attribute without a value");
            take_white_space();
            const std::string_view quote = left_.starts_with('\'') ? "'" : "\"";
            if (!take(quote)) return wrong("an attribute without quotes");
            const auto value = take_until(quote, "an attribute");
            if (!value) return value.error();
            if (*name != "key") continue;
            if (auto ok = add_text(element.key, *value); !ok) return ok.error();
        }
    }

    Result<void> read_element(XmlElement& element, int depth) {
        take("<");
        if (++elements_ > most_elements) return wrong("too many elements");
        if (depth > deepest) return wrong("elements that lie too deep in each other");
        const auto name = take_name();
        if (!name) return name.error();
        element.name = without_prefix(*name);
        const auto is_empty = read_attributes(element);
        if (!is_empty) return is_empty.error();
        if (*is_empty) return {};
        if (auto ok = read_content(element, depth); !ok) return ok;
        const auto closing = take_name();
        if (!closing) return closing.error();
        take_white_space();
        if (*closing != *name || !take(">")) return wrong(fmt::format("{} is not closed", *name));
        element.text = trimmed(element.text);
        return {};
    }

    // Up to "</", which is taken too.
    Result<void> read_content(XmlElement& element, int depth) {
        for (;;) {
            const std::size_t next = left_.find('<');
            if (next == std::string_view::npos) return wrong(fmt::format("{} does not end", element.name));
            if (auto ok = add_text(element.text, left_.substr(0, next)); !ok) return ok;
            left_.remove_prefix(next);
            if (take("</")) return {};
            if (take("<![CDATA[")) {
                const auto text = take_until("]]>", "a CDATA section");
                if (!text) return text.error();
                element.text += *text;
            } else if (left_.starts_with("<!--") || left_.starts_with("<?")) {
                if (auto ok = pass_over_markup(); !ok) return ok;
            } else if (auto ok = read_element(element.children.emplace_back(), depth + 1); !ok) {
                return ok;
            }
        }
    }

    std::string_view whole_, left_;
    const std::string& name_;
    std::size_t elements_ = 0;
};

}  // namespace

const XmlElement* XmlElement::child(std::string_view wanted) const noexcept {
    const auto at = std::ranges::find(children, wanted, &XmlElement::name);
    return at == children.end() ? nullptr : &*at;
}

Result<XmlElement> read_xml(std::string_view document, const std::string& name) {
    return Parser(document, name).read();
}

std::string xml_text(std::string_view text) {
    std::string written;
    for (char c : text) {
        const auto reserved = std::ranges::find(entities, c, &Entity::character);
        if (reserved == entities.end())
            written += c;
        else
            written += fmt::format("&{};", reserved->name);
    }
    return written;
}

}  // namespace limner
