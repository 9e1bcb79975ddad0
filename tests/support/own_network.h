#pragma once

#include <string>

namespace limner::test {

/// Moves the calling thread, and what it starts from now on, into a network of its own in which there is nothing but
/// 127.0.0.1: ports are free there, and broadcasts reach nobody. Stays so until the process ends; call it before other
/// threads are started. Why it is not possible, else an empty text.
std::string enter_own_network();

}  // namespace limner::test
