/* institution_notices.c: the transitional notices of one institution on its page. */
#include "staff/institution_notices.h"

#include "model/notice_case.h"
#include "model/notice_queue.h"
#include "model/notice_refusal.h"
#include "model/receipt.h"
#include "sys/clock.h"
#include "util/str.h"
#include "web/notices.h"

static struct notice_line line_of(struct arena *a, const struct notice_queue *n)
{
    return (struct notice_line){
        .href = {arena_fmt(a, "/staff/notices/" STR_FMT, STR_ARG(n->number))},
        .number = receipt_text(a, n->number), .programme = n->programme_title,
        .type = arena_fmt(a, "%lld　" STR_FMT, (long long)n->type_number,
            STR_ARG(n->type_title)),
        .at = words_moment(a, n->filed_at), .on_behalf = notices_on_behalf(n->filed_by),
        .state = notices_state(&(struct notice){.state = n->state, .in_force = n->in_force})};
}

/* As the model would answer the institution itself, pressing the button now. */
static enum notice_no may_file(
    struct req *r, const struct institution *i, const struct programme *p)
{
    struct notice draft = {.programme = p->id, .state = S("draft"), .kind = i->kind};
    struct notice_by by = {.who = NOTICE_BY_CLINIC, .actor = S("-"), .at = clock_now()};
    struct notice_input in = {.reason = S(""), .ended_on = S("")};

    return notice_may(r->db, r->arena, &draft, NOTICE_FILE, &by, &in);
}

static bool under_way(const struct notice_queue_list *all, int64_t programme)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->v[i].programme == programme && !str_is(all->v[i].state, "withdrawn") &&
            !str_is(all->v[i].state, "ended"))
            return true;
    return false;
}

static struct notice_why why_of(struct req *r, const struct institution *i,
    const struct programme *p, const struct notice_queue_list *all)
{
    enum notice_no no =
        under_way(all, p->id)      ? NOTICE_NO_TWICE
        : !programme_for(p, i->kind) ? NOTICE_NO_KIND
                                     : may_file(r, i, p);
    struct notice_why w = {.programme = p->title};

    if (no == NOTICE_DONE) {
        w.state = (struct tag){TONE_GOOD, S("届け出られます")};
        w.text = arena_fmt(r->arena, "受付は、" STR_FMT "です。%s",
            STR_ARG(programme_window(r->arena, p)),
            i->obliged ? "" : "義務化の対象外なので、届け出なくてもかまいません。届け出ることもできます。");
        return w;
    }
    w.state = (struct tag){TONE_PLAIN, str_of(notice_refusal(no)->title)};
    w.text = notice_refusal_text(r->arena, no, p);
    return w;
}

void institution_notices(
    struct req *r, const struct institution *i, struct institution_view *v)
{
    struct notice_queue_list all = notice_queue_of(r->db, i->id);
    struct notice_cases cases = notice_cases_of(r->db, i->id);
    struct programme_list programmes = programme_all(r->db);
    struct arena *a = r->arena;

    v->notices.v = NEW_N(a, struct notice_line, all.n + 1);
    for (; v->notices.n < all.n; v->notices.n++) {
        v->notices.v[v->notices.n] = line_of(a, &all.v[v->notices.n]);
        if (str_is(all.v[v->notices.n].state, "draft")) /* nobody else's business */
            v->notices.v[v->notices.n].href.s = S("");
    }
    v->whys.v = NEW_N(a, struct notice_why, programmes.n + 1);
    for (size_t k = 0; k < programmes.n; k++)
        if (programmes.v[k].published)
            v->whys.v[v->whys.n++] = why_of(r, i, &programmes.v[k], &all);
    v->cases.v = NEW_N(a, struct case_line, cases.n + 1);
    for (; v->cases.n < cases.n; v->cases.n++) {
        const struct notice_case *c = &cases.v[v->cases.n];

        v->cases.v[v->cases.n] = (struct case_line){
            .href = {arena_fmt(a, "/staff/notices/cases/%lld", (long long)c->id)},
            .at = words_moment(a, c->opened_at), .type = c->type_title,
            .outcome = c->outcome.n ? str_of(notice_case_outcome_name(c->outcome))
                                    : S("回答を待っている")};
    }
}
