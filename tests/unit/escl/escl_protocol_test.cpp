#include "escl_protocol.h"
#include "escl_xml.h"
#include "mdns_browser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace limner::escl {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* printer = R"(<?xml version="1.0"?>
<scan:ScannerCapabilities xmlns:scan="s" xmlns:pwg="p"><pwg:Version>2.63</pwg:Version>
<pwg:MakeAndModel>ACME &amp; Sons 9000</pwg:MakeAndModel><pwg:SerialNumber>A1</pwg:SerialNumber>
<scan:UUID>urn:uuid:1C852A4D-B800-1F08-ABCD-0123456789AB</scan:UUID>
<scan:SettingProfiles><scan:SettingProfile><scan:ColorModes><scan:ColorMode>Grayscale8</scan:ColorMode>
<scan:ColorMode>RGB24</scan:ColorMode><scan:ColorMode>RGB48</scan:ColorMode></scan:ColorModes></scan:SettingProfile>
</scan:SettingProfiles>
<scan:Platen><scan:PlatenInputCaps><scan:MinWidth>8</scan:MinWidth><scan:MaxWidth>2550</scan:MaxWidth>
<scan:MaxHeight>3508</scan:MaxHeight><scan:DocumentFormats><pwg:DocumentFormat>application/pdf</pwg:DocumentFormat>
<scan:DocumentFormatExt>application/pdf</scan:DocumentFormatExt><scan:DocumentFormatExt>image/jpeg
</scan:DocumentFormatExt></scan:DocumentFormats><scan:XResolutionRange><scan:Min>100</scan:Min><scan:Max>600</scan:Max>
<scan:Step>100</scan:Step></scan:XResolutionRange></scan:PlatenInputCaps></scan:Platen>
<scan:Adf><scan:AdfSimplexInputCaps><scan:MaxWidth>0</scan:MaxWidth></scan:AdfSimplexInputCaps></scan:Adf>
</scan:ScannerCapabilities>)";

TEST(EsclCapabilities, AreReadWithWhatSourcesShareAndWithoutWhatCannotBeUsed) {
    auto read = parse_capabilities(printer);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->model, "ACME & Sons 9000");
    EXPECT_EQ(read->uuid, "1c852a4d-b800-1f08-abcd-0123456789ab");
    ASSERT_EQ(read->sources.size(), 1u) << "a feeder without an area is none";
    EXPECT_THAT(read->sources[0].dpi, ElementsAre(100, 200, 300, 400, 500, 600));
    EXPECT_THAT(read->sources[0].color_modes, ElementsAre("Grayscale8", "RGB24"));
    EXPECT_THAT(read->sources[0].formats, ElementsAre("image/jpeg"));
}

TEST(EsclCapabilities, AreRefusedWithTheReason) {
    EXPECT_EQ(parse_capabilities("<html/>").error().code, ErrorCode::bad_data);
    EXPECT_THAT(parse_capabilities("<a>\n<b></a>").error().message, HasSubstr("line 2"));
    EXPECT_EQ(parse_capabilities("<ScannerCapabilities/>").error().code, ErrorCode::unsupported);
}

TEST(EsclXml, RefusesWhatIsMadeToExhaustItsReader) {
    std::string deep;
    for (int i = 0; i < 100; ++i) deep += "<a>";
    EXPECT_THAT(parse_xml(deep).error().message, HasSubstr("deeply"));
    std::string many = "<a>";
    for (int i = 0; i < 30'000; ++i) many += "<b/>";
    EXPECT_THAT(parse_xml(many + "</a>").error().message, HasSubstr("too many"));
    EXPECT_THAT(parse_xml("<!DOCTYPE a [<!ENTITY x 'xx'>]><a>&x;</a>").error().message, HasSubstr("document type"));
    EXPECT_EQ(parse_xml(std::string(2 << 20, ' ')).error().code, ErrorCode::bad_data);
}

TEST(EsclStatus, BecomesTheErrorThatAPersonCanMend) {
    auto code = [](const char* state, const char* adf, bool is_feeder) {
        auto error = error_in({state, adf, {}}, is_feeder);
        return error ? static_cast<int>(error->code) : 0;
    };
    EXPECT_EQ(code("Idle", "ScannerAdfJam", true), static_cast<int>(ErrorCode::paper_jam));
    EXPECT_EQ(code("Stopped", "ScannerAdfMultipickDetected", true), static_cast<int>(ErrorCode::paper_jam));
    EXPECT_EQ(code("Stopped", "ScannerAdfHatchOpen", true), static_cast<int>(ErrorCode::cover_open));
    EXPECT_EQ(code("Idle", "ScannerAdfEmpty", true), static_cast<int>(ErrorCode::paper_empty));
    EXPECT_EQ(code("Idle", "ScannerAdfEmpty", false), 0) << "the glass needs no sheet in the feeder";
    EXPECT_EQ(code("Processing", "", false), static_cast<int>(ErrorCode::device_busy));
    EXPECT_EQ(code("Down", "", false), static_cast<int>(ErrorCode::device_fault));
    EXPECT_EQ(code("Idle", "ScannerAdfLoaded", true), 0);
}

TEST(EsclJob, IsFoundAtTheScannerThatWasAskedWhateverHostItNames) {
    constexpr const char* base = "http://10.0.0.5:8080/eSCL";
    EXPECT_EQ(*job_url(base, "http://localhost/eSCL/ScanJobs/7/"), "http://10.0.0.5:8080/eSCL/ScanJobs/7");
    EXPECT_EQ(*job_url(base, "/eSCL/ScanJobs/7"), "http://10.0.0.5:8080/eSCL/ScanJobs/7");
    for (const char* none : {"", "http://host", "/elsewhere", "/eSCL/ScanJobs/a b"}) EXPECT_FALSE(job_url(base, none));
}

TEST(EsclResolution, IsTheAskedOneUnlessThePictureShowsAnother) {
    const ScanRequest a4{.dpi = 300, .width = 2480};
    EXPECT_EQ(ppi_of(2480, a4, 72), 300) << "scanners write any density";
    EXPECT_EQ(ppi_of(2496, a4, std::nullopt), 300);
    EXPECT_EQ(ppi_of(1654, a4, 200), 200);
    EXPECT_NEAR(ppi_of(1654, a4, std::nullopt), 200, 0.2);
}

TEST(EsclAnnouncement, BecomesAnAddress) {
    Announcement one{.host = "10.0.0.5", .port = 80};
    for (const char* text : {"txtvers=1", "rs=/eSCL/", "RS=later", "=none", "flag"}) add_text(text, one.texts);
    EXPECT_EQ(url_of(one), "http://10.0.0.5:80/eSCL");
    EXPECT_EQ(url_of({.host = "fe80::1", .port = 443, .is_secure = true}), "https://[fe80::1]:443/eSCL");
    EXPECT_EQ(url_of({.host = "10.0.0.5", .port = 0}), "");
}

}  // namespace
}  // namespace limner::escl
