#include "integration/uru4000/simulated_reader.h"
#include "support/conform_run.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace limner::test {
namespace {

using namespace std::chrono_literals;

TEST(InTreeDriver, Uru4000PassesWithTheSimulatedReader) {
    UMockdevTestbed* bed = umockdev_testbed_new();
    {
        SimulatedReader reader(bed, 1, "A");
        std::atomic<bool> is_over = false;
        std::jthread person([&] {
            const SimulatedReader::Lines print(std::size_t{uru4000::image_width} * uru4000::image_height,
                                               std::byte{90});
            // No steady rhythm: the kit asks after whole seconds, and each time would find the finger there.
            for (int turn = 0; !is_over; ++turn) {
                reader.place(print);
                std::this_thread::sleep_for(60ms);
                reader.lift();
                std::this_thread::sleep_for(std::chrono::milliseconds(100 + 37 * (turn % 5)));
            }
        });
        expect_conformity("uru4000");
        is_over = true;
    }
    g_object_unref(bed);
}

}  // namespace
}  // namespace limner::test
