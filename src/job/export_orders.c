/* export_orders.c: orders of card readers, for their maker. */
#include "job/export.h"
#include "model/order_list.h"

static const char *const states[] = {"received", "scheduled", "dispatched", "delivered",
    "cancelled", "refund_required", "refunded", NULL};
static const struct export_option options[] = {
    {"--maker", "MAKER", NULL}, {"--state", "STATE", states}, {NULL, NULL, NULL}};

enum { MAKER, STATE };

static void run(const struct export_ask *x)
{
    order_export(x->db, x->value[MAKER], x->value[STATE], x->to, x->full, x->ctx);
}

const struct export orders_export = {
    "orders", "orders of card readers with the address of delivery", options, run};
