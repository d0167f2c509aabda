/* readers_limits.c: how many readers an institution of which kind may have from when until
 * when, and where that is laid down. A change of the rule is a new row: the old one gets its
 * last day, so that what was ordered under it can be explained. */
#include "gen/templates.h"
#include "model/audit.h"
#include "model/order_limit.h"
#include "staff/readers_limits_view.h"
#include "sys/clock.h"
#include "util/date.h"
#include "util/str.h"
#include "web/app.h"
#include "web/frame.h"
#include "web/steps.h"

#define PAGE "/staff/readers/limits"

enum { EDITS = ADMIN, SEES = DESK | EDITOR };

static const char *const names[] = {
    "kind", "twin", "quantity", "from_day", "until_day", "source", NULL};

/* ---------------------------------------------------------------- list */

static struct tag state_of(const struct order_limit *x, struct str today)
{
    if (str_cmp(x->from_day, today) > 0)
        return (struct tag){TONE_INFO, S("これから")};
    if (x->until_day.n && str_cmp(x->until_day, today) < 0)
        return (struct tag){TONE_PLAIN, S("終わり")};
    return (struct tag){TONE_GOOD, S("いま")};
}

static int list(struct req *r)
{
    struct limit_list_view v = {.edits = (EDITS & r->who.role) != 0};
    struct order_limits l = order_limits(r->db);
    struct str said = query_value(r, "said");
    char today[11];

    clock_today(today);
    v.rows.v = NEW_N(r->arena, struct limit_row, l.n + 1);
    for (; v.rows.n < l.n; v.rows.n++) {
        const struct order_limit *x = &l.v[v.rows.n];

        v.rows.v[v.rows.n] = (struct limit_row){.kind = str_of(order_limit_kind_name(x->kind)),
            .from = words_day(r->arena, x->from_day), .until = words_day(r->arena, x->until_day),
            .source = x->source, .quantity = x->quantity, .twin = x->twin != 0,
            .state = state_of(x, str_of(today))};
        if (v.edits)
            v.rows.v[v.rows.n].edit.s = arena_fmt(r->arena, PAGE "/%lld", (long long)x->id);
    }
    page_open(r, (struct page){.notice = str_is(said, "saved") ? S("申し込める台数を変えました。") : S("")});
    tmpl_staff_limits(r->out, &v);
    return 200;
}

/* ---------------------------------------------------------------- the form */

static bool begin(struct form *f, struct req *r, void *to)
{
    bool fresh = str_starts(r->path, S(PAGE "/new"));
    struct order_limit *row = to;
    int64_t id;

    *row = (struct order_limit){.id = 0};
    if (!fresh && (!str_int(r->arg[0], 1, INT64_MAX, &id) || !order_limit_get(r->db, id, row)))
        return false;
    form_init(f, r, &order_limit_model, names,
        fresh ? PAGE "/new" : arena_fmt(r->arena, PAGE "/%lld", (long long)row->id).p, row,
        row->rev);
    for (size_t i = 0; i < f->n; i++) /* what is not chosen yet is nothing, not 0 */
        if (str_is(f->f[i].old, "0") && (fresh || f->f[i].col->widget == W_CHECK))
            f->f[i].old = f->f[i].typed = f->f[i].value = S("");
    return true;
}

static struct str until_text(struct arena *a, const struct order_limit *x)
{
    struct date d;

    return date_iso(x->until_day, &d) ? date_japanese(a, d) : S("");
}

static void check_clash(struct form *f, const struct order_limit *row)
{
    struct arena *a = f->r->arena;
    struct order_limit now = *row, other;
    struct date d;

    form_into(f, &now);
    if (!order_limit_clash(f->r->db, &now, &other) || !date_iso(other.from_day, &d))
        return;
    form_complain(f, "from_day",
        arena_fmt(a, "期間が、ほかの行（" STR_FMT "から" STR_FMT
                     "、%lld台）と重なっています。先に、その行の最後の日を決めてください",
            STR_ARG(date_japanese(a, d)), STR_ARG(until_text(a, &other)),
            (long long)other.quantity));
}

static void check(struct form *f, const void *row)
{
    struct form_field *from = form_field_of(f, "from_day"), *until = form_field_of(f, "until_day");
    struct form_field *kind = form_field_of(f, "kind");

    if (str_is(form_field_of(f, "twin")->value, "1") &&
        (str_is(kind->value, "clinic") || str_is(kind->value, "pharmacy")))
        form_complain(f, "twin", S("医科の病院に併設する歯科は、施設の種類が病院か歯科診療所のときだけ選べます"));
    if (from->error.n || until->error.n || kind->error.n)
        return;
    if (until->value.n && str_cmp(until->value, from->value) < 0)
        form_complain(f, "until_day", S("最後の日は、始まる日と同じ日か、あとの日にしてください"));
    else
        check_clash(f, row);
}

static void draw(struct form *f, const void *to, bool confirm, bool wrong, struct str said)
{
    const struct order_limit *row = to;
    struct limit_edit_view v = {
        .form = confirm ? form_confirm_view(f) : form_input_view(f), .fresh = !row->id};

    page_open(f->r, (struct page){.title = arena_fmt(f->r->arena, "申し込める台数の%s（%s）",
                                      row->id ? "変更" : "追加", confirm ? "確認" : "入力"),
                        .wrong = wrong, .form = !confirm, .notice = said});
    if (confirm)
        tmpl_staff_limit_confirm(f->r->out, &v);
    else
        tmpl_staff_limit_edit(f->r->out, &v);
}

static const char *commit(struct form *f, void *to)
{
    struct req *r = f->r;
    struct order_limit *row = to;
    bool fresh = !row->id;

    form_into(f, row);
    row->rev = f->rev;
    if ((fresh ? order_limit_add(r->db, row) : order_limit_save(r->db, row)) != OK)
        return NULL;
    audit_add(r->db, &(struct audit){.actor = r->who.owner, .request = req_id(r),
                         .action = fresh ? S("reader.limit_added") : S("reader.limit_changed"),
                         .detail = arena_fmt(r->arena, "%s\n" STR_FMT,
                             order_limit_kind_name(row->kind), STR_ARG(form_changes(f)))});
    return PAGE "?said=saved";
}

static const struct steps steps = {begin, check, draw, commit};

static int input(struct req *r)
{
    struct order_limit row;

    return steps_input(r, &steps, &row);
}

static int input_post(struct req *r)
{
    struct order_limit row;

    return steps_input_post(r, &steps, &row);
}

static int confirm(struct req *r)
{
    struct order_limit row;

    return steps_confirm(r, &steps, &row);
}

static int confirm_post(struct req *r)
{
    struct order_limit row;

    return steps_confirm_post(r, &steps, &row);
}

static const struct route routes[] = {
    {"GET", PAGE, SEES, "申し込める台数", list},
    {"GET", PAGE "/new", EDITS, "申し込める台数の追加（入力）", input},
    {"POST", PAGE "/new", EDITS, "申し込める台数の追加（入力）", input_post},
    {"GET", PAGE "/new/confirm", EDITS, "申し込める台数の追加（確認）", confirm},
    {"POST", PAGE "/new/confirm", EDITS, "申し込める台数の追加（確認）", confirm_post},
    {"GET", PAGE "/{id}", EDITS, "申し込める台数の変更（入力）", input},
    {"POST", PAGE "/{id}", EDITS, "申し込める台数の変更（入力）", input_post},
    {"GET", PAGE "/{id}/confirm", EDITS, "申し込める台数の変更（確認）", confirm},
    {"POST", PAGE "/{id}/confirm", EDITS, "申し込める台数の変更（確認）", confirm_post},
    {0},
};

const struct feature staff_readers_limits_feature = {"staff_readers_limits", routes};
