#pragma once

#include <limner/base/result.h>

namespace limner {

/// What a driver's manifest asks for.
struct Rights {
    bool needs_network = false;
};

/// Takes from this process, for good, what the driver does not need: new privileges, core dumps (pictures of people),
/// and, without the right to it, the network. Before the module is loaded.
Result<void> confine(const Rights& rights);

}  // namespace limner
