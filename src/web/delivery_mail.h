/* delivery_mail.h: what an institution is told of its order by staff and the makers'
 * plans: to everybody who can order for it, in the transaction of what is told. Each is
 * written once for a key. */
#ifndef WEB_DELIVERY_MAIL_H
#define WEB_DELIVERY_MAIL_H

#include "model/order.h"
#include "sys/conf.h"
#include "web/delivery_mail_view.h"

/* As the outbox names them: order_ and the word. */
enum delivery_news {
    DELIVERY_SCHEDULED,
    DELIVERY_DISPATCHED,
    DELIVERY_DELIVERED,
    DELIVERY_RELEASED,
    DELIVERY_STOPPED, /* cancelled by staff */
    DELIVERY_PARTLY,  /* a part of it */
    DELIVERY_REPAY,   /* the cost is to be paid back */
    DELIVERY_REPAID,
    DELIVERY_NEWS
};

/* scheduled dispatched delivered; dies on others. */
enum delivery_news delivery_news_of(struct str word);

struct delivery_post {
    struct db *db; /* as DB_ALL, before and afterwards */
    struct arena *arena;
    const struct conf *conf;
    struct str key;    /* of this occasion: with kind, order and account one mail */
    struct str was_on; /* the delivery date before; or empty */
};

/* How many mails were written; 0: nobody has registered, or all had it already. */
int delivery_mail(
    const struct delivery_post *p, enum delivery_news what, const struct order *o);

#endif
