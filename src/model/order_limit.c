/* order_limit.c: see order_limit.h. */
#include "model/order_limit.h"

#include "sys/clock.h"
#include "util/date.h"
#include "util/str.h"

/* ---------------------------------------------------------------- one institution */

static const struct col room_cols[] = {
    COL(order_room, institution), COL(order_room, base), COL(order_room, granted),
    COL(order_room, used), COL(order_room, twin), COL(order_room, kind),
    COL(order_room, source),
};

static const struct query room_queries[] = {
    {"order_room.get", SHARED,
        "SELECT s.institution, s.kind, s.twin, s.used, COALESCE(l.quantity, 0) AS base,"
        " COALESCE(l.source, '') AS source, COALESCE((SELECT sum(g.units)"
        " FROM reader_grant g WHERE g.institution = s.institution AND g.ended_at IS NULL"
        " AND g.until_day >= :today), 0) AS granted"
        " FROM reader_standing s LEFT JOIN reader_limit l ON l.id = (SELECT x.id"
        " FROM reader_limit x WHERE x.kind = s.kind AND x.twin <= s.twin"
        " AND x.from_day <= :today AND COALESCE(x.until_day, '9') >= :today"
        " ORDER BY x.twin DESC, x.from_day DESC, x.id DESC LIMIT 1)"
        " WHERE s.institution = :institution"},
};

const struct model order_room_model = MODEL(order_room, room_cols, room_queries);

bool order_room(struct db *db, int64_t institution, struct order_room *out)
{
    return db_one(
        db, &order_room_model, 0, &(struct order_room){.institution = institution}, out);
}

int64_t order_allowed(struct db *db, int64_t institution)
{
    struct order_room r = {.base = 0};

    return order_room(db, institution, &r) ? r.base + r.granted : 0;
}

int64_t order_used(struct db *db, int64_t institution)
{
    struct order_room r = {.used = 0};

    return order_room(db, institution, &r) ? r.used : 0;
}

/* ---------------------------------------------------------------- limits */

enum { MOST_UNITS = 99, SOURCE_MAX = 200, REASON_MAX = 500 };

static struct str check_quantity(struct str value, struct arena *a)
{
    int64_t n;

    if (str_int(value, 0, MOST_UNITS, &n))
        return S("");
    return arena_fmt(a, "台数は、0から%dまでの数字で入力してください", MOST_UNITS);
}

static const struct choice limit_kinds[] = {{"hospital", "病院"}, {"clinic", "診療所"},
    {"dental", "歯科診療所"}, {"pharmacy", "薬局"}, {NULL, NULL}};
static const struct choice limit_twins[] = {{"1", "はい"}, {NULL, NULL}};

static const struct col limit_cols[] = {
    COL(order_limit, id), COL(order_limit, rev),
    COL(order_limit, kind, .label = "施設の種類", .required = true, .widget = W_SELECT,
        .choices = limit_kinds),
    COL(order_limit, twin, .label = "医科の病院に併設する歯科だけ", .widget = W_CHECK,
        .choices = limit_twins),
    COL(order_limit, from_day, .label = "始まる日", .required = true, .widget = W_DATE,
        .normal = N_DATE, .width = "w13"),
    COL(order_limit, until_day, .null = true, .label = "最後の日",
        .hint = "空けておくと、つぎに決めるまで続きます。", .widget = W_DATE,
        .normal = N_DATE, .width = "w13"),
    COL(order_limit, quantity, .label = "台数（合計）", .required = true, .widget = W_NUMBER,
        .normal = N_DIGITS, .check = check_quantity, .inputmode = "numeric", .width = "w4"),
    COL(order_limit, source, .label = "根拠",
        .hint = "通知の名前と日付。医療機関等の画面にも出ます。", .required = true,
        .max = SOURCE_MAX),
};

enum { LIMITS, LIMIT_GET, LIMIT_ADD, LIMIT_SAVE };

static const struct query limit_queries[] = {
    [LIMITS] = {"order_limit.list", SHARED,
        "SELECT id, kind, twin, from_day, until_day, quantity, source, rev FROM reader_limit"
        " ORDER BY CASE kind WHEN 'hospital' THEN 0 WHEN 'clinic' THEN 1 WHEN 'dental'"
        " THEN 2 ELSE 3 END, twin, from_day, id"},
    [LIMIT_GET] = {"order_limit.get", SHARED,
        "SELECT id, kind, twin, from_day, until_day, quantity, source, rev FROM reader_limit"
        " WHERE id = :id"},
    [LIMIT_ADD] = {"order_limit.add", ANY,
        "INSERT INTO reader_limit (kind, twin, from_day, until_day, quantity, source)"
        " VALUES (:kind, :twin, :from_day, :until_day, :quantity, :source)"},
    [LIMIT_SAVE] = {"order_limit.save", ANY,
        "UPDATE reader_limit SET kind = :kind, twin = :twin, from_day = :from_day,"
        " until_day = :until_day, quantity = :quantity, source = :source, rev = rev + 1"
        " WHERE id = :id AND rev = :rev"},
};

const struct model order_limit_model = MODEL(order_limit, limit_cols, limit_queries);

const char *order_limit_kind_name(struct str kind)
{
    for (const struct choice *c = limit_kinds; c->value; c++)
        if (str_is(kind, c->value))
            return c->label;
    return "";
}

struct order_limits order_limits(struct db *db)
{
    struct rows r = db_all(db, &order_limit_model, LIMITS, NULL);

    return (struct order_limits){r.v, r.n};
}

bool order_limit_get(struct db *db, int64_t id, struct order_limit *out)
{
    return db_one(db, &order_limit_model, LIMIT_GET, &(struct order_limit){.id = id}, out);
}

static bool overlap(const struct order_limit *x, const struct order_limit *y)
{
    return (!x->until_day.n || str_cmp(y->from_day, x->until_day) <= 0) &&
        (!y->until_day.n || str_cmp(x->from_day, y->until_day) <= 0);
}

bool order_limit_clash(struct db *db, const struct order_limit *row, struct order_limit *out)
{
    struct order_limits l = order_limits(db);

    for (size_t i = 0; i < l.n; i++) {
        *out = l.v[i];
        if (out->id != row->id && str_eq(out->kind, row->kind) && out->twin == row->twin &&
            overlap(out, row))
            return true;
    }
    return false;
}

enum err order_limit_add(struct db *db, const struct order_limit *row)
{
    return db_run(db, &order_limit_model, LIMIT_ADD, row);
}

enum err order_limit_save(struct db *db, const struct order_limit *row)
{
    return db_run(db, &order_limit_model, LIMIT_SAVE, row);
}

/* ---------------------------------------------------------------- grants */

static struct str check_units(struct str value, struct arena *a)
{
    int64_t n;

    if (str_int(value, 1, MOST_UNITS, &n))
        return S("");
    return arena_fmt(a, "認める台数は、1から%dまでの数字で入力してください", MOST_UNITS);
}

static const struct col grant_cols[] = {
    COL(order_grant, id), COL(order_grant, institution),
    COL(order_grant, units, .label = "認める台数", .hint = "決まった台数のほかに、認める台数です。",
        .required = true, .widget = W_NUMBER, .normal = N_DIGITS, .check = check_units,
        .inputmode = "numeric", .width = "w4"),
    COL(order_grant, made_at), COL(order_grant, ended_at, .null = true),
    COL(order_grant, reason, .label = "理由",
        .hint = "どのような事情か。あとで見た人にも分かるように書きます。", .required = true,
        .widget = W_AREA, .normal = N_LINES, .max = REASON_MAX),
    COL(order_grant, until_day, .label = "申し込める最後の日",
        .hint = "この日までに申し込まなかった分は、なくなります。", .required = true,
        .widget = W_DATE, .normal = N_DATE, .width = "w13"),
    COL(order_grant, made_by), COL(order_grant, ended_by), COL(order_grant, end_reason),
    COL(order_grant, pref), COL(order_grant, score_table), COL(order_grant, code),
    COL(order_grant, name), COL(order_grant, n),
};

enum { GRANTS_OF, GRANTS, GRANT_GET, GRANT_ADD, GRANT_END };

#define GRANT                                                                            \
    "SELECT g.id, g.institution, g.units, g.reason, g.until_day, g.made_by, g.made_at,"   \
    " g.ended_at, g.ended_by, g.end_reason, i.pref, i.score_table, i.code, i.name"       \
    " FROM reader_grant g JOIN institution i ON i.id = g.institution "

static const struct query grant_queries[] = {
    [GRANTS_OF] = {"order_grant.of", SHARED,
        GRANT "WHERE g.institution = :institution ORDER BY g.made_at DESC, g.id DESC"},
    [GRANTS] = {"order_grant.list", ANY, GRANT "ORDER BY g.id DESC LIMIT 100"},
    [GRANT_GET] = {"order_grant.get", ANY, GRANT "WHERE g.id = :id"},
    [GRANT_ADD] = {"order_grant.add", ANY,
        "INSERT INTO reader_grant (institution, units, reason, until_day, made_by, made_at)"
        " VALUES (:institution, :units, :reason, :until_day, :made_by, :now) RETURNING id"},
    [GRANT_END] = {"order_grant.end", ANY,
        "UPDATE reader_grant SET ended_at = :now, ended_by = :ended_by,"
        " end_reason = :end_reason"
        " WHERE id = :id AND ended_at IS NULL"},
};

const struct model order_grant_model = MODEL(order_grant, grant_cols, grant_queries);

enum err order_grant_add(struct db *db, const struct order_grant *row, int64_t *id)
{
    char today[DATE_ISO_LEN + 1];
    struct order_grant out = {.id = 0};
    struct date day;
    enum err e;

    clock_today(today);
    if (row->units < 1 || row->units > MOST_UNITS || !str_trim(row->reason).n ||
        !date_iso(row->until_day, &day) || str_cmp(row->until_day, str_of(today)) < 0)
        return ERR_DENIED;
    e = db_put(db, &order_grant_model, GRANT_ADD, row, &out);
    *id = out.id;
    return e;
}

bool order_grant_get(struct db *db, int64_t id, struct order_grant *out)
{
    return db_one(db, &order_grant_model, GRANT_GET, &(struct order_grant){.id = id}, out);
}

enum err order_grant_end(struct db *db, int64_t id, struct str reason, struct str by)
{
    if (!str_trim(reason).n)
        return ERR_DENIED;
    return db_run(db, &order_grant_model, GRANT_END,
        &(struct order_grant){.id = id, .ended_by = by, .end_reason = reason});
}

static struct order_grants grants(struct db *db, int q, int64_t institution)
{
    struct rows r = db_all(
        db, &order_grant_model, q, &(struct order_grant){.institution = institution});

    return (struct order_grants){r.v, r.n};
}

struct order_grants order_grants_of(struct db *db, int64_t institution)
{
    return grants(db, GRANTS_OF, institution);
}

struct order_grants order_grants(struct db *db)
{
    return grants(db, GRANTS, 0);
}

bool order_grant_runs(const struct order_grant *g, struct str today)
{
    return !g->ended_at && str_cmp(g->until_day, today) >= 0;
}

/* ---------------------------------------------------------------- does it hold */

static const struct col over_cols[] = {
    COL(order_over, institution), COL(order_over, used), COL(order_over, allowed)};

/* What is there was allowed when one of these orders last grew: between then and now
 * orders have only shrunk, and limits and grants that ended since take nothing away. */
static const struct query over_queries[] = {
    {"order_over.list", ANY,
        "SELECT o.institution, sum(o.units) AS used, max(o.allowed) AS allowed FROM"
        " (SELECT institution, allowed, (SELECT sum(l.quantity - l.cancelled)"
        " FROM reader_order_line l WHERE l.reader_order = r.id) AS units"
        " FROM reader_order r WHERE r.state NOT IN ('cancelled', 'refunded')) o"
        " GROUP BY o.institution HAVING sum(o.units) > max(o.allowed) LIMIT 100"},
};

const struct model order_over_model = MODEL(order_over, over_cols, over_queries);

struct order_overs order_over(struct db *db)
{
    struct rows r = db_all(db, &order_over_model, 0, NULL);

    return (struct order_overs){r.v, r.n};
}
