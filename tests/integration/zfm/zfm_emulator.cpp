#include "zfm_emulator.h"

#include "zfm_protocol.h"

#include <asm/termbits.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

namespace limner::test {
namespace {

constexpr std::uint32_t address = 0xFFFFFFFF;
constexpr std::size_t packet_bytes = 128;

std::vector<std::byte> pattern() {
    std::vector<std::byte> image(zfm::max_image_bytes);
    for (std::size_t i = 0; i < image.size(); ++i) image[i] = static_cast<std::byte>(i * 37 + i / 128);
    return image;
}

bool take_one(std::atomic<int>& count) {
    int before = count;
    while (before > 0 && !count.compare_exchange_weak(before, before - 1)) {
    }
    return before > 0;
}

}  // namespace

ZfmEmulator::ZfmEmulator(Options options) : options_(std::move(options)), baud_(options_.baud) {
    if (options_.image.empty()) options_.image = pattern();
    if (options_.port.empty())
        make_terminal();
    else
        open_port();
    thread_ = std::thread([this] { run(); });
}

void ZfmEmulator::make_terminal() {
    master_ = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    grantpt(master_);
    unlockpt(master_);
    std::array<char, 64> name{};
    ptsname_r(master_, name.data(), name.size());
    path_ = name.data();
}

void ZfmEmulator::open_port() {
    path_ = options_.port;
    master_ = open(path_.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
    termios2 raw{};
    raw.c_cflag = CS8 | CREAD | CLOCAL | BOTHER;
    raw.c_ispeed = raw.c_ospeed = 115'200;
    raw.c_cc[VMIN] = 1;
    ioctl(master_, TCSETS2, &raw);
}

void ZfmEmulator::unplug() {
    is_over_ = true;
    if (thread_.joinable()) thread_.join();
    if (master_ >= 0) close(master_);
    master_ = -1;
}

std::vector<std::uint8_t> ZfmEmulator::light_colors() {
    std::lock_guard lock(mutex_);
    return light_colors_;
}

int ZfmEmulator::line_rate() const {
    termios2 settings{};
    ioctl(master_, TCGETS2, &settings);
    return static_cast<int>(settings.c_ospeed);
}

void ZfmEmulator::run() {
    zfm::PacketReader reader(address);
    while (!is_over_) {
        pollfd ready{master_, POLLIN, 0};
        poll(&ready, 1, 5);
        if (ready.revents & POLLHUP) std::this_thread::sleep_for(std::chrono::milliseconds(2));
        if (!(ready.revents & POLLIN)) continue;
        std::array<std::byte, 512> bytes{};
        const auto count = read(master_, bytes.data(), bytes.size());
        // At another rate all of it is noise.
        if (count <= 0 || (options_.port.empty() && line_rate() != baud_)) continue;
        reader.add(std::span(bytes).first(static_cast<std::size_t>(count)));
        for (auto packet = reader.next(); packet && *packet; packet = reader.next()) take((*packet)->payload);
    }
}

void ZfmEmulator::send(std::uint8_t type, const std::vector<std::byte>& payload, std::atomic<int>& damage) {
    auto bytes = zfm::encoded({static_cast<zfm::PacketType>(type), payload}, address);
    if (take_one(damage)) bytes[bytes.size() - 3] ^= std::byte{0x10};
    if (type != 7 && take_one(lost_bytes)) bytes.erase(bytes.end() - 4);
    for (std::size_t sent = 0; sent < bytes.size() && !is_over_;) {
        const auto count = write(master_, bytes.data() + sent, bytes.size() - sent);
        if (count <= 0) return;
        sent += static_cast<std::size_t>(count);
    }
}

void ZfmEmulator::answer(std::vector<std::byte> payload) { send(7, payload, damaged_answers); }

void ZfmEmulator::upload() {
    ++uploads;
    answer({std::byte{0}});
    const auto& image = options_.image;
    for (std::size_t at = 0; at < image.size() && !is_over_; at += packet_bytes) {
        if (stops_in_image && at > image.size() / 2) {
            has_stopped = true;
            return;
        }
        const auto* begin = image.data() + at;
        const bool is_last = at + packet_bytes >= image.size();
        std::vector<std::byte> payload(begin, begin + std::min(packet_bytes, image.size() - at));
        if (at > 0 && !is_last && take_one(lost_packets)) continue;
        send(is_last ? 8 : 2, payload, damaged_data);
    }
}

void ZfmEmulator::take(const std::vector<std::byte>& payload) {
    if (take_one(ignored_commands)) return;
    if (take_one(refused_commands)) return answer({std::byte{1}});
    const auto number = [&](std::size_t at) {
        return at < payload.size() ? std::to_integer<std::uint32_t>(payload[at]) : 0;
    };
    switch (static_cast<zfm::Command>(payload[0])) {
        case zfm::Command::verify_password: {
            const auto given = number(1) << 24 | number(2) << 16 | number(3) << 8 | number(4);
            return answer({given == options_.password ? std::byte{0} : std::byte{0x13}});
        }
        case zfm::Command::read_parameters: {
            std::vector<std::byte> reply(17, std::byte{0});
            for (std::size_t i = 9; i < 13; ++i) reply[i] = std::byte{0xFF};
            reply[14] = std::byte{2};
            reply[16] = static_cast<std::byte>(baud_ / zfm::baud_unit);
            return answer(reply);
        }
        case zfm::Command::set_parameter:
            if (!options_.takes_rates) return answer({std::byte{0x1A}});
            answer({std::byte{0}});
            baud_ = static_cast<int>(number(2)) * zfm::baud_unit;
            return;
        case zfm::Command::take_image:
            if (answer_of_image >= 0) return answer({static_cast<std::byte>(answer_of_image.load())});
            return answer({has_finger ? std::byte{0} : std::byte{2}});
        case zfm::Command::upload_image: return upload();
        case zfm::Command::light: {
            if (!options_.has_light) return;
            std::lock_guard lock(mutex_);
            light_colors_.push_back(static_cast<std::uint8_t>(number(1) == 4 ? 0 : number(3)));
            return answer({std::byte{0}});
        }
    }
}

}  // namespace limner::test
