/* order_row.c: the tables behind order.h, without its rules. */
#include "model/order_impl.h"

#include "util/str.h"

static const struct col cols[] = {
    COL(order, id), COL(order, institution), COL(order, rev), COL(order, created_at),
    COL(order, changed_at), COL(order, cancelled_at, .null = true), COL(order, number),
    COL(order, state), COL(order, plan_month), COL(order, claims), COL(order, emr),
    COL(order, dispensing), COL(order, claims_month), COL(order, emr_month),
    COL(order, dispensing_month), COL(order, elsewhere), COL(order, zip), COL(order, pref),
    COL(order, city), COL(order, building), COL(order, addressee), COL(order, phone),
    COL(order, contact), COL(order, held_reason), COL(order, held_until, .null = true),
    COL(order, delivery_on, .null = true), COL(order, dispatched_on, .null = true),
    COL(order, delivered_on, .null = true), COL(order, carrier), COL(order, tracking),
    COL(order, reason), COL(order, cancelled_from), COL(order, created_by),
    COL(order, allowed), COL(order, inst_pref), COL(order, score_table), COL(order, code),
    COL(order, kind), COL(order, name), COL(order, units), COL(order, was), COL(order, n),
};

enum { ADD, SAVE, TAKEN, GET, BY_NUMBER, MINE, CURRENT, LAST, OF, ARRIVED };

#define SURVEY                                                                           \
    "plan_month, claims, claims_month, emr, emr_month, dispensing, dispensing_month,"     \
    " elsewhere, zip, pref, city, building, addressee, phone, contact"
#define ROW                                                                              \
    "SELECT o.id, o.number, o.institution, o.state, o.plan_month, o.claims,"             \
    " o.claims_month, o.emr, o.emr_month, o.dispensing, o.dispensing_month, o.elsewhere," \
    " o.zip, o.pref, o.city, o.building, o.addressee, o.phone, o.contact, o.held_reason," \
    " o.held_until, o.delivery_on, o.dispatched_on, o.carrier, o.tracking,"              \
    " o.delivered_on, o.reason, o.cancelled_at, o.cancelled_from, o.allowed,"            \
    " o.created_at, o.created_by, o.changed_at, o.rev, i.pref AS inst_pref,"             \
    " i.score_table, i.code, i.kind, i.name,"                                            \
    " COALESCE((SELECT sum(l.quantity - l.cancelled) FROM reader_order_line l"           \
    " WHERE l.reader_order = o.id), 0) AS units"                                         \
    " FROM reader_order o JOIN institution i ON i.id = o.institution "
#define UNDER_WAY "o.state IN ('received', 'scheduled', 'dispatched')"

static const struct query queries[] = {
    [ADD] = {"order.add", SHARED,
        "INSERT INTO reader_order (number, institution, state, " SURVEY ", held_reason,"
        " held_until, created_at, created_by, changed_at) VALUES (:number, :institution,"
        " :state, :plan_month, :claims, :claims_month, :emr, :emr_month, :dispensing,"
        " :dispensing_month, :elsewhere, :zip, :pref, :city, :building, :addressee, :phone,"
        " :contact, :held_reason, :held_until, :now, :created_by, :now) RETURNING id"},
    [SAVE] = {"order.save", SHARED,
        "UPDATE reader_order SET state = :state, plan_month = :plan_month, claims = :claims,"
        " claims_month = :claims_month, emr = :emr, emr_month = :emr_month,"
        " dispensing = :dispensing, dispensing_month = :dispensing_month,"
        " elsewhere = :elsewhere, zip = :zip, pref = :pref, city = :city,"
        " building = :building, addressee = :addressee, phone = :phone, contact = :contact,"
        " held_reason = :held_reason, held_until = :held_until, delivery_on = :delivery_on,"
        " dispatched_on = :dispatched_on, carrier = :carrier, tracking = :tracking,"
        " delivered_on = :delivered_on, reason = :reason, cancelled_at = :cancelled_at,"
        " cancelled_from = :cancelled_from, changed_at = :now, rev = rev + 1"
        " WHERE id = :id AND rev = :rev AND state = :was"},
    [TAKEN] = {"order.taken", SHARED,
        "SELECT count(*) AS n FROM reader_order WHERE number = :number"},
    [GET] = {"order.get", SHARED, ROW "WHERE o.id = :id"},
    [BY_NUMBER] = {"order.by_number", ANY, ROW "WHERE o.number = :number"},
    [MINE] = {"order.mine", OWN, ROW "WHERE o.number = :number AND o.institution = :me"},
    [CURRENT] = {"order.current", SHARED,
        ROW "WHERE o.institution = :institution AND " UNDER_WAY},
    [LAST] = {"order.last", SHARED,
        ROW "WHERE o.institution = :institution ORDER BY o.created_at DESC, o.id DESC LIMIT 1"},
    [OF] = {"order.of", SHARED,
        ROW "WHERE o.institution = :institution ORDER BY o.created_at DESC, o.id DESC LIMIT 50"},
    [ARRIVED] = {"order.arrived", SHARED,
        "SELECT COALESCE(max(delivered_on), '') AS delivered_on FROM reader_order"
        " WHERE institution = :institution AND state = 'delivered' AND zip = :zip"
        " AND pref = :pref AND city = :city AND building = :building"},
};

const struct model order_model = MODEL(order, cols, queries);

/* ---------------------------------------------------------------- lines */

static const struct col line_cols[] = {
    COL(order_line, reader_order), COL(order_line, reader), COL(order_line, quantity),
    COL(order_line, cancelled), COL(order_line, maker), COL(order_line, product),
    COL(order_line, model), COL(order_line, sample), COL(order_line, n),
};

enum { LINES, LINE_CLEAR, LINE_ADD, LINE_CANCEL, LINE_ORDERABLE };

static const struct query line_queries[] = {
    [LINES] = {"order_line.list", SHARED,
        "SELECT l.reader_order, l.reader, l.quantity, l.cancelled, r.maker, r.product,"
        " r.model, r.sample FROM reader_order_line l JOIN reader r ON r.id = l.reader"
        " WHERE l.reader_order = :reader_order ORDER BY l.reader"},
    [LINE_CLEAR] = {"order_line.clear", SHARED,
        "DELETE FROM reader_order_line WHERE reader_order = :reader_order"},
    [LINE_ADD] = {"order_line.add", SHARED,
        "INSERT INTO reader_order_line (reader_order, reader, quantity)"
        " VALUES (:reader_order, :reader, :quantity)"},
    [LINE_CANCEL] = {"order_line.cancel", SHARED,
        "UPDATE reader_order_line SET cancelled = cancelled + :n WHERE :n > 0"
        " AND reader_order = :reader_order AND reader = :reader"
        " AND quantity - cancelled >= :n"},
    [LINE_ORDERABLE] = {"order_line.orderable", SHARED,
        "SELECT count(*) AS n FROM reader WHERE id = :reader"
        " AND COALESCE(orderable_from, '') <= :today"
        " AND COALESCE(orderable_until, '9') >= :today"},
};

const struct model order_line_model = MODEL(order_line, line_cols, line_queries);

/* ---------------------------------------------------------------- units, events */

static const struct col unit_cols[] = {
    COL(order_unit, reader_order), COL(order_unit, reader), COL(order_unit, serial),
    COL(order_unit, state), COL(order_unit, day), COL(order_unit, maker),
    COL(order_unit, product),
};

enum { UNITS, UNIT_ADD, UNIT_RETURN };

static const struct query unit_queries[] = {
    [UNITS] = {"order_unit.list", SHARED,
        "SELECT u.reader_order, u.reader, u.serial, u.state, u.day, r.maker, r.product"
        " FROM reader_unit u JOIN reader r ON r.id = u.reader"
        " WHERE u.reader_order = :reader_order ORDER BY u.reader, u.serial"},
    [UNIT_ADD] = {"order_unit.add", SHARED,
        "INSERT INTO reader_unit (reader, serial, reader_order, state, day)"
        " VALUES (:reader, :serial, :reader_order, 'delivered', :day)"},
    [UNIT_RETURN] = {"order_unit.return", SHARED,
        "UPDATE reader_unit SET state = 'returned', day = :day"
        " WHERE reader_order = :reader_order AND state = 'delivered'"},
};

const struct model order_unit_model = MODEL(order_unit, unit_cols, unit_queries);

static const struct col event_cols[] = {
    COL(order_event, id), COL(order_event, reader_order), COL(order_event, at),
    COL(order_event, actor), COL(order_event, event), COL(order_event, from_state),
    COL(order_event, to_state), COL(order_event, lines), COL(order_event, address),
    COL(order_event, plan), COL(order_event, note),
};

enum { EVENTS, EVENT_ADD };

static const struct query event_queries[] = {
    [EVENTS] = {"order_event.list", SHARED,
        "SELECT id, reader_order, at, actor, event, from_state, to_state, lines, address,"
        " plan, note FROM reader_event WHERE reader_order = :reader_order ORDER BY id"},
    [EVENT_ADD] = {"order_event.add", SHARED,
        "INSERT INTO reader_event (reader_order, at, actor, event, from_state, to_state,"
        " lines, address, plan, note) VALUES (:reader_order, :now, :actor, :event,"
        " :from_state, :to_state, :lines, :address, :plan, :note)"},
};

const struct model order_event_model = MODEL(order_event, event_cols, event_queries);

/* ---------------------------------------------------------------- writing */

enum err order_row_add(struct db *db, const struct order *row, int64_t *id)
{
    struct order out = {.id = 0};
    enum err e = db_put(db, &order_model, ADD, row, &out);

    *id = out.id;
    return e;
}

enum err order_row_save(struct db *db, const struct order *row)
{
    return db_run(db, &order_model, SAVE, row);
}

bool order_number_taken(struct db *db, struct str number)
{
    struct order out = {.n = 0};

    db_one(db, &order_model, TAKEN, &(struct order){.number = number}, &out);
    return out.n > 0;
}

/* Of statements that no rule of the schema can refuse. */
static void must(enum err e, const char *what)
{
    if (e != OK && e != ERR_NOT_FOUND)
        die("order: %s was refused", what);
}

void order_line_clear(struct db *db, int64_t order)
{
    must(db_run(db, &order_line_model, LINE_CLEAR,
             &(struct order_line){.reader_order = order}),
        "an empty order");
}

enum err order_line_add(struct db *db, const struct order_line *row)
{
    return db_run(db, &order_line_model, LINE_ADD, row);
}

enum err order_line_cancel(struct db *db, const struct order_line *row)
{
    return db_run(db, &order_line_model, LINE_CANCEL, row);
}

bool order_line_orderable(struct db *db, int64_t reader)
{
    struct order_line out = {.n = 0};

    db_one(db, &order_line_model, LINE_ORDERABLE, &(struct order_line){.reader = reader}, &out);
    return out.n > 0;
}

enum err order_unit_add(struct db *db, const struct order_unit *row)
{
    return db_run(db, &order_unit_model, UNIT_ADD, row);
}

void order_unit_return(struct db *db, int64_t order, struct str day)
{
    must(db_run(db, &order_unit_model, UNIT_RETURN,
             &(struct order_unit){.reader_order = order, .day = day}),
        "a return");
}

void order_event_add(struct db *db, const struct order_event *row)
{
    must(db_run(db, &order_event_model, EVENT_ADD, row), "an event");
}

/* ---------------------------------------------------------------- finding */

bool order_get(struct db *db, int64_t id, struct order *out)
{
    return db_one(db, &order_model, GET, &(struct order){.id = id}, out);
}

bool order_by_number(struct db *db, struct str number, struct order *out)
{
    return db_one(db, &order_model, BY_NUMBER, &(struct order){.number = number}, out);
}

bool order_mine(struct db *db, struct str number, struct order *out)
{
    return db_one(db, &order_model, MINE, &(struct order){.number = number}, out);
}

bool order_current(struct db *db, int64_t institution, struct order *out)
{
    return db_one(
        db, &order_model, CURRENT, &(struct order){.institution = institution}, out);
}

bool order_last(struct db *db, int64_t institution, struct order *out)
{
    return db_one(db, &order_model, LAST, &(struct order){.institution = institution}, out);
}

struct order_list order_of(struct db *db, int64_t institution)
{
    struct rows r =
        db_all(db, &order_model, OF, &(struct order){.institution = institution});

    return (struct order_list){r.v, r.n};
}

struct str order_arrived(struct db *db, const struct order *to)
{
    struct order out;

    return db_one(db, &order_model, ARRIVED, to, &out) ? out.delivered_on : S("");
}

struct order_lines order_lines(struct db *db, int64_t id)
{
    struct rows r =
        db_all(db, &order_line_model, LINES, &(struct order_line){.reader_order = id});

    return (struct order_lines){r.v, r.n};
}

struct order_units order_units(struct db *db, int64_t id)
{
    struct rows r =
        db_all(db, &order_unit_model, UNITS, &(struct order_unit){.reader_order = id});

    return (struct order_units){r.v, r.n};
}

struct order_events order_events(struct db *db, int64_t id)
{
    struct rows r =
        db_all(db, &order_event_model, EVENTS, &(struct order_event){.reader_order = id});

    return (struct order_events){r.v, r.n};
}
