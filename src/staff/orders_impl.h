/* orders_impl.h: what the files of staff/orders*.c share. Nobody else includes it. */
#ifndef STAFF_ORDERS_IMPL_H
#define STAFF_ORDERS_IMPL_H

#include "model/order_list.h"
#include "staff/orders_view.h"
#include "web/req.h"

#define ORDERS "/staff/orders"

enum {
    ORDERS_HANDLE = OPERATOR | SUPERVISOR | ADMIN, /* cancel for a caller */
    ORDERS_LEAD = SUPERVISOR | ADMIN,              /* days, plans, returns */
};

struct tag orders_state(struct str state);
struct url orders_href(struct req *r, struct str number);
struct url orders_inst(struct req *r, struct str pref, struct str table, struct str code);
struct str orders_code(struct req *r, struct str pref, struct str table, struct str code);
/* 12日 since then; きょう. */
struct str orders_waited(struct req *r, int64_t since);
struct order_row_view orders_row(struct req *r, const struct order_item *x);

/* The filters as they were asked for, and as they are drawn. */
struct order_filter orders_filter(struct req *r);
struct pick_list orders_makers(struct req *r, struct str chosen, const char *all);
struct pick_list orders_prefs(struct req *r, struct str chosen);
struct pick_list orders_kinds(struct req *r, struct str chosen);
/* path with the filters that are set, to add a page to. */
struct str orders_query(
    struct req *r, const char *path, const struct order_filter *f, struct str age);
/* A file that is to be saved. */
int orders_download(struct req *r, const char *name, struct str csv);

#endif
