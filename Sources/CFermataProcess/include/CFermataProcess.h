#ifndef FERMATA_PROCESS_H
#define FERMATA_PROCESS_H

#include <poll.h>
#include <sys/types.h>

/// The calls of Linux that Swift cannot make itself: they are variadic or hidden behind feature macros.

/// Makes orphaned descendants children of this process. Returns 0, or -1 with errno.
int fermata_process_adopt_orphans(void);

/// Starts a program in a process group of its own, with standard input empty, standard output and error
/// shared with this process, no other descriptor, default signals, and exactly the environment given; the
/// program is looked for in that environment's PATH. It is killed should this process be. Only for a process
/// with one thread. Returns the process's id, or -1 with errno when it could not be started.
pid_t fermata_process_start(char *const arguments[], char *const environment[]);

/// Waits like poll(2), with every signal let in for just as long as it waits. Returns what ppoll(2) returns.
int fermata_process_poll(struct pollfd *descriptors, unsigned count, int timeout_milliseconds);

#endif
