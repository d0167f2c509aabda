/* login_lost.c: the app and the paper codes are gone. Whoever gave the right password and
 * holds a letter of the institution gets a link by mail that switches the second factor
 * off a day later; meanwhile the same mail stops it. */
#include "gen/templates.h"
#include "model/factor.h"
#include "model/help.h"
#include "model/member.h"
#include "model/session.h"
#include "model/token.h"
#include "page/login_code.h"
#include "sys/clock.h"
#include "util/str.h"
#include "web/alert.h"
#include "web/app.h"
#include "web/form.h"
#include "web/frame.h"
#include "web/letter_proof.h"
#include "web/mail_change.h"
#include "web/notify.h"

#define PAGE "/login/lost"

static const char *const names[] = {"login", "password", NULL};

static void begin(struct form *f, struct req *r)
{
    struct access nobody = {.id = 0};

    form_init(f, r, &access_model, names, PAGE, &nobody, 0);
}

static int draw(struct form *f, int status)
{
    page_open(f->r, (struct page){.wrong = status == 422});
    tmpl_login_lost(f->r->out, form_input_view(f), guard_csrf(f->r));
    return status;
}

static int ask(struct req *r)
{
    struct access a;
    struct form f;

    db_as(r->db, r->arena, DB_ALL);
    if (!login_ticket(r, &a))
        return see_other(r, S("/login"));
    begin(&f, r);
    return draw(&f, 200);
}

static void send(struct req *r, const struct access *a, int64_t letter)
{
    struct str token = token_make(r->db, r->arena,
        &(struct token){.purpose = S("factor"), .mail = a->mail, .account = a->id,
            .institution = a->institution,
            .extra = arena_fmt(r->arena, "%lld", (long long)letter)},
        LETTER_WAIT_S + LETTER_LINK_S);

    alert_send(r, ALERT_FACTOR_LOST,
        &(struct alert_mail){.account = a->id, .institution = a->institution, .to = a->mail,
            .place = a->place, .contact = a->contact, .mail = a->mail,
            .link = alert_link(r, PAGE "/", token), .stop = mail_change_back(r, a),
            .until = alert_moment(r, clock_now() + LETTER_WAIT_S)});
    alert_colleagues(r, a->id, a->contact,
        arena_fmt(r->arena,
            "ログインの、二段階の確認をやめる申し込みがありました。" STR_FMT
            "からやめられます。ログインすると、画面の上の「取りやめる」で止められます。",
            STR_ARG(alert_moment(r, clock_now() + LETTER_WAIT_S))));
    notify_audit(r, arena_fmt(r->arena, "a:%lld", (long long)a->id), a->institution,
        "factor.lost_asked");
}

static int ask_post(struct req *r)
{
    struct access a;
    struct credential c;
    struct member m;
    struct form f;
    const char *field = "login";
    struct str said;

    db_as(r->db, r->arena, DB_ALL);
    if (!login_ticket(r, &a))
        return see_other(r, S("/login"));
    begin(&f, r);
    form_read(&f);
    if (!f.wrong) {
        said = letter_proof(r, form_field_of(&f, "login")->value, form_value(r, "password"), &c,
            &field);
        form_complain(&f, field, said);
    }
    if (!f.wrong && !member_place(r->db, a.id, c.institution, &m))
        form_complain(&f, "login", S("この案内文書は、別の医療機関等にあてたものです。"
                                     "いまの施設に届いた案内文書を使ってください"));
    if (!f.wrong && token_too_many(r->db, "factor", a.mail))
        form_complain(&f, "login", S("リンクは、もう何通も送りました。届いたメールを見てください"));
    if (f.wrong)
        return draw(&f, 422);
    send(r, &a, c.id);
    return see_other(r, S(PAGE "/sent"));
}

static int sent(struct req *r)
{
    page_open(r, (struct page){.title = S("リンクを送りました")});
    tmpl_login_lost_sent(r->out);
    return 200;
}

/* ---------------------------------------------------------------- the link, a day later */

static int dead(struct req *r)
{
    return refuse(r, 410, S("このリンクは使えません"),
        S("もう使われたか、期間がすぎたか、そのあとでパスワードが変えられています。"
          "ログインの画面から、もう一度手続きしてください。"));
}

/* What a colleague has approved holds as long as he may approve it. */
static bool find(struct req *r, struct token *t, struct access *a)
{
    struct help h;

    db_as(r->db, r->arena, DB_ALL);
    return token_find(r->db, r->arena, "factor", r->arg[0], t) &&
        access_get(r->db, t->account, a) && factor_on(r->db, a->id) &&
        (!str_starts(t->extra, S("help:")) || help_beside(r->db, t->extra, &h));
}

static int64_t due(const struct token *t)
{
    return t->created_at + LETTER_WAIT_S;
}

static int show(struct req *r)
{
    struct token t;
    struct access a;

    if (!find(r, &t, &a))
        return dead(r);
    page_open(r, (struct page){.title = S("二段階の確認をやめる")});
    tmpl_login_lost_end(r->out, guard_csrf(r), r->arg[0], a.mail,
        clock_now() < due(&t) ? alert_moment(r, due(&t)) : S(""));
    return 200;
}

static int press(struct req *r)
{
    struct token t;
    struct access a;
    struct help h;
    int64_t letter;

    if (!find(r, &t, &a))
        return dead(r);
    if (clock_now() < due(&t))
        return see_other(r, arena_fmt(r->arena, PAGE "/" STR_FMT, STR_ARG(r->arg[0])));
    if (token_use(r->db, &t) != OK)
        return dead(r);
    factor_end(r->db, a.id);
    if (str_int(t.extra, 1, INT64_MAX, &letter))
        credential_spend(r->db, letter);
    else if (help_beside(r->db, t.extra, &h))
        help_done(r->db, h.id);
    session_end_others(r->db, &(struct session){.account = a.id}, 0);
    alert_send(r, ALERT_FACTOR_OFF,
        &(struct alert_mail){.account = a.id, .institution = a.institution, .to = a.mail,
            .place = a.place, .contact = a.contact});
    alert_colleagues(r, a.id, a.contact, S("ログインで、二段階の確認をやめました。"));
    notify_audit(r, arena_fmt(r->arena, "a:%lld", (long long)a.id), a.institution,
        "factor.lost");
    return see_other(r, S(PAGE "/done"));
}

static int done(struct req *r)
{
    page_open(r, (struct page){.title = S("二段階の確認をやめました")});
    tmpl_login_lost_done(r->out);
    return 200;
}

static const struct route routes[] = {
    {"GET", PAGE, PUBLIC, "アプリも紙のコードもないとき", ask},
    {"POST", PAGE, PUBLIC, "アプリも紙のコードもないとき", ask_post, .rate = RATE_LOGIN},
    {"GET", PAGE "/sent", PUBLIC, "アプリも紙のコードもないとき（送信）", sent},
    {"GET", PAGE "/done", PUBLIC, "アプリも紙のコードもないとき（完了）", done},
    {"GET", PAGE "/{token}", PUBLIC, "二段階の確認をやめる", show},
    {"POST", PAGE "/{token}", PUBLIC, "二段階の確認をやめる", press},
    {0},
};

const struct feature login_lost_feature = {"login_lost", routes};
