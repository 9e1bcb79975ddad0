#include "sane_status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace limner::sane {
namespace {

using testing::HasSubstr;

TEST(SaneStatus, HasATypedErrorForEveryStatus) {
    const std::pair<SANE_Status, ErrorCode> expected[] = {{SANE_STATUS_UNSUPPORTED, ErrorCode::unsupported},
                                                          {SANE_STATUS_CANCELLED, ErrorCode::cancelled},
                                                          {SANE_STATUS_DEVICE_BUSY, ErrorCode::device_busy},
                                                          {SANE_STATUS_INVAL, ErrorCode::device_fault},
                                                          {SANE_STATUS_EOF, ErrorCode::bad_data},
                                                          {SANE_STATUS_JAMMED, ErrorCode::paper_jam},
                                                          {SANE_STATUS_NO_DOCS, ErrorCode::paper_empty},
                                                          {SANE_STATUS_COVER_OPEN, ErrorCode::cover_open},
                                                          {SANE_STATUS_IO_ERROR, ErrorCode::device_fault},
                                                          {SANE_STATUS_NO_MEM, ErrorCode::device_fault},
                                                          {SANE_STATUS_ACCESS_DENIED, ErrorCode::access_denied},
                                                          {status_warming_up, ErrorCode::device_busy},
                                                          {status_hardware_locked, ErrorCode::device_fault}};
    for (auto [status, code] : expected) {
        auto error = error_from(status, Step::read, "test:0");
        EXPECT_EQ(error.code, code) << name_of(status);
        EXPECT_THAT(error.message, HasSubstr("test:0: "));
        EXPECT_THAT(error.message, HasSubstr("(sane_read: " + name_of(status) + ")"));
    }
}

TEST(SaneStatus, TakesAnInvalidArgumentForWhatItMeansAtEachStep) {
    EXPECT_EQ(error_from(SANE_STATUS_INVAL, Step::open, "x").code, ErrorCode::device_missing);
    EXPECT_EQ(error_from(SANE_STATUS_INVAL, Step::option, "x").code, ErrorCode::invalid_argument);
    EXPECT_EQ(error_from(SANE_STATUS_INVAL, Step::start, "x").code, ErrorCode::invalid_argument);
    EXPECT_EQ(error_from(SANE_STATUS_INVAL, Step::read, "x").code, ErrorCode::device_fault);
}

TEST(SaneStatus, CallsAnUndefinedStatusAFaultOfTheDevice) {
    auto error = error_from(static_cast<SANE_Status>(15), Step::start, "x");
    EXPECT_EQ(error.code, ErrorCode::device_fault);
    EXPECT_THAT(error.message, HasSubstr("status 15"));
}

}  // namespace
}  // namespace limner::sane
