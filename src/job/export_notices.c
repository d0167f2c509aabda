/* export_notices.c: every transitional notice that was filed, a line each, for councils and
 * checks; the staff's statistics count these lines. */
#include "job/export.h"
#include "model/notice_stats.h"
#include "model/programme.h"
#include "util/date.h"
#include "util/str.h"

static const struct export_option options[] = {
    {"--programme", "WORD", NULL}, {NULL, NULL, NULL}};

enum { PROGRAMME };
enum { FULL = 64 * 1024 };

struct writing {
    const struct export_ask *x;
    struct csv_out o;
    struct arena a; /* of one line */
};

static const char *const heads[] = {"number", "programme", "state", "pref", "score_table",
    "code", "type", "type_title", "day", "filed_at", "version", "in_force", "paper",
    "filed_by", "founder", "name", "address", "master_name", "other_codes", "end_day",
    "accepted_at", "due", "return_reason", "ended_on", "ended_reason", "attachments",
    "failed_checks", "content_hash"};

/* 2023-03-01 09:05:59 in Tokyo; empty for 0. */
static void moment(struct writing *w, int64_t at)
{
    csv_out_text(&w->o, at ? arena_fmt(&w->a, STR_FMT " " STR_FMT ":%02d",
                                 STR_ARG(date_text(&w->a, date_tokyo(at))),
                                 STR_ARG(date_time_text(&w->a, at)), (int)(at % 60))
                           : S(""));
}

static void text(struct writing *w, struct str s)
{
    csv_out_text(&w->o, s);
}

static bool line(void *ctx, const void *row)
{
    const struct notice_export *n = row;
    struct writing *w = ctx;

    text(w, n->number);
    text(w, n->word);
    text(w, n->state);
    text(w, n->pref);
    text(w, n->score_table);
    text(w, n->code);
    csv_out_int(&w->o, n->type);
    text(w, n->type_title);
    text(w, n->day);
    moment(w, n->filed_at);
    csv_out_int(&w->o, n->version);
    csv_out_int(&w->o, n->in_force);
    csv_out_int(&w->o, n->paper);
    text(w, n->filed_by);
    text(w, n->founder);
    text(w, n->name);
    text(w, n->address);
    text(w, n->master_name);
    text(w, n->other_codes);
    text(w, n->end_day);
    moment(w, n->accepted_at);
    text(w, n->due);
    text(w, n->return_reason);
    text(w, n->ended_on);
    text(w, n->ended_reason);
    csv_out_int(&w->o, n->attachments);
    text(w, n->failed);
    text(w, n->content_hash);
    csv_out_end(&w->o);
    arena_reset(&w->a);
    if (w->x->to->n > FULL)
        w->x->full(w->x->ctx, w->x->to);
    return true;
}

static void run(const struct export_ask *x)
{
    struct writing w = {.x = x, .o = {.to = x->to}, .a = ARENA_INIT};
    struct programme p = {.id = 0};

    csv_out_bom(&w.o);
    for (size_t i = 0; i < COUNT(heads); i++)
        csv_out_text(&w.o, str_of(heads[i]));
    csv_out_end(&w.o);
    if (!x->value[PROGRAMME].n || programme_by_word(x->db, x->value[PROGRAMME], &p))
        notice_export(x->db, p.id, line, &w);
    arena_release(&w.a);
}

const struct export notices_export = {
    "notices", "transitional notices as they are now, a line each", options, run};
