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
        .blocked = c->blocked, .pulled = c->pulled};
}

static int list(struct req *r)
{
    struct campaign_list all = campaign_all(r->db);
    struct campaigns_view v = {.reports = (DESK & r->who.role) != 0};

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

static void blocked(struct req *r, int64_t campaign, struct campaign_view *v)
{
    struct letter_list l = letter_blocked(r->db, campaign);

    v->blocked.n = l.n < BLOCKED_SHOWN ? l.n : BLOCKED_SHOWN;
    v->blocked.v = NEW_N(r->arena, struct blocked_row, v->blocked.n + 1);
    v->more = l.n > BLOCKED_SHOWN
        ? arena_fmt(r->arena, "（%zu件のうち、はじめの%d件）", l.n, BLOCKED_SHOWN)
        : arena_fmt(r->arena, "（%zu件）", l.n);
    for (size_t i = 0; i < v->blocked.n; i++) {
        const struct letter *x = &l.v[i];

        v->blocked.v[i] = (struct blocked_row){
            .number = arena_fmt(r->arena, "%09lld", (long long)x->id),
            .code = arena_fmt(r->arena, STR_FMT "-" STR_FMT "-" STR_FMT, STR_ARG(x->pref),
                STR_ARG(x->score_table), STR_ARG(x->code)),
            .name = x->name, .reason = words_letter_reason(r->arena, x->state, x->reason),
            .href = place_url(r->arena, "returned", x->pref, x->score_table, x->code)};
    }
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
    struct campaign_view v = {.links = (DESK & r->who.role) != 0};
    struct campaign c;

    if (!find(r, &c))
        return not_found(r);
    v.c = row_of(r, &c);
    v.adds_up = c.selected == c.planned + c.written + c.blocked + c.pulled;
    choice(r, &c, &v.choice);
    blocked(r, c.id, &v);
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
