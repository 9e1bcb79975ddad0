#include "driver/process_launcher.h"

namespace limner {
namespace {

Result<void> introduce(DriverLink& link, const DriverManifest& manifest, const ModuleServices& services) {
    auto hello = BodyWriter().put(manifest.module.string()).put(manifest.name).put(manifest.version);
    hello.put(static_cast<std::uint8_t>(manifest.needs_network));
    int scratch = services.scratch ? services.scratch->number() : -1;
    if (auto told = link.tell({MessageKind::hello, 0, hello.take()}, scratch); !told) return told;
    for (const auto& [name, text] : services.settings)
        if (auto told = link.tell({MessageKind::setting, 0, BodyWriter().put(name).put(text).take()}); !told)
            return told;
    return {};
}

}  // namespace

Result<LoadedProcess> ProcessLauncher::launch(const std::string& subject, std::chrono::milliseconds limit,
                                              const Until& until) const {
    auto process = spawner->start(subject, until);
    if (!process) return process.error();
    LoadedProcess loaded{std::make_unique<DriverLink>(*std::move(process), subject, services.log)};
    if (auto told = introduce(*loaded.link, manifest, services); !told) return told.error();
    auto version = loaded.link->call_done({MessageKind::load, {}, "load", limit, false}, until);
    if (!version) return version.error();
    loaded.version = *std::move(version);
    return loaded;
}

}  // namespace limner
