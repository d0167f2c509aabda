/* frame.h: what stands around every page: title, display bar, menus, footer. */
#ifndef WEB_FRAME_H
#define WEB_FRAME_H

#include "web/req.h"
#include "web/view.h"

/* Opens a page in r->out. p says what is special about it; the title is the route's if
 * p.title is empty. The dispatcher closes it. */
struct buf *page_open(struct req *r, struct page p);
void frame_close(struct req *r);
/* An error in the layout, instead of whatever stood in r->out. */
void frame_error(struct req *r, int status, struct str title, struct str text);
/* Reads the display cookie. */
void frame_display(struct req *r);
bool frame_is_staff_path(struct str path);

#endif
