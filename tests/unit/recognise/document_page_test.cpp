#include <limner/recognise/document_page.h>

#include "support/document_scene.h"
#include "support/sample_images.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace limner {
namespace {

using test::SceneSpec;
using testing::Contains;
using testing::SizeIs;

double best_overlap(const Image& image, const Quad& quad, std::optional<double> ppi = {}) {
    const auto found = find_documents(image, ppi);
    EXPECT_TRUE(found) << found.error().message;
    return found && !found->empty() ? test::overlap_of(found->front().quad, quad) : 0;
}

TEST(DocumentPage, IsFoundOnAnyGroundTurnedAndTilted) {
    const Image card = test::invented_document(600, 378, 3);
    double sum = 0;
    int count = 0;
    for (int ground = 0; ground < 5; ++ground)
        for (double turn : {17.0, 200.0}) {
            const auto scene = test::photograph(card, {.ground = ground,
                                                       .brightness = ground % 2 ? 0.5 : 0.8,
                                                       .turn_degrees = turn,
                                                       .tilt_degrees = turn / 10,
                                                       .corner_radius_share = 0.037,
                                                       .seed = static_cast<std::uint64_t>(ground + 1),
                                                       .width = 800,
                                                       .height = 600});
            const double overlap = best_overlap(scene.image, scene.quad);
            EXPECT_GT(overlap, 0.9) << "ground " << ground << " turn " << turn;
            sum += overlap;
            ++count;
        }
    EXPECT_GT(sum / count, 0.97);
}

TEST(DocumentPage, IsLaidOutAtItsSizeWithAKnownResolution) {
    const Image card = test::invented_document(856, 540, 5);
    const auto scene = test::photograph(card, {.turn_degrees = 12, .tilt_degrees = 15, .noise = 0});
    const auto page = rectify(scene.image, scene.quad, document_sizes::id_1, 254.0);
    ASSERT_TRUE(page) << page.error().message;
    EXPECT_EQ(page->image.width(), 856);
    EXPECT_EQ(page->image.height(), 540);
    EXPECT_EQ(page->ppi, 254);
    EXPECT_LT(test::mean_difference(page->image, card), 8);
    const auto native = rectify(scene.image, scene.quad, document_sizes::id_1);
    ASSERT_TRUE(native);
    EXPECT_NEAR(native->ppi, 0.55 * 1200 / 85.6 * 25.4, 25);
}

TEST(DocumentPage, HasTheSizeThatItsProportionsAndResolutionAllow) {
    const auto card = test::photograph(test::invented_document(856, 540, 5), {.turn_degrees = 3});
    const auto as_photo = find_documents(card.image);
    ASSERT_THAT(*as_photo, SizeIs(testing::Ge(1u)));
    EXPECT_EQ(as_photo->front().sizes, std::vector{document_sizes::id_1});
    // 660 px across at 134 ppi are 125 mm.
    const auto passport = test::photograph(test::invented_document(1000, 704, 5), {.turn_degrees = 3});
    EXPECT_EQ(find_documents(passport.image, 134)->front().sizes.front(), document_sizes::id_3);
    EXPECT_EQ(find_documents(passport.image, 160)->front().sizes.front(), document_sizes::id_2);
    EXPECT_THAT(find_documents(passport.image)->front().sizes, Contains(document_sizes::a4_across));
}

TEST(DocumentPage, IsNotFoundWhereThereIsNone) {
    for (int ground : {0, 1}) {
        const auto scene =
            test::photograph(test::invented_document(856, 540, 5), {.ground = ground, .width_share = 0.01});
        EXPECT_THAT(*find_documents(scene.image), SizeIs(0)) << ground;
    }
    EXPECT_THAT(*find_documents(test::gradient_gray(20, 10)), SizeIs(0));
    EXPECT_THAT(*find_documents(test::gradient_gray(2000, 1)), SizeIs(0));
}

TEST(DocumentPage, SaysWhatItCannotLayOut) {
    const Image image = test::gradient_gray(200, 100);
    const Quad square{{{10, 10}, {90, 10}, {90, 60}, {10, 60}}};
    const Quad crossed{{{10, 10}, {90, 60}, {90, 10}, {10, 60}}};
    EXPECT_EQ(find_documents(Image{}).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(find_documents(image, 0).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(rectify(Image{}, square, document_sizes::id_1).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(rectify(image, crossed, document_sizes::id_1).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(rectify(image, square, document_sizes::id_1, NAN).error().code, ErrorCode::invalid_argument);
    EXPECT_TRUE(rectify(image, square, document_sizes::id_1, 100));
}

}  // namespace
}  // namespace limner
