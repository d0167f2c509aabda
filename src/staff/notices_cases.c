/* notices_cases.c: consultation about types that are judged case by case: the type's own
 * questions are asked one after the other, what the caller said is written down, and what
 * the desk cannot decide goes to the ministry. */
#include "gen/templates.h"
#include "model/audit.h"
#include "model/notice_case.h"
#include "model/programme_edit.h"
#include "model/receipt.h"
#include "staff/notices.h"
#include "sys/clock.h"
#include "util/kana.h"
#include "util/str.h"
#include "util/utf8.h"
#include "web/app.h"
#include "web/form.h"
#include "web/frame.h"
#include "web/note.h"
#include "web/place.h"

#define PAGE NOTICES "/cases"

enum { CALLER_MAX = 100, ANSWER_MAX = 500, FACTS = 12 };

static struct tag state_of(struct str state)
{
    if (str_is(state, "open"))
        return (struct tag){TONE_INFO, S("相談中")};
    return str_is(state, "ministry") ? (struct tag){TONE_WARN, S("厚生労働省に照会中")}
                                     : (struct tag){TONE_GOOD, S("回答ずみ")};
}

static unsigned who_of(const struct req *r)
{
    return NOTICES_REVIEW & r->who.role ? NOTICE_CASE_SUPERVISOR | NOTICE_CASE_DESK
        : NOTICES_ENTER & r->who.role   ? NOTICE_CASE_DESK
                                        : 0;
}

static struct str type_text(struct arena *a, int64_t number, struct str title)
{
    return arena_fmt(a, "%lld　" STR_FMT, (long long)number, STR_ARG(title));
}

/* ---------------------------------------------------------------- the list */

static struct case_row row_of(
    struct req *r, const struct notice_case *c, const struct staff_list *staff)
{
    struct arena *a = r->arena;
    int64_t days;
    struct case_row x = {.href = {arena_fmt(a, PAGE "/%lld", (long long)c->id)},
        .place = place_url(a, "phone", c->pref, c->score_table, c->code), .name = c->name,
        .code = notices_code(a, c->pref, c->score_table, c->code),
        .type = type_text(a, c->type_number, c->type_title),
        .at = words_moment(a, c->opened_at), .waited = notices_days(a, c->opened_at, &days),
        .by = words_actor(a, arena_fmt(a, "s:%lld", (long long)c->opened_by), staff),
        .outcome = str_of(notice_case_outcome_name(c->outcome)),
        .done = words_moment(a, c->done_at), .state = state_of(c->state)};

    x.late = days > NOTICE_CASE_DAYS && !str_is(c->state, "done");
    return x;
}

static int list(struct req *r)
{
    struct notice_cases open = notice_cases_waiting(r->db), done = notice_cases_done(r->db);
    struct staff_list staff = staff_list(r->db);
    struct cases_view v = {{0}, {0}};

    v.open.v = NEW_N(r->arena, struct case_row, open.n + 1);
    v.done.v = NEW_N(r->arena, struct case_row, done.n + 1);
    for (; v.open.n < open.n; v.open.n++)
        v.open.v[v.open.n] = row_of(r, &open.v[v.open.n], &staff);
    for (; v.done.n < done.n; v.done.n++)
        v.done.v[v.done.n] = row_of(r, &done.v[v.done.n], &staff);
    page_open(r, (struct page){.title = S("")});
    tmpl_staff_notice_cases(r->out, &v);
    return 200;
}

/* ---------------------------------------------------------------- a new one */

struct asked { /* whom and what it is about */
    struct institution i;
    struct notice n;     /* id 0: none */
    struct type_edit t;  /* id 0: not chosen yet */
};

static bool read_asked(struct req *r, struct str (*value)(const struct req *, const char *),
    struct asked *x)
{
    struct str number;
    struct code c;
    int64_t type = 0;

    *x = (struct asked){.n.id = 0};
    if (code_parse(value(r, "code"), 0, 0, &c) != CODE_OK || !c.pref ||
        !institution_by_code(r->db, &c, &x->i))
        return false;
    if (receipt_typed(r->arena, value(r, "notice"), &number) && number.n &&
        (!notice_by_number(r->db, number, &x->n) || x->n.institution != x->i.id))
        x->n.id = 0;
    if (!str_int(value(r, "type"), 1, INT64_MAX, &type) && x->n.id)
        type = x->n.type;
    if (!type || !type_edit_get(r->db, type, &x->t))
        x->t.id = 0;
    return true;
}

/* Types that are judged case by case, of programmes that this kind may file under. */
static struct pick_list types_of(struct req *r, const struct institution *i)
{
    struct programme_list all = programme_all(r->db);
    struct pick *v = NEW_N(r->arena, struct pick, 64);
    size_t n = 0;

    for (size_t k = 0; k < all.n; k++) {
        struct programme_types t = programme_types(r->db, all.v[k].id);

        if (!all.v[k].published || !programme_for(&all.v[k], i->kind))
            continue;
        for (size_t j = 0; j < t.n && n < 64; j++)
            if (t.v[j].consult && !t.v[j].valid_until.n)
                v[n++] = (struct pick){
                    .value = arena_fmt(r->arena, "%lld", (long long)t.v[j].id),
                    .label = arena_fmt(r->arena, STR_FMT "：類型%lld　" STR_FMT,
                        STR_ARG(all.v[k].title), (long long)t.v[j].number,
                        STR_ARG(t.v[j].title))};
    }
    return (struct pick_list){v, n};
}

static struct str question_name(struct req *r, size_t i)
{
    return arena_fmt(r->arena, "q%zu", i + 1);
}

/* The lines of the type's guide; a type without one has one open question. */
static void questions(struct req *r, const struct type_edit *t, struct case_new_view *v)
{
    struct str rest = t->guide.n ? t->guide : S("事情のくわしい内容"), line;

    v->questions.v = NEW_N(r->arena, struct case_question, NOTICE_CASE_LINES);
    while (rest.n && v->questions.n < NOTICE_CASE_LINES) {
        struct str name = question_name(r, v->questions.n);

        line = str_trim(str_cut(rest, '\n', &rest));
        if (line.n)
            v->questions.v[v->questions.n++] = (struct case_question){
                .id = name, .text = line, .value = form_value(r, name.p)};
    }
}

static int draw_new(
    struct req *r, const struct asked *x, int status, const char *field, struct str error)
{
    struct case_new_view v = {.csrf = guard_csrf(r), .name = x->i.name,
        .code10 = arena_fmt(r->arena, STR_FMT STR_FMT STR_FMT, STR_ARG(x->i.pref),
            STR_ARG(x->i.score_table), STR_ARG(x->i.code)),
        .code = notices_code(r->arena, x->i.pref, x->i.score_table, x->i.code),
        .caller = form_value(r, "caller"), .error = error, .field = str_of(field),
        .notice = x->n.id ? x->n.number : S(""), .type = S("")};

    if (x->t.id) {
        v.type = arena_fmt(r->arena, "%lld", (long long)x->t.id);
        v.type_title = type_text(r->arena, x->t.number, x->t.title);
        v.circumstance = x->t.circumstance;
        questions(r, &x->t, &v);
    } else {
        v.types = types_of(r, &x->i);
    }
    page_open(r, (struct page){.wrong = status == 422});
    tmpl_staff_notice_case_new(r->out, &v);
    return status;
}

static int begin(struct req *r)
{
    struct asked x;

    if (!query_value(r, "code").n) /* whose? that is found out by the search */
        return see_other(r, S("/staff/institutions"));
    return read_asked(r, query_value, &x) ? draw_new(r, &x, 200, "", S("")) : not_found(r);
}

/* Question and answer, a line each; empty: nothing was written down. */
static struct str record_of(struct req *r, const struct type_edit *t, bool *too_long)
{
    struct case_new_view v = {.csrf = S("")};
    struct str all = S("");

    questions(r, t, &v);
    for (size_t i = 0; i < v.questions.n; i++) {
        struct str said = str_trim(text_lines(r->arena, v.questions.v[i].value));

        *too_long = *too_long || utf8_len(said) > ANSWER_MAX;
        if (said.n)
            all = arena_fmt(r->arena, STR_FMT "%s" STR_FMT "：" STR_FMT, STR_ARG(all),
                all.n ? "\n" : "", STR_ARG(v.questions.v[i].text), STR_ARG(said));
    }
    return all;
}

static void audit(struct req *r, int64_t institution, const char *action, int64_t id)
{
    audit_add(r->db, &(struct audit){.actor = r->who.owner, .institution = institution,
                         .action = str_of(action), .request = req_id(r),
                         .detail = arena_fmt(r->arena, "%lld", (long long)id)});
}

static int open_case(struct req *r)
{
    struct notice_case row = {.opened_by = r->who.staff, .outcome = S("")};
    bool too_long = false;
    struct asked x;
    int64_t id;

    if (!read_asked(r, form_value, &x))
        return not_found(r);
    if (!x.t.id)
        return draw_new(r, &x, 422, "type", S("類型を、1つ選んでください"));
    row.caller = text_name(r->arena, form_value(r, "caller"));
    row.record = record_of(r, &x.t, &too_long);
    if (!row.caller.n || utf8_len(row.caller) > CALLER_MAX)
        return draw_new(r, &x, 422, "caller",
            row.caller.n ? S("相談した方の名前は、100文字までで入力してください")
                         : S("相談した方の名前を入力してください"));
    if (!row.record.n || too_long)
        return draw_new(r, &x, 422, "q1",
            too_long ? S("聞いたことは、1つについて500文字までで入力してください")
                     : S("聞いたことを、1つ以上入力してください"));
    row.institution = x.i.id;
    row.notice = x.n.id;
    row.type = x.t.id;
    if (notice_case_open(r->db, &row, &id) != OK)
        die("notice_case: not opened");
    audit(r, x.i.id, "notice_case.opened", id);
    return see_other(r, arena_fmt(r->arena, PAGE "/%lld", (long long)id));
}

/* ---------------------------------------------------------------- one case */

static bool find(struct req *r, struct notice_case *c)
{
    int64_t id;

    return str_int(r->arg[0], 1, INT64_MAX, &id) && notice_case_get(r->db, id, c);
}

static void fact(struct fact_list *l, const char *what, struct str text, bool own)
{
    if (text.n && l->n < FACTS)
        l->v[l->n++] = (struct fact){str_of(what), text, own};
}

static void facts(struct req *r, const struct notice_case *c, struct case_view *v)
{
    struct staff_list staff = staff_list(r->db);
    struct arena *a = r->arena;
    struct fact_list *l = &v->facts;

    l->v = NEW_N(a, struct fact, FACTS);
    fact(l, "類型", type_text(a, c->type_number, c->type_title), false);
    fact(l, "相談した方", c->caller, true);
    fact(l, "相談", words_moment(a, c->opened_at), true);
    fact(l, "聞いた人",
        words_actor(a, arena_fmt(a, "s:%lld", (long long)c->opened_by), &staff), true);
    fact(l, "照会", words_moment(a, c->asked_at), true);
    fact(l, "結果", str_of(notice_case_outcome_name(c->outcome)), false);
    fact(l, "回答", words_moment(a, c->done_at), true);
    if (c->done_by)
        fact(l, "回答した人",
            words_actor(a, arena_fmt(a, "s:%lld", (long long)c->done_by), &staff), true);
}

static struct pick_list outcomes(struct req *r, struct str chosen)
{
    struct pick *v = NEW_N(r->arena, struct pick, 8);
    size_t n = 0;

    for (const struct choice *c = notice_case_outcomes; c->value; c++)
        v[n++] = (struct pick){.value = str_of(c->value), .label = str_of(c->label),
            .chosen = str_is(chosen, c->value)};
    return (struct pick_list){v, n};
}

static int draw(struct req *r, const struct notice_case *c, int status, const char *field,
    struct str error)
{
    struct arena *a = r->arena;
    unsigned who = who_of(r);
    bool typed = status == 422;
    struct case_view v = {.csrf = guard_csrf(r), .id = arena_fmt(a, "%lld", (long long)c->id),
        .name = c->name, .code = notices_code(a, c->pref, c->score_table, c->code),
        .rev = arena_fmt(a, "%lld", (long long)c->rev), .record = c->record,
        .answer = typed ? form_value(r, "answer") : c->answer, .error = error,
        .field = str_of(field), .place = place_url(a, "phone", c->pref, c->score_table, c->code),
        .notice = {c->number.n ? arena_fmt(a, NOTICES "/" STR_FMT, STR_ARG(c->number)) : S("")},
        .number = receipt_text(a, c->number), .state = state_of(c->state),
        .outcomes = outcomes(r, form_value(r, "outcome")),
        .escalates = notice_case_rule(c->state, NOTICE_CASE_ESCALATE, who) != NULL,
        .answers = notice_case_rule(c->state, NOTICE_CASE_ANSWER, who) != NULL,
        .done = str_is(c->state, "done"), .why_not = S("")};

    if (!v.answers && str_is(c->state, "ministry") && who)
        v.why_not = S("厚生労働省の回答は、責任者が記録します。");
    facts(r, c, &v);
    page_open(r, (struct page){.wrong = typed,
                     .title = arena_fmt(a, "事情の相談　" STR_FMT, STR_ARG(v.id))});
    tmpl_staff_notice_case(r->out, &v);
    return status;
}

static int show(struct req *r)
{
    struct notice_case c;

    if (!find(r, &c))
        return not_found(r);
    if (!note_view(r, "notice_case.viewed", c.institution, "phone")) {
        r->retry_after = S("30");
        return refuse(r, 503, S("いま、開いたことを記録できません"),
            S("記録できるようになるまで、この画面は開けません。少し待って、もう一度ためしてください。"));
    }
    return draw(r, &c, 200, "", S(""));
}

static int press(struct req *r)
{
    struct str act = form_value(r, "act");
    enum notice_case_event event =
        str_is(act, "escalate") ? NOTICE_CASE_ESCALATE : NOTICE_CASE_ANSWER;
    const struct notice_case_rule *rule;
    struct notice_case c, now;

    if (!find(r, &c))
        return not_found(r);
    now = c;
    if (!str_int(form_value(r, "rev"), 1, INT64_MAX, &c.rev))
        c.rev = 0;
    c.outcome = form_value(r, "outcome");
    c.answer = str_trim(text_lines(r->arena, form_value(r, "answer")));
    if (event == NOTICE_CASE_ANSWER && !*notice_case_outcome_name(c.outcome))
        return draw(r, &now, 422, "outcome", S("結果を、1つ選んでください"));
    if (event == NOTICE_CASE_ANSWER && !c.answer.n)
        return draw(r, &now, 422, "answer", S("伝えた内容を入力してください"));
    if (utf8_len(c.answer) > NOTICE_CASE_TEXT)
        return draw(r, &now, 422, "answer", S("伝えた内容は、2000文字までで入力してください"));
    rule = notice_case_rule(c.state, event, who_of(r));
    if (!rule || notice_case_move(r->db, &c, event, who_of(r), r->who.staff) != OK)
        return draw(r, &now, 422, "",
            S("ほかの職員が先に進めたか、いまの状態ではできません。いまの内容を見てください。"));
    audit(r, c.institution, rule->audit, c.id);
    return see_other(r, arena_fmt(r->arena, PAGE "/%lld", (long long)c.id));
}

static const struct route routes[] = {
    {"GET", PAGE, DESK, "事情の相談", list},
    {"GET", PAGE "/new", NOTICES_ENTER, "事情の相談を記録する", begin},
    {"POST", PAGE "/new", NOTICES_ENTER, "事情の相談を記録する", open_case},
    {"GET", PAGE "/{id}", DESK, "事情の相談", show},
    {"POST", PAGE "/{id}", NOTICES_ENTER, "事情の相談", press},
    {0},
};

const struct feature staff_notices_cases_feature = {"staff_notices_cases", routes};
