#pragma once

#include <limner/recognise/cross_check.h>
#include <limner/recognise/document.h>

#include "base/json.h"

#include <vector>

namespace limner {

/// field, role, sources, values, agreement, message; `former_name` and `derived` where they are true.
Json json_of(const FieldAgreement& agreement);
Json json_of(const std::vector<FieldAgreement>& agreements);
/// What `read document` prints, without `file` and `elapsed_ms`.
Json json_of(const DocumentReading& reading);

}  // namespace limner
