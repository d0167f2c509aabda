/* notices_form.c: 経過措置の届出: 入力, 確認, 完了. A new filing is a draft from its first
 * press on; what comes after the window stays in the draft, with the window's days. The
 * same pages correct what was sent back and change what was accepted. */
#include "page/notices_impl.h"

#include "gen/templates.h"
#include "model/agency.h"
#include "model/receipt.h"
#include "page/notices_view.h"
#include "sys/clock.h"
#include "util/str.h"
#include "web/app.h"
#include "web/frame.h"

static struct str day_text(struct arena *a, struct str iso)
{
    struct date d;

    return date_iso(iso, &d) ? date_japanese_full(a, d) : S("");
}

static struct str follow_until(struct filing *x)
{
    if (!x->p.follow_days || str_is(x->t.attachment, "none"))
        return S("");
    return date_japanese_full(x->r->arena,
        date_add_days(date_tokyo(x->r->received_at), x->p.follow_days));
}

static struct notices_form_view view_of(struct filing *x)
{
    struct arena *a = x->r->arena;
    enum notice_no no = filing_may(x);
    struct date end;
    struct notice place = {.pref = x->i.pref};

    return (struct notices_form_view){.place = x->r->who.place, .programme = x->p.title,
        .window = programme_window(a, &x->p),
        .type = arena_fmt(a, "%lld　" STR_FMT, (long long)x->t.number, STR_ARG(x->t.title)),
        .circumstance = x->t.circumstance, .until = x->t.until_text, .papers = notices_papers(x->r, &x->t),
        .bureau = notice_bureau(&place), .again = x->again,
        .amend = x->event == NOTICE_AMEND, .reason = x->n.return_reason,
        .due = day_text(a, x->n.due),
        .number = x->again ? receipt_text(a, x->n.number) : S(""),
        .closed = no == NOTICE_DONE ? S("") : notice_refusal_text(a, no, &x->p),
        .follow = follow_until(x),
        .today = date_japanese_full(a, date_tokyo(clock_now())),
        .end = notices_until(a, notice_end_day(a, &x->t, &x->answers, &end)
                ? date_text(a, end) : S("")),
        .back = {x->again ? notices_path(a, &x->n, "") : S(NOTICES)}};
}

static struct str title_of(const struct filing *x, const char *step)
{
    return arena_fmt(x->r->arena, "%s（%s）",
        !x->again                   ? "経過措置の届出"
            : x->event == NOTICE_AMEND ? "経過措置の変更届"
                                       : "届出を直す",
        step);
}

/* ---------------------------------------------------------------- 入力 */

static int draw_input(struct filing *x, int status)
{
    struct notices_form_view v = view_of(x);

    v.f = filing_input_view(x);
    v.attach = x->papers ? attach_view(&x->att) : NULL;
    page_open(x->r, (struct page){.title = title_of(x, "入力"), .wrong = status == 422,
        .form = true});
    tmpl_notices_form(x->r->out, &v);
    return status;
}

/* A reason why there is nothing to fill in: it is said, with the way on. */
static int say(struct filing *x, enum notice_no no)
{
    struct req *r = x->r;

    if (no == NOTICE_NO_TWICE)
        return see_other(r, notices_path(r->arena, &x->n, "?twice=1"));
    return refuse(r, 409, str_of(notice_refusal(no)->title),
        notice_refusal_text(r->arena, no, &x->p));
}

static int show(struct filing *x)
{
    enum notice_no no = filing_may(x);
    bool typed = form_load_draft(&x->f);

    filing_papers_load(x);
    if (typed)
        filing_check(x);
    for (size_t i = 0; i < x->f.n; i++)
        x->f.f[i].error = S("");
    x->f.wrong = 0;
    /* Too early or too late, there may be typed words to show. */
    if (no != NOTICE_DONE && no != NOTICE_NO_CORRECTION &&
        ((no != NOTICE_NO_EARLY && no != NOTICE_NO_LATE) || (!typed && !x->n.id)))
        return say(x, no);
    if (typed && x->f.draft.base_rev && x->again && x->f.draft.base_rev != x->n.rev) {
        x->f.rev = x->n.rev;
        form_complain(&x->f, "", notice_refusal_text(x->r->arena, NOTICE_NO_CHANGED, NULL));
    }
    return draw_input(x, 200);
}

static int exit_page(struct filing *x)
{
    struct req *r = x->r;

    r->keep = true;
    form_keep(&x->f, false, S(""));
    return see_other(r, arena_fmt(r->arena,
        "/guide/notices/exit?programme=" STR_FMT "&type=%lld&q=" STR_FMT,
        STR_ARG(x->p.word), (long long)x->t.number, STR_ARG(x->leave->key)));
}

/* The draft's row, made at the first press; of another type it changes its type. */
static enum notice_no have_row(struct filing *x)
{
    struct req *r = x->r;
    struct notices c = notices_of(r);
    struct notice_by by = notices_by(r);

    if (x->again || (x->n.id && !str_is(x->n.state, "draft")))
        return filing_may(x);
    if (!x->n.id)
        return notices_start(&c, &x->i, x->p.id, x->t.id, &by, &x->n);
    if (x->n.type != x->t.id && notice_retype(r->db, x->n.id, x->t.id) != OK)
        return NOTICE_NO_CHANGED;
    if (!notice_get(r->db, x->n.id, &x->n))
        return NOTICE_NO_CHANGED;
    return filing_may(x);
}

static int input(struct filing *x)
{
    struct req *r = x->r;
    enum notice_no no;

    filing_read(x);
    filing_papers_read(x);
    no = have_row(x);
    r->keep = true; /* the draft, and its row */
    if (no == NOTICE_NO_TWICE || (x->again && no == NOTICE_NO_STATE))
        return say(x, no);
    if (no != NOTICE_DONE)
        form_complain(&x->f, "", notice_refusal_text(r->arena, no, &x->p));
    if (!x->f.wrong && x->leave && !x->att.stay)
        return exit_page(x);
    if (x->att.stay && !x->att.wrong) { /* only the files were to be sent */
        form_keep(&x->f, false, S(""));
        return see_other(r, str_of(x->page));
    }
    form_keep(&x->f, !x->f.wrong && !x->att.wrong, S(""));
    return x->f.wrong || x->att.wrong
        ? draw_input(x, 422)
        : see_other(r, arena_fmt(r->arena, "%s/confirm", x->page));
}

/* ---------------------------------------------------------------- 確認 */

static int draw_confirm(struct filing *x, int status, struct str said)
{
    struct notices_form_view v = view_of(x);

    v.f = filing_confirm_view(x);
    v.attach = x->papers ? attach_view(&x->att) : NULL;
    page_open(x->r, (struct page){.title = title_of(x, "確認"), .notice = said});
    tmpl_notices_confirm(x->r->out, &v);
    return status;
}

static bool begin_confirm(struct filing *x)
{
    filing_papers_load(x);
    if (!form_load_draft(&x->f) || !x->f.draft.checked)
        return false;
    form_check(&x->f);
    filing_check(x);
    return !x->f.wrong && !x->leave;
}

static int confirm(struct filing *x)
{
    if (!begin_confirm(x))
        return see_other(x->r, str_of(x->page));
    return draw_confirm(x, 200, S(""));
}

/* Refused: what was typed stays, and can be printed. */
static int refused(struct filing *x, enum notice_no no)
{
    struct req *r = x->r;

    if (no == NOTICE_NO_TWICE || no == NOTICE_NO_STATE)
        return say(x, no);
    form_complain(&x->f, "", notice_refusal_text(r->arena, no, &x->p));
    return draw_input(x, 422);
}

static int commit(struct filing *x)
{
    struct req *r = x->r;
    struct notices c = notices_of(r);
    struct notice_by by = notices_by(r);
    struct notice_content content = filing_content(x);
    struct notice_input in = {.content = &content, .rev = x->again ? x->f.rev : 0};
    enum notice_no no;
    const char *done;

    if (!x->n.id)
        return see_other(r, str_of(x->page));
    no = notices_move(&c, &x->n, x->event, &by, &in);
    if (no != NOTICE_DONE)
        return refused(x, no);
    if (x->papers)
        attach_commit(&x->att, "notice", x->n.id, x->n.version);
    done = notices_path(r->arena, &x->n, "/done").p;
    form_finish(&x->f, done);
    return see_other(r, str_of(done));
}

static int confirm_post(struct filing *x)
{
    struct req *r = x->r;
    int status = form_pressed(r, x->page);

    if (status)
        return status;
    if (!begin_confirm(x))
        return see_other(r, str_of(x->page));
    if (!form_ticket_fits(&x->f))
        return draw_confirm(x, 422, FORM_CHANGED);
    return commit(x);
}

/* ---------------------------------------------------------------- 完了 */

static struct str_list papers_of(struct req *r, const struct notice *n)
{
    struct attachment_list l = attachment_of(r->db, "notice", n->id);
    struct str *v = NEW_N(r->arena, struct str, l.n + 1);
    size_t k = 0;

    for (size_t i = 0; i < l.n; i++)
        if (attachment_in(&l.v[i], n->version))
            v[k++] = attach_line(r->arena, &l.v[i]);
    return (struct str_list){v, k};
}

static int done(struct req *r)
{
    struct notice n;
    struct arena *a = r->arena;
    struct notices_page_view v;

    if (!notices_find(r, r->arg[0], &n) || !n.version)
        return see_other(r, S(NOTICES));
    v = (struct notices_page_view){.number = receipt_text(a, n.number),
        .programme = n.programme_title, .when = notices_moment(a, n.filed_at),
        .hash = n.content_hash, .short_hash = notices_short_hash(a, n.content_hash),
        .bureau = notice_bureau(&n), .follow = day_text(a, n.follow_until),
        .until = notices_until(a, n.end_day), .given = papers_of(r, &n),
        .type = arena_fmt(a, "%lld　" STR_FMT, (long long)n.type_number,
            STR_ARG(n.type_title)),
        .start = {notices_path(a, &n, "")}, .papers = {notices_path(a, &n, "/files")}, .receipt = {notices_path(a, &n, "/receipt")},
        .pdf = {notices_path(a, &n, "/receipt.pdf")}};
    page_open(r, (struct page){.title = S("経過措置の届出（完了）")});
    tmpl_notices_done(r->out, &v);
    return 200;
}

/* ---------------------------------------------------------------- routes */

/* One page, two ways to it: a new one by programme and type, an old one by its number. */
typedef int step_fn(struct filing *x);

static int by_type(struct req *r, step_fn *step)
{
    struct filing *x = NEW(r->arena, struct filing);

    if (!filing_new(x, r, r->arg[0], r->arg[1]))
        return not_found(r);
    filing_prefill(x, r->arg[2]);
    return step(x);
}

static int by_number(struct req *r, step_fn *step)
{
    struct filing *x = NEW(r->arena, struct filing);
    struct notice n;

    if (filing_of(x, r, r->arg[0]))
        return step(x);
    if (notices_find(r, r->arg[0], &n)) /* a draft */
        return see_other(r, str_of(filing_page(r->arena, &n)));
    return not_found(r);
}

/* Files are looked at before the writer's turn, for those who may file at all. */
static void new_plan(struct req *r)
{
    struct filing *x = NEW(r->arena, struct filing);

    if (filing_new(x, r, r->arg[0], r->arg[1]) && x->papers)
        attach_plan(r);
}

static void edit_plan(struct req *r)
{
    struct filing *x = NEW(r->arena, struct filing);

    if (filing_of(x, r, r->arg[0]) && x->papers)
        attach_plan(r);
}

static int new_show(struct req *r) { return by_type(r, show); }
static int new_input(struct req *r) { return by_type(r, input); }
static int new_confirm(struct req *r) { return by_type(r, confirm); }
static int new_confirm_post(struct req *r) { return by_type(r, confirm_post); }
static int edit_show(struct req *r) { return by_number(r, show); }
static int edit_input(struct req *r) { return by_number(r, input); }
static int edit_confirm(struct req *r) { return by_number(r, confirm); }
static int edit_confirm_post(struct req *r) { return by_number(r, confirm_post); }

#define NEW_PAGE  NOTICES "/new/{programme}/{type}"
#define EDIT_PAGE NOTICES "/{number}/edit"

static const struct route routes[] = {
    {"GET", NEW_PAGE, MEMBER, "経過措置の届出（入力）", new_show, .agent = PROCEDURE_NOTICES},
    {"POST", NEW_PAGE, MEMBER, "経過措置の届出（入力）", new_input, .plan = new_plan,
        .files = true, .body_kib = ATTACH_BODY_KIB, .agent = PROCEDURE_NOTICES},
    {"GET", NEW_PAGE "/confirm", MEMBER, "経過措置の届出（確認）", new_confirm,
        .agent = PROCEDURE_NOTICES},
    {"POST", NEW_PAGE "/confirm", MEMBER, "経過措置の届出（確認）", new_confirm_post,
        .agent = PROCEDURE_NOTICES},
    {"GET", NEW_PAGE "/with/{answers}", MEMBER, "経過措置の届出（入力）", new_show,
        .agent = PROCEDURE_NOTICES},
    {"GET", EDIT_PAGE, MEMBER, "届出を直す（入力）", edit_show, .agent = PROCEDURE_NOTICES},
    {"POST", EDIT_PAGE, MEMBER, "届出を直す（入力）", edit_input, .plan = edit_plan,
        .files = true, .body_kib = ATTACH_BODY_KIB, .agent = PROCEDURE_NOTICES},
    {"GET", EDIT_PAGE "/confirm", MEMBER, "届出を直す（確認）", edit_confirm,
        .agent = PROCEDURE_NOTICES},
    {"POST", EDIT_PAGE "/confirm", MEMBER, "届出を直す（確認）", edit_confirm_post,
        .agent = PROCEDURE_NOTICES},
    {"GET", NOTICES "/{number}/done", MEMBER, "経過措置の届出（完了）", done,
        .agent = PROCEDURE_NOTICES},
    {0},
};

const struct feature notices_form_feature = {"notices_form", routes};
