#pragma once

#include <cstdint>
#include <map>
#include <optional>

namespace limner {

/// A histogram of positive values with four classes an octave: a percentile is right to 9 %. Values from 0.001 to a
/// million; others count as the nearest of these.
class Distribution {
public:
    void add(double value, std::uint64_t times = 1);
    void add(const Distribution& other);
    /// The class of a value, and what is added to it; for storage.
    static int class_of(double value) noexcept;
    void add_class(int index, std::uint64_t times);
    const std::map<int, std::uint64_t>& classes() const noexcept { return classes_; }

    std::uint64_t count() const noexcept { return count_; }
    /// The value below which `share` (0 to 1) of the values lie; nothing where there are none.
    std::optional<double> percentile(double share) const;
    std::optional<double> median() const { return percentile(0.5); }

    bool operator==(const Distribution&) const = default;

private:
    std::map<int, std::uint64_t> classes_{};
    std::uint64_t count_ = 0;
};

}  // namespace limner
