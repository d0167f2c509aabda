/* orders_import.c: plans of the makers: a file comes in, is shown, is applied, and the
 * mails wait for a second person. Nothing changes before it was shown. */
#include "gen/templates.h"
#include "model/audit.h"
#include "model/reader.h"
#include "staff/orders_plan.h"
#include "util/kana.h"
#include "util/str.h"
#include "util/utf8.h"
#include "web/app.h"
#include "web/frame.h"
#include "web/upload.h"

enum { BODY_KIB = 10 * 1024 + 64, FILE_NAME = 100, MEMORY = 512 * 1024 * 1024 };

struct tag plan_state(struct str state)
{
    if (str_is(state, "previewed"))
        return (struct tag){TONE_INFO, S("確認中")};
    if (str_is(state, "applied"))
        return (struct tag){TONE_WARN, S("お知らせ待ち")};
    if (str_is(state, "telling"))
        return (struct tag){TONE_INFO, S("お知らせ中")};
    if (str_is(state, "done"))
        return (struct tag){TONE_GOOD, S("終わり")};
    return (struct tag){TONE_PLAIN, S("取りやめ")};
}

struct str plan_number(struct req *r, int64_t n)
{
    return arena_fmt(r->arena, "%lld", (long long)n);
}

/* ---------------------------------------------------------------- the list */

static struct plan_item_view item_of(
    struct req *r, const struct delivery *d, const struct staff_list *staff)
{
    return (struct plan_item_view){
        .href = {arena_fmt(r->arena, PLANS "/%lld", (long long)d->id)},
        .file = d->file,
        .maker = d->maker,
        .at = words_moment(r->arena, d->made_at),
        .by = words_actor(r->arena, d->made_by, staff),
        .rows = plan_number(r, d->rows),
        .changes = plan_number(
            r, str_is(d->state, "previewed") || str_is(d->state, "dropped") ? d->changes
                                                                            : d->applied),
        .refused = plan_number(r, d->refused + d->moved),
        .state = plan_state(d->state)};
}

static int draw(struct req *r, int status, struct str maker_said, struct str file_said)
{
    struct delivery_list all = delivery_all(r->db);
    struct staff_list staff = staff_list(r->db);
    struct imports_view v = {.csrf = guard_csrf(r),
        .maker_said = maker_said,
        .file_said = file_said,
        .acts = (ORDERS_LEAD & r->who.role) != 0};

    v.makers = orders_makers(r, form_value(r, "maker"), "（選んでください）");
    v.items.v = NEW_N(r->arena, struct plan_item_view, all.n + 1);
    for (; v.items.n < all.n; v.items.n++)
        v.items.v[v.items.n] = item_of(r, &all.v[v.items.n], &staff);
    page_open(r, (struct page){.wrong = status == 422});
    tmpl_staff_imports(r->out, &v);
    return status;
}

static int list(struct req *r)
{
    return draw(r, 200, S(""), S(""));
}

/* ---------------------------------------------------------------- a file comes in */

static bool is_maker(struct req *r, struct str maker)
{
    struct readers l = reader_all(r->db);

    for (size_t i = 0; i < l.n; i++)
        if (str_eq(l.v[i].maker, maker))
            return true;
    return false;
}

static enum plan_file read_file(
    const struct upload_file *u, struct arena *a, struct plan *plan)
{
    FILE *f = fopen(u->path.p, "re");
    enum plan_file why;

    if (!f)
        return PLAN_NO_TEXT;
    why = plan_read(f, a, plan);
    fclose(f);
    return why;
}

static void audit(struct req *r, const char *action, const struct delivery *d)
{
    audit_add(r->db, &(struct audit){.actor = r->who.owner,
                         .action = str_of(action),
                         .request = req_id(r),
                         .detail = arena_fmt(r->arena, "%lld " STR_FMT " " STR_FMT,
                             (long long)d->id, STR_ARG(d->maker), STR_ARG(d->file))});
}

static int keep(struct req *r, const struct plan *plan, struct str file, struct str maker)
{
    struct delivery d;

    if (delivery_preview(r->db, plan, r->arena, file, maker, r->who.owner, &d) != OK)
        return draw(r, 422, S(""), S("取り込めませんでした。もう一度ためしてください。"));
    audit(r, "delivery.previewed", &d);
    return see_other(r, arena_fmt(r->arena, PLANS "/%lld", (long long)d.id));
}

static int take(struct req *r)
{
    struct str maker = form_value(r, "maker"), name;
    struct arena big = ARENA_INIT;
    enum plan_file why;
    struct plan plan;
    int status;

    if (!is_maker(r, maker))
        return draw(r, 422, S("メーカーを選んでください"), S(""));
    if (!upload_count(r))
        return draw(r, 422, S(""), S("メーカーの計画のファイルを選んでください"));
    name = utf8_head(text_clean(r->arena, upload_at(r, 0)->filename), FILE_NAME);
    big.limit = MEMORY;
    why = read_file(upload_at(r, 0), &big, &plan);
    status = why == PLAN_READ ? keep(r, &plan, name, maker)
                              : draw(r, 422, S(""), plan_file_said(why));
    arena_release(&big);
    return status;
}

static const struct route routes[] = {
    {"GET", PLANS, DESK, "メーカーの計画", list},
    {"POST", PLANS, ORDERS_LEAD, "メーカーの計画", take, .files = true,
        .body_kib = BODY_KIB},
    {0},
};

const struct feature staff_orders_import_feature = {"staff_orders_import", routes};
