/* account.c: アカウント情報編集: the forced first editing after a letter's login, and later
 * changes. One form, three pages: 入力, 確認, 完了. */
#include "gen/templates.h"
#include "model/account.h"
#include "model/audit.h"
#include "model/code.h"
#include "model/credential.h"
#include "model/letter.h"
#include "model/prefecture.h"
#include "model/password.h"
#include "model/session.h"
#include "util/str.h"
#include "web/app.h"
#include "web/claim.h"
#include "web/form.h"
#include "web/founder.h"
#include "web/frame.h"
#include "web/mail_change.h"
#include "web/notify.h"
#include "web/prove.h"
#include "web/rate.h"

#define PAGE "/my/account"

static const char *const first_names[] = {"pref", "score_table", "code", "name", "founder",
    "phone", "contact", "mail", "mail2", "password", "password2", NULL};
/* Later name and founder are changed on a page of their own, and checked (page/founder.c). */
static const char *const later_names[] = {"pref", "score_table", "code", "phone", "contact",
    "mail", "mail2", "password", "password2", "current", NULL};

/* What is kept now: of a registered login its rows, of a letter's login what the master
 * and the letter say. */
static bool load(struct req *r, struct account *row)
{
    bool found;

    if (r->who.role == MEMBER) {
        found = account_mine(r->db, r->who.account, row);
        row->mail2 = row->mail;
    } else {
        found = account_provisional(r->db, r->who.credential, row);
        row->contact = S(ACCOUNT_PLACEHOLDER_CONTACT);
    }
    row->pref = prefecture_name(row->pref);
    row->score_table = code_table_text(r->arena, row->score_table);
    return found;
}

static bool begin(struct form *f, struct req *r, struct account *row)
{
    bool first = r->who.role == PROVISIONAL;

    if (!load(r, row))
        return false;
    form_init(f, r, &account_model, first ? first_names : later_names, PAGE, row,
        row->rev);
    if (first) {
        form_field_of(f, "password")->required = true;
        form_field_of(f, "password2")->required = true;
    } else {
        form_field_of(f, "mail")->hint =
            S("ログインに使い、大切なお知らせも届きます。変えるときは、新しいアドレスに届くリンクを押すまで、いまのアドレスでログインします。");
    }
    return true;
}

/* ---------------------------------------------------------------- checks */

enum { KNOWN = 10 };

/* What a password may not be made of: as it is now and as it is about to be. */
static void known_words(struct form *f, const struct account *row, struct str known[KNOWN])
{
    struct str mail = form_field_of(f, "mail")->value, at;
    size_t n = 0;

    known[n++] = row->mail;
    known[n++] = str_cut(row->mail, '@', &at);
    known[n++] = mail;
    known[n++] = str_cut(mail, '@', &at);
    known[n++] = row->code;
    known[n++] = row->name;
    known[n++] = row->founder;
    if (f->r->who.role == PROVISIONAL)
        known[n++] = form_field_of(f, "name")->value;
    known[n++] = f->r->who.place;
    known[n] = (struct str){NULL, 0};
}

static void check_password(struct form *f, const struct account *row)
{
    struct form_field *p = form_field_of(f, "password");
    struct str known[KNOWN];

    /* Its hash waits in the draft from an earlier try: nothing to type again. */
    if (!p->typed.n && f->draft.secret.n) {
        p->error = form_field_of(f, "password2")->error = S("");
        return;
    }
    if (!p->typed.n || p->error.n)
        return;
    known_words(f, row, known);
    form_complain(f, "password", password_complaint(f->r->arena, p->typed, known));
}

static bool mail_changes(struct form *f)
{
    struct form_field *m = form_field_of(f, "mail");

    return !str_eq(m->value, m->old);
}

/* To another mailbox, not only to other letters of the same one. */
static bool moves(struct form *f)
{
    struct form_field *m = form_field_of(f, "mail");

    return f->r->who.role == MEMBER &&
        !str_eq(account_mail_key(f->r->arena, m->value), account_mail_key(f->r->arena, m->old));
}

static void check_mail(struct form *f)
{
    struct form_field *m = form_field_of(f, "mail");
    struct account other;

    if (m->error.n)
        return;
    if (account_by_mail(f->r->db, f->r->arena, m->value, &other) &&
        other.id != f->r->who.account)
        form_complain(f, "mail",
            f->r->who.role == PROVISIONAL
                ? S("このメールアドレスは、すでにほかの登録で使われています。別のアドレスにするか、"
                    "「いまのログインに、この施設を加える」へ進んでください")
                : S("このメールアドレスは、すでにほかの登録で使われています。別のアドレスを入力してください"));
    else if (moves(f) && token_too_many(f->r->db, "confirm", m->value))
        form_complain(f, "mail", S("このメールアドレスには、確認のメールを何通も送りました。"
                                   "1時間ほど待ってから、もう一度ためしてください"));
}

/* Whether another address is a login is told here, to people with a login or a letter; but
 * not for a whole list of addresses. */
static void count_looks(struct form *f)
{
    struct form_field *m = form_field_of(f, "mail");
    struct req *r = f->r;

    if (rates_take_login(r->app->rates, r->who.owner, RATE_LOOK))
        return;
    f->wrong -= m->error.n > 0;
    m->error = S(""); /* whatever it was that is not told */
    form_complain(f, "mail", S("メールアドレスを、短い時間に何度も変えました。1分ほど待ってから、もう一度ためしてください"));
}

/* A change of the login itself needs the present password: an unattended desk is not
 * enough, and guessing there counts as it does at the login page. True: it was right. */
static bool check_current(struct form *f)
{
    struct req *r = f->r;
    struct str typed = form_value(r, "current"), said;
    struct account login;

    if (r->who.role != MEMBER || (!mail_changes(f) && !form_value(r, "password").n))
        return false;
    if (!typed.n)
        said = S("メールアドレスかパスワードを変えるときは、いまのパスワードを入力してください");
    else
        said = prove(r, r->who.mail, typed, &login);
    if (said.n)
        form_complain(f, "current", said);
    else if (str_eq(typed, form_value(r, "password")))
        form_complain(f, "password",
            S("新しいパスワードが、いまのパスワードと同じです。別のものにしてください"));
    return !said.n;
}

/* True: the address is another one than the last that was sent. */
static bool read_form(struct form *f, struct account *row)
{
    bool had = form_load_draft(f);
    struct str last = form_field_of(f, "mail")->value;

    if (!had)
        f->draft.secret = S("");
    /* What was posted counts; the draft only remembers the hash of a password. */
    form_read(f);
    check_password(f, row);
    f->wrong = 0;
    for (size_t i = 0; i < f->n; i++)
        f->wrong += f->f[i].error.n > 0;
    check_mail(f);
    return !str_eq(form_field_of(f, "mail")->value, last);
}

/* ---------------------------------------------------------------- 入力 */

static int draw_input(struct form *f, const struct account *row, int status)
{
    struct req *r = f->r;
    bool first = r->who.role == PROVISIONAL;
    struct founder_now now = {.waits = false};

    if (!first)
        now = founder_now(r, row->name, row->founder);
    if (f->draft.secret.n)
        form_field_of(f, "password")->hint =
            S("新しいパスワードは入力ずみです。変えるときだけ、もう一度入力してください。");
    page_open(r, (struct page){.title = S("アカウント情報編集（入力）"),
                     .wrong = status == 422, .form = true});
    tmpl_account_edit(
        r->out, form_input_view(f), first ? NULL : &now, r->who.place, r->who.places);
    return status;
}

static int edit(struct req *r)
{
    struct account row = {.id = 0};
    struct form f;

    if (!begin(&f, r, &row))
        return not_found(r);
    if (form_load_draft(&f) && f.draft.base_rev && f.draft.base_rev != row.rev) {
        f.rev = row.rev;
        form_complain(&f, "", S("下書きのあとで、登録内容が変わりました。いまの内容を見て、もう一度確かめてください"));
    }
    return draw_input(&f, &row, 200);
}

static void edit_plan(struct req *r)
{
    struct account row = {.id = 0};
    struct str password = form_value(r, "password"), current = form_value(r, "current");
    struct form f;

    if (form_value(r, "hyoji").n || !begin(&f, r, &row))
        return;
    read_form(&f, &row);
    if (r->who.role == MEMBER && current.n)
        prove_plan(r, r->who.mail, current);
    if (password.n && !f.wrong)
        plan_make(r, password);
}

/* The hash that may wait in the draft: of the password just typed, if the present one was
 * proved; without a new one that of an earlier try, which has passed here. */
static struct str secret_to_keep(struct form *f, struct str made, bool match)
{
    struct req *r = f->r;

    if (!form_value(r, "password").n)
        return f->draft.secret;
    if (f->wrong)
        return r->who.role == PROVISIONAL || match ? made : S("");
    if (!made.n) /* what stood in its way when the hash was planned is gone by now */
        form_complain(f, "password", S("パスワードを、もう一度入力してください"));
    return made;
}

static int edit_post(struct req *r)
{
    struct account row = {.id = 0};
    struct form f;
    struct str made = S(""), secret;
    bool match, other;

    if (!begin(&f, r, &row))
        return not_found(r);
    other = read_form(&f, &row);
    for (int i = 0; i < r->n_hash; i++)
        if (r->hash[i].make)
            made = r->hash[i].made;
    if (other)
        count_looks(&f);
    match = check_current(&f);
    secret = secret_to_keep(&f, made, match);
    if (f.wrong) {
        r->keep = true; /* the draft */
        form_keep(&f, false, secret);
        return draw_input(&f, &row, 422);
    }
    form_keep(&f, true, secret);
    return see_other(r, S(PAGE "/confirm"));
}

/* ---------------------------------------------------------------- 確認 */

static int draw_confirm(struct form *f, int status, struct str said)
{
    struct req *r = f->r;

    page_open(r, (struct page){.title = S("アカウント情報編集（確認）"), .notice = said});
    tmpl_account_confirm(r->out, form_confirm_view(f), r->who.role == PROVISIONAL,
        r->who.place, r->who.places);
    return status;
}

/* The draft as it was checked; everything is checked again before it counts. */
static bool begin_confirm(struct form *f, struct req *r, struct account *row)
{
    if (!begin(f, r, row) || !form_load_draft(f) || !f->draft.checked)
        return false;
    form_check(f);
    check_password(f, row);
    f->wrong = 0;
    for (size_t i = 0; i < f->n; i++)
        f->wrong += f->f[i].error.n > 0;
    check_mail(f);
    return true;
}

static int confirm(struct req *r)
{
    struct account row = {.id = 0};
    struct form f;

    if (!begin_confirm(&f, r, &row))
        return see_other(r, S(PAGE));
    return draw_confirm(&f, 200, S(""));
}

/* ---------------------------------------------------------------- commit */

static void add_audit(struct form *f, struct str actor, const char *action)
{
    struct req *r = f->r;

    audit_add(r->db, &(struct audit){.actor = actor, .institution = r->who.institution,
                         .action = str_of(action), .detail = form_changes(f), .request = req_id(r)});
}

static enum err commit_first(struct form *f, struct account *row)
{
    struct req *r = f->r;
    struct who who, old = r->who;
    struct session s = {.credential = old.credential};
    enum err e;

    db_as(r->db, r->arena, DB_ALL);
    e = credential_use(r->db, old.credential);
    credential_void_of(r->db, old.institution, S("registered"));
    db_as(r->db, r->arena, old.institution);
    if (e != OK)
        return e;
    row->id = 0;
    e = claim(r, old.institution, row, false);
    if (e != OK)
        return e;
    letter_used(r->db, row->letter);
    add_audit(f, old.owner, "account.registered");
    session_end_others(r->db, &s, old.session);
    who = (struct who){.session = old.session, .account = row->id,
        .institution = old.institution, .role = MEMBER, .member = MEMBER_OWNER, .places = 1, .place = row->name,
        .name = row->contact, .mail = row->mail,
        .owner = arena_fmt(r->arena, "a:%lld", (long long)row->id)};
    guard_open_session(r, who);
    guard_trust_device(r, row->id);
    notify_link(r, row, true);
    return OK;
}

static enum err commit_later(struct form *f, struct account *row)
{
    struct req *r = f->r;
    struct session s = {.account = r->who.account};
    struct notify n = {.account = row->id, .institution = r->who.institution,
        .place = row->name, .contact = row->contact};
    struct str before = form_field_of(f, "mail")->old, wanted = row->mail;
    enum err e;

    if (moves(f)) /* it stays the login until the link in the new mailbox is pressed */
        row->mail = before;
    e = account_save(r->db, r->arena, row);
    if (e != OK)
        return e;
    add_audit(f, r->who.owner, "account.changed");
    if (f->draft.secret.n) {
        access_renewed(r->db, row->id);
        session_end_others(r->db, &s, r->who.session);
        guard_open_session(r, r->who);
        n.mail = before;
        notify_password_changed(r->db, r->arena, &n);
    }
    if (moves(f))
        mail_change_ask(r, row->id, wanted);
    else if (mail_changes(f) && !row->mail_confirmed_at)
        notify_link(r, row, false);
    return OK;
}

static int conflict(struct form *f, struct account *row)
{
    struct req *r = f->r;
    struct account now = {.id = 0};

    if (load(r, &now))
        f->rev = now.rev;
    form_complain(f, "", S("ほかの人が先に変更しました。いまの内容を見て、もう一度確かめてください"));
    return draw_input(f, row, 422);
}

static int commit(struct form *f, struct account *row)
{
    struct req *r = f->r;
    enum err e;

    if (r->who.role == MEMBER && f->rev != row->rev)
        return conflict(f, row);
    form_into(f, row);
    if (f->draft.secret.n)
        row->stored = f->draft.secret;
    e = r->who.role == PROVISIONAL ? commit_first(f, row) : commit_later(f, row);
    if (e == ERR_CONFLICT && r->who.role == MEMBER)
        return conflict(f, row);
    if (e != OK)
        return refuse(r, 422, S("この仮パスワードは、もう使えません"),
            S("登録は終わっているか、新しい案内文書が送られています。"
              "登録したメールアドレスでログインしてください。"));
    form_finish(f, PAGE "/done");
    return see_other(r, S(PAGE "/done"));
}

static int confirm_post(struct req *r)
{
    struct account row = {.id = 0};
    struct form f;
    int status = form_pressed(r, PAGE);

    if (status)
        return status;
    if (!begin_confirm(&f, r, &row))
        return see_other(r, S(PAGE));
    if (!form_ticket_fits(&f))
        return draw_confirm(&f, 422, FORM_CHANGED);
    if (f.wrong)
        return draw_input(&f, &row, 422);
    return commit(&f, &row);
}

/* ---------------------------------------------------------------- 完了 */

static int done(struct req *r)
{
    struct account row = {.id = 0};

    if (!account_mine(r->db, r->who.account, &row))
        return see_other(r, S("/my"));
    page_open(r, (struct page){.title = S("アカウント情報編集（完了）")});
    tmpl_account_done(r->out, &row);
    return 200;
}

static const struct route routes[] = {
    {"GET", PAGE, CLINIC, "アカウント情報編集", edit},
    {"POST", PAGE, CLINIC, "アカウント情報編集", edit_post, .plan = edit_plan,
        .members = ALL_MEMBERS},
    {"GET", PAGE "/confirm", CLINIC, "アカウント情報編集（確認）", confirm},
    {"POST", PAGE "/confirm", CLINIC, "アカウント情報編集（確認）", confirm_post,
        .members = ALL_MEMBERS},
    {"GET", PAGE "/done", MEMBER, "アカウント情報編集（完了）", done},
    {0},
};

const struct feature account_feature = {"account", routes};
