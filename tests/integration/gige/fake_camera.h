#pragma once

#include "support/program.h"

#include <map>
#include <memory>
#include <string>

namespace limner::test {

/// Aravis's simulated GigE Vision camera, a process on 127.0.0.1; one at a time. It is killed with the object.
class FakeGigeCamera {
public:
    /// Enters a network of the test's own first. Why there is none, else an empty text.
    static std::string why_not();

    /// Returns once the camera answers; its pictures are 256 x 240. `lost_per_thousand`: packets that it does not send.
    explicit FakeGigeCamera(const std::string& serial = "GV7", int lost_per_thousand = 0);

    /// What the driver needs to speak to it: it does not test the size of packets.
    static std::map<std::string, std::string> settings() {
        return {{"packet_bytes", "8192"}, {"next_picture_limit_ms", "1500"}};
    }

    const std::string& id() const { return id_; }
    void kill();
    /// It is there, and does nothing any more.
    void freeze();
    void thaw();

private:
    void make_small() const;

    std::string id_;
    std::unique_ptr<Program> program_;
};

}  // namespace limner::test
