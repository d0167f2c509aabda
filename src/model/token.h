/* token.h: links that are sent by mail. 32 random bytes; only their SHA-256 is kept. Single
 * use, expire; opening the link changes nothing, a press on its page does. A newer link for
 * the same purpose and address ends the older ones; of invitations, only those to the same
 * institution. */
#ifndef MODEL_TOKEN_H
#define MODEL_TOKEN_H

#include "sys/db.h"

struct token {
    struct bytes hash;
    struct str purpose; /* confirm register reset rollback invite agent */
    struct str mail;    /* where it was sent */
    int64_t account, institution; /* 0: none */
    struct str extra;   /* what belongs to the purpose */
    int64_t created_at, expires_at, used_at;
    int64_t n;
};

extern const struct model token_model;

/* Makes a link's token; the text goes into the mail and nowhere else. valid_s: seconds. */
struct str token_make(struct db *db, struct arena *a, const struct token *row, int64_t valid_s);
/* A live one; text as it stands in the link. */
bool token_find(struct db *db, struct arena *a, const char *purpose, struct str text,
    struct token *out);
/* Also one that was used or has expired, to tell which. */
bool token_find_any(struct db *db, struct arena *a, const char *purpose, struct str text,
    struct token *out);
/* ERR_NOT_FOUND: somebody was faster, or it is over. Proves that mails arrive. */
enum err token_use(struct db *db, const struct token *t) MUST_USE;
/* How many links of this purpose went to the address since the moment. */
int64_t token_count(struct db *db, const char *purpose, struct str mail, int64_t since);
/* 3 in an hour or 10 in a day: no more of them. */
bool token_too_many(struct db *db, const char *purpose, struct str mail);
/* Puts something beside a link (extra). */
void token_note(struct db *db, const struct token *t, struct str extra);
/* Puts it beside a link, and the institution that it is about; the link lives valid_s seconds
 * from now. */
void token_hold(struct db *db, const struct token *t, int64_t institution, struct str extra,
    int64_t valid_s);
/* Ends all of this purpose; they still count. */
void token_drop(struct db *db, const char *purpose, int64_t account);
void token_sweep(struct db *db); /* removes those that are a week over */

#endif
