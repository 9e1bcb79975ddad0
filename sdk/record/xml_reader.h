#pragma once

#include <limner/base/result.h>

#include <string>
#include <string_view>
#include <vector>

namespace limner {

/// An element of an XML document. Prefixes of names are taken off; attributes are kept where `key` is their name.
struct XmlElement {
    std::string_view name{};
    std::string key{};   ///< The attribute of that name, which MOSIP's entries have.
    std::string text{};  ///< What stands in it, without its children's, white space around it taken off.
    std::vector<XmlElement> children{};

    const XmlElement* child(std::string_view wanted) const noexcept;
};

/// Reads UTF-8 without document types and entities beyond XML's own: nothing is fetched, nothing grows. The views point
/// into `document`. unreadable_file names `name` and where.
Result<XmlElement> read_xml(std::string_view document, const std::string& name);

/// With what XML reserves as entities.
std::string xml_text(std::string_view text);

}  // namespace limner
