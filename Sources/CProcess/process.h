// Calls of the C library and the kernel that Swift's Glibc module lacks.
#ifndef REKEY_CPROCESS_H
#define REKEY_CPROCESS_H

#include <errno.h>
#include <stddef.h>
#include <fcntl.h>
#include <malloc.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

// No core dump, no debugger and no /proc/PID/mem or environ for other processes of the same user: PR_SET_DUMPABLE in
// prctl(2). Returns 0 when the kernel agreed.
static inline int rekey_process_forbid_dumps(void) {
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

// No core file, whatever the limit was: setrlimit(2). Returns 0 when the kernel agreed.
static inline int rekey_process_forbid_cores(void) {
    struct rlimit none = {0, 0};
    return setrlimit(RLIMIT_CORE, &none);
}

// Keeps all pages of the process in memory from the moment that they are used: MCL_ONFAULT in mlockall(2). Below a limit
// on locked memory, which later allocations would meet as a failure, it does nothing; a capability sets the limit
// aside. Returns 0 when the kernel agreed.
static inline int rekey_process_lock_memory(int is_capable) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_MEMLOCK, &limit) != 0) return -1;
    if (limit.rlim_cur != RLIM_INFINITY && !is_capable) return -1;
    return mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT);
}

// Few heaps for all threads (M_ARENA_MAX in mallopt(3)): values are made on one thread and freed on another, so with as
// many heaps as there are by default the memory grows for nothing, and with two the busy threads wait for each other.
// What is freed at a heap's end is kept for the next items instead of being given back each time. Returns 1 when it is
// so.
static inline int rekey_process_share_heaps(void) {
    mallopt(M_TRIM_THRESHOLD, 32 << 20);
    mallopt(M_TOP_PAD, 1 << 20);
    return mallopt(M_ARENA_MAX, 8);
}

// Gives a file its name unless another has it: RENAME_NOREPLACE in renameat2(2). Returns 0, or -1 and sets errno.
static inline int rekey_rename_new(const char *draft, const char *name) {
    return (int)syscall(SYS_renameat2, AT_FDCWD, draft, AT_FDCWD, name, 1u);
}

// A file of the kernel's memory that has no name, holds these bytes and is read from its beginning: memfd_create(2).
// Returns its descriptor, or -1 and sets errno.
static inline int rekey_memory_file(const void *bytes, size_t count) {
    int file = (int)syscall(SYS_memfd_create, "rekey", 1u);  // MFD_CLOEXEC
    if (file < 0) return -1;
    size_t done = 0;
    while (done < count) {
        ssize_t written = write(file, (const char *)bytes + done, count - done);
        if (written <= 0) {
            close(file);
            return -1;
        }
        done += (size_t)written;
    }
    lseek(file, 0, SEEK_SET);
    return file;
}

// Bytes of the kernel's generator: getrandom(2), again when a signal came before the first. Returns how many, or -1.
static inline ptrdiff_t rekey_random(void *bytes, size_t count) {
    ssize_t got;
    do {
        got = getrandom(bytes, count, 0);
    } while (got < 0 && errno == EINTR);
    return got;
}

// Columns of a terminal that a character takes, or -1 for one that is not printed: wcwidth(3), which the headers show to
// programs of the X/Open standard alone.
extern int wcwidth(wchar_t character);

static inline int rekey_columns(unsigned int scalar) { return wcwidth((wchar_t)scalar); }

#endif
