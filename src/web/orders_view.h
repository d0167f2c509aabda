/* orders_view.h: what templates are given of an order. */
#ifndef WEB_ORDERS_VIEW_H
#define WEB_ORDERS_VIEW_H

#include "web/view.h"

struct order_address {
    bool elsewhere;
    struct str zip;  /* 〒105-0004 */
    struct str line; /* 東京都港区新橋2-1-3 */
    struct str building, name, phone, contact; /* phone, contact: elsewhere */
};

struct order_goods {
    struct str name;
    int64_t n;         /* open */
    int64_t cancelled;
};
struct order_goods_list {
    const struct order_goods *v;
    size_t n;
};

/* templates/mail/order.txt */
struct order_mail {
    struct str place, contact, number, page, reason;
    struct order_goods_list goods;
    struct order_address to;
    struct str held_until; /* empty: not held */
    struct str until;      /* until when a cancellation can be taken back, 14:35 */
};

#endif
