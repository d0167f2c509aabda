/* notice_stats.h: how many notices were filed, by type, prefecture and day. A notice counts
 * once, under its newest version's type and the day of its newest filing, whatever became
 * of it afterwards; drafts do not count. The raw export (notice_export) has one line for
 * each that counts here, and the same columns. */
#ifndef MODEL_NOTICE_STATS_H
#define MODEL_NOTICE_STATS_H

#include "sys/db.h"

/* One number: type × prefecture × day. */
struct notice_stats {
    int64_t programme, type, n; /* type: its number */
    struct str pref, day;       /* YYYY-MM-DD in Tokyo */
    struct str from, upto;      /* parameters: first and last day */
};
struct notice_stats_list {
    const struct notice_stats *v;
    size_t n;
};

extern const struct model notice_stats_model;

/* Those that are not 0, by day, prefecture, type. */
struct notice_stats_list notice_stats(
    struct db *db, int64_t programme, struct str from, struct str upto);

/* One notice, as it is exported. */
struct notice_export {
    int64_t programme, type, version, in_force, filed_at, paper, accepted_at, attachments;
    struct str number, word, state, pref, score_table, code, name, founder, address,
        master_name, other_codes, type_title, day, filed_by, content_hash, end_day, due,
        ended_on, ended_reason, return_reason, failed;
};

extern const struct model notice_export_model;

/* Every filed one, of all programmes (0) or of one, in the order of receipt. */
void notice_export(struct db *db, int64_t programme, db_row_fn *fn, void *ctx);

#endif
