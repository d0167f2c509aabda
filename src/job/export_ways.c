/* export_ways.c: how those came back who had lost their way in: one line for each month
 * and way, and what is open. Numbers only. */
#include "job/export.h"
#include "model/ways.h"
#include "util/str.h"

static void line(
    struct csv_out *o, struct arena *a, const struct way_month *m, enum way w)
{
    csv_out_text(o, arena_fmt(a, "%04d-%02d", m->first.year, m->first.month));
    csv_out_text(o, w < WAYS_ALONE ? S("alone") : S("staff"));
    csv_out_text(o, str_of(way_word(w)));
    csv_out_int(o, m->n[w]);
    csv_out_end(o);
}

static void rest(struct csv_out *o, struct str state, int64_t n)
{
    csv_out_text(o, S(""));
    csv_out_text(o, state);
    csv_out_text(o, S(""));
    csv_out_int(o, n);
    csv_out_end(o);
}

static void run(const struct export_ask *x)
{
    struct csv_out o = {.to = x->to};
    struct way_sums s;

    ways_sums(x->db, &s);
    csv_out_bom(&o);
    csv_out_text(&o, S("month"));
    csv_out_text(&o, S("ended"));
    csv_out_text(&o, S("way"));
    csv_out_text(&o, S("cases"));
    csv_out_end(&o);
    for (int i = WAYS_MONTHS; i-- > 0;)
        for (int w = 0; w < WAYS; w++)
            line(&o, x->arena, &s.months[i], (enum way)w);
    rest(&o, S("open"), s.open);
    rest(&o, S("open_30_days"), s.old);
    rest(&o, S("stopped"), s.stopped);
    x->full(x->ctx, x->to);
}

static const struct export_option options[] = {{NULL, NULL, NULL}};

const struct export ways_export = {"ways",
    "how those came back who had lost letter, password or mailbox, by month", options,
    run};
