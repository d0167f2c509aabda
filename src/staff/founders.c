/* founders.c: changes of founder or name that institutions have told: the queue, one of them
 * side by side with what is in force and with the master, the decision. */
#include "gen/templates.h"
#include "model/attachment.h"
#include "model/code.h"
#include "model/receipt.h"
#include "staff/founders_view.h"
#include "sys/clock.h"
#include "util/kana.h"
#include "util/str.h"
#include "util/utf8.h"
#include "web/app.h"
#include "web/attach.h"
#include "web/founder.h"
#include "web/frame.h"
#include "web/note.h"
#include "web/place.h"

#define PAGE "/staff/founders"

enum { HANDLES = OPERATOR | SUPERVISOR | ADMIN, FACTS = 8, ITEMS = 2, REASONS = 8 };

static struct str code_of(struct arena *a, const struct founder_change *c)
{
    return arena_fmt(a, STR_FMT "-" STR_FMT "-" STR_FMT, STR_ARG(c->pref),
        STR_ARG(c->score_table), STR_ARG(c->code));
}

static struct str name_of(const struct founder_change *c)
{
    return c->now_name.n ? c->now_name : c->master_name;
}

/* ---------------------------------------------------------------- the list */

static struct founder_row row_of(struct req *r, const struct founder_change *c)
{
    struct arena *a = r->arena;
    char today[11];

    clock_today(today);
    return (struct founder_row){
        .href = {arena_fmt(a, PAGE "/" STR_FMT, STR_ARG(c->number))},
        .place = place_url(a, "filing", c->pref, c->score_table, c->code),
        .number = receipt_text(a, c->number), .name = name_of(c), .code = code_of(a, c),
        .what = founder_what(a, c), .state = founder_state(c->state),
        .at = words_moment(a,
            c->decided_at && !str_is(c->state, "returned") ? c->decided_at : c->handed_at),
        .due = str_is(c->state, "filed") ? words_day(a, c->due) : S(""),
        .late = str_is(c->state, "filed") && str_cmp(c->due, str_of(today)) < 0};
}

static void rows(struct req *r, struct founder_list l, struct founder_row_list *out)
{
    out->v = NEW_N(r->arena, struct founder_row, l.n + 1);
    for (; out->n < l.n; out->n++)
        out->v[out->n] = row_of(r, &l.v[out->n]);
}

static int list(struct req *r)
{
    struct founders_view v = {{NULL, 0}, {NULL, 0}};

    rows(r, founder_waiting(r->db), &v.waiting);
    rows(r, founder_ended(r->db), &v.ended);
    page_open(r, (struct page){.title = S("")});
    tmpl_staff_founders(r->out, &v);
    return 200;
}

/* ---------------------------------------------------------------- one of them */

static bool find(struct req *r, struct founder_change *c)
{
    struct str number;

    return receipt_typed(r->arena, r->arg[0], &number) && str_eq(number, r->arg[0]) &&
        founder_by_number(r->db, number, c);
}

/* What is to come beside the master: an import may have brought the same. */
static struct tag beside(struct arena *a, struct str now, struct str master)
{
    if (str_eq(now, master))
        return (struct tag){TONE_GOOD, S("公表一覧と一致")};
    if (str_eq(text_key(a, now), text_key(a, master)))
        return (struct tag){TONE_INFO, S("書き方だけちがう")};
    return (struct tag){TONE_WARN, S("公表一覧とちがう")};
}

static void items(struct req *r, const struct founder_change *c, struct founder_case_view *v)
{
    struct founder_item *x = NEW_N(r->arena, struct founder_item, ITEMS);
    bool all = true;

    x[0] = (struct founder_item){.what = S("開設者氏名"), .old = c->old_founder,
        .now = c->founder, .master = c->master_founder};
    x[1] = (struct founder_item){.what = S("医療機関等名"), .old = c->old_name,
        .now = c->name, .master = c->master_name};
    for (size_t i = 0; i < ITEMS; i++) {
        x[i].changes = !str_eq(x[i].old, x[i].now);
        x[i].result = beside(r->arena, x[i].now, x[i].master);
        all = all && (!x[i].changes || x[i].result.tone == TONE_GOOD);
    }
    v->items.v = x;
    v->items.n = ITEMS;
    if (all)
        v->match = (struct tag){TONE_GOOD, S("公表一覧と一致")};
}

static void fact(struct fact_list *l, const char *what, struct str text, bool own)
{
    if (text.n)
        l->v[l->n++] = (struct fact){str_of(what), text, own};
}

static void facts(struct req *r, const struct founder_change *c,
    const struct staff_list *staff, struct founder_case_view *v)
{
    struct arena *a = r->arena;
    struct fact_list *l = &v->facts;

    l->v = NEW_N(a, struct fact, FACTS);
    fact(l, "変わった日（申告）", words_day(a, c->changed_on), false);
    fact(l, "ほかの仕組みに送る開設者", c->founder_jis, true);
    fact(l, "伝えたいこと", c->said, true);
    fact(l, "はじめに届いた日時", words_moment(a, c->filed_at), true);
    fact(l, "いまの版", arena_fmt(a, "第%lld版（" STR_FMT "）", (long long)c->version,
        STR_ARG(words_moment(a, c->handed_at))), true);
    if (str_is(c->state, "filed"))
        fact(l, "決める期日", words_day(a, c->due), false);
    if (c->decided_by.n)
        fact(l, "決めた人", words_actor(a, c->decided_by, staff), true);
}

static void papers(struct req *r, const struct founder_change *c, struct founder_case_view *v)
{
    struct attachment_list l = attachment_all(r->db, FOUNDER_TABLE, c->id);

    v->papers.v = NEW_N(r->arena, struct founder_file, l.n + 1);
    for (; v->papers.n < l.n; v->papers.n++) {
        const struct attachment *x = &l.v[v->papers.n];

        v->papers.v[v->papers.n] = (struct founder_file){
            .href = {arena_fmt(r->arena, STR_FMT "/files/%lld", STR_ARG(v->page.s),
                (long long)x->number)},
            .name = x->name, .kind = x->title, .size = attach_size(r->arena, x->size),
            .at = words_moment(r->arena, x->at), .scan = attach_scan_tag(x),
            .removed = !attachment_in(x, c->version)};
    }
}

static void steps(struct req *r, const struct founder_change *c,
    const struct staff_list *staff, struct founder_case_view *v)
{
    struct founder_events l = founder_events(r->db, c->id);
    struct founder_act_row *x = NEW_N(r->arena, struct founder_act_row, l.n + 1);

    for (size_t i = 0; i < l.n; i++)
        x[i] = (struct founder_act_row){words_moment(r->arena, l.v[i].at),
            founder_event_text(l.v[i].event), words_actor(r->arena, l.v[i].actor, staff),
            founder_why(r->arena, l.v[i].reason, l.v[i].note)};
    v->steps.v = x;
    v->steps.n = l.n;
}

static void reasons(struct req *r, struct founder_case_view *v)
{
    v->reasons.v = NEW_N(r->arena, struct founder_pick, REASONS);
    for (const struct founder_reason *x = founder_reasons; x->id && v->reasons.n < REASONS; x++)
        v->reasons.v[v->reasons.n++] = (struct founder_pick){str_of(x->id),
            str_of(x->title), str_of(x->text), str_is(form_value(r, "reason"), x->id)};
}

static int draw(struct req *r, const struct founder_change *c, int status, struct str said)
{
    struct arena *a = r->arena;
    struct staff_list staff = staff_list(r->db);
    unsigned who = founder_by(r).who;
    struct founder_case_view v = {.csrf = guard_csrf(r), .said = said,
        .number = receipt_text(a, c->number), .rev = arena_fmt(a, "%lld", (long long)c->rev),
        .name = name_of(c), .code = code_of(a, c), .note = form_value(r, "note"),
        .place = place_url(a, "filing", c->pref, c->score_table, c->code),
        .page = {arena_fmt(a, PAGE "/" STR_FMT, STR_ARG(c->number))},
        .state = founder_state(c->state), .unproved = c->now_rev && !c->proof.n,
        .decides = founder_rule(c->state, FOUNDER_ACCEPT, who) != NULL,
        .withdraws = founder_rule(c->state, FOUNDER_WITHDRAW, who) != NULL};

    if (v.decides && c->now_rev != c->base)
        v.moved = str_of(founder_no_text(c->now_rev ? FOUNDER_NO_MOVED : FOUNDER_NO_STATEMENT));
    items(r, c, &v);
    facts(r, c, &staff, &v);
    papers(r, c, &v);
    steps(r, c, &staff, &v);
    reasons(r, &v);
    page_open(r, (struct page){.wrong = status == 422,
                     .title = arena_fmt(a, "開設者・名称の変更 " STR_FMT, STR_ARG(v.number))});
    tmpl_staff_founder(r->out, &v);
    return status;
}

static int not_noted(struct req *r)
{
    r->retry_after = S("30");
    return refuse(r, 503, S("いま、開いたことを記録できません"),
        S("記録できるようになるまで、この画面は開けません。少し待って、もう一度ためしてください。"));
}

static int show(struct req *r)
{
    struct founder_change c;

    if (!find(r, &c))
        return not_found(r);
    if (!note_view(r, "founder.viewed", c.institution, "filing"))
        return not_noted(r);
    return draw(r, &c, 200, S(""));
}

static int open_file(struct req *r)
{
    struct founder_change c;
    struct attachment x;
    int64_t n;

    if (!find(r, &c) || !str_int(r->arg[1], 1, INT32_MAX, &n) ||
        !attachment_any(r->db, FOUNDER_TABLE, c.id, n, &x))
        return not_found(r);
    if (!note_view(r, "founder.paper_viewed", c.institution, "filing"))
        return not_noted(r);
    return attach_send(r, &x);
}

/* ---------------------------------------------------------------- the decision */

static bool act_of(struct str word, enum founder_act *out)
{
    static const struct {
        const char *word;
        enum founder_act act;
    } acts[] = {{"accept", FOUNDER_ACCEPT}, {"return", FOUNDER_RETURN},
        {"withdraw", FOUNDER_WITHDRAW}};

    for (size_t i = 0; i < COUNT(acts); i++)
        if (str_is(word, acts[i].word)) {
            *out = acts[i].act;
            return true;
        }
    return false;
}

static int press(struct req *r)
{
    struct founder_input in = {.reason = form_value(r, "reason"),
        .note = str_trim(text_lines(r->arena, form_value(r, "note")))};
    struct founder_change c;
    enum founder_act act;
    enum founder_no no;

    if (!find(r, &c))
        return not_found(r);
    if (!act_of(form_value(r, "act"), &act))
        return draw(r, &c, 422, S("ボタンを押し直してください。"));
    if (utf8_len(in.note) > FOUNDER_SAID)
        return draw(r, &c, 422, S("医療機関等に伝えることは、500文字までで入力してください。"));
    if (!str_int(form_value(r, "rev"), 1, INT64_MAX, &in.rev))
        in.rev = -1;
    no = founder_do(r, &c, act, &in);
    if (no == FOUNDER_DONE)
        return see_other(r, arena_fmt(r->arena, PAGE "/" STR_FMT, STR_ARG(c.number)));
    return find(r, &c) ? draw(r, &c, 422, str_of(founder_no_text(no))) : not_found(r);
}

static const struct route routes[] = {
    {"GET", PAGE, DESK, "開設者・名称の変更", list},
    {"GET", PAGE "/{number}", DESK, "開設者・名称の変更", show},
    {"POST", PAGE "/{number}", HANDLES, "開設者・名称の変更", press},
    {"GET", PAGE "/{number}/files/{file}", DESK, "変更の書類", open_file},
    {0},
};

const struct feature staff_founders_feature = {"staff_founders", routes};
