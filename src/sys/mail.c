/* mail.c: see mail.h. No other file includes curl.h. */
#include "sys/mail.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/str.h"

enum { ADDRESS = 256, CONNECT_MS = 10000, TOTAL_MS = 30000 };

struct mail {
    CURL *curl;
    bool ready;
    char url[600];
    /* of the mail on its way */
    struct str left; /* not yet sent */
    bool asked;      /* the server wants the text: it has taken sender and recipient */
    int code;
    char enhanced[12];
};

/* ---------------------------------------------------------------- talking to the server
 */

static size_t read_text(char *to, size_t size, size_t n, void *ctx)
{
    struct mail *m = ctx;
    struct str piece = str_head(m->left, size * n);

    m->asked = true;
    if (piece.n)
        memcpy(to, piece.p, piece.n);
    m->left = str_from(m->left, piece.n);
    return piece.n;
}

/* "5.1.1 " at the head of a reply's text. */
static void keep_enhanced(struct mail *m, struct str text)
{
    size_t n = 0, dots = 0;

    m->enhanced[0] = '\0';
    while (n < text.n && ((text.p[n] >= '0' && text.p[n] <= '9') || text.p[n] == '.'))
        dots += text.p[n++] == '.';
    if (dots != 2 || n >= sizeof(m->enhanced) || n < 5)
        return;
    memcpy(m->enhanced, text.p, n);
    m->enhanced[n] = '\0';
}

/* Every line that the server says. A refusal stays, whatever it says at the farewell. */
static size_t read_reply(char *p, size_t size, size_t n, void *ctx)
{
    struct mail *m = ctx;
    struct str line = {p, size * n};
    int64_t code;

    if (m->code < 400 && str_int(str_head(line, 3), 100, 599, &code)) {
        m->code = (int)code;
        keep_enhanced(m, str_from(line, 4));
    }
    return size * n;
}

static bool known_url(const char *url)
{
    return str_starts(str_of(url), S("smtp://")) ||
           str_starts(str_of(url), S("smtps://"));
}

/* Options that stay. */
static void set_up(struct mail *m, const struct mail_server *s)
{
    long connect_ms = s->connect_ms ? s->connect_ms : CONNECT_MS;
    long total_ms = s->total_ms ? s->total_ms : TOTAL_MS;
    CURL *c = m->curl;

    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(c, CURLOPT_PROXY, ""); /* whatever the environment says */
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, connect_ms);
    curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, total_ms);
    curl_easy_setopt(
        c, CURLOPT_USE_SSL, s->starttls ? (long)CURLUSESSL_ALL : (long)CURLUSESSL_NONE);
    curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
    if (s->ca)
        curl_easy_setopt(c, CURLOPT_CAINFO, s->ca);
    if (s->user) {
        curl_easy_setopt(c, CURLOPT_USERNAME, s->user);
        curl_easy_setopt(c, CURLOPT_PASSWORD, s->password ? s->password : "");
    }
    curl_easy_setopt(c, CURLOPT_READFUNCTION, read_text);
    curl_easy_setopt(c, CURLOPT_READDATA, m);
    curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, read_reply);
    curl_easy_setopt(c, CURLOPT_HEADERDATA, m);
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
    m->curl = curl_easy_init();
    if (!m->curl)
        die("out of memory");
    snprintf(m->url, sizeof(m->url), "%s", server->url);
    set_up(m, server);
    return m;
}

void mail_close(struct mail *m)
{
    if (!m)
        return;
    curl_easy_cleanup(m->curl);
    free(m);
}

/* What the server is told that we are: the domain that we send from, not this machine. */
static void set_url(struct mail *m, struct str from)
{
    struct str domain, url = str_of(m->url), host = str_from(url, str_of("smtps://").n);

    str_cut(from, '@', &domain);
    if (!m->ready && !str_has(host, S("/")) && domain.n && domain.n < 256)
        snprintf(m->url + url.n, sizeof(m->url) - url.n, "/" STR_FMT, STR_ARG(domain));
    m->ready = true;
    curl_easy_setopt(m->curl, CURLOPT_URL, m->url);
}

/* A refusal is about this mail only after we were let in. */
static bool about_this(const struct mail *m, CURLcode rc)
{
    return (rc == CURLE_SEND_ERROR || m->asked) && (m->code >= 400 || m->asked);
}

static enum mail_state state_of(const struct mail *m, CURLcode rc)
{
    if (rc == CURLE_OK)
        return MAIL_SENT;
    return about_this(m, rc) && m->code >= 500 ? MAIL_NEVER : MAIL_LATER;
}

struct mail_result mail_send(
    struct mail *m, struct str from, struct str to, struct str bytes)
{
    struct mail_result r = {MAIL_NEVER, 0, "", false, "address too long"};
    char sender[ADDRESS + 3], rcpt[ADDRESS + 3];
    struct curl_slist *list;
    CURLcode rc;

    if (from.n > ADDRESS || to.n > ADDRESS)
        return r;
    snprintf(sender, sizeof(sender), "<" STR_FMT ">", STR_ARG(from));
    snprintf(rcpt, sizeof(rcpt), "<" STR_FMT ">", STR_ARG(to));
    list = curl_slist_append(NULL, rcpt);
    if (!list)
        die("out of memory");
    m->left = bytes;
    m->asked = false;
    m->code = 0;
    m->enhanced[0] = '\0';
    set_url(m, from);
    curl_easy_setopt(m->curl, CURLOPT_MAIL_FROM, sender);
    curl_easy_setopt(m->curl, CURLOPT_MAIL_RCPT, list);
    curl_easy_setopt(m->curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)bytes.n);
    rc = curl_easy_perform(m->curl);
    curl_easy_setopt(m->curl, CURLOPT_MAIL_RCPT, NULL);
    curl_slist_free_all(list);
    r.state = state_of(m, rc);
    r.server = rc != CURLE_OK && !about_this(m, rc);
    r.code = m->code;
    memcpy(r.enhanced, m->enhanced, sizeof(r.enhanced));
    r.why = rc == CURLE_OK ? "sent" : curl_easy_strerror(rc);
    return r;
}

/* ---------------------------------------------------------------- a folder instead */

static bool write_all(int fd, struct str s)
{
    while (s.n) {
        ssize_t n = write(fd, s.p, s.n);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        s = str_from(s, (size_t)n);
    }
    return true;
}

static bool sync_folder(const char *folder)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool done = fd >= 0 && fsync(fd) == 0;

    if (fd >= 0)
        close(fd);
    return done;
}

bool mail_save(const char *folder, int64_t time, int64_t id, struct str bytes)
{
    char path[4096], part[4096 + 8], stamp[32];
    time_t t = (time_t)time;
    struct tm tm;
    bool done;
    int fd;

    gmtime_r(&t, &tm);
    strftime(stamp, sizeof(stamp), "%Y%m%dT%H%M%SZ", &tm);
    if (snprintf(path, sizeof(path), "%s/%s-%010lld.eml", folder, stamp, (long long)id) >=
        (int)sizeof(path)) {
        errno = ENAMETOOLONG;
        return false;
    }
    snprintf(part, sizeof(part), "%s.part", path);
    /* one that a crash has left is written anew */
    fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return false;
    done = fchmod(fd, 0600) == 0 && write_all(fd, bytes) && fsync(fd) == 0;
    done = close(fd) == 0 && done;
    return done && rename(part, path) == 0 && sync_folder(folder);
}
