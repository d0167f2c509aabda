/* register.c: アカウント登録 from a mail link: asking for the link, and the page that it
 * opens. Whether an address is registered is told to that address alone. */
#include "page/register_view.h"

#include "gen/templates.h"
#include "model/account.h"
#include "model/draft.h"
#include "model/outbox.h"
#include "model/registration.h"
#include "model/token.h"
#include "sys/clock.h"
#include "util/str.h"
#include "web/alert.h"
#include "web/app.h"
#include "web/form.h"
#include "web/frame.h"
#include "web/register_mail.h"

#define PAGE "/register"

static const char *const names[] = {"mail", NULL};

static struct str domain(struct req *r)
{
    struct str rest;

    str_cut(r->app->conf->mail_from, '@', &rest);
    return rest.p ? rest : S("");
}

static bool inside(const struct req *r)
{
    return r->who.role & INSIDE;
}

static int to_own_page(struct req *r)
{
    return see_other(r, r->who.role == PROVISIONAL ? S("/my/account") : S("/my"));
}

/* ---------------------------------------------------------------- asking for the link */

static void begin(struct form *f, struct req *r)
{
    static const struct account nobody = {.mail = S_INIT("")};

    form_init(f, r, &account_model, names, PAGE, &nobody, 0);
    form_field_of(f, "mail")->hint =
        S("登録を続けるためのリンクを、このアドレスに送ります。ふだん使うアドレスを入力してください。");
}

static int draw(struct form *f, int status)
{
    page_open(f->r, (struct page){.wrong = status == 422, .robots = status == 200, .form = true});
    tmpl_register_ask(f->r->out, form_input_view(f), domain(f->r),
        str_is(query_value(f->r, "lost"), "1")
            ? S("続きを始めるには、メールのリンクをもう一度開いてください。メールがないときは、ここから送れます。")
            : S(""));
    return status;
}

static int show(struct req *r)
{
    struct form f;

    if (inside(r))
        return to_own_page(r);
    begin(&f, r);
    form_load_draft(&f);
    return draw(&f, 200);
}

/* The same work for each address: one link, one mail. That of a known one is never seen.
 * The key of the mail stays with who asked, so that he can look how far it has come. */
static void send_link(struct req *r, struct str typed)
{
    struct str mail = account_mail_key(r->arena, typed), token, key = S("");
    struct account known;
    int64_t until;
    struct buf b = BUF_INIT;

    if (!token_too_many(r->db, "register", mail)) {
        /* One that no institution has on its list any more may register again. */
        bool there = account_by_mail(r->db, r->arena, mail, &known) && known.institution;

        token = token_make(r->db, r->arena,
            &(struct token){.purpose = S("register"), .mail = mail}, REGISTER_HOURS * 3600);
        until = there ? 0 : clock_now() + REGISTER_HOURS * 3600;
        key = register_mail(r, there ? REGISTER_KNOWN : REGISTER_LINK,
            &(struct register_mail){
                .to = typed, .until = until, .link = there ? S("") : alert_link(r, PAGE "/", token)});
    }
    buf_puts(&b, "mail=");
    out_percent_str(&b, typed);
    buf_puts(&b, "&key=");
    out_percent_str(&b, key);
    draft_save(r->db, &(struct draft){.owner = form_owner(r), .form = S(PAGE),
                          .fields = arena_str(r->arena, buf_view(&b))});
    buf_release(&b);
}

static int ask(struct req *r)
{
    struct form f;

    if (inside(r))
        return to_own_page(r);
    begin(&f, r);
    form_read(&f);
    if (f.wrong)
        return draw(&f, 422);
    send_link(r, form_field_of(&f, "mail")->value);
    return see_other(r, S(PAGE "/sent"));
}

/* What became of that very mail. */
static void delivery(struct req *r, struct str key, struct register_sent *v)
{
    struct outbox mail;

    if (!outbox_by_key(r->db, key, &mail))
        return;
    if (str_is(mail.state, "sent")) {
        v->state = arena_fmt(r->arena,
            STR_FMT "に、相手のメールサーバーが受け取りました。届いていないときは、迷惑メールの箱を見てください。",
            STR_ARG(alert_moment(r, mail.sent_at)));
    } else if (str_is(mail.state, "dead")) {
        v->failed = true;
        v->state = mail.smtp_code
            ? arena_fmt(r->arena,
                  "相手のメールサーバーが、受け取りませんでした（番号：%lld " STR_FMT "）。",
                  (long long)mail.smtp_code, STR_ARG(mail.smtp_status))
            : S("相手のメールサーバーに、渡せませんでした。");
    } else {
        v->state = str_is(mail.state, "queued")
            ? S("送る準備をしています。")
            : S("送っています。相手のメールサーバーの都合で、時間がかかることがあります。");
    }
}

static int sent(struct req *r)
{
    struct register_sent v = {.domain = domain(r), .mail = S(""), .state = S("")};
    struct fields kept;
    struct draft d;

    if (!inside(r) && draft_get(r->db, form_owner(r), S(PAGE), 0, &d) &&
        urlform_read(r->arena, d.fields, SIZE_MAX, NULL, &kept) == URLFORM_OK) {
        struct str key = urlform_get(&kept, "key");

        r->personal = true;
        v.mail = urlform_get(&kept, "mail");
        v.full = key.p && !key.n;
        if (key.n)
            delivery(r, key, &v);
    }
    page_open(r, (struct page){.title = S("アカウント登録（メールの送信）")});
    tmpl_register_sent(r->out, &v);
    return 200;
}

/* ---------------------------------------------------------------- the link in the mail */

static int dead(struct req *r)
{
    struct register_link v = {.csrf = guard_csrf(r), .token = r->arg[0]};
    struct token t;

    if (token_find_any(r->db, r->arena, "register", r->arg[0], &t)) {
        v.known = true;
        v.used = t.used_at != 0;
        v.mail = t.mail;
    }
    page_open(r, (struct page){.title = S("このリンクは使えません")});
    tmpl_register_dead(r->out, &v);
    return 410;
}

static int draw_link(struct req *r, const struct token *t)
{
    struct register_link v = {.csrf = guard_csrf(r), .token = r->arg[0], .mail = t->mail,
        .until = alert_moment(r, t->expires_at), .inside = inside(r)};

    page_open(r, (struct page){.title = S("アカウント登録を続ける")});
    tmpl_register_link(r->out, &v);
    return 200;
}

/* Opening the link changes nothing: mail scanners open links, too. */
static int link_page(struct req *r)
{
    struct token t;

    if (!token_find(r->db, r->arena, "register", r->arg[0], &t))
        return dead(r);
    return draw_link(r, &t);
}

/* The link is not used up by this: it opens the form until there is an account. */
static int link_press(struct req *r)
{
    struct token t;

    if (!token_find(r->db, r->arena, "register", r->arg[0], &t))
        return dead(r);
    if (inside(r))
        return draw_link(r, &t);
    cookie_set(r, "reg", r->arg[0], 0);
    return see_other(r, S(PAGE "/form"));
}

static int link_again(struct req *r)
{
    struct token t;

    if (inside(r))
        return to_own_page(r);
    if (!token_find_any(r->db, r->arena, "register", r->arg[0], &t))
        return see_other(r, S(PAGE));
    send_link(r, t.mail);
    return see_other(r, S(PAGE "/sent"));
}

static const struct route routes[] = {
    {"GET", PAGE, PUBLIC, "アカウント登録", show},
    {"POST", PAGE, PUBLIC, "アカウント登録", ask, .rate = RATE_MAIL},
    {"GET", PAGE "/sent", PUBLIC, "アカウント登録（メールの送信）", sent},
    {"GET", PAGE "/{token}", PUBLIC, "アカウント登録を続ける", link_page},
    {"POST", PAGE "/{token}", PUBLIC, "アカウント登録を続ける", link_press},
    {"POST", PAGE "/{token}/again", PUBLIC, "アカウント登録（もう一度送る）", link_again,
        .rate = RATE_MAIL},
    {0},
};

const struct feature register_feature = {"register", routes};
