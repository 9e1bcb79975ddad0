#pragma once

#include "driver/channel.h"
#include "driver_host/hosted_driver.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace limner {

/// The loop of a driver's process: this thread reads the channel, so that a cancel comes through; another makes the
/// driver's calls, one after the other.
class Host {
public:
    explicit Host(Channel channel);

    /// Until the SDK says close or its end of the channel is gone; the device is closed then. The exit status.
    int run();

private:
    using Received = Channel::Received;

    Result<void> take(Received received);
    Result<void> greet(Received received);
    Result<void> take_memory(Received received);
    void enqueue(Message message);
    void work(const std::stop_token& stop);
    void answer(const Message& request);
    Result<std::string> perform(const Message& request, const HostedDriver::Emit& emit);
    Result<std::string> load();
    void tell(Message message) const;
    int end(bool is_orderly);

    Channel channel_;
    DriverManifest manifest_{};
    ModuleServices services_{};
    HostedDriver driver_{};
    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::deque<Message> requests_{};
    bool is_closed_ = false;
    std::jthread worker_;  // last: it uses the others
};

}  // namespace limner
