// scripts/models and the two converters where something is wrong; the good case is in portrait_models_test.cpp.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace limner {
namespace {

struct Outcome {
    int code = 0;
    std::string text{};  ///< Standard output and error.
};

Outcome run(const std::string& command) {
    Outcome outcome;
    FILE* pipe = ::popen((command + " 2>&1 < /dev/null").c_str(), "r");
    if (!pipe) return {.code = 127};
    std::array<char, 4096> buffer{};
    while (std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe))
        outcome.text.append(buffer.data(), count);
    int status = ::pclose(pipe);
    outcome.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
    return outcome;
}

class ModelScripts : public testing::Test {
protected:
    void SetUp() override {
        const char* source = std::getenv("LIMNER_SOURCE");
        if (!source) GTEST_SKIP() << "LIMNER_SOURCE is not set: run by ctest";
        scripts_ = std::filesystem::path(source) / "scripts";
        folder_ = std::filesystem::path(testing::TempDir()) / ("model scripts " + std::to_string(::getpid()));
        std::filesystem::create_directories(folder_ / "bin");
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path write(const std::string& name, const std::string& text) const {
        std::ofstream(folder_ / name) << text;
        return folder_ / name;
    }
    /// Runs scripts/models on an empty folder with a PATH on which there is no npm.
    Outcome models_without_npm(const std::string& options) const {
        for (const char* tool :
             {"bash", "cat", "awk", "grep", "sed", "sha256sum", "cut", "dirname", "mkdir", "flock", "mktemp"})
            for (const char* place : {"/usr/bin", "/bin"}) {
                std::error_code ignored;
                if (std::filesystem::exists(std::filesystem::path(place) / tool))
                    std::filesystem::create_symlink(std::filesystem::path(place) / tool, folder_ / "bin" / tool,
                                                    ignored);
            }
        return run("PATH='" + (folder_ / "bin").string() + "' LIMNER_MODELS='" + (folder_ / "models").string() +
                   "' /bin/bash '" + (scripts_ / "models").string() + "' " + options);
    }
    Outcome convert(const std::filesystem::path& model, const char* converter = "tfjs_to_onnx.py") const {
        return run("'" + (scripts_ / converter).string() + "' '" + model.string() + "' '" +
                   (folder_ / "out.onnx").string() + "'");
    }

    std::filesystem::path scripts_{};
    std::filesystem::path folder_{};
};

TEST_F(ModelScripts, SayWhatLimnerDoesWithoutModelsAndSucceed) {
    auto outcome = models_without_npm("");
    EXPECT_EQ(outcome.code, 0) << outcome.text;
    EXPECT_NE(outcome.text.find("npm is not installed"), std::string::npos) << outcome.text;
    EXPECT_NE(outcome.text.find("not_assessed"), std::string::npos) << outcome.text;
}

TEST_F(ModelScripts, FailWithoutModelsWhereTheyAreRequired) { EXPECT_EQ(models_without_npm("--required").code, 1); }

TEST_F(ModelScripts, RefuseAnUnknownOption) {
    auto outcome = models_without_npm("--fast");
    EXPECT_EQ(outcome.code, 3);
    EXPECT_NE(outcome.text.find("Usage"), std::string::npos);
}

TEST_F(ModelScripts, PrintTheirFolder) {
    EXPECT_EQ(models_without_npm("--print-directory").text, (folder_ / "models").string() + "\n");
}

TEST_F(ModelScripts, ConvertNothingThatIsNoModel) {
    for (const std::string& text : {std::string(), std::string("{"), std::string("[]"), std::string("{}")}) {
        auto outcome = convert(write("bad.json", text));
        EXPECT_EQ(outcome.code, 1) << text << ": " << outcome.text;
        EXPECT_NE(outcome.text.find("cannot convert"), std::string::npos) << text << ": " << outcome.text;
        EXPECT_FALSE(std::filesystem::exists(folder_ / "out.onnx"));
    }
}

TEST_F(ModelScripts, FlattenNothingThatIsNoModel) {
    for (const std::string& text : {std::string(), std::string("no model")}) {
        auto model = write("bad.onnx", text);
        auto outcome = convert(model, "flatten_shuffles.py");
        EXPECT_EQ(outcome.code, 1) << text << ": " << outcome.text;
        EXPECT_TRUE(outcome.text.starts_with(model.string() + ": no")) << text << ": " << outcome.text;
        EXPECT_FALSE(std::filesystem::exists(folder_ / "out.onnx"));
    }
}

TEST_F(ModelScripts, NameTheOperationThatCannotBeConverted) {
    auto model = write("new.json",
                       R"({"modelTopology":{"node":[
        {"name":"in","op":"Placeholder","attr":{"shape":{"shape":{"dim":[{"size":"1"},{"size":"8"},{"size":"8"},{"size":"3"}]}}}},
        {"name":"out","op":"FancyNewOp","input":["in"]}]},"weightsManifest":[]})");
    auto outcome = convert(model);
    EXPECT_EQ(outcome.code, 1);
    EXPECT_NE(outcome.text.find("FancyNewOp"), std::string::npos) << outcome.text;
}

}  // namespace
}  // namespace limner
