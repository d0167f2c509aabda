/* letters.c: the mailings of guidance letters: how many, where they are, what stopped. */
#include "gen/templates.h"
#include "model/campaign.h"
#include "model/code.h"
#include "model/institution.h"
#include "model/letter.h"
#include "model/prefecture.h"
#include "staff/letters_view.h"
#include "util/str.h"
#include "web/app.h"
#include "web/frame.h"
#include "web/place.h"

enum { LISTED = 20, BLOCKED_SHOWN = 200, CHOICE = 10 };

static struct campaign_row row_of(struct req *r, const struct campaign *c)
{
    bool done = str_is(c->state, "done");

    return (struct campaign_row){
        .href = {arena_fmt(r->arena, "/staff/letters/%lld", (long long)c->id)},
        .name = c->name, .form = c->form, .cutoff = words_day(r->arena, c->cutoff),
        .posted = words_day(r->arena, c->posted_on),
        .valid = words_day(r->arena, c->valid_until),
        .state = done ? (struct tag){TONE_GOOD, S("印刷データが完成")}
                      : (struct tag){TONE_INFO, S("作成中")},
        .selected = c->selected, .planned = c->planned, .written = c->written,
        .blocked = c->blocked + c->faulty + c->left_out, .pulled = c->pulled,
        .faulty = c->faulty, .left_out = c->left_out};
}

static int list(struct req *r)
{
    struct campaign_list all = campaign_all(r->db);
    struct campaigns_view v = {.reports = (DESK & r->who.role) != 0,
        .ways = ((SUPERVISOR | ADMIN | AUDITOR) & r->who.role) != 0};

    v.rows.n = all.n < LISTED ? all.n : LISTED;
    v.rows.v = NEW_N(r->arena, struct campaign_row, v.rows.n + 1);
    for (size_t i = 0; i < v.rows.n; i++) {
        struct campaign c = all.v[i];

        if (campaign_count(r->db, c.id, &c))
            v.rows.v[i] = row_of(r, &c);
    }
    page_open(r, (struct page){.title = S("")});
    tmpl_staff_campaigns(r->out, &v);
    return 200;
}

static void add(struct req *r, struct fact_list *l, const char *what, int64_t n)
{
    l->v[l->n++] =
        (struct fact){str_of(what), arena_fmt(r->arena, "%lld件", (long long)n), false};
}

static void choice(struct req *r, const struct campaign *c, struct fact_list *l)
{
    l->v = NEW_N(r->arena, struct fact, CHOICE);
    l->v[l->n++] = (struct fact){S("都道府県"),
        c->pref.n ? prefecture_name(c->pref) : S("全国"), false};
    l->v[l->n++] = (struct fact){S("施設の種類"),
        c->kind.n ? str_of(institution_kind_name(c->kind)) : S("すべて"), false};
    l->v[l->n++] = (struct fact){S("基準日"), words_day(r->arena, c->cutoff), true};
    add(r, l, "候補", c->considered);
    add(r, l, "廃止・指定前で除いた", c->closed);
    add(r, l, "登録ずみで除いた", c->registered);
    add(r, l, "前の案内文書が使えるので除いた", c->has_letter);
    add(r, l, "あて先がなくて除いた", c->no_address);
    add(r, l, "件数の上限で除いた", c->over_limit);
}

static struct blocked_row letter_row(struct req *r, const struct letter *x)
{
    struct arena *a = r->arena;

    return (struct blocked_row){
        .number = arena_fmt(a, "%09lld", (long long)x->id),
        .code = arena_fmt(a, STR_FMT "-" STR_FMT "-" STR_FMT, STR_ARG(x->pref),
            STR_ARG(x->score_table), STR_ARG(x->code)),
        .name = x->name, .reason = words_letter_reason(a, x->state, x->reason),
        .href = place_url(a, "returned", x->pref, x->score_table, x->code)};
}

static struct stopped_list stopped(
    struct req *r, const char *title, const struct letter_list *l, int64_t all)
{
    struct stopped_list x = {.title = str_of(title), .links = (DESK & r->who.role) != 0,
        .more = arena_fmt(r->arena, "（%lld件）", (long long)all)};

    if (all > BLOCKED_SHOWN)
        x.more = arena_fmt(
            r->arena, "（%lld件のうち、はじめの%d件）", (long long)all, BLOCKED_SHOWN);
    x.rows.v = NEW_N(r->arena, struct blocked_row, BLOCKED_SHOWN);
    for (; x.rows.n < l->n && x.rows.n < BLOCKED_SHOWN; x.rows.n++)
        x.rows.v[x.rows.n] = letter_row(r, &l->v[x.rows.n]);
    return x;
}

/* What the check before printing has found. */
static void faults(struct req *r, const struct campaign *c, struct campaign_view *v)
{
    struct letter_list kinds = letter_faults(r->db, c->id);
    struct letter_list l = letter_faulty(r->db, c->id, BLOCKED_SHOWN);

    if (c->checked_at)
        v->checked = arena_fmt(r->arena, STR_FMT "に、%lld件を点検しました。",
            STR_ARG(words_moment(r->arena, c->checked_at)), (long long)c->checked);
    v->faults.v = NEW_N(r->arena, struct fault_row, kinds.n + 1);
    for (; v->faults.n < kinds.n; v->faults.n++) {
        const struct letter *k = &kinds.v[v->faults.n];
        struct str rest;

        v->faults.v[v->faults.n] = (struct fault_row){.state = words_letter_state(k->state),
            .n = arena_fmt(r->arena, "%lld", (long long)k->n),
            .id = str_cut(k->reason, ' ', &rest),
            .what = words_letter_fault(r->arena, k->reason),
            .next = str_is(k->state, "faulty")
                ? words_letter_next(k->reason)
                : S("原因を直してから、「madoguchi letters reissue」にその番号を入れて、あとから出せます。")};
    }
    v->faulty = stopped(r, "点検で止まったもの・除いたもの", &l, c->faulty + c->left_out);
}

/* Mailings are few: the list is the index. */
static bool find(struct req *r, struct campaign *out)
{
    struct campaign_list all = campaign_all(r->db);
    int64_t id;

    if (!str_int(r->arg[0], 1, INT64_MAX, &id))
        return false;
    for (size_t i = 0; i < all.n; i++) {
        if (all.v[i].id != id)
            continue;
        *out = all.v[i];
        return campaign_count(r->db, id, out);
    }
    return false;
}

static int one(struct req *r)
{
    struct campaign_view v = {.checked = S("")};
    struct letter_list blocked;
    struct campaign c;

    if (!find(r, &c))
        return not_found(r);
    v.c = row_of(r, &c);
    v.adds_up = c.selected == c.planned + c.written + v.c.blocked + c.pulled;
    choice(r, &c, &v.choice);
    blocked = letter_blocked(r->db, c.id);
    v.blocked = stopped(r, "止まったもの", &blocked, (int64_t)blocked.n);
    faults(r, &c, &v);
    page_open(r, (struct page){.title = arena_fmt(r->arena, "発送 " STR_FMT, STR_ARG(c.name))});
    tmpl_staff_campaign(r->out, &v);
    return 200;
}

static const struct route routes[] = {
    {"GET", "/staff/letters", DESK | PRINTER, "案内文書", list, .plan = NULL},
    {"GET", "/staff/letters/{id}", DESK | PRINTER, "発送", one, .plan = NULL},
    {.method = NULL},
};

const struct feature staff_letters_feature = {"staff_letters", routes};
