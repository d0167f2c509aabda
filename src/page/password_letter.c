/* password_letter.c: neither the password nor the mailbox is left, but the letter is. It
 * brings a new address into the login's place, a day later: meanwhile the old address is
 * told and can stop it. A second factor that is in use is still asked for: the letter alone
 * must not be enough where its owner wanted more. The link asks for the letter's password
 * once more: whoever reads a mailbox that was typed by mistake has the link, but no letter. */
#include "gen/templates.h"
#include "model/access.h"
#include "model/account.h"
#include "model/agency.h"
#include "model/factor.h"
#include "model/guess.h"
#include "model/help.h"
#include "model/member.h"
#include "model/token.h"
#include "page/password_view.h"
#include "sys/clock.h"
#include "util/str.h"
#include "web/alert.h"
#include "web/app.h"
#include "web/form.h"
#include "web/frame.h"
#include "web/letter_place.h"
#include "web/letter_proof.h"
#include "web/mail_change.h"
#include "web/new_password.h"
#include "web/notify.h"

#define PAGE "/password/letter"

/* ---------------------------------------------------------------- asking */

static const char *const ask_names[] = {"login", "password", "mail", "mail2", NULL};

static void begin_ask(struct form *f, struct req *r)
{
    struct access nobody = {.mail = S("")};

    db_as(r->db, r->arena, DB_ALL);
    form_init(f, r, &access_model, ask_names, PAGE, &nobody, 0);
}

static int draw_ask(struct form *f, int status)
{
    page_open(f->r, (struct page){.wrong = status == 422, .form = true});
    tmpl_password_letter(f->r->out, form_input_view(f));
    return status;
}

static int ask(struct req *r)
{
    struct form f;

    begin_ask(&f, r);
    form_load_draft(&f); /* what stood there before a press on the display bar */
    return draw_ask(&f, 200);
}

static struct alert_mail about(const struct access *a, struct str to, struct str mail)
{
    return (struct alert_mail){.account = a->id, .institution = a->institution, .to = to,
        .place = a->place, .contact = a->contact, .mail = mail};
}

static void send(struct req *r, const struct access *a, struct str mail, int64_t letter)
{
    struct alert_mail old = about(a, a->mail, mail), new = about(a, mail, mail);
    struct str token;

    token_drop(r->db, "replace", a->id);
    token = token_make(r->db, r->arena,
        &(struct token){.purpose = S("replace"), .mail = mail, .account = a->id,
            .institution = a->institution,
            .extra = arena_fmt(r->arena, "%lld", (long long)letter)},
        LETTER_WAIT_S + LETTER_LINK_S);
    old.until = new.until = alert_moment(r, clock_now() + LETTER_WAIT_S);
    new.link = alert_link(r, PAGE "/", token);
    alert_send(r, ALERT_REPLACE_LINK, &new);
    old.stop = mail_change_back(r, a);
    alert_send(r, ALERT_REPLACE_ASKED, &old);
    alert_colleagues(r, a->id, a->contact,
        arena_fmt(r->arena,
            "ログインのメールアドレスを " STR_FMT " に変える申し込みが、案内文書でありました。" STR_FMT
            "から変えられます。ログインすると、画面の上の「取りやめる」で止められます。",
            STR_ARG(mail), STR_ARG(old.until)));
    notify_audit(r, S("-"), a->institution, "account.replace_asked");
}

/* A letter speaks for its own institution: a login of several is not its to give away. */
static bool serves_others(struct req *r, int64_t account)
{
    return member_places(r->db, account).n > 1 || agency_places(r->db, account).n > 0;
}

/* The letter is right: plain words are safe from here on. */
static void check(struct form *f, int64_t institution, struct access *a)
{
    struct req *r = f->r;
    struct str mail = form_field_of(f, "mail")->value;
    struct access other;

    struct letter_place p = letter_place(r, institution);

    if (!access_of(r->db, institution, a))
        form_complain(f, "login", letter_place_text(r, &p).n ? letter_place_text(r, &p)
                : S("この施設は、まだ登録していません。ログインの画面に、この仮メールアドレスと仮パスワードを入力すると登録できます"));
    else if (serves_others(r, a->id))
        form_complain(f, "login", S("この施設のログインは、ほかの施設でも使われています。期間がすぎていない案内文書なら、"
            "「アカウント登録」の画面から、この施設だけの新しいログインを作れます。期間がすぎているときは、"
            "コールセンターへ電話してください"));
    else if (access_by_mail(r->db, r->arena, mail, &other))
        form_complain(f, "mail", other.id == a->id
                ? S("いま登録しているアドレスと同じです。「パスワードを忘れた方」の画面から、新しいパスワードを決めてください")
                : S("このメールアドレスは、すでにほかの登録で使われています。別のアドレスを入力してください"));
    else if (token_too_many(r->db, "replace", mail))
        form_complain(f, "mail", S("このメールアドレスには、もう何通も送りました。届いたメールを見てください"));
}

static int ask_post(struct req *r)
{
    struct form f;
    struct credential c;
    struct access a;
    const char *field = "login";
    struct str said;

    begin_ask(&f, r);
    form_read(&f);
    if (!f.wrong) {
        said = letter_proof(r, form_field_of(&f, "login")->value, form_value(r, "password"), &c,
            &field);
        form_complain(&f, field, said);
    }
    if (!f.wrong)
        check(&f, c.institution, &a);
    if (f.wrong)
        return draw_ask(&f, 422);
    draft_drop(r->db, form_owner(r), S(PAGE), r->who.institution);
    send(r, &a, form_field_of(&f, "mail")->value, c.id);
    return see_other(r, S(PAGE "/sent"));
}

static int sent(struct req *r)
{
    page_open(r, (struct page){.title = S("メールを送りました")});
    tmpl_password_letter_sent(r->out);
    return 200;
}

/* ---------------------------------------------------------------- the link, a day later */

struct change {
    struct token t;
    struct access a;
    int64_t letter; /* its login's row; 0: a colleague has approved it, help says which */
    struct help help;
    bool factor;    /* in use: its code is asked for */
    struct str letter_error, code_error;
};

static int dead(struct req *r)
{
    return refuse(r, 410, S("このリンクは使えません"),
        S("もう使われたか、期間がすぎたか、いままでのアドレスの方が取りやめています。"
          "心当たりがないときは、コールセンターへ電話してください。"));
}

/* What the link rests on, as it stands now. */
static bool behind(struct req *r, struct change *x)
{
    x->letter = 0;
    if (help_beside(r->db, x->t.extra, &x->help))
        return true;
    return str_int(x->t.extra, 1, INT64_MAX, &x->letter) && !serves_others(r, x->t.account);
}

static bool find(struct req *r, struct change *x)
{
    db_as(r->db, r->arena, DB_ALL);
    x->letter_error = x->code_error = S("");
    if (!token_find(r->db, r->arena, "replace", r->arg[0], &x->t) ||
        !access_get(r->db, x->t.account, &x->a) || !behind(r, x))
        return false;
    x->factor = factor_on(r->db, x->a.id);
    return true;
}

static bool early(const struct change *x)
{
    return clock_now() < x->t.created_at + LETTER_WAIT_S;
}

static void check_password(struct form *f, const struct change *x)
{
    new_password_check(f, x->t.mail,
        (const struct str[]){x->a.code, x->a.place, x->a.founder, {NULL, 0}});
}

static int draw_set(struct form *f, int status, const struct change *x)
{
    page_open(f->r, (struct page){.title = S("新しいパスワードを決める"), .wrong = status == 422});
    tmpl_password_letter_set(f->r->out, form_input_view(f),
        &(struct password_letter_view){x->t.mail, x->letter_error, x->code_error, !x->letter,
            x->factor});
    return status;
}

static int too_early(struct req *r, const struct change *x)
{
    page_open(r, (struct page){.title = S("まだ使えません")});
    tmpl_password_letter_wait(r->out, x->t.mail,
        alert_moment(r, x->t.created_at + LETTER_WAIT_S));
    return 200;
}

static int set(struct req *r)
{
    struct change x;
    struct form f;

    if (!find(r, &x))
        return dead(r);
    if (early(&x))
        return too_early(r, &x);
    new_password_form(&f, r, PAGE);
    return draw_set(&f, 200, &x);
}

static void set_plan(struct req *r)
{
    struct change x;
    struct form f;

    if (!find(r, &x) || early(&x))
        return;
    new_password_form(&f, r, PAGE);
    form_read(&f);
    check_password(&f, &x);
    if (!f.wrong)
        plan_make(r, form_value(r, "password"));
}

/* Of the app or from paper; only after all else is right, because it works once. */
static struct str code_complaint(struct req *r, const struct access *a)
{
    struct str typed = form_value(r, "current_code");
    struct guesser g = {.side = "code", .login = a->mail_key, .peer = r->peer, .device = S("")};
    bool right;

    if (!str_trim(typed).n)
        return S("確認コードを入力してください");
    if (guess_ask(r->db, &g).wait)
        return S("続けてまちがえたため、いまは確認コードを入力できません。1時間ほど待ってください");
    right = factor_code(r->db, r->arena, r->app->keys.totp, a->id, typed);
    if (!right && factor_recover(r->db, r->arena, r->app->keys.pepper, a->id, typed, &right) !=
            SECRET_OK)
        return S("いま、たいへん混み合っています。少し待ってから、もう一度押してください");
    if (right)
        return S("");
    r->keep = true;
    guess_failed(r->db, &g);
    return S("確認コードがちがいます。アプリにいま出ている6つの数字を入力してください");
}

/* The number that the screen showed when it was asked for: no mail has it. */
static struct str number_complaint(struct req *r, const struct help *h, struct str typed)
{
    struct guesser g = {.side = "help", .peer = r->peer, .device = S(""),
        .login = arena_fmt(r->arena, "%lld", (long long)h->id)};

    if (!str_trim(typed).n)
        return S("申し込んだときの番号を入力してください");
    if (guess_ask(r->db, &g).wait)
        return S("続けてまちがえたため、いまは番号を入力できません。1時間ほど待ってください");
    if (str_eq(help_number_typed(r->arena, typed), h->number)) {
        guess_passed(r->db, &g);
        return S("");
    }
    r->keep = true;
    guess_failed(r->db, &g);
    return S("番号がちがいます。申し込んだときの画面か、承認した代表の方に聞いて、もう一度入力してください");
}

static enum err commit(struct req *r, struct change *x)
{
    struct alert_mail old = about(&x->a, x->a.mail, x->t.mail),
                      new = about(&x->a, x->t.mail, x->t.mail);
    enum err e;

    old.stop = mail_change_back(r, &x->a);
    old.until = alert_moment(r, clock_now() + MAIL_BACK_S);
    e = access_replace(r->db, r->arena, x->a.id, x->t.mail, r->hash[0].made);
    if (e != OK)
        return e;
    if (x->letter)
        credential_spend(r->db, x->letter);
    else
        help_done(r->db, x->help.id);
    alert_send(r, ALERT_MAIL_MOVED, &old);
    alert_send(r, ALERT_MAIL_IS, &new);
    alert_colleagues(r, x->a.id, x->a.contact,
        arena_fmt(r->arena, "ログインのメールアドレスが " STR_FMT " に変わりました。",
            STR_ARG(x->t.mail)));
    notify_audit(r, arena_fmt(r->arena, "a:%lld", (long long)x->a.id), x->a.institution,
        "account.replaced");
    return OK;
}

static int set_post(struct req *r)
{
    struct change x;
    struct form f;

    if (!find(r, &x))
        return dead(r);
    if (early(&x))
        return too_early(r, &x);
    new_password_form(&f, r, PAGE);
    form_read(&f);
    check_password(&f, &x);
    if (!f.wrong && (!r->n_hash || !r->hash[0].made.n))
        form_complain(&f, "password", S("パスワードを、もう一度入力してください"));
    if (!f.wrong)
        x.letter_error = x.letter
            ? letter_again(r, x.letter, form_value(r, "current_letter"))
            : number_complaint(r, &x.help, form_value(r, "current_letter"));
    if (!f.wrong && !x.letter_error.n && x.factor)
        x.code_error = code_complaint(r, &x.a);
    if (f.wrong || x.letter_error.n || x.code_error.n)
        return draw_set(&f, 422, &x);
    if (token_use(r->db, &x.t) != OK)
        return dead(r);
    if (commit(r, &x) != OK)
        return refuse(r, 409, S("このアドレスには、変えられません"),
            S("このアドレスは、ほかの登録で使われるようになりました。別のアドレスで、もう一度手続きしてください。"));
    return see_other(r, S("/password/done"));
}

static const struct route routes[] = {
    {"GET", PAGE, PUBLIC, "登録したメールを使えない方", ask},
    {"POST", PAGE, PUBLIC, "登録したメールを使えない方", ask_post, .rate = RATE_LOGIN},
    {"GET", PAGE "/sent", PUBLIC, "登録したメールを使えない方（送信）", sent},
    {"GET", PAGE "/{token}", PUBLIC, "新しいパスワードを決める", set},
    {"POST", PAGE "/{token}", PUBLIC, "新しいパスワードを決める", set_post,
        .plan = set_plan, .rate = RATE_LOGIN},
    {0},
};

const struct feature password_letter_feature = {"password_letter", routes};
