/* A vendor's driver in plain C11, without the C++ adaptor: one camera that delivers one grey frame after the other. */
#include <limner/driver/driver_abi.h>

#include <stdlib.h>
#include <string.h>

#ifndef DRIVER_NAME
#define DRIVER_NAME "abi_c"
#endif

enum { WIDTH = 64, HEIGHT = 48, GRAY8 = 1, DEVICE_MISSING = 3, UNSUPPORTED = 9, INVALID_ARGUMENT = 10 };

struct limner_device_v1 {
    const limner_services_v1* services;
    uint64_t sequence;
    int is_started;
    unsigned char pixels[WIDTH * HEIGHT];
};

struct limner_instance_v1 {
    const limner_services_v1* services;
};

/* Answers a call, with a text where the caller has room for one. */
static int32_t answer(limner_error_v1* error, int32_t code, const char* text) {
    const size_t head = offsetof(limner_error_v1, message);
    if (error && error->struct_size > head) {
        size_t room = error->struct_size - head;
        if (room > sizeof error->message) room = sizeof error->message;
        strncpy(error->message, text, room);
        error->message[room - 1] = '\0';
    }
    return code;
}

static int32_t null_argument(limner_error_v1* error) { return answer(error, INVALID_ARGUMENT, "a pointer is NULL"); }

static int32_t initialise(const limner_services_v1* services, limner_instance_v1** out, limner_error_v1* error) {
    if (!services || !out) return null_argument(error);
    *out = calloc(1, sizeof **out);
    (*out)->services = services;
    return 0;
}

static void shut_down(limner_instance_v1* instance) { free(instance); }

static int32_t enumerate(limner_instance_v1* instance, limner_emit_listing_fn emit, void* to, limner_error_v1* error) {
    limner_listing_v1 listing = {sizeof listing, LIMNER_CLASS_CAMERA, DRIVER_NAME "/1", "A camera in C", NULL};
    if (!instance || !emit) return null_argument(error);
    emit(to, &listing);
    return 0;
}

static int32_t open_device(limner_instance_v1* instance, const char* id, limner_device_v1** out,
                           limner_error_v1* error) {
    if (!instance || !id || !out) return null_argument(error);
    if (strcmp(id, DRIVER_NAME "/1") != 0) return answer(error, DEVICE_MISSING, "no such device");
    *out = calloc(1, sizeof **out);
    (*out)->services = instance->services;
    return 0;
}

static void close_device(limner_device_v1* device) { free(device); }

static int32_t options(limner_device_v1* device, limner_emit_option_fn emit, void* to, limner_error_v1* error) {
    (void)to;
    return device && emit ? 0 : null_argument(error);
}

static int32_t set_option(limner_device_v1* device, const char* name, const limner_value_v1* value,
                          limner_error_v1* error) {
    if (!device || !name || !value) return null_argument(error);
    return answer(error, UNSUPPORTED, "the device has no options");
}

static int32_t start(limner_device_v1* device, const limner_start_v1* wanted, limner_error_v1* error) {
    if (!device || !wanted) return null_argument(error);
    device->is_started = 1;
    return 0;
}

static int32_t stop(limner_device_v1* device, limner_error_v1* error) {
    if (!device) return null_argument(error);
    device->is_started = 0;
    return 0;
}

static int32_t grab(limner_device_v1* device, uint64_t slice_ms, limner_frame_v1* out, limner_error_v1* error) {
    (void)slice_ms;
    if (!device || !out) return null_argument(error);
    if (!device->is_started) return answer(error, INVALID_ARGUMENT, "not started");
    out->outcome = LIMNER_OUTCOME_IMAGE;
    out->width = WIDTH;
    out->height = HEIGHT;
    out->format = GRAY8;
    out->pixels = memset(device->pixels, (int)(device->sequence % 256), sizeof device->pixels);
    out->valid_bytes = sizeof device->pixels;
    out->sequence = device->sequence++;
    out->exposed_at_ns = device->services->now_ns(device->services->context);
    return 0;
}

static void cancel(limner_device_v1* device) { (void)device; }

const limner_driver_v1* limner_driver_entry(void);
const limner_driver_v1* limner_driver_entry(void) {
    static const limner_driver_v1 table = {
        .struct_size = sizeof table,
        .abi_major = LIMNER_DRIVER_ABI_MAJOR,
        .name = DRIVER_NAME,
        .version = "1",
        .initialise = initialise,
        .shutdown = shut_down,
        .enumerate = enumerate,
        .open = open_device,
        .close = close_device,
        .options = options,
        .set_option = set_option,
        .start = start,
        .stop = stop,
        .grab = grab,
        .cancel = cancel,
    };
    return &table;
}
