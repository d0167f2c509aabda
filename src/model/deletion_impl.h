/* deletion_impl.h: what deletion.c takes from deletion_effect.c. */
#ifndef MODEL_DELETION_IMPL_H
#define MODEL_DELETION_IMPL_H

#include "model/deletion.h"

/* Takes away logins, memberships, sessions, links. */
void deletion_execute(struct db *db, const struct deletion *d);
/* Gives them back, sessions and links excepted. ERR_CONFLICT: somebody has registered the
 * institution, or taken the mail address, since. */
enum err deletion_restore(struct db *db, const struct deletion *d) MUST_USE;

#endif
