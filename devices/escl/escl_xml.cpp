#include "escl_xml.h"

#include <expat.h>

#include <memory>
#include <type_traits>

namespace limner::escl {
namespace {

constexpr std::size_t max_bytes = 1 << 20;
constexpr std::size_t max_depth = 40;
constexpr int max_elements = 20'000;

std::string trimmed(const std::string& text) {
    constexpr const char* white = " \t\r\n";
    auto begin = text.find_first_not_of(white);
    return begin == std::string::npos ? "" : text.substr(begin, text.find_last_not_of(white) + 1 - begin);
}

std::string local_name(std::string_view name) {
    auto colon = name.rfind(':');
    return std::string(colon == std::string_view::npos ? name : name.substr(colon + 1));
}

/// Builds the tree while expat calls.
class Builder {
public:
    explicit Builder(XML_Parser parser) : parser_(parser) {
        XML_SetUserData(parser, this);
        XML_SetElementHandler(
            parser, [](void* self, const char* name, const char**) { static_cast<Builder*>(self)->open(name); },
            [](void* self, const char*) { static_cast<Builder*>(self)->close(); });
        XML_SetCharacterDataHandler(parser, [](void* self, const char* text, int length) {
            static_cast<Builder*>(self)->open_.back().text.append(text, static_cast<std::size_t>(length));
        });
        XML_SetStartDoctypeDeclHandler(parser, [](void* self, const char*, const char*, const char*, int) {
            static_cast<Builder*>(self)->refuse("it declares a document type");
        });
    }
    const std::string& refusal() const { return refusal_; }
    XmlElement root() && { return std::move(open_.front().children.front()); }

private:
    void open(const char* name) {
        if (++elements_ > max_elements) return refuse("it has too many elements");
        if (open_.size() > max_depth) return refuse("it is nested too deeply");
        open_.push_back({local_name(name)});
    }
    void close() {
        if (open_.size() < 2) return;
        XmlElement done = std::move(open_.back());
        open_.pop_back();
        done.text = trimmed(done.text);
        open_.back().children.push_back(std::move(done));
    }
    void refuse(const char* why) {
        refusal_ = why;
        XML_StopParser(parser_, XML_FALSE);
    }

    XML_Parser parser_;
    std::vector<XmlElement> open_{1};  ///< From the document down to the element in progress.
    std::string refusal_{};
    int elements_ = 0;
};

}  // namespace

const XmlElement* XmlElement::child(std::string_view wanted) const noexcept {
    for (const XmlElement& one : children)
        if (one.name == wanted) return &one;
    return nullptr;
}

const XmlElement* XmlElement::find(std::string_view wanted) const noexcept {
    for (const XmlElement& one : children) {
        if (one.name == wanted) return &one;
        if (const XmlElement* below = one.find(wanted)) return below;
    }
    return nullptr;
}

std::vector<const XmlElement*> XmlElement::find_all(std::string_view wanted) const {
    std::vector<const XmlElement*> found;
    for (const XmlElement& one : children) {
        if (one.name == wanted) found.push_back(&one);
        for (const XmlElement* below : one.find_all(wanted)) found.push_back(below);
    }
    return found;
}

std::string_view XmlElement::text_of(std::string_view wanted) const noexcept {
    const XmlElement* found = child(wanted);
    return found ? std::string_view(found->text) : std::string_view();
}

Result<XmlElement> parse_xml(std::string_view document) {
    if (document.size() > max_bytes) return Error{ErrorCode::bad_data, "the XML is longer than 1 MiB"};
    std::unique_ptr<std::remove_pointer_t<XML_Parser>, decltype(&XML_ParserFree)> parser(XML_ParserCreate(nullptr),
                                                                                         XML_ParserFree);
    if (!parser) return Error{ErrorCode::internal, "no memory for an XML parser"};
    Builder builder(parser.get());
    auto status = XML_Parse(parser.get(), document.data(), static_cast<int>(document.size()), XML_TRUE);
    if (status == XML_STATUS_OK) return std::move(builder).root();
    std::string why = builder.refusal().empty() ? XML_ErrorString(XML_GetErrorCode(parser.get())) : builder.refusal();
    return Error{ErrorCode::bad_data, "the XML cannot be read at line " +
                                          std::to_string(XML_GetCurrentLineNumber(parser.get())) + ": " + why};
}

std::string escaped(std::string_view text) {
    std::string to;
    for (char one : text) {
        if (one == '&')
            to += "&amp;";
        else if (one == '<')
            to += "&lt;";
        else if (one == '>')
            to += "&gt;";
        else
            to += one;
    }
    return to;
}

}  // namespace limner::escl
