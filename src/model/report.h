/* report.h: who got a guidance letter says that it does not concern him: another addressee,
 * closed, registered already, or something else. Staff look into each. */
#ifndef MODEL_REPORT_H
#define MODEL_REPORT_H

#include "sys/db.h"

struct report {
    int64_t id, letter, institution, at, done_at, done_by;
    struct str kind;  /* addressee closed registered other */
    struct str state; /* open done */
    struct str name, pref, score_table, code; /* joined, read only */
    int64_t n;
};

struct reports {
    const struct report *v;
    size_t n;
};

extern const struct model report_model;
extern const struct choice report_kinds[]; /* with the words of the buttons */

struct str report_kind_name(struct str kind); /* empty: no such kind */

/* Another press for the same letter changes the open report. */
void report_add(struct db *db, int64_t letter, int64_t institution, struct str kind);
struct reports report_open(struct db *db); /* oldest first, 500 */
bool report_get(struct db *db, int64_t id, struct report *out);
/* ERR_NOT_FOUND: somebody was faster. */
enum err report_done(struct db *db, int64_t id, int64_t staff) MUST_USE;
int64_t report_waiting(struct db *db);

#endif
