#pragma once

#include <limner/base/result.h>

#include <cstdint>
#include <string>

namespace limner::faults {

struct Options {
    int count = 500;
    std::uint64_t seed = 1;
    int jobs = 1;
    bool judges_times = true;
    bool wants_help = false;
};

/// invalid_argument: the message names the argument and what is allowed.
Result<Options> parse_options(int count, char** arguments);
std::string help_text();

}  // namespace limner::faults
