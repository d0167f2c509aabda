/* news_mail.h: a mail of news to one reader. */
#ifndef WEB_NEWS_MAIL_H
#define WEB_NEWS_MAIL_H

#include "model/news.h"
#include "util/buf.h"

struct news_mail {
    struct str key;     /* names the news: nobody gets one twice */
    struct str subject, text;
    struct str contact, unsubscribe; /* of the reader */
};

/* What this reader would get. */
void news_mail_text(struct buf *out, struct arena *a, const struct news_mail *m,
    const struct news *to, struct str origin, const struct secret_key *root);

/* Queues it in the lane of mass mails; origin begins the link. False: it was sent to this
 * reader already. */
bool news_mail_send(struct db *db, struct arena *a, const struct news_mail *m,
    const struct news *to, struct str origin, const struct secret_key *root);

#endif
