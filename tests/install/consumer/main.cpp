// Opens the installed SDK and looks for its drivers: consumer [DRIVER-THAT-MUST-SERVE-A-DEVICE]
#include <limner/limner.h>

#include <algorithm>
#include <iostream>
#include <string>

using namespace std::chrono_literals;

int main(int argc, char** argv) {
    auto runtime = limner::Runtime::open();
    if (!runtime) {
        std::cerr << runtime.error().message << '\n';
        return 1;
    }
    for (const limner::Error& problem : runtime->problems()) std::cerr << problem.message << '\n';
    auto devices = runtime->devices().wait_for_devices(limner::Until::in(20s));
    std::cout << "limner " << limner::version << ", " << devices.size() << " devices\n";
    if (argc < 2) return runtime->problems().empty() ? 0 : 1;
    const std::string driver = argv[1];
    return std::ranges::any_of(devices, [&](const auto& device) { return device.driver == driver; }) ? 0 : 1;
}
