/* order_export.c: orders as files: what a maker is to send where, and readers that nobody
 * uses. */
#include "model/delivery_plan.h"
#include "model/institution.h"
#include "model/order.h"
#include "model/order_list.h"
#include "model/prefecture.h"
#include "util/date.h"
#include "util/str.h"

enum { FULL = 64 * 1024 };

static const struct col cols[] = {
    COL(order_export_row, id),
    COL(order_export_row, created_at),
    COL(order_export_row, elsewhere),
    COL(order_export_row, units),
    COL(order_export_row, number),
    COL(order_export_row, state),
    COL(order_export_row, held_reason),
    COL(order_export_row, delivery_on, .null = true),
    COL(order_export_row, dispatched_on, .null = true),
    COL(order_export_row, carrier),
    COL(order_export_row, tracking),
    COL(order_export_row, delivered_on, .null = true),
    COL(order_export_row, plan_month),
    COL(order_export_row, name),
    COL(order_export_row, inst_pref),
    COL(order_export_row, score_table),
    COL(order_export_row, code),
    COL(order_export_row, kind),
    COL(order_export_row, inst_zip),
    COL(order_export_row, inst_address),
    COL(order_export_row, inst_phone),
    COL(order_export_row, zip),
    COL(order_export_row, pref),
    COL(order_export_row, city),
    COL(order_export_row, building),
    COL(order_export_row, addressee),
    COL(order_export_row, phone),
    COL(order_export_row, contact),
    COL(order_export_row, owner_contact),
    COL(order_export_row, goods),
    COL(order_export_row, serials),
    COL(order_export_row, maker),
};

enum { OF_STATE, OF_ALL };

/* goods and units are those of the maker alone. */
#define ROW                                                                              \
    "SELECT o.id, o.created_at, o.elsewhere, o.number, o.state, o.held_reason,"          \
    " o.delivery_on, o.dispatched_on, o.carrier, o.tracking, o.delivered_on,"            \
    " o.plan_month, i.name, i.pref AS inst_pref, i.score_table, i.code, i.kind,"         \
    " i.zip AS inst_zip, i.address AS inst_address, i.phone AS inst_phone, o.zip,"       \
    " o.pref, o.city, o.building, o.addressee, o.phone, o.contact,"                      \
    " COALESCE((SELECT a.contact FROM member m JOIN account a ON a.id = m.account"       \
    " WHERE m.institution = o.institution ORDER BY m.role = 'owner' DESC, m.joined_at"   \
    " LIMIT 1), '') AS owner_contact,"                                                   \
    " (SELECT group_concat(r.product || CASE r.model WHEN '' THEN '' ELSE ' ' || "       \
    "r.model"                                                                            \
    " END || ' × ' || (l.quantity - l.cancelled), '; ') FROM reader_order_line l"       \
    " JOIN reader r ON r.id = l.reader WHERE l.reader_order = o.id" MINE ") AS goods,"   \
    " COALESCE((SELECT sum(l.quantity - l.cancelled) FROM reader_order_line l"           \
    " JOIN reader r ON r.id = l.reader WHERE l.reader_order = o.id" MINE                 \
    "), 0) AS units,"                                                                    \
    " COALESCE((SELECT group_concat(CASE WHEN (SELECT count(*) FROM reader_order_line l" \
    " WHERE l.reader_order = o.id) > 1 THEN replace(replace(CASE r.model WHEN ''"        \
    " THEN r.product ELSE r.model END, ' ', ''), '　', '') || '=' ELSE '' END"          \
    " || u.serial, ' ') FROM reader_unit u JOIN reader r"                                \
    " ON r.id = u.reader WHERE u.reader_order = o.id"                                    \
    " AND (:maker = '' OR r.maker = :maker)), '') AS serials"                            \
    " FROM reader_order o JOIN institution i ON i.id = o.institution "
#define MINE " AND l.quantity > l.cancelled AND (:maker = '' OR r.maker = :maker)"
#define FOR                                                                              \
    "EXISTS (SELECT 1 FROM reader_order_line l JOIN reader r ON r.id = l.reader"         \
    " WHERE l.reader_order = o.id AND (:maker = '' OR r.maker = :maker)) "

static const struct query queries[] = {
    [OF_STATE] = {"order_export.of_state", ANY,
        ROW "WHERE o.state = :state AND " FOR "ORDER BY o.created_at, o.id"},
    [OF_ALL] = {"order_export.of_all", ANY, ROW "WHERE " FOR "ORDER BY o.id"},
};

const struct model order_export_row_model = MODEL(order_export_row, cols, queries);

/* ---------------------------------------------------------------- a row */

static const char *const names[] = {"受付番号", "申込日", "状態", "医療機関等コード",
    "施設の種類", "医療機関等名", "送付先郵便番号", "送付先住所", "送付先宛名",
    "送付先電話番号", "送付先担当者", "品目", "台数", "導入予定", "配送予定日", "発送日",
    "配送業者", "送り状番号", "受領日", "製造番号", "メーカー管理番号"};

static void zip_cell(struct csv_out *o, struct arena *a, struct str zip)
{
    csv_out_text(o, zip.n == 7 ? arena_fmt(a, STR_FMT "-" STR_FMT,
                                     STR_ARG(str_head(zip, 3)), STR_ARG(str_from(zip, 3)))
                               : zip);
}

/* With its prefecture once, whether the master has it in front or not. */
static struct str whole_address(struct arena *a, struct str pref, struct str address)
{
    prefecture_of_address(&address);
    return arena_fmt(
        a, STR_FMT STR_FMT, STR_ARG(prefecture_name(pref)), STR_ARG(address));
}

/* To where it is sent: what the order says, or the address of record. */
static void address_cells(
    struct csv_out *o, struct arena *a, const struct order_export_row *r)
{
    if (r->elsewhere) {
        zip_cell(o, a, r->zip);
        csv_out_text(o,
            arena_fmt(a, STR_FMT STR_FMT "%s" STR_FMT, STR_ARG(prefecture_name(r->pref)),
                STR_ARG(r->city), r->building.n ? " " : "", STR_ARG(r->building)));
        csv_out_text(o, r->addressee);
        csv_out_text(o, r->phone);
        csv_out_text(o, r->contact);
        return;
    }
    zip_cell(o, a, r->inst_zip);
    csv_out_text(o, whole_address(a, r->inst_pref, r->inst_address));
    csv_out_text(o, r->name);
    csv_out_text(o, r->inst_phone);
    csv_out_text(o, r->owner_contact);
}

static struct str state_of(struct arena *a, const struct order_export_row *r)
{
    return arena_fmt(
        a, "%s%s", order_state_name(r->state), r->held_reason.n ? "（保留）" : "");
}

static void row_cells(
    struct csv_out *o, struct arena *a, const struct order_export_row *r)
{
    csv_out_text(o, r->number);
    csv_out_text(o, date_text(a, date_tokyo(r->created_at)));
    csv_out_text(o, state_of(a, r));
    csv_out_text(o, arena_fmt(a, STR_FMT STR_FMT STR_FMT, STR_ARG(r->inst_pref),
                        STR_ARG(r->score_table), STR_ARG(r->code)));
    csv_out_text(o, str_of(institution_kind_name(r->kind)));
    csv_out_text(o, r->name);
    address_cells(o, a, r);
    csv_out_text(o, r->goods);
    csv_out_int(o, r->units);
    csv_out_text(o, r->plan_month);
    csv_out_text(o, r->delivery_on);
    csv_out_text(o, r->dispatched_on);
    csv_out_text(o, r->carrier);
    csv_out_text(o, r->tracking);
    csv_out_text(o, r->delivered_on);
    csv_out_text(o, r->serials);
    csv_out_text(o, S(""));
    csv_out_end(o);
}

/* ---------------------------------------------------------------- the files */

struct writing {
    struct csv_out out;
    struct arena a;
    order_export_full *full;
    void *ctx;
    int64_t n;
};

static bool write_row(void *ctx, const void *row)
{
    struct writing *w = ctx;

    row_cells(&w->out, &w->a, row);
    arena_reset(&w->a);
    w->n++;
    if (w->full && w->out.to->n > FULL)
        w->full(w->ctx, w->out.to);
    return true;
}

static void header(struct csv_out *o, const char *const *v, size_t n)
{
    csv_out_bom(o);
    for (size_t i = 0; i < n; i++)
        csv_out_text(o, str_of(v[i]));
    csv_out_end(o);
}

int64_t order_export(struct db *db, struct str maker, struct str state, struct buf *to,
    order_export_full *full, void *ctx)
{
    struct writing w = {
        .out = {.to = to}, .a = ARENA_INIT, .full = full, .ctx = ctx, .n = 0};
    struct order_export_row in = {.maker = maker, .state = state}, row;

    header(&w.out, names, COUNT(names));
    db_each(db, &order_export_row_model, state.n ? OF_STATE : OF_ALL, &in, &row,
        write_row, &w);
    if (full)
        full(ctx, to);
    arena_release(&w.a);
    return w.n;
}

static void unused_cells(struct csv_out *o, struct arena *a, const struct order_item *x)
{
    csv_out_text(o, x->number);
    csv_out_text(o, arena_fmt(a, STR_FMT STR_FMT STR_FMT, STR_ARG(x->pref),
                        STR_ARG(x->score_table), STR_ARG(x->code)));
    csv_out_text(o, str_of(institution_kind_name(x->kind)));
    csv_out_text(o, x->name);
    csv_out_text(o, x->makers);
    csv_out_int(o, x->units);
    csv_out_text(o, x->delivered_on);
    csv_out_end(o);
}

int64_t order_unused_export(struct db *db, struct arena *a, struct str day,
    const struct order_filter *f, struct buf *to)
{
    static const char *const columns[] = {"受付番号", "医療機関等コード", "施設の種類",
        "医療機関等名", "メーカー", "台数", "受領日"};
    struct csv_out o = {.to = to};
    struct arena tmp = ARENA_INIT;
    int64_t n = 0;

    header(&o, columns, COUNT(columns));
    for (int64_t page = 1;; page++) {
        struct order_items l;

        db_as(db, &tmp, DB_ALL);
        l = order_unused(db, day, f, page);
        for (size_t i = 0; i < l.n; i++)
            unused_cells(&o, &tmp, &l.v[i]);
        n += (int64_t)l.n;
        if (l.n < ORDER_PAGE)
            break;
        arena_reset(&tmp);
    }
    db_as(db, a, DB_ALL);
    arena_release(&tmp);
    return n;
}
