#pragma once

#include "gvcp.h"

#include <chrono>
#include <vector>

namespace limner::gige {

/// Asks one camera whether it is there, beside whatever Aravis does with it. Nothing here waits.
class GvcpSocket {
public:
    /// `address`: IPv4 in numbers.
    explicit GvcpSocket(const std::string& address);
    GvcpSocket(const GvcpSocket&) = delete;
    GvcpSocket& operator=(const GvcpSocket&) = delete;
    ~GvcpSocket();

    int descriptor() const noexcept { return socket_; }
    void ask() noexcept;
    /// The answer to the last question, once it is there.
    std::optional<Announcement> answer() noexcept;
    /// The machine at the address says that nobody is there.
    bool is_refused() const noexcept { return is_refused_; }

private:
    int socket_ = -1;
    std::uint16_t number_ = 0;
    bool is_refused_ = false;
};

/// Asks all of them at once, three times within the limit. In their order; nothing for those that do not answer.
std::vector<std::optional<Announcement>> ask_all(const std::vector<std::string>& addresses,
                                                 std::chrono::milliseconds limit);

}  // namespace limner::gige
