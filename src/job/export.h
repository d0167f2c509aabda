/* export.h: lists that go out as CSV (UTF-8 with BOM, RFC 4180, no formulas), for
 * 'madoguchi export NAME'. src/job/export_x.c defines `const struct export x_export`. */
#ifndef JOB_EXPORT_H
#define JOB_EXPORT_H

#include "sys/db.h"
#include "util/csv.h"

enum { EXPORT_OPTIONS = 6 };

struct export_ask {
    struct db *db; /* as DB_ALL */
    struct arena *arena;
    struct buf *to;
    /* Writes what is in the buffer and empties it: after every few rows. */
    void (*full)(void *ctx, struct buf *b);
    void *ctx;
    struct str
        value[EXPORT_OPTIONS]; /* of the options, in their order; empty: not given */
};

struct export_option {
    const char *name;          /* "--maker" */
    const char *about;         /* "M" */
    const char *const *values; /* allowed words, NULL at the end; NULL: any */
};

struct export
{
    const char *name, *help;
    const struct export_option *options; /* ends with name NULL */
    void (*run)(const struct export_ask *x);
};

extern const struct export *const exports[]; /* made from the folder */

#endif
