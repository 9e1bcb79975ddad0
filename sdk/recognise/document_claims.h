#pragma once

#include <limner/recognise/document.h>

namespace limner {

/// Fills in the agreements and warnings of a reading whose fields and MRZ are there.
void judge_reading(DocumentReading& reading, std::chrono::year_month_day today);

}  // namespace limner
