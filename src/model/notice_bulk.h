/* notice_bulk.h: lists of filings that a login has sent for several institutions at once:
 * read, shown row by row, then filed; what came of each row stays as the receipt. A list is
 * seen by the login that sent it and by nobody else. */
#ifndef MODEL_NOTICE_BULK_H
#define MODEL_NOTICE_BULK_H

#include "sys/db.h"

enum {
    NOTICE_BULK_ROWS = 1000,         /* of one list */
    NOTICE_BULK_BYTES = 1024 * 1024, /* of its file */
    NOTICE_BULK_DAYS = 7,            /* one that was not filed goes */
};

struct notice_bulk {
    int64_t id, account, programme, made_at, done_at;
    struct str name;
    int64_t rows, filed; /* counted, read only */
};

struct notice_bulks {
    struct notice_bulk *v;
    size_t n;
};

struct notice_bulk_row {
    int64_t bulk, line, notice, account;
    struct str fields; /* urlencoded */
    struct str result; /* '' filed same wrong */
    struct str said;
    /* of the notice, read only */
    struct str number, code, name, state, type_title;
    int64_t type_number, filed_at;
};

struct notice_bulk_rows {
    struct notice_bulk_row *v;
    size_t n;
};

extern const struct model notice_bulk_model, notice_bulk_row_model;

int64_t notice_bulk_add(struct db *db, const struct notice_bulk *b);
void notice_bulk_add_row(struct db *db, const struct notice_bulk_row *row);
/* Of this account only. */
bool notice_bulk_get(struct db *db, int64_t id, int64_t account, struct notice_bulk *out);
struct notice_bulks notice_bulk_all(struct db *db, int64_t account); /* newest first, 20 */
struct notice_bulk_rows notice_bulk_rows(struct db *db, int64_t bulk, int64_t account);
void notice_bulk_result(struct db *db, const struct notice_bulk_row *row);
void notice_bulk_done(struct db *db, int64_t bulk);
void notice_bulk_sweep(struct db *db, int64_t now);

#endif
