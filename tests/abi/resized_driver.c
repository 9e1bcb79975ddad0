/* The driver of c_driver.c as a vendor with another copy of the header would have compiled it. OLDER: the structs that
 * it hands out end before their last members, and nothing can be read beyond. NEWER: they and its table have members
 * that this SDK does not know, and it fills frames that are longer than it was given, as far as it was given them. */
#define _DEFAULT_SOURCE
#define limner_driver_entry plain_driver_entry
#include "c_driver.c"
#undef limner_driver_entry

#include <sys/mman.h>
#include <unistd.h>

#define UNKNOWN_BYTES 64

#ifdef OLDER
#define LISTING_BYTES offsetof(limner_listing_v1, serial)
#define OPTION_BYTES offsetof(limner_option_v1, reserved)
#define FRAME_BYTES offsetof(limner_frame_v1, ppi_x)
#else
#define LISTING_BYTES (sizeof(limner_listing_v1) + UNKNOWN_BYTES)
#define OPTION_BYTES (sizeof(limner_option_v1) + UNKNOWN_BYTES)
#define FRAME_BYTES (sizeof(limner_frame_v1) + UNKNOWN_BYTES)
#endif

/* `bytes` of a struct, the last ones of memory that can be read; what is beyond `known` is none of this SDK's. */
static void* resized(const void* from, size_t known, size_t bytes) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char* memory = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char* to = memory + page - bytes;
    mprotect(memory + page, page, PROT_NONE);
    memset(to, 0xee, bytes);
    memcpy(to, from, known < bytes ? known : bytes);
    uint32_t struct_size = (uint32_t)bytes;
    memcpy(to, &struct_size, sizeof struct_size);
    return to;
}

static int32_t resized_enumerate(limner_instance_v1* instance, limner_emit_listing_fn emit, void* to,
                                 limner_error_v1* error) {
    limner_listing_v1 listing = {0, LIMNER_CLASS_CAMERA, DRIVER_NAME "/1", "A camera of another size", NULL};
    if (!instance || !emit) return null_argument(error);
    emit(to, resized(&listing, sizeof listing, LISTING_BYTES));
    return 0;
}

static int32_t resized_options(limner_device_v1* device, limner_emit_option_fn emit, void* to, limner_error_v1* error) {
    limner_value_v1 value = {sizeof value, LIMNER_VALUE_INTEGER, 5, 0, NULL, {0}};
    limner_option_v1 option = {0, LIMNER_OPTION_ACTIVE, "zoom", "", value, 1, 9, 1, NULL, 0, 0};
    if (!device || !emit) return null_argument(error);
    emit(to, resized(&option, sizeof option, OPTION_BYTES));
    return 0;
}

static int32_t resized_grab(limner_device_v1* device, uint64_t slice_ms, limner_frame_v1* out, limner_error_v1* error) {
    union {
        limner_frame_v1 known;
        char bytes[sizeof(limner_frame_v1) + UNKNOWN_BYTES];
    } frame;
    if (!device || !out) return null_argument(error);
    memset(&frame, 0, sizeof frame);
    int32_t code = grab(device, slice_ms, &frame.known, error);
    uint32_t struct_size = out->struct_size;
    size_t most = struct_size < FRAME_BYTES ? struct_size : FRAME_BYTES;
    frame.known.struct_size = struct_size;
    if (code == 0) memcpy(out, &frame, most);
    return code;
}

const limner_driver_v1* limner_driver_entry(void);
const limner_driver_v1* limner_driver_entry(void) {
    static struct {
        limner_driver_v1 known;
        char unknown[UNKNOWN_BYTES];
    } table;
    table.known = *plain_driver_entry();
    table.known.enumerate = resized_enumerate;
    table.known.options = resized_options;
    table.known.grab = resized_grab;
#ifndef OLDER
    memset(table.unknown, 0xee, sizeof table.unknown);
    table.known.struct_size = sizeof table;
#endif
    return &table.known;
}
