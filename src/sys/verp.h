/* verp.h: an envelope sender of its own for each mail, so that what comes back tells which
 * mail it was: bounce@example.jp becomes bounce+1234.K7M2XQ9RTA@example.jp. The ten
 * characters are a MAC: nobody else can make up the address of a mail he did not get. */
#ifndef SYS_VERP_H
#define SYS_VERP_H

#include "sys/secret.h"

/* The key that the addresses are made with, out of root.key. */
void verp_key(struct secret_key *out, const struct secret_key *root);

/* base is a mail address. Empty when there is no room in it. */
struct str verp_address(
    struct arena *a, const struct secret_key *key, struct str base, int64_t id);

/* Looks in any text for such an address, in any case, whatever stands around it. False:
 * there is none that we made. */
bool verp_find(const struct secret_key *key, struct str base, struct str text, int64_t *id);

#endif
