#pragma once

#include <limner/base/result.h>
#include <limner/base/until.h>

#include <curl/curl.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace limner::escl {

struct HttpRequest {
    std::string method = "GET";
    std::string url{};
    std::string body{};                            ///< text/xml; of a POST.
    std::chrono::milliseconds first_limit{5'000};  ///< Until the answer's first byte of a body, or its end.
    std::chrono::milliseconds next_limit{5'000};   ///< From one piece of it to the next.
    std::size_t max_bytes = std::size_t{1} << 20;
};

struct HttpAnswer {
    int status = 0;
    std::string location{};
    std::string content_type{};
    std::vector<std::byte> body{};

    std::string_view text() const { return {reinterpret_cast<const char*>(body.data()), body.size()}; }
};

/// One HTTP request at a time, driven by whoever waits for it: nothing here blocks beyond the time that it is given.
/// One thread uses it, wake() apart.
class HttpClient {
public:
    struct Options {
        bool verifies_certificates = false;
        std::chrono::milliseconds connect_limit{3'000};
    };

    explicit HttpClient(Options options);
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;
    ~HttpClient();

    /// Begins a request; the one in progress is abandoned. internal without memory.
    Result<void> begin(HttpRequest request);
    bool is_running() const noexcept { return is_running_; }
    void abandon() noexcept;

    /// The answer once it is whole; nothing at the deadline or when woken. Without a request it only waits. Errors end
    /// the request: device_lost (no connection), device_stalled (a limit passed), device_fault (the connection broke),
    /// bad_data (longer than allowed, or not HTTP).
    Result<std::optional<HttpAnswer>> wait_until(Clock::time_point deadline);

    /// begin() and wait for the whole answer, at the longest until the deadline (device_stalled).
    Result<HttpAnswer> fetch(HttpRequest request, Clock::time_point deadline);

    /// 0..1 of the body; nothing where its length is not known.
    std::optional<double> done_0_1() const noexcept;

    /// Ends a wait_until() that runs, from any thread.
    void wake() noexcept;

private:
    static std::size_t take_body(char* data, std::size_t size, std::size_t count, void* self);
    static std::size_t take_header(char* data, std::size_t size, std::size_t count, void* self);
    Error failure(CURLcode code) const;
    std::optional<Error> overdue() const;
    Result<std::optional<HttpAnswer>> finish(CURLcode code);

    Options options_;
    CURLM* multi_ = nullptr;
    CURL* easy_ = nullptr;
    std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers_;
    HttpRequest request_{};
    HttpAnswer answer_{};
    Clock::time_point last_news_{};
    std::optional<std::size_t> announced_bytes_{};
    bool is_running_ = false;
    bool is_too_long_ = false;
};

}  // namespace limner::escl
