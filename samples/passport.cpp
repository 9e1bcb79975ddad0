// Scans a passport's data page with whichever scanner works and prints the fields of its MRZ.
#include <limner/limner.h>

#include <fmt/core.h>

using namespace std::chrono_literals;

int fail(const limner::Error& error) {
    fmt::print(stderr, "{} ({})\n", error.message, limner::name_of(error.code));
    return 1;
}

int main() {
    auto runtime = limner::Runtime::open();
    if (!runtime) return fail(runtime.error());
    auto reader = limner::MrzReader::load();
    if (!reader) return fail(reader.error());

    auto slot = limner::Slot::open(*runtime, "any document scanner");
    if (!slot) return fail(slot.error());
    auto scan = limner::scan_document(*slot, {}, limner::Until::in(60s));
    if (!scan) return fail(scan.error());

    const limner::Page& page = scan->pages.front().page;
    auto reading = reader->read(page.image, limner::today_utc(), limner::Until::in(20s));
    if (!reading) return fail(reading.error());
    if (!reading->mrz) {
        fmt::print("no MRZ on the page from {}\n", page.device_id);
        return 2;
    }

    const limner::Mrz& mrz = *reading->mrz;
    fmt::print("{} of {} {}\n", mrz.fields.document_number, mrz.fields.given_names, mrz.fields.surname);
    fmt::print("born {}, expires {}\n", mrz.fields.birth_date.text(), mrz.fields.expiry_date.text());
    for (const limner::MrzCheck& check : mrz.checks)
        fmt::print("{:<16} printed {} computed {}\n", check.field, check.printed, check.computed);
    return mrz.is_valid() ? 0 : 2;
}
