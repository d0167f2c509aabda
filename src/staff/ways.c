/* ways.c: how many of those who had lost their way in came back without staff, by month
 * and by way. Numbers only. */
#include "gen/templates.h"
#include "model/ways.h"
#include "staff/ways_view.h"
#include "util/str.h"
#include "web/frame.h"

static struct str number(struct req *r, int64_t n)
{
    return arena_fmt(r->arena, "%lld", (long long)n);
}

static struct ways_month month_of(
    struct req *r, struct str head, const struct way_month *m)
{
    int share = way_share(m);

    return (struct ways_month){.head = head,
        .sum = number(r, m->alone + m->staff),
        .alone = number(r, m->alone),
        .staff = number(r, m->staff),
        .share = share < 0 ? S("－") : arena_fmt(r->arena, "%d%%", share),
        .below = share >= 0 && share < WAYS_GOAL};
}

/* The year stands where it begins to be one. */
static struct str short_head(struct req *r, const struct way_sums *s, int i)
{
    struct date d = s->months[i].first;

    if (i == 0 || i + 1 == WAYS_MONTHS || d.month == 12)
        return arena_fmt(r->arena, "%d年%d月", d.year, d.month);
    return arena_fmt(r->arena, "%d月", d.month);
}

static struct ways_line way_of(struct req *r, const struct way_sums *s, int w)
{
    static const char *const words[WAYS] = {"新しい案内文書を申し込んで",
        "手元の案内文書で", "メールのリンクで", "代表の承認で", "紙のコードで",
        "削除の申し出", "折り返しの電話", "職員が申し込んだ案内文書", "待ち時間の解除",
        "電話での案内など"};
    struct ways_line l = {.head = str_of(words[w]), .sum = number(r, s->all.n[w])};

    l.months.v = NEW_N(r->arena, struct ways_cell, WAYS_MONTHS);
    for (; l.months.n < WAYS_MONTHS; l.months.n++) {
        int64_t n = s->months[l.months.n].n[w];

        l.months.v[l.months.n] = (struct ways_cell){number(r, n), n == 0};
    }
    return l;
}

static void fill(struct req *r, const struct way_sums *s, struct ways_view *v)
{
    v->months.v = NEW_N(r->arena, struct ways_month, WAYS_MONTHS);
    v->heads.v = NEW_N(r->arena, struct str, WAYS_MONTHS);
    for (int i = 0; i < WAYS_MONTHS; i++) {
        const struct way_month *m = &s->months[i];

        v->months.v[v->months.n++] = month_of(
            r, arena_fmt(r->arena, "%d年%d月", m->first.year, m->first.month), m);
        v->heads.v[v->heads.n++] = short_head(r, s, i);
    }
    v->alone.v = NEW_N(r->arena, struct ways_line, WAYS);
    v->staff.v = NEW_N(r->arena, struct ways_line, WAYS);
    for (int w = 0; w < WAYS_ALONE; w++)
        v->alone.v[v->alone.n++] = way_of(r, s, w);
    for (int w = WAYS_ALONE; w < WAYS; w++)
        v->staff.v[v->staff.n++] = way_of(r, s, w);
}

static int show(struct req *r)
{
    struct way_sums s;
    struct ways_view v = {.goal = number(r, WAYS_GOAL)};

    ways_sums(r->db, &s);
    v.open = number(r, s.open);
    v.old = number(r, s.old);
    v.stopped = number(r, s.stopped);
    v.all = month_of(r, S("合計"), &s.all);
    v.reached = way_share(&s.all) < 0 ? (struct tag){TONE_PLAIN, S("まだ数えられない")}
                : v.all.below ? (struct tag){TONE_WARN, S("目標に届いていない")}
                              : (struct tag){TONE_GOOD, S("目標に届いている")};
    fill(r, &s, &v);
    page_open(r, (struct page){.title = S("")});
    tmpl_staff_ways(r->out, &v);
    return 200;
}

static const struct route routes[] = {
    {"GET", "/staff/ways", SUPERVISOR | ADMIN | AUDITOR, "自分で戻れた割合", show},
    {.method = NULL},
};

const struct feature staff_ways_feature = {"staff_ways", routes};
