/* order_impl.h: what order.c takes from order_row.c and order_hold.c. Nothing here asks the
 * rules. */
#ifndef MODEL_ORDER_IMPL_H
#define MODEL_ORDER_IMPL_H

#include "model/order.h"
#include "util/date.h"

/* All columns that may change; where id, rev and the state before (row->was) fit. */
enum err order_row_add(struct db *db, const struct order *row, int64_t *id) MUST_USE;
enum err order_row_save(struct db *db, const struct order *row) MUST_USE;
bool order_number_taken(struct db *db, struct str number);

void order_line_clear(struct db *db, int64_t order);
enum err order_line_add(struct db *db, const struct order_line *row) MUST_USE;
/* n more of this reader are cancelled. ERR_NOT_FOUND: so many are not open. */
enum err order_line_cancel(struct db *db, const struct order_line *row) MUST_USE;
/* Can it be ordered today? */
bool order_line_orderable(struct db *db, int64_t reader);

enum err order_unit_add(struct db *db, const struct order_unit *row) MUST_USE;
void order_unit_return(struct db *db, int64_t order, struct str day);
void order_event_add(struct db *db, const struct order_event *row);

/* Sets held_reason and held_until (in a) of a new order. */
void order_hold(struct db *db, struct arena *a, struct order *row);
/* The day by which the reception number must be shown for an opening on the first of a
 * month. */
struct date order_present_by(struct db *db, struct date opening);

#endif
