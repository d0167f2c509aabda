/* notice_stats.c: see notice_stats.h. */
#include "model/notice_stats.h"

/* What counts, and its day: the same words for the numbers and for the raw lines. */
#define COUNTED " FROM notice n JOIN institution i ON i.id = n.institution"              \
    " JOIN programme_type t ON t.id = n.type WHERE n.version > 0"
#define DAY "date(n.filed_at, 'unixepoch', '+9 hours')"

static const struct col cols[] = {
    COL(notice_stats, programme), COL(notice_stats, type), COL(notice_stats, n),
    COL(notice_stats, pref), COL(notice_stats, day), COL(notice_stats, from),
    COL(notice_stats, upto),
};

static const struct query queries[] = {
    {"notice_stats.table", ANY,
        "SELECT t.number AS type, i.pref, " DAY " AS day, count(*) AS n" COUNTED
        " AND n.programme = :programme AND " DAY " BETWEEN :from AND :upto"
        " GROUP BY 3, 2, 1 ORDER BY 3, 2, 1"},
};

const struct model notice_stats_model = MODEL(notice_stats, cols, queries);

struct notice_stats_list notice_stats(
    struct db *db, int64_t programme, struct str from, struct str upto)
{
    struct notice_stats in = {.programme = programme, .from = from, .upto = upto};
    struct rows r = db_all(db, &notice_stats_model, 0, &in);

    return (struct notice_stats_list){r.v, r.n};
}

/* ---------------------------------------------------------------- raw */

static const struct col export_cols[] = {
    COL(notice_export, programme), COL(notice_export, type), COL(notice_export, version),
    COL(notice_export, in_force), COL(notice_export, filed_at), COL(notice_export, paper),
    COL(notice_export, accepted_at, .null = true), COL(notice_export, attachments),
    COL(notice_export, number), COL(notice_export, word), COL(notice_export, state),
    COL(notice_export, pref), COL(notice_export, score_table), COL(notice_export, code),
    COL(notice_export, name), COL(notice_export, founder), COL(notice_export, address),
    COL(notice_export, master_name), COL(notice_export, other_codes),
    COL(notice_export, type_title), COL(notice_export, day), COL(notice_export, filed_by),
    COL(notice_export, content_hash), COL(notice_export, end_day, .null = true),
    COL(notice_export, due, .null = true), COL(notice_export, ended_on, .null = true),
    COL(notice_export, ended_reason), COL(notice_export, return_reason),
    COL(notice_export, failed),
};

static const struct query export_queries[] = {
    {"notice_export.each", ANY,
        "SELECT n.number, (SELECT p.word FROM programme p WHERE p.id = n.programme) AS word,"
        " n.state, i.pref, i.score_table, i.code, i.name AS master_name, n.name, n.founder,"
        " n.address, n.other_codes, t.number AS type, t.title AS type_title, n.version,"
        " n.in_force, n.filed_at, " DAY " AS day, n.filed_by, n.paper, n.accepted_at,"
        " n.content_hash, n.end_day, n.due, n.ended_on, n.ended_reason, n.return_reason,"
        " n.failed, (SELECT count(*) FROM attachment a WHERE a.owner_table = 'notice'"
        " AND a.owner = n.id AND a.state = 'kept') AS attachments" COUNTED
        " AND (:programme = 0 OR n.programme = :programme) ORDER BY n.filed_at, n.id"},
};

const struct model notice_export_model = MODEL(notice_export, export_cols, export_queries);

void notice_export(struct db *db, int64_t programme, db_row_fn *fn, void *ctx)
{
    struct notice_export row;

    db_each(db, &notice_export_model, 0, &(struct notice_export){.programme = programme},
        &row, fn, ctx);
}
