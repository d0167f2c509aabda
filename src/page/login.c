/* login.c: ログイン, ログアウト and the letter's QR code.
 *
 * One neutral answer for every wrong pair: it doesn't tell whether the login exists, and an
 * unknown login costs as much time as a known one. A mistyped provisional password is told
 * by its check character before it counts as a try. */
#include "gen/templates.h"
#include "page/login_code.h"
#include "page/login_view.h"
#include "model/account.h"
#include "model/agency.h"
#include "model/audit.h"
#include "model/credential.h"
#include "model/draft.h"
#include "model/guess.h"
#include "model/letter_request.h"
#include "sys/clock.h"
#include "util/kana.h"
#include "util/str.h"
#include "web/app.h"
#include "web/form.h"
#include "web/frame.h"
#include "web/letter_place.h"
#include "web/prove.h"
#include "web/words.h"

enum { TICKET_COOKIE_S = 3600 };

struct try {
    struct str login, password;
    bool provisional;
    struct guesser who;
};

static struct try read_try(struct req *r)
{
    struct try t = {.login = text_mail(r->arena, form_value(r, "login")),
        .password = form_value(r, "password")};
    struct str canonical;

    t.provisional =
        credential_login_typed(r->arena, t.login, &canonical) == CREDENTIAL_FINE;
    if (t.provisional)
        t.login = canonical;
    t.who = (struct guesser){.side = "clinic",
        .login = account_mail_key(r->arena, t.login), .peer = r->peer};
    return t;
}

/* ---------------------------------------------------------------- pages */

static struct str ticket_login(struct req *r)
{
    struct credential c;
    int64_t letter, generation;

    if (!credential_ticket_read(cookie_get(r, "t"), &letter, &generation) ||
        !credential_of_letter(r->db, letter, generation, &c))
        return S("");
    return str_is(c.state, "issued") ? c.login : S("");
}

static int draw(struct req *r, int status, struct str login, struct str error, struct str next)
{
    struct login_view v = {.login = login, .error = error, .next = next,
        .csrf = guard_csrf(r), .from_letter = status == 200 && ticket_login(r).n > 0};

    if (str_is(query_value(r, "kept"), "1"))
        v.notice = S("時間がたったので、ログインが切れました。もう一度ログインすると、入力した内容の続きから始められます。");
    else if (str_is(query_value(r, "left"), "1"))
        v.notice = S("施設からはずれました。ほかに使える施設はありません。");
    else if (str_is(query_value(r, "over"), "1"))
        v.notice = S("代行の期間が終わったか、代行が取りやめになりました。ほかに使える施設があるときは、もう一度ログインしてください。");
    else if (str_is(query_value(r, "done"), "1"))
        v.notice = S("登録は終わっています。登録したメールアドレスとパスワードでログインしてください。");
    else if (next.n && status == 200)
        v.notice = S("ログインすると、続きの画面を開きます。");
    page_open(r, (struct page){.title = S("ログイン"), .wrong = status >= 400, .form = true});
    tmpl_login(r->out, &v);
    return status;
}

static int show(struct req *r)
{
    struct str next = guard_next(r, query_value(r, "next")), login = ticket_login(r);
    struct draft d;
    struct fields typed;

    if (r->who.role)
        return see_other(r, r->who.role == PROVISIONAL ? S("/my/account") : S("/my"));
    /* what was typed before a press on the display bar */
    if (draft_get(r->db, form_owner(r), S("/login"), 0, &d) &&
        urlform_read(r->arena, d.fields, SIZE_MAX, NULL, &typed) == URLFORM_OK) {
        struct str was = urlform_get(&typed, "login");

        r->personal = true;
        login = was.n ? was : login;
        next = next.n ? next : guard_next(r, urlform_get(&typed, "next"));
    }
    return draw(r, 200, login, S(""), next);
}

/* ---------------------------------------------------------------- trying */

/* The account's own browser keeps its own count: nobody can lock it out from elsewhere. */
static void know_device(struct req *r, struct try *t, const struct account *a)
{
    if (guard_trusted(r, a->id))
        t->who.device = cookie_get(r, "d");
    else if (t->provisional && str_eq(ticket_login(r), t->login))
        t->who.device = cookie_get(r, "t");
}

static void plan(struct req *r)
{
    struct try t = read_try(r);
    struct work *w = (struct work *)(void *)r;
    struct account a = {.id = 0, .stored = S("")};

    if (form_value(r, "hyoji").n || !t.login.n || !t.password.n)
        return;
    if (t.provisional) /* hashed at next to no cost, in the handler */
        return;
    if (!account_by_mail(r->db, r->arena, t.login, &a))
        a.stored = S("");
    know_device(r, &t, &a);
    if (guess_ask(r->db, &t.who).wait)
        return;
    w->trusted = t.who.device.n > 0;
    plan_check(r, t.password, a.stored);
    if (a.stored.n && secret_needs_rehash(a.stored, secret_cost_chosen))
        plan_remake(r, t.password);
}

static void audit(struct req *r, struct str actor, int64_t institution, const char *action)
{
    audit_add(r->db, &(struct audit){.actor = actor, .institution = institution,
                         .action = str_of(action), .request = req_id(r)});
}

/* The password was right: what is kept of the tries and of what was typed goes. */
static void passed(struct req *r, const struct try *t)
{
    guess_passed(r->db, &t->who);
    draft_drop(r->db, form_owner(r), S("/login"), 0);
}

static int enter_letter(struct req *r, const struct try *t, struct who who)
{
    passed(r, t);
    guard_open_session(r, who);
    audit(r, who.owner, who.institution, "session.login");
    return see_other(r, S("/my/account"));
}

static int again(struct req *r, struct str error)
{
    return draw(r, 422, form_value(r, "login"), error, form_value(r, "next"));
}

/* How long, and the way in that need not wait. */
static struct str wait_text(struct req *r, const struct try *t, int64_t wait)
{
    struct str said = prove_wait_text(r, wait);

    if (t->provisional)
        return said;
    return arena_fmt(r->arena, STR_FMT "。「パスワードを忘れた方」から新しいパスワードを決めると、待たずにログインできます",
        STR_ARG(said));
}

static int failed(struct req *r, const struct try *t)
{
    struct str said = S("メールアドレスかパスワードがちがいます");
    struct throttle_answer a;

    r->keep = true; /* the count of failures */
    guess_failed(r->db, &t->who);
    audit(r, S("-"), 0, "session.failed");
    a = guess_ask(r->db, &t->who);
    if (a.wait)
        return again(r, arena_fmt(r->arena, STR_FMT "。" STR_FMT, STR_ARG(said),
                            STR_ARG(wait_text(r, t, a.wait))));
    return again(r, arena_fmt(r->arena, STR_FMT "。大文字と小文字、全角の文字が入っていないかを見てください",
                        STR_ARG(said)));
}

static int waiting(struct req *r, const struct try *t, int64_t wait)
{
    if (wait > 0)
        r->retry_after = arena_fmt(r->arena, "%lld", (long long)wait);
    return again(r, wait_text(r, t, wait));
}

static bool works(const struct credential *c)
{
    char today[11];

    clock_today(today);
    return credential_alive(c, today);
}

/* The letter opens the account's form. */
static bool opens(struct req *r, const struct credential *c)
{
    return !c->recovery && works(c) && !letter_place(r, c->institution).closed.n;
}

static void draw_dead_letter(struct req *r, const struct credential *c)
{
    struct dead_letter_view v = {.recovery = c->recovery && works(c),
        .expired = str_is(c->state, "issued"),
        .used = str_is(c->state, "used") || str_is(c->void_reason, "registered"),
        .superseded = str_is(c->void_reason, "superseded") ||
            str_is(c->void_reason, "requested")};
    struct letter_place p = letter_place(r, c->institution);
    struct str posted_on = S("");
    int64_t asked_at = 0;

    v.closed = p.closed;
    if (v.used || str_is(c->void_reason, "deleted"))
        v.deleted = p.deleted;
    if (v.superseded || v.expired)
        letter_request_newer(r->db, c->institution, &asked_at, &posted_on);
    v.asked = words_moment(r->arena, asked_at);
    v.posted = v.superseded ? words_day(r->arena, posted_on) : S("");
    v.superseded = v.superseded || v.asked.n;
    tmpl_login_dead_letter(r->out, &v);
}

/* Provisional login: unlimited entries until the account editing is confirmed. */
static int try_letter(struct req *r, const struct try *t)
{
    static const unsigned char nothing[SECRET_SHA256];
    struct credential c = {.id = 0};
    struct str password = S(""); /* what has another shape is compared as this: never right */
    bool found, match = false;

    if (credential_password_typed(r->arena, t->password, &password) == CREDENTIAL_CHECK)
        return again(r, S("仮パスワードに、写しまちがいがあるようです。"
                          "案内文書の文字を、もう一度見てください（まちがいの回数には数えません）"));
    found = credential_by_login(r->db, t->login, &c);
    if (!found) /* as costly as a known one */
        c.hash = (struct bytes){nothing, sizeof(nothing)},
        c.salt = (struct bytes){nothing, SECRET_SALT};
    if (credential_match(&c, password, &match) != SECRET_OK)
        return refuse(r, 503, S("いま、たいへん混み合っています"),
            S("少し待ってから、もう一度ためしてください。"));
    if (!found || !match)
        return failed(r, t);
    /* From here on the user has proved to hold the letter: plain words are safe. */
    if (!opens(r, &c)) {
        page_open(r, (struct page){.title = S("この仮パスワードではログインできません")});
        draw_dead_letter(r, &c);
        return 422;
    }
    return enter_letter(r, t, (struct who){.role = PROVISIONAL, .credential = c.id,
                               .institution = c.institution,
                               .owner = arena_fmt(r->arena, "c:%lld", (long long)c.id)});
}

static int try_account(struct req *r, const struct try *t)
{
    struct account a;

    if (!r->n_hash || !account_by_mail(r->db, r->arena, t->login, &a) ||
        !r->hash[0].match || !str_eq(a.stored, r->hash[0].stored))
        return failed(r, t);
    if (!a.institution && !agency_places(r->db, a.id).n) {
        guess_passed(r->db, &t->who);
        return login_nowhere(r, a.id);
    }
    if (r->n_hash > 1)
        account_rehash(r->db, a.id, r->hash[1].made);
    passed(r, t);
    return login_password_right(r, a.id, guard_next(r, form_value(r, "next")));
}

static int try_login(struct req *r)
{
    struct try t = read_try(r);
    struct account a = {.id = 0};
    int64_t wait;

    if (!t.login.n || !t.password.n)
        return again(r, S("メールアドレスとパスワードを入力してください"));
    if (!t.provisional && !account_by_mail(r->db, r->arena, t.login, &a))
        a.id = 0;
    know_device(r, &t, &a);
    wait = guess_ask(r->db, &t.who).wait;
    if (wait)
        return waiting(r, &t, wait);
    return t.provisional ? try_letter(r, &t) : try_account(r, &t);
}

static int logout(struct req *r)
{
    audit(r, r->who.owner, r->who.institution, "session.logout");
    guard_close_session(r);
    return see_other(r, S("/"));
}

/* ---------------------------------------------------------------- the letter's QR code */

static int from_letter(struct req *r)
{
    struct credential c;
    int64_t letter, generation;

    if (!credential_ticket_read(r->arg[0], &letter, &generation) ||
        !credential_of_letter(r->db, letter, generation, &c))
        return refuse(r, 404, S("このQRコードは読み取れませんでした"),
            S("案内文書のQRコードをもう一度読み取るか、ログインの画面を開いて、"
              "仮メールアドレスと仮パスワードを入力してください。"));
    if (!opens(r, &c)) {
        page_open(r, (struct page){.title = S("この案内文書ではログインできません")});
        draw_dead_letter(r, &c);
        return 200;
    }
    cookie_set(r, "t", r->arg[0], TICKET_COOKIE_S);
    return see_other(r, S("/login"));
}

static const struct route routes[] = {
    {"GET", "/login", PUBLIC, "ログイン", show},
    {"POST", "/login", PUBLIC, "ログイン", try_login, .plan = plan, .rate = RATE_LOGIN},
    {"POST", "/logout", CLINIC, "ログアウト", logout, .members = ALL_MEMBERS,
        .agent = PROCEDURE_SELF},
    {"GET", "/q/{ticket}", PUBLIC, "案内文書からのログイン", from_letter},
    {0},
};

const struct feature login_feature = {"login", routes};
