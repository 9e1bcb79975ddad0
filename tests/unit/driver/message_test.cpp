#include "driver/message.h"
#include "driver/message_body.h"

#include <gmock/gmock.h>

#include <array>

namespace limner {
namespace {

using testing::ElementsAre;

Message reparsed(const Message& message) {
    auto packet = packet_from(message);
    EXPECT_TRUE(packet);
    auto again = message_from(*packet);
    EXPECT_TRUE(again) << again.error().message;
    return again ? *again : Message{};
}

TEST(DriverMessage, KeepsItsKindTicketAndBody) {
    Message message{MessageKind::grab, 77, BodyWriter().put(std::uint64_t{100}).put(std::uint32_t{1}).take()};
    auto again = reparsed(message);
    EXPECT_EQ(again.kind, MessageKind::grab);
    EXPECT_EQ(again.ticket, 77u);
    BodyReader from(again.body);
    EXPECT_EQ(from.number<std::uint64_t>(), 100u);
    EXPECT_EQ(from.number<std::uint32_t>(), 1u);
    EXPECT_TRUE(from.is_whole());
}

TEST(DriverMessage, IsRefusedWhereItIsTooShortOfAnotherVersionOrOfNoKind) {
    auto packet = *packet_from({MessageKind::done, 1, {}});
    EXPECT_FALSE(message_from(std::span(packet).first(15)));
    auto other_version = packet;
    other_version[0] = std::byte{2};
    EXPECT_FALSE(message_from(other_version));
    auto other_kind = packet;
    other_kind[4] = std::byte{50};
    EXPECT_FALSE(message_from(other_kind));
}

TEST(DriverMessage, IsRefusedWhereItIsLongerThanAPacket) {
    auto packet = packet_from({MessageKind::setting, 0, std::vector<std::byte>(max_message_bytes)});
    ASSERT_FALSE(packet);
    EXPECT_EQ(packet.error().code, ErrorCode::invalid_argument);
}

TEST(BodyReader, ReadsNothingBeyondTheEnd) {
    std::array<std::byte, 6> body{std::byte{200}};
    BodyReader from(body);
    EXPECT_EQ(from.text(), "");
    EXPECT_TRUE(from.is_short());
    EXPECT_EQ(from.number<std::uint8_t>(), 0);
    EXPECT_FALSE(from.is_whole());
}

TEST(BodyReader, NoticesWhatIsLeftOver) {
    auto body = BodyWriter().put(std::uint32_t{1}).put(std::uint8_t{1}).take();
    BodyReader from(body);
    from.number<std::uint32_t>();
    EXPECT_FALSE(from.is_whole());
    EXPECT_FALSE(from.is_short());
}

TEST(DriverMessageBody, KeepsAnOptionWhole) {
    driver::Option option{"source", "", std::string("adf"), 1, 0, 0, {"platen", "adf"}, true, true};
    auto again = option_from(body_of(option));
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(again->name, "source");
    EXPECT_EQ(std::get<std::string>(again->value), "adf");
    EXPECT_THAT(again->choices, ElementsAre("platen", "adf"));
    EXPECT_TRUE(again->is_advanced);
    EXPECT_FALSE(again->is_action);
    EXPECT_GT(again->minimum, again->maximum);
}

TEST(DriverMessageBody, KeepsEveryKindOfValue) {
    for (const driver::Value& value :
         {driver::Value(true), driver::Value(std::int64_t{-5}), driver::Value(0.25), driver::Value(std::string("x"))}) {
        auto again = option_change_from(body_of(OptionChange{"focus", value}));
        ASSERT_TRUE(again);
        EXPECT_EQ(again->value, value);
    }
}

TEST(DriverMessageBody, KeepsAFramesNumbersButNoPointer) {
    PlacedFrame frame;
    frame.place = 1;
    frame.digest = 0x123456789abcdef0;
    frame.header.outcome = LIMNER_OUTCOME_IMAGE;
    frame.header.width = 1920;
    frame.header.height = 1080;
    frame.header.valid_bytes = 6'220'800;
    frame.header.exposed_at_ns = 123'456'789'012;
    frame.header.ppi_x = 300.5;
    frame.header.progress = 0.25f;
    frame.header.pixels = &frame;
    auto again = placed_frame_from(body_of(frame));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->place, 1u);
    EXPECT_EQ(again->digest, 0x123456789abcdef0u);
    EXPECT_EQ(again->header.width, 1920);
    EXPECT_EQ(again->header.valid_bytes, 6'220'800u);
    EXPECT_EQ(again->header.exposed_at_ns, 123'456'789'012u);
    EXPECT_EQ(again->header.ppi_x, 300.5);
    EXPECT_EQ(again->header.progress, 0.25f);
    EXPECT_EQ(again->header.pixels, nullptr);
}

TEST(DriverMessageBody, IsRefusedAtEveryLengthButItsOwn) {
    auto whole = body_of(driver::Option{"source", "", std::string("adf"), 1, 0, 0, {"platen", "adf"}});
    for (std::size_t size = 0; size < whole.size(); ++size)
        EXPECT_FALSE(option_from({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)})) << size;
    whole.push_back(std::byte{0});
    EXPECT_FALSE(option_from(whole));
}

TEST(DriverMessageBody, RefusesAListOfChoicesThatTheBodyCannotHold) {
    auto body = body_of(driver::Option{"source"});
    std::uint32_t count = 0xffffffff;
    std::memcpy(body.data() + body.size() - sizeof count, &count, sizeof count);
    EXPECT_FALSE(option_from(body));
}

}  // namespace
}  // namespace limner
