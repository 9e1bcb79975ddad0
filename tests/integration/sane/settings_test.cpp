#include "sane_setup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace limner::test {
namespace {

using testing::HasSubstr;

TEST(SaneSettings, AreNamedWhereTheyAreWrong) {
    for (const auto& [name, value] :
         AbiModule::Settings{{"local_only", "maybe"}, {"list_every_ms", "soon"}, {"first_data_limit_ms", "-4"}}) {
        auto loaded = load_sane({{name, value}});
        ASSERT_FALSE(loaded) << name;
        EXPECT_EQ(loaded.error().code, ErrorCode::invalid_setup);
        EXPECT_THAT(loaded.error().message, HasSubstr(name));
    }
}

TEST(SaneSettings, CannotMoveTheConfigurationThatTheProcessHasRead) {
    auto first = load_sane();
    ASSERT_TRUE(first) << first.error().message;
    auto second = load_sane({{"config_dir", "/elsewhere"}});
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::invalid_setup);
    EXPECT_THAT(second.error().message, HasSubstr("config_dir"));
}

}  // namespace
}  // namespace limner::test
