/* security.c: ログインの安全: an optional second factor, begun, renewed and ended by its
 * owner. Each step asks for the present password, and for a code where one is in use. */
#include "page/security_view.h"

#include "gen/templates.h"
#include "model/account.h"
#include "model/agency.h"
#include "model/factor.h"
#include "model/guess.h"
#include "model/session.h"
#include "sys/clock.h"
#include "sys/totp.h"
#include "util/str.h"
#include "web/alert.h"
#include "web/app.h"
#include "web/frame.h"
#include "web/notify.h"
#include "web/prove.h"
#include "web/words.h"

#define PAGE   "/my/security"
#define ISSUER "madoguchi" /* as the authenticator app shows it */

static int show(struct req *r)
{
    static const char *const said[][2] = {
        {"off", "二段階の確認をやめました。つぎからは、パスワードだけでログインします。"},
        {"on", "二段階の確認は、もう始まっています。"},
    };
    struct factor f = {.enrolled_at = 0};
    struct security_view v = {.agent = r->who.role == AGENT};
    struct str notice = S("");

    if (factor_get(r->db, r->who.account, &f) && f.enrolled_at) {
        v.on = true;
        v.since = words_moment(r->arena, f.enrolled_at);
        v.left = factor_codes_left(r->db, r->who.account);
    }
    for (size_t i = 0; i < COUNT(said); i++)
        if (str_is(query_value(r, "done"), said[i][0]))
            notice = str_of(said[i][1]);
    page_open(r, (struct page){.notice = notice});
    tmpl_security(r->out, &v);
    return 200;
}

/* The login of an agent is not the business of an institution that he works for. */
static void tell(struct req *r, enum alert what, const char *action)
{
    bool agent = r->who.role == AGENT;
    int64_t institution = agent ? 0 : r->who.institution;

    alert_send(r, what,
        &(struct alert_mail){.account = r->who.account, .institution = institution,
            .to = r->who.mail, .place = agent ? S("") : r->who.place, .contact = r->who.name});
    notify_audit(r, arena_fmt(r->arena, "a:%lld", (long long)r->who.account), institution,
        action);
}

/* ---------------------------------------------------------------- asking before acting */

static const struct act {
    const char *path, *title, *lead, *button;
    bool on; /* only while the factor is in use; asks for a code */
} acts[] = {
    {PAGE "/start", "二段階の確認を始める",
        "ご本人であることを確かめるため、いまのパスワードを入力してください。", "つぎへ進む", false},
    {PAGE "/codes", "紙のコードを作り直す",
        "新しいコードを10個作ります。いままでのコードは、すべて使えなくなります。", "新しいコードを作る",
        true},
    {PAGE "/off", "二段階の確認をやめる",
        "つぎからは、パスワードだけでログインするようになります。紙のコードも使えなくなります。",
        "二段階の確認をやめる", true},
};

static const struct act *act_of(const struct req *r)
{
    for (size_t i = 0; i < COUNT(acts); i++)
        if (str_is(r->path, acts[i].path))
            return &acts[i];
    die("security: no such act");
}

static struct complaint_list complaints(struct req *r, struct str password, struct str code)
{
    struct complaint *c = NEW_N(r->arena, struct complaint, 2);
    size_t n = 0;

    if (password.n)
        c[n++] = (struct complaint){S("current"), password};
    if (code.n)
        c[n++] = (struct complaint){S("current_code"), code};
    return (struct complaint_list){c, n};
}

static int draw_ask(struct req *r, int status, struct str password, struct str code)
{
    const struct act *a = act_of(r);
    struct security_ask v = {.csrf = guard_csrf(r), .title = str_of(a->title),
        .lead = str_of(a->lead), .button = str_of(a->button), .code = a->on,
        .action = {str_of(a->path)}, .password_error = password, .code_error = code,
        .wrong = complaints(r, password, code)};

    page_open(r, (struct page){.title = v.title, .wrong = status >= 400});
    tmpl_security_ask(r->out, &v);
    return status;
}

static bool fits(struct req *r)
{
    return factor_on(r->db, r->who.account) == act_of(r)->on;
}

static int ask(struct req *r)
{
    return fits(r) ? draw_ask(r, 200, S(""), S("")) : see_other(r, S(PAGE));
}

static void plan(struct req *r)
{
    prove_plan(r, r->who.mail, form_value(r, "current"));
}

static struct guesser guesser_of(struct req *r)
{
    return (struct guesser){.side = "code", .login = account_mail_key(r->arena, r->who.mail), .peer = r->peer,
        .device = guard_trusted(r, r->who.account) ? cookie_get(r, "d") : S("")};
}

static bool code_right(struct req *r, struct str typed)
{
    bool right = factor_code(r->db, r->arena, r->app->keys.totp, r->who.account, typed);

    if (!right && factor_recover(r->db, r->arena, r->app->keys.pepper, r->who.account, typed,
                      &right) != SECRET_OK)
        right = false;
    return right;
}

static struct str code_wait(struct req *r, int64_t wait)
{
    if (wait == THROTTLE_OFF)
        return S("まちがいが続いたため、入力できなくなりました。「パスワードを忘れた方」から新しいパスワードを決めてください");
    return arena_fmt(r->arena, "続けてまちがえたため、あと%lld分は入力できません",
        (long long)(wait + 59) / 60);
}

static struct str code_complaint(struct req *r)
{
    struct guesser g = guesser_of(r);
    struct str code = form_value(r, "current_code");
    int64_t wait = guess_ask(r->db, &g).wait;

    if (!str_trim(code).n)
        return S("確認コードを入力してください");
    if (wait)
        return code_wait(r, wait);
    if (code_right(r, code)) {
        guess_passed(r->db, &g);
        return S("");
    }
    r->keep = true;
    guess_failed(r->db, &g);
    return S("確認コードがちがいます。アプリにいま出ている6つの数字を入力してください");
}

/* 0: password and code are right; else the status of the page that says what is not. */
static int refused(struct req *r)
{
    struct account a;
    struct str said = prove(r, r->who.mail, form_value(r, "current"), &a);

    if (said.n)
        return draw_ask(r, 422, said, S(""));
    if (act_of(r)->on)
        said = code_complaint(r);
    return said.n ? draw_ask(r, 422, S(""), said) : 0;
}

/* ---------------------------------------------------------------- the app */

static bool pending(struct req *r, struct factor *f)
{
    return factor_get(r->db, r->who.account, f) && !f->enrolled_at &&
        clock_now() < f->created_at + FACTOR_ENROL_S;
}

static int draw_app(struct req *r, const struct factor *f, int status, struct str error)
{
    struct security_app v = {.csrf = guard_csrf(r), .name = r->who.mail, .error = error,
        .wrong = complaints(r, S(""), error)};
    struct bytes seed;

    if (!factor_seed(r->arena, r->app->keys.totp, f, &seed))
        return refuse(r, 500, S("認証アプリの鍵を読み取れません"),
            S("はじめからやり直してください。"));
    v.groups = text_groups(r->arena, codec_b32(r->arena, seed));
    v.uri = totp_uri(r->arena, seed, S(ISSUER), r->who.mail);
    v.qr = qr_view(r->arena, v.uri);
    page_open(r, (struct page){.title = S("認証アプリの登録"), .wrong = status >= 400});
    tmpl_security_app(r->out, &v);
    return status;
}

static int start(struct req *r)
{
    int status;

    if (!fits(r))
        return see_other(r, S(PAGE));
    status = refused(r);
    if (status)
        return status;
    if (factor_begin(r->db, r->arena, r->app->keys.totp, r->who.account) != OK)
        return see_other(r, S(PAGE "?done=on"));
    return see_other(r, S(PAGE "/app"));
}

static int show_app(struct req *r)
{
    struct factor f;

    return pending(r, &f) ? draw_app(r, &f, 200, S("")) : see_other(r, S(PAGE));
}

/* Shown in the answer to the press, once: nothing that could show them again is kept. */
static int draw_codes(struct req *r, bool first)
{
    struct str *codes = NEW_N(r->arena, struct str, FACTOR_CODES);
    struct str_list l = {codes, FACTOR_CODES};

    if (factor_codes(r->db, r->arena, r->app->keys.pepper, r->who.account, codes) != SECRET_OK)
        return refuse(r, 503, S("いま、たいへん混み合っています"),
            S("少し待ってから、もう一度ためしてください。"));
    tell(r, first ? ALERT_FACTOR_ON : ALERT_FACTOR_CODES, first ? "factor.on" : "factor.codes");
    page_open(r, (struct page){.title = first ? S("二段階の確認を始めました")
                                             : S("紙のコードを作り直しました")});
    tmpl_security_codes(r->out, &l, r->who.place, r->who.mail, first);
    return 200;
}

static int enrol(struct req *r)
{
    struct factor f;
    struct guesser g = guesser_of(r);
    struct who who = r->who;

    if (!pending(r, &f))
        return see_other(r, factor_on(r->db, r->who.account) ? S(PAGE "?done=on") : S(PAGE));
    if (guess_ask(r->db, &g).wait)
        return draw_app(r, &f, 422, code_wait(r, guess_ask(r->db, &g).wait));
    if (!factor_code(r->db, r->arena, r->app->keys.totp, r->who.account,
            form_value(r, "current_code"))) {
        r->keep = true;
        guess_failed(r->db, &g);
        return draw_app(r, &f, 422,
            S("確認コードがちがいます。アプリにいま出ている6つの数字を入力してください"));
    }
    guess_passed(r->db, &g);
    session_end_others(
        r->db, &(struct session){.account = r->who.account}, r->who.session);
    who.second = true;
    guard_open_session(r, who);
    return draw_codes(r, true);
}

static int renew(struct req *r)
{
    int status;

    if (!fits(r))
        return see_other(r, S(PAGE));
    status = refused(r);
    return status ? status : draw_codes(r, false);
}

static int off(struct req *r)
{
    int status;

    if (!fits(r))
        return see_other(r, S(PAGE));
    status = refused(r);
    if (status)
        return status;
    factor_end(r->db, r->who.account);
    tell(r, ALERT_FACTOR_OFF, "factor.off");
    alert_colleagues(r, r->who.account, r->who.name, S("ログインで、二段階の確認をやめました。"));
    return see_other(r, S(PAGE "?done=off"));
}

static const struct route routes[] = {
    {"GET", PAGE, MEMBER, "ログインの安全", show, .agent = PROCEDURE_SELF},
    {"GET", PAGE "/start", MEMBER, "二段階の確認を始める", ask, .agent = PROCEDURE_SELF},
    {"POST", PAGE "/start", MEMBER, "二段階の確認を始める", start, .plan = plan,
        .rate = RATE_LOGIN, .members = ALL_MEMBERS, .agent = PROCEDURE_SELF},
    {"GET", PAGE "/app", MEMBER, "認証アプリの登録", show_app, .agent = PROCEDURE_SELF},
    {"POST", PAGE "/app", MEMBER, "認証アプリの登録", enrol, .rate = RATE_LOGIN,
        .members = ALL_MEMBERS, .agent = PROCEDURE_SELF},
    {"GET", PAGE "/codes", MEMBER, "紙のコードを作り直す", ask, .agent = PROCEDURE_SELF},
    {"POST", PAGE "/codes", MEMBER, "紙のコードを作り直す", renew, .plan = plan,
        .rate = RATE_LOGIN, .members = ALL_MEMBERS, .agent = PROCEDURE_SELF},
    {"GET", PAGE "/off", MEMBER, "二段階の確認をやめる", ask, .agent = PROCEDURE_SELF},
    {"POST", PAGE "/off", MEMBER, "二段階の確認をやめる", off, .plan = plan,
        .rate = RATE_LOGIN, .members = ALL_MEMBERS, .agent = PROCEDURE_SELF},
    {0},
};

const struct feature security_feature = {"security", routes};
