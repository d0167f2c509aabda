/* body.h: from bytes to parameters. */
#ifndef WEB_BODY_H
#define WEB_BODY_H

#include "web/app.h"

/* Fills r.query and r.form; a reason id if something can't be read, NULL if all is well. */
const char *body_parse(struct work *w);
/* The form as urlencoded text without fields whose name begins with "password", "current"
 * or "_": what may be kept as a draft. */
struct str body_without_secrets(struct req *r);

#endif
