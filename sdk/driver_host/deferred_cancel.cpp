// libsane's backends kill the thread that reads for them (sanei_thread) wherever it is: they ask for asynchronous
// cancellation. A thread killed inside malloc keeps the heap's lock, and the process hangs at its next allocation. The
// programs that run drivers take this function instead of the C library's: a thread ends at its next cancellation point
// (read, write, poll, sleep), where it holds no lock of the C library's.
#include <pthread.h>

#include <cerrno>

extern "C" __attribute__((visibility("default"))) int pthread_setcanceltype(int type, int* previous) {
    if (type != PTHREAD_CANCEL_DEFERRED && type != PTHREAD_CANCEL_ASYNCHRONOUS) return EINVAL;
    if (previous) *previous = PTHREAD_CANCEL_DEFERRED;
    return 0;
}
