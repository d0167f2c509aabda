/* listen.c: see listen.h. */
#include "sys/listen.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include "util/log.h"
#include "util/str.h"

enum { BACKLOG = 1024 };

int listen_open(const char *address, int *port)
{
    char host[256];
    const char *colon = strrchr(address, ':');
    struct addrinfo hints = {.ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV,
        .ai_socktype = SOCK_STREAM};
    struct addrinfo *ai = NULL;
    struct sockaddr_storage got = {0};
    socklen_t len = sizeof(got);
    size_t n = colon ? (size_t)(colon - address) : 0;
    int fd = -1, one = 1;

    if (!colon || n >= sizeof(host)) {
        log_error("http.address", "address=%s: write it as ADDRESS:PORT", address);
        return -1;
    }
    memcpy(host, address, n);
    host[n] = '\0';
    if (host[0] == '[' && host[n - 1] == ']') {
        memmove(host, host + 1, n);
        host[n - 2] = '\0';
    }
    if (getaddrinfo(host[0] ? host : NULL, colon + 1, &hints, &ai) != 0) {
        log_error("http.address", "address=%s: not a numeric address and port", address);
        return -1;
    }
    fd = socket(ai->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
    if (fd < 0 || bind(fd, ai->ai_addr, ai->ai_addrlen) < 0 || listen(fd, BACKLOG) < 0) {
        log_error("http.listen", "address=%s error=%m: is another server there?", address);
        if (fd >= 0)
            close(fd);
        fd = -1;
    } else if (getsockname(fd, (struct sockaddr *)&got, &len) == 0) {
        /* NOLINTNEXTLINE: the analyzer loses what getsockname wrote behind the casts */
        *port = ntohs(got.ss_family == AF_INET6
                ? ((struct sockaddr_in6 *)(void *)&got)->sin6_port
                : ((struct sockaddr_in *)(void *)&got)->sin_port);
    }
    freeaddrinfo(ai);
    return fd;
}
