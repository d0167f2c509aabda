/* delivery_impl.h: what delivery.c, delivery_check.c and delivery_apply.c share. */
#ifndef MODEL_DELIVERY_IMPL_H
#define MODEL_DELIVERY_IMPL_H

#include "model/delivery.h"

/* What a row would do to its order. */
struct delivery_wish {
    bool schedule, dispatch, deliver, refer; /* refer: the maker's reference is new */
    struct order_units units;                /* those that are not there yet */
};

/* Compares a row with the order as it is now (id 0: there is none). Fills verdict,
 * reason, about, warning, states, was_on and tell of row. maker empty: anybody's. */
void delivery_judge(struct db *db, struct arena *a, struct str maker, struct str today,
    const struct order *o, struct delivery_row *row, struct delivery_wish *w);

enum delivery_query {
    DELIVERY_ADD,
    DELIVERY_GET,
    DELIVERY_ALL,
    DELIVERY_COUNTED,
    DELIVERY_APPLIED,
    DELIVERY_DROPPED,
    DELIVERY_TELLING,
    DELIVERY_DONE,
    DELIVERY_WAITING,
    DELIVERY_SENT,
};

enum delivery_row_query {
    ROW_ADD,
    ROW_ALL,
    ROW_WITH,
    ROW_WARNED,
    ROW_COUNT_ALL,
    ROW_COUNT_WITH,
    ROW_COUNT_WARNED,
    ROW_SET,
    ROW_DUE,
    ROW_TOLD,
    ROW_REF,
    ROW_RETRACT,
};

#endif
