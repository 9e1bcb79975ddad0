#include "http_client.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <mutex>
#include <string_view>

namespace limner::escl {
namespace {

void initialise_curl() {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

std::string lower_case(std::string_view text) {
    std::string to(text);
    std::ranges::transform(to, to.begin(), [](unsigned char one) { return static_cast<char>(std::tolower(one)); });
    return to;
}

std::string trimmed(std::string_view text) {
    constexpr const char* white = " \t\r\n";
    auto begin = text.find_first_not_of(white);
    return begin == std::string_view::npos ? ""
                                           : std::string(text.substr(begin, text.find_last_not_of(white) + 1 - begin));
}

Error stalled(const std::string& url, std::chrono::milliseconds limit) {
    return Error{ErrorCode::device_stalled,
                 url + ": the scanner has sent nothing for " + std::to_string(limit.count()) + " ms"};
}

}  // namespace

HttpClient::HttpClient(Options options) : options_(options), headers_(nullptr, curl_slist_free_all) {
    initialise_curl();
    multi_ = curl_multi_init();
}

HttpClient::~HttpClient() {
    abandon();
    curl_easy_cleanup(easy_);
    curl_multi_cleanup(multi_);
}

void HttpClient::abandon() noexcept {
    if (!is_running_) return;
    curl_multi_remove_handle(multi_, easy_);
    is_running_ = false;
}

Result<void> HttpClient::begin(HttpRequest request) {
    abandon();
    if (!easy_) easy_ = curl_easy_init();
    if (!easy_ || !multi_) return Error{ErrorCode::internal, "no memory for an HTTP request"};
    request_ = std::move(request);
    answer_ = {};
    announced_bytes_.reset();
    is_too_long_ = false;
    curl_easy_reset(easy_);
    headers_.reset(curl_slist_append(nullptr, "Expect:"));
    curl_easy_setopt(easy_, CURLOPT_URL, request_.url.c_str());
    curl_easy_setopt(easy_, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy_, CURLOPT_PROXY, "");
    curl_easy_setopt(easy_, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy_, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(easy_, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.connect_limit.count()));
    curl_easy_setopt(easy_, CURLOPT_SSL_VERIFYPEER, options_.verifies_certificates ? 1L : 0L);
    curl_easy_setopt(easy_, CURLOPT_SSL_VERIFYHOST, options_.verifies_certificates ? 2L : 0L);
    curl_easy_setopt(easy_, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(request_.max_bytes));
    curl_easy_setopt(easy_, CURLOPT_WRITEFUNCTION, &HttpClient::take_body);
    curl_easy_setopt(easy_, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(easy_, CURLOPT_HEADERFUNCTION, &HttpClient::take_header);
    curl_easy_setopt(easy_, CURLOPT_HEADERDATA, this);
    if (request_.method == "POST") {
        headers_.reset(curl_slist_append(headers_.release(), "Content-Type: text/xml"));
        curl_easy_setopt(easy_, CURLOPT_POSTFIELDSIZE, static_cast<long>(request_.body.size()));
        curl_easy_setopt(easy_, CURLOPT_POSTFIELDS, request_.body.c_str());
    } else if (request_.method != "GET") {
        curl_easy_setopt(easy_, CURLOPT_CUSTOMREQUEST, request_.method.c_str());
    }
    curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, headers_.get());
    if (curl_multi_add_handle(multi_, easy_) != CURLM_OK) return Error{ErrorCode::internal, "libcurl takes no request"};
    is_running_ = true;
    last_news_ = Clock::now();
    return {};
}

std::size_t HttpClient::take_body(char* data, std::size_t size, std::size_t count, void* context) {
    auto* self = static_cast<HttpClient*>(context);
    auto& body = self->answer_.body;
    const std::size_t bytes = size * count;
    self->is_too_long_ = body.size() + bytes > self->request_.max_bytes;
    if (self->is_too_long_) return 0;
    const auto* first = reinterpret_cast<const std::byte*>(data);
    body.insert(body.end(), first, first + bytes);
    self->last_news_ = Clock::now();
    return bytes;
}

std::size_t HttpClient::take_header(char* data, std::size_t size, std::size_t count, void* context) {
    auto* self = static_cast<HttpClient*>(context);
    std::string_view line(data, size * count);
    if (auto colon = line.find(':'); colon != std::string_view::npos) {
        const std::string name = lower_case(line.substr(0, colon));
        const std::string value = trimmed(line.substr(colon + 1));
        if (name == "location") self->answer_.location = value;
        if (name == "content-type") self->answer_.content_type = lower_case(value.substr(0, value.find(';')));
        std::size_t length = 0;
        auto [end, failure] = std::from_chars(value.data(), value.data() + value.size(), length);
        if (name == "content-length" && failure == std::errc{} && end == value.data() + value.size())
            self->announced_bytes_ = length;
    }
    return line.size();
}

Error HttpClient::failure(CURLcode code) const {
    const std::string text = request_.url + ": " + curl_easy_strerror(code);
    switch (code) {
        case CURLE_COULDNT_CONNECT:
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_OPERATION_TIMEDOUT: return Error{ErrorCode::device_lost, text};
        case CURLE_URL_MALFORMAT:
        case CURLE_UNSUPPORTED_PROTOCOL: return Error{ErrorCode::invalid_argument, text};
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_PEER_FAILED_VERIFICATION: return Error{ErrorCode::access_denied, text};
        case CURLE_FILESIZE_EXCEEDED:
        case CURLE_WEIRD_SERVER_REPLY: return Error{ErrorCode::bad_data, text};
        default: return Error{ErrorCode::device_fault, text};
    }
}

std::optional<Error> HttpClient::overdue() const {
    const auto limit = answer_.body.empty() ? request_.first_limit : request_.next_limit;
    if (Clock::now() - last_news_ <= limit) return std::nullopt;
    return stalled(request_.url, limit);
}

Result<std::optional<HttpAnswer>> HttpClient::finish(CURLcode code) {
    long status = 0;
    curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
    abandon();
    if (is_too_long_)
        return Error{ErrorCode::bad_data,
                     request_.url + ": the answer is longer than " + std::to_string(request_.max_bytes) + " bytes"};
    if (code != CURLE_OK) return failure(code);
    answer_.status = static_cast<int>(status);
    return std::optional(std::move(answer_));
}

Result<std::optional<HttpAnswer>> HttpClient::wait_until(Clock::time_point deadline) {
    while (true) {
        int running = 0;
        if (is_running_ && curl_multi_perform(multi_, &running) != CURLM_OK) {
            abandon();
            return Error{ErrorCode::internal, "libcurl failed"};
        }
        int left = 0;
        while (CURLMsg* message = curl_multi_info_read(multi_, &left))
            if (message->msg == CURLMSG_DONE) return finish(message->data.result);
        if (is_running_) {
            if (auto error = overdue()) {
                abandon();
                return std::move(*error);
            }
        }
        const auto now = Clock::now();
        if (now >= deadline) return std::optional<HttpAnswer>();
        auto pause = std::chrono::ceil<std::chrono::milliseconds>(deadline - now);
        // Short enough for the limits of the request; data and wake() end it at once.
        pause = std::min(pause, std::chrono::milliseconds(is_running_ ? 50 : 1'000));
        int ready = 0;
        const auto before = Clock::now();
        curl_multi_poll(multi_, nullptr, 0, static_cast<int>(pause.count()), &ready);
        const bool is_woken = ready == 0 && Clock::now() - before < pause - std::chrono::milliseconds(2);
        if (is_woken) return std::optional<HttpAnswer>();
    }
}

Result<HttpAnswer> HttpClient::fetch(HttpRequest request, Clock::time_point deadline) {
    const auto limit = request.first_limit;
    const std::string url = request.url;
    if (auto begun = begin(std::move(request)); !begun) return begun.error();
    while (Clock::now() < deadline) {
        auto answer = wait_until(deadline);
        if (!answer) return answer.error();
        if (*answer) return std::move(**answer);
    }
    abandon();
    return stalled(url, limit);
}

std::optional<double> HttpClient::done_0_1() const noexcept {
    if (!announced_bytes_ || *announced_bytes_ == 0) return std::nullopt;
    return std::min(1.0, static_cast<double>(answer_.body.size()) / static_cast<double>(*announced_bytes_));
}

void HttpClient::wake() noexcept { curl_multi_wakeup(multi_); }

}  // namespace limner::escl
