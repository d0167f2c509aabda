/* bounce.h: reports that came back about mails of ours, each read once. */
#ifndef MODEL_BOUNCE_H
#define MODEL_BOUNCE_H

#include "sys/db.h"

struct bounce {
    int64_t id, outbox, at;
    struct bytes digest; /* SHA-256 of the report as it was found */
    struct str kind;     /* delayed delivered complaint unknown soft hard */
    struct str status, said;
    struct bytes raw;    /* the report without the returned mail */
};

extern const struct model bounce_model;

/* False: it was read before. *id: of the new row. */
bool bounce_add(struct db *db, const struct bounce *row, int64_t *id);

struct bounce_list {
    const struct bounce *v;
    size_t n;
};
struct bounce_list bounces_of(struct db *db, int64_t outbox); /* oldest first */

#endif
