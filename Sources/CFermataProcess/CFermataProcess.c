#define _GNU_SOURCE
#include "CFermataProcess.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#if defined(__linux__)
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

int fermata_process_adopt_orphans(void) {
    return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
}

static void become_program(char *const arguments[], char *const environment[], pid_t parent) {
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0 || setpgid(0, 0) != 0) return;
    // The parent may have ended before its end could be noticed.
    if (getppid() != parent) {
        errno = ESRCH;
        return;
    }
    for (int number = 1; number < NSIG; number++) {
        if (signal(number, SIG_DFL) != SIG_ERR) continue;
        // The C library keeps two signals to itself; whoever started the parent may have had them ignored.
        // The kernel takes all zeros for the default, whatever order its structure has.
        unsigned long standard[4] = {0};
        syscall(SYS_rt_sigaction, number, standard, NULL, sizeof(unsigned long));
    }
    sigset_t none;
    sigemptyset(&none);
    if (sigprocmask(SIG_SETMASK, &none, NULL) != 0) return;
    int empty = open("/dev/null", O_RDONLY);
    if (empty < 0 || dup2(empty, STDIN_FILENO) < 0) return;
    if (empty != STDIN_FILENO) close(empty);
    close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
    // execvp looks in the PATH of the environment it is called with.
    environ = (char **)environment;
    execvp(arguments[0], arguments);
}

pid_t fermata_process_start(char *const arguments[], char *const environment[]) {
    int problem[2];
    if (pipe2(problem, O_CLOEXEC) != 0) return -1;
    pid_t parent = getpid();
    pid_t child = fork();
    if (child == 0) {
        close(problem[0]);
        become_program(arguments, environment, parent);
        int number = errno;
        ssize_t written = write(problem[1], &number, sizeof number);
        _exit(written == sizeof number ? 127 : 126);
    }
    int number = errno;
    close(problem[1]);
    if (child > 0) {
        // A successful start closes the pipe with nothing in it.
        ssize_t count;
        do {
            count = read(problem[0], &number, sizeof number);
        } while (count < 0 && errno == EINTR);
        if (count == sizeof number) {
            while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {
            }
            child = -1;
        }
    }
    close(problem[0]);
    errno = number;
    return child;
}

int fermata_process_poll(struct pollfd *descriptors, unsigned count, int timeout_milliseconds) {
    sigset_t none;
    sigemptyset(&none);
    struct timespec timeout = {timeout_milliseconds / 1000, (timeout_milliseconds % 1000) * 1000000L};
    return ppoll(descriptors, count, timeout_milliseconds < 0 ? NULL : &timeout, &none);
}
#else
int fermata_process_adopt_orphans(void) {
    errno = ENOSYS;
    return -1;
}

pid_t fermata_process_start(char *const arguments[], char *const environment[]) {
    errno = ENOSYS;
    return -1;
}

int fermata_process_poll(struct pollfd *descriptors, unsigned count, int timeout_milliseconds) {
    return poll(descriptors, count, timeout_milliseconds);
}
#endif
