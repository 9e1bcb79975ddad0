#include "zfm_module.h"

#include <algorithm>
#include <array>
#include <string>
#include <thread>
#include <utility>

namespace limner::zfm {
namespace {

using namespace std::chrono_literals;

constexpr int max_repeats = 3;
constexpr auto probe_limit = 250ms;
constexpr auto answer_limit = 500ms;
/// Between data packets; at the slowest rate one of 256 bytes takes 280 ms.
constexpr auto data_limit = 700ms;
/// Longer than any pause that a module makes within an image.
constexpr auto quiet_time = 100ms;
/// What a module needs to change its rate.
constexpr auto settle_time = 20ms;
constexpr std::array usual_bauds{57'600, 115'200, 9'600, 19'200, 38'400};

constexpr std::byte baud_parameter{4};

std::array<std::byte, 4> bytes_of(std::uint32_t number) {
    return {static_cast<std::byte>(number >> 24), static_cast<std::byte>(number >> 16),
            static_cast<std::byte>(number >> 8), static_cast<std::byte>(number)};
}

Answer answer_in(const std::vector<std::byte>& payload) { return static_cast<Answer>(payload.front()); }

}  // namespace

Result<std::unique_ptr<Module>> Module::open(const std::string& path, const ModuleSettings& settings) {
    auto link = SerialLink::open(path);
    if (!link) return link.error();
    std::unique_ptr<Module> module(new Module(std::move(*link), settings));
    if (auto found = module->find_baud(); !found) return found.error();
    if (auto read = module->read_parameters(); !read) return read.error();
    if (auto raised = module->raise_baud(); !raised) return raised.error();
    return module;
}

Result<void> Module::find_baud() {
    std::vector<int> bauds(usual_bauds.begin(), usual_bauds.end());
    if (settings_.baud != 0 && std::ranges::find(bauds, settings_.baud) == bauds.end()) bauds.push_back(settings_.baud);
    for (int baud : bauds) {
        auto answers = answers_at(baud);
        if (!answers) return answers.error();
        if (*answers) return {};
    }
    return Error{ErrorCode::device_missing, link_->path() + ": no fingerprint module answers there"};
}

Result<bool> Module::answers_at(int baud) {
    if (auto set = link_->set_baud(baud); !set) return set.error();
    const auto password = bytes_of(settings_.password);
    auto reply = ask(command(Command::verify_password, password), probe_limit);
    if (!reply) {
        const bool is_silence =
            reply.error().code == ErrorCode::device_stalled || reply.error().code == ErrorCode::bad_data;
        return is_silence ? Result<bool>(false) : reply.error();
    }
    if (answer_in(*reply) == Answer::wrong_password)
        return Error{ErrorCode::access_denied,
                     link_->path() + ": the module wants another password (drivers.zfm.password)"};
    return answer_in(*reply) == Answer::ok;
}

Result<void> Module::read_parameters() {
    auto reply = ask(command(Command::read_parameters), answer_limit);
    if (!reply) return reply.error();
    auto parameters = parse_parameters(*reply);
    if (!parameters) return parameters.error();
    parameters_ = *parameters;
    return {};
}

Result<void> Module::raise_baud() {
    if (settings_.baud == 0 || settings_.baud <= parameters_.baud) return {};
    const int old_baud = parameters_.baud;
    const std::array wanted{baud_parameter, static_cast<std::byte>(settings_.baud / baud_unit)};
    auto reply = ask(command(Command::set_parameter, wanted), answer_limit);
    if (reply && answer_in(*reply) != Answer::ok) return {};  // slower, and it serves
    if (!reply && reply.error().code == ErrorCode::device_lost) return reply.error();
    std::this_thread::sleep_for(settle_time);
    for (int baud : {settings_.baud, old_baud}) {
        auto answers = answers_at(baud);
        if (!answers) return answers.error();
        if (!*answers) continue;
        parameters_.baud = baud;
        return {};
    }
    return Error{ErrorCode::device_fault, link_->path() + ": the module does not answer since its rate was raised"};
}

Result<void> Module::begin(Packet command, std::chrono::milliseconds limit) {
    abandon();
    pending_ = Pending{std::move(command), limit, Clock::now() + limit};
    return link_->send(encoded(pending_->command, settings_.address));
}

void Module::abandon() noexcept {
    noise_at_ = Clock::now();
    pending_.reset();
    reader_.clear();
    link_->drop_input();
}

Result<bool> Module::is_quiet(Clock::time_point deadline) {
    while (Clock::now() < noise_at_ + quiet_time) {
        auto bytes = link_->receive(std::min(deadline, noise_at_ + quiet_time));
        if (!bytes) return bytes.error();
        if (!bytes->empty())
            noise_at_ = Clock::now();
        else if (Clock::now() < noise_at_ + quiet_time)
            return false;
    }
    return true;
}

Result<void> Module::repeat(const char* why) {
    if (++pending_->repeats > max_repeats) {
        pending_.reset();
        return Error{ErrorCode::bad_data, link_->path() + ": " + why + " four times in a row: look at its cable"};
    }
    reader_.clear();
    link_->drop_input();
    pending_->until = Clock::now() + pending_->limit;
    return link_->send(encoded(pending_->command, settings_.address));
}

Result<std::optional<Packet>> Module::packet(Clock::time_point deadline) {
    while (true) {
        auto found = reader_.next();
        if (!found || *found) return found;
        auto bytes = link_->receive(deadline);
        if (!bytes) return bytes.error();
        if (bytes->empty()) return std::optional<Packet>();
        reader_.add(*bytes);
    }
}

Result<std::optional<std::vector<std::byte>>> Module::answer(Clock::time_point deadline) {
    while (pending_) {
        auto found = packet(std::min(deadline, pending_->until));
        if (!found && found.error().code != ErrorCode::bad_data) {
            pending_.reset();
            return found.error();
        }
        if (!found) {
            if (auto sent = repeat("its answer was damaged"); !sent) return sent.error();
        } else if (*found && (*found)->type == PacketType::ack) {
            if (answer_in((*found)->payload) == Answer::receive_error) {
                if (auto sent = repeat("it received a damaged command"); !sent) return sent.error();
                continue;
            }
            pending_.reset();
            return std::optional(std::move((*found)->payload));
        } else if (!*found) {
            if (Clock::now() < pending_->until) return std::optional<std::vector<std::byte>>();
            const auto limit = std::exchange(pending_, std::nullopt)->limit;
            return Error{ErrorCode::device_stalled,
                         link_->path() + ": the module has not answered for " + std::to_string(limit.count()) + " ms"};
        }
    }
    return Error{ErrorCode::internal, "no command is in progress"};
}

Result<std::vector<std::byte>> Module::ask(Packet command, std::chrono::milliseconds limit) {
    if (auto begun = begin(std::move(command), limit); !begun) return begun.error();
    while (true) {
        auto reply = answer(Clock::now() + limit * (max_repeats + 1));
        if (!reply) return reply.error();
        if (*reply) return std::move(**reply);
        link_->calm();
    }
}

void Module::expect_data() noexcept {
    data_.clear();
    last_data_ = Clock::now();
}

Result<std::optional<std::vector<std::byte>>> Module::data(Clock::time_point deadline) {
    while (true) {
        auto found = packet(std::min(deadline, last_data_ + data_limit));
        if (!found) return found.error();
        if (!*found) {
            if (Clock::now() < last_data_ + data_limit) return std::optional<std::vector<std::byte>>();
            return Error{ErrorCode::device_stalled, link_->path() + ": the module stopped in the middle of an image"};
        }
        const Packet& one = **found;
        if (one.type != PacketType::data && one.type != PacketType::end) continue;
        data_.insert(data_.end(), one.payload.begin(), one.payload.end());
        last_data_ = Clock::now();
        if (data_.size() > max_image_bytes + static_cast<std::size_t>(parameters_.packet_bytes))
            return Error{ErrorCode::bad_data, link_->path() + ": the module sends more than an image"};
        if (one.type == PacketType::end) return std::optional(std::exchange(data_, {}));
    }
}

}  // namespace limner::zfm
