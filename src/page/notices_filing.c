/* notices_filing.c: see notices_impl.h. The columns of the form are made from the rows of
 * the type, so that a new type needs no new page. */
#include "page/notices_impl.h"

#include "model/account.h"
#include "model/code.h"
#include "model/pair.h"
#include "sys/secret.h"
#include "util/buf.h"
#include "util/kana.h"
#include "util/str.h"

enum { FIRST_QUESTION = 6, CODES_MAX = 200 };

/* ---------------------------------------------------------------- columns */

static struct str check_codes(struct str value, struct arena *a)
{
    struct str rest = value, one;
    struct code c;

    while (rest.n) {
        one = str_cut(rest, ' ', &rest);
        if (one.n && code_parse(one, 0, 0, &c) != CODE_OK)
            return code_complaint(a, one, code_parse(one, 0, 0, &c));
        if (one.n && (!c.pref || !c.table))
            return S("10けたの医療機関等コードで入力してください（都道府県番号2けた、点数表1けた、コード7けた）");
    }
    return S("");
}

static const struct col items[FIRST_QUESTION] = {
    {.name = "founder", .label = "① 開設者氏名", .required = true,
        .hint = "保険医療機関・薬局などの指定の申請書のとおりに入力してください。"},
    {.name = "name", .label = "② 医療機関・薬局の名称", .required = true},
    {.name = "address", .label = "③ 所在地", .required = true},
    {.name = "code", .label = "④ 医療機関等コード（10けた）", .widget = W_FIXED},
    {.name = "other_codes", .label = "④ 同じ場所のほかの医療機関等コード（10けた）",
        .hint = "医科と歯科の両方をしている施設などで、もう1つのコードの分もいっしょに届け出るときだけ入力してください。2つ以上あるときは、間をあけてください。",
        .max = CODES_MAX, .check = check_codes},
    {.name = "type", .label = "⑤ 経過措置の類型", .widget = W_SELECT, .normal = N_RAW,
        .required = true},
};

static void make_columns(struct filing *x)
{
    struct arena *a = x->r->arena;
    struct choice *only = NEW_N(a, struct choice, 2);
    size_t n = FIRST_QUESTION;

    memcpy(x->col, items, sizeof(items));
    only->value = arena_fmt(a, "%lld", (long long)x->t.id).p;
    only->label = arena_fmt(a, "%lld　" STR_FMT, (long long)x->t.number,
        STR_ARG(x->t.title)).p;
    x->col[FIRST_QUESTION - 1].choices = only;
    for (size_t i = 0; i < x->q.n && n < FORM_FIELDS; i++, n++)
        x->col[n] = programme_column(a, &x->q.v[i]);
    for (size_t i = 0; i < n; i++) {
        x->col[i].off = i * sizeof(struct str);
        x->col[i].type = COL_STR;
    }
    x->model = (struct model){.name = "notice form", .cols = x->col, .n_cols = n,
        .size = sizeof(x->row)};
}

static void begin_papers(struct filing *x)
{
    struct arena *a = x->r->arena;
    struct attachment_kinds k = attachment_kinds_on(
        x->r->db, x->t.id, date_tokyo(x->r->received_at));
    struct choice *v = NEW_N(a, struct choice, k.n + 1);
    bool must = str_is(x->t.attachment, "required");

    x->papers = !str_is(x->t.attachment, "none") && k.n;
    for (size_t i = 0; i < k.n; i++)
        v[i] = (struct choice){arena_fmt(a, "%lld", (long long)k.v[i].id).p,
            arena_cstr(a, k.v[i].title)};
    attach_init(&x->att, x->r, x->page, x->r->who.institution);
    x->att.kinds = (struct attach_kinds){v, k.n};
    x->att.required = must && !x->p.follow_days;
    if (must && x->p.follow_days && !x->again)
        x->att.hint = arena_fmt(a, "この類型には書類が必要です。いま手元にないときは、届け出てから%lld日のうちに、あとから出せます。",
            (long long)x->p.follow_days);
    if (x->again) {
        x->att.table = "notice";
        x->att.owner = x->n.id;
    }
}

void filing_papers_load(struct filing *x)
{
    if (x->papers)
        attach_load(&x->att);
}

void filing_papers_read(struct filing *x)
{
    if (!x->papers)
        return;
    attach_read(&x->att);
    if (x->att.required)
        attach_need(&x->att, S("書類を1つ以上付けてください"));
}

static void begin_form(struct filing *x)
{
    const char *names[FORM_FIELDS + 1] = {NULL};

    make_columns(x);
    for (size_t i = 0; i < x->model.n_cols; i++)
        names[i] = x->col[i].name;
    x->row[5] = str_of(x->col[5].choices->value);
    form_init(&x->f, x->r, &x->model, names, x->page, x->row, x->again ? x->n.rev : 0);
    /* Shown under its choice, it must be answered there. */
    for (size_t i = 0; i < x->q.n && FIRST_QUESTION + i < FORM_FIELDS; i++)
        x->f.f[FIRST_QUESTION + i].required = !x->q.v[i].required_if.n;
    begin_papers(x);
}

/* ---------------------------------------------------------------- opening */

/* What is known already: the account's own words, the master, the pair. */
static void start_values(struct filing *x)
{
    struct arena *a = x->r->arena;
    struct account said = {.id = 0};
    struct site_pair pair;
    struct code c;

    x->row[0] = x->i.founder;
    x->row[1] = x->i.name;
    if (account_statement(x->r->db, &said)) {
        x->row[0] = said.founder.n ? said.founder : x->row[0];
        x->row[1] = said.name.n ? said.name : x->row[1];
    }
    x->row[2] = x->i.address;
    x->row[3] = code_from_columns(x->i.pref, x->i.score_table, x->i.code, &c) == CODE_OK
        ? code_text10(a, &c) : x->i.code;
    if (pair_get(x->r->db, &pair) &&
        code_from_columns(pair.pref, pair.score_table, pair.code, &c) == CODE_OK)
        x->row[4] = code_text10(a, &c);
    else
        x->row[4] = S("");
    for (size_t i = FIRST_QUESTION; i < FORM_FIELDS; i++)
        x->row[i] = S("");
}

static void filed_values(struct filing *x)
{
    struct notice_answers old = notice_answers(x->r->db, x->n.id, x->n.version);

    x->row[0] = x->n.founder;
    x->row[1] = x->n.name;
    x->row[2] = x->n.address;
    x->row[3] = x->n.code;
    x->row[4] = x->n.other_codes;
    for (size_t i = FIRST_QUESTION; i < FORM_FIELDS; i++)
        x->row[i] = i - FIRST_QUESTION < x->q.n
            ? notice_answer_of(&old, x->q.v[i - FIRST_QUESTION].key) : S("");
}

const char *filing_page(struct arena *a, const struct notice *n)
{
    if (n->version)
        return arena_fmt(a, NOTICES "/" STR_FMT "/edit", STR_ARG(n->number)).p;
    return arena_fmt(a, NOTICES "/new/" STR_FMT "/%lld", STR_ARG(n->programme_word),
        (long long)n->type_number).p;
}

bool filing_new(struct filing *x, struct req *r, struct str programme, struct str type)
{
    struct programme_types all;
    struct date today = date_tokyo(r->received_at);
    int64_t number;

    *x = (struct filing){.r = r, .event = NOTICE_FILE};
    if (!programme_by_word(r->db, programme, &x->p) || !x->p.published ||
        !str_int(type, 1, 99, &number) || !institution_get(r->db, r->who.institution, &x->i))
        return false;
    all = programme_types(r->db, x->p.id);
    for (size_t i = 0; i < all.n; i++) /* the version of today, else the newest */
        if (all.v[i].number == number &&
            (!x->t.id || programme_type_valid(&all.v[i], today)))
            x->t = all.v[i];
    if (!x->t.id)
        return false;
    notice_current(r->db, x->p.id, &x->n);
    x->q = programme_questions(r->db, x->t.id);
    x->page = arena_fmt(r->arena, NOTICES "/new/" STR_FMT "/%lld", STR_ARG(x->p.word),
        (long long)number).p;
    start_values(x);
    begin_form(x);
    return true;
}

bool filing_of(struct filing *x, struct req *r, struct str number)
{
    *x = (struct filing){.r = r, .again = true};
    if (!notices_find(r, number, &x->n) || !x->n.version ||
        !programme_get(r->db, x->n.programme, &x->p) ||
        !programme_type_get(r->db, x->n.type, &x->t) ||
        !institution_get(r->db, r->who.institution, &x->i))
        return false;
    x->event = str_is(x->n.state, "returned") ? NOTICE_CORRECT : NOTICE_AMEND;
    x->q = programme_questions(r->db, x->t.id);
    x->page = filing_page(r->arena, &x->n);
    filed_values(x);
    begin_form(x);
    return true;
}

enum notice_no filing_may(struct filing *x)
{
    struct notice_by by = notices_by(x->r);
    struct notice as_draft = x->n;

    if (!x->again && x->n.id && !str_is(x->n.state, "draft"))
        return NOTICE_NO_TWICE;
    if (!x->again) {
        as_draft = (struct notice){.programme = x->p.id, .state = S("draft"),
            .kind = x->i.kind, .type = x->t.id};
        if (!programme_type_for(&x->t, x->i.kind))
            return NOTICE_NO_TYPE;
    }
    return notice_may(x->r->db, x->r->arena, &as_draft, x->event, &by,
        &(struct notice_input){.rev = 0});
}

/* ---------------------------------------------------------------- reading */

static void normalise(struct filing *x)
{
    struct arena *a = x->r->arena;
    struct form_field *codes = form_field_of(&x->f, "other_codes");
    struct str rest = text_ascii(a, codes->value), one;
    struct buf b = BUF_INIT;
    struct code c;

    while (rest.n) { /* 01-1-8010016 and the like, blanks or commas between them */
        one = str_cut(rest, ' ', &rest);
        if (!one.n)
            continue;
        if (b.n)
            buf_byte(&b, ' ');
        if (code_parse(one, 0, 0, &c) == CODE_OK && c.pref && c.table)
            one = code_text10(a, &c);
        buf_str(&b, one);
    }
    codes->value = arena_str(a, buf_view(&b));
    buf_release(&b);
    for (size_t i = 0; i < x->q.n; i++) {
        struct form_field *f = &x->f.f[FIRST_QUESTION + i];

        if (str_is(x->q.v[i].input, "month"))
            f->value = notice_month(a, f->typed, &one) ? one : f->typed;
    }
}

static void take_answers(struct filing *x)
{
    x->answers.v = NEW_N(x->r->arena, struct notice_answer, x->q.n + 1);
    x->answers.n = 0;
    for (size_t i = 0; i < x->q.n; i++)
        x->answers.v[x->answers.n++] = (struct notice_answer){
            .key = x->q.v[i].key, .value = x->f.f[FIRST_QUESTION + i].value};
}

static struct str complaint(struct filing *x, const struct programme_question *q,
    enum notice_fit fit)
{
    struct arena *a = x->r->arena;
    bool choice = str_is(q->input, "choice");

    if (fit == NOTICE_MISSING)
        return arena_fmt(a, choice ? "「" STR_FMT "」を、1つ選んでください" : STR_FMT "を入力してください",
            STR_ARG(q->label));
    if (str_is(q->input, "month"))
        return arena_fmt(a, STR_FMT "は、年と月を入力してください。例：令和5年7月、2023年7月",
            STR_ARG(q->label));
    if (str_is(q->input, "number"))
        return arena_fmt(a, STR_FMT "は、数字で入力してください", STR_ARG(q->label));
    return arena_fmt(a, STR_FMT "を、もう一度見てください", STR_ARG(q->label));
}

/* Questions that are not asked can't be wrong; days outside of the type's lead to the exit. */
static void check_answers(struct filing *x)
{
    struct date today = date_tokyo(x->r->received_at);

    x->leave = NULL;
    x->f.wrong = x->f.general.n > 0;
    for (size_t i = 0; i < x->q.n; i++) {
        const struct programme_question *q = &x->q.v[i];
        struct form_field *f = &x->f.f[FIRST_QUESTION + i];
        enum notice_fit fit = notice_fit(x->r->arena, q, &x->answers, today);

        if (!notice_shown(q, &x->answers) ||
            (!f->value.n && !notice_required(q, &x->answers)))
            f->error = S("");
        else if (!f->error.n && fit == NOTICE_OUTSIDE)
            x->leave = x->leave ? x->leave : q;
        else if (fit == NOTICE_MISSING || (!f->error.n && fit != NOTICE_FITS))
            f->error = complaint(x, q, fit);
    }
    for (size_t i = 0; i < x->f.n; i++)
        x->f.wrong += x->f.f[i].error.n > 0;
}

void filing_read(struct filing *x)
{
    struct form_field *type;

    form_read(&x->f);
    type = form_field_of(&x->f, "type");
    type->typed = type->value = type->old; /* the page says which */
    type->error = S("");
    filing_check(x);
}

void filing_check(struct filing *x)
{
    struct form_field *codes = form_field_of(&x->f, "other_codes");

    normalise(x);
    codes->error = check_codes(codes->value, x->r->arena);
    take_answers(x);
    check_answers(x);
}

void filing_prefill(struct filing *x, struct str answers)
{
    struct str one, key, value;

    while (answers.n) {
        one = str_cut(answers, ';', &answers);
        key = str_cut(one, '=', &value);
        for (size_t i = 0; i < x->q.n; i++)
            if (value.n && str_eq(key, x->q.v[i].key))
                x->f.f[FIRST_QUESTION + i].typed = x->f.f[FIRST_QUESTION + i].value = value;
    }
}

/* One line for each paper: what it is, its name, the digest of its bytes. */
static struct str papers_text(const struct filing *x)
{
    struct arena *a = x->r->arena;
    struct str all = S("");

    for (size_t i = 0; i < x->att.files.n; i++)
        all = arena_fmt(a, STR_FMT STR_FMT " SHA-256 " STR_FMT "\n", STR_ARG(all),
            STR_ARG(attach_line(a, &x->att.files.v[i])),
            STR_ARG(codec_hex(a, x->att.files.v[i].sha256)));
    return all;
}

struct notice_content filing_content(const struct filing *x)
{
    return (struct notice_content){.type = x->t.id, .founder = x->f.f[0].value,
        .name = x->f.f[1].value, .address = x->f.f[2].value,
        .other_codes = x->f.f[4].value, .answers = x->answers,
        .attached = x->att.files.n, .papers = papers_text(x)};
}

/* ---------------------------------------------------------------- views */

/* The choice that a condition of the plain form key=word names. */
static struct pick *choice_of(struct filing *x, struct form_view *v, struct str condition)
{
    struct str word, key = str_cut(condition, '=', &word);

    if (!word.n || str_has(condition, S(" ")))
        return NULL;
    for (size_t i = 0; i < x->q.n; i++) {
        const struct field_view *f = &v->fields.v[FIRST_QUESTION + i];

        for (size_t k = 0; str_eq(x->q.v[i].key, key) && k < f->picks.n; k++)
            if (str_eq(f->picks.v[k].value, word))
                return (struct pick *)(uintptr_t)&f->picks.v[k];
    }
    return NULL;
}

static void put_under(struct arena *a, struct pick *p, const struct field_view *f)
{
    struct field_list *l = (struct field_list *)(uintptr_t)p->then;
    struct field_view *fields;

    if (!l)
        p->then = l = NEW(a, struct field_list);
    fields = NEW_N(a, struct field_view, l->n + 1);
    for (size_t i = 0; i < l->n; i++)
        fields[i] = l->v[i];
    fields[l->n] = *f;
    l->v = fields;
    l->n++;
}

const struct form_view *filing_input_view(struct filing *x)
{
    struct form_view *v = (struct form_view *)(uintptr_t)form_input_view(&x->f);
    struct field_view *fields = (struct field_view *)(uintptr_t)v->fields.v;
    bool under[FORM_FIELDS] = {false};
    size_t n = FIRST_QUESTION;

    for (size_t i = 0; i < x->q.n; i++) {
        struct pick *p = choice_of(x, v, x->q.v[i].shown_if);

        under[i] = p != NULL;
        if (p)
            put_under(x->r->arena, p, &fields[FIRST_QUESTION + i]);
    }
    for (size_t i = 0; i < x->q.n; i++)
        if (!under[i])
            fields[n++] = fields[FIRST_QUESTION + i];
    v->fields.n = n;
    v->action = (struct url){str_of(x->page)};
    return x->papers ? attach_form_view(&x->att, v) : v;
}

static void put_month(struct filing *x, size_t i, struct field_view *f)
{
    const struct form_field *from = &x->f.f[FIRST_QUESTION + i];

    f->shown = programme_answer_text(x->r->arena, &x->q.v[i], from->value);
    f->old = programme_answer_text(x->r->arena, &x->q.v[i], from->old);
}

const struct form_view *filing_confirm_view(struct filing *x)
{
    struct form_view *v;
    struct field_view *fields;
    size_t n = 0, all;

    if (!x->again) /* everything is new: nothing to compare with */
        for (size_t i = 0; i < x->f.n; i++)
            if (x->f.f[i].col->widget != W_FIXED)
                x->f.f[i].old = x->f.f[i].value;
    v = (struct form_view *)(uintptr_t)form_confirm_view(&x->f);
    fields = (struct field_view *)(uintptr_t)v->fields.v;
    all = v->fields.n;
    for (size_t i = 0; i < all; i++) {
        if (i >= FIRST_QUESTION &&
            !notice_shown(&x->q.v[i - FIRST_QUESTION], &x->answers))
            continue;
        if (i == FIRST_QUESTION - 1)
            fields[i].edit = (struct url){S("")};
        if (i >= FIRST_QUESTION && str_is(x->q.v[i - FIRST_QUESTION].input, "month"))
            put_month(x, i - FIRST_QUESTION, &fields[i]);
        fields[n++] = fields[i];
    }
    v->fields.n = n;
    return v;
}
