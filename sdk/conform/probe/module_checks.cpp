#include "conform/probe/groups.h"
#include "conform/probe/resources.h"

#include <algorithm>
#include <thread>

namespace limner::conform {
namespace {

using namespace std::chrono_literals;

std::string missing_member(const limner_driver_v1& table) {
    const std::pair<const char*, bool> members[] = {{"initialise", table.initialise},
                                                    {"shutdown", table.shutdown},
                                                    {"enumerate", table.enumerate},
                                                    {"open", table.open},
                                                    {"close", table.close},
                                                    {"options", table.options},
                                                    {"set_option", table.set_option},
                                                    {"start", table.start},
                                                    {"stop", table.stop},
                                                    {"grab", table.grab},
                                                    {"cancel", table.cancel},
                                                    {"name", table.name && *table.name},
                                                    {"version", table.version && *table.version}};
    for (const auto& [name, is_there] : members)
        if (!is_there) return name;
    return "";
}

std::string see_table(const Request& request, Reporter& reporter) {
    std::string why;
    auto entry = reporter.call("dlopen", call_limit, [&] { return Module::find_entry(request.module, why); });
    if (!entry) throw Failed{why};
    const auto* table = reporter.call("limner_driver_entry()", call_limit, [&] { return entry(); });
    if (!table) throw Failed{"limner_driver_entry() gives NULL"};
    if (table->abi_major != LIMNER_DRIVER_ABI_MAJOR)
        throw Failed{"abi_major is " + std::to_string(table->abi_major) + ", this kit checks " +
                     std::to_string(LIMNER_DRIVER_ABI_MAJOR)};
    constexpr std::uint32_t least = sizeof(limner_driver_v1), most = 4096;
    std::string size = "struct_size is " + std::to_string(table->struct_size);
    if (table->struct_size < least || table->struct_size > most || table->struct_size % alignof(limner_driver_v1) != 0)
        throw Failed{size + ", the table of this ABI has " + std::to_string(least)};
    if (auto missing = missing_member(*table); !missing.empty()) throw Failed{missing + " is NULL or empty"};
    if (!request.driver.empty() && request.driver != table->name)
        throw Failed{"the driver calls itself '" + std::string(table->name) + "', its manifest '" + request.driver +
                     "'"};
    if (entry() != table) throw Failed{"limner_driver_entry() gives another table at its second call"};
    return size + ", all functions are there";
}

std::string see_initialise(Module& module) {
    limner_instance_v1 *one = nullptr, *two = nullptr;
    for (auto* instance : {&one, &two}) {
        auto answer = module.try_initialise(*instance);
        std::string which = instance == &one ? "initialise()" : "initialise() beside a first instance";
        if (!answer.is_good()) throw Failed{which + " answered " + answer.say()};
        if (!*instance) throw Failed{which + " answered 0 and made no instance"};
    }
    module.shutdown(two);
    module.shutdown(one);
    return "two instances live side by side";
}

std::string see_instances(Module& module) {
    auto *one = module.initialise(), *two = module.initialise();
    std::vector<Listing> before, after;
    auto alone = module.enumerate(one, before);
    if (!alone.is_good()) throw NotAssessed{"enumerate() answered " + alone.say() + ": see the check enumerate"};
    module.shutdown(two);
    auto listed = module.enumerate(one, after);
    if (!listed.is_good())
        throw Failed{"after the shutdown() of another instance enumerate() answered " + listed.say()};
    if (before.size() != after.size())
        throw Failed{"an instance listed " + std::to_string(before.size()) +
                     " devices, after the shutdown() of another " + std::to_string(after.size())};
    module.shutdown(one);
    return "an instance goes on after the shutdown() of another";
}

std::string see_shutdown(Module& module) {
    auto before = Resources::now();
    for (int i = 0; i < 5; ++i) {
        auto* instance = module.initialise();
        std::vector<Listing> ignored;
        (void)module.enumerate(instance, ignored);
        module.shutdown(instance);
    }
    (void)module.services_used();
    std::this_thread::sleep_for(300ms);
    if (int count = module.services_used())
        throw Failed{std::to_string(count) + " services were called after shutdown() had returned"};
    auto after = Resources::settled(before);
    if (after.threads > before.threads)
        throw Failed{std::to_string(after.threads - before.threads) + " threads are left after 5 shutdowns"};
    if (after.descriptors >= before.descriptors + 5)
        throw Failed{std::to_string(after.descriptors - before.descriptors) +
                     " descriptors are left after 5 shutdowns"};
    return "5 instances came and went";
}

bool is_valid_class(std::int32_t value) {
    return value >= LIMNER_CLASS_CAMERA && value <= LIMNER_CLASS_DOCUMENT_SCANNER;
}

std::string listing_problem(const Listing& one, const std::string& driver) {
    if (!one.id) return "an id is NULL";
    if (!one.id->starts_with(driver + "/") || one.id->size() == driver.size() + 1)
        return "the id '" + *one.id + "' does not begin with '" + driver + "/'";
    if (!one.name || one.name->empty()) return *one.id + " has no name";
    if (!is_valid_class(one.device_class))
        return *one.id + " has the unknown class " + std::to_string(one.device_class);
    if (one.struct_size < sizeof(limner_listing_v1))
        return *one.id + ": struct_size is " + std::to_string(one.struct_size) + " of " +
               std::to_string(sizeof(limner_listing_v1));
    return "";
}

std::string see_listing(Module& module) {
    auto* instance = module.initialise();
    std::vector<Listing> found, again;
    auto first = module.enumerate(instance, found);
    if (!first.is_good()) throw Failed{"enumerate() answered " + first.say()};
    auto second = module.enumerate(instance, again);
    if (!second.is_good()) throw Failed{"the second enumerate() answered " + second.say()};
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (auto problem = listing_problem(found[i], module.table().name); !problem.empty()) throw Failed{problem};
        for (std::size_t j = 0; j < i; ++j)
            if (found[i].id == found[j].id) throw Failed{*found[i].id + " is listed twice"};
    }
    for (const Listing& one : found)
        if (std::ranges::none_of(again, [&](const Listing& other) { return other.id == one.id; }))
            throw Failed{*one.id + " is missing at the second listing"};
    module.shutdown(instance);
    if (found.empty()) throw NotAssessed{"enumerate() lists no device: connect one, or set up a simulated one"};
    return std::to_string(found.size()) + " devices, the same at the second listing";
}

/// `what` is for the message.
void expect_refused(Module& module, limner_instance_v1* instance, const std::string& id, bool has_own_code) {
    limner_device_v1* device = nullptr;
    auto answer = module.try_open(instance, id, device);
    std::string quoted = "open(\"" + id + "\") ";
    if (answer.is_good()) throw Failed{quoted + "succeeded: no such device is listed"};
    if (device) throw Failed{quoted + "failed and gave a device all the same"};
    if (name_of(static_cast<ErrorCode>(answer.code)) == "unknown")
        throw Failed{quoted + "answered the unknown code " + std::to_string(answer.code)};
    if (answer.text.empty()) throw Failed{quoted + "answered " + answer.say() + " without a text"};
    if (has_own_code && !answer.is(ErrorCode::device_missing))
        throw Failed{quoted + "answered " + answer.say() + " in place of device_missing"};
}

}  // namespace

void check_table(const Request& request, Reporter& reporter) {
    reporter.check("abi_table", [&] { return see_table(request, reporter); });
}

void survey(Module& module) {
    module.reporter().introduced(module.table().name ? module.table().name : "",
                                 module.table().version ? module.table().version : "");
    auto* instance = module.initialise();
    std::vector<Listing> found;
    (void)module.enumerate(instance, found);
    for (const Listing& one : found)
        if (one.id) module.reporter().listed(*one.id, one.device_class);
}

void check_initialise(Module& module) {
    module.reporter().check("initialise", [&] { return see_initialise(module); });
}

void check_instances(Module& module) {
    module.reporter().check("instances", [&] { return see_instances(module); });
    module.reporter().check("shutdown", [&] { return see_shutdown(module); });
}

void check_enumerate(Module& module) {
    module.reporter().check("enumerate", [&] { return see_listing(module); });
}

void check_unknown(Module& module) {
    module.reporter().check("unknown_device", [&] {
        auto* instance = module.initialise();
        std::string name = module.table().name;
        expect_refused(module, instance, name + "/conform:no-such-device", true);
        expect_refused(module, instance, "", false);
        expect_refused(module, instance, "conform/of-another-driver", false);
        module.shutdown(instance);
        return std::string("three ids that do not exist were refused");
    });
}

}  // namespace limner::conform
