/* access.h: what lets a person in, as it is changed by links and letters instead of the
 * account's form: the password set anew, the address moved, taken back or replaced.
 *
 * A new address waits in new_mail until the link that was sent to it is pressed; until then
 * the old one stays the login. A new password ends what was waiting: whoever asked for it
 * may have known the old one. */
#ifndef MODEL_ACCESS_H
#define MODEL_ACCESS_H

#include "sys/db.h"

struct access {
    int64_t id, rev, mail_confirmed_at, institution;
    struct str mail, mail_key, new_mail;
    struct str stored; /* the password's stored text; empty: none works */
    struct str contact, place, founder, code;
    struct str login, password, mail2; /* forms: a letter's login, a new address twice */
};

extern const struct model access_model;

/* With the first of its institutions, 0 if none has it on its list; false: no such account. */
bool access_get(struct db *db, int64_t account, struct access *out);
bool access_by_mail(struct db *db, struct arena *a, struct str mail, struct access *out);
/* The owner's account of an institution (ANY). */
bool access_of(struct db *db, int64_t institution, struct access *out);

/* A link by mail was used: sets a new password, ends all sessions and whatever waits for
 * another link. The address is proved by it, too. */
void access_password(struct db *db, struct arena *a, const struct access *of, struct str stored);
/* Its person has changed the password inside: what somebody else may have asked for ends, an
 * address that waits, too. Colleagues who were invited stay so. */
void access_renewed(struct db *db, int64_t account);
/* The new address waits from now on; empty: none does any more, its links are dead. */
void access_ask(struct db *db, int64_t account, struct str new_mail);
/* Its link was pressed: it is the login. ERR_CONFLICT: it is another login by now;
 * ERR_NOT_FOUND: another address waits, or none. */
enum err access_move(struct db *db, struct arena *a, int64_t account, struct str new_mail)
    MUST_USE;
/* An address takes the login's place without having waited in new_mail; the old password
 * goes with it, stored is the new one (empty: none until one is set). All sessions end.
 * ERR_CONFLICT: the address is another login. */
enum err access_replace(struct db *db, struct arena *a, int64_t account, struct str mail,
    struct str stored) MUST_USE;

#endif
