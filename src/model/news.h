/* news.h: mails of news to everybody who is registered: who gets them, and the link that
 * ends them. The link needs no login and no password, works for ever, and can do nothing
 * else: it is the account's number and a MAC. */
#ifndef MODEL_NEWS_H
#define MODEL_NEWS_H

#include "sys/db.h"
#include "sys/secret.h"

/* Of struct outbox: such a mail may be unsubscribed. */
#define NEWS_TEMPLATE "news"

struct news {
    int64_t id;    /* account */
    int64_t wants; /* 0: has unsubscribed */
    struct str mail, contact;
    int64_t institution; /* one of those that it acts for, for staff's lists; 0: none */
    int64_t all, unproved, declined, returned, receives; /* of news_sums() */
};

extern const struct model news_model;

bool news_of(struct db *db, int64_t account, struct news *out);
/* False: it was so before. */
bool news_set(struct db *db, int64_t account, bool wants);

/* Every account is in one of the four: its address is not proved, it has unsubscribed,
 * mails to it come back, it receives news. all is their sum. */
void news_sums(struct db *db, struct news *out);

struct news_list {
    const struct news *v;
    size_t n;
};
enum { NEWS_BATCH = 500 };
/* The next NEWS_BATCH that get news, by id. */
struct news_list news_after(struct db *db, int64_t id);

struct str news_token(struct arena *a, const struct secret_key *root, int64_t account);
bool news_token_read(const struct secret_key *root, struct str token, int64_t *account);

#endif
