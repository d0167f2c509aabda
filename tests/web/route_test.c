/* route_test.c: every page × everybody who may ask. What a page answers to whom follows
 * from its row in the table; nothing is changed by reading, by a form from elsewhere or
 * without the session's token; every answer has the headers that it must have. */
#include "tests/page/people.h"
#include "tests/world_impl.h"

#include "model/agency.h"
#include "util/log.h"
#include "util/str.h"
#include "web/frame.h"
#include "web/rate.h"

enum { ROLES = 12 };

static const enum may roles[ROLES] = {0, PROVISIONAL, MEMBER, OPERATOR, SUPERVISOR, PRINTER,
    EDITOR, ADMIN, AUDITOR, AGENT, AGENT, AGENT};
static const char *const names[ROLES] = {"", "", "", "operator", "supervisor", "printer",
    "editor", "admin", "auditor", "", "", ""};
/* What was asked of those who are agents. */
static const int64_t asked[ROLES] = {[9] = PROCEDURE_NOTICES, [10] = PROCEDURE_READERS,
    [11] = PROCEDURE_NOTICES | PROCEDURE_READERS};

static struct client people[ROLES];
static struct app *app;

static void all_people(void)
{
    app = world();
    people[0] = client_new();
    people[1] = client_letter();
    people[2] = client_member();
    for (size_t i = 3; i < ROLES; i++) {
        char mail[32];

        if (!asked[i]) {
            people[i] = client_staff(names[i]);
            continue;
        }
        snprintf(mail, sizeof(mail), "agent%zu@example.jp", i);
        add_login(mail);
        add_agency(mail, INST_PHARMACY, asked[i]);
        people[i] = client_as(mail);
    }
    rates_forget(app->rates);
}

static void rename_cookie(struct client *c, int i, const char *name)
{
    snprintf(c->cookie[i].name, sizeof(c->cookie[i].name), "%s", name);
}

static void token_of(struct client *c, bool staff)
{
    c->csrf[0] = 0;
    get(c, staff ? "/staff/login" : "/login");
    get(c, staff ? "/staff" : "/my");
    get(c, staff ? "/staff" : "/my/account");
}

/* The row's path with something in its {parts}. */
static const char *address(const struct route *r)
{
    static char path[200];
    size_t n = 0;

    for (const char *p = r->path; *p; p++) {
        if (*p == '{') {
            path[n++] = '1';
            p += strcspn(p, "}");
        } else {
            path[n++] = *p;
        }
    }
    path[n] = 0;
    return path;
}

/* Who somebody is on that side of the house. */
static enum may on_side(enum may role, bool staff)
{
    return (role & STAFF) == (staff ? role : 0) ? role : 0;
}

/* What the row says of this person. */
static bool may(const struct route *r, size_t who, bool staff)
{
    if (roles[who] == AGENT && !staff && r->agent & (asked[who] | PROCEDURE_SELF))
        return true;
    return r->may & PUBLIC || r->may & on_side(roles[who], staff);
}

static void say(const struct route *r, size_t who, struct reply got, const char *what)
{
    printf("  %s %s as %zu: %d " STR_FMT ": %s\n", r->method, r->path, who, got.status,
        STR_ARG(got.location), what);
}

#define MUST(c, what)                                                                    \
    do {                                                                                 \
        bool ok_ = (c);                                                                  \
        CHECK(ok_);                                                                      \
        if (!ok_)                                                                        \
            say(r, who, got, what);                                                      \
    } while (0)

/* ---------------------------------------------------------------- rights */

static void refused_rightly(const struct route *r, size_t who, struct reply got)
{
    bool staff = frame_is_staff_path(str_of(r->path));
    enum may role = on_side(roles[who], staff);
    struct str path = str_of(address(r)), tail = S("/confirm");
    char login[300];

    if (str_ends(path, tail))
        path = str_head(path, path.n - tail.n);
    snprintf(login, sizeof(login), "%s?next=" STR_FMT, staff ? "/staff/login" : "/login",
        STR_ARG(path));
    if (!role)
        MUST(got.status == 303 && str_is(got.location, login), "the login, and back");
    else if (role == PROVISIONAL)
        MUST(got.status == 303 && str_is(got.location, "/my/account"), "editing first");
    else if (role & STAFF)
        MUST(got.status == 403, "lacks the role");
    else if (role == AGENT && r->may & MEMBER)
        MUST(got.status == 403 && has(got, "ひまわり薬局 の代表の方に") &&
                has(got, r->agent ? "は、頼まれていません" : "代行の方は、この画面を使えません") &&
                !has(got, "山田花子"),
            "was not asked, and whom to ask");
    else
        MUST(got.status == 303 && str_is(got.location, "/my"), "own page");
}

static void ask_as_everybody(void *ctx, const struct feature *f, const struct route *r)
{
    bool staff = frame_is_staff_path(str_of(r->path)), is_get = r->method[0] == 'G';
    uint64_t before;

    (void)ctx, (void)f;
    arena_reset(&world_arena); /* the replies of the row before */
    rates_forget(app->rates);
    for (size_t who = 0; who < ROLES; who++) {
        struct client c = people[who];
        struct reply got;

        if (may(r, who, staff)) {
            if (!is_get)
                continue; /* what it does is the business of its own test */
            before = world_hash();
            got = get(&c, address(r));
            MUST(got.status < 500 && got.status != 403 && got.status != 405, "may");
            MUST(got.status != 303 || !str_starts(got.location, S("/login?")), "is known");
            got = request(&c, "HEAD", address(r), "", S(""));
            MUST(world_hash() == before, "reading changes nothing");
            MUST(world_number("SELECT count(*) FROM draft") == 0, "reading leaves no draft");
            continue;
        }
        before = world_hash();
        if (!is_get)
            token_of(&c, staff);
        got = is_get ? get(&c, address(r)) : post(&c, address(r), "a=1");
        refused_rightly(r, who, got);
        MUST(world_hash() == before, "a refusal changes nothing");
    }
}

TEST(route_rights_of_every_page)
{
    all_people();
    routes_each(app->routes, ask_as_everybody, NULL);
}

TEST(route_session_of_the_other_side_is_nobody)
{
    all_people();
    struct client c = people[2];
    struct client s = people[3];

    /* the value itself, in the other side's cookie */
    for (int i = 0; i < c.n; i++)
        if (strcmp(c.cookie[i].name, "s") == 0)
            rename_cookie(&c, i, "staff");
    rename_cookie(&s, 0, "s");
    CHECK_STR(get(&s, "/my").location, S("/login?next=/my"));
    CHECK_STR(get(&s, "/my/account").location, S("/login?next=/my/account"));
    get(&c, "/staff/login");
    CHECK_STR(post(&c, "/staff/logout", "").location, S("/staff/login?next=/staff/logout"));
}

/* ---------------------------------------------------------------- forms */

static void forged(const struct route *r, size_t who, struct client *c, const char *headers,
    struct str body, const char *what)
{
    uint64_t before = world_hash();
    int64_t drafts = world_number("SELECT count(*) FROM draft");
    struct reply got = request(c, "POST", address(r), headers, body);

    MUST(got.status == 403, what);
    MUST(world_hash() == before, what);
    MUST(world_number("SELECT count(*) FROM draft") == drafts, what);
    MUST(!str_has(got.headers, S("Set-Cookie: s=")), what);
}

static void forge_as(const struct route *r, size_t who)
{
    struct client c = people[who], other = client_new();
    char mine[200], theirs[200];

    rates_forget(app->rates);
    token_of(&c, frame_is_staff_path(str_of(r->path)));
    get(&other, "/login");
    snprintf(mine, sizeof(mine), "login=a&password=b&step=commit&_csrf=%s", c.csrf);
    snprintf(theirs, sizeof(theirs), "login=a&password=b&step=commit&_csrf=%s", other.csrf);
    if (!r->no_csrf) {
        forged(r, who, &c, FORM_HEADERS, S("login=a&password=b&step=commit"), "no token");
        forged(r, who, &c, FORM_HEADERS, S("_csrf="), "empty token");
        forged(r, who, &c, FORM_HEADERS, str_of(theirs), "another session's token");
    }
#define TYPE "Content-Type: application/x-www-form-urlencoded\n"
    forged(r, who, &c, TYPE "Origin: http://evil.test\n", str_of(mine), "another origin");
    forged(r, who, &c, TYPE "Origin: null\n", str_of(mine), "no origin at all");
    forged(r, who, &c, TYPE "Origin: http://portal.test.evil.test\n", str_of(mine), "ours in front");
    forged(r, who, &c, TYPE "Origin: http://evil.test/portal.test\n", str_of(mine), "ours behind");
    forged(r, who, &c, TYPE "Sec-Fetch-Site: cross-site\n", str_of(mine), "cross-site");
    forged(r, who, &c, TYPE "Sec-Fetch-Site: same-site\n", str_of(mine), "a neighbour");
    forged(r, who, &c, TYPE "Origin: http://portal.test\nSec-Fetch-Site: cross-site\n",
        str_of(mine), "one of the two");
}

static void forge(void *ctx, const struct feature *f, const struct route *r)
{
    bool staff = frame_is_staff_path(str_of(r->path));

    (void)ctx, (void)f;
    if (r->method[0] != 'P')
        return;
    arena_reset(&world_arena);
    for (size_t who = 0; who < ROLES; who++)
        if (r->may & PUBLIC ? who == 0 || who == 2 : may(r, who, staff))
            forge_as(r, who);
}

TEST(route_no_form_from_elsewhere)
{
    all_people();
    routes_each(app->routes, forge, NULL);
}

/* ---------------------------------------------------------------- methods */

struct methods {
    struct str path;
    bool get, post;
};

static void note_methods(void *ctx, const struct feature *f, const struct route *r)
{
    struct methods *m = ctx;

    (void)f;
    if (str_is(m->path, r->path))
        *(r->method[0] == 'G' ? &m->get : &m->post) = true;
}

static void wrong_methods(void *ctx, const struct feature *f, const struct route *r)
{
    static const char *const wrong[] = {
        "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "POS", "get", "GETX"};
    struct methods m = {.path = str_of(r->path)};
    struct client c = people[0];
    const char *allow;
    char line[64];

    (void)ctx, (void)f;
    routes_each(app->routes, note_methods, &m);
    allow = m.get && m.post ? "GET, HEAD, POST" : m.get ? "GET, HEAD" : "POST";
    snprintf(line, sizeof(line), "Allow: %s\n", allow);
    for (size_t who = 0; who < COUNT(wrong); who++) {
        struct reply got = request(&c, wrong[who], address(r), "", S(""));

        MUST(got.status == 405, wrong[who]);
        MUST(str_has(got.headers, str_of(line)), allow);
    }
    for (size_t who = 0; who < 2; who++) {
        if (who ? m.post : m.get)
            continue;
        struct reply got = who ? post(&c, address(r), "a=1") : get(&c, address(r));
        MUST(got.status == 405 && str_has(got.headers, str_of(line)), allow);
    }
}

TEST(route_wrong_methods)
{
    all_people();
    routes_each(app->routes, wrong_methods, NULL);
}

/* ---------------------------------------------------------------- headers */

static void headers_of(struct reply got, int status, bool personal)
{
    static const char *const all[] = {
        "Content-Security-Policy: default-src 'none'; style-src 'self'; script-src 'self';",
        "frame-ancestors 'none'; base-uri 'none'", "form-action 'self'",
        "X-Content-Type-Options: nosniff\n", "X-Frame-Options: DENY\n",
        "Referrer-Policy: same-origin\n", "Cross-Origin-Opener-Policy: same-origin\n"};

    CHECK_INT(got.status, status);
    for (size_t i = 0; i < COUNT(all); i++) {
        CHECK(str_has(got.headers, str_of(all[i])));
        if (!str_has(got.headers, str_of(all[i])))
            printf("  %d without %s\n", status, all[i]);
    }
    CHECK(str_has(got.type, S("; charset=utf-8")));
    CHECK(!personal || str_has(got.headers, S("Cache-Control: no-store\n")));
    CHECK(personal || str_has(got.headers, S("Cache-Control: private, no-cache\n")));
    CHECK(!str_has(got.headers, S("unsafe")));
    CHECK(!str_has(got.headers, S("Server:")));
}

static struct reply too_large(struct client *c)
{
    static char big[10 * 1024 * 1024];

    memset(big, 'a', sizeof(big));
    return request(c, "POST", "/login", FORM_HEADERS, (struct str){big, sizeof(big)});
}

/* The database breaks under a page. */
static struct reply broken(struct client *c)
{
    struct reply r;

    log_set_level(LOG_ERROR + 1);
    world_sql("ALTER TABLE statement RENAME TO gone");
    r = get(c, "/my");
    world_sql("ALTER TABLE gone RENAME TO statement");
    log_set_level(LOG_ERROR);
    return r;
}

static struct reply too_often(struct client *c)
{
    struct reply r = {.status = 0};

    for (int i = 0; i < 25 && r.status != 429; i++)
        r = post(c, "/my/mail", "");
    return r;
}

static void headers_everywhere(void)
{
    struct client c = client_new(), m = client_member();
    struct reply r;

    headers_of(get(&c, "/"), 200, false);
    headers_of(get(&c, "/robots.txt"), 200, false);
    headers_of(get(&m, "/"), 200, true);
    headers_of(get(&m, "/my"), 200, true);
    headers_of(get(&c, "/my"), 303, true);
    headers_of(get(&c, "/nothing-here"), 404, true);
    headers_of(get(&c, "/q/0"), 404, true);
    headers_of(get(&c, "/mail/0"), 410, true);
    headers_of(request(&c, "PUT", "/", "", S("")), 405, true);
    headers_of(request(&c, "POST", "/login", FORM_HEADERS, S("a=%zz")), 400, true);
    headers_of(request(&c, "POST", "/login", FORM_HEADERS, S("a=1")), 403, true);
    headers_of(request(&c, "GET", "/%00", "", S("")), 400, true);
    headers_of(request(&c, "GET", "/", "Host: a\nHost: b\n", S("")), 400, true);
    headers_of(too_large(&c), 413, true);
    get(&c, "/login");
    headers_of(post(&c, "/login", "login=a&password=b"), 422, true);
    headers_of(broken(&m), 500, true);
    r = too_often(&m);
    headers_of(r, 429, true);
    CHECK(str_has(r.headers, S("Retry-After: 60\n")));
}

TEST(route_headers_of_every_status)
{
    world();
    headers_everywhere();
}

TEST(route_cookies_have_their_flags)
{
    world();
    struct client c = client_new();
    struct reply r = get(&c, "/login");

    CHECK(str_has(r.headers, S("Set-Cookie: p=")));
    CHECK(str_has(r.headers, S("; Path=/; HttpOnly; SameSite=Lax\n")));
    CHECK(!str_has(r.headers, S("Strict-Transport")));
    CHECK(!str_has(r.headers, S("Domain=")));
    c = client_new();
    r = get(&c, "/staff/login");
    CHECK(str_has(r.headers, S("; Path=/; HttpOnly; SameSite=Strict\n")));
    c = client_member();
    r = post(&c, "/logout", "");
    CHECK_INT(r.status, 403); /* the token of the page before the login */
    get(&c, "/my");
    r = post(&c, "/logout", "");
    CHECK_STR(r.location, S("/"));
    CHECK(str_has(r.headers, S("Set-Cookie: s=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0\n")));
    CHECK(str_has(r.headers, S("Clear-Site-Data: \"cache\", \"storage\"\n")));
}

TEST(route_over_https)
{
    world();
    world_secure();
    struct client c = client_new();
    struct reply r = get(&c, "/login");

    CHECK(str_has(r.headers, S("Strict-Transport-Security: max-age=31536000; includeSubDomains\n")));
    CHECK(str_has(r.headers, S("Set-Cookie: __Host-p=")));
    CHECK(str_has(r.headers, S("; Path=/; HttpOnly; SameSite=Lax; Secure\n")));
    r = request(&c, "POST", "/login",
        "Content-Type: application/x-www-form-urlencoded\nOrigin: https://portal.test\n",
        with_csrf(&c, "login=" MEMBER_MAIL "&password=" MEMBER_PASSWORD));
    CHECK_INT(r.status, 303);
    CHECK(str_has(r.headers, S("Set-Cookie: __Host-s=")));
    CHECK(str_has(r.headers, S("Set-Cookie: __Host-d=")));
    CHECK(!str_has(r.headers, S("Set-Cookie: s=")));
    CHECK_INT(get(&c, "/my").status, 200);
    /* a cookie without the prefix, as a neighbour could set it, counts for nothing */
    for (int i = 0; i < c.n; i++)
        if (strcmp(c.cookie[i].name, "__Host-s") == 0)
            rename_cookie(&c, i, "s");
    CHECK_INT(get(&c, "/my").status, 303);
    r = get(&c, "/nothing-here");
    CHECK(str_has(r.headers, S("Strict-Transport-Security")));
}
