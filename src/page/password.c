/* password.c: a forgotten password: a link by mail, and the page that it opens. Whether an
 * address is registered is told to that address alone, by the job process
 * (job/lost_password.c): the page says and does the same for each. The link sets a password
 * and nothing else: it logs nobody in, and the second factor stays as it is. Of an address
 * that nobody has ever confirmed the mailbox may be a stranger's: there the letter is asked
 * for, too. */
#include "gen/templates.h"
#include "model/access.h"
#include "model/account.h"
#include "model/member.h"
#include "model/reset_ask.h"
#include "model/token.h"
#include "util/str.h"
#include "web/app.h"
#include "web/form.h"
#include "web/frame.h"
#include "web/letter_proof.h"
#include "web/new_password.h"
#include "web/notify.h"

#define PAGE "/password"

/* ---------------------------------------------------------------- asking for the link */

static const char *const ask_names[] = {"mail", NULL};

static void begin_ask(struct form *f, struct req *r)
{
    struct account nobody = {.id = 0, .mail = S("")};

    db_as(r->db, r->arena, DB_ALL);
    form_init(f, r, &account_model, ask_names, PAGE, &nobody, 0);
    form_field_of(f, "mail")->hint = S("登録したメールアドレスを入力してください。");
}

static int draw_ask(struct form *f, int status)
{
    page_open(f->r, (struct page){.wrong = status == 422, .form = true});
    tmpl_password_ask(f->r->out, form_input_view(f));
    return status;
}

static int ask(struct req *r)
{
    struct form f;

    begin_ask(&f, r);
    form_load_draft(&f); /* what stood there before a press on the display bar */
    return draw_ask(&f, 200);
}

static int ask_post(struct req *r)
{
    struct form f;
    struct form_field *m;

    begin_ask(&f, r);
    form_read(&f);
    m = form_field_of(&f, "mail");
    if (account_is_provisional_login(m->value))
        m->error = S("案内文書の仮パスワードは、決め直せません。案内文書に書いてある仮パスワードを見てください");
    if (f.wrong)
        return draw_ask(&f, 422);
    draft_drop(r->db, form_owner(r), S(PAGE), r->who.institution);
    reset_ask_add(r->db, m->value, req_id(r)); /* the job process looks who it is */
    return see_other(r, S(PAGE "/sent"));
}

static int sent(struct req *r)
{
    page_open(r, (struct page){.title = S("メールを送りました")});
    tmpl_password_sent(r->out);
    return 200;
}

/* ---------------------------------------------------------------- the link in the mail */

struct reset {
    struct token t;
    struct access a;
};

static bool find(struct req *r, struct reset *x)
{
    db_as(r->db, r->arena, DB_ALL);
    return token_find(r->db, r->arena, "reset", r->arg[0], &x->t) &&
        access_get(r->db, x->t.account, &x->a);
}

/* The link tells its address: asking for a new one takes one press. */
static int dead(struct req *r)
{
    struct token t = {.mail = S("")};

    if (!token_find_any(r->db, r->arena, "reset", r->arg[0], &t) || !t.account)
        t.mail = S("");
    page_open(r, (struct page){.title = S("このリンクは使えません")});
    tmpl_password_dead(r->out, guard_csrf(r), t.mail, t.used_at != 0);
    return 410;
}

/* What stands beside the link once the letter was right. */
#define BY_LETTER "letter:"

static bool letter_needed(const struct reset *x)
{
    return !x->a.mail_confirmed_at && !str_starts(x->t.extra, S(BY_LETTER));
}

static void begin_letter(struct form *f, struct req *r)
{
    static const char *const names[] = {"login", "password", NULL};
    static const struct access nobody;

    form_init(f, r, &access_model, names, PAGE, &nobody, 0);
}

static int draw_letter(struct form *f, int status)
{
    page_open(f->r, (struct page){.title = S("案内文書で確かめる"), .wrong = status == 422});
    tmpl_password_letter_first(f->r->out, form_input_view(f));
    return status;
}

static int letter_post(struct req *r, const struct reset *x)
{
    struct credential c;
    struct member m;
    struct form f;
    const char *field = "login";
    struct str said;

    begin_letter(&f, r);
    form_read(&f);
    if (!f.wrong) {
        said = letter_proof(r, form_field_of(&f, "login")->value, form_value(r, "password"), &c,
            &field);
        form_complain(&f, field, said);
    }
    if (!f.wrong && !member_place(r->db, x->a.id, c.institution, &m))
        form_complain(&f, "login", S("この案内文書は、別の医療機関等にあてたものです。"
                                     "登録した施設に届いた案内文書を使ってください"));
    if (f.wrong)
        return draw_letter(&f, 422);
    token_note(r->db, &x->t, arena_fmt(r->arena, BY_LETTER "%lld", (long long)c.id));
    notify_audit(r, S("-"), c.institution, "account.reset_letter");
    return see_other(r, arena_fmt(r->arena, PAGE "/" STR_FMT, STR_ARG(r->arg[0])));
}

static void check_password(struct form *f, const struct access *a)
{
    new_password_check(f, a->mail, (const struct str[]){a->code, a->place, a->founder, {NULL, 0}});
}

static int draw_set(struct form *f, int status, const struct access *a)
{
    page_open(f->r, (struct page){.title = S("新しいパスワードを決める"), .wrong = status == 422});
    tmpl_password_set(f->r->out, form_input_view(f), a->mail);
    return status;
}

/* Opening the link changes nothing: mail scanners open links, too. */
static int set(struct req *r)
{
    struct reset x;
    struct form f;

    if (!find(r, &x))
        return dead(r);
    if (letter_needed(&x)) {
        begin_letter(&f, r);
        return draw_letter(&f, 200);
    }
    new_password_form(&f, r, PAGE);
    return draw_set(&f, 200, &x.a);
}

static void set_plan(struct req *r)
{
    struct reset x;
    struct form f;

    if (!find(r, &x) || letter_needed(&x))
        return;
    new_password_form(&f, r, PAGE);
    form_read(&f);
    check_password(&f, &x.a);
    if (f.wrong)
        return;
    plan_check(r, form_value(r, "password"), x.a.stored);
    plan_make(r, form_value(r, "password"));
}

/* A letter that is good for once was that. */
static void spend(struct req *r, const struct reset *x)
{
    int64_t letter;

    if (str_starts(x->t.extra, S(BY_LETTER)) &&
        str_int(str_from(x->t.extra, strlen(BY_LETTER)), 1, INT64_MAX, &letter))
        credential_spend(r->db, letter);
}

static int set_post(struct req *r)
{
    struct reset x;
    struct form f;

    if (!find(r, &x))
        return dead(r);
    if (letter_needed(&x))
        return letter_post(r, &x);
    new_password_form(&f, r, PAGE);
    form_read(&f);
    check_password(&f, &x.a);
    if (!f.wrong && r->n_hash == 2 && r->hash[0].match)
        form_complain(&f, "password",
            S("新しいパスワードが、いまのパスワードと同じです。別のものにしてください"));
    if (!f.wrong && (r->n_hash != 2 || !r->hash[1].made.n))
        form_complain(&f, "password", S("パスワードを、もう一度入力してください"));
    if (f.wrong)
        return draw_set(&f, 422, &x.a);
    if (token_use(r->db, &x.t) != OK)
        return dead(r);
    spend(r, &x);
    access_password(r->db, r->arena, &x.a, r->hash[1].made);
    notify_audit(r, arena_fmt(r->arena, "a:%lld", (long long)x.a.id), x.a.institution,
        "account.password_reset");
    notify_password_changed(r->db, r->arena,
        &(struct notify){.account = x.a.id, .institution = x.a.institution,
            .mail = x.a.mail, .place = x.a.place, .contact = x.a.contact});
    return see_other(r, S(PAGE "/done"));
}

static int done(struct req *r)
{
    page_open(r, (struct page){.title = S("パスワードを変えました")});
    tmpl_password_done(r->out);
    return 200;
}

static const struct route routes[] = {
    {"GET", PAGE, PUBLIC, "パスワードを忘れた方", ask},
    {"POST", PAGE, PUBLIC, "パスワードを忘れた方", ask_post, .rate = RATE_MAIL},
    {"GET", PAGE "/sent", PUBLIC, "パスワードを忘れた方（送信）", sent},
    {"GET", PAGE "/done", PUBLIC, "パスワードを忘れた方（完了）", done},
    {"GET", PAGE "/{token}", PUBLIC, "新しいパスワードを決める", set},
    {"POST", PAGE "/{token}", PUBLIC, "新しいパスワードを決める", set_post,
        .plan = set_plan, .rate = RATE_LOGIN},
    {0},
};

const struct feature password_feature = {"password", routes};
