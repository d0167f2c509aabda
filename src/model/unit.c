/* unit.c: see unit.h. */
#include "model/unit.h"

#include "util/str.h"

static const struct col cols[] = {
    COL(unit, reader),
    COL(unit, reader_order),
    COL(unit, serial),
    COL(unit, state),
    COL(unit, day),
    COL(unit, maker),
    COL(unit, product),
    COL(unit, model),
    COL(unit, number),
    COL(unit, name),
    COL(unit, pref),
    COL(unit, score_table),
    COL(unit, code),
    COL(unit, upto),
    COL(unit, n),
    COL(unit, skip),
};

enum { GET, SENT, SEARCH, IN, COUNTED };

#define ROW                                                                              \
    "SELECT u.reader, u.reader_order, u.serial, u.state, u.day, r.maker, r.product,"     \
    " r.model, o.number, i.name, i.pref, i.score_table, i.code FROM reader_unit u"       \
    " JOIN reader r ON r.id = u.reader JOIN reader_order o ON o.id = u.reader_order"     \
    " JOIN institution i ON i.id = o.institution "

static const struct query queries[] = {
    [GET] = {"unit.get", ANY,
        "SELECT reader, reader_order, serial, state, day FROM reader_unit"
        " WHERE reader = :reader AND serial = :serial"},
    [SENT] = {"unit.sent", ANY,
        "INSERT INTO reader_unit (reader, serial, reader_order, state, day)"
        " VALUES (:reader, :serial, :reader_order, 'sent', :day)"},
    [SEARCH] = {"unit.search", ANY,
        ROW "WHERE u.serial >= :serial AND u.serial < :upto ORDER BY u.serial, u.reader"
            " LIMIT :n"},
    [IN] = {"unit.in", ANY,
        ROW "WHERE u.state = :state ORDER BY u.day DESC, u.serial, u.reader"
            " LIMIT :n OFFSET :skip"},
    [COUNTED] = {"unit.count", ANY,
        "SELECT count(*) AS n FROM reader_unit WHERE state = :state"},
};

const struct model unit_model = MODEL(unit, cols, queries);

bool unit_get(struct db *db, int64_t reader, struct str serial, struct unit *out)
{
    return db_one(
        db, &unit_model, GET, &(struct unit){.reader = reader, .serial = serial}, out);
}

enum err unit_sent(struct db *db, const struct unit *u)
{
    return db_run(db, &unit_model, SENT, u);
}

struct units unit_search(struct db *db, struct str head, int64_t n)
{
    char upto[256];
    struct unit in = {.serial = head, .n = n};
    struct rows r = {NULL, 0};

    if (!head.n || head.n >= sizeof(upto) - 4)
        return (struct units){NULL, 0};
    memcpy(upto, head.p, head.n);
    memcpy(upto + head.n, "\xF4\x8F\xBF\xBF", 4); /* behind every text that goes on */
    in.upto = (struct str){upto, head.n + 4};
    r = db_all(db, &unit_model, SEARCH, &in);
    return (struct units){r.v, r.n};
}

struct units unit_in(struct db *db, struct str state, int64_t skip, int64_t n)
{
    struct rows r =
        db_all(db, &unit_model, IN, &(struct unit){.state = state, .skip = skip, .n = n});

    return (struct units){r.v, r.n};
}

int64_t unit_count(struct db *db, struct str state)
{
    struct unit u = {.state = state};

    return db_one(db, &unit_model, COUNTED, &u, &u) ? u.n : 0;
}
