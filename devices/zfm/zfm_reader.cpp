#include "zfm_reader.h"

#include <array>
#include <utility>

namespace limner::zfm {
namespace {

using namespace std::chrono_literals;
using driver::FrameView;

/// Taking an image needs up to a second with a wet finger.
constexpr auto look_limit = 1'500ms;
constexpr auto look_pause = 60ms;
constexpr auto command_limit = 500ms;
/// Bad uploads in a row: the image stays in the module, so that each is asked for again.
constexpr int max_failures = 3;
constexpr double nominal_ppi = 500;

}  // namespace

Reader::Reader(std::unique_ptr<Module> module, driver::Services services)
    : module_(std::move(module)), services_(services) {
    constexpr std::array off{std::byte{4}, std::byte{0}, std::byte{1}, std::byte{0}};
    auto reply = module_->ask(command(Command::light, off), 200ms);
    has_light_ = reply && reply->front() == std::byte{0};
    if (!has_light_) return;
    driver::Option led{.name = "led", .value = std::string("guide"), .choices = {"guide", "off"}};
    options_ = driver::OptionList({led});
}

Reader::~Reader() { (void)stop(); }

Result<void> Reader::set_option(std::string_view name, const driver::Value& value) {
    auto set = options_.set(name, value);
    if (set && std::get<std::string>(options_.find("led")->value) == "off" && shown_ != Light::off &&
        !module_->is_busy())
        show(Light::off);
    return set;
}

Result<void> Reader::start(const driver::Settings&) {
    leave();
    is_started_ = true;
    phase_ = Phase::look;
    failures_ = 0;
    next_look_ = {};
    return {};
}

Result<void> Reader::stop() {
    if (!std::exchange(is_started_, false)) return {};
    leave();
    show(Light::off);
    return {};
}

void Reader::leave() {
    is_disturbed_ = is_disturbed_ || phase_ == Phase::ask_upload || phase_ == Phase::upload;
    module_->abandon();
}

void Reader::cancel() noexcept {
    interruption_.cancel();
    module_->link().wake();
}

/// The light guides a person and is nobody's result: what it answers is not waited for where it is slow.
void Reader::show(Light light) {
    struct Look {
        std::uint8_t control, speed, color;
    };
    constexpr std::array looks{Look{4, 0, 1}, Look{1, 100, 2}, Look{3, 0, 3}, Look{2, 40, 1}};
    const driver::Option* led = options_.find("led");
    const bool is_wanted = led && (light == Light::off || std::get<std::string>(led->value) == "guide");
    if (!is_wanted || shown_ == light || is_disturbed_) return;
    shown_ = light;
    const Look look = looks[static_cast<std::size_t>(light)];
    const std::array parameters{std::byte{look.control}, std::byte{look.speed}, std::byte{look.color}, std::byte{0}};
    (void)module_->ask(command(Command::light, parameters), 100ms);
}

FrameView Reader::nothing_yet() const {
    switch (phase_) {
        case Phase::look: return FrameView::waiting(driver::Hint::place_finger);
        case Phase::lift: return FrameView::waiting(driver::Hint::lift_finger);
        case Phase::ask_upload:
        case Phase::upload: break;
    }
    return FrameView::progress(static_cast<float>(module_->received_bytes()) / static_cast<float>(max_image_bytes));
}

Result<FrameView> Reader::grab(std::chrono::milliseconds slice) {
    if (!is_started_) return Error{ErrorCode::invalid_argument, "the reader has not been started"};
    driver::Interruption::Call call(interruption_);
    module_->link().calm();
    auto view = step(Clock::now() + slice, call);
    if (!call.is_cancelled()) return view;
    // An image that was on its way is not the next request's.
    leave();
    phase_ = Phase::look;
    return Error{ErrorCode::cancelled, "the capture was cancelled"};
}

Result<FrameView> Reader::step(Clock::time_point deadline, const driver::Interruption::Call& call) {
    while (!call.is_cancelled()) {
        if (is_disturbed_) {
            auto is_quiet = module_->is_quiet(deadline);
            if (!is_quiet) return is_quiet.error();
            if (!*is_quiet) return nothing_yet();
            is_disturbed_ = false;
        }
        const Phase before = phase_;
        auto view = phase_ == Phase::look || phase_ == Phase::lift ? look_for_finger(deadline, call)
                    : phase_ == Phase::ask_upload                  ? ask_for_upload(deadline)
                                                                   : take_upload(deadline);
        const bool goes_on =
            view && view->outcome != LIMNER_OUTCOME_IMAGE && (phase_ != before || Clock::now() < deadline);
        if (!goes_on) return view;
        if (phase_ != before && Clock::now() >= deadline) return nothing_yet();
    }
    return nothing_yet();
}

Result<FrameView> Reader::look_for_finger(Clock::time_point deadline, const driver::Interruption::Call& call) {
    if (!module_->is_busy()) {
        show(phase_ == Phase::look ? Light::waiting : Light::off);
        if (Clock::now() < next_look_) call.wait_until(std::min(deadline, next_look_));
        if (call.is_cancelled() || Clock::now() < next_look_) return nothing_yet();
        exposed_at_ = Clock::now();
        if (auto begun = module_->begin(command(Command::take_image), look_limit); !begun) return begun.error();
    }
    auto reply = module_->answer(deadline);
    if (!reply) return reply.error();
    if (!*reply) return nothing_yet();
    next_look_ = Clock::now() + look_pause;
    const auto answer = static_cast<Answer>((*reply)->front());
    if (answer == Answer::no_finger) {
        failures_ = 0;
        phase_ = Phase::look;
    } else if (answer == Answer::ok && phase_ == Phase::look) {
        failures_ = 0;
        phase_ = Phase::ask_upload;
        show(Light::reading);
    } else if (answer != Answer::ok && ++failures_ > max_failures) {
        failures_ = 0;
        show(Light::failed);
        return Error{ErrorCode::device_fault, module_->link().path() + ": " + std::string(words_for(answer))};
    }
    return nothing_yet();
}

Result<FrameView> Reader::ask_for_upload(Clock::time_point deadline) {
    if (!module_->is_busy())
        if (auto begun = module_->begin(command(Command::upload_image), command_limit); !begun) return begun.error();
    auto reply = module_->answer(deadline);
    if (!reply) return upload_failed(reply.error());
    if (!*reply) return nothing_yet();
    const auto answer = static_cast<Answer>((*reply)->front());
    if (answer != Answer::ok)
        return upload_failed({ErrorCode::device_fault, module_->link().path() + ": " + std::string(words_for(answer))});
    module_->expect_data();
    phase_ = Phase::upload;
    return nothing_yet();
}

Result<FrameView> Reader::take_upload(Clock::time_point deadline) {
    auto uploaded = module_->data(deadline);
    if (!uploaded) return upload_failed(uploaded.error());
    if (!*uploaded) return nothing_yet();
    return picture(**uploaded);
}

Result<FrameView> Reader::upload_failed(Error error) {
    leave();
    phase_ = Phase::ask_upload;
    if (error.code != ErrorCode::device_lost && ++failures_ < max_failures) {
        services_.log(driver::LogLevel::warning, error.message + "; the image is asked for again");
        return nothing_yet();
    }
    failures_ = 0;
    phase_ = Phase::look;
    show(Light::failed);
    return error;
}

Result<FrameView> Reader::picture(const std::vector<std::byte>& uploaded) {
    auto size = size_of(uploaded.size());
    if (!size)
        return upload_failed({ErrorCode::bad_data, module_->link().path() + ": the image has " +
                                                       std::to_string(uploaded.size()) +
                                                       " bytes: part of it was lost"});
    failures_ = 0;
    phase_ = Phase::lift;
    pixels_ = unpacked(uploaded);
    FrameView view;
    view.width = size->width;
    view.height = size->height;
    view.format = PixelFormat::gray8;
    view.pixels = pixels_;
    view.sequence = ++sequence_;
    view.exposed_at = exposed_at_;
    view.ppi_x = view.ppi_y = nominal_ppi;
    return view;
}

}  // namespace limner::zfm
