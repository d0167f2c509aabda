/* orders_plan.c: one plan of a maker: what each row would do, applying it, letting its
 * mails go, and the file of the rows that were not taken. */
#include "gen/templates.h"
#include "model/audit.h"
#include "model/receipt.h"
#include "staff/orders_plan.h"
#include "util/date.h"
#include "util/str.h"
#include "web/app.h"
#include "web/frame.h"
#include "web/note.h"

enum { ROWS = 50, FACTS = 10, MOST = 1000 };

static const struct tab {
    const char *verdict, *text;
} tabs[] = {
    {"", "すべて"},
    {"change", "変わるもの"},
    {"applied", "取り込んだもの"},
    {"warned", "注意"},
    {"refused", "受け付けられないもの"},
    {"same", "同じもの"},
};

static bool find(struct req *r, struct delivery *d)
{
    int64_t id;

    return str_int(r->arg[0], 1, INT64_MAX, &id) && delivery_get(r->db, id, d);
}

/* ---------------------------------------------------------------- a row */

static struct tag verdict_of(const struct delivery_row *x)
{
    if (str_is(x->verdict, "change"))
        return (struct tag){TONE_INFO, S("変わる")};
    if (str_is(x->verdict, "applied"))
        return (struct tag){TONE_GOOD, S("取り込んだ")};
    if (str_is(x->verdict, "same"))
        return (struct tag){TONE_FLAT, S("同じ")};
    return (struct tag){TONE_BAD, S("受け付けない")};
}

static struct str told_of(const struct delivery_row *x)
{
    if (str_is(x->told, "waiting"))
        return S("お知らせ待ち");
    if (str_is(x->told, "sent"))
        return S("お知らせずみ");
    return str_is(x->told, "overtaken") ? S("古くなったので送らず") : S("");
}

static struct str warning_of(struct req *r, const struct delivery_row *x)
{
    struct date d;

    if (str_is(x->warning, "far"))
        return S("配送予定日が、1年より先です");
    if (!x->warning.n || !date_iso(x->delivery_on, &d))
        return S("");
    return arena_fmt(r->arena, "配送予定日が休みの日です（%s）", date_weekday_text(d));
}

static struct plan_line_view line_of(struct req *r, const struct delivery_row *x)
{
    struct arena *a = r->arena;
    struct plan_line_view v = {.line = plan_number(r, x->line),
        .number = S("—"),
        .name = x->name,
        .from = str_of(order_state_name(x->from_state)),
        .to = str_of(order_state_name(x->to_state)),
        .day = words_day(a, x->delivery_on),
        .sent = words_day(a, x->dispatched_on),
        .carrier = x->carrier,
        .tracking = x->tracking,
        .serials = x->serials,
        .verdict = verdict_of(x),
        .reason = plan_fault_said(x->reason),
        .about = x->about,
        .warning = warning_of(r, x),
        .told = told_of(x)};

    if (x->number.n)
        v.number = receipt_text(a, x->number);
    if (x->institution) {
        v.href = orders_href(r, x->number);
        v.code = orders_code(r, x->pref, x->score_table, x->code);
    }
    if (x->delivery_on.n && x->was_on.n && !str_eq(x->was_on, x->delivery_on))
        v.was = words_day(a, x->was_on);
    return v;
}

static void rows(struct req *r, const struct delivery *d, struct import_view *v)
{
    struct str verdict = query_value(r, "show");
    struct link *links = NEW_N(r->arena, struct link, COUNT(tabs));
    const struct tab *now = &tabs[0];
    int64_t n, pages, page = 1;
    struct delivery_rows l;

    for (size_t i = 0; i < COUNT(tabs); i++)
        if (str_is(verdict, tabs[i].verdict))
            now = &tabs[i];
    for (size_t i = 0; i < COUNT(tabs); i++) {
        if (!delivery_rows_count(r->db, d->id, str_of(tabs[i].verdict)) && i)
            continue;
        links[v->tabs.n++] = (struct link){{arena_fmt(r->arena, PLANS "/%lld?show=%s",
                                               (long long)d->id, tabs[i].verdict)},
            str_of(tabs[i].text), &tabs[i] == now};
    }
    v->tabs.v = links;
    n = delivery_rows_count(r->db, d->id, str_of(now->verdict));
    pages = (n + ROWS - 1) / ROWS;
    if (!str_int(query_value(r, "page"), 1, pages ? pages : 1, &page))
        page = 1;
    l = delivery_rows_of(r->db, d->id, str_of(now->verdict), (page - 1) * ROWS, ROWS);
    v->rows.v = NEW_N(r->arena, struct plan_line_view, l.n + 1);
    for (; v->rows.n < l.n; v->rows.n++)
        v->rows.v[v->rows.n] = line_of(r, &l.v[v->rows.n]);
    v->caption = arena_fmt(r->arena, "%s（%lld行）", now->text, (long long)n);
    v->pager = pager_make(
        arena_fmt(r->arena, PLANS "/%lld?show=%s", (long long)d->id, now->verdict), page,
        pages, S("計画の行"), r->arena);
}

/* ---------------------------------------------------------------- the page */

static void fact(struct fact_list *l, const char *what, struct str text)
{
    if (text.n)
        l->v[l->n++] = (struct fact){str_of(what), text, true};
}

static void facts(struct req *r, const struct delivery *d, struct import_view *v)
{
    struct staff_list staff = staff_list(r->db);
    struct fact_list *l = &v->facts;
    struct arena *a = r->arena;

    l->v = NEW_N(a, struct fact, FACTS);
    fact(l, "メーカー", d->maker);
    fact(l, "ファイル", d->file);
    fact(l, "読み込み", words_moment(a, d->made_at));
    fact(l, "読み込んだ人", words_actor(a, d->made_by, &staff));
    fact(l, "取り込み", words_moment(a, d->applied_at));
    fact(l, "取り込んだ人",
        d->applied_by.n ? words_actor(a, d->applied_by, &staff) : S(""));
    fact(l, "お知らせ", words_moment(a, d->told_at));
    fact(l, "お知らせを送った人",
        d->told_by.n ? words_actor(a, d->told_by, &staff) : S(""));
}

static void numbers(struct req *r, const struct delivery *d, struct import_view *v)
{
    v->changes = plan_number(r, d->changes);
    v->same = plan_number(r, d->same);
    v->refused = plan_number(r, d->refused);
    v->warned = plan_number(r, d->warned);
    v->applied = plan_number(r, d->applied);
    v->moved = plan_number(r, d->moved);
    v->waiting = plan_number(r, d->waiting);
    v->told = plan_number(r, d->told);
    v->overtaken = plan_number(r, d->overtaken);
}

static int draw(struct req *r, const struct delivery *d, int status, struct str said)
{
    bool leads = (ORDERS_LEAD & r->who.role) != 0;
    struct import_view v = {.csrf = guard_csrf(r),
        .file = d->file,
        .maker = d->maker,
        .said = said,
        .id = plan_number(r, d->id),
        .state = plan_state(d->state)};

    v.previewed = str_is(d->state, "previewed");
    v.applied_now = str_is(d->state, "applied");
    v.telling = str_is(d->state, "telling");
    v.done = str_is(d->state, "done");
    v.dropped = str_is(d->state, "dropped");
    v.nothing_new = v.previewed && !d->changes;
    v.applies = v.previewed && d->changes && leads;
    v.same_person = v.applied_now && leads && str_eq(d->applied_by, r->who.owner);
    v.tells = v.applied_now && leads && !v.same_person;
    if (d->refused + d->moved)
        v.refusals.s = arena_fmt(r->arena, PLANS "/%lld/refused", (long long)d->id);
    facts(r, d, &v);
    numbers(r, d, &v);
    rows(r, d, &v);
    page_open(r, (struct page){.wrong = status == 422,
                     .title = arena_fmt(r->arena, "計画 " STR_FMT, STR_ARG(d->file))});
    tmpl_staff_import(r->out, &v);
    return status;
}

static int show(struct req *r)
{
    struct delivery d;

    return find(r, &d) ? draw(r, &d, 200, S("")) : not_found(r);
}

/* ---------------------------------------------------------------- what is done */

static void audit(struct req *r, const char *action, const struct delivery *d)
{
    audit_add(
        r->db, &(struct audit){.actor = r->who.owner,
                   .action = str_of(action),
                   .request = req_id(r),
                   .detail = arena_fmt(r->arena, "%lld " STR_FMT " " STR_FMT " %lld行",
                       (long long)d->id, STR_ARG(d->maker), STR_ARG(d->file),
                       (long long)d->applied)});
}

static enum err apply(struct req *r, struct delivery *d)
{
    struct order_by by = {ORDER_BY_STAFF, r->who.owner};
    enum err e = delivery_apply(r->db, r->arena, d, &by);

    if (e == OK)
        audit(r, "delivery.applied", d);
    return e;
}

static int act(struct req *r)
{
    struct str what = form_value(r, "act");
    struct delivery d;
    enum err e = ERR_NOT_FOUND;

    if (!find(r, &d))
        return not_found(r);
    if (str_is(what, "apply"))
        e = apply(r, &d);
    else if (str_is(what, "drop"))
        e = delivery_drop(r->db, d.id);
    else if (str_is(what, "tell"))
        e = delivery_tell(r->db, &d, r->who.owner);
    if (e == OK && !str_is(what, "apply"))
        audit(r, str_is(what, "drop") ? "delivery.dropped" : "delivery.told", &d);
    if (e == OK)
        return see_other(r, arena_fmt(r->arena, PLANS "/%lld", (long long)d.id));
    if (!find(r, &d))
        return not_found(r);
    if (str_is(what, "tell") && str_eq(d.applied_by, r->who.owner))
        return draw(r, &d, 422,
            S("取り込んだ人は、お知らせを送れません。ほかの責任者か管理者に頼んでください"
              "。"));
    return draw(r, &d, 422, S("ほかの人が先に進めました。いまの状態を見てください。"));
}

/* ---------------------------------------------------------------- what was not taken */

static void refused_rows(struct req *r, const struct delivery *d, struct buf *b)
{
    struct csv_out o = {.to = b};
    struct delivery_rows l;

    buf_puts(b, "\xEF\xBB\xBF");
    buf_str(b, d->header);
    buf_puts(b, ",行,受け付けない理由,");
    buf_puts(b, "その欄\r\n");
    for (int64_t skip = 0;; skip += MOST) {
        l = delivery_rows_of(r->db, d->id, S("refused"), skip, MOST);
        for (size_t i = 0; i < l.n; i++) {
            buf_str(b, l.v[i].raw);
            o.inside = true;
            csv_out_int(&o, l.v[i].line);
            csv_out_text(&o, plan_fault_said(l.v[i].reason));
            csv_out_text(&o, l.v[i].about);
            csv_out_end(&o);
        }
        if (l.n < MOST)
            return;
    }
}

static int refused(struct req *r)
{
    struct buf b = BUF_INIT;
    struct delivery d;
    int status;

    if (!find(r, &d))
        return not_found(r);
    refused_rows(r, &d, &b);
    status = orders_download(r, "refused", buf_view(&b));
    buf_release(&b);
    return status;
}

static const struct route routes[] = {
    {"GET", PLANS "/{id}", DESK, "メーカーの計画", show},
    {"POST", PLANS "/{id}", ORDERS_LEAD, "メーカーの計画", act},
    {"GET", PLANS "/{id}/refused", DESK, "メーカーの計画", refused},
    {0},
};

const struct feature staff_orders_plan_feature = {"staff_orders_plan", routes};
