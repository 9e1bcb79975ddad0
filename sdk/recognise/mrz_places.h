#pragma once

#include "recognise/mrz_layout.h"

#include <string>
#include <vector>

namespace limner {

/// What Doc 9303 lets stand in a place of an MRZ, beside the filler.
enum class MrzPlace { any, letter, digit };

/// Of every place of every line.
std::vector<std::vector<MrzPlace>> mrz_places(const MrzLayout& layout);

bool fits(char c, MrzPlace place) noexcept;

/// The character of the other kind that has the same shape: '0' for 'O', 'O' for '0'.
std::string mrz_twins(char c);

/// One check digit and what it covers.
struct MrzCheckSpans {
    std::vector<MrzSpan> covered{};
    MrzSpan digit{};
};

/// The check digits of a layout that cover one field each, then the composite one, where there is one. A long document
/// number's check digit, which has no fixed place, is not among them.
std::vector<MrzCheckSpans> mrz_check_spans(const MrzLayout& layout);

/// Whether the printed digit is the computed one, or a filler that stands for a field without one.
bool agrees(const MrzCheckSpans& check, const std::vector<std::string>& lines);

/// Whether it covers nothing but fillers.
bool is_empty(const MrzCheckSpans& check, const std::vector<std::string>& lines);

}  // namespace limner
