/* notices_statistics.c: how many notices were filed, by type, prefecture and day: two
 * tables on the page, everything in the CSV file. The numbers are those of the raw export. */
#include "gen/templates.h"
#include "model/notice_stats.h"
#include "model/prefecture.h"
#include "staff/notices.h"
#include "sys/clock.h"
#include "util/csv.h"
#include "util/str.h"
#include "web/frame.h"

#define PAGE NOTICES "/statistics"

enum { TYPES = 9, DAYS_MOST = 400 };

struct asked {
    struct programme p; /* id 0: there is none */
    struct date from, upto;
    struct str error;
};

static bool read_day(struct req *r, const char *name, struct date otherwise, struct date *out)
{
    struct str typed = query_value(r, name);

    *out = otherwise;
    return !typed.n || date_parse(typed, out) == DATE_OK;
}

/* The newest programme that is published, its whole window up to today. */
static void read_asked(struct req *r, struct asked *x)
{
    struct programme_list all = programme_all(r->db);
    struct str word = query_value(r, "programme");
    struct date today = date_tokyo(clock_now()), last;

    *x = (struct asked){.p.id = 0, .error = S("")};
    for (size_t i = 0; i < all.n && !x->p.id; i++)
        if (word.n ? str_eq(word, all.v[i].word) : all.v[i].published != 0)
            x->p = all.v[i];
    last = x->p.id ? date_add_days(programme_last_day(&x->p), x->p.correct_days * 2) : today;
    if (date_cmp(last, today) > 0)
        last = today;
    if (!read_day(r, "from", x->p.id ? date_tokyo(x->p.opens_at) : today, &x->from) ||
        !read_day(r, "upto", last, &x->upto))
        x->error = S("日付を読み取れませんでした。例：令和5年2月3日");
    else if (query_value(r, "from").n + query_value(r, "upto").n &&
             date_cmp(x->upto, x->from) < 0)
        x->error = S("終わりの日は、始まりの日よりあとにしてください");
    else if (date_number(x->upto) - date_number(x->from) > DAYS_MOST)
        x->error = S("1度に見られるのは、400日までです");
    if (date_cmp(x->upto, x->from) < 0)
        x->upto = x->from;
}

static struct notice_stats_list numbers(struct req *r, const struct asked *x)
{
    if (!x->p.id || x->error.n)
        return (struct notice_stats_list){NULL, 0};
    return notice_stats(r->db, x->p.id, date_text(r->arena, x->from), date_text(r->arena, x->upto));
}

/* ---------------------------------------------------------------- tables */

struct table { /* rows × types, and how many of both are used */
    int64_t (*n)[TYPES + 1]; /* by row; [0]: the row's sum */
    int64_t sum[TYPES + 1];
};

static void count(struct table *t, size_t row, const struct notice_stats *x)
{
    int64_t type = x->type >= 1 && x->type <= TYPES ? x->type : TYPES;

    t->n[row][type] += x->n;
    t->n[row][0] += x->n;
    t->sum[type] += x->n;
    t->sum[0] += x->n;
}

static struct stats_line line_of(
    struct arena *a, struct str head, const int64_t n[TYPES + 1], const int64_t sum[TYPES + 1])
{
    struct stats_line l = {.head = head, .sum = arena_fmt(a, "%lld", (long long)n[0])};

    l.cells.v = NEW_N(a, struct stats_cell, TYPES);
    for (int i = 1; i <= TYPES; i++)
        if (sum[i])
            l.cells.v[l.cells.n++] =
                (struct stats_cell){arena_fmt(a, "%lld", (long long)n[i]), n[i] == 0};
    return l;
}

/* The newest titles of the types that occur. */
static void heads(struct req *r, const struct asked *x, const struct table *t, struct stats_view *v)
{
    struct programme_types types = programme_types(r->db, x->p.id);

    v->heads.v = NEW_N(r->arena, struct str, TYPES);
    for (int i = 1; i <= TYPES; i++) {
        struct str title = S("");

        if (!t->sum[i])
            continue;
        for (size_t k = 0; k < types.n; k++)
            if (types.v[k].number == i)
                title = types.v[k].title;
        v->heads.v[v->heads.n++] =
            arena_fmt(r->arena, "%d　" STR_FMT, i, STR_ARG(title));
    }
}

static void fill(struct req *r, const struct asked *x, struct stats_view *v)
{
    struct notice_stats_list all = numbers(r, x);
    size_t days = (size_t)(date_number(x->upto) - date_number(x->from)) + 1;
    struct table prefs = {.n = arena_zero(r->arena, PREFECTURES, sizeof(*prefs.n), 8)},
                 by_day = {.n = arena_zero(r->arena, days, sizeof(*by_day.n), 8)};
    struct date d;

    for (size_t i = 0; i < all.n; i++) {
        const struct prefecture *p = prefecture_by_code(all.v[i].pref);

        if (p)
            count(&prefs, (size_t)(p - prefectures), &all.v[i]);
        if (date_iso(all.v[i].day, &d))
            count(&by_day, (size_t)(date_number(d) - date_number(x->from)), &all.v[i]);
    }
    heads(r, x, &by_day, v);
    v->sum = line_of(r->arena, S("合計"), by_day.sum, by_day.sum);
    v->prefs.v = NEW_N(r->arena, struct stats_line, PREFECTURES);
    for (size_t i = 0; i < PREFECTURES; i++)
        if (prefs.n[i][0])
            v->prefs.v[v->prefs.n++] =
                line_of(r->arena, str_of(prefectures[i].name), prefs.n[i], prefs.sum);
    v->days.v = NEW_N(r->arena, struct stats_line, days);
    for (size_t i = 0; i < days; i++)
        if (by_day.n[i][0])
            v->days.v[v->days.n++] = line_of(r->arena,
                date_japanese_full(r->arena, date_add_days(x->from, (int64_t)i)), by_day.n[i],
                by_day.sum);
}

static int show(struct req *r)
{
    struct stats_view v = {.from = query_value(r, "from"), .upto = query_value(r, "upto")};
    struct arena *a = r->arena;
    struct asked x;

    read_asked(r, &x);
    v.error = x.error;
    v.programmes = notices_pick_programme(r, x.p.word, true);
    if (!v.from.n)
        v.from = date_text(a, x.from);
    if (!v.upto.n)
        v.upto = date_text(a, x.upto);
    if (x.p.id && !x.error.n) {
        v.title = x.p.title;
        v.csv.s = arena_fmt(a, PAGE "/csv?programme=" STR_FMT "&from=" STR_FMT "&upto=" STR_FMT,
            STR_ARG(x.p.word), STR_ARG(date_text(a, x.from)), STR_ARG(date_text(a, x.upto)));
        fill(r, &x, &v);
    }
    page_open(r, (struct page){.wrong = x.error.n > 0});
    tmpl_staff_notice_statistics(r->out, &v);
    return x.error.n ? 422 : 200;
}

/* ---------------------------------------------------------------- the file */

static int csv(struct req *r)
{
    struct notice_stats_list all;
    struct csv_out o = {.to = r->out};
    struct asked x;

    read_asked(r, &x);
    all = numbers(r, &x);
    buf_reset(r->out);
    csv_out_bom(&o);
    csv_out_text(&o, S("programme"));
    csv_out_text(&o, S("day"));
    csv_out_text(&o, S("pref"));
    csv_out_text(&o, S("pref_name"));
    csv_out_text(&o, S("type"));
    csv_out_text(&o, S("notices"));
    csv_out_end(&o);
    for (size_t i = 0; i < all.n; i++) {
        csv_out_text(&o, x.p.word);
        csv_out_text(&o, all.v[i].day);
        csv_out_text(&o, all.v[i].pref);
        csv_out_text(&o, prefecture_name(all.v[i].pref));
        csv_out_int(&o, all.v[i].type);
        csv_out_int(&o, all.v[i].n);
        csv_out_end(&o);
    }
    r->type = S("text/csv; charset=utf-8");
    r->disposition = arena_fmt(r->arena, "attachment; filename=\"notices-" STR_FMT ".csv\"",
        STR_ARG(x.p.word));
    return 200;
}

static const struct route routes[] = {
    {"GET", PAGE, DESK | EDITOR, "届出の集計", show},
    {"GET", PAGE "/csv", DESK | EDITOR, "届出の集計（CSV）", csv},
    {0},
};

const struct feature staff_notices_statistics_feature = {"staff_notices_statistics", routes};
