#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace limner::gige {

/// A camera that was found, and the word by which Aravis opens it.
struct ListedCamera {
    std::string id{};       ///< "gige/VENDOR-MODEL/SERIAL", "/@HARDWARE-ADDRESS" without a serial
    std::string name{};     ///< For people.
    std::string serial{};   ///< As it can stand in an id.
    std::string handle{};   ///< An IP address, or Aravis's name of a USB3 Vision camera.
    std::string address{};  ///< The IP address; empty for USB3 Vision.
};

/// What a camera is known by.
struct Identity {
    std::string_view vendor{}, model{}, serial{};
    std::string_view hardware_address{};
};

/// `handle` and `address` are left empty.
ListedCamera listed(const Identity& identity);

/// Adds it; cameras that claim the same serial are told by their hardware addresses. What is there already, by another
/// way to the same camera, is left out.
void add_camera(std::vector<ListedCamera>& to, ListedCamera camera, std::string_view hardware_address);

}  // namespace limner::gige
