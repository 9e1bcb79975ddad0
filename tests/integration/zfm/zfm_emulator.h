#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace limner::test {

/// A fingerprint module of the ZFM-20 family at a pseudo-terminal, or at the other end of a serial port. At a
/// pseudo-terminal it understands who talks at its own baud rate. Its line can be disturbed while it runs.
class ZfmEmulator {
public:
    struct Options {
        int baud = 57'600;
        std::uint32_t password = 0;
        bool has_light = true;
        bool takes_rates = true;
        std::string port{};              ///< A serial port of the machine instead of a pseudo-terminal.
        std::vector<std::byte> image{};  ///< As it uploads it; 36,864 bytes of a pattern where empty.
    };

    ZfmEmulator() : ZfmEmulator(Options{}) {}
    explicit ZfmEmulator(Options options);
    ZfmEmulator(const ZfmEmulator&) = delete;
    ZfmEmulator& operator=(const ZfmEmulator&) = delete;
    ~ZfmEmulator() { unplug(); }

    const std::string& path() const { return path_; }
    const std::vector<std::byte>& image() const { return options_.image; }
    int baud() const { return baud_; }
    /// The ends the terminal as pulling a dongle does.
    void unplug();

    std::atomic<bool> has_finger = false;
    std::atomic<int> answer_of_image = -1;  ///< Instead of what a finger makes it.
    std::atomic<int> damaged_answers = 0;   ///< The next ones have a flipped bit.
    std::atomic<int> damaged_data = 0;      ///< The same of data packets.
    std::atomic<int> lost_bytes = 0;        ///< Bytes that the next data packets lack, one each.
    std::atomic<int> lost_packets = 0;      ///< Data packets that never come.
    std::atomic<int> ignored_commands = 0;  ///< The next ones are not answered.
    std::atomic<int> refused_commands = 0;  ///< The next ones arrived damaged, it says.
    std::atomic<bool> stops_in_image = false;
    std::atomic<bool> has_stopped = false;  ///< In the middle of an image.
    std::atomic<int> uploads = 0;
    std::vector<std::uint8_t> light_colors();

private:
    void make_terminal();
    void open_port();
    void run();
    void take(const std::vector<std::byte>& payload);
    void answer(std::vector<std::byte> payload);
    void upload();
    void send(std::uint8_t type, const std::vector<std::byte>& payload, std::atomic<int>& damage);
    int line_rate() const;

    Options options_;
    std::string path_{};
    int master_ = -1;
    std::atomic<int> baud_;
    std::atomic<bool> is_over_ = false;
    std::mutex mutex_{};
    std::vector<std::uint8_t> light_colors_{};
    std::thread thread_{};
};

}  // namespace limner::test
