#pragma once

#include "reader_model.h"

#include <limner/base/result.h>

#include <memory>
#include <string>

namespace limner::vm {

/// A U.are.U 4000B as a USB device of this machine: a FunctionFS function on a dummy controller, which the kernel,
/// libusb and the driver see as they would see a real one. Its threads wait in the kernel and end with the process.
class UsbReader {
public:
    /// `port`: of the dummy controllers, from 0. Errors: what the kernel refused.
    static Result<std::unique_ptr<UsbReader>> make(int port, const std::string& serial);
    UsbReader(const UsbReader&) = delete;
    UsbReader& operator=(const UsbReader&) = delete;

    bool plug_in();
    bool unplug();
    ReaderModel& model() { return model_; }
    const std::string& id() const { return id_; }

private:
    UsbReader(int port, std::string serial);

    Result<void> describe();
    Result<void> open_endpoints();
    void serve_control();
    void answer(const void* setup);

    const int port_;
    const std::string serial_, name_, gadget_, mount_, id_;
    int control_ = -1, interrupt_ = -1, bulk_ = -1;
    ReaderModel model_{};
};

}  // namespace limner::vm
