/* load.c: plays requests over many kept connections and says how long the answers took.
 *
 *     load PORT CONNECTIONS SECONDS RATE FILE      RATE 0: as fast as answers come
 *     load PORT CONNECTIONS idle 0 FILE            one request each, then hold the
 *                                                  connections until standard input ends
 *
 * FILE holds scripts: one request after another, each with its length before it (four
 * bytes, this machine's order), a length of 0 at the end of each script. A script is played
 * on one connection from its first request to its last; then the next script's turn comes.
 * Bytes of value 1 in a request are a hole: it is filled with the last value of a field
 * _once that an answer on this connection had; bytes of value 2 with that of _rev, a number,
 * with zeros before it. With a RATE, a latency counts from the moment at
 * which the request should have begun. The result is one line of JSON. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
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

enum { STEPS = 8, MOST = 8000000, BUFFER = 65536 };

struct script {
    uint32_t n, len[STEPS];
    const char *request[STEPS];
};

struct conn {
    int fd;
    bool busy;
    struct script *script;
    uint32_t step;
    double begun;
    char *in;
    size_t got, want; /* want: the answer's length once its head is there */
    char once[256], rev[256]; /* of the fields of these names, as last seen */
};

static struct script *scripts;
static size_t n_scripts, next_script;
static struct conn *conns;
static struct sockaddr_in to;
static int poller;
static uint32_t *took[STEPS];
static size_t n_took[STEPS], statuses[6], broken;
static double rate, stop_at, due;

static void fail(const char *what)
{
    fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
    exit(1);
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void read_scripts(const char *path)
{
    FILE *f = fopen(path, "rb");
    size_t n, cap = 0;
    char *all, *p, *end;
    long size;

    if (!f || fseek(f, 0, SEEK_END) || (size = ftell(f)) < 8 || fseek(f, 0, SEEK_SET))
        fail(path);
    n = (size_t)size;
    all = malloc(n);
    if (!all || fread(all, 1, n, f) != n)
        fail(path);
    fclose(f);
    for (p = all, end = all + n; p < end;) {
        struct script s = {.n = 0};
        uint32_t len;

        for (;;) {
            memcpy(&len, p, 4);
            p += 4;
            if (!len)
                break;
            if (s.n == STEPS)
                fail("a script of too many steps");
            s.len[s.n] = len;
            s.request[s.n++] = p;
            p += len;
        }
        if (n_scripts == cap) {
            cap = cap ? cap * 2 : 1024;
            scripts = realloc(scripts, cap * sizeof(*scripts));
            if (!scripts)
                fail("memory");
        }
        scripts[n_scripts++] = s;
    }
}

static void open_conn(struct conn *c)
{
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
    int one = 1;

    c->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (c->fd < 0)
        fail("socket");
    while (connect(c->fd, (struct sockaddr *)&to, sizeof(to)))
        if (errno != EINTR)
            fail("connect");
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    fcntl(c->fd, F_SETFL, O_NONBLOCK);
    if (epoll_ctl(poller, EPOLL_CTL_ADD, c->fd, &e))
        fail("epoll_ctl");
    c->busy = false;
    c->got = c->want = 0;
}

/* Requests are short: what a socket buffer does not take at once is waited for. */
static void send_all(struct conn *c, const char *p, size_t n)
{
    while (n) {
        ssize_t k = send(c->fd, p, n, MSG_NOSIGNAL);

        if (k < 0 && (errno == EAGAIN || errno == EINTR))
            continue;
        if (k < 0)
            return; /* the answer that never comes is counted there */
        p += k;
        n -= (size_t)k;
    }
}

static void fill(char *whole, size_t n, char mark, const char *value)
{
    char *at = memchr(whole, mark, n);
    size_t hole = 0, len = strlen(value);

    if (!at)
        return;
    while (at + hole < whole + n && at[hole] == mark)
        hole++;
    if (len > hole || (mark == 1 && len != hole)) {
        broken++;
        len = hole;
    }
    memset(at, '0', hole - len);
    memcpy(at + hole - len, value, len);
}

static void send_step(struct conn *c)
{
    char whole[BUFFER / 4];
    size_t n = c->script->len[c->step];

    if (n > sizeof(whole))
        fail("a request is too long");
    memcpy(whole, c->script->request[c->step], n);
    fill(whole, n, 1, c->once);
    fill(whole, n, 2, c->rev);
    send_all(c, whole, n);
}

static void begin(struct conn *c, double at)
{
    c->script = &scripts[next_script++ % n_scripts];
    c->step = 0;
    c->busy = true;
    c->begun = at;
    send_step(c);
}

static void reopen(struct conn *c)
{
    broken++;
    close(c->fd);
    open_conn(c);
}

static void keep(struct conn *c, const char *mark, char out[256])
{
    size_t len = strlen(mark);
    char *p = memmem(c->in, c->got, mark, len), *end;

    if (!p)
        return;
    p += len;
    end = memchr(p, '"', c->got - (size_t)(p - c->in));
    if (!end || end - p > 255)
        return;
    memcpy(out, p, (size_t)(end - p));
    out[end - p] = '\0';
}

static void answered(struct conn *c, double t)
{
    int status = c->in[9] - '0';

    statuses[status >= 1 && status <= 5 ? status : 0]++;
    if (n_took[c->step] < MOST)
        took[c->step][n_took[c->step]++] = (uint32_t)((t - c->begun) * 1e6);
    keep(c, "name=\"_once\" value=\"", c->once);
    keep(c, "name=\"_rev\" value=\"", c->rev);
    c->got = c->want = 0;
    if (++c->step < c->script->n && t < stop_at) {
        c->begun = t;
        send_step(c);
        return;
    }
    c->busy = false;
    if (rate == 0 && t < stop_at)
        begin(c, t);
}

/* The length of head and body once the head is whole. */
static size_t answer_length(struct conn *c)
{
    char *end = memmem(c->in, c->got, "\r\n\r\n", 4), *p;

    if (!end)
        return 0;
    *end = '\0';
    p = strcasestr(c->in, "\r\nContent-Length:");
    *end = '\r';
    return (size_t)(end - c->in) + 4 + (p ? strtoul(p + 17, NULL, 10) : 0);
}

static void readable(struct conn *c)
{
    ssize_t k = recv(c->fd, c->in + c->got, BUFFER - c->got, 0);

    if (k < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (k <= 0) {
        reopen(c);
        return;
    }
    c->got += (size_t)k;
    if (!c->want)
        c->want = answer_length(c);
    if (c->want > BUFFER)
        fail("an answer is too long");
    if (c->want && c->got >= c->want)
        answered(c, now());
}

static int by_size(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

static uint32_t part(const uint32_t *v, size_t n, double q)
{
    return n ? v[(size_t)(q * (double)(n - 1))] : 0;
}

static void tell(double seconds)
{
    bool first = true;

    printf("{\"seconds\":%.3f,\"broken\":%zu,\"status\":[%zu,%zu,%zu,%zu,%zu,%zu],\"steps\":[",
        seconds, broken, statuses[0], statuses[1], statuses[2], statuses[3], statuses[4],
        statuses[5]);
    for (int i = 0; i < STEPS; i++) {
        size_t n = n_took[i];

        if (!n)
            continue;
        qsort(took[i], n, sizeof(uint32_t), by_size);
        printf("%s{\"n\":%zu,\"p50\":%u,\"p90\":%u,\"p99\":%u,\"max\":%u}", first ? "" : ",", n,
            part(took[i], n, .5), part(took[i], n, .9), part(took[i], n, .99),
            part(took[i], n, 1));
        first = false;
    }
    printf("]}\n");
}

/* Begins what is due on connections that are free; what finds none is late, and counts so. */
static void keep_rate(size_t n, double t)
{
    static size_t last;

    for (; due <= t && due < stop_at; due += 1 / rate) {
        size_t i = 0;

        while (i < n && conns[(last + i) % n].busy)
            i++;
        if (i == n)
            return;
        last = (last + i + 1) % n;
        begin(&conns[(last + n - 1) % n], due);
    }
}

static void play(size_t n, double seconds)
{
    struct epoll_event ready[256];
    double start = now(), t = start;

    stop_at = start + seconds;
    due = start;
    for (size_t i = 0; i < n && rate == 0; i++)
        begin(&conns[i], start);
    for (bool busy = true; busy && t < stop_at + 10;) {
        int wait = rate > 0 && t < stop_at ? 1 : 100, k = epoll_wait(poller, ready, 256, wait);

        for (int i = 0; i < k; i++)
            readable(ready[i].data.ptr);
        t = now();
        if (rate > 0)
            keep_rate(n, t);
        busy = t < stop_at;
        for (size_t i = 0; i < n && !busy; i++)
            busy = conns[i].busy;
    }
    tell(seconds);
}

static void hold(size_t n)
{
    struct epoll_event ready[256];

    stop_at = 0;
    for (size_t i = 0; i < n; i++)
        begin(&conns[i], now());
    for (size_t done = 0; done < n;) {
        int k = epoll_wait(poller, ready, 256, 5000);

        if (k <= 0)
            break;
        for (int i = 0; i < k; i++)
            readable(ready[i].data.ptr);
        done = n_took[0];
    }
    tell(0);
    fflush(stdout);
    while (getchar() != EOF)
        ;
}

int main(int argc, char **argv)
{
    struct rlimit files;
    size_t n;

    if (argc != 6) {
        fputs("usage: load PORT CONNECTIONS SECONDS|idle RATE FILE\n", stderr);
        return 2;
    }
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    to = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[1])),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    n = strtoul(argv[2], NULL, 10);
    rate = strtod(argv[4], NULL);
    read_scripts(argv[5]);
    for (int i = 0; i < STEPS; i++)
        if (!(took[i] = malloc(MOST * sizeof(uint32_t))))
            fail("memory");
    poller = epoll_create1(0);
    conns = calloc(n, sizeof(*conns));
    for (size_t i = 0; i < n; i++) {
        if (!(conns[i].in = malloc(BUFFER)))
            fail("memory");
        open_conn(&conns[i]);
    }
    if (strcmp(argv[3], "idle") == 0)
        hold(n);
    else
        play(n, strtod(argv[3], NULL));
    return 0;
}
