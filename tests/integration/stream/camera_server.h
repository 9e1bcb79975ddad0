#pragma once

#include <atomic>
#include <cstddef>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace limner::test {

/// A camera on the network: Motion JPEG over HTTP on 127.0.0.1, one picture after another, with faults. It serves one
/// connection at a time.
class CameraServer {
public:
    enum class Fault {
        none,
        stall,    ///< No further picture comes, the connection stays.
        cut,      ///< The connection breaks in the middle of a picture.
        garbage,  ///< Parts are no pictures.
        slow,     ///< A picture every 300 ms.
        refuse,   ///< 401
        flood,    ///< A part without an end.
        mute      ///< No answer to the request.
    };

    explicit CameraServer(std::vector<std::vector<std::byte>> pictures);
    CameraServer(const CameraServer&) = delete;
    CameraServer& operator=(const CameraServer&) = delete;
    ~CameraServer();

    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/video"; }
    std::string id() const { return "stream/127.0.0.1:" + std::to_string(port_) + "/video"; }
    std::atomic<Fault> fault = Fault::none;

private:
    void run();
    void serve(int client);
    bool send_text(int client, std::string_view text) const;
    bool send_part(int client, std::size_t number) const;

    std::vector<std::vector<std::byte>> pictures_;
    int socket_ = -1;
    int port_ = 0;
    std::atomic<bool> is_over_ = false;
    std::thread thread_{};
};

}  // namespace limner::test
