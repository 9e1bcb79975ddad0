#include <limner/record/cbeff_file.h>

#include "record/base64.h"
#include "record/record_parts.h"
#include "record/xml_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>

namespace limner {
namespace {

using Names = std::span<const std::string_view>;

constexpr std::string_view name_space = "http://standards.iso.org/iso-iec/19785/-3/ed-2/";
constexpr std::array<std::string_view, 9> members{"Version", "CBEFFVersion", "BIRInfo", "BDBInfo", "SBInfo",
                                                  "BIR",     "BDB",          "SB",      "others"};
constexpr std::array<std::string_view, 18> types{
    "Scent",  "DNA",   "Ear",  "Face",      "Finger",      "Foot",          "Vein", "HandGeometry",   "Iris",
    "Retina", "Voice", "Gait", "Keystroke", "LipMovement", "SignatureSign", "Palm", "ExceptionPhoto", "Unknown"};
constexpr std::array<std::string_view, 8> subtypes{"Left",         "Right",      "Thumb",        "IndexFinger",
                                                   "MiddleFinger", "RingFinger", "LittleFinger", "UNKNOWN"};
constexpr std::array<std::string_view, 3> levels{"Raw", "Intermediate", "Processed"};
constexpr std::array<std::string_view, 6> purposes{"Verify",       "Identify",       "Enroll",
                                                   "EnrollVerify", "EnrollIdentify", "Audit"};
constexpr std::array<std::string_view, 5> fingers{"Thumb", "IndexFinger", "MiddleFinger", "RingFinger", "LittleFinger"};
constexpr int worst_score = -2, best_score = 100, right_slap = 13, left_slap = 14, thumbs = 15;

bool is_one_of(std::string_view value, Names names) { return std::ranges::find(names, value) != names.end(); }

// What the schema does not have, empty where all is as it says.
std::string problem_of(const CbeffRecord& record) {
    auto not_known = [](std::string_view element, std::string_view value) {
        return fmt::format("{} \"{}\" is none of the schema's", element, value);
    };
    if (!record.type.empty() && !is_one_of(record.type, types)) return not_known("Type", record.type);
    for (const std::string& subtype : record.subtypes)
        if (!is_one_of(subtype, subtypes)) return not_known("Subtype", subtype);
    if (!record.level.empty() && !is_one_of(record.level, levels)) return not_known("Level", record.level);
    if (!record.purpose.empty() && !is_one_of(record.purpose, purposes)) return not_known("Purpose", record.purpose);
    if (record.quality_score && (*record.quality_score < worst_score || *record.quality_score > best_score))
        return not_known("Score", std::to_string(*record.quality_score));
    return {};
}

std::string text_in(const XmlElement& element, std::string_view name) {
    const XmlElement* child = element.child(name);
    return child ? child->text : std::string();
}

std::string version_in(const XmlElement& element, std::string_view name) {
    const XmlElement* child = element.child(name);
    return child ? text_in(*child, "Major") + "." + text_in(*child, "Minor") : std::string();
}

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(" \t\r\n"), text.size());
        if (end > 0) words.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

class FileReader {
public:
    FileReader(const std::string& name, Reading reading) : name_(name), reading_(name, reading) {}

    Result<CbeffFile> read(std::string_view document) {
        const auto root = read_xml(document, name_);
        if (!root) return root.error();
        if (root->name != "BIR") return reading_.wrong("no BIR");
        if (auto ok = read_record(*root); !ok) return ok.error();
        if (file_.records.empty()) return reading_.wrong("no BIR with a BDB");
        file_.problems = reading_.take_problems();
        return std::move(file_);
    }

private:
    // A BIR is a record where it has data, and may hold others.
    Result<void> read_record(const XmlElement& element) {
        if (auto ok = check_members(element); !ok) return ok;
        if (element.child("BDB"))
            if (auto ok = keep(element); !ok) return ok;
        for (const XmlElement& child : element.children)
            if (child.name == "BIR")
                if (auto ok = read_record(child); !ok) return ok;
        return {};
    }

    Result<void> check_members(const XmlElement& element) {
        std::size_t last = 0;
        for (const XmlElement& child : element.children) {
            const auto at = static_cast<std::size_t>(std::ranges::find(members, child.name) - members.begin());
            if (at == members.size()) continue;
            if (auto ok = reading_.expect(at >= last, fmt::format("{} is out of order in a BIR", child.name)); !ok)
                return ok;
            last = at;
        }
        return reading_.expect(element.child("BIRInfo") != nullptr, "a BIR without BIRInfo");
    }

    Result<void> keep(const XmlElement& element) {
        CbeffRecord record{.version = version_in(element, "Version"),
                           .cbeff_version = version_in(element, "CBEFFVersion")};
        if (const XmlElement* info = element.child("BIRInfo")) {
            record.creator = text_in(*info, "Creator");
            record.index = text_in(*info, "Index");
            record.has_integrity = text_in(*info, "Integrity") == "true";
        }
        if (const XmlElement* info = element.child("BDBInfo"))
            if (auto ok = read_info(*info, record); !ok) return ok;
        for (const auto& [name, bytes] : {std::pair{"BDB", &record.data}, {"SB", &record.security}}) {
            auto decoded = from_base64(text_in(element, name));
            if (!decoded)
                return reading_.wrong(fmt::format("record {}: {} is no base64", file_.records.size() + 1, name));
            *bytes = *std::move(decoded);
        }
        for (const XmlElement& other : element.children)
            if (other.name == "others")
                for (const XmlElement& entry : other.children) record.others.emplace_back(entry.key, entry.text);
        const std::string problem = problem_of(record);
        if (auto ok = reading_.expect(problem.empty(), fmt::format("record {}: {}", file_.records.size() + 1, problem));
            !ok)
            return ok;
        file_.records.push_back(std::move(record));
        return {};
    }

    Result<void> read_info(const XmlElement& info, CbeffRecord& record) {
        if (const XmlElement* format = info.child("Format")) {
            record.format_organisation = text_in(*format, "Organization");
            record.format_type = text_in(*format, "Type");
        }
        record.created = text_in(info, "CreationDate");
        record.type = text_in(info, "Type");
        record.subtypes = words_of(text_in(info, "Subtype"));
        record.level = text_in(info, "Level");
        record.purpose = text_in(info, "Purpose");
        const XmlElement* quality = info.child("Quality");
        if (!quality) return {};
        if (const XmlElement* algorithm = quality->child("Algorithm")) {
            record.quality_organisation = text_in(*algorithm, "Organization");
            record.quality_type = text_in(*algorithm, "Type");
        }
        const std::string score = text_in(*quality, "Score");
        if (score.empty()) return {};
        int value = 0;
        const auto [end, error] = std::from_chars(score.data(), score.data() + score.size(), value);
        const bool is_number = error == std::errc{} && end == score.data() + score.size();
        if (is_number) record.quality_score = value;
        return reading_.expect(is_number, fmt::format("a quality score \"{}\"", score));
    }

    const std::string& name_;
    RecordReading reading_;
    CbeffFile file_{};
};

// Two spaces a level; an element of an empty text is left out.
class Writer {
public:
    void open(std::string_view name) { line(fmt::format("<{}>", name), depth_++); }
    void close(std::string_view name) { line(fmt::format("</{}>", name), --depth_); }
    void element(std::string_view name, std::string_view text) {
        if (!text.empty()) line(fmt::format("<{}>{}</{}>", name, xml_text(text), name), depth_);
    }
    void version(std::string_view name, std::string_view value) {
        if (value.empty()) return;
        const std::size_t point = std::min(value.find('.'), value.size());
        open(name);
        element("Major", value.substr(0, point));
        element("Minor", value.substr(std::min(point + 1, value.size())));
        close(name);
    }
    void registry(std::string_view name, std::string_view organisation, std::string_view type) {
        if (organisation.empty() && type.empty()) return;
        open(name);
        element("Organization", organisation);
        element("Type", type);
        close(name);
    }
    void line(std::string_view text, int depth) {
        text_.append(static_cast<std::size_t>(2 * depth), ' ');
        text_ += text;
        text_ += '\n';
    }
    int depth() const { return depth_; }
    std::vector<std::byte> finish() const {
        const auto* begin = reinterpret_cast<const std::byte*>(text_.data());
        return {begin, begin + text_.size()};
    }

private:
    std::string text_{};
    int depth_ = 0;
};

void put_info(Writer& writer, const CbeffRecord& record) {
    writer.open("BDBInfo");
    writer.registry("Format", record.format_organisation, record.format_type);
    writer.element("CreationDate", record.created);
    writer.element("Type", record.type);
    writer.element("Subtype", fmt::format("{}", fmt::join(record.subtypes, " ")));
    writer.element("Level", record.level);
    writer.element("Purpose", record.purpose);
    if (record.quality_score || !record.quality_type.empty()) {
        writer.open("Quality");
        writer.registry("Algorithm", record.quality_organisation, record.quality_type);
        if (record.quality_score) writer.element("Score", std::to_string(*record.quality_score));
        writer.close("Quality");
    }
    writer.close("BDBInfo");
}

void put_record(Writer& writer, const CbeffRecord& record) {
    writer.open("BIR");
    writer.version("Version", record.version);
    writer.version("CBEFFVersion", record.cbeff_version);
    writer.open("BIRInfo");
    writer.element("Creator", record.creator);
    writer.element("Index", record.index);
    writer.element("Integrity", record.has_integrity ? "true" : "false");
    writer.close("BIRInfo");
    put_info(writer, record);
    writer.line(fmt::format("<BDB>{}</BDB>", to_base64(record.data)), writer.depth());
    writer.element("SB", to_base64(record.security));
    if (!record.others.empty()) {
        writer.open("others");
        for (const auto& [key, value] : record.others)
            writer.line(fmt::format("<entry key=\"{}\">{}</entry>", xml_text(key), xml_text(value)), writer.depth());
        writer.close("others");
    }
    writer.close("BIR");
}

}  // namespace

bool is_cbeff_file(std::span<const std::byte> file) noexcept {
    constexpr std::size_t looked_at = 1'024;
    const std::string_view text = text_of(file.first(std::min(file.size(), looked_at)));
    const std::size_t begin = text.find_first_not_of("\xEF\xBB\xBF \t\r\n");
    if (begin == std::string_view::npos || text[begin] != '<') return false;
    return text.find("<BIR") != std::string_view::npos || text.find(":BIR") != std::string_view::npos;
}

Result<CbeffFile> read_cbeff_file(std::span<const std::byte> file, const std::string& name, Reading reading) {
    return FileReader(name, reading).read(text_of(file));
}

Result<std::vector<std::byte>> write_cbeff_file(const CbeffFile& file) {
    if (file.records.empty()) return Error{ErrorCode::invalid_argument, "a CBEFF file without a record"};
    Writer writer;
    writer.line(R"(<?xml version="1.0" encoding="UTF-8"?>)", 0);
    writer.open(fmt::format(R"(BIR xmlns="{}")", name_space));
    writer.open("BIRInfo");
    writer.element("Integrity", "false");
    writer.close("BIRInfo");
    for (const CbeffRecord& record : file.records) {
        if (const std::string problem = problem_of(record); !problem.empty())
            return Error{ErrorCode::invalid_argument, problem};
        put_record(writer, record);
    }
    writer.close("BIR");
    return writer.finish();
}

int finger_position_of(const CbeffRecord& record) noexcept {
    constexpr unsigned thumb = 1, all_but_thumb = 0b11110;
    auto has = [&](std::string_view name) { return std::ranges::find(record.subtypes, name) != record.subtypes.end(); };
    const bool is_left = has("Left"), is_right = has("Right");
    unsigned named = 0;
    for (std::size_t i = 0; i < fingers.size(); ++i)
        if (has(fingers[i])) named |= 1u << i;
    if (is_left && is_right) return named == thumb ? thumbs : 0;
    if (!is_left && !is_right) return 0;
    if (std::has_single_bit(named)) return std::countr_zero(named) + (is_left ? 6 : 1);
    if (named == all_but_thumb) return is_left ? left_slap : right_slap;
    return 0;
}

std::vector<std::string> subtypes_of_position(int position) {
    if (position >= 1 && position <= 10)
        return {position > 5 ? "Left" : "Right", std::string(fingers[static_cast<std::size_t>(position - 1) % 5])};
    if (position == thumbs) return {"Left", "Right", "Thumb"};
    if (position != right_slap && position != left_slap) return {};
    return {position == left_slap ? "Left" : "Right", "IndexFinger", "MiddleFinger", "RingFinger", "LittleFinger"};
}

}  // namespace limner
