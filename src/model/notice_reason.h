/* notice_reason.h: the texts with which staff return a notice. They are data: staff add,
 * change and put aside; a mail keeps the text as it was sent. A text may belong to one of
 * the automatic checks (model/notice_check.h), which then proposes it. */
#ifndef MODEL_NOTICE_REASON_H
#define MODEL_NOTICE_REASON_H

#include "sys/db.h"

enum { NOTICE_REASON_TITLE = 40, NOTICE_REASON_TEXT = 500 }; /* code points, at most */

struct notice_reason {
    int64_t id, position, live, rev, changed_at, changed_by;
    struct str check; /* word of the check that proposes it; empty: none */
    struct str title; /* as staff pick it */
    struct str text;  /* as the institution reads it: what to do, in whole sentences */
    int64_t n;
};

struct notice_reasons {
    const struct notice_reason *v;
    size_t n;
};

extern const struct model notice_reason_model;

struct notice_reasons notice_reasons(struct db *db);      /* live ones, in their order */
struct notice_reasons notice_reasons_all(struct db *db);  /* those put aside behind them */
bool notice_reason_get(struct db *db, int64_t id, struct notice_reason *out);
/* Takes check, title, text, changed_by. */
enum err notice_reason_add(struct db *db, const struct notice_reason *row) MUST_USE;
/* title, text, check, live of the row. ERR_NOT_FOUND: somebody saved since rev. */
enum err notice_reason_save(struct db *db, const struct notice_reason *row) MUST_USE;

#endif
