// The least that a server of server-sent events could do: one thread, epoll, and a frame that is never
// encoded. What a real server delivers is compared with what this delivers to the same subscribers.
//
// Usage: bare-stream COUNT FRAMES BATCH LENGTH
//
// Prints the port that it listens on. When COUNT connections have sent a request, every one gets FRAMES
// frames of LENGTH bytes with ids 1, 2, 3, …, BATCH of them in one write.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { event_limit = 256 };

struct connection {
    int socket;
    int frame;
    size_t offset;
};

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static int listening_socket(void) {
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    if (bind(descriptor, (struct sockaddr *)&address, length) != 0) fail("bind");
    if (listen(descriptor, 4096) != 0) fail("listen");
    getsockname(descriptor, (struct sockaddr *)&address, &length);
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    return descriptor;
}

int main(int argument_count, char **arguments) {
    if (argument_count < 5) {
        fprintf(stderr, "usage: bare-stream COUNT FRAMES BATCH LENGTH\n");
        return 64;
    }
    int count = atoi(arguments[1]), frame_count = atoi(arguments[2]), batch = atoi(arguments[3]);
    size_t frame_length = (size_t)atoi(arguments[4]);
    struct rlimit limit = {.rlim_cur = (rlim_t)count + 64, .rlim_max = (rlim_t)count + 64};
    struct rlimit old;
    getrlimit(RLIMIT_NOFILE, &old);
    if (old.rlim_cur < limit.rlim_cur && setrlimit(RLIMIT_NOFILE, &limit) != 0) fail("setrlimit");

    // All frames one after another, encoded before anybody listens.
    char *frames = malloc(frame_length * (size_t)frame_count);
    memset(frames, 'x', frame_length * (size_t)frame_count);
    for (int index = 0; index < frame_count; index++) {
        char *frame = frames + frame_length * (size_t)index;
        int head = snprintf(frame, frame_length, "id: %d\ndata: ", index + 1);
        frame[head] = 'x';
        memcpy(frame + frame_length - 2, "\n\n", 2);
    }

    int listener = listening_socket();
    struct connection *connections = calloc((size_t)count, sizeof *connections);
    static const char header[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
    char request[4096];
    for (int index = 0; index < count; index++) {
        connections[index].socket = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
        if (connections[index].socket < 0) fail("accept");
        if (read(connections[index].socket, request, sizeof request) <= 0) fail("read");
        if (write(connections[index].socket, header, sizeof header - 1) < 0) fail("write");
    }
    int queue = epoll_create1(EPOLL_CLOEXEC);
    for (int index = 0; index < count; index++) {
        struct epoll_event interest = {.events = EPOLLOUT, .data.ptr = &connections[index]};
        if (epoll_ctl(queue, EPOLL_CTL_ADD, connections[index].socket, &interest) != 0) fail("epoll_ctl");
    }
    int open_count = count;
    while (open_count > 0) {
        struct epoll_event ready[event_limit];
        int ready_count = epoll_wait(queue, ready, event_limit, -1);
        if (ready_count < 0 && errno == EINTR) continue;
        if (ready_count < 0) fail("epoll_wait");
        for (int index = 0; index < ready_count; index++) {
            struct connection *connection = ready[index].data.ptr;
            int last = connection->frame + batch < frame_count ? connection->frame + batch : frame_count;
            size_t start = frame_length * (size_t)connection->frame + connection->offset;
            size_t length = frame_length * (size_t)last - start;
            ssize_t written = send(connection->socket, frames + start, length, MSG_DONTWAIT | MSG_NOSIGNAL);
            if (written < 0 && errno != EAGAIN) fail("send");
            if (written > 0) {
                size_t position = start + (size_t)written;
                connection->frame = (int)(position / frame_length);
                connection->offset = position % frame_length;
            }
            if (connection->frame == frame_count) {
                shutdown(connection->socket, SHUT_WR);
                epoll_ctl(queue, EPOLL_CTL_DEL, connection->socket, NULL);
                open_count--;
            }
        }
    }
    // The subscribers close first, so that nothing in flight is lost.
    for (int index = 0; index < count; index++) {
        while (read(connections[index].socket, request, sizeof request) > 0) {}
        close(connections[index].socket);
    }
    return 0;
}
