#include "check/subject_text.h"
#include "record/json_forms.h"

#include <gtest/gtest.h>

namespace limner {
namespace {

TEST(SubjectJson, IsReadBackAsTheSameSubject) {
    using namespace std::chrono;
    Subject subject{
        .birth_date = year{1974} / 8 / 12,
        .exceptions = {PortraitException::medical_glasses, PortraitException::religious_head_covering,
                       PortraitException::eye_does_not_open, PortraitException::tremor, PortraitException::wheelchair},
        .fingers = {{Finger::left_ring, FingerState::missing},
                    {Finger::right_thumb, FingerState::worn},
                    {Finger::right_index, FingerState::bandaged}}};
    auto read = parse_subject(compact(json_of(subject)), "subject");
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->birth_date, subject.birth_date);
    EXPECT_EQ(read->exceptions, subject.exceptions);
    EXPECT_EQ(read->fingers, subject.fingers);
}

TEST(SubjectJson, LeavesOutWhatIsNotKnown) {
    EXPECT_EQ(compact(json_of(Subject{})), R"({"exceptions":[],"fingers":{}})");
}

}  // namespace
}  // namespace limner
