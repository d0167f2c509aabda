/* scan.c: see scan.h. */
#include "sys/scan.h"

#include <arpa/inet.h>
#include <errno.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "sys/clock.h"
#include "util/log.h"
#include "util/str.h"

enum { PIECE = 64 * 1024, ANSWER = 512 };

struct talk {
    int fd;
    int64_t until; /* clock_mono_ms */
};

/* What is left of the time is what the next call may wait. */
static bool wait_at_most(const struct talk *t)
{
    int64_t left = t->until - clock_mono_ms();
    struct timeval tv = {left / 1000, (left % 1000) * 1000};

    return left > 0 &&
        setsockopt(t->fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv)) == 0 &&
        setsockopt(t->fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)) == 0;
}

static bool say(const struct talk *t, const void *p, size_t n)
{
    const char *at = p;

    while (n) {
        ssize_t k = wait_at_most(t) ? send(t->fd, at, n, MSG_NOSIGNAL) : -1;

        if (k <= 0)
            return false;
        at += k;
        n -= (size_t)k;
    }
    return true;
}

static bool send_file(const struct talk *t, int file)
{
    static _Thread_local char piece[PIECE];
    uint32_t size;
    ssize_t n;

    while ((n = read(file, piece, sizeof(piece))) > 0) {
        size = htonl((uint32_t)n);
        if (!say(t, &size, sizeof(size)) || !say(t, piece, (size_t)n))
            return false;
    }
    size = 0;
    return n == 0 && say(t, &size, sizeof(size));
}

/* Up to the NUL that ends an answer. */
static struct str hear(const struct talk *t, char answer[ANSWER])
{
    size_t n = 0;

    while (n < ANSWER && (n == 0 || answer[n - 1] != '\0')) {
        ssize_t k = wait_at_most(t) ? recv(t->fd, answer + n, ANSWER - n, 0) : -1;

        if (k < 0)
            return S("");
        if (k == 0)
            break;
        n += (size_t)k;
    }
    return str_trim((struct str){answer, n && answer[n - 1] == '\0' ? n - 1 : n});
}

static enum scan_result down(const struct talk *t, const char *what)
{
    log_warn("scan.down", "what=%s error=%m", what);
    if (t->fd >= 0)
        close(t->fd);
    return SCAN_DOWN;
}

/* "stream: OK", "stream: Win.Test.EICAR_HDB-1 FOUND" */
static enum scan_result judge(struct str said)
{
    if (str_is(said, "stream: OK"))
        return SCAN_CLEAN;
    if (str_starts(said, S("stream: ")) && str_ends(said, S(" FOUND")))
        return SCAN_INFECTED;
    log_warn("scan.refused", "bytes=%zu", said.n);
    return SCAN_REFUSED;
}

enum scan_result scan_file(const char *path, int file, int64_t seconds)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    struct talk t = {-1, clock_mono_ms() + seconds * 1000};
    char answer[ANSWER];
    struct str said;
    bool sent;

    if (strlen(path) >= sizeof(at.sun_path)) {
        errno = ENAMETOOLONG;
        return down(&t, "path");
    }
    memcpy(at.sun_path, path, strlen(path) + 1);
    t.fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (t.fd < 0 || !wait_at_most(&t) ||
        connect(t.fd, (struct sockaddr *)&at, sizeof(at)) < 0)
        return down(&t, "connect");
    /* A refusal comes before all is sent, and the rest can't be sent any more. */
    sent = say(&t, "zINSTREAM", sizeof("zINSTREAM")) && send_file(&t, file);
    said = hear(&t, answer);
    if (!said.n)
        return down(&t, sent ? "answer" : "send");
    close(t.fd);
    return judge(said);
}
