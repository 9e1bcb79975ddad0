#pragma once

#include "support/sitter.h"

#include <limner/check/check_portrait.h>

#include <gtest/gtest.h>

namespace limner::testing_support {

/// Tests of a sitter whose portraits are checked; skipped where there is no portrait.
class SitterTest : public testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(portrait_file())) GTEST_SKIP() << "needs build/samples/portrait.png";
        auto loaded = PortraitChecker::load();
        ASSERT_TRUE(loaded) << loaded.error().message;
        checker_ = *std::move(loaded);
    }

    std::optional<PortraitChecker> checker_;
};

}  // namespace limner::testing_support
