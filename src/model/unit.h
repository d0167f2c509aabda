/* unit.h: the readers themselves, by serial number: sent, delivered, returned. A serial
 * number is unique for its product. */
#ifndef MODEL_UNIT_H
#define MODEL_UNIT_H

#include "sys/db.h"

struct unit {
    int64_t reader, reader_order;
    struct str serial, state, day; /* state: sent delivered returned, since that day */
    /* joined, read only */
    struct str maker, product, model, number; /* number: of the order */
    struct str name, pref, score_table, code;
    struct str upto; /* parameter of the search */
    int64_t n, skip;
};

struct units {
    const struct unit *v;
    size_t n;
};

extern const struct model unit_model;

bool unit_get(struct db *db, int64_t reader, struct str serial, struct unit *out);
/* On its way with this order. ERR_CONFLICT: the serial number is there already. */
enum err unit_sent(struct db *db, const struct unit *u) MUST_USE;
/* Serial numbers that begin with head, by serial number. */
struct units unit_search(struct db *db, struct str head, int64_t n);
/* In this state, newest day first; and how many there are. */
struct units unit_in(struct db *db, struct str state, int64_t skip, int64_t n);
int64_t unit_count(struct db *db, struct str state);

#endif
