/* Where every member of the driver ABI lies, on the 64-bit platforms that Limner supports. A compiler error here means
 * that the contract with driver modules changed. Only appending to the end of a struct is allowed: no line here may
 * change, but for the sizes of structs that are not part of others, and each appended member gets a line. */
#include <limner/driver/driver_abi.h>

#define MEMBER(type, member, offset) _Static_assert(offsetof(type, member) == (offset), #type "." #member " has moved")
#define SIZE(type, bytes) _Static_assert(sizeof(type) == (bytes), #type " has another size")

_Static_assert(LIMNER_DRIVER_ABI_MAJOR == 1u, "a new major version has figures of its own");
_Static_assert(sizeof(void*) == 8, "the figures are those of 64-bit platforms");

MEMBER(limner_error_v1, struct_size, 0);
MEMBER(limner_error_v1, message, 4);
SIZE(limner_error_v1, 504);

MEMBER(limner_listing_v1, struct_size, 0);
MEMBER(limner_listing_v1, device_class, 4);
MEMBER(limner_listing_v1, id, 8);
MEMBER(limner_listing_v1, name, 16);
MEMBER(limner_listing_v1, serial, 24);
SIZE(limner_listing_v1, 32);

MEMBER(limner_value_v1, struct_size, 0);
MEMBER(limner_value_v1, type, 4);
MEMBER(limner_value_v1, integer, 8);
MEMBER(limner_value_v1, real, 16);
MEMBER(limner_value_v1, text, 24);
MEMBER(limner_value_v1, reserved, 32);
SIZE(limner_value_v1, 64);

MEMBER(limner_option_v1, struct_size, 0);
MEMBER(limner_option_v1, flags, 4);
MEMBER(limner_option_v1, name, 8);
MEMBER(limner_option_v1, unit, 16);
MEMBER(limner_option_v1, value, 24);
MEMBER(limner_option_v1, minimum, 88);
MEMBER(limner_option_v1, maximum, 96);
MEMBER(limner_option_v1, step, 104);
MEMBER(limner_option_v1, choices, 112);
MEMBER(limner_option_v1, choice_count, 120);
MEMBER(limner_option_v1, reserved, 124);
SIZE(limner_option_v1, 128);

MEMBER(limner_start_v1, struct_size, 0);
MEMBER(limner_start_v1, purpose, 4);
MEMBER(limner_start_v1, width, 8);
MEMBER(limner_start_v1, height, 12);
SIZE(limner_start_v1, 16);

MEMBER(limner_frame_v1, struct_size, 0);
MEMBER(limner_frame_v1, outcome, 4);
MEMBER(limner_frame_v1, hint, 8);
MEMBER(limner_frame_v1, flags, 12);
MEMBER(limner_frame_v1, width, 16);
MEMBER(limner_frame_v1, height, 20);
MEMBER(limner_frame_v1, format, 24);
MEMBER(limner_frame_v1, stride_bytes, 28);
MEMBER(limner_frame_v1, pixels, 32);
MEMBER(limner_frame_v1, valid_bytes, 40);
MEMBER(limner_frame_v1, sequence, 48);
MEMBER(limner_frame_v1, exposed_at_ns, 56);
MEMBER(limner_frame_v1, ppi_x, 64);
MEMBER(limner_frame_v1, ppi_y, 72);
MEMBER(limner_frame_v1, side, 80);
MEMBER(limner_frame_v1, light, 84);
MEMBER(limner_frame_v1, sheet, 88);
MEMBER(limner_frame_v1, first_row, 92);
MEMBER(limner_frame_v1, total_rows, 96);
MEMBER(limner_frame_v1, progress, 100);
MEMBER(limner_frame_v1, buffer, 104);
MEMBER(limner_frame_v1, buffer_bytes, 112);
SIZE(limner_frame_v1, 120);

MEMBER(limner_services_v1, struct_size, 0);
MEMBER(limner_services_v1, reserved, 4);
MEMBER(limner_services_v1, context, 8);
MEMBER(limner_services_v1, log, 16);
MEMBER(limner_services_v1, now_ns, 24);
MEMBER(limner_services_v1, random_bytes, 32);
MEMBER(limner_services_v1, setting, 40);
MEMBER(limner_services_v1, event, 48);
SIZE(limner_services_v1, 56);

MEMBER(limner_driver_v1, struct_size, 0);
MEMBER(limner_driver_v1, abi_major, 4);
MEMBER(limner_driver_v1, name, 8);
MEMBER(limner_driver_v1, version, 16);
MEMBER(limner_driver_v1, initialise, 24);
MEMBER(limner_driver_v1, shutdown, 32);
MEMBER(limner_driver_v1, enumerate, 40);
MEMBER(limner_driver_v1, open, 48);
MEMBER(limner_driver_v1, close, 56);
MEMBER(limner_driver_v1, options, 64);
MEMBER(limner_driver_v1, set_option, 72);
MEMBER(limner_driver_v1, start, 80);
MEMBER(limner_driver_v1, stop, 88);
MEMBER(limner_driver_v1, grab, 96);
MEMBER(limner_driver_v1, cancel, 104);
SIZE(limner_driver_v1, 112);

#define VALUE(name, number) _Static_assert((name) == (number), #name " has another value")

VALUE(LIMNER_CLASS_CAMERA, 1);
VALUE(LIMNER_CLASS_FINGERPRINT_READER, 2);
VALUE(LIMNER_CLASS_DOCUMENT_SCANNER, 3);
VALUE(LIMNER_PURPOSE_PREVIEW, 1);
VALUE(LIMNER_PURPOSE_STILL, 2);
VALUE(LIMNER_VALUE_BOOLEAN, 1);
VALUE(LIMNER_VALUE_INTEGER, 2);
VALUE(LIMNER_VALUE_REAL, 3);
VALUE(LIMNER_VALUE_TEXT, 4);
VALUE(LIMNER_OPTION_ACTIVE, 1u << 0);
VALUE(LIMNER_OPTION_ADVANCED, 1u << 1);
VALUE(LIMNER_OPTION_ACTION, 1u << 2);
VALUE(LIMNER_OUTCOME_IMAGE, 1);
VALUE(LIMNER_OUTCOME_WAITING, 2);
VALUE(LIMNER_OUTCOME_PROGRESS, 3);
VALUE(LIMNER_OUTCOME_END, 4);
VALUE(LIMNER_HINT_NONE, 0);
VALUE(LIMNER_HINT_PLACE_FINGER, 1);
VALUE(LIMNER_HINT_LIFT_FINGER, 2);
VALUE(LIMNER_HINT_INSERT_DOCUMENT, 3);
VALUE(LIMNER_HINT_PRESS_BUTTON, 4);
VALUE(LIMNER_FRAME_LAST_BAND, 1u << 0);
VALUE(LIMNER_FRAME_DAMAGED, 1u << 1);
VALUE(LIMNER_EVENT_ARRIVED, 1);
VALUE(LIMNER_EVENT_LOST, 2);
VALUE(LIMNER_EVENT_FINGER_ON, 3);
VALUE(LIMNER_EVENT_FINGER_OFF, 4);
VALUE(LIMNER_EVENT_BUTTON, 5);
VALUE(LIMNER_EVENT_COVER_OPEN, 6);
VALUE(LIMNER_EVENT_COVER_CLOSED, 7);
VALUE(LIMNER_EVENT_PAPER_IN, 8);
VALUE(LIMNER_LOG_DEBUG, 1);
VALUE(LIMNER_LOG_INFO, 2);
VALUE(LIMNER_LOG_WARNING, 3);
VALUE(LIMNER_LOG_ERROR, 4);
