#pragma once

#include <limner/record/record.h>

#include "base/json.h"

#include <cstddef>
#include <string>
#include <vector>

namespace limner {

/// An attempt as it is stored: its files and its entry in record.json, which names each file with its size and SHA-256.
struct EncodedAttempt {
    struct File {
        std::string name{};
        std::vector<std::byte> bytes{};
    };
    std::vector<File> files{};
    Json entry{};
};

/// `number`: 1-based count of the attempt within its step. Errors: invalid_argument (a name, picture or text outside
/// the contract), unreadable_file (a picture that cannot be converted).
Result<EncodedAttempt> encode_attempt(const Attempt& attempt, int number);

/// Whether an officer's name and reason can be recorded: neither empty nor above 1,000 bytes.
Result<void> check_reason(const AcceptedWithReason& reason);

}  // namespace limner
