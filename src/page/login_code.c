/* login_code.c: the second page of a login whose owner uses a second factor. Between the
 * two pages there is no session, only a signed note of who gave the right password. */
#include "page/login_code.h"

#include "gen/templates.h"
#include "model/account.h"
#include "model/factor.h"
#include "model/guess.h"
#include "page/login_view.h"
#include "sys/clock.h"
#include "util/str.h"
#include "web/alert.h"
#include "web/app.h"
#include "web/frame.h"
#include "web/notify.h"
#include "web/places.h"

enum { TICKET_S = 600, MAC = 16 };

/* ---------------------------------------------------------------- the note in between */

/* Changing the account, its password for one, changes rev: the note is worth nothing. */
static struct str ticket_text(struct req *r, int64_t id, int64_t rev, int64_t until)
{
    unsigned char h[SECRET_SHA256];
    struct str what = arena_fmt(r->arena, "%lld.%lld.%lld", (long long)id, (long long)rev,
        (long long)until);

    secret_hmac(h, &r->app->keys.owner,
        secret_bytes(arena_fmt(r->arena, "second:" STR_FMT, STR_ARG(what))));
    return arena_fmt(r->arena, STR_FMT "." STR_FMT, STR_ARG(what),
        STR_ARG(codec_b64url(r->arena, (struct bytes){h, MAC})));
}

bool login_ticket(struct req *r, struct access *out)
{
    struct str c = cookie_get(r, "f"), rest, id, rev, until;
    int64_t n, k, t;

    id = str_cut(c, '.', &rest);
    rev = str_cut(rest, '.', &rest);
    until = str_cut(rest, '.', &rest);
    return str_int(id, 1, INT64_MAX, &n) && str_int(rev, 0, INT64_MAX, &k) &&
        str_int(until, 0, INT64_MAX, &t) && t > clock_now() &&
        secret_equal(secret_bytes(c), secret_bytes(ticket_text(r, n, k, t))) &&
        access_get(r->db, n, out) && out->rev == k && factor_on(r->db, n);
}

/* ---------------------------------------------------------------- coming in */

int login_nowhere(struct req *r, int64_t account)
{
    r->keep = true;
    notify_audit(r, arena_fmt(r->arena, "a:%lld", (long long)account), 0, "session.nowhere");
    page_open(r, (struct page){.title = S("使える施設がありません")});
    tmpl_login_nowhere(r->out);
    return 422;
}

static int come_in(struct req *r, int64_t account, struct str next, bool second)
{
    struct places places = places_of(r, account);
    struct who who = {.account = account, .second = second};

    if (!places.n) /* the last place has ended since the password was right */
        return login_nowhere(r, account);
    place_who(r, &places.v[0], &who); /* the one that was chosen last */
    account_logged_in(r->db, account);
    guard_trust_device(r, account);
    guard_open_session(r, who);
    notify_audit(r, who.owner, who.institution, "session.login");
    if (places.n > 1)
        return see_other(r, next.n ? arena_fmt(r->arena, "/my/choose?next=" STR_FMT, STR_ARG(next))
                                   : S("/my/choose"));
    return see_other(r, next.n ? next : S("/my"));
}

int login_password_right(struct req *r, int64_t account, struct str next)
{
    struct access a;

    if (!factor_on(r->db, account))
        return come_in(r, account, next, false);
    if (!access_get(r->db, account, &a))
        die("a login without a row");
    cookie_set(r, "f", ticket_text(r, account, a.rev, clock_now() + TICKET_S), TICKET_S);
    return see_other(r, next.n ? arena_fmt(r->arena, "/login/code?next=" STR_FMT, STR_ARG(next))
                               : S("/login/code"));
}

/* ---------------------------------------------------------------- the page */

static int draw(struct req *r, int status, struct str error, struct str next)
{
    struct complaint *c = NEW(r->arena, struct complaint);
    struct login_code_view v = {.csrf = guard_csrf(r), .next = next, .error = error,
        .wrong = {c, error.n > 0}};

    *c = (struct complaint){S("current_code"), error};
    page_open(r, (struct page){.title = S("確認コード"), .wrong = status >= 400});
    tmpl_login_code(r->out, &v);
    return status;
}

static int show(struct req *r)
{
    struct access a;

    db_as(r->db, r->arena, DB_ALL);
    if (!login_ticket(r, &a))
        return see_other(r, S("/login"));
    return draw(r, 200, S(""), guard_next(r, query_value(r, "next")));
}

static struct guesser guesser_of(struct req *r, const struct access *a)
{
    return (struct guesser){.side = "code", .login = a->mail_key, .peer = r->peer,
        .device = guard_trusted(r, a->id) ? cookie_get(r, "d") : S("")};
}

static struct str wait_text(struct req *r, int64_t wait)
{
    if (wait == THROTTLE_OFF)
        return S("まちがいが続いたため、確認コードではログインできなくなりました。「パスワードを忘れた方」から新しいパスワードを決めると、もう一度ためせます");
    return arena_fmt(r->arena, "続けてまちがえたため、あと%lld分は確認コードを入力できません",
        (long long)(wait + 59) / 60);
}

static int waiting(struct req *r, int64_t wait, struct str next)
{
    if (wait > 0)
        r->retry_after = arena_fmt(r->arena, "%lld", (long long)wait);
    return draw(r, 422, wait_text(r, wait), next);
}

static void tell_recovered(struct req *r, const struct access *a)
{
    alert_send(r, ALERT_FACTOR_USED,
        &(struct alert_mail){.account = a->id, .institution = a->institution, .to = a->mail,
            .place = a->place, .contact = a->contact,
            .until = arena_fmt(r->arena, "%lld", (long long)factor_codes_left(r->db, a->id))});
    notify_audit(r, arena_fmt(r->arena, "a:%lld", (long long)a->id), a->institution,
        "factor.recovery_used");
}

static int enter(struct req *r)
{
    struct str typed = form_value(r, "current_code"), next = guard_next(r, form_value(r, "next"));
    struct access a;
    struct guesser g;
    bool app, paper = false;
    int64_t wait;

    db_as(r->db, r->arena, DB_ALL);
    if (!login_ticket(r, &a))
        return see_other(r, S("/login"));
    if (!str_trim(typed).n)
        return draw(r, 422, S("確認コードを入力してください"), next);
    g = guesser_of(r, &a);
    wait = guess_ask(r->db, &g).wait;
    if (wait)
        return waiting(r, wait, next);
    app = factor_code(r->db, r->arena, r->app->keys.totp, a.id, typed);
    if (!app && factor_recover(r->db, r->arena, r->app->keys.pepper, a.id, typed, &paper) !=
            SECRET_OK)
        return refuse(r, 503, S("いま、たいへん混み合っています"),
            S("少し待ってから、もう一度ためしてください。"));
    if (!app && !paper) {
        r->keep = true;
        guess_failed(r->db, &g);
        notify_audit(r, S("-"), a.institution, "factor.failed");
        wait = guess_ask(r->db, &g).wait;
        return wait ? waiting(r, wait, next)
                    : draw(r, 422, S("確認コードがちがいます。アプリにいま出ている6つの数字を入力してください"), next);
    }
    guess_passed(r->db, &g);
    cookie_set(r, "f", S(""), 0);
    if (paper)
        tell_recovered(r, &a);
    return come_in(r, a.id, next, true);
}

static const struct route routes[] = {
    {"GET", "/login/code", PUBLIC, "確認コード", show},
    {"POST", "/login/code", PUBLIC, "確認コード", enter, .rate = RATE_LOGIN},
    {0},
};

const struct feature login_code_feature = {"login_code", routes};
