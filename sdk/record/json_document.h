#pragma once

#include <limner/recognise/cross_check.h>

#include "base/json.h"

#include <vector>

namespace limner {

/// field, role, sources, values, agreement, message; `former_name` and `derived` where they are true.
Json json_of(const FieldAgreement& agreement);
Json json_of(const std::vector<FieldAgreement>& agreements);

}  // namespace limner
