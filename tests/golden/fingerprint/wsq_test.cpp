#include <limner/frame/wsq.h>

#include "support/csv.h"
#include "support/sample_fingerprints.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace limner {
namespace {

class WsqOfNbis : public testing::Test {
protected:
    void SetUp() override {
        folder_ = test::sample_fingerprints();
        if (folder_.empty()) GTEST_SKIP() << "LIMNER_DATA is not set: real prints are not in the repository";
    }
    std::filesystem::path folder_{};
};

TEST_F(WsqOfNbis, EveryFileIsDecodedWithinOneGrayLevelOfNbis) {
    const auto rows = test::read_csv(folder_ / "wsq/nbis/index.csv");
    ASSERT_FALSE(rows.empty());
    for (const auto& row : rows) {
        const std::string name = row.at("wsq");
        const auto ours = decode_wsq(test::bytes_of(folder_ / name), name);
        ASSERT_TRUE(ours) << ours.error().message;
        const auto theirs = read_image(folder_ / row.at("decoded"));
        ASSERT_TRUE(theirs) << theirs.error().message;
        const auto difference = test::difference_of(ours->image, theirs->image);
        fmt::print("{}: {} x {}, largest difference {}, {:.1f} dB, {} ppi\n", name, ours->image.width(),
                   ours->image.height(), difference.largest, difference.psnr_db, ours->ppi.value_or(0));
        EXPECT_LE(difference.largest, 1) << name;
    }
}

TEST_F(WsqOfNbis, AtItsRateAPrintTakesNoMoreBytesAndComesAsCloseToThePrint) {
    int compared = 0;
    for (const auto& row : test::read_csv(folder_ / "nbis.csv")) {
        const auto path = folder_ / row.at("file");
        if (row.at("wsq075_bytes").empty() || !std::filesystem::exists(path)) continue;
        const auto print = to_gray8(read_image(path).value().image).value();
        const auto file = encode_wsq(print).value();
        const double psnr = test::difference_of(decode_wsq(file, "ours").value().image, print).psnr_db;
        const double bytes = std::stod(row.at("wsq075_bytes")), theirs = std::stod(row.at("wsq_psnr_db"));
        fmt::print("{}: {} bytes, {:.2f} dB; NBIS {} bytes, {} dB\n", row.at("file"), file.size(), psnr, bytes, theirs);
        EXPECT_LE(static_cast<double>(file.size()), bytes * 1.001) << row.at("file");
        EXPECT_GE(psnr, theirs - 0.2) << row.at("file");
        ++compared;
    }
    EXPECT_GT(compared, 0);
}

TEST_F(WsqOfNbis, AFileCutAtAnyByteGivesAClearError) {
    const auto whole = test::bytes_of(folder_ / "wsq/biomeval_img.wsq");
    ASSERT_FALSE(whole.empty());
    for (std::size_t length = 0; length < whole.size(); ++length) {
        const auto cut = decode_wsq(std::span(whole).first(length), "cut.wsq");
        ASSERT_FALSE(cut) << length;
        EXPECT_EQ(cut.error().code, ErrorCode::unreadable_file);
        EXPECT_TRUE(cut.error().message.starts_with("cut.wsq: ")) << cut.error().message;
    }
}

}  // namespace
}  // namespace limner
