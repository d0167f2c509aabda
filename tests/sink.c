/* sink.c: see sink.h. Encrypted by GnuTLS from STARTTLS on. */
#include "tests/sink.h"

#include <arpa/inet.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

#include "util/arena.h"
#include "util/str.h"

enum { CONNECTIONS = 4096 };

struct conn {
    struct sink *sink;
    int fd;
    pthread_t thread;
    struct buf in;
    gnutls_session_t tls; /* NULL: not encrypted */
};

struct sink {
    struct sink_script script;
    int listener;
    atomic_bool over;
    pthread_t thread;
    char url[64];
    pthread_mutex_t lock; /* of what follows */
    struct buf commands, texts;
    atomic_int mails, open, most;
    struct conn *conns[CONNECTIONS];
    size_t n;
    gnutls_certificate_credentials_t cert;
};

/* A key and a certificate of its own for 127.0.0.1, good for an hour. */
static void make_cert(struct sink *s)
{
    static const unsigned char here[] = {127, 0, 0, 1};
    gnutls_x509_privkey_t key;
    gnutls_x509_crt_t crt;
    gnutls_datum_t pem;
    char path[4096];
    FILE *f;

    gnutls_x509_privkey_init(&key);
    gnutls_x509_crt_init(&crt);
    gnutls_x509_privkey_generate(
        key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0);
    gnutls_x509_crt_set_version(crt, 3);
    gnutls_x509_crt_set_serial(crt, "1", 1);
    gnutls_x509_crt_set_dn(crt, "CN=sink", NULL);
    gnutls_x509_crt_set_activation_time(crt, time(NULL) - 60);
    gnutls_x509_crt_set_expiration_time(crt, time(NULL) + 3600);
    gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_IPADDRESS, here, 4, 0);
    gnutls_x509_crt_set_basic_constraints(crt, 1, 0);
    gnutls_x509_crt_set_key(crt, key);
    gnutls_x509_crt_sign2(crt, crt, key, GNUTLS_DIG_SHA256, 0);
    gnutls_certificate_allocate_credentials(&s->cert);
    if (gnutls_certificate_set_x509_key(s->cert, &crt, 1, key) < 0 ||
        gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_PEM, &pem) < 0)
        die("sink: no certificate");
    snprintf(path, sizeof(path), "%s/ca.pem", s->script.tls);
    f = fopen(path, "we");
    if (!f || fwrite(pem.data, 1, pem.size, f) != pem.size || fclose(f))
        die("sink: cannot write '%s'", path);
    gnutls_free(pem.data);
    gnutls_x509_crt_deinit(crt);
    gnutls_x509_privkey_deinit(key);
}

static bool encrypt(struct conn *s)
{
    int rc;

    gnutls_init(&s->tls, GNUTLS_SERVER | GNUTLS_NO_SIGNAL);
    gnutls_set_default_priority(s->tls);
    gnutls_credentials_set(s->tls, GNUTLS_CRD_CERTIFICATE, s->sink->cert);
    gnutls_transport_set_int(s->tls, s->fd);
    do
        rc = gnutls_handshake(s->tls);
    while (rc < 0 && !gnutls_error_is_fatal(rc));
    return rc == 0;
}

static bool say(struct conn *s, const char *script, const char *willing)
{
    const char *line = script ? script : willing;
    char out[512];
    int n;

    if (str_is(str_of(line), "hang")) {
        while (!atomic_load(&s->sink->over))
            poll(NULL, 0, 5);
        return false;
    }
    if (!line[0])
        return false;
    /* in one packet: two would wait for each other's acknowledgement */
    n = snprintf(out, sizeof(out), "%s\r\n", line);
    if (s->tls)
        return gnutls_record_send(s->tls, out, (size_t)n) == n;
    return send(s->fd, out, (size_t)n, MSG_NOSIGNAL) == n;
}

/* The next line without its end; NULL text when the other side is gone. */
static struct str next_line(struct conn *s, struct arena *a)
{
    for (;;) {
        struct str all = buf_view(&s->in);
        const char *end = memmem(all.p, all.n, "\r\n", 2);
        struct pollfd p = {s->fd, POLLIN, 0};
        ssize_t n;

        if (end) {
            struct str line = arena_str(a, str_head(all, (size_t)(end - all.p)));

            memmove(s->in.p, s->in.p + line.n + 2, s->in.n - line.n - 2);
            s->in.n -= line.n + 2;
            return line;
        }
        while (!(s->tls && gnutls_record_check_pending(s->tls)) && poll(&p, 1, 5) == 0)
            if (atomic_load(&s->sink->over))
                return (struct str){NULL, 0};
        buf_room(&s->in, 4096);
        n = s->tls ? gnutls_record_recv(s->tls, s->in.p + s->in.n, 4096)
                   : recv(s->fd, s->in.p + s->in.n, 4096, 0);
        if (n <= 0)
            return (struct str){NULL, 0};
        s->in.n += (size_t)n;
    }
}

static void pause_for(struct conn *s, int ms)
{
    for (; ms > 0 && !atomic_load(&s->sink->over); ms -= 5)
        poll(NULL, 0, 5);
}

static bool take_text(struct conn *s, struct arena *a)
{
    const struct sink_script *x = &s->sink->script;
    struct buf text = BUF_INIT;

    for (;;) {
        struct str line = next_line(s, a);

        if (!line.p) {
            buf_release(&text);
            return false;
        }
        if (str_is(line, "."))
            break;
        if (line.n && line.p[0] == '.')
            line = str_from(line, 1);
        buf_str(&text, line);
        buf_puts(&text, "\r\n");
    }
    pthread_mutex_lock(&s->sink->lock);
    buf_str(&s->sink->texts, buf_view(&text));
    pthread_mutex_unlock(&s->sink->lock);
    buf_release(&text);
    atomic_fetch_add(&s->sink->mails, 1);
    pause_for(s, x->pause_ms);
    return say(s, x->text, "250 2.0.0 taken");
}

static bool command(struct conn *s, struct str line, struct arena *a)
{
    const struct sink_script *x = &s->sink->script;

    pthread_mutex_lock(&s->sink->lock);
    buf_str(&s->sink->commands, line);
    buf_byte(&s->sink->commands, '\n');
    pthread_mutex_unlock(&s->sink->lock);
    if (str_starts(line, S("STARTTLS")) && x->tls)
        return say(s, NULL, "220 2.0.0 go on") && encrypt(s);
    if (str_starts(line, S("EHLO")) && x->tls && !s->tls)
        return say(s, x->ehlo, "250-sink\r\n250 STARTTLS");
    if (str_starts(line, S("EHLO")))
        return say(s, x->ehlo, "250-sink\r\n250-AUTH PLAIN\r\n250 ENHANCEDSTATUSCODES");
    if (str_starts(line, S("AUTH")))
        return say(s, NULL, "334 ") && next_line(s, a).p &&
               say(s, x->auth, "235 2.7.0 welcome");
    if (str_starts(line, S("MAIL")))
        return say(s, x->mail, "250 2.1.0 fine");
    if (str_starts(line, S("RCPT")) && x->silent && str_has(line, str_of(x->silent)))
        return say(s, "hang", "");
    if (str_starts(line, S("RCPT")))
        return say(s, x->rcpt, "250 2.1.5 fine");
    if (str_starts(line, S("DATA")))
        return say(s, x->data, "354 go on") &&
               (x->data && x->data[0] != '3' ? true : take_text(s, a));
    if (str_starts(line, S("QUIT")))
        return say(s, NULL, "221 2.0.0 bye") && false;
    return say(s, NULL, "502 5.5.1 what?");
}

static void *talk(void *ctx)
{
    struct conn *c = ctx;
    struct sink *s = c->sink;
    struct arena a = ARENA_INIT;
    int open = atomic_fetch_add(&s->open, 1) + 1, most = atomic_load(&s->most);

    while (open > most && !atomic_compare_exchange_weak(&s->most, &most, open))
        ;
    if (say(c, s->script.greeting, "220 sink ESMTP")) {
        struct str line = next_line(c, &a);

        while (line.p && command(c, line, &a)) {
            arena_reset(&a);
            line = next_line(c, &a);
        }
    }
    if (c->tls)
        gnutls_deinit(c->tls);
    atomic_fetch_sub(&s->open, 1);
    close(c->fd);
    buf_release(&c->in);
    arena_release(&a);
    return NULL;
}

static void *serve(void *ctx)
{
    struct sink *s = ctx;

    while (!atomic_load(&s->over)) {
        struct pollfd p = {s->listener, POLLIN, 0};
        struct conn *c;

        if (poll(&p, 1, 5) <= 0)
            continue;
        c = calloc(1, sizeof(*c));
        if (!c || s->n == CONNECTIONS)
            die("sink: too many connections");
        c->sink = s;
        c->fd = accept(s->listener, NULL, NULL);
        if (c->fd < 0 || pthread_create(&c->thread, NULL, talk, c))
            die("sink: no connection");
        s->conns[s->n++] = c;
    }
    return NULL;
}

struct sink *sink_start(const struct sink_script *script)
{
    struct sink *s = calloc(1, sizeof(*s));
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t len = sizeof(at);

    if (!s)
        die("out of memory");
    s->script = *script;
    pthread_mutex_init(&s->lock, NULL);
    if (script->tls)
        make_cert(s);
    s->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (s->listener < 0 || bind(s->listener, (struct sockaddr *)&at, len) ||
        listen(s->listener, 64) || getsockname(s->listener, (struct sockaddr *)&at, &len))
        die("sink: no port on the loopback");
    snprintf(s->url, sizeof(s->url), "smtp://127.0.0.1:%d", ntohs(at.sin_port));
    if (pthread_create(&s->thread, NULL, serve, s))
        die("sink: no thread");
    return s;
}

void sink_stop(struct sink *s)
{
    atomic_store(&s->over, true);
    pthread_join(s->thread, NULL);
    for (size_t i = 0; i < s->n; i++)
        pthread_join(s->conns[i]->thread, NULL);
    close(s->listener);
}

const char *sink_url(const struct sink *s)
{
    return s->url;
}

struct str sink_commands(const struct sink *s)
{
    return buf_view(&s->commands);
}

struct str sink_texts(const struct sink *s)
{
    return buf_view(&s->texts);
}

int sink_mails(const struct sink *s)
{
    return atomic_load(&s->mails);
}

int sink_most(const struct sink *s)
{
    return atomic_load(&s->most);
}

void sink_free(struct sink *s)
{
    if (s->cert)
        gnutls_certificate_free_credentials(s->cert);
    buf_release(&s->commands);
    buf_release(&s->texts);
    for (size_t i = 0; i < s->n; i++)
        free(s->conns[i]);
    pthread_mutex_destroy(&s->lock);
    free(s);
}
