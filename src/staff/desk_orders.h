/* desk_orders.h: what desk.c and desk_orders.c take from each other. */
#ifndef STAFF_DESK_ORDERS_H
#define STAFF_DESK_ORDERS_H

#include "staff/desk_view.h"
#include "web/req.h"

/* 230,000 as 230,000: long numbers are read by thousands. */
struct str desk_number(struct arena *a, int64_t n);
/* Adds four cards behind the *n that are there; for those who may see institutions. */
void desk_orders(struct req *r, struct count_view *c, size_t *n);

#endif
