/* institution_readers.h: what the institution's page says of card readers. */
#ifndef STAFF_INSTITUTION_READERS_H
#define STAFF_INSTITUTION_READERS_H

#include "model/institution.h"
#include "staff/institution_view.h"
#include "web/req.h"

/* Whether it can order and why not, in the words that its own people read; its orders and
 * exceptions. */
struct place_readers institution_readers(struct req *r, const struct institution *i);

#endif
