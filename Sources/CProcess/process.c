// SwiftPM sets it for no C target; prctl(2), memfd_create(2) and others need it.
#define _GNU_SOURCE
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/stat.h>
#include <malloc.h>
#include <signal.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#ifndef POSIX_SPAWN_SETSID
#define POSIX_SPAWN_SETSID 0x80
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

int rekey_process_forbid_dumps(void) {
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

int rekey_process_forbid_cores(void) {
    struct rlimit none = {0, 0};
    return setrlimit(RLIMIT_CORE, &none);
}

int rekey_process_lock_memory(int is_capable) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_MEMLOCK, &limit) != 0) return -1;
    if (limit.rlim_cur != RLIM_INFINITY && !is_capable) return -1;
    return mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT);
}

int rekey_process_share_heaps(void) {
    mallopt(M_TRIM_THRESHOLD, 32 << 20);
    mallopt(M_TOP_PAD, 1 << 20);
    struct rlimit space;
    const int is_bounded = getrlimit(RLIMIT_AS, &space) == 0 && space.rlim_cur != RLIM_INFINITY;
    return mallopt(M_ARENA_MAX, is_bounded ? 1 : 8);
}

int rekey_rename_new(const char *draft, const char *name) {
    return (int)syscall(SYS_renameat2, AT_FDCWD, draft, AT_FDCWD, name, 1u);
}

int rekey_memory_file(const void *bytes, size_t count) {
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

int rekey_file_identity(const char *path, unsigned long long *inode, long long *born) {
    struct statx status;
    if (syscall(SYS_statx, AT_FDCWD, path, 0, STATX_INO | STATX_BTIME, &status) != 0) return -1;
    *inode = status.stx_ino;
    *born = status.stx_mask & STATX_BTIME ? status.stx_btime.tv_sec * 1000000000LL + status.stx_btime.tv_nsec : 0;
    return 0;
}

int rekey_note_set(int file, const char *text, size_t count) {
    return fsetxattr(file, "user.rekey.witness", text, count, 0);
}

ptrdiff_t rekey_note_get(int file, void *text, size_t room) {
    return fgetxattr(file, "user.rekey.witness", text, room);
}

int rekey_event(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

void rekey_event_set(int event) { (void)eventfd_write(event, 1); }

int rekey_pipe(int ends[2]) { return (int)syscall(SYS_pipe2, ends, O_CLOEXEC); }

int rekey_inherited_number(void) {
    struct rlimit limit;
    const int wanted = 97;
    // The number behind it must be below the limit too, for the C library to close from there on.
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur > (rlim_t)wanted + 1) return wanted;
    return limit.rlim_cur > 5 ? (int)limit.rlim_cur - 2 : 3;
}

int rekey_spawn(
    int *process, const char *program, char *const arguments[], char *const environment[], const char *folder,
    int input, int output, int errors, int inherited
) {
    const int kept = rekey_inherited_number();
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    sigdelset(&all, SIGKILL);
    sigdelset(&all, SIGSTOP);
    int code = posix_spawn_file_actions_init(&actions);
    if (code != 0) return code;
    code = posix_spawnattr_init(&attributes);
    if (code != 0) {
        posix_spawn_file_actions_destroy(&actions);
        return code;
    }
    code = posix_spawn_file_actions_addchdir_np(&actions, folder);
    if (code == 0) code = posix_spawn_file_actions_adddup2(&actions, input, 0);
    if (code == 0) code = posix_spawn_file_actions_adddup2(&actions, output, 1);
    if (code == 0) code = posix_spawn_file_actions_adddup2(&actions, errors, 2);
    if (code == 0 && inherited >= 0) {
        code = posix_spawn_file_actions_adddup2(&actions, inherited, kept);
        // Closing what is not open is no error there.
        for (int each = 3; code == 0 && each < kept; each++) code = posix_spawn_file_actions_addclose(&actions, each);
        if (code == 0) code = posix_spawn_file_actions_addclosefrom_np(&actions, kept + 1);
    } else if (code == 0) {
        code = posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    }
    if (code == 0) code = posix_spawnattr_setsigmask(&attributes, &none);
    if (code == 0) code = posix_spawnattr_setsigdefault(&attributes, &all);
    if (code == 0)
        code = posix_spawnattr_setflags(
            &attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    if (code == 0) code = posix_spawn(process, program, &actions, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return code;
}

int rekey_process_descriptor(int process) { return (int)syscall(SYS_pidfd_open, process, 0u); }

ptrdiff_t rekey_random(void *bytes, size_t count) {
    ssize_t got;
    do {
        got = getrandom(bytes, count, 0);
    } while (got < 0 && errno == EINTR);
    return got;
}

// The headers show it to programs of the X/Open standard alone.
extern int wcwidth(wchar_t character);

int rekey_columns(unsigned int scalar) { return wcwidth((wchar_t)scalar); }
