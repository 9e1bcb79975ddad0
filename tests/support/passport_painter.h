#pragma once

#include <limner/frame/image.h>
#include <limner/recognise/make_mrz.h>

#include <cstdint>
#include <opencv2/core/types.hpp>
#include <optional>
#include <string>

namespace limner::test {

/// How the data page of an invented passport is printed.
struct PassportSpec {
    MrzSource mrz{};  ///< Of format td3; the print says the same but where the members below say otherwise.
    std::string printed_number{};
    std::string printed_surname{};
    std::string printed_birth_date{};  ///< As it is printed, as the next two.
    std::string issue_date = "03.05.2020";
    std::string printed_expiry_date{};
    int design = 0;  ///< 0: captions and places of ICAO's specimens; 1: bilingual captions in two columns.
    double ppi = 300;
    double wear_0_1 = 0;
    std::uint64_t seed = 1;
};

/// The page, rgb8, of size ID-3, and where its pictures are.
struct PaintedPassport {
    Image image{};
    cv::Rect2d portrait_mm{}, signature_mm{};
};

/// Nothing where the fonts (fonts-dejavu, fonts-ocr-b) are not installed. No state's document, nobody's data.
std::optional<PaintedPassport> paint_passport(const PassportSpec& spec);

/// An invented holder; consistent, valid from 2020 to 2030.
MrzSource invented_holder(std::uint64_t seed);

}  // namespace limner::test
