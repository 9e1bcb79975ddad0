#pragma once

#include <limner/base/result.h>

#include <string>
#include <string_view>
#include <vector>

namespace limner::escl {

/// An element of a scanner's XML. Names are local: prefixes differ from vendor to vendor.
struct XmlElement {
    std::string name{};
    std::string text{};  ///< Its own characters, without white space around them.
    std::vector<XmlElement> children{};

    /// The first child of the name; nullptr where there is none.
    const XmlElement* child(std::string_view wanted) const noexcept;
    /// The first element of the name below this one, at any depth.
    const XmlElement* find(std::string_view wanted) const noexcept;
    /// Every element of the name below this one, in the document's order.
    std::vector<const XmlElement*> find_all(std::string_view wanted) const;
    /// The child's text; empty where there is none.
    std::string_view text_of(std::string_view wanted) const noexcept;
};

/// Parses a document of at most 1 MiB, 40 levels and 20,000 elements; no DTD. bad_data, with the reason, otherwise.
Result<XmlElement> parse_xml(std::string_view document);

/// Text as it stands between two tags.
std::string escaped(std::string_view text);

}  // namespace limner::escl
