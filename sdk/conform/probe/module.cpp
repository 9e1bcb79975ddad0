#include "conform/probe/module.h"

#include <dlfcn.h>
#include <sys/random.h>

#include <algorithm>
#include <cstring>

namespace limner::conform {
namespace {

using std::chrono::milliseconds;

constexpr unsigned char guard_byte = 0xa5;

std::uint64_t now_ns(void*) {
    auto since = std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now().time_since_epoch());
    return static_cast<std::uint64_t>(since.count());
}

std::optional<std::string> text_or_nothing(const char* text) {
    return text ? std::optional<std::string>(text) : std::nullopt;
}

}  // namespace

std::string Answer::say() const {
    if (is_good()) return "done";
    auto name = name_of(static_cast<ErrorCode>(code));
    std::string code_text = name == "unknown" ? "the unknown code " + std::to_string(code) : std::string(name);
    return text.empty() ? code_text : code_text + " (" + text + ")";
}

ErrorRoom::ErrorRoom(std::uint32_t struct_size) : struct_size_(struct_size) {
    std::memset(&room_, guard_byte, sizeof room_);
    room_.error.struct_size = struct_size;
    room_.error.message[0] = '\0';
}

Answer ErrorRoom::answer(std::int32_t code, Clock::time_point began, const std::string& call) const {
    auto took = std::chrono::duration_cast<milliseconds>(Clock::now() - began);
    const auto* bytes = reinterpret_cast<const unsigned char*>(&room_);
    if (std::any_of(bytes + struct_size_, bytes + sizeof room_, [](unsigned char one) { return one != guard_byte; }))
        throw Failed{call + " wrote past the end of limner_error_v1, whose struct_size says " +
                         std::to_string(struct_size_) + " bytes",
                     "wrote past limner_error_v1"};
    std::size_t room = struct_size_ - offsetof(limner_error_v1, message);
    std::size_t length = strnlen(room_.error.message, room);
    if (length == room) throw Failed{call + " left an error text without its end", "unterminated error text"};
    return {code, {room_.error.message, length}, took};
}

void collect_listing(void* to, const limner_listing_v1* listing) {
    auto& found = *static_cast<std::vector<Listing>*>(to);
    if (!listing) return found.push_back({});
    found.push_back(
        {listing->device_class, text_or_nothing(listing->id), text_or_nothing(listing->name), listing->struct_size});
}

limner_driver_entry_fn Module::find_entry(const std::string& path, std::string& why) {
    void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    void* symbol = handle ? dlsym(handle, "limner_driver_entry") : nullptr;
    if (!symbol) {
        const char* reason = dlerror();
        why = reason ? reason : "its symbol limner_driver_entry is null";
    }
    return reinterpret_cast<limner_driver_entry_fn>(symbol);
}

Module::Module(const Request& request, Reporter& reporter)
    : request_(request), reporter_(reporter), settings_(request.settings) {
    std::string why;
    auto entry = reporter.call("dlopen", call_limit, [&] { return find_entry(request.module, why); });
    if (!entry) throw NotAssessed{"the module cannot be loaded: " + why};
    table_ = reporter.call("limner_driver_entry()", call_limit, [&] { return entry(); });
    bool is_whole = table_ && table_->abi_major == LIMNER_DRIVER_ABI_MAJOR &&
                    table_->struct_size >= offsetof(limner_driver_v1, cancel) + sizeof table_->cancel &&
                    table_->initialise && table_->shutdown && table_->enumerate && table_->open && table_->close &&
                    table_->options && table_->set_option && table_->start && table_->stop && table_->grab &&
                    table_->cancel;
    if (!is_whole) throw NotAssessed{"the module has no usable table: see the check abi_table"};
    services_ = {sizeof services_,
                 0,
                 this,
                 [](void* context, std::int32_t, const char*) { use(context); },
                 now_ns,
                 [](void* context, void* to, std::uint64_t count) {
                     use(context);
                     (void)!::getrandom(to, static_cast<std::size_t>(count), 0);
                 },
                 setting,
                 [](void* context, std::int32_t, const char*) { use(context); }};
}

const char* Module::setting(void* context, const char* name) {
    use(context);
    const auto& settings = static_cast<const Module*>(context)->settings_;
    auto at = settings.find(name ? name : "");
    return at == settings.end() ? nullptr : at->second.c_str();
}

Answer Module::try_initialise(limner_instance_v1*& instance) {
    ErrorRoom error;
    auto began = Clock::now();
    auto code = reporter_.call("initialise()", limits().open,
                               [&] { return table_->initialise(&services_, &instance, error.raw()); });
    return error.answer(code, began, "initialise()");
}

limner_instance_v1* Module::initialise() {
    limner_instance_v1* instance = nullptr;
    auto answer = try_initialise(instance);
    if (!answer.is_good()) throw NotAssessed{"initialise() answered " + answer.say()};
    return instance;
}

void Module::shutdown(limner_instance_v1* instance) {
    reporter_.call("shutdown()", limits().stop, [&] { table_->shutdown(instance); });
}

Answer Module::enumerate(limner_instance_v1* instance, std::vector<Listing>& found) {
    ErrorRoom error;
    found.clear();
    auto began = Clock::now();
    auto code = reporter_.call("enumerate()", listing_limit,
                               [&] { return table_->enumerate(instance, collect_listing, &found, error.raw()); });
    return error.answer(code, began, "enumerate()");
}

bool Module::lists(limner_instance_v1* instance, const std::string& id) {
    std::vector<Listing> found;
    (void)enumerate(instance, found);
    return std::ranges::any_of(found, [&](const Listing& one) { return one.id == id; });
}

Answer Module::try_open(limner_instance_v1* instance, const std::string& id, limner_device_v1*& device,
                        std::chrono::milliseconds limit) {
    ErrorRoom error;
    auto began = Clock::now();
    auto code =
        reporter_.call("open()", limit, [&] { return table_->open(instance, id.c_str(), &device, error.raw()); });
    return error.answer(code, began, "open()");
}

}  // namespace limner::conform
