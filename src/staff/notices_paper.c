/* notices_paper.c: a notice that came by post is entered on behalf of the institution
 * 代行入力, with its scan and the day of its postmark, which counts for the window. The
 * institution is told by mail, or by a copy that is printed and posted. */
#include "gen/templates.h"
#include "model/audit.h"
#include "model/notice_check.h"
#include "model/notice_paper.h"
#include "model/receipt.h"
#include "staff/notices.h"
#include "sys/clock.h"
#include "util/kana.h"
#include "util/str.h"
#include "web/app.h"
#include "web/attach.h"
#include "web/form.h"
#include "web/frame.h"
#include "web/notices.h"

#define PAGE NOTICES "/paper"

enum { ITEMS = 6, KINDS = 16, NOON = 12 * 3600 };

static const struct col items[ITEMS] = {
    {.name = "postmark_on", .label = "消印の日", .widget = W_DATE, .normal = N_DATE,
        .hint = "受付の期間は、この日で見ます。読めないときは、届いた日を入力してください。",
        .required = true, .width = "w13"},
    {.name = "arrived_on", .label = "届いた日", .widget = W_DATE, .normal = N_DATE,
        .required = true, .width = "w13"},
    {.name = "founder", .label = "① 開設者氏名", .hint = "届いた紙のとおりに入力します。",
        .required = true},
    {.name = "name", .label = "② 医療機関・薬局の名称", .required = true},
    {.name = "address", .label = "③ 所在地", .required = true},
    {.name = "other_codes", .label = "④ 同じ場所のほかの医療機関等コード（10けた）",
        .hint = "2つ以上あるときは、間をあけてください。"},
};

struct entry { /* a paper being typed in */
    struct req *r;
    struct institution i;
    struct programme p;
    struct programme_type t; /* id 0: not chosen yet */
    struct programme_questions q;
    struct model model; /* columns: the items, then the type's questions */
    struct col col[FORM_FIELDS];
    struct str row[FORM_FIELDS];
    struct form f;
    struct attach a;
    struct notice_answers answers;
};

/* ---------------------------------------------------------------- the form */

static void make_form(struct entry *x)
{
    const char *names[FORM_FIELDS + 1] = {NULL};
    struct arena *a = x->r->arena;
    size_t n = ITEMS;

    memcpy(x->col, items, sizeof(items));
    for (size_t i = 0; i < x->q.n && n < FORM_FIELDS; i++, n++)
        x->col[n] = programme_column(a, &x->q.v[i]);
    x->q.n = n - ITEMS;
    for (size_t i = 0; i < FORM_FIELDS; i++)
        x->row[i] = S("");
    x->row[2] = x->i.founder;
    x->row[3] = x->i.name;
    x->row[4] = x->i.address;
    for (size_t i = 0; i < n; i++) {
        x->col[i].off = i * sizeof(struct str);
        x->col[i].type = COL_STR;
        names[i] = x->col[i].name;
    }
    x->model = (struct model){
        .name = "paper", .cols = x->col, .n_cols = n, .size = sizeof(x->row)};
    form_init(&x->f, x->r, &x->model, names, PAGE, x->row, 0);
}

/* The scan, and every paper that the type has ever taken: which one is right is looked at
 * when it is reviewed. */
static void make_attach(struct entry *x)
{
    struct attachment_kinds all =
        attachment_kinds_on(x->r->db, x->t.id, date_tokyo(clock_now()));
    struct choice *v = NEW_N(x->r->arena, struct choice, KINDS);
    size_t n = 0;

    v[n++] = (struct choice){NOTICE_SCAN, "郵送された届出の写し"};
    for (size_t i = 0; i < all.n && n < KINDS; i++)
        v[n++] = (struct choice){arena_fmt(x->r->arena, "%lld", (long long)all.v[i].id).p,
            arena_cstr(x->r->arena, all.v[i].title)};
    attach_init(&x->a, x->r, PAGE, x->i.id);
    x->a.kinds = (struct attach_kinds){v, n};
    x->a.hint = S("郵送された届出の写し（PDF）を、かならずつけてください。");
    x->a.required = true;
}

/* False: there is no such institution or type. */
static bool find(struct entry *x, struct req *r,
    struct str (*value)(const struct req *, const char *))
{
    struct code c;
    int64_t type;

    *x = (struct entry){.r = r};
    if (code_parse(value(r, "code"), 0, 0, &c) != CODE_OK || !c.pref ||
        !institution_by_code(r->db, &c, &x->i))
        return false;
    if (!value(r, "type").n)
        return true;
    if (!str_int(value(r, "type"), 1, INT64_MAX, &type) ||
        !programme_type_get(r->db, type, &x->t) ||
        !programme_get(r->db, x->t.programme, &x->p))
        return false;
    x->q = programme_questions(r->db, type);
    make_form(x);
    make_attach(x);
    return true;
}

/* ---------------------------------------------------------------- choosing */

static struct pick_list types_of(struct req *r, const struct institution *i)
{
    struct programme_list all = programme_all(r->db);
    struct pick *v = NEW_N(r->arena, struct pick, 100);
    size_t n = 0;

    for (size_t k = 0; k < all.n; k++) {
        struct programme_types t = programme_types(r->db, all.v[k].id);

        if (!all.v[k].published || !programme_for(&all.v[k], i->kind))
            continue;
        for (size_t j = 0; j < t.n && n < 100; j++)
            if (programme_type_for(&t.v[j], i->kind))
                v[n++] = (struct pick){
                    .value = arena_fmt(r->arena, "%lld", (long long)t.v[j].id),
                    .label = arena_fmt(r->arena, STR_FMT "：類型%lld　" STR_FMT,
                        STR_ARG(all.v[k].title), (long long)t.v[j].number,
                        STR_ARG(t.v[j].title))};
    }
    return (struct pick_list){v, n};
}

static int draw(struct entry *x, int status)
{
    struct req *r = x->r;
    struct paper_view v = {.typed = query_value(r, "code"), .name = x->i.name};

    if (x->i.id) {
        v.code10 = arena_fmt(r->arena, STR_FMT STR_FMT STR_FMT, STR_ARG(x->i.pref),
            STR_ARG(x->i.score_table), STR_ARG(x->i.code));
        v.code = notices_code(r->arena, x->i.pref, x->i.score_table, x->i.code);
        v.types = types_of(r, &x->i);
    }
    if (x->t.id) {
        v.type = arena_fmt(r->arena, "%lld", (long long)x->t.id);
        v.type_title = arena_fmt(r->arena, STR_FMT "：類型%lld　" STR_FMT, STR_ARG(x->p.title),
            (long long)x->t.number, STR_ARG(x->t.title));
        v.form = attach_form_view(&x->a, form_input_view(&x->f));
        v.attach = attach_view(&x->a);
    }
    page_open(r, (struct page){.wrong = status == 422});
    tmpl_staff_notice_paper(r->out, &v);
    return status;
}

static int show(struct req *r)
{
    struct entry *x = NEW(r->arena, struct entry);

    if (!query_value(r, "code").n) {
        x->r = r;
        return draw(x, 200);
    }
    if (!find(x, r, query_value))
        return refuse(r, 422, S("医療機関等が見つかりません"),
            S("10けたの医療機関等コードを見て、もう一度入力してください。"));
    if (x->t.id)
        attach_load(&x->a);
    return draw(x, 200);
}

/* ---------------------------------------------------------------- reading */

static void check_days(struct entry *x, struct date *postmark)
{
    struct form_field *mark = form_field_of(&x->f, "postmark_on"),
                      *arrived = form_field_of(&x->f, "arrived_on");
    char today[11];

    clock_today(today);
    *postmark = date_tokyo(clock_now());
    if (mark->error.n || arrived->error.n || !date_iso(mark->value, postmark))
        return;
    if (str_cmp(arrived->value, mark->value) < 0)
        form_complain(&x->f, "arrived_on", S("届いた日は、消印の日か、それよりあとにしてください"));
    else if (str_cmp(arrived->value, str_of(today)) > 0)
        form_complain(&x->f, "arrived_on", S("届いた日は、きょうまでの日付にしてください"));
}

/* Ten digits each, whatever way they were written. */
static void check_codes(struct entry *x)
{
    struct form_field *f = form_field_of(&x->f, "other_codes");
    struct str rest = text_ascii(x->r->arena, f->value), all = S(""), one;
    struct code c;

    while (rest.n) {
        one = str_cut(rest, ' ', &rest);
        if (!one.n)
            continue;
        if (code_parse(one, 0, 0, &c) != CODE_OK || !c.pref) {
            form_complain(&x->f, "other_codes",
                arena_fmt(x->r->arena, "「" STR_FMT "」は、10けたのコードではありません", STR_ARG(one)));
            return;
        }
        all = arena_fmt(x->r->arena, STR_FMT "%s" STR_FMT, STR_ARG(all), all.n ? " " : "",
            STR_ARG(code_text10(x->r->arena, &c)));
    }
    f->value = all;
}

static void take_answers(struct entry *x)
{
    x->answers.v = NEW_N(x->r->arena, struct notice_answer, x->q.n + 1);
    for (size_t i = 0; i < x->q.n; i++) {
        struct form_field *f = &x->f.f[ITEMS + i];
        struct str month;

        if (str_is(x->q.v[i].input, "month") && notice_month(x->r->arena, f->typed, &month))
            f->value = month;
        x->answers.v[x->answers.n++] =
            (struct notice_answer){.key = x->q.v[i].key, .value = f->value};
    }
}

/* What the paper leaves open is asked for on the telephone: it can't be filed without. */
static void check_answers(struct entry *x, struct date postmark)
{
    for (size_t i = 0; i < x->q.n; i++) {
        const char *name = x->col[ITEMS + i].name;

        switch (notice_fit(x->r->arena, &x->q.v[i], &x->answers, postmark)) {
        case NOTICE_MISSING:
            form_complain(&x->f, name, S("紙に書かれていないときは、電話で聞いて入力してください"));
            break;
        case NOTICE_UNCLEAR:
            form_complain(&x->f, name, S("答え方に合うように入力してください。年と月は、令和5年7月のように書きます"));
            break;
        case NOTICE_OUTSIDE:
            form_complain(&x->f, name, S("この類型の決まりに合わない日です。ほかの類型を、電話で聞いてください"));
            break;
        case NOTICE_FITS:
            break;
        }
    }
}

static bool has_scan(const struct entry *x)
{
    for (size_t i = 0; i < x->a.files.n; i++)
        if (str_is(x->a.files.v[i].kind, NOTICE_SCAN))
            return true;
    return false;
}

static struct date read_all(struct entry *x)
{
    struct date postmark;

    form_read(&x->f);
    check_days(x, &postmark);
    check_codes(x);
    take_answers(x);
    check_answers(x, postmark);
    attach_read(&x->a);
    if (!x->a.wrong && !x->a.stay && !has_scan(x))
        attach_complain(&x->a, S("file1"), S("郵送された届出の写しをつけてください"));
    return postmark;
}

/* ---------------------------------------------------------------- entering */

/* A draft that the institution has begun becomes this one. */
static enum notice_no begin(struct entry *x, const struct notices *c,
    const struct notice_by *by, struct notice *n)
{
    enum notice_no no = notices_start(c, &x->i, x->p.id, x->t.id, by, n);

    if (no != NOTICE_NO_TWICE || !str_is(n->state, "draft"))
        return no;
    if (n->type != x->t.id && notice_retype(x->r->db, n->id, x->t.id) != OK)
        return NOTICE_NO_CHANGED;
    return notice_get(x->r->db, n->id, n) ? NOTICE_DONE : NOTICE_NO_CHANGED;
}

/* Looked at before anything is written: what was attached stays in the draft then. */
static enum notice_no may(struct entry *x, const struct notice_by *by,
    const struct notice_input *in, struct notice *other)
{
    struct notice_list all = notice_of(x->r->db, x->i.id);
    struct notice draft = {.programme = x->p.id, .type = x->t.id, .state = S("draft"),
        .kind = x->i.kind};

    for (size_t i = 0; i < all.n; i++)
        if (all.v[i].programme == x->p.id && !str_is(all.v[i].state, "draft") &&
            !str_is(all.v[i].state, "withdrawn") && !str_is(all.v[i].state, "ended")) {
            *other = all.v[i];
            return NOTICE_NO_TWICE;
        }
    return notice_may(x->r->db, x->r->arena, &draft, NOTICE_FILE, by, in);
}

static struct notice_content content_of(struct entry *x)
{
    return (struct notice_content){.type = x->t.id,
        .founder = form_field_of(&x->f, "founder")->value,
        .name = form_field_of(&x->f, "name")->value,
        .address = form_field_of(&x->f, "address")->value,
        .other_codes = form_field_of(&x->f, "other_codes")->value, .answers = x->answers,
        .attached = x->a.files.n - 1}; /* without the scan */
}

static enum notice_no file(struct entry *x, const struct notice_by *by,
    const struct notice_input *in, struct notice *n)
{
    struct req *r = x->r;
    struct notices c = notices_of(r);
    enum notice_no no = begin(x, &c, by, n);

    if (no == NOTICE_DONE)
        no = notices_move(&c, n, NOTICE_FILE, by, in);
    if (no != NOTICE_DONE)
        return no;
    attach_commit(&x->a, "notice", n->id, n->version);
    notice_paper_add(r->db, &(struct notice_paper){.notice = n->id,
        .entered_by = r->who.staff, .postmark_on = form_field_of(&x->f, "postmark_on")->value,
        .arrived_on = form_field_of(&x->f, "arrived_on")->value});
    audit_add(r->db, &(struct audit){.actor = r->who.owner, .institution = x->i.id,
                         .action = S("notice.entered"), .request = req_id(r),
                         .detail = receipt_text(r->arena, n->number)});
    return NOTICE_DONE;
}

static int refused(struct entry *x, enum notice_no no, const struct notice *other)
{
    struct arena *a = x->r->arena;

    form_complain(&x->f, "", no == NOTICE_NO_TWICE
        ? arena_fmt(a, "この制度には、もう届け出ています（" STR_FMT "）。",
              STR_ARG(receipt_text(a, other->number)))
        : notice_refusal_text(a, no, &x->p));
    return draw(x, 422);
}

static int enter(struct req *r)
{
    struct entry *x = NEW(r->arena, struct entry);
    struct notice_by by = notices_by(r);
    struct notice_input in = {.reason = S(""), .ended_on = S("")};
    struct notice_content content;
    struct notice n = {.number = S("")};
    enum notice_no no;
    int64_t noon;

    if (!find(x, r, form_value) || !x->t.id)
        return not_found(r);
    by.paper = true;
    noon = date_start(read_all(x)) + NOON;
    by.at = noon < by.at ? noon : by.at; /* posted today: not later than now */
    if (x->f.wrong || x->a.wrong || x->a.stay) {
        r->keep = true; /* the files stay in the draft */
        return draw(x, x->a.stay && !x->f.wrong && !x->a.wrong ? 200 : 422);
    }
    content = content_of(x);
    in.content = &content;
    no = may(x, &by, &in, &n);
    if (no != NOTICE_DONE) {
        r->keep = true;
        return refused(x, no, &n);
    }
    no = file(x, &by, &in, &n);
    if (no != NOTICE_DONE)
        return refused(x, no, &n);
    return see_other(r, arena_fmt(r->arena, NOTICES "/" STR_FMT, STR_ARG(n.number)));
}

static const struct route routes[] = {
    {"GET", PAGE, NOTICES_ENTER, "郵送の届出を入力する", show},
    {"POST", PAGE, NOTICES_ENTER, "郵送の届出を入力する", enter, .plan = attach_plan,
        .files = true, .body_kib = ATTACH_BODY_KIB},
    {0},
};

const struct feature staff_notices_paper_feature = {"staff_notices_paper", routes};
