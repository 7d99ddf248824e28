// Calls of the C library and the kernel that Swift's Glibc module lacks. No header of the C library that has structures
// is included here: the compiler would count those as this module's, and a file that imports Glibc alone would not see
// their fields.
#ifndef REKEY_CPROCESS_H
#define REKEY_CPROCESS_H

#include <stddef.h>

// No core dump, no debugger and no /proc/PID/mem or environ for other processes of the same user: PR_SET_DUMPABLE in
// prctl(2). Returns 0 when the kernel agreed.
int rekey_process_forbid_dumps(void);

// No core file, whatever the limit was: setrlimit(2). Returns 0 when the kernel agreed.
int rekey_process_forbid_cores(void);

// Keeps all pages of the process in memory from the moment that they are used: MCL_ONFAULT in mlockall(2). Below a limit
// on locked memory, which later allocations would meet as a failure, it does nothing; a capability sets the limit
// aside. Returns 0 when the kernel agreed.
int rekey_process_lock_memory(int is_capable);

// Few heaps for all threads (M_ARENA_MAX in mallopt(3)): values are made on one thread and freed on another, so with as
// many heaps as there are by default the memory grows for nothing, and with two the busy threads wait for each other.
// Each heap besides the first reserves 64 MiB of addresses, so that under a limit on those (ulimit -v) there is one: the
// stacks of threads need the room, and the runtime waits without end for a thread that it cannot start.
// What is freed at a heap's end is kept for the next items instead of being given back each time. Returns 1 when it is
// so.
int rekey_process_share_heaps(void);

// Gives a file its name unless another has it: RENAME_NOREPLACE in renameat2(2). Returns 0, or -1 and sets errno.
int rekey_rename_new(const char *draft, const char *name);

// A file of the kernel's memory that has no name, holds these bytes and is read from its beginning: memfd_create(2).
// Returns its descriptor, or -1 and sets errno.
int rekey_memory_file(const void *bytes, size_t count);

// What tells a file from a copy of it: its inode's number, and when the inode was made, in nanoseconds since 1970, or 0
// where the file system does not say: statx(2). Returns 0, or -1 and sets errno.
int rekey_file_identity(const char *path, unsigned long long *inode, long long *born);

// A text that a file has besides its contents, whatever it is called: xattr(7). A copy of the contents does not have it.
// Returns 0 or the length, or -1 where the file system has no such texts.
int rekey_note_set(int file, const char *text, size_t count);
ptrdiff_t rekey_note_get(int file, void *text, size_t room);

// An event that a thread can wait for with poll(2), and another sets: eventfd(2). Returns its descriptor, or -1 and sets
// errno.
int rekey_event(void);
void rekey_event_set(int event);

// A pipe that no other program inherits by chance: pipe2(2). Returns 0, or -1 and sets errno.
int rekey_pipe(int ends[2]);

// Under this number a program has the descriptor that it inherits besides the first three, or under the highest that the
// limit allows: scripts take low ones for themselves, shells 10, 63 and 255.
int rekey_inherited_number(void);

// Starts a program in a session of its own, with default signals, in `folder`. It gets `input`, `output` and `errors` as 0
// to 2, `inherited` (or -1) as `rekey_inherited_number()`, and no other descriptor: posix_spawn(3). Returns 0 and the
// process, or an error number.
int rekey_spawn(
    int *process, const char *program, char *const arguments[], char *const environment[], const char *folder,
    int input, int output, int errors, int inherited
);

// A descriptor that is readable once the process has ended: pidfd_open(2). Returns -1 and sets errno where there is none.
int rekey_process_descriptor(int process);

// Bytes of the kernel's generator: getrandom(2), again when a signal came before the first. Returns how many, or -1.
ptrdiff_t rekey_random(void *bytes, size_t count);

// Columns of a terminal that a character takes, or -1 for one that is not printed: wcwidth(3).
int rekey_columns(unsigned int scalar);

#endif
