#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace limner {

/// The languages that the SDK speaks to officers and applicants.
enum class Language { en, id };

/// One sentence in every language of the SDK. Both members are always filled.
struct Text {
    std::string en{};
    std::string id{};

    const std::string& in(Language language) const noexcept { return language == Language::id ? id : en; }
    bool operator==(const Text&) const = default;
};

/// "en" or "id"; nothing else is a language of the SDK.
constexpr std::optional<Language> language_from(std::string_view code) noexcept {
    if (code == "en") return Language::en;
    if (code == "id") return Language::id;
    return std::nullopt;
}

}  // namespace limner
