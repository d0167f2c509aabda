/* notices_types.c: one type of a programme: its rules, the questions it asks, the papers it
 * takes. What has been filed under is not changed: a new version begins on a later day. */
#include "gen/templates.h"
#include "staff/notices.h"
#include "staff/notices_programmes.h"
#include "sys/clock.h"
#include "util/str.h"
#include "web/app.h"
#include "web/form.h"
#include "web/frame.h"

#define PAGE NOTICES "/programmes/{word}/types"

static const char *const names[] = {"number", "word", "title", "circumstance", "until_text",
    "end_rule", "end_key", "end_months", "end_day", "attachment", "consult", "guide",
    "hospital", "clinic", "dental", "pharmacy", "nursing", NULL};
static const char *const question_names[] = {"key", "label", "hint", "input", "options",
    "shown_if", "required_if", "not_before", "not_after", "exit_text", NULL};
static const char *const kind_names[] = {"title", "valid_from", NULL};

struct at { /* where the address leads */
    struct programme p;
    struct programme_type t;
    struct type_edit e;
    struct date today;
    bool editable;
};

static bool find(struct req *r, struct at *x)
{
    int64_t id;

    if (!programmes_find(r, &x->p) || !str_int(r->arg[1], 1, INT64_MAX, &id) ||
        !programme_type_get(r->db, id, &x->t) || x->t.programme != x->p.id ||
        !type_edit_get(r->db, id, &x->e))
        return false;
    x->today = date_tokyo(clock_now());
    x->editable = type_editable(&x->p, &x->t, x->today);
    return true;
}

static struct str path(struct req *r, const struct at *x, const char *tail)
{
    return arena_fmt(r->arena, STR_FMT "/types/%lld%s", STR_ARG(programmes_path(r, x->p.word)),
        (long long)x->t.id, tail);
}

/* ---------------------------------------------------------------- what is shown */

static struct str label_of(const struct choice *c, struct str value)
{
    for (; c && c->value; c++)
        if (str_is(value, c->value))
            return str_of(c->label);
    return value;
}

static const struct choice *choices_of(const struct model *m, const char *name)
{
    for (size_t i = 0; i < m->n_cols; i++)
        if (strcmp(m->cols[i].name, name) == 0)
            return m->cols[i].choices;
    return NULL;
}

/* Days and conditions of a question in one line. */
static struct str rule_of(struct arena *a, const struct programme_question *q)
{
    struct str s = S("");

    if (q->shown_if.n)
        s = arena_fmt(a, "聞く条件 " STR_FMT "　", STR_ARG(q->shown_if));
    if (q->required_if.n)
        s = arena_fmt(a, STR_FMT "%s　", STR_ARG(s),
            str_is(q->required_if, "never") ? "答えなくてもよい"
                : arena_fmt(a, "必要な条件 " STR_FMT, STR_ARG(q->required_if)).p);
    if (q->not_before.n)
        s = arena_fmt(a, STR_FMT STR_FMT "から　", STR_ARG(s), STR_ARG(q->not_before));
    if (q->not_after.n)
        s = arena_fmt(a, STR_FMT STR_FMT "まで", STR_ARG(s), STR_ARG(q->not_after));
    return s;
}

static void questions(struct req *r, const struct at *x, struct type_view *v)
{
    struct programme_questions q = programme_questions(r->db, x->t.id);

    v->questions.v = NEW_N(r->arena, struct question_row, q.n + 1);
    for (size_t i = 0; i < q.n; i++)
        v->questions.v[v->questions.n++] = (struct question_row){
            .href = {arena_fmt(r->arena, STR_FMT "/%lld", STR_ARG(path(r, x, "/questions")),
                (long long)q.v[i].id)},
            .label = q.v[i].label, .key = q.v[i].key,
            .input = label_of(choices_of(&question_edit_model, "input"), q.v[i].input),
            .rule = rule_of(r->arena, &q.v[i])};
}

static void kinds(struct req *r, const struct at *x, struct type_view *v)
{
    struct kind_edits all = kind_edits(r->db, x->t.id);
    struct str today = date_text(r->arena, x->today);

    v->kinds.v = NEW_N(r->arena, struct kind_row, all.n + 1);
    for (size_t i = 0; i < all.n; i++)
        v->kinds.v[v->kinds.n++] = (struct kind_row){
            .id = arena_fmt(r->arena, "%lld", (long long)all.v[i].id),
            .title = all.v[i].title, .from = words_day(r->arena, all.v[i].valid_from),
            .last = words_day(r->arena, all.v[i].valid_until),
            .past = all.v[i].valid_until.n && str_cmp(all.v[i].valid_until, today) < 0};
}

static void facts(struct req *r, const struct at *x, struct type_view *v)
{
    struct fact_list *l = &v->facts;
    struct arena *a = r->arena;
    const struct {
        const char *what;
        struct str text;
    } all[] = {
        {"事情", x->t.circumstance}, {"猶予の期間", x->t.until_text},
        {"終わりの決まり", label_of(choices_of(&type_edit_model, "end_rule"), x->t.end_rule)},
        {"終わりを数える質問", x->t.end_key}, {"おそくとも", words_day(a, x->t.end_day)},
        {"書類", label_of(choices_of(&type_edit_model, "attachment"), x->t.attachment)},
        {"1件ずつ事情を見る", x->t.consult ? S("はい") : S("いいえ")},
        {"使い始める日", words_day(a, x->t.valid_from)},
        {"使う最後の日", words_day(a, x->t.valid_until)},
    };

    l->v = NEW_N(a, struct fact, COUNT(all));
    for (size_t i = 0; i < COUNT(all); i++)
        if (all[i].text.n)
            l->v[l->n++] = (struct fact){str_of(all[i].what), all[i].text, false};
}

static void kind_form(struct req *r, const struct at *x, struct form *f)
{
    struct kind_edit fresh = {.title = S(""), .valid_from = date_text(r->arena, x->today)};

    if (!x->p.published)
        fresh.valid_from = x->t.valid_from;
    form_init(f, r, &kind_edit_model, kind_names, PAGE, &fresh, 0);
}

struct said { /* what a press has to complain of */
    struct form *kind;
    struct str version, ended;
};

static int draw(struct req *r, const struct at *x, int status, const struct said *said)
{
    struct type_view v = {.csrf = guard_csrf(r), .programme = x->p.title, .title = x->t.title,
        .number = arena_fmt(r->arena, "%lld", (long long)x->t.number),
        .page = {path(r, x, "")}, .up = {programmes_path(r, x->p.word)},
        .edits = (NOTICES_EDIT & r->who.role) != 0, .editable = x->editable,
        .draft = !x->p.published, .from = form_value(r, "from"),
        .from_error = said->version, .ended_error = said->ended};
    struct form f;

    v.versions = v.edits && x->p.published && !x->t.valid_until.n;
    questions(r, x, &v);
    kinds(r, x, &v);
    facts(r, x, &v);
    if (!said->kind)
        kind_form(r, x, &f);
    v.kind_form = form_input_view(said->kind ? said->kind : &f);
    page_open(r, (struct page){.wrong = status == 422,
                     .title = arena_fmt(r->arena, "類型%lld　" STR_FMT, (long long)x->t.number,
                         STR_ARG(x->t.title))});
    tmpl_staff_type(r->out, &v);
    return status;
}

static int show(struct req *r)
{
    struct at x;

    return find(r, &x) ? draw(r, &x, 200, &(struct said){.version = S(""), .ended = S("")})
                       : not_found(r);
}

/* ---------------------------------------------------------------- papers, versions */

static int add_kind(struct req *r, const struct at *x)
{
    struct kind_edit row = {.type = x->t.id, .valid_until = S("")};
    struct form f;

    kind_form(r, x, &f);
    form_read(&f);
    if (f.wrong)
        return draw(r, x, 422, &(struct said){&f, S(""), S("")});
    form_into(&f, &row);
    kind_edit_add(r->db, &row);
    programmes_changed(r, &x->p, "programme.kind_added", row.title);
    return see_other(r, path(r, x, ""));
}

/* From tomorrow on it is not taken any more; one that never was goes today. */
static int end_kind(struct req *r, const struct at *x)
{
    struct kind_edit k;
    int64_t id;

    if (!str_int(form_value(r, "kind"), 1, INT64_MAX, &id) ||
        !kind_edit_get(r->db, id, &k) || k.type != x->t.id || k.valid_until.n)
        return draw(r, x, 422, &(struct said){NULL, S(""),
                                   S("この書類は、もう受け取りの終わりが決まっています。")});
    kind_end(r->db, id, date_text(r->arena, x->today));
    programmes_changed(r, &x->p, "programme.kind_ended", k.title);
    return see_other(r, path(r, x, ""));
}

static int new_version(struct req *r, const struct at *x)
{
    struct date from;
    int64_t id;

    if (date_parse(form_value(r, "from"), &from) != DATE_OK ||
        type_new_version(r->db, r->arena, &x->t, from, x->today, &id) != OK)
        return draw(r, x, 422, &(struct said){NULL,
            S("新しい決まりを使い始める日は、あしたよりあとの日付を入力してください"), S("")});
    programmes_changed(r, &x->p, "programme.type_version", x->t.title);
    return see_other(r, arena_fmt(r->arena, STR_FMT "/types/%lld",
                            STR_ARG(programmes_path(r, x->p.word)), (long long)id));
}

static int remove_type(struct req *r, const struct at *x)
{
    if (x->p.published)
        return draw(r, x, 422, &(struct said){NULL, S(""),
                                   S("受付を始めた制度の類型は、消せません。")});
    type_remove(r->db, x->t.id);
    programmes_changed(r, &x->p, "programme.type_removed", x->t.title);
    return see_other(r, programmes_path(r, x->p.word));
}

static int press(struct req *r)
{
    struct str act = form_value(r, "act");
    struct at x;

    if (!find(r, &x))
        return not_found(r);
    if (str_is(act, "kind"))
        return add_kind(r, &x);
    if (str_is(act, "end"))
        return end_kind(r, &x);
    if (str_is(act, "version"))
        return new_version(r, &x);
    if (str_is(act, "remove"))
        return remove_type(r, &x);
    return draw(r, &x, 422, &(struct said){NULL, S(""), S("ボタンを押し直してください。")});
}

/* ---------------------------------------------------------------- its rules */

static int draw_edit(struct req *r, const struct at *x, struct form *f, int status)
{
    page_open(r, (struct page){.wrong = status == 422, .title = S("類型を直す")});
    tmpl_staff_type_edit(r->out, form_input_view(f), x->p.title,
        (struct url){x->t.id ? path(r, x, "") : programmes_path(r, x->p.word)});
    return status;
}

static int edit(struct req *r)
{
    struct form f;
    struct at x;

    if (!find(r, &x))
        return not_found(r);
    if (!x.editable)
        return see_other(r, path(r, &x, ""));
    form_init(&f, r, &type_edit_model, names, PAGE, &x.e, 0);
    return draw_edit(r, &x, &f, 200);
}

static struct str excluded(struct req *r, const struct type_edit *e)
{
    return type_kinds_text(r->arena,
        (int64_t[]){e->hospital, e->clinic, e->dental, e->pharmacy, e->nursing});
}

static int save(struct req *r)
{
    struct form f;
    struct at x;

    if (!find(r, &x))
        return not_found(r);
    form_init(&f, r, &type_edit_model, names, PAGE, &x.e, 0);
    form_read(&f);
    if (!x.editable)
        form_complain(&f, "", S("この類型は、もう使われています。新しい決まりを、使い始める日をつけて作ってください。"));
    if (f.wrong)
        return draw_edit(r, &x, &f, 422);
    form_into(&f, &x.e);
    x.e.excluded = excluded(r, &x.e);
    if (type_edit_save(r->db, &x.e) != OK)
        return not_found(r);
    programmes_changed(r, &x.p, "programme.type_changed", x.e.title);
    return see_other(r, path(r, &x, ""));
}

/* A new one: of a draft alone, since what is open promises its types. */
static bool find_draft(struct req *r, struct at *x)
{
    *x = (struct at){.t.id = 0};
    return programmes_find(r, &x->p) && !x->p.published;
}

static void fresh_form(struct req *r, struct form *f)
{
    struct type_edit fresh = {.word = S(""), .title = S(""), .circumstance = S(""),
        .until_text = S(""), .end_rule = S(""), .end_key = S(""), .end_day = S(""),
        .attachment = S(""), .guide = S("")};

    form_init(f, r, &type_edit_model, names, PAGE, &fresh, 0);
    form_field_of(f, "number")->typed = S("");
}

static int fresh(struct req *r)
{
    struct form f;
    struct at x;

    if (!find_draft(r, &x))
        return not_found(r);
    fresh_form(r, &f);
    return draw_edit(r, &x, &f, 200);
}

static int add(struct req *r)
{
    struct type_edit e = {.valid_until = S("")};
    struct form f;
    struct at x;

    if (!find_draft(r, &x))
        return not_found(r);
    fresh_form(r, &f);
    form_read(&f);
    if (f.wrong)
        return draw_edit(r, &x, &f, 422);
    form_into(&f, &e);
    e.programme = x.p.id;
    e.valid_from = date_text(r->arena, date_tokyo(x.p.opens_at));
    e.excluded = excluded(r, &e);
    if (type_edit_add(r->db, &e, &x.t.id) != OK)
        return draw_edit(r, &x, &f, 422);
    programmes_changed(r, &x.p, "programme.type_added", e.title);
    return see_other(r, path(r, &x, ""));
}

/* ---------------------------------------------------------------- questions */

static bool find_question(struct req *r, struct at *x, struct question_edit *q)
{
    int64_t id;

    *q = (struct question_edit){.key = S(""), .label = S(""), .hint = S(""), .input = S(""),
        .options = S(""), .shown_if = S(""), .required_if = S(""), .not_before = S(""),
        .not_after = S(""), .exit_text = S("")};
    if (!find(r, x) || !x->editable)
        return false;
    q->type = x->t.id;
    if (str_is(r->arg[2], "new"))
        return true;
    return str_int(r->arg[2], 1, INT64_MAX, &id) && question_edit_get(r->db, id, q) &&
           q->type == x->t.id;
}

static int draw_question(struct req *r, const struct at *x, struct form *f, bool old, int status)
{
    page_open(r, (struct page){.wrong = status == 422, .title = S("質問を直す")});
    tmpl_staff_question(r->out, form_input_view(f), x->t.title, (struct url){path(r, x, "")}, old);
    return status;
}

static int question(struct req *r)
{
    struct question_edit q;
    struct form f;
    struct at x;

    if (!find_question(r, &x, &q))
        return not_found(r);
    form_init(&f, r, &question_edit_model, question_names, PAGE, &q, 0);
    return draw_question(r, &x, &f, q.id != 0, 200);
}

static int save_question(struct req *r)
{
    struct question_edit q;
    struct form f;
    struct at x;
    enum err e;

    if (!find_question(r, &x, &q))
        return not_found(r);
    if (q.id && str_is(form_value(r, "act"), "remove")) {
        question_remove(r->db, q.id);
        programmes_changed(r, &x.p, "programme.question_removed", q.label);
        return see_other(r, path(r, &x, ""));
    }
    form_init(&f, r, &question_edit_model, question_names, PAGE, &q, 0);
    form_read(&f);
    if (f.wrong)
        return draw_question(r, &x, &f, q.id != 0, 422);
    form_into(&f, &q);
    e = q.id ? question_edit_save(r->db, &q) : question_edit_add(r->db, &q);
    if (e != OK) {
        form_complain(&f, "key", S("このしるしは、同じ類型のほかの質問が使っています"));
        return draw_question(r, &x, &f, q.id != 0, 422);
    }
    programmes_changed(r, &x.p, "programme.question_changed", q.label);
    return see_other(r, path(r, &x, ""));
}

static const struct route routes[] = {
    {"GET", NOTICES "/programmes/{word}/new-type", NOTICES_EDIT, "類型を加える", fresh},
    {"POST", NOTICES "/programmes/{word}/new-type", NOTICES_EDIT, "類型を加える", add},
    {"GET", PAGE "/{id}", DESK | EDITOR, "類型", show},
    {"POST", PAGE "/{id}", NOTICES_EDIT, "類型", press},
    {"GET", PAGE "/{id}/edit", NOTICES_EDIT, "類型を直す", edit},
    {"POST", PAGE "/{id}/edit", NOTICES_EDIT, "類型を直す", save},
    {"GET", PAGE "/{id}/questions/{question}", NOTICES_EDIT, "質問を直す", question},
    {"POST", PAGE "/{id}/questions/{question}", NOTICES_EDIT, "質問を直す", save_question},
    {0},
};

const struct feature staff_notices_types_feature = {"staff_notices_types", routes};
