/* respond.c: from a finished request to headers and bytes. Every answer carries the same
 * security headers, whatever its status. */
#include "web/app.h"

#include "sys/clock.h"
#include "util/log.h"
#include "util/str.h"
#include "util/utf8.h"
#include "web/frame.h"
#include "web/ruby.h"

/* No inline script or style, nothing from elsewhere, no frame around us. */
#define CSP                                                                              \
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "    \
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "  \
    "require-trusted-types-for 'script'"

/* Of what somebody sent, should a browser open it after all. */
#define CSP_FILE "default-src 'none'; frame-ancestors 'none'; sandbox"

struct str form_value(const struct req *r, const char *name)
{
    struct str v = urlform_get(&r->form, name);

    return v.p ? v : S("");
}

struct str query_value(const struct req *r, const char *name)
{
    struct str v = urlform_get(&r->query, name);

    return v.p ? v : S("");
}

struct str req_id(struct req *r)
{
    char id[LOG_ID_LEN + 1];

    log_id_text(r->id, id);
    return arena_str(r->arena, str_of(id));
}

/* A path may hold any text, a header may not; and browsers drop a TAB inside an address:
 * what looks like a path here must not be another host there. */
static struct str visible(struct req *r, struct str path)
{
    struct buf b = BUF_INIT;
    struct str all;

    for (size_t i = 0; i < path.n; i++) {
        unsigned char c = (unsigned char)path.p[i];

        if (c > ' ' && c < 127)
            buf_byte(&b, (char)c);
        else
            buf_addf(&b, "%%%02X", c);
    }
    all = arena_str(r->arena, buf_view(&b));
    buf_release(&b);
    return all;
}

int see_other(struct req *r, struct str path)
{
    if (!str_starts(path, S("/")) || str_starts(path, S("//")))
        die("see_other: not a path of this portal");
    r->location = visible(r, path);
    return 303;
}

int text_reply(struct req *r, const char *type, struct str body)
{
    r->type = str_of(type);
    buf_reset(r->out);
    buf_str(r->out, body);
    return 200;
}

/* RFC 6266 and 5987: a name in ASCII for what knows no better, and the real one. */
static struct str disposition(struct arena *a, struct str name)
{
    struct buf plain = BUF_INIT, full = BUF_INIT;
    struct str rest = name, all;
    uint32_t cp;

    while (utf8_next(&rest, &cp))
        buf_byte(&plain, cp > 31 && cp < 127 && !strchr("\"\\/%;", (int)cp) ? (char)cp : '_');
    out_percent_str(&full, name);
    all = arena_fmt(a, "attachment; filename=\"" STR_FMT "\"; filename*=UTF-8''" STR_FMT,
        STR_ARG(buf_view(&plain)), STR_ARG(buf_view(&full)));
    buf_release(&plain);
    buf_release(&full);
    return all;
}

int file_reply(struct req *r, const char *type, struct str name, int fd, int64_t size)
{
    r->file = NEW(r->arena, struct http_file);
    *r->file = (struct http_file){fd, size};
    r->type = str_of(type);
    r->disposition = disposition(r->arena, name);
    return 200;
}

int refuse(struct req *r, int status, struct str title, struct str text)
{
    struct work *w = (struct work *)(void *)r; /* r is its first member */

    w->out.status = status;
    r->type = S("");
    http_file_close(r->file);
    r->file = NULL;
    frame_error(r, status, title, text);
    return status;
}

int not_found(struct req *r)
{
    return refuse(r, 404, S("ページが見つかりません"),
        S("アドレスがまちがっているか、ページがなくなっています。"
          "トップページから進んでください。"));
}

void cookie_set(struct req *r, const char *name, struct str value, int64_t seconds)
{
    char full[32];
    struct str age = seconds || !value.n
        ? arena_fmt(r->arena, "; Max-Age=%lld", (long long)(value.n ? seconds : 0))
        : S("");

    if (r->n_set_cookie == REQ_COOKIES)
        die("too many cookies");
    r->set_cookie[r->n_set_cookie++] = arena_fmt(r->arena,
        "%s=" STR_FMT "; Path=/; HttpOnly; SameSite=%s" STR_FMT "%s",
        guard_cookie_name(r, name, full), STR_ARG(value),
        frame_is_staff_path(r->path) ? "Strict" : "Lax", STR_ARG(age),
        r->app->conf->secure ? "; Secure" : "");
}

/* A page that was drawn with the help of a cookie is one reader's, unless the cookie says
 * nothing of him: how he likes pages to look, and what his forms are signed with. */
static bool tells(const char *cookie)
{
    return strcmp(cookie, "view") != 0 && strcmp(cookie, "p") != 0;
}

struct str cookie_get(struct req *r, const char *name)
{
    char full[32];
    struct str want = str_of(guard_cookie_name(r, name, full)), rest = r->cookie;

    while (rest.p && rest.n) {
        struct str pair = str_trim(str_cut(rest, ';', &rest)), value;

        if (!str_eq(str_cut(pair, '=', &value), want) || !value.p)
            continue;
        r->personal = r->personal || tells(name);
        return value;
    }
    return S("");
}

static void log_answer(const struct work *w)
{
    log_info("http.request", "method=%s route=%s status=%d ms=%lld reason=%s",
        w->r.route ? w->r.route->method : "-", w->r.route ? w->r.route->path : "-",
        w->out.status, (long long)(clock_mono_ms() - w->started_ms),
        w->reason ? w->reason : "-");
}

static void cache_headers(struct work *w)
{
    struct req *r = &w->r;
    bool personal = r->who.role || r->personal || !r->route || r->route->method[0] == 'P' ||
        r->n_set_cookie || w->out.status != 200 || strstr(r->route->path, "{token}");

    if (r->lasting && w->out.status == 200 && !r->n_set_cookie) {
        http_header(&w->out, "Cache-Control", S("public, max-age=31536000, immutable"));
        return;
    }
    http_header(&w->out, "Cache-Control", personal ? S("no-store") : S("private, no-cache"));
    if (!personal)
        http_header(&w->out, "Vary", S("Cookie"));
}

void app_respond(struct work *w)
{
    struct req *r = &w->r;
    struct http_out *out = &w->out;
    bool html = !r->type.n;

    if (out->status == 0)
        die("no status for a request");
    if (r->location.n) {
        buf_reset(r->out);
        http_header(out, "Location", r->location);
    }
    if (html && r->display.furigana && r->out->n)
        ruby_page(r->out);
    out->body = buf_view(r->out);
    out->file = r->file;
    http_header(out, "Content-Type", html ? S("text/html; charset=utf-8") : r->type);
    http_header(out, "Content-Security-Policy", r->file ? S(CSP_FILE) : S(CSP));
    http_header(out, "X-Content-Type-Options", S("nosniff"));
    http_header(out, "X-Frame-Options", S("DENY"));
    http_header(out, "Referrer-Policy", S("same-origin"));
    http_header(out, "Cross-Origin-Opener-Policy", S("same-origin"));
    http_header(out, "Cross-Origin-Resource-Policy", S("same-origin"));
    if (w->app->conf->secure)
        http_header(out, "Strict-Transport-Security", S("max-age=31536000; includeSubDomains"));
    cache_headers(w);
    for (int i = 0; i < r->n_set_cookie; i++)
        http_header(out, "Set-Cookie", r->set_cookie[i]);
    if (r->retry_after.n)
        http_header(out, "Retry-After", r->retry_after);
    if (r->disposition.n)
        http_header(out, "Content-Disposition", r->disposition);
    if (r->clear_site)
        http_header(out, "Clear-Site-Data", S("\"cache\", \"storage\""));
    log_answer(w);
    log_request(0);
}
