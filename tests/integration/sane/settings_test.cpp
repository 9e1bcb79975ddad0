#include "sane_setup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace limner::test {
namespace {

using testing::HasSubstr;

TEST(SaneSettings, AreNamedWhereTheyAreWrong) {
    for (const auto& [name, value] : AbiModule::Settings{{"local_only", "maybe"},
                                                         {"list_every_ms", "soon"},
                                                         {"first_data_limit_ms", "-4"},
                                                         {"config_dir", "/elsewhere"}}) {
        AbiModule::Settings settings{{name, value}};
        auto loaded = load_sane(settings);
        ASSERT_FALSE(loaded) << name;
        EXPECT_EQ(loaded.error().code, ErrorCode::invalid_setup);
        EXPECT_THAT(loaded.error().message, HasSubstr(name));
    }
}

}  // namespace
}  // namespace limner::test
