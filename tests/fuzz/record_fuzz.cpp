#include "base/json.h"
#include "record/record_document.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

/// A record's or journal's text: it is refused, or all that is read from it holds, and it is written and read back the
/// same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace limner;
    auto document = RecordDocument::parse({reinterpret_cast<const char*>(data), size}, "record.json");
    if (!document) return 0;
    for (const auto& step : document->steps())
        if (step.attempts != document->attempts_of(step.step) || !document->kind_of(step.step)) std::abort();
    for (const RecordedFile& file : document->files())
        if (file.name.find('/') != std::string::npos || file.name.front() == '.') std::abort();
    if (!is_visit_name(document->visit())) std::abort();
    (void)document->subject();
    auto again = RecordDocument::parse(document->text(), "record.json");
    if (!again || again->text() != document->text()) std::abort();
    return 0;
}
