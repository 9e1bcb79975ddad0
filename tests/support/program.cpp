#include "support/program.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace limner::test {
namespace {

using namespace std::chrono_literals;
constexpr auto longest_run = 120s;

struct Pipe {
    int read_end = -1;
    int write_end = -1;
};

Pipe make_pipe() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    return {ends[0], ends[1]};
}

void close_end(int& end) {
    if (end >= 0) close(std::exchange(end, -1));
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> all;
    for (std::string& text : texts) all.push_back(text.data());
    all.push_back(nullptr);
    return all;
}

/// This process's environment, with those variables in place of its own of the same name.
std::vector<std::string> with_own(std::vector<std::string> variables) {
    auto name_of = [](std::string_view variable) { return variable.substr(0, variable.find('=')); };
    const std::size_t given = variables.size();
    for (char** own = environ; *own; ++own) {
        auto is_same = [&](const std::string& variable) { return name_of(variable) == name_of(*own); };
        if (std::none_of(variables.begin(), variables.begin() + static_cast<std::ptrdiff_t>(given), is_same))
            variables.emplace_back(*own);
    }
    return variables;
}

bool append_available(int& end, std::string& to) {
    std::array<char, 65'536> block{};
    const ssize_t count = read(end, block.data(), block.size());
    if (count > 0) to.append(block.data(), static_cast<std::size_t>(count));
    if (count == 0) close_end(end);
    return count > 0;
}

}  // namespace

std::vector<nlohmann::json> Outcome::objects() const {
    std::vector<nlohmann::json> all;
    std::istringstream lines(out);
    for (std::string line; std::getline(lines, line);) {
        all.push_back(nlohmann::json::parse(line, nullptr, false));
        EXPECT_FALSE(all.back().is_discarded()) << "not JSON: " << line;
    }
    return all;
}

Program::Program(const std::string& path, const std::vector<std::string>& arguments,
                 const std::vector<std::string>& environment) {
    Pipe in = make_pipe(), out = make_pipe(), err = make_pipe();
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in.read_end, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out.write_end, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, err.write_end, STDERR_FILENO);

    std::vector<std::string> words{path};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<std::string> variables = with_own(environment);
    auto argv = pointers(words), envp = pointers(variables);
    const int failed = posix_spawnp(&process_, path.c_str(), &actions, nullptr, argv.data(), envp.data());
    posix_spawn_file_actions_destroy(&actions);
    close(in.read_end);
    close(out.write_end);
    close(err.write_end);
    input_ = in.write_end;
    out_ = out.read_end;
    err_ = err.read_end;
    if (failed) process_ = -1;
    EXPECT_EQ(failed, 0) << path << " cannot be started";
}

Program::~Program() {
    close_input();
    if (process_ > 0) {
        kill(process_, SIGKILL);
        waitpid(process_, nullptr, 0);
    }
    close_end(out_);
    close_end(err_);
}

void Program::write(const std::string& text) {
    // A program that does not read its input must not kill the test.
    std::signal(SIGPIPE, SIG_IGN);
    std::size_t done = 0;
    while (done < text.size()) {
        const ssize_t count = ::write(input_, text.data() + done, text.size() - done);
        if (count < 0) return;
        done += static_cast<std::size_t>(count);
    }
}

void Program::close_input() { close_end(input_); }

void Program::signal(int number) const { kill(process_, number); }

bool Program::read_some() {
    if (out_ < 0 && err_ < 0) return false;
    pollfd ends[2] = {{out_, POLLIN, 0}, {err_, POLLIN, 0}};
    constexpr int slice_ms = 200;
    if (poll(ends, 2, slice_ms) <= 0) return true;
    if (ends[0].revents) append_available(out_, out_text_);
    if (ends[1].revents) append_available(err_, err_text_);
    return true;
}

bool Program::wait_for(const std::string& text) {
    const auto limit = std::chrono::steady_clock::now() + longest_run;
    while (out_text_.find(text) == std::string::npos)
        if (!read_some() || std::chrono::steady_clock::now() > limit) return false;
    return true;
}

Outcome Program::finish() {
    const auto limit = std::chrono::steady_clock::now() + longest_run;
    while (read_some())
        if (std::chrono::steady_clock::now() > limit) kill(process_, SIGKILL);
    int status = 0;
    if (process_ > 0) waitpid(std::exchange(process_, -1), &status, 0);
    const int code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    return {code, std::move(out_text_), std::move(err_text_)};
}

Outcome run_limner(const std::vector<std::string>& arguments, const std::string& input) {
    const char* path = std::getenv("LIMNER_PROGRAM");
    Program program(path ? path : "limner", arguments);
    program.write(input);
    program.close_input();
    return program.finish();
}

}  // namespace limner::test
