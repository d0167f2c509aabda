/* import_run.h: the imports of institutions, so that one can be taken back.
 *
 * A run is written in the transaction of its import, before the first institution: the new
 * ones get the ids up to last_id, one after the other, and what it changes is kept as it
 * was (institution_keep). An id is never given twice, even when the institution that
 * had it was taken back: the audit log may speak of it. */
#ifndef MODEL_IMPORT_RUN_H
#define MODEL_IMPORT_RUN_H

#include "sys/db.h"

struct import_run {
    int64_t id, at;
    struct str file;
    int64_t rows, added, changed, closed; /* lines of the file; institutions */
    int64_t last_id;
    int64_t undone_at; /* 0: it was not */
    int64_t n;         /* parameter */
};

struct import_runs {
    const struct import_run *v;
    size_t n;
};

extern const struct model import_run_model;

enum { IMPORT_KEPT_S = 30 * 86400 }; /* how long a run can be undone */

/* Chooses id and last_id: the new institutions are the row->added ids up to that one. */
void import_run_add(struct db *db, struct import_run *row);
bool import_run_get(struct db *db, int64_t id, struct import_run *out);
struct import_runs import_run_list(struct db *db, int64_t n); /* newest first */
/* The newest that is not undone; false: there is none. */
bool import_run_newest(struct db *db, struct import_run *out);
/* Marks it, and drops what it kept. */
void import_run_undone(struct db *db, int64_t id);

/* Drops what runs older than 30 days have kept, some thousand rows; true: call again, in
 * a transaction of its own. */
bool import_run_sweep(struct db *db, int64_t now) MUST_USE;

#endif
