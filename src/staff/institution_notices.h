/* institution_notices.h: what institution.c takes from institution_notices.c. */
#ifndef STAFF_INSTITUTION_NOTICES_H
#define STAFF_INSTITUTION_NOTICES_H

#include "model/institution.h"
#include "staff/institution_view.h"
#include "web/req.h"

/* Its transitional notices, and for each programme why it can or can't file now, in the
 * words that the institution reads. */
void institution_notices(
    struct req *r, const struct institution *i, struct institution_view *v);

#endif
