/* notice_queue.c: see notice_queue.h. */
#include "model/notice_queue.h"

#include "util/str.h"

static const struct col cols[] = {
    COL(notice_queue, id), COL(notice_queue, institution), COL(notice_queue, programme),
    COL(notice_queue, version), COL(notice_queue, in_force), COL(notice_queue, filed_at, .null = true),
    COL(notice_queue, paper), COL(notice_queue, risk),
    COL(notice_queue, checked_at, .null = true), COL(notice_queue, type_number),
    COL(notice_queue, rev), COL(notice_queue, number), COL(notice_queue, state),
    COL(notice_queue, name), COL(notice_queue, pref), COL(notice_queue, score_table),
    COL(notice_queue, code), COL(notice_queue, type_title),
    COL(notice_queue, programme_title), COL(notice_queue, filed_by),
    COL(notice_queue, failed), COL(notice_queue, due, .null = true),
    COL(notice_queue, doubtful), COL(notice_queue, n), COL(notice_queue, after),
    COL(notice_queue, waiting), COL(notice_queue, clean), COL(notice_queue, oldest),
    COL(notice_queue, overdue),
};

enum {
    FILED_AGE,
    FILED_RISK,
    OTHERS,
    FILED_COUNT,
    OTHERS_COUNT,
    CLEAN,
    GET,
    OF,
    WAITS,
    RETURNED,
};

#define FROM                                                                             \
    " FROM notice n JOIN institution i ON i.id = n.institution"                          \
    " JOIN programme_type t ON t.id = n.type "
#define ROW                                                                              \
    "SELECT n.id, n.number, n.institution, n.programme, n.state, n.version, n.in_force, n.filed_at," \
    " n.filed_by, n.paper, n.risk, n.failed, n.checked_at, n.due, n.rev, i.name, i.pref,"\
    " i.score_table, i.code, t.number AS type_number, t.title AS type_title,"            \
    " (SELECT p.title FROM programme p WHERE p.id = n.programme) AS programme_title" FROM
#define FILTER                                                                           \
    " AND (:programme = 0 OR n.programme = :programme)"                                  \
    " AND (:type_number = 0 OR t.number = :type_number)"                                 \
    " AND (:pref = '' OR i.pref = :pref)"                                                \
    " AND (:doubtful = 0 OR (:doubtful = 1) = (n.failed <> ''))"
#define PAGE " LIMIT :n OFFSET :after"

/* What waits has a partial index of its own for each order; other states are walked by the
 * index of states. */
static const struct query queries[] = {
    [FILED_AGE] = {"notice_queue.filed_age", ANY,
        ROW "WHERE n.state = 'filed'" FILTER " ORDER BY n.filed_at, n.id" PAGE},
    [FILED_RISK] = {"notice_queue.filed_risk", ANY,
        ROW "WHERE n.state = 'filed'" FILTER " ORDER BY n.risk DESC, n.filed_at" PAGE},
    [OTHERS] = {"notice_queue.others", ANY,
        ROW "WHERE n.state = :state" FILTER " ORDER BY n.filed_at DESC, n.id" PAGE},
    [FILED_COUNT] = {"notice_queue.filed_count", ANY,
        "SELECT count(*) AS n" FROM "WHERE n.state = 'filed'" FILTER},
    [OTHERS_COUNT] = {"notice_queue.others_count", ANY,
        "SELECT count(*) AS n" FROM "WHERE n.state = :state" FILTER},
    [CLEAN] = {"notice_queue.clean", ANY,
        ROW "WHERE n.state = 'filed' AND n.failed = '' AND n.checked = n.version"
            " AND (:programme = 0 OR n.programme = :programme) AND NOT EXISTS"
            " (SELECT 1 FROM notice_batch_item b WHERE b.notice = n.id AND b.open = 1)"
            " ORDER BY n.filed_at, n.id LIMIT :n"},
    [GET] = {"notice_queue.get", ANY, ROW "WHERE n.number = :number"},
    [OF] = {"notice_queue.of", ANY,
        ROW "WHERE n.institution = :institution ORDER BY n.made_at DESC LIMIT 20"},
    [WAITS] = {"notice_queue.waits", ANY,
        "SELECT count(*) AS waiting, COALESCE(sum(n.failed = '' AND n.checked = n.version),"
        " 0) AS clean, COALESCE(min(n.filed_at), 0) AS oldest FROM notice n"
        " WHERE n.state = 'filed'"},
    [RETURNED] = {"notice_queue.returned", ANY,
        "SELECT count(*) AS n, COALESCE(sum(n.due < :today), 0) AS overdue FROM notice n"
        " WHERE n.state = 'returned'"},
};

const struct model notice_queue_model = MODEL(notice_queue, cols, queries);

static struct notice_queue_list list(struct db *db, int q, const struct notice_queue *in)
{
    struct rows r = db_all(db, &notice_queue_model, q, in);

    return (struct notice_queue_list){r.v, r.n};
}

static bool waits(const struct notice_queue *filter)
{
    return str_is(filter->state, "filed");
}

struct notice_queue_list notice_queue(struct db *db, const struct notice_queue *filter,
    enum notice_order order, int64_t page)
{
    struct notice_queue in = *filter;

    in.n = NOTICE_QUEUE_PAGE;
    in.after = (page - 1) * NOTICE_QUEUE_PAGE;
    return list(db, !waits(filter) ? OTHERS : order == NOTICE_BY_RISK ? FILED_RISK : FILED_AGE,
        &in);
}

int64_t notice_queue_count(struct db *db, const struct notice_queue *filter)
{
    struct notice_queue out = {.n = 0};

    db_one(db, &notice_queue_model, waits(filter) ? FILED_COUNT : OTHERS_COUNT, filter, &out);
    return out.n;
}

struct notice_queue_list notice_queue_clean(struct db *db, int64_t programme, int64_t n)
{
    return list(db, CLEAN, &(struct notice_queue){.programme = programme, .n = n});
}

bool notice_queue_get(struct db *db, struct str number, struct notice_queue *out)
{
    return db_one(
        db, &notice_queue_model, GET, &(struct notice_queue){.number = number}, out);
}

struct notice_queue_list notice_queue_of(struct db *db, int64_t institution)
{
    return list(db, OF, &(struct notice_queue){.institution = institution});
}

struct notice_waits notice_queue_waits(struct db *db)
{
    struct notice_queue filed = {.n = 0}, back = {.n = 0};

    db_one(db, &notice_queue_model, WAITS, NULL, &filed);
    db_one(db, &notice_queue_model, RETURNED, NULL, &back);
    return (struct notice_waits){
        filed.waiting, filed.clean, filed.oldest, back.n, back.overdue};
}
