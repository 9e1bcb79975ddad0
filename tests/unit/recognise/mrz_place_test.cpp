#include "recognise/mrz_place.h"

#include <gtest/gtest.h>

#include <cmath>

namespace limner {
namespace {

// A passport of ten pixels a millimetre, turned about its first corner, and its MRZ.
struct Turned {
    Quad page{}, mrz{};

    explicit Turned(double degrees) {
        const double c = std::cos(degrees * M_PI / 180), s = std::sin(degrees * M_PI / 180);
        auto at = [&](double x_mm, double y_mm) {
            return Point{500 + 10 * (c * x_mm - s * y_mm), 400 + 10 * (s * x_mm + c * y_mm)};
        };
        page = {at(0, 0), at(125, 0), at(125, 88), at(0, 88)};
        mrz = {at(5.6, 71.05), at(117.36, 71.05), at(117.36, 79.8), at(5.6, 79.8)};
    }
};

double furthest(const Quad& a, const Quad& b) {
    double most = 0;
    for (std::size_t i = 0; i < 4; ++i) most = std::max(most, std::hypot(a[i].x - b[i].x, a[i].y - b[i].y));
    return most;
}

TEST(MrzPlace, GivesThePageAroundAnMrzByItselfAtAnyTurn) {
    for (double degrees : {0.0, 7.0, 90.0, 183.0, 271.0}) {
        const Turned turned(degrees);
        EXPECT_LT(furthest(document_around(turned.mrz, MrzFormat::td3, {}), turned.page), 3) << degrees;
    }
}

TEST(MrzPlace, TakesAnOutlineThatHasTheMrzInItsPlaceWhicheverCornerItBeginsWith) {
    const Turned turned(20);
    Quad outline = turned.page;
    outline[1].x += 12;  // not what the MRZ alone would give
    const Quad begun_elsewhere{outline[2], outline[3], outline[0], outline[1]};
    EXPECT_EQ(document_around(turned.mrz, MrzFormat::td3, {begun_elsewhere}), outline);
}

TEST(MrzPlace, LeavesOutlinesOfOtherThings) {
    const Turned turned(0);
    const Quad portrait{{{540, 560}, {900, 560}, {900, 1000}, {540, 1000}}};
    EXPECT_LT(furthest(document_around(turned.mrz, MrzFormat::td3, {portrait}), turned.page), 3);
}

TEST(MrzPlace, HasNoSizeForCardsWithTheMrzOnTheBack) {
    EXPECT_EQ(size_with_mrz(MrzFormat::td3), document_sizes::id_3);
    EXPECT_EQ(size_with_mrz(MrzFormat::td2), document_sizes::id_2);
    EXPECT_FALSE(size_with_mrz(MrzFormat::td1));
    EXPECT_FALSE(size_with_mrz(MrzFormat::mrv_a));
}

}  // namespace
}  // namespace limner
