#include "escl_protocol.h"
#include "escl_xml.h"
#include "fuzz/fuzz_input.h"
#include "mdns_browser.h"

using namespace limner;
using limner::fuzz::demand;

// What a scanner sends beside pictures: its documents, the address of a job, its announcement.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::FuzzInput input(data, size);
    const auto kind = input.take<std::uint8_t>() % 3;
    const std::string text(reinterpret_cast<const char*>(input.rest().data()), input.rest().size());
    if (kind == 0) {
        auto capabilities = escl::parse_capabilities(text);
        if (!capabilities) return 0;
        demand(!capabilities->sources.empty());
        for (const escl::Source& source : capabilities->sources) {
            demand(!source.dpi.empty() && !source.formats.empty() && !source.color_modes.empty());
            demand(source.max_width >= source.min_width && source.max_height >= source.min_height);
            const escl::ScanRequest request{.width = source.max_width, .height = source.max_height};
            demand(escl::parse_xml(escl::scan_settings(request, capabilities->version)).has_value());
        }
    } else if (kind == 1) {
        if (auto status = escl::parse_status(text)) (void)escl::error_in(*status, true);
    } else {
        auto url = escl::job_url("http://host/eSCL", text);
        demand(!url || url->starts_with("http://host/"));
        escl::Announcement one{.host = text.substr(0, 20), .port = 80};
        escl::add_text(text, one.texts);
        (void)escl::url_of(one);
    }
    return 0;
}
