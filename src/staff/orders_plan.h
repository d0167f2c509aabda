/* orders_plan.h: between the list of plans (orders_import.c) and one plan
 * (orders_plan.c). */
#ifndef STAFF_ORDERS_PLAN_H
#define STAFF_ORDERS_PLAN_H

#include "model/delivery.h"
#include "staff/orders_impl.h"

#define PLANS ORDERS "/import"

struct tag plan_state(struct str state);
struct str plan_number(struct req *r, int64_t n);

#endif
