/* look.h: why a member of staff opens an institution's data. What is written to the audit
 * is the reason's id, never somebody's own words; the institution reads the reason's text
 * in its own record. */
#ifndef MODEL_LOOK_H
#define MODEL_LOOK_H

#include "util/col.h"

/* In the order of the select; ends with value NULL. */
extern const struct choice look_reasons[];

/* The row with this id; NULL: there is none. */
const struct choice *look_reason(struct str id);

#endif
