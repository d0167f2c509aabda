/* orders_act.h: between the page of an order (orders_case.c) and what is done there
 * (orders_act.c). */
#ifndef STAFF_ORDERS_ACT_H
#define STAFF_ORDERS_ACT_H

#include "model/order.h"
#include "staff/orders_impl.h"

handler_fn orders_act;
bool orders_find(struct req *r, struct order *o);
/* at: id of the field that said is about; empty: of none. */
int orders_draw(
    struct req *r, const struct order *o, int status, struct str said, struct str at);

#endif
