/* audit.h: who did what to which record. A row is appended in the transaction of the act;
 * each carries HMAC-SHA-256(key, previous hash, fields), so that an edited, moved or removed
 * row is found. (Cutting the tail is found only against a head kept elsewhere.) */
#ifndef MODEL_AUDIT_H
#define MODEL_AUDIT_H

#include "sys/db.h"

struct audit {
    int64_t id, at, institution;
    struct str actor, action, detail, request;
    struct bytes hash;
};

extern const struct model audit_model;

/* The chain's key, once per process, before the first audit_add. */
struct secret_key;
void audit_key(const struct secret_key *key);

/* detail says what changed in plain words ("担当者名: 支払基金 → 山田"); no secrets. at: 0 is
 * now; a moment ago for what was only read (web/note.h). */
void audit_add(struct db *db, const struct audit *row);

struct audit_list {
    const struct audit *v;
    size_t n;
};
struct audit_list audit_of(struct db *db, int64_t institution); /* newest first, 100 */
/* What was done to the catalogue of card readers, its limits and grants; newest first, 50. */
struct audit_list audit_of_readers(struct db *db);

/* The id of the first row that does not fit its chain, 0: all is well; *rows counts them. */
int64_t audit_verify(struct db *db, int64_t *rows);

#endif
