#pragma once

namespace limner {

/// How often a text is right of which the decoder holds that chance, as measured on synthetic pictures that differ from
/// those of the nets' training (training/fit_confidence.py). Rises strictly with the chance; from 0 to 1.
/// `do_digits_agree`: every check digit of the text does.
double mrz_confidence(double chance_0_1, bool do_digits_agree) noexcept;

}  // namespace limner
