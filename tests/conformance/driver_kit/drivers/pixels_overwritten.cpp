// Goes on writing into the frame that it has handed out.
#include "good_camera.h"

#include <mutex>
#include <set>
#include <thread>

namespace {

using namespace limner;
using namespace limner::test;

/// Writes into the picture of every open camera, all the time.
class Writer {
public:
    Writer() : thread_([this](const std::stop_token& stop) { run(stop); }) {}
    void add(good::Camera* camera) {
        std::lock_guard lock(mutex_);
        cameras_.insert(camera);
    }
    void remove(good::Camera* camera) {
        std::lock_guard lock(mutex_);
        cameras_.erase(camera);
    }

private:
    void run(const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
            std::lock_guard lock(mutex_);
            for (good::Camera* camera : cameras_) ++camera->pixels.front();
        }
    }
    std::mutex mutex_;
    std::set<good::Camera*> cameras_;
    std::jthread thread_;
};

Writer& writer() {
    static Writer one;
    return one;
}
std::int32_t open(limner_instance_v1* instance, const char* id, limner_device_v1** out, limner_error_v1* error) {
    auto code = good::open(instance, id, out, error);
    if (code == 0) writer().add(&good::of(*out));
    return code;
}
void close(limner_device_v1* device) {
    if (device) writer().remove(&good::of(device));
    good::close(device);
}
void change(limner_driver_v1& table) {
    table.open = open;
    table.close = close;
}

}  // namespace

LIMNER_TEST_DRIVER(change)
