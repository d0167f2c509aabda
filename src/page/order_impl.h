/* order_impl.h: what the files of the order form share. */
#ifndef PAGE_ORDER_IMPL_H
#define PAGE_ORDER_IMPL_H

#include "model/institution.h"
#include "model/order_form.h"
#include "model/order_refusal.h"
#include "model/postcode.h"
#include "model/reader.h"
#include "page/order_view.h"
#include "web/form.h"
#include "web/orders.h"

#define ORDER_PAGE "/my/readers"

struct order_entry {
    struct req *r;
    struct form f;
    struct order_form row; /* what the form starts with */
    struct institution place;
    struct order_room room;
    struct order now; /* the order that is changed */
    bool changing, prefilled, pharmacy;
    struct order_lines had;
    struct readers readers;  /* that can be ordered today */
    struct postcodes places; /* of the postal code */
};

/* False: *status is the answer, a page that says why. */
bool order_begin(struct order_entry *e, struct req *r, int *status);
/* What was posted, checked. */
void order_read(struct order_entry *e);
/* What the draft holds, checked again. */
void order_check(struct order_entry *e);
/* The form's rev; and whether the order was changed since the form was opened. */
int64_t order_revs(const struct order_entry *e);
bool order_stale(const struct order_entry *e);
struct str order_value(struct order_entry *e, const char *name);
void order_put(struct order_entry *e, const char *name, struct str value);
/* The order as the form says. */
struct order order_next(struct order_entry *e);
size_t order_chosen(struct order_entry *e, struct order_line v[ORDER_LINES]);
/* Address from the postal code: the only one, or the one that was chosen. False: there is
 * none, or several to choose from. */
bool order_fill_address(struct order_entry *e);
/* アルメックス Sma-pa マイナタッチ; of an id as typed. */
struct str order_reader_text(struct order_entry *e, struct str id);

int order_draw_input(struct order_entry *e, int status);
int order_draw_confirm(struct order_entry *e, int status, struct str said);
int order_draw_refused(struct req *r, enum order_why why, int status);

#endif
