#include "driver/driver_module.h"

#include "driver/frame_memory.h"

#include <limner/base/until.h>

#include <dlfcn.h>
#include <sys/random.h>

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace limner {
namespace {

const ModuleServices& services_of(void* context) { return *static_cast<const ModuleServices*>(context); }

void log_text(void* context, std::int32_t level, const char* text) {
    if (services_of(context).log && text) services_of(context).log(level, text);
}

std::uint64_t now_ns(void*) {
    auto since = std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now().time_since_epoch());
    return static_cast<std::uint64_t>(since.count());
}

void random_bytes(void*, void* to, std::uint64_t count) {
    auto* at = static_cast<char*>(to);
    while (count > 0) {
        auto got = getrandom(at, std::min<std::uint64_t>(count, 256), 0);
        if (got <= 0) continue;
        at += got;
        count -= static_cast<std::uint64_t>(got);
    }
}

const char* setting(void* context, const char* name) {
    const auto& settings = services_of(context).settings;
    auto at = settings.find(name ? name : "");
    return at == settings.end() ? nullptr : at->second.c_str();
}

void event(void* context, std::int32_t kind, const char* device_id) {
    if (services_of(context).event) services_of(context).event(kind, device_id ? device_id : "");
}

Result<void> check_table(const limner_driver_v1* table, const DriverManifest& manifest) {
    std::string path = manifest.module.string();
    if (!table) return Error{ErrorCode::invalid_setup, path + ": its entry gives no driver table"};
    if (table->abi_major != LIMNER_DRIVER_ABI_MAJOR)
        return Error{ErrorCode::unsupported, path + ": built for driver ABI " + std::to_string(table->abi_major) +
                                                 ", this SDK speaks " + std::to_string(LIMNER_DRIVER_ABI_MAJOR)};
    // Members after `cancel` may be absent.
    if (table->struct_size < offsetof(limner_driver_v1, cancel) + sizeof table->cancel)
        return Error{ErrorCode::unsupported, path + ": its driver table is too short"};
    bool is_whole = table->initialise && table->shutdown && table->enumerate && table->open && table->close &&
                    table->options && table->set_option && table->start && table->stop && table->grab && table->cancel;
    if (!is_whole) return Error{ErrorCode::invalid_setup, path + ": a function is missing in its driver table"};
    if (!table->name || manifest.name != table->name)
        return Error{ErrorCode::invalid_setup, path + ": the driver calls itself '" +
                                                   std::string(table->name ? table->name : "") + "', its manifest '" +
                                                   manifest.name + "'"};
    return {};
}

}  // namespace

Result<std::shared_ptr<DriverModule>> DriverModule::load(const DriverManifest& manifest, ModuleServices services) {
    if (!std::filesystem::exists(manifest.module))
        return Error{ErrorCode::file_missing, manifest.module.string() + ": no such driver module"};
    void* handle = dlopen(manifest.module.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!handle) {
        const char* reason = dlerror();
        return Error{ErrorCode::invalid_setup, std::string(reason ? reason : "dlopen failed")};
    }
    auto entry = reinterpret_cast<limner_driver_entry_fn>(dlsym(handle, "limner_driver_entry"));
    const limner_driver_v1* table = entry ? entry() : nullptr;
    auto fine = entry
                    ? check_table(table, manifest)
                    : Result<void>(Error{ErrorCode::invalid_setup, manifest.module.string() + ": not a driver module"});
    if (!fine) {
        dlclose(handle);
        return fine.error();
    }
    return std::shared_ptr<DriverModule>(new DriverModule(manifest, std::move(services), handle, table));
}

DriverModule::DriverModule(DriverManifest manifest, ModuleServices services, void* handle,
                           const limner_driver_v1* table)
    : manifest_(std::move(manifest)), services_(std::move(services)), handle_(handle), table_(table) {
    if (services_.scratch) services_.settings[scratch_setting] = std::to_string(services_.scratch->number());
    service_table_ = {sizeof service_table_, 0, &services_, log_text, now_ns, random_bytes, setting, event};
}

DriverModule::~DriverModule() {
    if (auto* instance = instance_.load()) table_->shutdown(instance);
    dlclose(handle_);
}

Result<void> DriverModule::initialise() {
    DriverError error;
    limner_instance_v1* instance = nullptr;
    if (auto code = table_->initialise(&service_table_, &instance, error.raw())) {
        auto failed = error.error(code, manifest_.name);
        // What it was given are its settings: no repetition mends them.
        if (failed.code == ErrorCode::invalid_argument) failed.code = ErrorCode::invalid_setup;
        return failed;
    }
    if (!instance) return Error{ErrorCode::internal, manifest_.name + ": the driver initialised nothing"};
    instance_ = instance;
    return {};
}

std::string DriverModule::version() const { return table_->version ? table_->version : manifest_.version; }

Error DriverError::error(std::int32_t code, const std::string& what) const {
    return driver_error(code, {raw_.message, strnlen(raw_.message, sizeof raw_.message)}, what);
}

Result<std::shared_ptr<Descriptor>> make_scratch(const DriverManifest& manifest) {
    if (manifest.scratch_bytes == 0) return std::shared_ptr<Descriptor>();
    auto made = make_sealed_memory("limner-scratch", manifest.scratch_bytes);
    if (!made) return made.error();
    return std::make_shared<Descriptor>(*std::move(made));
}

Error driver_error(std::int32_t code, const std::string& text, const std::string& what) {
    auto typed = static_cast<ErrorCode>(code);
    if (name_of(typed) == "unknown") typed = ErrorCode::device_fault;
    if (text.starts_with(what + ": ")) return {typed, text};
    return {typed, what + ": " + (text.empty() ? std::string(name_of(typed)) : text)};
}

}  // namespace limner
