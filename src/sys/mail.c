/* mail.c: talking to the mail server; see mail.h. Each connection has a thread of its own:
 * libcurl waits for the answer to a text and does nothing else meanwhile, even through its
 * interface for several transfers at once. */
#include "sys/mail.h"

#include <curl/curl.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>

#include "util/str.h"

enum {
    CONNECT_MS = 10 * 1000,
    TOTAL_MS = 30 * 1000,
    ADDRESS = 320, /* an address with all that RFC 5321 allows */
};

struct slot {
    struct mail *m;
    pthread_t thread;
    CURL *curl;
    enum { IDLE, ASKED, DONE } state; /* under the lock; the rest belongs to the thread
                                       * while it is ASKED */
    int64_t tag;
    char sender[ADDRESS + 3], to[ADDRESS + 3];
    struct str left; /* of the text that is being sent */
    bool wanted;     /* the server wants the text: it has taken sender and recipient */
    bool over;       /* the last line of a refusal was heard */
    int code;
    char enhanced[12];
    char said[MAIL_SAID];
    struct mail_result result;
};

struct mail {
    char url[300 + 1 + 256 + 1];
    bool ready; /* url names the domain that we send from */
    pthread_mutex_t lock;
    pthread_cond_t asked, done;
    atomic_bool stop;
    int n;
    struct slot slots[MAIL_CONNECTIONS];
};

/* ---------------------------------------------------------------- what the server says */

static size_t read_text(char *to, size_t size, size_t n, void *ctx)
{
    struct slot *s = ctx;
    struct str piece = str_head(s->left, size * n);

    s->wanted = true;
    if (piece.n)
        memcpy(to, piece.p, piece.n);
    s->left = str_from(s->left, piece.n);
    return piece.n;
}

/* "5.1.1 " at the head of a reply's text. */
static void keep_enhanced(struct slot *s, struct str text)
{
    size_t n = 0, dots = 0;

    s->enhanced[0] = '\0';
    while (n < text.n && ((text.p[n] >= '0' && text.p[n] <= '9') || text.p[n] == '.'))
        dots += text.p[n++] == '.';
    if (dots != 2 || n >= sizeof(s->enhanced) || n < 5)
        return;
    memcpy(s->enhanced, text.p, n);
    s->enhanced[n] = '\0';
}

/* Behind what was kept of the same reply. */
static void keep_words(struct slot *s, struct str text)
{
    size_t n = strlen(s->said);

    text = str_trim(text);
    if (n && text.n && n + 1 < sizeof(s->said))
        s->said[n++] = ' ';
    for (size_t i = 0; i < text.n && n + 1 < sizeof(s->said); i++)
        s->said[n++] = text.p[i] >= 32 && text.p[i] < 127 ? text.p[i] : '?';
    s->said[n] = '\0';
}

/* Every line that the server says. A refusal stays, whatever it says at the farewell. */
static size_t read_reply(char *p, size_t size, size_t n, void *ctx)
{
    struct slot *s = ctx;
    struct str line = {p, size * n};
    int64_t code;

    if (s->over || !str_int(str_head(line, 3), 100, 599, &code))
        return size * n;
    if (s->code < 400) {
        s->code = (int)code;
        s->said[0] = '\0';
        keep_enhanced(s, str_from(line, 4));
    }
    keep_words(s, str_from(line, 4));
    s->over = s->code >= 400 && (line.n < 4 || line.p[3] != '-');
    return size * n;
}

/* ---------------------------------------------------------------- set up */

/* Not zero: break off. Called at least once a second. */
static int going_on(
    void *ctx, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    const struct slot *s = ctx;

    (void)a, (void)b, (void)c, (void)d;
    return atomic_load(&s->m->stop);
}

static bool known_url(const char *url)
{
    return str_starts(str_of(url), S("smtp://")) ||
           str_starts(str_of(url), S("smtps://"));
}

/* Options that stay. */
static void set_up(struct slot *s, const struct mail_server *server)
{
    long connect_ms = server->connect_ms ? server->connect_ms : CONNECT_MS;
    long total_ms = server->total_ms ? server->total_ms : TOTAL_MS;
    CURL *c = s->curl;

    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(c, CURLOPT_PROXY, ""); /* whatever the environment says */
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, connect_ms);
    curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, total_ms);
    curl_easy_setopt(c, CURLOPT_USE_SSL,
        server->starttls ? (long)CURLUSESSL_ALL : (long)CURLUSESSL_NONE);
    curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
    if (server->ca)
        curl_easy_setopt(c, CURLOPT_CAINFO, server->ca);
    if (server->user) {
        curl_easy_setopt(c, CURLOPT_USERNAME, server->user);
        curl_easy_setopt(c, CURLOPT_PASSWORD, server->password ? server->password : "");
    }
    curl_easy_setopt(c, CURLOPT_READFUNCTION, read_text);
    curl_easy_setopt(c, CURLOPT_READDATA, s);
    curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, read_reply);
    curl_easy_setopt(c, CURLOPT_HEADERDATA, s);
    curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, going_on);
    curl_easy_setopt(c, CURLOPT_XFERINFODATA, s);
    curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
}

/* ---------------------------------------------------------------- one mail */

/* A refusal is about this mail only after we were let in. */
static bool about_this(const struct slot *s, CURLcode rc)
{
    return (rc == CURLE_SEND_ERROR || s->wanted) && (s->code >= 400 || s->wanted);
}

static enum mail_state state_of(const struct slot *s, CURLcode rc)
{
    if (rc == CURLE_OK)
        return MAIL_SENT;
    return about_this(s, rc) && s->code >= 500 ? MAIL_NEVER : MAIL_LATER;
}

static void perform(struct slot *s)
{
    struct curl_slist *to = curl_slist_append(NULL, s->to);
    struct mail_result *r = &s->result;
    CURLcode rc;

    if (!to)
        die("out of memory");
    s->wanted = s->over = false;
    s->code = 0;
    s->enhanced[0] = s->said[0] = '\0';
    curl_easy_setopt(s->curl, CURLOPT_URL, s->m->url);
    curl_easy_setopt(s->curl, CURLOPT_MAIL_FROM, s->sender);
    curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, to);
    curl_easy_setopt(s->curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)s->left.n);
    rc = curl_easy_perform(s->curl);
    curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, NULL);
    curl_slist_free_all(to);
    *r = (struct mail_result){.state = state_of(s, rc),
        .server = rc != CURLE_OK && !about_this(s, rc),
        .code = s->code,
        .why = rc == CURLE_OK ? "sent" : curl_easy_strerror(rc)};
    memcpy(r->enhanced, s->enhanced, sizeof(r->enhanced));
    memcpy(r->said, s->said, sizeof(r->said));
}

static void *work(void *ctx)
{
    struct slot *s = ctx;
    struct mail *m = s->m;

    pthread_mutex_lock(&m->lock);
    for (;;) {
        while (s->state != ASKED && !m->stop)
            pthread_cond_wait(&m->asked, &m->lock);
        if (m->stop)
            break;
        pthread_mutex_unlock(&m->lock);
        perform(s);
        pthread_mutex_lock(&m->lock);
        s->state = DONE;
        pthread_cond_signal(&m->done);
    }
    pthread_mutex_unlock(&m->lock);
    curl_easy_cleanup(s->curl); /* says goodbye */
    return NULL;
}

/* ---------------------------------------------------------------- all of them */

static void start_threads(struct mail *m, const struct mail_server *server)
{
    pthread_condattr_t attr;

    pthread_mutex_init(&m->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&m->asked, NULL);
    pthread_cond_init(&m->done, &attr);
    pthread_condattr_destroy(&attr);
    for (int i = 0; i < m->n; i++) {
        struct slot *s = &m->slots[i];

        s->m = m;
        s->curl = curl_easy_init();
        if (!s->curl)
            die("out of memory");
        set_up(s, server);
        if (pthread_create(&s->thread, NULL, work, s))
            die("mail: no thread");
    }
}

struct mail *mail_open(const struct mail_server *server)
{
    static bool global;
    struct mail *m;

    if (!known_url(server->url) || strlen(server->url) > 300)
        return NULL;
    if (!global && curl_global_init(CURL_GLOBAL_DEFAULT))
        die("libcurl cannot be set up");
    global = true;
    m = calloc(1, sizeof(*m));
    if (!m)
        die("out of memory");
    snprintf(m->url, sizeof(m->url), "%s", server->url);
    m->n = server->connections ? server->connections : 1;
    if (m->n < 1 || m->n > MAIL_CONNECTIONS)
        die("mail: %d connections", m->n);
    start_threads(m, server);
    return m;
}

void mail_close(struct mail *m)
{
    if (!m)
        return;
    pthread_mutex_lock(&m->lock);
    m->stop = true;
    pthread_cond_broadcast(&m->asked);
    pthread_mutex_unlock(&m->lock);
    for (int i = 0; i < m->n; i++)
        pthread_join(m->slots[i].thread, NULL);
    pthread_cond_destroy(&m->asked);
    pthread_cond_destroy(&m->done);
    pthread_mutex_destroy(&m->lock);
    free(m);
}

/* The first connection in this state, or NULL. */
static struct slot *find(struct mail *m, int state)
{
    for (int i = 0; i < m->n; i++)
        if ((int)m->slots[i].state == state)
            return &m->slots[i];
    return NULL;
}

/* What the server is told that we are: the domain that we send from, not this machine. */
static void set_url(struct mail *m, struct str sender)
{
    struct str domain, url = str_of(m->url), host = str_from(url, str_of("smtps://").n);

    str_cut(sender, '@', &domain);
    if (!m->ready && !str_has(host, S("/")) && domain.n && domain.n < 256)
        snprintf(m->url + url.n, sizeof(m->url) - url.n, "/" STR_FMT, STR_ARG(domain));
    m->ready = true;
}

void mail_start(struct mail *m, int64_t tag, struct str sender, struct str to, struct str bytes)
{
    struct slot *s;

    pthread_mutex_lock(&m->lock);
    s = find(m, IDLE);
    if (!s || sender.n > ADDRESS || to.n > ADDRESS)
        die("mail: no free connection, or no address");
    if (!m->ready)
        set_url(m, sender); /* before any thread reads it */
    snprintf(s->sender, sizeof(s->sender), "<" STR_FMT ">", STR_ARG(sender));
    snprintf(s->to, sizeof(s->to), "<" STR_FMT ">", STR_ARG(to));
    s->tag = tag;
    s->left = bytes;
    s->state = ASKED;
    pthread_cond_broadcast(&m->asked);
    pthread_mutex_unlock(&m->lock);
}

static struct timespec after(int ms)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_sec += ms / 1000;
    t.tv_nsec += ms % 1000 * 1000000L;
    if (t.tv_nsec >= 1000000000L) {
        t.tv_sec++;
        t.tv_nsec -= 1000000000L;
    }
    return t;
}

bool mail_next(struct mail *m, int wait_ms, int64_t *tag, struct mail_result *out)
{
    struct timespec end = after(wait_ms);
    struct slot *s;
    int rc = 0;

    pthread_mutex_lock(&m->lock);
    while (!(s = find(m, DONE)) && find(m, ASKED) && rc != ETIMEDOUT)
        rc = pthread_cond_timedwait(&m->done, &m->lock, &end);
    if (s) {
        *tag = s->tag;
        *out = s->result;
        s->state = IDLE;
    }
    pthread_mutex_unlock(&m->lock);
    return s != NULL;
}

struct mail_result mail_send(
    struct mail *m, struct str sender, struct str to, struct str bytes)
{
    struct mail_result r = {.state = MAIL_NEVER, .why = "address too long"};
    int64_t tag;

    if (sender.n > ADDRESS || to.n > ADDRESS)
        return r;
    mail_start(m, 0, sender, to, bytes);
    while (!mail_next(m, TOTAL_MS, &tag, &r))
        ;
    return r;
}
