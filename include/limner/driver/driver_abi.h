/* The binary contract between the SDK and a driver module: plain C11, append-only.
 *
 * Major version 1: frozen. Structs and lists of constants grow at their ends alone, and a driver that was built against
 * this header is loaded by every later SDK of the same major version. Threads: the SDK calls every function of one
 * device from one thread, except cancel(), which comes from any thread while another call is in progress. enumerate()
 * runs on a thread of its own, beside open devices. Time: grab() returns within its slice. The SDK gives up on a call
 * that does not return within: open() and start() 5 s, options(), each set_option(), stop(), and close() with
 * shutdown() 2 s; of document scanners 15 s, 5 s for options, 3 s for stop() and close(). initialise() has the time of
 * open(), enumerate() 10 s. Order: grab() before start() or after stop() is answered by an error; any
 * other call out of its order by an error, or it serves. A device that is gone answers device_lost (open():
 * device_missing), and is closed as any other. No call crashes, and no exception leaves one. Memory: what a function
 * hands out stays valid until the next call on the same device (emit callbacks: until they return). Every struct begins
 * with struct_size, sizeof as its writer was compiled: a member beyond it is absent, and who fills the other side's
 * struct writes no further. close() gives back all that open() and later calls took. Pointers: `error` may be NULL. Any
 * other NULL is answered by invalid_argument; close(), cancel() and shutdown() of NULL do nothing. */
#ifndef LIMNER_DRIVER_ABI_H
#define LIMNER_DRIVER_ABI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define LIMNER_DRIVER_ABI_MAJOR 1u

typedef struct limner_instance_v1 limner_instance_v1; /* the driver's own state, from initialise() to shutdown() */
typedef struct limner_device_v1 limner_device_v1;     /* the driver's own state of one open device */

enum { LIMNER_CLASS_CAMERA = 1, LIMNER_CLASS_FINGERPRINT_READER = 2, LIMNER_CLASS_DOCUMENT_SCANNER = 3 };
enum { LIMNER_PURPOSE_PREVIEW = 1, LIMNER_PURPOSE_STILL = 2 };
enum { LIMNER_VALUE_BOOLEAN = 1, LIMNER_VALUE_INTEGER = 2, LIMNER_VALUE_REAL = 3, LIMNER_VALUE_TEXT = 4 };
enum {
    LIMNER_OPTION_ACTIVE = 1u << 0,   /* can be set now (others may have to change first) */
    LIMNER_OPTION_ADVANCED = 1u << 1, /* not for an officer */
    LIMNER_OPTION_ACTION = 1u << 2    /* a button: true presses it, it reads as false */
};

/* What a grab brought. */
enum {
    LIMNER_OUTCOME_IMAGE = 1,    /* pixels: a whole frame, or a band of a page's rows */
    LIMNER_OUTCOME_WAITING = 2,  /* healthy, waiting for a person: see hint */
    LIMNER_OUTCOME_PROGRESS = 3, /* healthy, busy: warming up, moving, exposing */
    LIMNER_OUTCOME_END = 4       /* scanners: no page follows in this scan */
};
enum {
    LIMNER_HINT_NONE = 0,
    LIMNER_HINT_PLACE_FINGER = 1,
    LIMNER_HINT_LIFT_FINGER = 2,
    LIMNER_HINT_INSERT_DOCUMENT = 3,
    LIMNER_HINT_PRESS_BUTTON = 4
};
enum {
    LIMNER_FRAME_LAST_BAND = 1u << 0, /* scanners: this band completes its page */
    LIMNER_FRAME_DAMAGED = 1u << 1    /* the device flags the picture as incomplete */
};

typedef struct limner_error_v1 { /* filled by the driver when a call returns a code other than 0 */
    uint32_t struct_size;
    char message[500]; /* UTF-8, terminated: what failed and why; nothing personal */
} limner_error_v1;

typedef struct limner_listing_v1 {
    uint32_t struct_size;
    int32_t device_class;
    const char* id;   /* "driver/vid:pid/serial", or "driver/vid:pid/@port-path" without a serial; never a bus number */
    const char* name; /* for people */
    const char* serial; /* or NULL */
} limner_listing_v1;

typedef struct limner_value_v1 { /* lies inside limner_option_v1, so that its size is final */
    uint32_t struct_size;
    int32_t type;
    int64_t integer; /* BOOLEAN: 0 or 1 */
    double real;
    const char* text;
    uint64_t reserved[4]; /* 0 */
} limner_value_v1;

typedef struct limner_option_v1 {
    uint32_t struct_size;
    uint32_t flags;
    const char* name; /* standard names: exposure, focus, zoom, white_balance, dpi, source, mode, page_size, led */
    const char* unit; /* "", "ms", "dpi", "mm", ... */
    limner_value_v1 value;
    double minimum, maximum, step; /* numbers only; step 0: continuous; minimum > maximum: unbounded */
    const char* const* choices;    /* texts of a list (numbers written out), or NULL */
    uint32_t choice_count;
    uint32_t reserved;
} limner_option_v1;

typedef struct limner_start_v1 {
    uint32_t struct_size;
    int32_t purpose;
    int32_t width, height; /* wanted; 0: the device's best for the purpose. A driver takes the nearest it can. */
} limner_start_v1;

typedef struct limner_frame_v1 {
    uint32_t struct_size;
    int32_t outcome;
    int32_t hint;
    uint32_t flags;
    int32_t width, height, format; /* format: limner::PixelFormat. A band: its own rows in height. */
    uint32_t stride_bytes;         /* 0: packed */
    const void* pixels;            /* driver memory, or `buffer` */
    uint64_t valid_bytes;          /* bytes readable at pixels */
    uint64_t sequence;             /* counts the device's frames; strictly rising within a start() */
    uint64_t exposed_at_ns;        /* CLOCK_MONOTONIC when its exposure began; of a scan: when the page began. A device
                                      that tells none: the moment before the driver asked it, its queue emptied first. */
    double ppi_x, ppi_y;           /* 0: unknown */
    int32_t side, light, sheet;    /* scanners: limner::PageSide, limner::PageLight, 1-based sheet */
    int32_t first_row, total_rows; /* scanners: where the band begins; total_rows 0: not known yet */
    float progress;                /* PROGRESS: 0..1 of the picture or page, below 0: unknown */
    void* buffer;                  /* lent by the SDK for the frame's pixels, or NULL */
    uint64_t buffer_bytes;
} limner_frame_v1;

enum {
    LIMNER_EVENT_ARRIVED = 1,
    LIMNER_EVENT_LOST = 2,
    LIMNER_EVENT_FINGER_ON = 3,
    LIMNER_EVENT_FINGER_OFF = 4,
    LIMNER_EVENT_BUTTON = 5,
    LIMNER_EVENT_COVER_OPEN = 6,
    LIMNER_EVENT_COVER_CLOSED = 7,
    LIMNER_EVENT_PAPER_IN = 8
};
enum { LIMNER_LOG_DEBUG = 1, LIMNER_LOG_INFO = 2, LIMNER_LOG_WARNING = 3, LIMNER_LOG_ERROR = 4 };

/* What the SDK offers a module. Every function may be called from any thread, until shutdown() has returned. */
typedef struct limner_services_v1 {
    uint32_t struct_size;
    uint32_t reserved;
    void* context;
    void (*log)(void* context, int32_t level, const char* text);
    uint64_t (*now_ns)(void* context); /* CLOCK_MONOTONIC */
    void (*random_bytes)(void* context, void* to, uint64_t count);
    const char* (*setting)(void* context, const char* name); /* this driver's settings; NULL where absent */
    void (*event)(void* context, int32_t kind, const char* device_id);
} limner_services_v1;

typedef void (*limner_emit_listing_fn)(void* to, const limner_listing_v1* listing);
typedef void (*limner_emit_option_fn)(void* to, const limner_option_v1* option);

/* Functions return 0 or a limner::ErrorCode. Members after `cancel` may be absent (see struct_size) or NULL. */
typedef struct limner_driver_v1 {
    uint32_t struct_size;
    uint32_t abi_major;
    const char* name; /* the first part of every id */
    const char* version;
    /* The first call of an instance; several may live side by side. The services stay valid until its shutdown(), the
       last call, made when all its devices are closed. */
    int32_t (*initialise)(const limner_services_v1* services, limner_instance_v1** out, limner_error_v1* error);
    void (*shutdown)(limner_instance_v1* instance);
    int32_t (*enumerate)(limner_instance_v1* instance, limner_emit_listing_fn emit, void* to, limner_error_v1* error);
    int32_t (*open)(limner_instance_v1* instance, const char* id, limner_device_v1** out, limner_error_v1* error);
    void (*close)(limner_device_v1* device);
    int32_t (*options)(limner_device_v1* device, limner_emit_option_fn emit, void* to, limner_error_v1* error);
    int32_t (*set_option)(limner_device_v1* device, const char* name, const limner_value_v1* value,
                          limner_error_v1* error);
    int32_t (*start)(limner_device_v1* device, const limner_start_v1* wanted, limner_error_v1* error);
    int32_t (*stop)(limner_device_v1* device, limner_error_v1* error);
    int32_t (*grab)(limner_device_v1* device, uint64_t slice_ms, limner_frame_v1* out, limner_error_v1* error);
    void (*cancel)(limner_device_v1* device); /* ends the call in progress and no later one */
} limner_driver_v1;

/* The one symbol of a module: limner_driver_entry. */
typedef const limner_driver_v1* (*limner_driver_entry_fn)(void);

#ifdef __cplusplus
}
#endif
#endif
