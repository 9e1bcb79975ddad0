#include "support/escl_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <utility>

extern char** environ;

namespace limner::test {
namespace {

/// A file descriptor that closes.
class Descriptor {
public:
    explicit Descriptor(int number = -1) : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    Descriptor(Descriptor&& other) noexcept : number_(other.release()) {}
    ~Descriptor() {
        if (number_ >= 0) close(number_);
    }
    int number() const { return number_; }
    int release() { return std::exchange(number_, -1); }

private:
    int number_;
};

std::string read_all(int from, bool is_one_line) {
    std::string text;
    std::array<char, 4096> buffer{};
    while (!is_one_line || text.find('\n') == std::string::npos) {
        auto count = read(from, buffer.data(), buffer.size());
        if (count <= 0) break;
        text.append(buffer.data(), static_cast<std::size_t>(count));
    }
    return text;
}

std::optional<Descriptor> connect_to(int port) {
    std::optional<Descriptor> socket(std::in_place, ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(socket->number(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) socket.reset();
    return socket;
}

/// The whole answer to a request, head and body; empty where there is none.
std::string ask(int port, const std::string& method, const std::string& path, const std::string& body = "") {
    auto socket = connect_to(port);
    if (!socket) return "";
    std::string request =
        method + " " + path +
        " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) +
        "\r\n\r\n" + body;
    auto sent = send(socket->number(), request.data(), request.size(), MSG_NOSIGNAL);
    return sent == static_cast<ssize_t>(request.size()) ? read_all(socket->number(), false) : "";
}

std::string body_of(const std::string& answer) {
    auto end_of_head = answer.find("\r\n\r\n");
    return end_of_head == std::string::npos ? "" : answer.substr(end_of_head + 4);
}

std::string script() {
    const char* source = std::getenv("LIMNER_SOURCE");
    return std::string(source ? source : ".") + "/tests/support/escl_server.py";
}

/// Debian's, where it is; version managers put slow wrappers before it.
const char* python() { return access("/usr/bin/python3", X_OK) == 0 ? "/usr/bin/python3" : "python3"; }

/// Starts the script with pipes for its input and output; returns its process or nothing.
std::optional<int> spawn(const std::vector<std::string>& options, int input, int output) {
    std::vector<std::string> words{"python3", script(), "--until-stdin-closes"};
    words.insert(words.end(), options.begin(), options.end());
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions{};
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    pid_t process = 0;
    bool is_running = posix_spawnp(&process, python(), &actions, nullptr, arguments.data(), environ) == 0;
    posix_spawn_file_actions_destroy(&actions);
    return is_running ? std::optional<int>(process) : std::nullopt;
}

}  // namespace

Result<std::unique_ptr<EsclServer>> EsclServer::start(const std::vector<std::string>& options) {
    std::array<int, 2> in{}, out{};
    if (pipe2(in.data(), O_CLOEXEC) != 0) return Error{ErrorCode::internal, "no pipe"};
    Descriptor its_input(in[0]), our_output(in[1]);
    if (pipe2(out.data(), O_CLOEXEC) != 0) return Error{ErrorCode::internal, "no pipe"};
    Descriptor our_input(out[0]);
    std::optional<Descriptor> its_output(std::in_place, out[1]);
    auto process = spawn(options, its_input.number(), its_output->number());
    if (!process) return Error{ErrorCode::file_missing, "python3 is not installed"};
    its_output.reset();
    std::unique_ptr<EsclServer> server(new EsclServer(*process, our_output.release(), 0));
    std::string line = read_all(our_input.number(), true);
    std::from_chars(line.data(), line.data() + line.size(), server->port_);
    if (server->port_ == 0) return Error{ErrorCode::internal, "the eSCL server does not come up"};
    return server;
}

EsclServer::~EsclServer() {
    close(input_);
    kill(process_, SIGTERM);
    waitpid(process_, nullptr, 0);
}

bool EsclServer::set_fault(const std::string& name) {
    return ask(port_, "PUT", "/control/fault", name).find(" 204 ") != std::string::npos;
}

std::string EsclServer::requests() { return body_of(ask(port_, "GET", "/control/log")); }

std::string EsclServer::settings() { return body_of(ask(port_, "GET", "/control/settings")); }

std::string EsclServer::airscan_configuration(const std::string& name) const {
    return "[devices]\n\"" + name + "\" = " + url() + ", eSCL\n[options]\ndiscovery = disable\n";
}

}  // namespace limner::test
