#include "integration/gige/fake_camera.h"

#include "gvcp_socket.h"
#include "support/abi_device.h"
#include "support/own_network.h"

#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace limner::test {
namespace {

using namespace std::chrono_literals;

constexpr const char* program_name = "arv-fake-gv-camera-0.8";

bool is_installed() {
    std::istringstream folders(std::getenv("PATH") ? std::getenv("PATH") : "");
    for (std::string folder; std::getline(folders, folder, ':');)
        if (access((folder + "/" + program_name).c_str(), X_OK) == 0) return true;
    return false;
}

}  // namespace

std::string FakeGigeCamera::why_not() {
    if (!is_installed()) return std::string(program_name) + " is not installed (Debian: aravis-tools)";
    return enter_own_network();
}

FakeGigeCamera::FakeGigeCamera(const std::string& serial, int lost_per_thousand)
    : id_("gige/Aravis-Fake/" + serial),
      program_(std::make_unique<Program>(program_name, std::vector<std::string>{"-i", "127.0.0.1", "-s", serial, "-r",
                                                                                std::to_string(lost_per_thousand)})) {
    const auto limit = std::chrono::steady_clock::now() + 20s;
    while (!gige::ask_all({"127.0.0.1"}, 100ms)[0]) {
        if (std::chrono::steady_clock::now() > limit) throw std::runtime_error("the fake camera does not answer");
        std::this_thread::sleep_for(10ms);
    }
    make_small();
}

/// A picture that fits into the socket's buffer is not lost while this process waits for a processor. The camera keeps
/// its region from one opening to the next.
void FakeGigeCamera::make_small() const {
    auto module = AbiModule::load("gige", settings()).value();
    auto camera = module->open(id_).value();
    camera.set_option("width", std::int64_t{256}).value();
    camera.set_option("height", std::int64_t{240}).value();
}

void FakeGigeCamera::kill() { program_.reset(); }
void FakeGigeCamera::freeze() { program_->signal(SIGSTOP); }
void FakeGigeCamera::thaw() { program_->signal(SIGCONT); }

}  // namespace limner::test
