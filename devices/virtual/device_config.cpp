#include "device_config.h"

#include "fields.h"

#include <limner/testing/frame_stamp.h>

#include <cmath>
#include <set>

namespace limner::virtual_driver {
namespace {

using driver::DeviceClass;

const Names<FaultKind> fault_kinds{
    {"unplug", FaultKind::unplug},
    {"replug", FaultKind::replug},
    {"hang", FaultKind::hang},
    {"slow", FaultKind::slow},
    {"frozen", FaultKind::frozen},
    {"black", FaultKind::black},
    {"short_frame", FaultKind::short_frame},
    {"lying_header", FaultKind::lying_header},
    {"error", FaultKind::error},
    {"crash", FaultKind::crash},
    {"segfault", FaultKind::segfault},
    {"exit", FaultKind::exit},
    {"kill", FaultKind::kill},
    {"stop", FaultKind::stop},
    {"loop", FaultKind::loop},
    {"scribble", FaultKind::scribble},
    {"garbage", FaultKind::garbage},
    {"fd_flood", FaultKind::fd_flood},
};
const Names<Call> calls{
    {"enumerate", Call::enumerate}, {"open", Call::open}, {"options", Call::options}, {"start", Call::start},
    {"grab", Call::grab},           {"stop", Call::stop}, {"close", Call::close},
};
const Names<Lie> lies{{"width", Lie::width}, {"height", Lie::height}, {"stride", Lie::stride}, {"format", Lie::format}};
const Names<PixelFormat> formats{
    {"rgb8", PixelFormat::rgb8}, {"gray8", PixelFormat::gray8}, {"yuyv", PixelFormat::yuyv},
    {"nv12", PixelFormat::nv12}, {"jpeg", PixelFormat::jpeg},
};
const Names<DeviceClass> classes{
    {"camera", DeviceClass::camera},
    {"fingerprint_reader", DeviceClass::fingerprint_reader},
    {"document_scanner", DeviceClass::document_scanner},
};
const Names<ErrorCode> errors{
    {"device_fault", ErrorCode::device_fault}, {"device_lost", ErrorCode::device_lost},
    {"device_busy", ErrorCode::device_busy},   {"access_denied", ErrorCode::access_denied},
    {"paper_jam", ErrorCode::paper_jam},       {"paper_empty", ErrorCode::paper_empty},
    {"cover_open", ErrorCode::cover_open},     {"unsupported", ErrorCode::unsupported},
    {"bad_data", ErrorCode::bad_data},         {"internal", ErrorCode::internal},
};

Result<FaultConfig> parse_fault(const nlohmann::json& json, const std::string& where,
                                const std::filesystem::path& folder) {
    Fields fields(json, where, folder);
    FaultConfig fault;
    if (json.is_object() && !json.contains("kind")) fields.fail("has no 'kind'");
    fields.choice("kind", fault.kind, fault_kinds);
    fields.choice("in", fault.in, calls);
    fields.number("after_frames", fault.after_frames, 0, 1e9);
    fields.duration("after_ms", fault.after);
    fields.number("after_rows", fault.after_rows, 0, 1e6);
    fault.when_file = fields.path("when_file");
    fault.struck_file = fields.path("struck_file");
    fields.flag("while_capturing", fault.while_capturing);
    fields.duration("for_ms", fault.duration);
    fields.duration("extra_ms", fault.extra);
    fields.number("times", fault.times, 0, 1e9);
    fields.flag("cancellable", fault.is_cancellable);
    fields.choice("code", fault.code, errors);
    fields.choice("lie", fault.lie, lies);
    auto finished = fields.finish();
    if (!finished) return finished.error();
    return fault;
}

void read_faults(Fields& fields, const std::string& where, DeviceConfig& to) {
    int count = 0;
    for (const nlohmann::json& one : fields.list("faults")) {
        auto fault = parse_fault(one, where + ", fault " + std::to_string(++count), fields.folder());
        if (!fault) return fields.fail_with(fault.error());
        to.faults.push_back(*std::move(fault));
    }
    if (to.faults.size() > max_faults) fields.fail("has more than 32 'faults'");
}

void read_pictures(Fields& fields, DeviceConfig& to) {
    to.source = fields.path("source");
    if (to.source && to.source->filename() == "pattern") to.source.reset();
    fields.number("fps", to.fps, 0.01, 1000);
    fields.number("width", to.width, simulation::stamp_width_px, 20'000);
    fields.number("height", to.height, simulation::stamp_height_px, 20'000);
    fields.number("still_width", to.still_width, simulation::stamp_width_px, 20'000);
    fields.number("still_height", to.still_height, simulation::stamp_height_px, 20'000);
    fields.number("ppi", to.ppi, 10, 10'000);
    fields.number("noise", to.noise, 0, 100);
    fields.flag("counter", to.has_counter);
    fields.flag("stamps_everywhere", to.has_stamps_everywhere);
    fields.number("nonce", to.nonce, 0, 4'294'967'295.0);
    fields.choice("format", to.format, formats);
    fields.number("queue", to.queue, 0, 64);
    fields.number("sheets", to.sheets, 0, 1000);
    fields.number("band_rows", to.band_rows, 1, 20'000);
    fields.flag("unknown_length", to.is_length_unknown);
}

void read_times(Fields& fields, DeviceConfig& to) {
    fields.duration("open_ms", to.open_time);
    fields.duration("start_ms", to.start_time);
    fields.duration("stop_ms", to.stop_time);
    fields.duration("warm_up_ms", to.warm_up);
    fields.duration("finger_after_ms", to.person_after);
    fields.duration("document_after_ms", to.person_after);
    fields.duration("page_ms", to.page_time);
    fields.duration("still_ms", to.still_time);
}

Result<DeviceConfig> parse_device(const nlohmann::json& json, const std::string& where,
                                  const std::filesystem::path& folder) {
    Fields fields(json, where, folder);
    DeviceConfig device;
    auto id = fields.text("id");
    if (!id || id->empty()) fields.fail("has no 'id'");
    device.id = "virtual/" + id.value_or("");
    fields.choice("class", device.device_class, classes);
    if (device.device_class == DeviceClass::fingerprint_reader) device.format = PixelFormat::gray8;
    device.name = fields.text("name").value_or("Virtual " + id.value_or("device"));
    read_pictures(fields, device);
    read_times(fields, device);
    device.plugged_while = fields.path("plugged_while");
    for (const nlohmann::json& option : fields.list("without_options")) {
        if (!option.is_string()) fields.fail("'without_options' must be a list of texts");
        device.without_options.push_back(option.is_string() ? option.get<std::string>() : "");
    }
    bool is_raw = device.format == PixelFormat::rgb8 || device.format == PixelFormat::gray8;
    if (device.device_class == DeviceClass::document_scanner && !is_raw) {
        fields.fail("a document_scanner's 'format' is rgb8 or gray8");
    }
    const bool has_stills = device.still_width || device.still_height || device.still_time.count() > 0;
    if (has_stills && device.device_class != DeviceClass::camera) fields.fail("only a camera takes stills");
    read_faults(fields, where, device);
    auto finished = fields.finish();
    if (!finished) return finished.error();
    return device;
}

}  // namespace

Result<std::vector<DeviceConfig>> parse_devices(const std::string& json, const std::filesystem::path& folder) {
    auto list = nlohmann::json::parse(json, nullptr, false);
    if (!list.is_array()) return Error{ErrorCode::invalid_setup, "virtual devices: not a JSON array of tables"};
    if (list.size() > max_devices) return Error{ErrorCode::invalid_setup, "virtual devices: more than 256"};
    std::vector<DeviceConfig> devices;
    std::set<std::string> ids;
    for (const nlohmann::json& one : list) {
        std::string where = "virtual device " + std::to_string(devices.size() + 1);
        auto device = parse_device(one, where, folder);
        if (!device) return device.error();
        if (!ids.insert(device->id).second) {
            return Error{ErrorCode::invalid_setup, where + ": the id '" + device->id + "' is there twice"};
        }
        devices.push_back(*std::move(device));
    }
    return devices;
}

}  // namespace limner::virtual_driver
