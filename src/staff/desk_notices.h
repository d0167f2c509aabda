/* desk_notices.h: what desk.c takes from desk_notices.c. */
#ifndef STAFF_DESK_NOTICES_H
#define STAFF_DESK_NOTICES_H

#include "staff/desk_view.h"
#include "web/req.h"

/* Adds four cards behind the *n that are there; for those who may see institutions. */
void desk_notices(struct req *r, struct count_view *c, size_t *n);

#endif
