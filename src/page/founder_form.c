/* founder_form.c: 開設者・名称の変更: 入力, 確認 with papers. A second visit while the first
 * is being checked corrects it. */
#include "gen/templates.h"
#include "model/account.h"
#include "model/receipt.h"
#include "page/founder_view.h"
#include "util/jis.h"
#include "util/str.h"
#include "web/app.h"
#include "web/attach.h"
#include "web/founder.h"
#include "web/frame.h"

#define EDIT FOUNDER_PAGE "/edit"

static const char *const names[] = {
    "founder", "founder_jis", "name", "changed_on", "said", NULL};

struct filing {
    struct req *r;
    struct founder_change c; /* id 0: a new one */
    struct account now;      /* what is in force */
    struct form f;
    struct attach att;
    int64_t rev; /* of c as it is now; 0: a new one */
};

static struct form_field *field(struct filing *x, const char *name)
{
    return form_field_of(&x->f, name);
}

static size_t papers(void)
{
    size_t n = 0;

    while (founder_papers[n].value)
        n++;
    return n;
}

static bool begin(struct filing *x, struct req *r)
{
    *x = (struct filing){.r = r};
    if (r->who.member == MEMBER_VIEWER || !account_statement(r->db, &x->now))
        return false;
    if (!founder_open(r->db, &x->c))
        x->c = (struct founder_change){.name = x->now.name, .founder = x->now.founder,
            .founder_jis = x->now.founder_jis, .changed_on = S(""), .said = S("")};
    x->rev = x->c.rev;
    form_init(&x->f, r, &founder_model, names, EDIT, &x->c, x->rev);
    attach_init(&x->att, r, EDIT, r->who.institution);
    x->att.kinds = (struct attach_kinds){founder_papers, papers()};
    x->att.required = true;
    x->att.hint = S("届け出たことがわかる書類の写しです。受付の印のあるページを付けてください。");
    if (x->c.id) {
        x->att.table = FOUNDER_TABLE;
        x->att.owner = x->c.id;
    }
    return true;
}

/* What no column can see. before: the founder that founder_jis was made for. */
static void check(struct filing *x, struct str before)
{
    struct arena *a = x->r->arena;
    struct form_field *jis = field(x, "founder_jis"), *day = field(x, "changed_on");
    struct str founder = field(x, "founder")->value;
    struct date on;

    jis->typed = jis->value = jis_beside(a, founder, before, jis->value);
    if (!field(x, "founder")->error.n && !field(x, "name")->error.n &&
        str_eq(founder, x->now.founder) && str_eq(field(x, "name")->value, x->now.name))
        form_complain(&x->f, "founder", str_of(founder_no_text(FOUNDER_NO_SAME)));
    if (!day->error.n && date_iso(day->value, &on) &&
        date_cmp(on, date_tokyo(x->r->received_at)) > 0)
        form_complain(&x->f, "changed_on", str_of(founder_no_text(FOUNDER_NO_DAY)));
}

static void say_changed(struct filing *x)
{
    x->f.rev = x->rev;
    form_complain(&x->f, "", str_of(founder_no_text(FOUNDER_NO_CHANGED)));
}

static struct founder_form_view view_of(struct filing *x)
{
    struct arena *a = x->r->arena;
    struct str founder = field(x, "founder")->value;

    return (struct founder_form_view){.place = x->r->who.place,
        .attach = attach_view(&x->att), .unfit = jis_unfit(a, founder),
        .jis = field(x, "founder_jis")->value,
        .number = x->c.id ? receipt_text(a, x->c.number) : S(""),
        .why = x->c.id && str_is(x->c.state, "returned")
            ? founder_why(a, x->c.reason, x->c.note)
            : S("")};
}

/* ---------------------------------------------------------------- 入力 */

static int draw_input(struct filing *x, int status)
{
    struct founder_form_view v = view_of(x);

    v.f = attach_form_view(&x->att, form_input_view(&x->f));
    page_open(x->r, (struct page){.wrong = status == 422, .form = true,
                        .title = S("開設者・名称の変更（入力）")});
    tmpl_founder_form(x->r->out, &v);
    return status;
}

static int input(struct req *r)
{
    struct filing *x = NEW(r->arena, struct filing);

    if (!begin(x, r))
        return see_other(r, S(FOUNDER_PAGE));
    if (form_load_draft(&x->f) && x->f.draft.base_rev != x->rev)
        say_changed(x);
    attach_load(&x->att);
    return draw_input(x, 200);
}

static int input_post(struct req *r)
{
    struct filing *x = NEW(r->arena, struct filing);
    struct str before;

    if (!begin(x, r))
        return see_other(r, S(FOUNDER_PAGE));
    form_load_draft(&x->f);
    before = field(x, "founder")->value;
    form_read(&x->f);
    check(x, before);
    if (x->f.rev != x->rev)
        say_changed(x);
    attach_read(&x->att);
    r->keep = true; /* the draft */
    if (x->att.stay && !x->att.wrong) { /* only the files were to be sent */
        form_keep(&x->f, false, S(""));
        return see_other(r, S(EDIT));
    }
    attach_need(&x->att, S("書類を1つ以上付けてください"));
    form_keep(&x->f, !x->f.wrong && !x->att.wrong, S(""));
    return x->f.wrong || x->att.wrong ? draw_input(x, 422) : see_other(r, S(EDIT "/confirm"));
}

/* ---------------------------------------------------------------- 確認 */

/* The draft as it was checked; everything is checked again before it counts. */
static bool load_checked(struct filing *x)
{
    attach_load(&x->att);
    if (!form_load_draft(&x->f) || !x->f.draft.checked)
        return false;
    form_check(&x->f);
    check(x, field(x, "founder")->value);
    return true;
}

static int draw_confirm(struct filing *x, int status, struct str said)
{
    struct founder_form_view v;

    for (size_t i = 0; i < x->f.n; i++) /* beside what is in force */
        x->f.f[i].old = x->f.f[i].value;
    field(x, "founder")->old = x->now.founder;
    field(x, "name")->old = x->now.name;
    v = view_of(x);
    v.f = form_confirm_view(&x->f);
    page_open(x->r,
        (struct page){.title = S("開設者・名称の変更（確認）"), .notice = said});
    tmpl_founder_confirm(x->r->out, &v);
    return status;
}

static int confirm(struct req *r)
{
    struct filing *x = NEW(r->arena, struct filing);

    if (!begin(x, r))
        return see_other(r, S(FOUNDER_PAGE));
    return load_checked(x) ? draw_confirm(x, 200, S("")) : see_other(r, S(EDIT));
}

static int commit(struct filing *x)
{
    struct req *r = x->r;
    struct founder_input in = {.founder = field(x, "founder")->value,
        .founder_jis = field(x, "founder_jis")->value, .name = field(x, "name")->value,
        .changed_on = field(x, "changed_on")->value, .said = field(x, "said")->value,
        .rev = x->rev};
    enum founder_no no = x->c.id ? founder_do(r, &x->c, FOUNDER_CORRECT, &in)
                                 : founder_hand_in(r, &in, &x->c);

    if (no != FOUNDER_DONE) {
        form_complain(&x->f, "", str_of(founder_no_text(no)));
        return draw_input(x, 422);
    }
    attach_commit(&x->att, FOUNDER_TABLE, x->c.id, x->c.version);
    form_finish(&x->f, FOUNDER_PAGE "/done");
    return see_other(r, S(FOUNDER_PAGE "/done"));
}

static int confirm_post(struct req *r)
{
    struct filing *x = NEW(r->arena, struct filing);
    int status = form_pressed(r, EDIT);

    if (status)
        return status;
    if (!begin(x, r))
        return see_other(r, S(FOUNDER_PAGE));
    if (!load_checked(x))
        return see_other(r, S(EDIT));
    if (!form_ticket_fits(&x->f))
        return draw_confirm(x, 422, FORM_CHANGED);
    if (x->f.draft.base_rev != x->rev)
        say_changed(x);
    if (!x->att.files.n)
        attach_need(&x->att, S("書類を1つ以上付けてください"));
    return x->f.wrong || x->att.wrong ? draw_input(x, 422) : commit(x);
}

static void plan(struct req *r)
{
    if (r->who.member != MEMBER_VIEWER)
        attach_plan(r);
}

static const struct route routes[] = {
    {"GET", EDIT, MEMBER, "開設者・名称の変更（入力）", input},
    {"POST", EDIT, MEMBER, "開設者・名称の変更（入力）", input_post, .plan = plan,
        .files = true, .body_kib = ATTACH_BODY_KIB},
    {"GET", EDIT "/confirm", MEMBER, "開設者・名称の変更（確認）", confirm},
    {"POST", EDIT "/confirm", MEMBER, "開設者・名称の変更（確認）", confirm_post},
    {0},
};

const struct feature founder_form_feature = {"founder_form", routes};
