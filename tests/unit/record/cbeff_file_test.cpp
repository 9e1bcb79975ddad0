#include "support/error_of.h"

#include <limner/record/cbeff_file.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace limner {
namespace {

using test::error_of;
using testing::ElementsAre;
using testing::HasSubstr;

std::span<const std::byte> bytes_of(const std::string& text) {
    return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}

std::string text_of(const std::vector<std::byte>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// As MOSIP's registration writes it; the data stand for a finger image record.
const std::string of_mosip = R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<BIR xmlns="http://standards.iso.org/iso-iec/19785/-3/ed-2/">
    <BIRInfo><Integrity>false</Integrity></BIRInfo>
    <!-- right index finger -->
    <BIR>
        <Version><Major>1</Major><Minor>1</Minor></Version>
        <CBEFFVersion><Major>1</Major><Minor>1</Minor></CBEFFVersion>
        <ns2:TestFinger xmlns:ns2="testschema">Unique</ns2:TestFinger>
        <BIRInfo><Integrity>false</Integrity></BIRInfo>
        <BDBInfo>
            <Format><Organization>Mosip</Organization><Type>7</Type></Format>
            <CreationDate>2019-06-27T13:40:06.209Z</CreationDate>
            <Type>Finger</Type>
            <Subtype>Right IndexFinger</Subtype>
            <Level>Raw</Level>
            <Purpose>Enroll</Purpose>
            <Quality>
                <Algorithm><Organization>HMAC</Organization><Type>SHA-256</Type></Algorithm>
                <Score>80</Score>
            </Quality>
        </BDBInfo>
        <BDB>RklSADAyMAA=</BDB>
        <SB>AQI=</SB>
        <others><entry key="EXCEPTION">false</entry><entry key="SDK_SCORE">80 &lt; 90</entry></others>
    </BIR>
    <BIR>
        <BIRInfo><Integrity>false</Integrity></BIRInfo>
        <BDBInfo><Type>Face</Type><Level>Raw</Level><Purpose>Enroll</Purpose></BDBInfo>
        <BDB>RkFDADAzMAA=</BDB>
    </BIR>
</BIR>
)";

std::string changed(const std::string& from, const std::string& to) {
    std::string text = of_mosip;
    return text.replace(text.find(from), from.size(), to);
}

TEST(CbeffFile, OfMosipIsReadStrictly) {
    ASSERT_TRUE(is_cbeff_file(bytes_of(of_mosip)));
    const auto file = read_cbeff_file(bytes_of(of_mosip), "visit.xml");
    ASSERT_TRUE(file) << file.error().message;
    ASSERT_EQ(file->records.size(), 2u);
    const CbeffRecord& finger = file->records[0];
    EXPECT_EQ(finger.version, "1.1");
    EXPECT_EQ(finger.format_organisation, "Mosip");
    EXPECT_EQ(finger.format_type, "7");
    EXPECT_EQ(finger.created, "2019-06-27T13:40:06.209Z");
    EXPECT_THAT(finger.subtypes, ElementsAre("Right", "IndexFinger"));
    EXPECT_EQ(finger_position_of(finger), 2);
    EXPECT_EQ(finger.quality_score, 80);
    EXPECT_EQ(text_of(finger.data), std::string("FIR\0"
                                                "020\0",
                                                8));
    EXPECT_EQ(finger.security.size(), 2u);
    EXPECT_THAT(finger.others, ElementsAre(testing::Pair("EXCEPTION", "false"), testing::Pair("SDK_SCORE", "80 < 90")));
    EXPECT_EQ(file->records[1].type, "Face");
    EXPECT_FALSE(file->records[1].quality_score);
}

TEST(CbeffFile, ComesBackAsItWasWritten) {
    const auto file = read_cbeff_file(bytes_of(of_mosip), "visit.xml").value();
    const auto bytes = write_cbeff_file(file).value();
    const auto back = read_cbeff_file(bytes, "visit.xml");
    ASSERT_TRUE(back) << back.error().message;
    ASSERT_EQ(back->records.size(), 2u);
    EXPECT_EQ(back->records[0].data, file.records[0].data);
    EXPECT_EQ(back->records[0].others, file.records[0].others);
    EXPECT_EQ(write_cbeff_file(*back).value(), bytes);
}

TEST(CbeffFile, StrictlyHasTheSchemasValuesAndOrder) {
    auto strict = [](const std::string& text) { return error_of(read_cbeff_file(bytes_of(text), "visit.xml")); };
    EXPECT_THAT(strict(changed("<Type>Finger<", "<Type>Toe<")), HasSubstr("Type \"Toe\""));
    EXPECT_THAT(strict(changed("Right IndexFinger", "Right Pointer")), HasSubstr("Subtype \"Pointer\""));
    EXPECT_THAT(strict(changed("<Score>80", "<Score>101")), HasSubstr("Score \"101\""));
    EXPECT_THAT(strict(changed("<Score>80", "<Score>good")), HasSubstr("quality score"));
    EXPECT_THAT(strict(changed("<Level>Raw", "<Level>Cooked")), HasSubstr("Level"));
    EXPECT_THAT(strict(changed("<BDB>RklSADAyMAA=</BDB>\n        <SB>AQI=</SB>",
                               "<SB>AQI=</SB>\n        <BDB>RklSADAyMAA=</BDB>")),
                HasSubstr("BDB is out of order"));
    const std::string toe = changed("<Type>Finger<", "<Type>Toe<");
    const auto lenient = read_cbeff_file(bytes_of(toe), "visit.xml", Reading::lenient).value();
    EXPECT_EQ(lenient.problems.size(), 1u);
    EXPECT_EQ(lenient.records.size(), 2u);
}

TEST(CbeffFile, RefusesWhatIsNoXmlOrNoBase64) {
    auto lenient = [](const std::string& text) {
        return error_of(read_cbeff_file(bytes_of(text), "visit.xml", Reading::lenient));
    };
    EXPECT_THAT(lenient(changed("RklSADAyMAA=", "RklSADAyMA=")), HasSubstr("BDB is no base64"));
    EXPECT_THAT(lenient("<!DOCTYPE BIR [<!ENTITY a \"b\">]><BIR/>"), HasSubstr("document type"));
    EXPECT_THAT(lenient(changed("UTF-8", "UTF-16")), HasSubstr("other than UTF-8"));
    EXPECT_THAT(lenient(changed("80 &lt; 90", "80 &nbsp; 90")), HasSubstr("entity"));
    EXPECT_THAT(lenient(changed("</BIRInfo>", "</BIRinfo>")), HasSubstr("not closed"));
    EXPECT_THAT(lenient("<BIR><BIRInfo/></BIR>"), HasSubstr("no BIR with a BDB"));
    EXPECT_THAT(lenient("<CBEFF/>"), HasSubstr("no BIR"));
    std::string deep;
    for (int i = 0; i < 100; ++i) deep += "<BIR>";
    EXPECT_THAT(lenient(deep), HasSubstr("too deep"));
    std::string many = "<BIR>";
    for (int i = 0; i < 70'000; ++i) many += "<a/>";
    EXPECT_THAT(lenient(many), HasSubstr("too many elements"));
}

TEST(CbeffFile, CutAtAnyByteGivesAClearError) {
    const std::size_t end = of_mosip.rfind('>');
    for (std::size_t length = 0; length <= end; ++length)
        for (Reading reading : {Reading::strict, Reading::lenient}) {
            const auto cut = read_cbeff_file(bytes_of(of_mosip.substr(0, length)), "cut.xml", reading);
            ASSERT_FALSE(cut) << length;
            EXPECT_THAT(cut.error().message, testing::StartsWith("cut.xml: "));
        }
}

TEST(CbeffFile, NamesFingersBySubtypes) {
    for (int position : {1, 2, 5, 6, 7, 10, 13, 14, 15}) {
        CbeffRecord record;
        record.subtypes = subtypes_of_position(position);
        EXPECT_EQ(finger_position_of(record), position);
    }
    EXPECT_TRUE(subtypes_of_position(0).empty());
    CbeffRecord none;
    none.subtypes = {"IndexFinger"};
    EXPECT_EQ(finger_position_of(none), 0) << "of which hand is not said";
}

TEST(CbeffFile, RefusesToWriteWhatTheSchemaDoesNotHave) {
    EXPECT_FALSE(write_cbeff_file({}));
    CbeffFile file;
    file.records = {{.purpose = "Fun"}};
    EXPECT_FALSE(write_cbeff_file(file));
}

}  // namespace
}  // namespace limner
