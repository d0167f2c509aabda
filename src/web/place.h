/* place.h: the ways to an institution's page for staff: links that say why it is opened
 * (model/look.h), and the search that asks. */
#ifndef WEB_PLACE_H
#define WEB_PLACE_H

#include "web/place_view.h"
#include "web/req.h"

/* why: an id of model/look.h. */
struct url place_url(struct arena *a, const char *why, struct str pref,
    struct str score_table, struct str code);
/* The reason of who comes without one: the telephone for operators. */
const char *place_usual(const struct req *r);
/* The search as it was sent; its reason stays chosen from page to page. said: what it has
 * found, may be empty. */
struct place_search place_search(struct req *r, struct str typed, struct str said);

#endif
