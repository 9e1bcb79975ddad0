#ifndef LIMNER_VIDEO_MODULE_H
#define LIMNER_VIDEO_MODULE_H

#include <stddef.h>

/* What limner_virtual_video.so offers the virtual driver, which loads it when a device plays a video file: GStreamer
 * costs a process that plays none nothing. Plain C, one thread at a time a video. */
#ifdef __cplusplus
extern "C" {
#endif

typedef struct limner_video limner_video;

typedef struct limner_video_picture {
    int width, height;
    size_t stride_bytes;
    const unsigned char* rgb; /* until the next call on the video */
} limner_video_picture;

/* NULL, and the reason in `message`, where the file cannot be played. */
typedef limner_video* (*limner_video_open_fn)(const char* path, char* message, size_t message_bytes);
/* The next picture, the first one again after the last. 0: done; else the reason is in `message`. */
typedef int (*limner_video_next_fn)(limner_video* video, limner_video_picture* out, char* message,
                                    size_t message_bytes);
typedef void (*limner_video_close_fn)(limner_video* video);

typedef struct limner_video_api {
    limner_video_open_fn open;
    limner_video_next_fn next;
    limner_video_close_fn close;
} limner_video_api;

/* The one symbol: limner_video_entry. */
typedef const limner_video_api* (*limner_video_entry_fn)(void);

#ifdef __cplusplus
}
#endif
#endif
