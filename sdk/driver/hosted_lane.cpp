#include "driver/hosted_lane.h"

#include "driver/abi_convert.h"
#include "driver/frame_memory.h"
#include "driver/picture_digest.h"
#include "frame/image_pool.h"

#include <algorithm>

namespace limner {
namespace {

// Two places: an answer that comes late never overwrites the picture that is being copied.
constexpr std::uint32_t places = 2;
constexpr std::size_t first_place_bytes = 8 * 1024 * 1024;
constexpr std::size_t max_place_bytes = std::size_t{1} << 30;
constexpr std::size_t max_options = 1024;

class HostedLane final : public Lane {
public:
    HostedLane(HostedDevice device, LoadedProcess process)
        : device_(std::move(device)), link_(std::move(process.link)), close_patience_(device_.limits.stop) {}
    HostedLane(const HostedLane&) = delete;
    HostedLane& operator=(const HostedLane&) = delete;
    ~HostedLane() override { link_->close(close_patience_); }

    /// A caller whose deadline has passed does not wait for an orderly end, too.
    void close_by(const Until& until) {
        auto left = until.is_stopped() ? std::chrono::milliseconds(0) : until.remaining();
        close_patience_ = std::min(close_patience_, left);
    }

    Result<void> open(const Until& until) {
        if (auto lent = lend(first_place_bytes); !lent) return lent;
        auto body = BodyWriter().put(device_.id).put(static_cast<std::uint64_t>(device_.max_band_bytes)).take();
        return request(MessageKind::open, std::move(body), "open", device_.limits.open, until);
    }

    Result<std::vector<driver::Option>> options(const Until& until) override {
        std::vector<driver::Option> found;
        auto take = [&found](const Message& message) -> Result<void> {
            auto option = option_from(message.body);
            if (!option) return option.error();
            if (found.size() < max_options) found.push_back(*std::move(option));
            return {};
        };
        auto done = link_->call_done({MessageKind::options, {}, "options", device_.limits.option, false}, until, take);
        if (!done) return done.error();
        return found;
    }

    Result<void> set_option(const std::string& name, const driver::Value& value, const Until& until) override {
        return request(MessageKind::set_option, body_of(OptionChange{name, value}), "set_option", device_.limits.option,
                       until);
    }

    Result<void> start(const driver::Settings& settings, const Until& until) override {
        auto body = BodyWriter().put(static_cast<std::int32_t>(settings.purpose)).put(settings.width);
        return request(MessageKind::start, body.put(settings.height).take(), "start", device_.limits.start, until);
    }

    Result<void> stop(const Until& until) override {
        return request(MessageKind::stop, {}, "stop", device_.limits.stop, until);
    }

    Result<Grabbed> grab(std::chrono::milliseconds slice, std::chrono::milliseconds limit,
                         const Until& until) override {
        auto message = ask_for_frame(slice, limit, until);
        if (message && message->kind == MessageKind::need_memory) {
            if (auto lent = lend_more(*message); !lent) return lent.error();
            message = ask_for_frame(slice, limit, until);
        }
        if (!message) return message.error();
        if (message->kind == MessageKind::frame) return take(*message);
        auto outcome = outcome_from(message->body);
        if (message->kind != MessageKind::done || !outcome || outcome->code == 0)
            return link_->broken("another answer than a grab has");
        return driver_error(outcome->code, outcome->text, device_.id);
    }

    void cancel() noexcept override { link_->cancel(); }
    bool is_stalled() const override { return link_->has_failed(); }

private:
    Result<void> request(MessageKind kind, std::vector<std::byte> body, const char* what,
                         std::chrono::milliseconds limit, const Until& until) {
        bool is_interruptible = kind == MessageKind::start;
        auto done = link_->call_done({kind, std::move(body), what, limit, is_interruptible}, until);
        if (!done) return done.error();
        return {};
    }

    Result<Message> ask_for_frame(std::chrono::milliseconds slice, std::chrono::milliseconds limit,
                                  const Until& until) {
        place_ = (place_ + 1) % places;
        auto body = BodyWriter().put(static_cast<std::uint64_t>(slice.count())).put(place_).take();
        return link_->call({MessageKind::grab, std::move(body), "grab", limit, true}, until);
    }

    /// The numbers crossed in the message, which nobody else can change; the pixels are copied once, and are no picture
    /// where somebody wrote over them before that.
    Result<Grabbed> take(const Message& message) {
        auto frame = placed_frame_from(message.body);
        if (!frame) return link_->broken(frame.error().message);
        auto place = memory_->place(place_);
        if (frame->place != place_ || frame->header.valid_bytes > place.size())
            return link_->broken("a picture outside its place");
        frame->header.pixels = place.data();
        auto grabbed = grabbed_from(frame->header, device_.id, *device_.pool);
        const auto* picture = grabbed ? std::get_if<DriverImage>(&*grabbed) : nullptr;
        if (picture && picture_digest(picture->image.bytes()) != frame->digest)
            return link_->broken("its picture changed after it was handed over");
        return grabbed;
    }

    Result<void> lend_more(const Message& message) {
        BodyReader from(message.body);
        auto bytes = from.number<std::uint64_t>();
        if (!from.is_whole() || bytes <= memory_->place_bytes()) return link_->broken("more memory than it has");
        if (bytes > max_place_bytes)
            return Error{ErrorCode::bad_data, device_.id + ": a picture of " + std::to_string(bytes) + " bytes"};
        return lend(bytes);
    }

    Result<void> lend(std::size_t place_bytes) {
        constexpr std::size_t step = 1024 * 1024;
        auto memory = FrameMemory::make(places, (place_bytes + step - 1) / step * step);
        if (!memory) return memory.error();
        auto body = BodyWriter().put(places).put(static_cast<std::uint64_t>(memory->place_bytes())).take();
        if (auto told = link_->tell({MessageKind::lend, 0, std::move(body)}, memory->descriptor()); !told) return told;
        memory_.emplace(*std::move(memory));
        return {};
    }

    HostedDevice device_;
    std::unique_ptr<DriverLink> link_;
    std::chrono::milliseconds close_patience_;
    std::optional<FrameMemory> memory_{};
    std::uint32_t place_ = 0;
};

}  // namespace

Result<std::unique_ptr<Lane>> open_hosted_lane(const ProcessLauncher& launcher, HostedDevice device,
                                               const Until& until) {
    auto process = launcher.launch(device.id, device.limits.open, until);
    if (!process) return process.error();
    auto lane = std::make_unique<HostedLane>(std::move(device), *std::move(process));
    if (auto opened = lane->open(until); !opened) {
        lane->close_by(until);
        return opened.error();
    }
    return Result<std::unique_ptr<Lane>>(std::move(lane));
}

}  // namespace limner
