#include "support/page_renderer.h"
#include "support/program.h"
#include "support/ridge_pattern.h"
#include "support/sample_images.h"
#include "support/temporary_folder.h"

#include <limner/frame/image_file.h>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <zlib.h>

#include <array>
#include <map>

namespace limner::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string text_of(const Bytes& bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

std::string big_endian(std::uint32_t value) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xff);
    return bytes;
}

std::string chunk(const std::string& type, const std::string& data) {
    const std::string body = type + data;
    const uLong sum = crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()));
    return big_endian(static_cast<std::uint32_t>(data.size())) + body + big_endian(static_cast<std::uint32_t>(sum));
}

/// A well-formed black-and-white PNG of that size; where the pixels are many, its data stops short of them.
std::string png_claiming(std::uint32_t width, std::uint32_t height) {
    const std::string nothing(64'000, '\0');
    std::string packed(compressBound(nothing.size()), '\0');
    uLongf size = packed.size();
    compress(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(nothing.data()),
             nothing.size());
    packed.resize(size);
    const std::string header = big_endian(width) + big_endian(height) + std::string("\x01\0\0\0\0", 5);
    return "\x89PNG\r\n\x1a\n" + chunk("IHDR", header) + chunk("IDAT", packed) + chunk("IEND", "");
}

/// A TIFF whose only strip claims to be 4 GiB long, and whose second folder of pages is its first.
std::string hostile_tiff() {
    std::string file("II*\0\x08\0\0\0\x05\0", 10);
    auto entry = [&](std::uint16_t tag, std::uint32_t value) {
        for (std::uint32_t field : {std::uint32_t{tag} | 4u << 16, 1u, value})
            for (int shift = 0; shift < 32; shift += 8) file += static_cast<char>(field >> shift & 0xff);
    };
    entry(256, 1000);
    entry(257, 1000);
    entry(273, 0xffffffff);
    entry(278, 1000);
    entry(279, 0xffffffff);
    return file + std::string("\x08\0\0\0", 4);
}

std::string hostile_pdf() {
    return "%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 1 0 R /Kids [1 0 R 1 0 R] /Count 2000000000 >>\nendobj\n"
           "trailer << /Root 1 0 R /Size 2000000000 /Prev 9 >>\nstartxref\n9\n%%EOF\n";
}

/// Of 8 x 8 pixels, with two frames.
std::string animated_png() {
    std::string png = text_of(*encode_png(gradient_rgb(8, 8)));
    constexpr std::size_t after_header = 8 + 25;
    return png.insert(after_header, chunk("acTL", big_endian(2) + big_endian(0)));
}

std::string animated_webp() { return std::string("RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0\x09\0\0\x09\0\0", 30); }

/// Two frames of one pixel.
std::string animated_gif() {
    const std::string frame("\x21\xf9\4\0\x0a\0\0\0,\0\0\0\0\1\0\1\0\0\2\2\x44\1\0", 23);
    const std::string head("GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff", 19);
    return head + std::string("\x21\xff\x0bNETSCAPE2.0\3\1\0\0\0", 19) + frame + frame + ";";
}

/// Every way in which a picture cannot be read, by name.
std::map<std::string, std::string> bad_files() {
    const Image picture = gradient_rgb(320, 240);
    auto half = [](const std::string& whole) { return whole.substr(0, whole.size() / 2); };
    std::map<std::string, std::string> files{
        {"empty.png", ""},
        {"text.png", "This is a text and no picture.\n"},
        {"zeros.jpg", std::string(5000, '\0')},
        {"bomb.png", png_claiming(20'000, 20'000)},
        {"wide.png", png_claiming(0x7fffffff, 1)},
        {"vast.png", png_claiming(0x7fffffff, 0x7fffffff)},
        {"no-size.png", png_claiming(0, 0)},
        {"half.png", half(text_of(*encode_png(picture)))},
        {"half.jpg", half(text_of(*encode_jpeg(picture, 80)))},
        {"half.pdf", half(make_pdf(2, 200, 200))},
        {"moving.png", animated_png()},
        {"moving.webp", animated_webp()},
        {"moving.gif", animated_gif()},
        {"hostile.tiff", hostile_tiff()},
        {"hostile.pdf", hostile_pdf()},
        {"vast.pgm", "P5\n999999999 999999999\n255\nshort"},
    };
    for (const std::string format : {"tiff", "tiff-g4", "bmp", "pnm", "webp"})
        files["half." + format] = half(text_of(write_by_leptonica(picture, format)));
    return files;
}

class BadInput : public testing::TestWithParam<std::vector<std::string>> {
protected:
    BadInput() {
        for (const auto& [name, content] : bad_files()) inputs_.push_back(folder_.write(name, content).string());
        inputs_.push_back(folder_.path().string());
        inputs_.push_back((folder_.path() / "missing.png").string());
        const std::string pipe = (folder_.path() / "pipe.png").string();
        mkfifo(pipe.c_str(), 0600);
        inputs_.push_back(pipe);
        inputs_.push_back("/dev/zero");
    }

    const TemporaryFolder folder_{};
    std::vector<std::string> inputs_{};
};

TEST_P(BadInput, IsNamedWithTheReasonAndTheOthersAreStillProcessed) {
    const bool is_record = GetParam().front() == "inspect";
    const std::string good = folder_.write("good.png", *encode_png(make_ridge_pattern({}), 500.0)).string();
    auto words = GetParam();
    words.insert(words.end(), inputs_.begin(), inputs_.end());
    if (!is_record) words.push_back(good);
    words.emplace_back("--json");

    const Outcome outcome = run_limner(words);

    EXPECT_EQ(outcome.exit_code, 4);
    const auto objects = outcome.objects();
    ASSERT_EQ(objects.size(), inputs_.size() + (is_record ? 0 : 1));
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
        EXPECT_EQ(objects[i]["file"], inputs_[i]);
        ASSERT_TRUE(objects[i].contains("error")) << objects[i];
        EXPECT_THAT(objects[i]["error"]["code"].get<std::string>(),
                    testing::AnyOf("unreadable_file", "file_missing", "access_denied"));
        const std::string message = objects[i]["error"]["message"];
        EXPECT_THAT(message, HasSubstr(inputs_[i]));
        EXPECT_THAT(outcome.err, HasSubstr(message));
        EXPECT_GE(objects[i]["elapsed_ms"].get<double>(), 0);
    }
    if (!is_record) {
        EXPECT_EQ(objects.back()["file"], good);
        EXPECT_FALSE(objects.back().contains("error")) << objects.back();
    }
}

INSTANTIATE_TEST_SUITE_P(OfEveryCommand, BadInput,
                         testing::Values(std::vector<std::string>{"check", "portrait"},
                                         std::vector<std::string>{"check", "fingerprint"},
                                         std::vector<std::string>{"check", "page"},
                                         std::vector<std::string>{"read", "mrz"}, std::vector<std::string>{"inspect"}),
                         [](const auto& command) { return fmt::format("{}", fmt::join(command.param, "_")); });

/// Runs limner where Debian's models are hidden and LIMNER_MODELS is an empty folder; nothing where that is not
/// allowed.
std::optional<Outcome> run_without_models(std::vector<std::string> words) {
    const TemporaryFolder empty;
    std::vector<std::string> all{"--map-root-user",
                                 "--mount",
                                 "sh",
                                 "-c",
                                 "for folder in /usr/share/dlib /usr/share/tesseract-ocr; do"
                                 " if [ -d $folder ]; then mount -t tmpfs none $folder || exit 77; fi; done;"
                                 " exec \"$@\"",
                                 "sh",
                                 std::getenv("LIMNER_PROGRAM")};
    all.insert(all.end(), words.begin(), words.end());
    Program program("unshare", all, {"LIMNER_MODELS=" + empty.path().string()});
    program.close_input();
    Outcome outcome = program.finish();
    if (outcome.exit_code == 77 || outcome.err.starts_with("unshare:")) return std::nullopt;
    return outcome;
}

class MissingModels : public testing::TestWithParam<std::vector<std::string>> {};

TEST_P(MissingModels, AreNamedWithTheInput) {
    const TemporaryFolder folder;
    const std::string broken = folder.write("broken.png", "no picture").string();
    const std::string picture = folder.write("picture.png", *encode_png(gradient_rgb(320, 240))).string();
    auto words = GetParam();
    words.insert(words.end(), {broken, picture, "--json"});
    const auto outcome = run_without_models(words);
    if (!outcome) GTEST_SKIP() << "this system lets nobody hide a folder";
    EXPECT_EQ(outcome->exit_code, 1) << outcome->out << outcome->err;
    const auto objects = outcome->objects();
    ASSERT_EQ(objects.size(), 2u);
    EXPECT_EQ(objects[0]["error"]["code"], "unreadable_file");
    EXPECT_EQ(objects[1]["error"]["code"], "model_missing");
    EXPECT_THAT(objects[1]["error"]["message"].get<std::string>(), StartsWith(picture + ": "));
}

INSTANTIATE_TEST_SUITE_P(OfEveryCommand, MissingModels,
                         testing::Values(std::vector<std::string>{"check", "portrait"},
                                         std::vector<std::string>{"read", "mrz"}),
                         [](const auto& command) { return fmt::format("{}", fmt::join(command.param, "_")); });

}  // namespace
}  // namespace limner::test
