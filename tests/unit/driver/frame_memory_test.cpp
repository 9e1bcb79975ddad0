#include "driver/frame_memory.h"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <unistd.h>

namespace limner {
namespace {

Descriptor duplicate(const FrameMemory& memory) { return Descriptor(::fcntl(memory.descriptor(), F_DUPFD_CLOEXEC, 0)); }

TEST(FrameMemory, ShowsTheReaderWhatTheWriterPutsThere) {
    auto reader = FrameMemory::make(2, 4096);
    ASSERT_TRUE(reader);
    auto writer = FrameMemory::map(duplicate(*reader), 2, 4096);
    ASSERT_TRUE(writer) << writer.error().message;
    writer->place(1)[7] = std::byte{42};
    EXPECT_EQ(reader->place(1)[7], std::byte{42});
    EXPECT_EQ(reader->place(0)[7], std::byte{0});
}

TEST(FrameMemory, CannotBeCutOrGrownByTheOtherSide) {
    auto memory = FrameMemory::make(1, 4096);
    ASSERT_TRUE(memory);
    EXPECT_NE(::ftruncate(memory->descriptor(), 1), 0);
    EXPECT_NE(::ftruncate(memory->descriptor(), 1 << 20), 0);
}

TEST(FrameMemory, IsRefusedWhereItsFileIsNotAsLargeAsSaid) {
    auto memory = FrameMemory::make(1, 4096);
    ASSERT_TRUE(memory);
    EXPECT_FALSE(FrameMemory::map(duplicate(*memory), 2, 4096));
    EXPECT_FALSE(FrameMemory::map(duplicate(*memory), 0, 4096));
    EXPECT_FALSE(FrameMemory::map(duplicate(*memory), 1, std::size_t{1} << 63));
    EXPECT_FALSE(FrameMemory::map(Descriptor(), 1, 4096));
}

}  // namespace
}  // namespace limner
