#include "record/record_schema.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

namespace limner {
namespace {

Json json_from_source(const char* path) {
    const char* source = std::getenv("LIMNER_SOURCE");
    if (!source) return {};
    std::ifstream stream(std::string(source) + "/" + path);
    return Json::parse(stream, nullptr, false);
}

/// Follows a reference to "$defs" and the object among alternatives.
const Json& resolved(const Json& schema, const Json& part) {
    if (part.contains("$ref")) {
        const std::string name = part.at("$ref").get<std::string>().substr(std::string("#/$defs/").size());
        return schema.at("$defs").at(name);
    }
    return part.contains("anyOf") ? resolved(schema, part.at("anyOf").at(0)) : part;
}

/// Every member of a record is described; every required one is refused when it is missing.
class SchemaFile : public testing::Test {
protected:
    void SetUp() override {
        if (!std::getenv("LIMNER_SOURCE")) GTEST_SKIP() << "LIMNER_SOURCE names no source folder";
        schema_ = json_from_source("docs/record.schema.json");
        record_ = json_from_source("tests/fuzz/corpus/record_fuzz/record.json");
        ASSERT_TRUE(schema_.is_object());
        ASSERT_TRUE(check_record_schema(record_, "record.json"));
    }

    void compare(const Json& part, const Json::json_pointer& at) {
        const Json& value = record_.at(at);
        if (value.is_array() && part.contains("items")) {
            for (std::size_t index = 0; index < value.size(); ++index)
                compare(resolved(schema_, part.at("items")), at / index);
        } else if (value.is_object() && part.contains("properties")) {
            compare_members(part, at);
        }
    }

    void compare_members(const Json& part, const Json::json_pointer& at) {
        const Json members = record_.at(at);
        for (const auto& [name, value] : members.items()) {
            ASSERT_TRUE(part.at("properties").contains(name)) << at.to_string() << " " << name;
            compare(resolved(schema_, part.at("properties").at(name)), at / name);
        }
        // A page's own report is passed through; only what the SDK itself relies on is checked when a record is read.
        if (at.to_string().find("/files/") != std::string::npos && at.back() == "report") return;
        for (const Json& name : part.value("required", Json::array())) {
            Json damaged = record_;
            damaged.at(at).erase(name.get<std::string>());
            EXPECT_FALSE(check_record_schema(damaged, "record.json")) << at.to_string() << " " << name;
        }
    }

    Json schema_, record_;
};

TEST_F(SchemaFile, DescribesEveryMemberAndEveryRequiredOneIsDemanded) { compare(schema_, Json::json_pointer()); }

}  // namespace
}  // namespace limner
