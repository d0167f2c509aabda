/* stops.h: what is about to happen to an institution's logins, as the frame shows it on
 * each of the institution's pages, with a button that stops it (page/stop.c). */
#ifndef WEB_STOPS_H
#define WEB_STOPS_H

#include "model/pending.h"
#include "web/req.h"

struct page_stop_list stops_of(struct req *r);
/* What was stopped, in words: 新しい案内文書の申し込み. */
struct str stops_name(struct req *r, const struct pending *p);

#endif
