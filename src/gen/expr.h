/* expr.h: as much of a C expression as the template compiler looks at. */
#ifndef GEN_EXPR_H
#define GEN_EXPR_H

#include "util/base.h"

/* The identifier that s begins with; empty when there is none. */
struct str expr_ident(struct str s);
/* NULL, or what is wrong: brackets go in pairs, no statement, no comment. In static
 * memory until the next call. */
const char *expr_wrong(struct str e);

#endif
