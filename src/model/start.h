/* start.h: since when an institution uses what it was sent. Read through the view
 * institution_started, so that a start told on another way needs a line there and none
 * elsewhere. */
#ifndef MODEL_START_H
#define MODEL_START_H

#include "sys/db.h"

struct start {
    int64_t institution, noted_at;
    struct str started_on, noted_by; /* YYYY-MM-DD; 's:3' */
};

extern const struct model start_model;

/* What staff were told; an earlier note is replaced. */
void start_note(struct db *db, const struct start *row);
/* False: it has not begun. */
bool start_of(struct db *db, int64_t institution, struct start *out);

#endif
