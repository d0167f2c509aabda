/* guard.c: who is asking, and did he mean it; what he may is in guard_rights.c.
 *
 * Session: the cookie's random token, looked up by its SHA-256 at every request; idle and
 * absolute limits; a new token at login and at every change of rights. CSRF: a token bound
 * to the session (or, before login, to a random cookie), beside Origin and Sec-Fetch-Site.
 * A form that arrives after its session ended is kept as a draft of its owner, whose name
 * the form carries under a signature, and the login leads back to it. */
#include "web/app.h"

#include "model/draft.h"
#include "model/session.h"
#include "model/token.h"
#include "sys/clock.h"
#include "util/log.h"
#include "util/str.h"
#include "web/body.h"
#include "web/device.h"
#include "web/form.h"
#include "web/frame.h"

enum {
    TOKEN_LEN = 43, /* base64url of 32 bytes */
    TOUCH_S = 60,
    DEVICE_S = 180 * 24 * 3600,
    OWNER_S = 24 * 3600, /* a form may be parked this long after it was drawn */
    MAC_LEN = 22,        /* 128 bits as base64url */
    CLINIC_SESSIONS = 5,
    STAFF_SESSIONS = 1,
};

static const char *base_name(const struct req *r)
{
    return frame_is_staff_path(r->path) ? "staff" : "s";
}

const char *guard_cookie_name(const struct req *r, const char *base, char out[32])
{
    snprintf(out, 32, "%s%s", r->app->conf->secure ? "__Host-" : "", base);
    return out;
}

static struct str mac(struct req *r, const struct secret_key *key, struct str what)
{
    unsigned char h[SECRET_SHA256];

    secret_hmac(h, key, secret_bytes(what));
    return codec_b64url(r->arena, (struct bytes){h, 16});
}

/* ---------------------------------------------------------------- session */

static bool alive(const struct app *app, const struct session *s)
{
    const struct conf *c = app->conf;
    int64_t now = clock_now();
    int64_t idle = 60 * (s->staff ? c->staff_idle_min : c->clinic_idle_min);
    int64_t most = 60 * (s->staff ? c->staff_max_min : c->clinic_max_min);

    if (s->staff && s->disabled_at)
        return false;
    if (s->credential && !str_is(s->credential_state, "issued"))
        return false; /* it was replaced or taken back meanwhile, or the institution closed */
    if (s->factor && !s->second)
        return false; /* opened by the password alone: by whatever way, it does not count */
    return now < s->seen_at + idle && now < s->created_at + most;
}

enum may guard_staff_role(struct str name)
{
    static const struct {
        const char *name;
        enum may role;
    } roles[] = {
        {"operator", OPERATOR}, {"supervisor", SUPERVISOR}, {"printer", PRINTER},
        {"editor", EDITOR}, {"admin", ADMIN}, {"auditor", AUDITOR},
    };

    for (size_t i = 0; i < COUNT(roles); i++)
        if (str_is(name, roles[i].name))
            return roles[i].role;
    return 0;
}

enum member_role guard_member_role(struct str name)
{
    return str_is(name, "owner") ? MEMBER_OWNER
        : str_is(name, "staff")  ? MEMBER_STAFF
        : str_is(name, "viewer") ? MEMBER_VIEWER
                                 : MEMBER_NONE;
}

static struct who who_of(struct req *r, const struct session *s)
{
    struct who w = {.session = s->id, .account = s->account, .credential = s->credential,
        .staff = s->staff, .institution = s->institution, .since = s->created_at,
        .place = s->place, .name = s->staff ? s->staff_name : s->contact, .mail = s->mail,
        .mail_confirmed = s->mail_confirmed_at != 0, .second = s->second != 0};

    if (s->staff) {
        w.role = guard_staff_role(s->staff_role);
        w.owner = arena_fmt(r->arena, "s:%lld", (long long)s->staff);
    } else if (s->credential) {
        w.role = PROVISIONAL;
        w.owner = arena_fmt(r->arena, "c:%lld", (long long)s->credential);
    } else if (guard_member_role(s->member_role)) {
        w.role = MEMBER;
        w.member = guard_member_role(s->member_role);
        w.places = s->places;
        w.confirmed = s->proof.n > 0;
        w.left = s->left;
        w.terms_open = s->terms_open;
        w.owner = arena_fmt(r->arena, "a:%lld", (long long)s->account);
    } else if (s->agency) {
        w.role = AGENT;
        w.agency = s->agency;
        w.procedures = s->procedures;
        w.until_day = s->until_day;
        w.places = s->places;
        w.terms_open = s->terms_open;
        w.owner = arena_fmt(r->arena, "g:%lld", (long long)s->agency);
    }
    w.agencies = s->agencies;
    return w;
}

bool req_confirmed(const struct req *r)
{
    return r->who.role == MEMBER && r->who.confirmed;
}

/* A registration that has not come to an account: the draft belongs to the address that its
 * link was sent to, so that the link, or a newer one, opens the form as it was left. */
static void link_owner(struct req *r)
{
    struct str text = cookie_get(r, "reg");
    struct token t;

    if (!str_starts(r->path, S("/register/form")) || text.n != TOKEN_LEN ||
        !token_find(r->db, r->arena, "register", text, &t))
        return;
    r->who.owner = arena_fmt(r->arena, "r:" STR_FMT, STR_ARG(t.mail));
}

static void find_session(struct work *w)
{
    struct req *r = &w->r;
    struct str token = cookie_get(r, base_name(r));
    struct session s;

    r->token = S("");
    if (token.n != TOKEN_LEN ||
        !session_find(r->db, secret_digest(r->arena, token), &s) || !alive(r->app, &s) ||
        (s.staff != 0) != frame_is_staff_path(r->path))
        return;
    r->who = who_of(r, &s);
    if (!r->who.role) {
        r->who = (struct who){0};
        w->over = s.been_agent != 0;
    } else {
        r->token = token;
    }
    if (r->who.role && clock_now() >= s.seen_at + TOUCH_S && r->app->touch)
        r->app->touch(r->app, s.id);
}

void guard_session(struct work *w)
{
    find_session(w);
    if (!w->r.who.role)
        link_owner(&w->r);
}

void guard_open_session(struct req *r, struct who who)
{
    struct str token = secret_token(r->arena);
    struct session s = {.account = who.account, .credential = who.credential,
        .staff = who.staff, .institution = who.institution, .created_at = who.since, .second = who.second,
        .agent = device_words(r->arena, r->agent), .peer = device_prefix(r->arena, r->peer),
        .hash = secret_digest(r->arena, token)};

    if (r->who.session)
        session_end(r->db, r->who.session);
    who.session = session_open(r->db, &s);
    session_trim(r->db, &s, who.staff ? STAFF_SESSIONS : CLINIC_SESSIONS);
    cookie_set(r, base_name(r), token, 0);
    r->who = who;
    r->token = token;
}

void guard_close_session(struct req *r)
{
    if (r->who.session)
        session_end(r->db, r->who.session);
    cookie_set(r, base_name(r), S(""), 0);
    r->clear_site = true;
    r->who = (struct who){0};
    r->token = S("");
}

struct str guard_next(struct req *r, struct str next)
{
    struct str arg[REQ_ARGS];
    int allow;

    if (!str_starts(next, S("/my")) ||
        !routes_find(r->app->routes, S("GET"), next, arg, &allow))
        return S("");
    return next;
}

/* ---------------------------------------------------------------- CSRF and origin */

struct str guard_csrf(struct req *r)
{
    struct str seed = r->token;

    if (!seed.n) {
        seed = cookie_get(r, "p");
        if (seed.n != TOKEN_LEN) {
            seed = secret_token(r->arena);
            cookie_set(r, "p", seed, 0);
            r->cookie = arena_fmt(r->arena, "%sp=" STR_FMT "; " STR_FMT,
                r->app->conf->secure ? "__Host-" : "", STR_ARG(seed), STR_ARG(r->cookie));
        }
    }
    return mac(r, &r->app->keys.csrf, seed);
}

static bool same_origin(struct work *w)
{
    struct str origin = http_get(w->in, "Origin"), site = http_get(w->in, "Sec-Fetch-Site");
    struct str host = http_get(w->in, "Host"), rest;

    if (site.n && !str_is(site, "same-origin") && !str_is(site, "none"))
        return false;
    if (!origin.n)
        return true;
    str_cut(origin, '/', &rest);
    return rest.n > 1 && str_ieq(str_from(rest, 1), host);
}

/* ---------------------------------------------------------------- parked forms */

struct str guard_owner_field(struct req *r)
{
    struct str what = arena_fmt(r->arena, STR_FMT ".%lld.%lld", STR_ARG(r->who.owner),
        (long long)r->who.institution, (long long)(clock_now() + OWNER_S));

    return arena_fmt(r->arena, STR_FMT "." STR_FMT, STR_ARG(what),
        STR_ARG(mac(r, &r->app->keys.owner, what)));
}

/* Owner and institution from the form's signed field; false if it is not ours or old. */
static bool read_owner(struct req *r, struct str *owner, int64_t *institution)
{
    struct str all = form_value(r, "_owner"), what, rest, until;
    int64_t t;

    if (all.n < MAC_LEN + 4)
        return false;
    what = str_head(all, all.n - MAC_LEN - 1);
    if (!secret_equal(secret_bytes(str_from(all, all.n - MAC_LEN)),
            secret_bytes(mac(r, &r->app->keys.owner, what))))
        return false;
    *owner = str_cut(what, '.', &rest);
    return str_int(str_cut(rest, '.', &until), 0, INT64_MAX, institution) &&
        str_int(until, 0, INT64_MAX, &t) && t > clock_now();
}

/* The form's page: a confirm page's own address has no draft of its own. */
static struct str form_page(struct str path)
{
    struct str tail = S("/confirm");

    return str_ends(path, tail) ? str_head(path, path.n - tail.n) : path;
}

static void park(struct work *w)
{
    struct req *r = &w->r;
    struct str owner, fields = body_without_secrets(r);
    struct draft d = {.form = form_page(r->path), .fields = fields};
    bool staff = frame_is_staff_path(r->path);

    if (fields.n && read_owner(r, &owner, &d.institution) && !str_ends(r->path, S("/confirm"))) {
        d.owner = owner;
        d.base_rev = form_rev(r);
        draft_typed(r->db, &d, form_value(r, "password").n > 0);
        log_info("form.parked", "route=%s", r->route->path);
    }
    w->out.status = see_other(r, arena_fmt(r->arena, "%s?kept=1&next=" STR_FMT,
                                     staff ? "/staff/login" : "/login", STR_ARG(d.form)));
}

/* ---------------------------------------------------------------- the way to the login */

void guard_to_login(struct work *w)
{
    struct req *r = &w->r;
    bool staff = frame_is_staff_path(r->path), get = r->route->method[0] == 'G';
    struct str owner;
    int64_t institution;

    if (w->over) { /* what is typed for the institution now is kept nowhere */
        w->out.status = see_other(r, S("/login?over=1"));
        return;
    }
    /* A second press of a button whose first press has changed the login. */
    if (!get && ticket_used(r->db, form_value(r, "_once"), &owner)) {
        w->out.status = see_other(r, S("/login?done=1"));
        return;
    }
    if (!get && read_owner(r, &owner, &institution)) {
        w->parking = park;
        return;
    }
    w->out.status = see_other(r, arena_fmt(r->arena, "%s?next=" STR_FMT,
                                     staff ? "/staff/login" : "/login",
                                     STR_ARG(form_page(r->path))));
}

/* A form of a public page, drawn before this browser logged in in another tab: the page as
 * it looks now, which leads on. */
static bool drawn_before_login(struct work *w)
{
    struct req *r = &w->r;
    struct str seed = cookie_get(r, "p"), arg[REQ_ARGS];
    int allow;

    if (!r->who.role || !(r->route->may & PUBLIC) || seed.n != TOKEN_LEN ||
        !secret_equal(secret_bytes(form_value(r, "_csrf")),
            secret_bytes(mac(r, &r->app->keys.csrf, seed))) ||
        !routes_find(r->app->routes, S("GET"), r->path, arg, &allow))
        return false;
    w->out.status = see_other(r, r->path);
    return true;
}

static void refuse_old(struct work *w)
{
    refuse(&w->r, 403, S("画面が古くなっています"), http_get(w->in, "Cookie").n
            ? S("前の画面を開き直してから、もう一度送ってください。")
            : S("前の画面を開き直してから、もう一度送ってください。それでも同じときは、"
                "ブラウザの設定で、このサイトがクッキー（Cookie）を使えるようにしてください。"));
}

bool guard_form(struct work *w)
{
    struct req *r = &w->r;
    struct str owner, result;
    int64_t institution;

    if (!same_origin(w)) {
        w->reason = "origin";
        refuse(r, 403, S("ほかのサイトから送られたため、受け付けませんでした"),
            S("このサイトの画面を開き直して、そこから送ってください。"));
        return false;
    }
    if (r->route->no_csrf ||
        secret_equal(secret_bytes(form_value(r, "_csrf")), secret_bytes(guard_csrf(r))))
        return true;
    w->reason = "csrf";
    /* The button was pressed before, and that press has changed the session. */
    if (ticket_used(r->db, form_value(r, "_once"), &result)) {
        w->out.status = see_other(r, result);
        return false;
    }
    /* The page was drawn for an earlier session of the same user: keep what was typed. */
    if (read_owner(r, &owner, &institution) && str_eq(owner, r->who.owner) &&
        institution == r->who.institution && !str_ends(r->path, S("/confirm"))) {
        w->parking = guard_park_refused;
        return false;
    }
    if (!drawn_before_login(w))
        refuse_old(w);
    return false;
}

void guard_park_refused(struct work *w)
{
    struct req *r = &w->r;

    park(w);
    r->keep = true;
    r->location = S("");
    refuse(r, 403, S("画面が古くなっています"),
        S("入力した内容は下書きに残しました。画面を開き直して、もう一度送ってください。"));
}

/* ---------------------------------------------------------------- known devices */

/* Each side has its own: an account's number may be a staff member's, too. */
static const char *device_name(const struct req *r)
{
    return frame_is_staff_path(r->path) ? "sd" : "d";
}

static struct str device_cookie(struct req *r, int64_t account, int64_t until)
{
    struct str what = arena_fmt(r->arena, "%d.%lld.%lld", frame_is_staff_path(r->path) ? 2 : 1,
        (long long)account, (long long)until);

    return arena_fmt(r->arena, STR_FMT "." STR_FMT, STR_ARG(what),
        STR_ARG(mac(r, &r->app->keys.device, what)));
}

void guard_trust_device(struct req *r, int64_t account)
{
    cookie_set(r, device_name(r), device_cookie(r, account, clock_now() + DEVICE_S), DEVICE_S);
}

bool guard_trusted(struct req *r, int64_t account)
{
    struct str c = cookie_get(r, device_name(r)), rest, id, until;
    int64_t t, who;

    str_cut(c, '.', &rest);
    id = str_cut(rest, '.', &rest);
    until = str_cut(rest, '.', &rest);
    return account && str_int(id, 1, INT64_MAX, &who) && who == account &&
        str_int(until, 0, INT64_MAX, &t) && t > clock_now() &&
        secret_equal(secret_bytes(c), secret_bytes(device_cookie(r, account, t)));
}
