/* notices_batch.c: notices whose checks have all held are accepted together: one person
 * proposes those that wait, another approves. Each is looked at again then, in one
 * transaction; what has changed or does not hold any more is left out and shown. */
#include "gen/templates.h"
#include "model/audit.h"
#include "model/notice_batch.h"
#include "model/notice_check.h"
#include "model/receipt.h"
#include "staff/notices.h"
#include "sys/clock.h"
#include "util/str.h"
#include "web/app.h"
#include "web/frame.h"
#include "web/notices.h"

#define PAGE NOTICES "/batches"

enum { SHOWN = 50 };

static struct tag state_of(struct str state)
{
    if (str_is(state, "proposed"))
        return (struct tag){TONE_WARN, S("承認待ち")};
    return str_is(state, "approved") ? (struct tag){TONE_GOOD, S("承認ずみ")}
                                     : (struct tag){TONE_PLAIN, S("取りやめ")};
}

static struct str by_staff(struct req *r, int64_t id, const struct staff_list *staff)
{
    return id ? words_actor(r->arena, arena_fmt(r->arena, "s:%lld", (long long)id), staff)
              : S("");
}

static struct str count_of(struct req *r, int64_t n)
{
    return arena_fmt(r->arena, "%lld", (long long)n);
}

/* ---------------------------------------------------------------- the list */

static struct batch_row row_of(
    struct req *r, const struct notice_batch *b, const struct staff_list *staff)
{
    int64_t days;

    return (struct batch_row){
        .href = {arena_fmt(r->arena, PAGE "/%lld", (long long)b->id)},
        .id = count_of(r, b->id), .programme = b->title, .count = count_of(r, b->n),
        .by = by_staff(r, b->proposed_by, staff), .at = words_moment(r->arena, b->proposed_at),
        .waited = notices_days(r->arena, b->proposed_at, &days),
        .result = count_of(r, b->accepted), .done = words_moment(r->arena, b->ended_at),
        .state = state_of(b->state)};
}

static int draw(struct req *r, int status, struct str said)
{
    struct batches_view v = {.csrf = guard_csrf(r), .said = said,
        .proposes = (NOTICES_REVIEW & r->who.role) != 0, .programme = S("")};
    struct notice_batches open = notice_batches_open(r->db), ended = notice_batches_ended(r->db);
    struct staff_list staff = staff_list(r->db);
    struct notice_queue_list clean;
    int64_t programme;

    if (!str_int(query_value(r, "programme"), 1, INT64_MAX, &programme))
        programme = 0;
    v.programmes =
        notices_pick_programme(r, arena_fmt(r->arena, "%lld", (long long)programme), false);
    clean = notice_queue_clean(r->db, programme, NOTICE_BATCH_MOST);
    v.clean_count = count_of(r, (int64_t)clean.n);
    v.more = clean.n > SHOWN;
    v.clean.v = NEW_N(r->arena, struct notice_row, SHOWN + 1);
    for (; v.clean.n < clean.n && v.clean.n < SHOWN; v.clean.n++)
        v.clean.v[v.clean.n] = notices_row(r->arena, &clean.v[v.clean.n]);
    v.open.v = NEW_N(r->arena, struct batch_row, open.n + 1);
    v.ended.v = NEW_N(r->arena, struct batch_row, ended.n + 1);
    for (; v.open.n < open.n; v.open.n++)
        v.open.v[v.open.n] = row_of(r, &open.v[v.open.n], &staff);
    for (; v.ended.n < ended.n; v.ended.n++)
        v.ended.v[v.ended.n] = row_of(r, &ended.v[v.ended.n], &staff);
    page_open(r, (struct page){.wrong = status == 422});
    tmpl_staff_notice_batches(r->out, &v);
    return status;
}

static int list(struct req *r)
{
    return draw(r, 200, S(""));
}

/* A batch of one programme: what a reader of the list has to be sure of is one window. */
static int propose(struct req *r)
{
    struct notice_queue_list clean;
    struct notice_checked found;
    struct programme p;
    struct notice n;
    int64_t id, batch, taken = 0;

    if (!str_int(form_value(r, "programme"), 1, INT64_MAX, &id) ||
        !programme_get(r->db, id, &p))
        return draw(r, 422, S("制度を選んでください。"));
    clean = notice_queue_clean(r->db, id, NOTICE_BATCH_MOST);
    batch = notice_batch_make(r->db, id, r->who.staff);
    for (size_t i = 0; i < clean.n; i++) {
        if (!notice_get(r->db, clean.v[i].id, &n))
            continue;
        notice_check(r->db, r->arena, &n, &found);
        notice_check_keep(r->db, &n, &found);
        if (!found.n)
            taken += notice_batch_put(r->db, batch, n.id, n.version) == OK;
    }
    if (!taken)
        return draw(r, 422, S("まとめて受理できる届出は、いまありません。ほかの提案に入っているか、確認が合わなくなりました。"));
    audit_add(r->db, &(struct audit){.actor = r->who.owner, .action = S("notice_batch.proposed"),
                         .request = req_id(r),
                         .detail = arena_fmt(r->arena, "%lld: %lld", (long long)batch,
                             (long long)taken)});
    return see_other(r, arena_fmt(r->arena, PAGE "/%lld", (long long)batch));
}

/* ---------------------------------------------------------------- one batch */

static bool find(struct req *r, struct notice_batch *b)
{
    int64_t id;

    return str_int(r->arg[0], 1, INT64_MAX, &id) && notice_batch_get(r->db, id, b);
}

static struct str why_left_out(struct req *r, struct str why)
{
    struct str rest, first = str_cut(why, ' ', &rest);

    if (str_is(why, "changed"))
        return S("提案のあとで、届出が変わりました");
    if (str_is(why, "state"))
        return S("もう受理を待っていません");
    if (!why.n)
        return why;
    return arena_fmt(r->arena, "確認が合わなくなりました：" STR_FMT,
        STR_ARG(notice_check_title(first)));
}

static struct tag result_of(const struct notice_batch_item *x)
{
    if (str_is(x->result, "accepted"))
        return (struct tag){TONE_GOOD, S("受理した")};
    if (str_is(x->result, "left_out"))
        return (struct tag){TONE_WARN, S("外した")};
    return notices_state(&(struct notice){.state = x->state});
}

static void items(struct req *r, const struct notice_batch *b, struct batch_view *v)
{
    struct notice_batch_items all = notice_batch_items(r->db, b->id);
    struct arena *a = r->arena;
    int64_t accepted = 0, left_out = 0;

    v->items.v = NEW_N(a, struct batch_item_row, all.n + 1);
    for (; v->items.n < all.n; v->items.n++) {
        const struct notice_batch_item *x = &all.v[v->items.n];

        v->items.v[v->items.n] = (struct batch_item_row){
            .href = {arena_fmt(a, NOTICES "/" STR_FMT, STR_ARG(x->number))},
            .number = receipt_text(a, x->number), .name = x->name,
            .code = notices_code(a, x->pref, x->score_table, x->code),
            .type = arena_fmt(a, "%lld　" STR_FMT, (long long)x->type_number,
                STR_ARG(x->type_title)),
            .why = why_left_out(r, x->why), .result = result_of(x)};
        accepted += str_is(x->result, "accepted");
        left_out += str_is(x->result, "left_out");
    }
    v->accepted = count_of(r, accepted);
    v->left_out = count_of(r, left_out);
}

static int draw_one(struct req *r, const struct notice_batch *b, int status, struct str said)
{
    struct staff_list staff = staff_list(r->db);
    bool open = str_is(b->state, "proposed"), may = (NOTICES_REVIEW & r->who.role) != 0;
    struct batch_view v = {.csrf = guard_csrf(r), .said = said, .id = count_of(r, b->id),
        .by = by_staff(r, b->proposed_by, &staff), .at = words_moment(r->arena, b->proposed_at),
        .approved_by = by_staff(r, b->ended_by, &staff),
        .approved_at = words_moment(r->arena, b->ended_at), .programme = b->title,
        .count = count_of(r, b->n), .state = state_of(b->state), .ended = !open,
        .approved = str_is(b->state, "approved"),
        .approves = open && may && b->proposed_by != r->who.staff, .refuses = open && may,
        .why_not = S("")};

    if (open && may && !v.approves)
        v.why_not = S("あなたが提案したものです。承認は、ほかの職員に頼んでください。");
    items(r, b, &v);
    page_open(r, (struct page){.wrong = status == 422,
                     .title = arena_fmt(r->arena, "まとめて受理する　提案" STR_FMT, STR_ARG(v.id))});
    tmpl_staff_notice_batch(r->out, &v);
    return status;
}

static int show(struct req *r)
{
    struct notice_batch b;

    return find(r, &b) ? draw_one(r, &b, 200, S("")) : not_found(r);
}

/* Why one is left out now; "": it is accepted. */
static const char *accept_one(struct req *r, const struct notice_batch_item *x,
    const struct notices *c, const struct notice_by *by)
{
    struct notice_input in = {.reason = S(""), .ended_on = S("")};
    struct notice_checked found;
    struct notice n;

    if (!notice_get(r->db, x->notice, &n) || !str_is(n.state, "filed"))
        return "state";
    if (n.version != x->version)
        return "changed";
    notice_check(r->db, r->arena, &n, &found);
    notice_check_keep(r->db, &n, &found);
    if (found.n)
        return arena_cstr(r->arena, found.words);
    in.rev = n.rev;
    return notices_move(c, &n, NOTICE_ACCEPT, by, &in) == NOTICE_DONE ? "" : "state";
}

static int approve(struct req *r, const struct notice_batch *b)
{
    struct notice_batch_items all = notice_batch_items(r->db, b->id);
    struct notices c = notices_of(r);
    struct notice_by by = notices_by(r);
    int64_t accepted = 0;

    if (notice_batch_end(r->db, b, true, r->who.staff) != OK)
        return 0;
    for (size_t i = 0; i < all.n; i++) {
        const char *why = accept_one(r, &all.v[i], &c, &by);

        notice_batch_result(r->db, &all.v[i], why);
        accepted += !*why;
    }
    audit_add(r->db, &(struct audit){.actor = r->who.owner, .action = S("notice_batch.approved"),
                         .request = req_id(r),
                         .detail = arena_fmt(r->arena, "%lld: %lld/%zu", (long long)b->id,
                             (long long)accepted, all.n)});
    return see_other(r, arena_fmt(r->arena, PAGE "/%lld", (long long)b->id));
}

static int drop(struct req *r, const struct notice_batch *b)
{
    if (notice_batch_end(r->db, b, false, r->who.staff) != OK)
        return 0;
    audit_add(r->db, &(struct audit){.actor = r->who.owner, .action = S("notice_batch.dropped"),
                         .request = req_id(r), .detail = count_of(r, b->id)});
    return see_other(r, S(PAGE));
}

static int press(struct req *r)
{
    struct str act = form_value(r, "act");
    struct notice_batch b;
    int status = 0;

    if (!find(r, &b))
        return not_found(r);
    if (str_is(act, "approve") && str_is(b.state, "proposed") &&
        b.proposed_by == r->who.staff)
        return draw_one(r, &b, 422, S("自分が提案したものは、承認できません。"));
    if (str_is(act, "approve"))
        status = approve(r, &b);
    else if (str_is(act, "drop"))
        status = drop(r, &b);
    if (status)
        return status;
    return find(r, &b) ? draw_one(r, &b, 422,
                             S("ほかの職員が先に進めました。いまの内容を見てください。"))
                       : not_found(r);
}

static const struct route routes[] = {
    {"GET", PAGE, DESK, "まとめて受理する", list},
    {"POST", PAGE, NOTICES_REVIEW, "まとめて受理する", propose},
    {"GET", PAGE "/{id}", DESK, "まとめて受理する", show},
    {"POST", PAGE "/{id}", NOTICES_REVIEW, "まとめて受理する", press},
    {0},
};

const struct feature staff_notices_batch_feature = {"staff_notices_batch", routes};
