#pragma once

#include <limner/limner.h>

#include <map>
#include <string>
#include <vector>

namespace limner::vm {

/// What became of a scenario's runs; print() writes its line of JSON.
struct Tally {
    std::string scenario{};
    int runs = 0;
    int passed = 0;
    std::vector<double> outages_ms{};
    std::vector<std::string> remarks{};  ///< Why runs failed: for people, on lines of their own.

    void fail(const std::string& why);
    void pass() {
        ++runs;
        ++passed;
    }
    bool is_good() const { return runs > 0 && runs == passed; }
    void print() const;
};

/// Of this machine's drivers, only the named one.
Result<Runtime> open_runtime(const std::string& driver, const std::map<std::string, std::string>& settings = {});
/// As it is printed; "null" of none.
std::string percentile(std::vector<double> values, double share);
bool wait_until(const std::function<bool()>& holds, std::chrono::milliseconds limit);
bool is_ready(const Runtime& runtime, const std::string& id);
/// A slot of two fingerprint readers that lets both come and go as often as a scenario wants.
SlotConfig two_readers(const std::string& first, const std::string& spare, bool is_warm);
/// The switch that the slot tells of: a run that passed where it is one for a lost device.
void count_switch(Slot& slot, Tally& tally);

// Cameras of the kernel's vivid driver.
Tally pixel_formats(int runs);
Tally disconnect(int runs, bool is_warm);
Tally stream_error(int runs, bool is_warm);
Tally damaged_buffer(int runs);
Tally start_refused(int runs);
Tally camera_conforms(int runs);
/// "unplug" or "plug": vivid registers a disconnected camera again when nobody has it open any more, so that a process
/// stays behind that does.
int switch_plug(const std::string& action, const std::string& id);

// U.are.U readers written as USB functions.
Tally finger_captured(int runs);
Tally unplugged_in_image(int runs, bool is_warm);
Tally replugged(int runs);
Tally reader_conforms(int runs);

// Serial modules: one behind a USB adapter of QEMU's, plugged in and pulled by its monitor.
Tally adapter_pulled_in_image(int runs, bool is_warm);

}  // namespace limner::vm
