// The ABI's header is complete by itself in C++, too, and its structs are what C makes of them.
#include <limner/driver/driver_abi.h>

#include <type_traits>

static_assert(std::is_standard_layout_v<limner_driver_v1> && std::is_trivial_v<limner_driver_v1>);
static_assert(std::is_standard_layout_v<limner_frame_v1> && std::is_trivial_v<limner_frame_v1>);
static_assert(std::is_standard_layout_v<limner_option_v1> && std::is_trivial_v<limner_option_v1>);
static_assert(std::is_standard_layout_v<limner_services_v1> && std::is_trivial_v<limner_services_v1>);
