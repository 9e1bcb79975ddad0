#include "mdns_browser.h"

#include <avahi-client/client.h>
#include <avahi-client/lookup.h>
#include <avahi-common/error.h>
#include <avahi-common/malloc.h>
#include <avahi-common/simple-watch.h>

#include <algorithm>
#include <array>
#include <memory>

namespace limner::escl {
namespace {

constexpr std::array services{"_uscan._tcp", "_uscans._tcp"};
constexpr std::chrono::milliseconds step{50};

/// One look around; Avahi calls back while it runs.
class Look {
public:
    explicit Look(AvahiClient* client) : client_(client) {
        for (const char* service : services)
            if (AvahiServiceBrowser* browser =
                    avahi_service_browser_new(client, AVAHI_IF_UNSPEC, AVAHI_PROTO_UNSPEC, service, nullptr,
                                              static_cast<AvahiLookupFlags>(0), &Look::on_browse, this)) {
                browsers_.push_back(browser);
                ++pending_;
            }
    }
    Look(const Look&) = delete;
    Look& operator=(const Look&) = delete;
    ~Look() {
        for (AvahiServiceBrowser* browser : browsers_) avahi_service_browser_free(browser);
    }
    bool is_over() const { return pending_ == 0; }
    std::vector<Announcement> found{};

private:
    static void on_browse(AvahiServiceBrowser*, AvahiIfIndex interface, AvahiProtocol protocol, AvahiBrowserEvent event,
                          const char* name, const char* type, const char* domain, AvahiLookupResultFlags,
                          void* context) {
        auto* self = static_cast<Look*>(context);
        if (event == AVAHI_BROWSER_NEW) self->resolve(interface, protocol, name, type, domain);
        if (event == AVAHI_BROWSER_ALL_FOR_NOW || event == AVAHI_BROWSER_FAILURE) --self->pending_;
    }
    void resolve(AvahiIfIndex interface, AvahiProtocol protocol, const char* name, const char* type,
                 const char* domain) {
        auto* resolver =
            avahi_service_resolver_new(client_, interface, protocol, name, type, domain, AVAHI_PROTO_UNSPEC,
                                       static_cast<AvahiLookupFlags>(0), &Look::on_resolve, this);
        if (resolver) ++pending_;
    }
    static void on_resolve(AvahiServiceResolver* resolver, AvahiIfIndex, AvahiProtocol, AvahiResolverEvent event,
                           const char*, const char* type, const char*, const char*, const AvahiAddress* address,
                           std::uint16_t port, AvahiStringList* text, AvahiLookupResultFlags, void* context) {
        auto* self = static_cast<Look*>(context);
        if (event == AVAHI_RESOLVER_FOUND && address) self->take(type, *address, port, text);
        --self->pending_;
        avahi_service_resolver_free(resolver);
    }
    void take(std::string_view type, const AvahiAddress& address, int port, AvahiStringList* text) {
        Announcement one{.port = port, .is_secure = type.starts_with(services[1])};
        std::array<char, AVAHI_ADDRESS_STR_MAX> host{};
        one.host = avahi_address_snprint(host.data(), host.size(), &address);
        for (; text; text = avahi_string_list_get_next(text))
            add_text(
                {reinterpret_cast<const char*>(avahi_string_list_get_text(text)), avahi_string_list_get_size(text)},
                one.texts);
        found.push_back(std::move(one));
    }

    AvahiClient* client_;
    std::vector<AvahiServiceBrowser*> browsers_{};
    int pending_ = 0;
};

}  // namespace

std::vector<Announcement> browse(Clock::time_point deadline) {
    std::unique_ptr<AvahiSimplePoll, decltype(&avahi_simple_poll_free)> poll(avahi_simple_poll_new(),
                                                                             avahi_simple_poll_free);
    if (!poll) return {};
    auto ignore = [](AvahiClient*, AvahiClientState, void*) {};
    std::unique_ptr<AvahiClient, decltype(&avahi_client_free)> client(
        avahi_client_new(avahi_simple_poll_get(poll.get()), static_cast<AvahiClientFlags>(0), ignore, nullptr, nullptr),
        avahi_client_free);
    if (!client) return {};
    Look look(client.get());
    while (!look.is_over() && Clock::now() < deadline)
        if (avahi_simple_poll_iterate(poll.get(), static_cast<int>(step.count())) != 0) break;
    return std::move(look.found);
}

}  // namespace limner::escl
