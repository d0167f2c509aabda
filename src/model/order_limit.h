/* order_limit.h: how many readers an institution may have and has. The limits of the kinds
 * and the units granted beyond them are rows; the database itself refuses what is more
 * (schema.sql, reader_room). A grant that ends leaves what was ordered under it. */
#ifndef MODEL_ORDER_LIMIT_H
#define MODEL_ORDER_LIMIT_H

#include "sys/db.h"

/* One institution today. */
struct order_room {
    int64_t institution;
    int64_t base;    /* limit of its kind */
    int64_t granted; /* grants that run */
    int64_t used;    /* in orders that are neither cancelled nor paid back */
    int64_t twin;    /* 1: dental part of a medical hospital */
    struct str kind, source; /* where the limit is laid down; empty: there is none */
};

struct order_limit {
    int64_t id, twin, quantity, rev;
    struct str kind, from_day, until_day, source; /* until_day empty: open */
};

struct order_limits {
    const struct order_limit *v;
    size_t n;
};

struct order_grant {
    int64_t id, institution, units, made_at, ended_at;
    struct str reason, until_day, made_by, ended_by, end_reason;
    /* joined, read only */
    struct str pref, score_table, code, name;
    int64_t n;
};

struct order_grants {
    const struct order_grant *v;
    size_t n;
};

/* An institution that has more than it was ever allowed: never, if all is well. */
struct order_over {
    int64_t institution, used, allowed;
};

struct order_overs {
    const struct order_over *v;
    size_t n;
};

extern const struct model order_room_model, order_limit_model, order_grant_model,
    order_over_model;

/* False: no such institution. */
bool order_room(struct db *db, int64_t institution, struct order_room *out);
int64_t order_allowed(struct db *db, int64_t institution);
int64_t order_used(struct db *db, int64_t institution);

struct order_limits order_limits(struct db *db); /* all, by kind and day */
const char *order_limit_kind_name(struct str kind); /* 病院; "" for what has no limit */
bool order_limit_get(struct db *db, int64_t id, struct order_limit *out);
/* Another row of the same kind and twin whose days overlap; the database refuses it, too. */
bool order_limit_clash(struct db *db, const struct order_limit *row, struct order_limit *out);
/* ERR_DENIED: it clashes. */
enum err order_limit_add(struct db *db, const struct order_limit *row) MUST_USE;
/* ERR_NOT_FOUND: row->rev is not the one of the table any more. */
enum err order_limit_save(struct db *db, const struct order_limit *row) MUST_USE;

/* ERR_DENIED: units, day or reason are not such. */
enum err order_grant_add(struct db *db, const struct order_grant *row, int64_t *id) MUST_USE;
bool order_grant_get(struct db *db, int64_t id, struct order_grant *out);
/* ERR_NOT_FOUND: there is none that has not been ended. ERR_DENIED: no reason. */
enum err order_grant_end(
    struct db *db, int64_t id, struct str reason, struct str by) MUST_USE;
struct order_grants order_grants_of(struct db *db, int64_t institution); /* newest first */
struct order_grants order_grants(struct db *db); /* newest 100 of all institutions */
bool order_grant_runs(const struct order_grant *g, struct str today);

struct order_overs order_over(struct db *db);

#endif
