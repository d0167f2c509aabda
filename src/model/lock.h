/* lock.h: logins of an institution that must wait after wrong passwords or codes, and an
 * end to it: those of its members, and the letter's that still works. */
#ifndef MODEL_LOCK_H
#define MODEL_LOCK_H

#include "sys/db.h"

struct lock {
    int64_t institution;
    struct str login; /* as it is counted: lower case */
};

extern const struct model lock_model;

/* The longest wait of any of them, in seconds; 0: none; THROTTLE_OFF: until it is ended. */
int64_t lock_wait(struct db *db, int64_t institution);
void lock_end(struct db *db, int64_t institution);

#endif
