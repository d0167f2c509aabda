/* world_impl.h: what world.c and client.c share, and what tests of models need. */
#ifndef TESTS_WORLD_IMPL_H
#define TESTS_WORLD_IMPL_H

#include "tests/world.h"

extern struct app *world_app;
extern struct arena world_arena; /* replies of the running test */

/* For tests of models: a new world's writing connection in a transaction, for all
 * institutions, results in world_arena; and its end, which nothing may have broken. */
struct db *world_begin(void);
void world_commit(struct db *db);

#endif
