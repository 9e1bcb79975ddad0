#pragma once

#include <limner/base/result.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace limner::test {

/// The tests' eSCL scanner (escl_server.py, which says what its options and faults are), as a process of its own on a
/// free port of 127.0.0.1. It ends with the object, and with this process however that ends.
class EsclServer {
public:
    /// `options` as on its command line: {"--platen", "page.png", "--fault", "slow"}. Errors: file_missing without
    /// Python 3, internal where it does not come up, with what it said.
    static Result<std::unique_ptr<EsclServer>> start(const std::vector<std::string>& options);
    ~EsclServer();
    EsclServer(const EsclServer&) = delete;
    EsclServer& operator=(const EsclServer&) = delete;

    int port() const noexcept { return port_; }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/eSCL"; }

    /// Changes the fault; an empty text ends it. Returns whether the server took it.
    bool set_fault(const std::string& name);
    /// The requests so far, one a line, the newest last.
    std::string requests();
    /// The latest job's ScanSettings.
    std::string settings();

    /// What makes sane-airscan find it, and nothing else, under the name given.
    std::string airscan_configuration(const std::string& name) const;

private:
    EsclServer(int process, int input, int port) : process_(process), input_(input), port_(port) {}

    int process_;
    int input_;
    int port_;
};

}  // namespace limner::test
