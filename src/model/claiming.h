/* claiming.h: somebody with a letter's code wants to become the owner of an institution that
 * others have registered and proved. They are told, and any of them stops it within
 * CLAIM_WAIT_S; after that the registration's link goes on. Until it is decided nobody
 * orders. The claim stands beside that link: extra is "claim:" and the letter's login. */
#ifndef MODEL_CLAIMING_H
#define MODEL_CLAIMING_H

#include "model/token.h"

enum {
    CLAIM_WAIT_S = 72 * 3600, /* over a weekend */
    CLAIM_LINK_S = 72 * 3600, /* to go on with it afterwards */
};

struct claiming {
    int64_t id, institution; /* id: of pending.h */
    int64_t credential, due; /* due: from then on the link goes on */
    struct str mail;         /* of who claims */
    struct bytes hash;
    struct str extra;
    int64_t expires_at;
};

extern const struct model claiming_model;

/* The claim beside a link; false: there is none. */
bool claiming_of(const struct token *t, struct claiming *out);
/* The link t is held until the others have had their time. */
void claiming_begin(struct db *db, struct arena *a, const struct token *t,
    int64_t institution, int64_t credential);
/* One that waits, or can be gone on with. */
bool claiming_waits(struct db *db, int64_t institution, struct claiming *out);
/* Its link and its letter die. ERR_NOT_FOUND: it is over. */
enum err claiming_stop(struct db *db, int64_t institution, int64_t id) MUST_USE;

#endif
