/* letters_reports.c: letters that do not concern who got them, as they said from the QR
 * code; each is looked into and put away. */
#include "gen/templates.h"
#include "model/report.h"
#include "staff/letters_reports_view.h"
#include "util/str.h"
#include "web/app.h"
#include "web/frame.h"
#include "web/notify.h"
#include "web/place.h"

#define PAGE "/staff/letters/reports"

enum { HANDLES = OPERATOR | SUPERVISOR | ADMIN };

static struct letter_report_row row_of(struct req *r, const struct report *x)
{
    struct arena *a = r->arena;

    return (struct letter_report_row){.id = arena_fmt(a, "%lld", (long long)x->id),
        .at = words_moment(a, x->at), .letter = arena_fmt(a, "%09lld", (long long)x->letter),
        .code = arena_fmt(a, STR_FMT "-" STR_FMT "-" STR_FMT, STR_ARG(x->pref),
            STR_ARG(x->score_table), STR_ARG(x->code)),
        .name = x->name, .kind = report_kind_name(x->kind),
        .href = place_url(a, "survey", x->pref, x->score_table, x->code)};
}

static int draw(struct req *r, int status, struct str said)
{
    struct reports all = report_open(r->db);
    struct letter_reports_view v = {
        .csrf = guard_csrf(r), .said = said, .acts = (HANDLES & r->who.role) != 0};

    v.rows.v = NEW_N(r->arena, struct letter_report_row, all.n + 1);
    for (; v.rows.n < all.n; v.rows.n++)
        v.rows.v[v.rows.n] = row_of(r, &all.v[v.rows.n]);
    page_open(r, (struct page){.wrong = status == 422});
    tmpl_staff_letter_reports(r->out, &v);
    return status;
}

static int list(struct req *r)
{
    return draw(r, 200, S(""));
}

static int put_away(struct req *r)
{
    struct report x;
    int64_t id;

    if (!str_int(r->arg[0], 1, INT64_MAX, &id) || !report_get(r->db, id, &x))
        return not_found(r);
    if (report_done(r->db, id, r->who.staff) != OK)
        return draw(r, 422, S("この知らせは、ほかの人が先に確かめました。"));
    notify_audit(r, r->who.owner, x.institution, "letter.report_done");
    return see_other(r, S(PAGE));
}

static const struct route routes[] = {
    {"GET", PAGE, DESK, "案内文書があてはまらないという知らせ", list},
    {"POST", PAGE "/{id}", HANDLES, "案内文書があてはまらないという知らせ", put_away},
    {0},
};

const struct feature staff_letter_reports_feature = {"staff_letter_reports", routes};
