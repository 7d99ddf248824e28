// Stands between the program and the C library, for tests of what no test can order from a real machine: a power loss,
// a disk that fails or is full at a chosen write, a wall clock that somebody sets. The program itself is the built one.
//
// PRELOAD_FOLDER     the folder whose files are meant; the rest goes through untouched
// PRELOAD_IMAGE      a folder that gets what a power loss would leave: each file of PRELOAD_FOLDER as of its last sync,
//                    under its inode's number, and `names`, the folder's entries as of their last sync
// PRELOAD_KILL_SYNC  the process dies when it begins its Nth sync
// PRELOAD_FAIL       the Nth write or sync fails with EIO, once
// PRELOAD_FULL       the Nth write and all after it fail with ENOSPC
// PRELOAD_DEAF_DNS   lookups of names are never answered
// PRELOAD_CLOCK      a file of 8 bytes: seconds that are added to the wall clock, at any moment
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netdb.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static atomic_int writes;
static atomic_int syncs;

static int ordered(const char *name) {
    const char *text = getenv(name);
    return text ? atoi(text) : 0;
}

// Where a descriptor leads, if that is into the folder: 1 for a file of it, 2 for the folder itself, 0 else.
static int place(int descriptor, char *path) {
    const char *folder = getenv("PRELOAD_FOLDER");
    if (!folder) return 0;
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0) return 0;
    path[length] = 0;
    size_t prefix = strlen(folder);
    if (strncmp(path, folder, prefix) != 0) return 0;
    if (path[prefix] == 0 || strcmp(path + prefix, "/") == 0) return 2;
    return path[prefix] == '/' ? 1 : 0;
}

// SQLite rebuilds its index of the write-ahead log (-shm) by itself; it is never synced.
static int counts(int descriptor) {
    char path[PATH_MAX];
    if (place(descriptor, path) != 1) return 0;
    size_t length = strlen(path);
    return !(length > 4 && strcmp(path + length - 4, "-shm") == 0);
}

static int fails(int descriptor) {
    int at = ordered("PRELOAD_FAIL"), full = ordered("PRELOAD_FULL");
    if (!(at || full) || !counts(descriptor)) return 0;
    int number = atomic_fetch_add(&writes, 1) + 1;
    if (at && number == at) errno = EIO;
    else if (full && number >= full) errno = ENOSPC;
    else return 0;
    return 1;
}

static void copy(const char *from, const char *image, const char *name) {
    char draft[PATH_MAX], final[PATH_MAX], buffer[65536];
    snprintf(draft, sizeof draft, "%s/draft", image);
    snprintf(final, sizeof final, "%s/%s", image, name);
    int in = open(from, O_RDONLY | O_CLOEXEC), out = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    ssize_t got;
    while (in >= 0 && out >= 0 && (got = read(in, buffer, sizeof buffer)) > 0)
        if (syscall(SYS_write, out, buffer, got) != got) abort();
    if (in >= 0) close(in);
    if (out >= 0) close(out);
    rename(draft, final);
}

static void note_names(const char *folder, const char *image) {
    char draft[PATH_MAX], final[PATH_MAX];
    snprintf(draft, sizeof draft, "%s/draft", image);
    snprintf(final, sizeof final, "%s/names", image);
    FILE *names = fopen(draft, "we");
    DIR *entries = opendir(folder);
    struct dirent *entry;
    while (names && entries && (entry = readdir(entries)))
        fprintf(names, "%llu %s\n", (unsigned long long)entry->d_ino, entry->d_name);
    if (entries) closedir(entries);
    if (names) fclose(names);
    rename(draft, final);
}

// A new file's name is kept with its first sync, as journalling file systems do.
static void note_name(const char *path, unsigned long long inode, const char *image) {
    char names[PATH_MAX], line[PATH_MAX + 32];
    snprintf(names, sizeof names, "%s/names", image);
    FILE *file = fopen(names, "a+e");
    if (!file) return;
    int known = 0;
    unsigned long long found;
    rewind(file);
    while (fgets(line, sizeof line, file))
        if (sscanf(line, "%llu", &found) == 1 && found == inode) known = 1;
    if (!known) fprintf(file, "%llu %s\n", inode, strrchr(path, '/') + 1);
    fclose(file);
}

static void begin_sync(int descriptor) {
    int last = ordered("PRELOAD_KILL_SYNC");
    char path[PATH_MAX];
    if (last && place(descriptor, path) && atomic_fetch_add(&syncs, 1) + 1 == last) kill(getpid(), SIGKILL);
}

static void end_sync(int descriptor) {
    const char *image = getenv("PRELOAD_IMAGE");
    char path[PATH_MAX], name[32];
    struct stat status;
    int kind = image ? place(descriptor, path) : 0;
    if (kind == 2) note_names(path, image);
    if (kind != 1 || fstat(descriptor, &status) != 0) return;
    snprintf(name, sizeof name, "%llu", (unsigned long long)status.st_ino);
    copy(path, image, name);
    note_name(path, status.st_ino, image);
}

static int sync_with(int (*original)(int), int descriptor) {
    begin_sync(descriptor);
    if (fails(descriptor)) return -1;
    int result = original(descriptor);
    if (result == 0) end_sync(descriptor);
    return result;
}

int fsync(int descriptor) {
    return sync_with((int (*)(int))dlsym(RTLD_NEXT, "fsync"), descriptor);
}

int fdatasync(int descriptor) {
    return sync_with((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"), descriptor);
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
    static ssize_t (*original)(int, const void *, size_t);
    if (!original) original = (ssize_t(*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
    return fails(descriptor) ? -1 : original(descriptor, bytes, count);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset) {
    static ssize_t (*original)(int, const void *, size_t, off64_t);
    if (!original) original = (ssize_t(*)(int, const void *, size_t, off64_t))dlsym(RTLD_NEXT, "pwrite64");
    return fails(descriptor) ? -1 : original(descriptor, bytes, count, offset);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
    return pwrite64(descriptor, bytes, count, offset);
}

static int64_t shift(void) {
    static _Atomic(int64_t *) seconds;
    int64_t *at = atomic_load(&seconds);
    const char *path = at ? NULL : getenv("PRELOAD_CLOCK");
    if (path) {
        int file = open(path, O_RDONLY | O_CLOEXEC);
        if (file < 0) return 0;
        void *mapped = mmap(NULL, sizeof(int64_t), PROT_READ, MAP_SHARED, file, 0);
        close(file);
        if (mapped == MAP_FAILED) return 0;
        at = mapped;
        atomic_store(&seconds, at);
    }
    return at ? *(volatile int64_t *)at : 0;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    static int (*original)(clockid_t, struct timespec *);
    if (!original) original = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int result = original(clock, time);
    if (result == 0 && clock == CLOCK_REALTIME) time->tv_sec += shift();
    return result;
}

int getaddrinfo(
    const char *restrict node, const char *restrict service, const struct addrinfo *restrict hints,
    struct addrinfo **restrict found) {
    static int (*original)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
    if (!original)
        original = (int (*)(const char *, const char *, const struct addrinfo *, struct addrinfo **))dlsym(
            RTLD_NEXT, "getaddrinfo");
    int is_number = hints && hints->ai_flags & AI_NUMERICHOST;
    if (ordered("PRELOAD_DEAF_DNS") && !is_number)
        for (;;) pause();
    return original(node, service, hints, found);
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
    static int (*original)(struct timeval *, void *);
    if (!original) original = (int (*)(struct timeval *, void *))dlsym(RTLD_NEXT, "gettimeofday");
    int result = original(time, zone);
    if (result == 0) time->tv_sec += shift();
    return result;
}

time_t time(time_t *result) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (result) *result = now.tv_sec;
    return now.tv_sec;
}
