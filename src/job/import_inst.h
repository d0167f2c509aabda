/* import_inst.h: the import of the master: reading and writing (import_institutions.c) and
 * what is told of it (import_inst_tell.c). Nobody else includes it. */
#ifndef JOB_IMPORT_INST_H
#define JOB_IMPORT_INST_H

#include "job/import.h"
#include "model/institution.h"
#include "util/date.h"

enum inst_column {
    C_PREF,
    C_TABLE,
    C_CODE,
    C_KIND,
    C_NAME,
    C_KANA,
    C_FOUNDER,
    C_ZIP,
    C_ADDRESS,
    C_PHONE,
    C_BEDS,
    C_ATTACHED,
    C_OBLIGED,
    C_DESIGNATED,
    C_CLOSED,
    INST_COLUMNS,
};

enum {
    INST_TEXT_MAX = 400, /* code points of a text column */
    INST_EXAMPLES = 5,   /* of each sort of change */
};

extern const struct sheet_column inst_columns[INST_COLUMNS];

/* A row of the table or the file; an open-addressing map by code. */
struct known {
    uint64_t code; /* ten digits as a number; 0: free */
    uint64_t hash;
    int64_t id;   /* in the table; 0: not there */
    int64_t line; /* in the file; 0: not there */
};

struct inst_change {
    int64_t line, old_id; /* old_id 0: new */
    struct institution row;
};

struct inst_import {
    struct db *db;
    struct arena *keep;
    struct import_report *r;
    const struct import_opts *o;
    struct sheet sheet;
    struct known *known;
    size_t n_known, mask;
    int shift;
    struct inst_change *changes;
    size_t n_changes, cap;
    int64_t line;         /* of the row that is looked at */
    int64_t before, seen; /* rows of the table; those of them that the file has */
    int64_t renamed, rekind, bad_check, odd_kind, closed_early;
    struct buf examples, odd; /* of changes; of suspicious rows */
    int n_changed_shown, n_odd_shown;
};

/* What is suspicious in the row itself; behind that, compared with the old one. */
void inst_look(struct inst_import *im, const struct institution *row);
void inst_compare(struct inst_import *im, struct arena *a, const struct institution *old,
    const struct institution *row);
void inst_tell(struct inst_import *im);
void inst_release(struct inst_import *im);

#endif
