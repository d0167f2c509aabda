/* account_join.c: a letter's login, and a person who has a login already: the institution is
 * added to it instead of making a second account. 入力, 確認, 完了. The password of that
 * login is proved at the input; until the confirmation the draft holds the stored text that
 * it was compared with, so that a password changed in between is no proof any more. */
#include "gen/templates.h"
#include "model/account.h"
#include "model/audit.h"
#include "model/code.h"
#include "model/credential.h"
#include "model/factor.h"
#include "model/letter.h"
#include "model/member.h"
#include "model/prefecture.h"
#include "model/session.h"
#include "util/str.h"
#include "web/app.h"
#include "web/claim.h"
#include "web/form.h"
#include "web/frame.h"
#include "web/member_mail.h"
#include "web/prove.h"

#define FIRST "/my/account"
#define PAGE  "/my/account/join"

static const char *const names[] = {
    "pref", "score_table", "code", "name", "founder", "mail", "current", NULL};

/* What was typed into the form for a new account, before somebody saw that this is the way. */
static void take_typed(struct req *r, struct account *row)
{
    struct draft d;
    struct fields typed;
    struct str *to[] = {&row->name, &row->founder, &row->mail};
    static const char *const what[] = {"name", "founder", "mail"};

    if (!draft_get(r->db, r->who.owner, S(FIRST), r->who.institution, &d) ||
        urlform_read(r->arena, d.fields, SIZE_MAX, NULL, &typed) != URLFORM_OK)
        return;
    for (size_t i = 0; i < COUNT(to); i++) {
        struct str v = urlform_get(&typed, what[i]);

        if (v.n && !account_is_provisional_login(v))
            *to[i] = v;
    }
}

static bool begin(struct form *f, struct req *r, struct account *row)
{
    if (!account_provisional(r->db, r->who.credential, row))
        return false;
    row->pref = prefecture_name(row->pref);
    row->score_table = code_table_text(r->arena, row->score_table);
    row->mail = S("");
    take_typed(r, row);
    form_init(f, r, &account_model, names, PAGE, row, 1);
    form_field_of(f, "name")->hint =
        S("この施設の名前です。ちがうところがあれば、直してください。200文字以下");
    form_field_of(f, "mail")->hint = S("ほかの施設で、いまログインに使っているアドレス");
    form_field_of(f, "current")->hint =
        S("そのログインのパスワード。案内文書の仮パスワードではありません。");
    form_field_of(f, "current")->required = true;
    return true;
}

static int draw_input(struct form *f, int status)
{
    page_open(f->r, (struct page){.title = S("いまのログインに、この施設を加える（入力）"),
                        .wrong = status == 422, .form = true});
    tmpl_account_join(f->r->out, form_input_view(f), f->r->who.place);
    return status;
}

static int show(struct req *r)
{
    struct account row = {.id = 0};
    struct form f;

    if (!begin(&f, r, &row))
        return not_found(r);
    form_load_draft(&f);
    return draw_input(&f, 200);
}

static void plan(struct req *r)
{
    struct account row = {.id = 0};
    struct form f;

    if (form_value(r, "hyoji").n || !begin(&f, r, &row))
        return;
    form_read(&f);
    if (!f.wrong)
        prove_plan(r, form_field_of(&f, "mail")->value, form_value(r, "current"));
}

static int input(struct req *r)
{
    struct account row = {.id = 0}, login = {.id = 0};
    struct form f;

    if (!begin(&f, r, &row))
        return not_found(r);
    form_read(&f);
    if (!f.wrong)
        form_complain(&f, "current",
            prove(r, form_field_of(&f, "mail")->value, form_value(r, "current"), &login));
    r->keep = true; /* the draft */
    form_keep(&f, !f.wrong, f.wrong ? S("") : login.stored);
    return f.wrong ? draw_input(&f, 422) : see_other(r, S(PAGE "/confirm"));
}

/* ---------------------------------------------------------------- 確認 */

/* The draft as it was checked, and the login that was proved. */
static bool begin_confirm(struct form *f, struct req *r, struct account *row, struct account *login)
{
    if (!begin(f, r, row) || !form_load_draft(f) || !f->draft.checked)
        return false;
    form_field_of(f, "current")->required = false;
    form_check(f);
    return !f->wrong &&
        account_by_mail(r->db, r->arena, form_field_of(f, "mail")->value, login) &&
        f->draft.secret.n && str_eq(login->stored, f->draft.secret);
}

static int draw_confirm(struct form *f, int status, struct str said)
{
    page_open(f->r, (struct page){.title = S("いまのログインに、この施設を加える（確認）"),
                        .notice = said});
    tmpl_account_join_confirm(f->r->out, form_confirm_view(f));
    return status;
}

static int confirm(struct req *r)
{
    struct account row = {.id = 0}, login;
    struct form f;

    if (!begin_confirm(&f, r, &row, &login))
        return see_other(r, S(PAGE));
    return draw_confirm(&f, 200, S(""));
}

static void tell(struct req *r, const struct account *row, const struct account *login)
{
    member_mail(r, MAIL_PLACE_ADDED,
        &(struct member_mail){.mail = login->mail, .contact = login->contact,
            .account = row->id, .institution = r->who.institution, .place = row->name});
}

static enum err commit(struct req *r, struct account *row, const struct account *login)
{
    struct who old = r->who;
    struct session s = {.credential = old.credential};
    enum err e;

    db_as(r->db, r->arena, DB_ALL);
    e = credential_use(r->db, old.credential);
    credential_void_of(r->db, old.institution, S("registered"));
    db_as(r->db, r->arena, old.institution);
    row->id = login->id;
    if (e == OK)
        e = claim(r, old.institution, row, false);
    if (e != OK)
        return e;
    letter_used(r->db, row->letter);
    audit_add(r->db, &(struct audit){.actor = old.owner, .institution = old.institution,
                         .action = S("account.place_added"), .request = req_id(r),
                         .detail = arena_fmt(r->arena, "ログイン: " STR_FMT, STR_ARG(login->mail))});
    session_end_others(r->db, &s, old.session);
    member_chosen(r->db, login->id, old.institution);
    tell(r, row, login);
    if (factor_on(r->db, login->id)) { /* the login asks for its code */
        guard_close_session(r);
        return OK;
    }
    account_logged_in(r->db, login->id);
    guard_open_session(r, (struct who){.session = old.session, .account = login->id,
                              .institution = old.institution, .role = MEMBER,
                              .member = MEMBER_OWNER, .place = row->name,
                              .places = (int64_t)member_places(r->db, login->id).n,
                              .name = login->contact, .mail = login->mail,
                              .owner = arena_fmt(r->arena, "a:%lld", (long long)login->id)});
    guard_trust_device(r, login->id);
    return OK;
}

static int confirm_post(struct req *r)
{
    struct account row = {.id = 0}, login = {.id = 0};
    struct str owner = r->who.owner;
    int64_t institution = r->who.institution;
    struct form f;
    int status = form_pressed(r, PAGE);

    if (status)
        return status;
    if (!begin_confirm(&f, r, &row, &login))
        return see_other(r, S(PAGE));
    if (!form_ticket_fits(&f))
        return draw_confirm(&f, 422, FORM_CHANGED);
    form_into(&f, &row);
    if (commit(r, &row, &login) != OK)
        return refuse(r, 422, S("この仮パスワードは、もう使えません"),
            S("登録は終わっているか、新しい案内文書が送られています。"
              "登録したメールアドレスでログインしてください。"));
    form_finish(&f, PAGE "/done");
    draft_drop(r->db, owner, S(FIRST), institution);
    return see_other(r, S(PAGE "/done"));
}

static int done(struct req *r)
{
    page_open(r, (struct page){.title = S("いまのログインに、この施設を加える（完了）")});
    tmpl_account_join_done(r->out, r->who.place, r->who.mail, r->who.places);
    return 200;
}

static const struct route routes[] = {
    {"GET", PAGE, PROVISIONAL, "いまのログインに、この施設を加える", show},
    {"POST", PAGE, PROVISIONAL, "いまのログインに、この施設を加える", input, .plan = plan,
        .rate = RATE_LOGIN},
    {"GET", PAGE "/confirm", PROVISIONAL, "いまのログインに、この施設を加える（確認）", confirm},
    {"POST", PAGE "/confirm", PROVISIONAL, "いまのログインに、この施設を加える（確認）",
        confirm_post},
    {"GET", PAGE "/done", MEMBER, "いまのログインに、この施設を加える（完了）", done},
    {0},
};

const struct feature account_join_feature = {"account_join", routes};
