#include "support/sample_fingerprints.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <limits>
#include <stdexcept>

namespace limner::test {
std::vector<std::byte> bytes_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    const std::vector<char> text{std::istreambuf_iterator<char>(file), {}};
    const auto* begin = reinterpret_cast<const std::byte*>(text.data());
    return {begin, begin + text.size()};
}

std::filesystem::path sample_fingerprints() {
    const char* data = std::getenv("LIMNER_DATA");
    const std::filesystem::path folder = data ? std::filesystem::path(data) / "fingerprints" : std::filesystem::path();
    return std::filesystem::is_directory(folder) ? folder : std::filesystem::path();
}

Difference difference_of(const Image& a, const Image& b) {
    if (a.width() != b.width() || a.height() != b.height() || a.bytes().size() != b.bytes().size())
        throw std::invalid_argument("images of different sizes");
    Difference difference;
    double squares = 0;
    for (std::size_t i = 0; i < a.bytes().size(); ++i) {
        const int by = static_cast<int>(a.bytes()[i]) - static_cast<int>(b.bytes()[i]);
        difference.largest = std::max(difference.largest, std::abs(by));
        squares += by * by;
    }
    const double mean = squares / static_cast<double>(a.bytes().size());
    difference.psnr_db = mean > 0 ? 10 * std::log10(255.0 * 255.0 / mean) : std::numeric_limits<double>::infinity();
    return difference;
}

}  // namespace limner::test
