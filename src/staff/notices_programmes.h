/* notices_programmes.h: what notices_types.c takes from notices_programmes.c. */
#ifndef STAFF_NOTICES_PROGRAMMES_H
#define STAFF_NOTICES_PROGRAMMES_H

#include "model/programme_edit.h"
#include "staff/notices_programmes_view.h"
#include "web/req.h"

/* /staff/notices/programmes/WORD */
struct str programmes_path(struct req *r, struct str word);
bool programmes_find(struct req *r, struct programme *p); /* the address's first part */
/* Notes who has changed it last, and the audit row. */
void programmes_changed(
    struct req *r, const struct programme *p, const char *action, struct str what);

#endif
