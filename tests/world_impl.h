/* world_impl.h: what world.c and client.c share. */
#ifndef TESTS_WORLD_IMPL_H
#define TESTS_WORLD_IMPL_H

#include "tests/world.h"

extern struct app *world_app;
extern struct arena world_arena; /* replies of the running test */

#endif
