// Many subscribers of one stream of server-sent events, in one thread: as little work a frame as possible, so
// that what is measured is the server.
//
// Usage: stream-subscribers PORT PATH TOKEN COUNT LAST [ARRIVALS]
//
// Opens COUNT connections to 127.0.0.1:PORT, asks each for PATH, and prints "connected" when all have been
// answered with a header. Then reads until every one has had the frame with `id: LAST`, and prints
// "seconds S frames F bytes B misordered M unfinished U". Every id must be one more than the one
// before on its connection; anything else counts as misordered. With ARRIVALS, a file, a line
// "ID NANOSECONDS" (monotonic clock) is written there for each frame.

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { buffer_length = 1 << 16, event_limit = 256, stall_milliseconds = 60000 };

enum phase { in_header, at_line_start, in_id, in_other_line };

// The five characters that an id's line begins with are matched one by one, across reads.
struct subscriber {
    int socket;
    enum phase phase;
    int matched;
    long number;
    long last;
    bool is_finished;
};

static const char id_field[] = "id: ";
static const char header_end[] = "\r\n\r\n";

static long misordered, frames, bytes;
static FILE *arrivals;

static int64_t nanoseconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static int connected_socket(int port, const char *path, const char *token) {
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) fail("socket");
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(descriptor, (struct sockaddr *)&address, sizeof address) != 0) fail("connect");
    char request[4096];
    int length = snprintf(
        request, sizeof request,
        "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer %s\r\n"
        "Accept: text/event-stream\r\n\r\n",
        path, port, token);
    if (write(descriptor, request, (size_t)length) != length) fail("write");
    return descriptor;
}

static void take_frame(struct subscriber *subscriber, int64_t now) {
    if (subscriber->last != 0 && subscriber->number != subscriber->last + 1) misordered++;
    subscriber->last = subscriber->number;
    frames++;
    if (arrivals) fprintf(arrivals, "%ld %lld\n", subscriber->number, (long long)now);
}

// Returns how many headers were completed.
static int read_bytes(struct subscriber *subscriber, const char *buffer, ssize_t count, int64_t now) {
    int header_count = 0;
    for (ssize_t index = 0; index < count; index++) {
        char byte = buffer[index];
        switch (subscriber->phase) {
        case in_header:
            subscriber->matched = byte == header_end[subscriber->matched] ? subscriber->matched + 1
                                                                        : byte == '\r';
            if (subscriber->matched == 4) {
                header_count++;
                subscriber->phase = at_line_start;
                subscriber->matched = 0;
            }
            break;
        case at_line_start:
            if (byte == id_field[subscriber->matched]) {
                if (++subscriber->matched == 4) {
                    subscriber->phase = in_id;
                    subscriber->number = 0;
                }
            } else {
                subscriber->matched = 0;
                if (byte != '\n') subscriber->phase = in_other_line;
            }
            break;
        case in_id:
            if (byte >= '0' && byte <= '9') {
                subscriber->number = subscriber->number * 10 + (byte - '0');
            } else {
                take_frame(subscriber, now);
                subscriber->matched = 0;
                subscriber->phase = byte == '\n' ? at_line_start : in_other_line;
            }
            break;
        case in_other_line: {
            const char *end = memchr(buffer + index, '\n', (size_t)(count - index));
            if (!end) return header_count;
            index = end - buffer;
            subscriber->phase = at_line_start;
            subscriber->matched = 0;
            break;
        }
        }
    }
    return header_count;
}

int main(int argument_count, char **arguments) {
    if (argument_count < 6) {
        fprintf(stderr, "usage: stream-subscribers PORT PATH TOKEN COUNT LAST [ARRIVALS]\n");
        return 64;
    }
    int port = atoi(arguments[1]);
    int count = atoi(arguments[4]);
    long last = atol(arguments[5]);
    if (argument_count > 6 && !(arrivals = fopen(arguments[6], "w"))) fail(arguments[6]);
    struct rlimit limit = {.rlim_cur = (rlim_t)count + 64, .rlim_max = (rlim_t)count + 64};
    struct rlimit old;
    getrlimit(RLIMIT_NOFILE, &old);
    if (old.rlim_cur < limit.rlim_cur && setrlimit(RLIMIT_NOFILE, &limit) != 0) fail("setrlimit");

    struct subscriber *subscribers = calloc((size_t)count, sizeof *subscribers);
    int queue = epoll_create1(EPOLL_CLOEXEC);
    for (int index = 0; index < count; index++) {
        subscribers[index].socket = connected_socket(port, arguments[2], arguments[3]);
        struct epoll_event interest = {.events = EPOLLIN, .data.ptr = &subscribers[index]};
        if (epoll_ctl(queue, EPOLL_CTL_ADD, subscribers[index].socket, &interest) != 0) fail("epoll_ctl");
    }
    static char buffer[buffer_length];
    int header_count = 0, open_count = count, finished_count = 0;
    int64_t start = 0, end = 0;
    while (finished_count < count && open_count > 0) {
        struct epoll_event ready[event_limit];
        int ready_count = epoll_wait(queue, ready, event_limit, stall_milliseconds);
        if (ready_count < 0 && errno == EINTR) continue;
        if (ready_count <= 0) break;
        int64_t now = nanoseconds();
        for (int index = 0; index < ready_count; index++) {
            struct subscriber *subscriber = ready[index].data.ptr;
            ssize_t length = read(subscriber->socket, buffer, sizeof buffer);
            if (length <= 0) {
                epoll_ctl(queue, EPOLL_CTL_DEL, subscriber->socket, NULL);
                close(subscriber->socket);
                open_count--;
                continue;
            }
            bytes += length;
            long before = frames;
            header_count += read_bytes(subscriber, buffer, length, arrivals ? nanoseconds() : now);
            if (!start && frames > before) start = now;
            if (!subscriber->is_finished && subscriber->last >= last) {
                subscriber->is_finished = true;
                finished_count++;
            }
        }
        if (header_count == count) {
            header_count++;
            printf("connected\n");
            fflush(stdout);
        }
        end = nanoseconds();
    }
    if (arrivals) fclose(arrivals);
    printf("seconds %.6f frames %ld bytes %ld misordered %ld unfinished %d\n", (double)(end - start) / 1e9,
           frames, bytes, misordered, count - finished_count);
    return finished_count == count && misordered == 0 ? 0 : 1;
}
