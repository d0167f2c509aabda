/* register_form.c: the registration's form: 入力, 確認, 完了. The institution is looked up
 * from its code, with a button, so that it works without script; the draft belongs to the
 * link. The account may do what has its effect at the address of record until a letter's
 * code has proved it. */
#include "page/register_impl.h"

#include "gen/templates.h"
#include "model/access.h"
#include "model/account.h"
#include "model/audit.h"
#include "model/factor.h"
#include "model/institution.h"
#include "model/letter.h"
#include "model/terms.h"
#include "page/register_view.h"
#include "util/jis.h"
#include "util/str.h"
#include "web/alert.h"
#include "web/app.h"
#include "web/claim.h"
#include "web/frame.h"
#include "web/register_mail.h"

#define PAGE REGISTER_FORM
#define DONE "/register/done"

static struct str field(struct entry *e, const char *name)
{
    return form_field_of(&e->f, name)->value;
}

/* ---------------------------------------------------------------- 入力 */

static struct register_form view_of(struct entry *e)
{
    struct register_form v = {.until = alert_moment(e->r, e->link.expires_at),
        .code10 = S(""), .unfit = jis_unfit(e->r->arena, field(e, "founder")),
        .founder_jis = field(e, "founder_jis"), .lost = e->why_field != NULL};

    if (e->found) {
        v.code10 = form_field_of(&e->f, "code10")->old;
        v.name = e->place.name;
        v.kind = str_of(institution_kind_name(e->place.kind));
        v.outside = !e->place.obliged;
        v.proved = e->proved;
        v.taken = e->place.registered;
    }
    return v;
}

static int draw_input(struct entry *e, int status, struct str said)
{
    struct register_form v = view_of(e);

    form_field_of(&e->f, "here")->required = true;
    if (e->f.draft.secret.n)
        form_field_of(&e->f, "password")->hint =
            S("パスワードは入力ずみです。変えるときだけ、もう一度入力してください。");
    v.lost = v.lost && status == 422;
    v.f = form_input_view(&e->f);
    page_open(e->r, (struct page){.title = S("アカウント登録（入力）"),
                        .wrong = status == 422, .form = true, .notice = said});
    tmpl_register_input(e->r->out, &v);
    return status;
}

static int show(struct req *r)
{
    struct entry e;
    int status;

    if (!register_begin(&e, r, &status))
        return status;
    register_look(&e);
    return draw_input(&e, 200, str_is(query_value(r, "proved"), "1") && e.proved
            ? S("案内文書で確かめました。このまま登録を続けてください。")
            : S(""));
}

/* The password's hash is made although something else is wrong: it then waits in the
 * draft and need not be typed again. */
static void plan(struct req *r)
{
    struct str password = form_value(r, "password");
    struct entry e;
    int status;

    if (form_value(r, "hyoji").n || !password.n || !register_begin(&e, r, &status))
        return;
    register_read(&e);
    if (!form_field_of(&e.f, "password")->error.n && !form_field_of(&e.f, "password2")->error.n)
        plan_make(r, password);
}

static struct str secret_of(struct entry *e)
{
    struct req *r = e->r;

    if (!form_value(r, "password").n)
        return e->f.draft.secret;
    if (r->n_hash && r->hash[0].made.n)
        return r->hash[0].made;
    if (!e->f.wrong) /* what stood in its way when the hash was planned is gone by now */
        form_complain(&e->f, "password", S("パスワードを、もう一度入力してください"));
    return S("");
}

/* コードから施設をさがす: only the code is complained of. */
static int find(struct entry *e, struct str secret)
{
    for (size_t i = 0; i < e->f.n; i++)
        e->f.f[i].error = S("");
    e->f.wrong = 0;
    if (!field(e, "code").n)
        form_complain(&e->f, "code", S("医療機関等コードを入力してください"));
    else if (e->why_field)
        form_complain(&e->f, e->why_field, e->why);
    else if (!e->found)
        form_complain(&e->f, field(e, "pref").n ? "score_table" : "pref",
            field(e, "pref").n ? S("点数表コードを、1つ選んでください")
                               : S("都道府県を、1つ選んでください"));
    form_keep(&e->f, false, secret);
    e->r->keep = true; /* the draft */
    if (!e->found)
        return draw_input(e, 422, S(""));
    return see_other(e->r,
        register_stands(e) == STANDS_FREE ? S(PAGE "#code10") : S(REGISTER_PLACE));
}

static int input(struct req *r)
{
    struct entry e;
    struct str secret;
    int status;

    if (!register_begin(&e, r, &status)) {
        register_keep_typed(&e);
        return status;
    }
    register_read(&e);
    secret = secret_of(&e);
    if (form_value(r, "_find").n)
        return find(&e, secret);
    r->keep = true; /* the draft */
    form_keep(&e.f, !e.f.wrong, secret);
    if (e.found && register_stands(&e) != STANDS_FREE)
        return see_other(r, S(REGISTER_PLACE));
    return e.f.wrong ? draw_input(&e, 422, S("")) : see_other(r, S(PAGE "/confirm"));
}

/* ---------------------------------------------------------------- 確認 */

static int draw_confirm(struct entry *e, int status, struct str said)
{
    struct register_form v = view_of(e);

    for (size_t i = 0; i < e->f.n; i++) /* everything is new: nothing to compare with */
        if (e->f.f[i].col->widget != W_FIXED)
            e->f.f[i].old = e->f.f[i].value;
    v.f = form_confirm_view(&e->f);
    page_open(e->r, (struct page){.title = S("アカウント登録（確認）"), .notice = said});
    tmpl_register_confirm(e->r->out, &v);
    return status;
}

/* The draft as it was checked. False: *status is the answer. */
static bool begin_confirm(struct entry *e, struct req *r, int *status)
{
    if (!register_begin(e, r, status))
        return false;
    if (e->f.draft.checked)
        register_check(e);
    if (!e->f.draft.checked || !e->found) {
        *status = see_other(r, S(PAGE));
        return false;
    }
    if (register_stands(e) != STANDS_FREE) {
        *status = see_other(r, S(REGISTER_PLACE));
        return false;
    }
    return true;
}

static int confirm(struct req *r)
{
    struct entry e;
    int status;

    if (!begin_confirm(&e, r, &status))
        return status;
    return e.f.wrong ? see_other(r, S(PAGE)) : draw_confirm(&e, 200, S(""));
}

/* ---------------------------------------------------------------- commit */

static struct account account_of_form(struct entry *e)
{
    return (struct account){.institution = e->place.institution, .mail = e->link.mail,
        .contact = arena_fmt(e->r->arena, STR_FMT " " STR_FMT, STR_ARG(field(e, "family")),
            STR_ARG(field(e, "given"))),
        .name = field(e, "name"), .founder = field(e, "founder"),
        .founder_jis = field(e, "founder_jis"), .kind = field(e, "kind"),
        .phone = field(e, "phone"), .stored = e->f.draft.secret, .proof = S(""),
        .letter = e->proved ? e->letter.letter : 0};
}

/* The address is a login that no institution has on its list any more: whoever has proved
 * to read its mail gets it under a new password. A second factor stays as it is. */
static enum err renew(struct req *r, struct account *row)
{
    struct account known;
    struct access old;

    if (!account_by_mail(r->db, r->arena, row->mail, &known))
        return OK;
    if (known.institution || !access_get(r->db, known.id, &old))
        return ERR_CONFLICT;
    row->id = known.id;
    access_password(r->db, r->arena, &old, row->stored);
    terms_accept(r->db, row->id);
    return account_renew(r->db, row);
}

static enum err become_owner(struct entry *e, struct account *row)
{
    struct req *r = e->r;
    struct account other;

    if (e->proved)
        return claim(r, row->institution, row, true);
    if (account_statement(r->db, &other))
        return ERR_CONFLICT;
    return account_claim(r->db, r->arena, row);
}

/* One that opens no door is good for a claim, once. */
static enum err use_letter(struct entry *e)
{
    if (!e->letter.recovery)
        return credential_use(e->r->db, e->letter.id);
    credential_spend(e->r->db, e->letter.id);
    return OK;
}

static enum err save(struct entry *e, struct account *row)
{
    struct req *r = e->r;
    int64_t institution = e->place.institution;
    enum err x = token_use(r->db, &e->link);

    if (x == OK && e->proved) {
        x = use_letter(e);
        credential_void_of(r->db, institution, S("registered"));
    }
    if (x == OK)
        x = renew(r, row);
    db_as(r->db, r->arena, institution);
    if (x == OK)
        x = become_owner(e, row);
    if (x == OK) /* the link came by this mail */
        x = account_confirmed(r->db, row->id, row->mail);
    if (x == OK && e->proved)
        letter_used(r->db, row->letter);
    return x;
}

static void tell(struct entry *e, const struct account *row)
{
    struct req *r = e->r;
    struct str actor = arena_fmt(r->arena, "a:%lld", (long long)row->id);

    audit_add(r->db, &(struct audit){.actor = actor, .institution = row->institution,
        .action = S("account.registered"), .request = req_id(r),
        .detail = arena_fmt(r->arena,
            "%s\n医療機関等名: " STR_FMT "\n開設者: " STR_FMT "\n担当者名: " STR_FMT
            "\n電話番号: " STR_FMT "\nメールアドレス: " STR_FMT,
            e->proved ? "メールのリンクと案内文書" : "メールのリンク（未確認）",
            STR_ARG(row->name), STR_ARG(row->founder), STR_ARG(row->contact),
            STR_ARG(row->phone), STR_ARG(row->mail))});
    register_mail(r, REGISTER_DONE,
        &(struct register_mail){.to = row->mail, .contact = row->contact, .place = row->name,
            .proved = e->proved, .account = row->id, .institution = row->institution});
}

/* Where the login asks for a second factor, the way in leads over the login page. */
static void enter(struct entry *e, const struct account *row)
{
    struct req *r = e->r;

    if (factor_on(r->db, row->id))
        return;
    guard_open_session(r, (struct who){.account = row->id, .institution = row->institution,
        .role = MEMBER, .member = MEMBER_OWNER, .places = 1, .place = row->name,
        .name = row->contact, .mail = row->mail, .mail_confirmed = true,
        .confirmed = e->proved,
        .owner = arena_fmt(r->arena, "a:%lld", (long long)row->id)});
    guard_trust_device(r, row->id);
}

static int commit(struct entry *e)
{
    struct req *r = e->r;
    struct account row = account_of_form(e);

    if (save(e, &row) != OK)
        return refuse(r, 422, S("このメールアドレスは、もう登録されています"),
            S("登録したメールアドレスとパスワードで、ログインしてください。"));
    enter(e, &row);
    cookie_set(r, "reg", S(""), 0);
    tell(e, &row);
    form_finish(&e->f, DONE);
    return see_other(r, S(DONE));
}

static int confirm_post(struct req *r)
{
    struct entry e;
    int status;

    if ((status = form_pressed(r, PAGE)) || !begin_confirm(&e, r, &status))
        return status;
    if (!form_ticket_fits(&e.f))
        return draw_confirm(&e, 422, FORM_CHANGED);
    if (e.f.wrong)
        return draw_input(&e, 422, S(""));
    return commit(&e);
}

/* ---------------------------------------------------------------- 完了 */

static int done(struct req *r)
{
    struct register_done v = {.inside = r->who.role == MEMBER, .name = r->who.place,
        .mail = r->who.mail, .confirmed = req_confirmed(r)};

    page_open(r, (struct page){.title = S("アカウント登録（完了）")});
    tmpl_register_done(r->out, &v);
    return 200;
}

static const struct route routes[] = {
    {"GET", PAGE, PUBLIC, "アカウント登録（入力）", show},
    {"POST", PAGE, PUBLIC, "アカウント登録（入力）", input, .plan = plan},
    {"GET", PAGE "/confirm", PUBLIC, "アカウント登録（確認）", confirm},
    {"POST", PAGE "/confirm", PUBLIC, "アカウント登録（確認）", confirm_post},
    {"GET", DONE, PUBLIC, "アカウント登録（完了）", done},
    {0},
};

const struct feature register_form_feature = {"register_form", routes};
