/* orders.h: orders of card readers in the words of the pages; what an institution's own
 * people did with theirs goes into the audit and is told by mail to all of them who can
 * order, in the same transaction. */
#ifndef WEB_ORDERS_H
#define WEB_ORDERS_H

#include "model/order_refusal.h"
#include "model/order.h"
#include "web/orders_view.h"
#include "web/req.h"

struct tag orders_tag(struct str state);
/* アルメックス Sma-pa マイナタッチ（型番） */
struct str orders_line_name(struct arena *a, const struct order_line *l);
/* 令和9年3月31日（水） of YYYY-MM-DD; empty for the empty text. */
struct str orders_day(struct arena *a, struct str iso);
/* Where it goes. */
struct order_address orders_address(struct req *r, const struct order *o);

/* word: of the rule, place change cancel part undo. */
void orders_tell(struct req *r, const struct order *o, const char *word);

#endif
