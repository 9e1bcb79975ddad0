#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace limner::test {

/// What came of running a program to its end.
struct Outcome {
    int exit_code = 0;  ///< 128 + the signal where one killed it.
    std::string out{};
    std::string err{};

    /// stdout, a JSON value a line; a line that is none fails the test.
    std::vector<nlohmann::json> objects() const;
};

/// A program under test, started with pipes for its standard streams. Ends (and is killed, if need be) with the object.
class Program {
public:
    /// `path` is searched like a shell does; `environment` ("NAME=value") goes before this process's own.
    Program(const std::string& path, const std::vector<std::string>& arguments,
            const std::vector<std::string>& environment = {});
    ~Program();
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    void write(const std::string& text);
    void close_input();
    void signal(int number) const;

    /// Reads on until stdout holds the text; false where the program ends or a generous limit passes first.
    bool wait_for(const std::string& text);

    /// Reads everything and waits for the end, its input as it is. A program that runs on for two minutes is killed.
    Outcome finish();

private:
    bool read_some();

    int process_ = -1;
    int input_ = -1;
    int out_ = -1;
    int err_ = -1;
    std::string out_text_{};
    std::string err_text_{};
};

/// Runs `limner` (LIMNER_PROGRAM) to its end.
Outcome run_limner(const std::vector<std::string>& arguments, const std::string& input = "");

}  // namespace limner::test
