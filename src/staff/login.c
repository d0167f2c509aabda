/* login.c: how staff come in: name, password and the code of the authenticator app in one
 * form, one neutral answer to whatever was wrong. Somebody whose app is not enrolled yet
 * is led by the password to a page that shows its secret, for ten minutes, and comes in
 * with the first right code. */
#include "gen/templates.h"
#include "model/audit.h"
#include "model/draft.h"
#include "model/guess.h"
#include "model/staff.h"
#include "staff/login_view.h"
#include "sys/clock.h"
#include "util/log.h"
#include "util/str.h"
#include "web/app.h"
#include "web/form.h"
#include "web/frame.h"

enum { ENROL_S = 600, MAC = 16 };

/* ---------------------------------------------------------------- small things */

/* Where the login was on its way to: a page of the staff side that can be opened, or
 * nowhere. */
static struct str next_page(struct req *r, struct str next)
{
    struct str arg[REQ_ARGS], query, path = str_cut(next, '?', &query);
    int allow;

    for (size_t i = 0; i < next.n; i++)
        if (next.p[i] <= ' ' || next.p[i] > '~')
            return S("");
    if (!frame_is_staff_path(path) || str_eq(path, S("/staff/login")) ||
        str_eq(path, S("/staff/enroll")) ||
        !routes_find(r->app->routes, S("GET"), path, arg, &allow))
        return S("");
    return next;
}

static void note(struct req *r, struct str actor, const char *action, struct str detail)
{
    audit_add(r->db, &(struct audit){.actor = actor, .action = str_of(action),
                         .detail = detail, .request = req_id(r)});
}

/* id: of the member of staff, 0 if there is none. Whose browser was here before keeps its
 * own count: a stranger who types the name again and again locks nobody out. */
static struct guesser guesser_of(struct req *r, struct str name, int64_t id)
{
    return (struct guesser){.side = "staff", .login = name, .peer = r->peer,
        .device = guard_trusted(r, id) ? cookie_get(r, "sd") : S("")};
}

static struct str wait_text(struct req *r, int64_t wait)
{
    if (wait == THROTTLE_OFF)
        return S("まちがいが続いたため、この職員名では入れなくしました。管理者に連絡してください");
    if (wait < 90)
        return arena_fmt(r->arena, "続けてまちがえたため、あと%lld秒はログインできません",
            (long long)wait);
    return arena_fmt(r->arena, "続けてまちがえたため、あと%lld分はログインできません",
        (long long)(wait + 59) / 60);
}

/* ---------------------------------------------------------------- login page */

static void complain(struct req *r, struct complaint_list *l, const char *id, struct str text)
{
    struct complaint *v = NEW_N(r->arena, struct complaint, l->n + 1);

    if (!text.n)
        return;
    if (l->n)
        memcpy(v, l->v, l->n * sizeof(*v));
    v[l->n] = (struct complaint){str_of(id), text};
    *l = (struct complaint_list){v, l->n + 1};
}

static int draw(struct req *r, int status, struct staff_login_view *v)
{
    v->csrf = guard_csrf(r);
    complain(r, &v->wrong, "name", v->error);
    complain(r, &v->wrong, "name", v->name_error);
    complain(r, &v->wrong, "password", v->password_error);
    page_open(r, (struct page){.wrong = status >= 400, .form = true});
    tmpl_staff_login(r->out, v);
    return status;
}

static int again(struct req *r, int status, struct str error)
{
    struct staff_login_view v = {.name = form_value(r, "name"), .error = error,
        .next = next_page(r, form_value(r, "next"))};

    return draw(r, status, &v);
}

static int show(struct req *r)
{
    struct staff_login_view v = {.next = next_page(r, query_value(r, "next"))};
    struct draft d;
    struct fields typed;

    if (r->who.role & STAFF)
        return see_other(r, S("/staff"));
    if (str_is(query_value(r, "kept"), "1"))
        v.notice = S("時間がたったので、ログインが切れました。もう一度ログインすると、入力した内容の続きから始められます。");
    else if (str_is(query_value(r, "bye"), "1"))
        v.notice = S("ログアウトしました。");
    else if (v.next.n)
        v.notice = S("ログインすると、続きの画面を開きます。");
    /* what was typed before a press on the display bar */
    if (draft_get(r->db, form_owner(r), S("/staff/login"), 0, &d) &&
        urlform_read(r->arena, d.fields, SIZE_MAX, NULL, &typed) == URLFORM_OK) {
        r->personal = true;
        v.name = urlform_get(&typed, "name");
        if (!v.next.n)
            v.next = next_page(r, urlform_get(&typed, "next"));
    }
    return draw(r, 200, &v);
}

/* ---------------------------------------------------------------- enrolment ticket */

/* The cookie between the password and the first code: who, at which state of the row,
 * until when, signed. Enrolling changes the row's rev: the ticket works once. */
static struct str ticket_text(struct req *r, int64_t id, int64_t rev, int64_t until)
{
    unsigned char h[SECRET_SHA256];
    struct str what = arena_fmt(r->arena, "%lld.%lld.%lld", (long long)id, (long long)rev,
        (long long)until);

    secret_hmac(h, &r->app->keys.owner,
        secret_bytes(arena_fmt(r->arena, "enroll:" STR_FMT, STR_ARG(what))));
    return arena_fmt(r->arena, STR_FMT "." STR_FMT, STR_ARG(what),
        STR_ARG(codec_b64url(r->arena, (struct bytes){h, MAC})));
}

static bool ticket_read(struct req *r, struct staff *s)
{
    struct str c = cookie_get(r, "e"), rest, id, rev, until;
    int64_t n, k, t;

    id = str_cut(c, '.', &rest);
    rev = str_cut(rest, '.', &rest);
    until = str_cut(rest, '.', &rest);
    return str_int(id, 1, INT64_MAX, &n) && str_int(rev, 0, INT64_MAX, &k) &&
        str_int(until, 0, INT64_MAX, &t) && t > clock_now() &&
        secret_equal(secret_bytes(c), secret_bytes(ticket_text(r, n, k, t))) &&
        staff_get(r->db, n, s) && s->rev == k && !s->disabled_at && !s->enrolled_at;
}

static int to_enrol(struct req *r, const struct staff *s)
{
    struct buf b = BUF_INIT;
    struct str to;

    cookie_set(r, "e", ticket_text(r, s->id, s->rev, clock_now() + ENROL_S), ENROL_S);
    buf_puts(&b, "/staff/enroll?next=");
    out_percent_str(&b, next_page(r, form_value(r, "next")));
    to = arena_str(r->arena, buf_view(&b));
    buf_release(&b);
    return see_other(r, to);
}

/* ---------------------------------------------------------------- trying */

static struct str name_typed(struct req *r)
{
    return staff_name(r->arena, form_value(r, "name"));
}

/* The two that decide are checked on the hashing lane; an unknown or disabled name costs
 * what a known one costs. */
static void plan(struct req *r)
{
    struct str name = name_typed(r), password = form_value(r, "password");
    struct work *w = (struct work *)(void *)r;
    struct staff s = {.id = 0, .password = S("")};
    struct guesser g;

    if (form_value(r, "hyoji").n || !name.n || !password.n)
        return;
    staff_by_name(r->db, name, &s);
    g = guesser_of(r, name, s.id);
    if (guess_ask(r->db, &g).wait)
        return;
    if (s.disabled_at)
        s.password = S("");
    w->trusted = g.device.n > 0;
    plan_check(r, password, s.password);
    if (s.password.n && secret_needs_rehash(s.password, secret_cost_chosen))
        plan_remake(r, password);
}

/* The step of the typed code; -1: wrong, or used before. */
static int64_t step_of(struct req *r, const struct staff *s)
{
    struct bytes seed;

    if (!staff_seed_open(r->arena, r->app->keys.totp, s, &seed)) {
        log_error("staff.seed", "id=%lld: was 'keys/totp.key' replaced? use 'staff reset'",
            (long long)s->id);
        return -1;
    }
    return totp_match(seed, form_value(r, "current_code"), clock_now(), s->totp_last);
}

static int come_in(struct req *r, const struct staff *s, const char *action)
{
    struct guesser g = guesser_of(r, s->name, s->id);
    struct who who = {.role = guard_staff_role(s->role), .staff = s->id, .name = s->name,
        .owner = arena_fmt(r->arena, "s:%lld", (long long)s->id)};
    struct str next = next_page(r, form_value(r, "next"));

    guess_passed(r->db, &g);
    draft_drop(r->db, form_owner(r), S("/staff/login"), 0);
    if (cookie_get(r, "e").n)
        cookie_set(r, "e", S(""), 0);
    guard_open_session(r, who);
    guard_trust_device(r, s->id);
    note(r, who.owner, action, S(""));
    return see_other(r, next.n ? next : S("/staff"));
}

/* A name that does not exist is not written down: people type their passwords there. */
static void count_failure(struct req *r, const struct guesser *g, int64_t id)
{
    r->keep = true;
    guess_failed(r->db, g);
    note(r, S("-"), "session.failed", id ? g->login : S(""));
}

static int waiting(struct req *r, int64_t wait)
{
    if (wait > 0)
        r->retry_after = arena_fmt(r->arena, "%lld", (long long)wait);
    return again(r, 422, wait_text(r, wait));
}

static int failed(struct req *r, const struct guesser *g, int64_t id)
{
    int64_t wait;

    count_failure(r, g, id);
    wait = guess_ask(r->db, g).wait;
    if (wait)
        return waiting(r, wait);
    return again(r, 422, S("職員名、パスワード、確認コードのどれかがちがいます"));
}

static int incomplete(struct req *r, struct str name, struct str password)
{
    struct staff_login_view v = {.name = form_value(r, "name"),
        .next = next_page(r, form_value(r, "next"))};

    if (!name.n)
        v.name_error = S("職員名を入力してください");
    if (!password.n)
        v.password_error = S("パスワードを入力してください");
    return draw(r, 422, &v);
}

static int enter(struct req *r)
{
    struct str name = name_typed(r), password = form_value(r, "password");
    const struct hash_task *check = &r->hash[0];
    struct staff s = {.id = 0, .password = S("")};
    struct guesser g;
    int64_t step;

    if (!name.n || !password.n)
        return incomplete(r, name, password);
    staff_by_name(r->db, name, &s);
    g = guesser_of(r, name, s.id);
    /* Again, on the writer: of guesses that came at once only the free ones are looked at. */
    step = guess_ask(r->db, &g).wait;
    if (step || !r->n_hash)
        return waiting(r, step ? step : 1);
    /* The row may have changed since the hash was planned. */
    if (!s.id || s.disabled_at || !check->match || !str_eq(check->stored, s.password))
        return failed(r, &g, s.id);
    step = step_of(r, &s);
    if (step < 0 && !s.enrolled_at)
        return to_enrol(r, &s);
    if (step < 0 || staff_login(r->db, s.id, step) != OK)
        return failed(r, &g, s.id);
    if (r->n_hash > 1)
        staff_rehash(r->db, s.id, r->hash[1].made);
    return come_in(r, &s, s.enrolled_at ? "session.login" : "staff.enrolled");
}

/* ---------------------------------------------------------------- enrolment page */

static int draw_enrol(struct req *r, const struct staff *s, int status, struct str error,
    struct str next)
{
    struct staff_enrol_view v = {.name = s->name, .csrf = guard_csrf(r), .error = error,
        .next = next_page(r, next)};
    struct bytes seed;

    if (!staff_seed_open(r->arena, r->app->keys.totp, s, &seed))
        return refuse(r, 500, S("認証アプリの鍵を読み取れません"),
            S("管理者に、職員の登録のやり直し（reset）を頼んでください。"));
    complain(r, &v.wrong, "current_code", error);
    v.groups = text_groups(r->arena, codec_b32(r->arena, seed));
    v.uri = totp_uri(r->arena, seed, S(STAFF_ISSUER), s->name);
    v.qr = qr_view(r->arena, v.uri);
    page_open(r, (struct page){.wrong = status >= 400});
    tmpl_staff_enrol(r->out, &v);
    return status;
}

static int show_enrol(struct req *r)
{
    struct staff s;

    if (!ticket_read(r, &s))
        return see_other(r, S("/staff/login"));
    return draw_enrol(r, &s, 200, S(""), query_value(r, "next"));
}

static int enrol(struct req *r)
{
    struct staff s;
    struct guesser g;
    int64_t step, wait;

    if (!ticket_read(r, &s))
        return see_other(r, S("/staff/login"));
    g = guesser_of(r, s.name, s.id);
    wait = guess_ask(r->db, &g).wait;
    if (wait)
        return draw_enrol(r, &s, 422, wait_text(r, wait), form_value(r, "next"));
    step = step_of(r, &s);
    if (step < 0 || staff_login(r->db, s.id, step) != OK) {
        count_failure(r, &g, s.id);
        return draw_enrol(r, &s, 422,
            S("確認コードがちがいます。アプリにいま出ている6つの数字を入力してください"),
            form_value(r, "next"));
    }
    return come_in(r, &s, "staff.enrolled");
}

static int leave(struct req *r)
{
    note(r, r->who.owner, "session.logout", S(""));
    guard_close_session(r);
    return see_other(r, S("/staff/login?bye=1"));
}

static const struct route routes[] = {
    {"GET", "/staff/login", PUBLIC, "職員ログイン", show, .plan = NULL},
    {"POST", "/staff/login", PUBLIC, "職員ログイン", enter, .plan = plan,
        .rate = RATE_LOGIN},
    {"GET", "/staff/enroll", PUBLIC, "認証アプリの登録", show_enrol, .plan = NULL},
    {"POST", "/staff/enroll", PUBLIC, "認証アプリの登録", enrol, .rate = RATE_LOGIN},
    {"POST", "/staff/logout", STAFF, "ログアウト", leave, .plan = NULL},
    {.method = NULL},
};

const struct feature staff_login_feature = {"staff_login", routes};
