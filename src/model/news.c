/* news.c: see news.h. */
#include "model/news.h"

#include "util/str.h"

enum { MAC = 16, MAC_TEXT = 22, TOKEN = 64 };

static const struct col cols[] = {
    COL(news, id), COL(news, wants), COL(news, mail), COL(news, contact),
    COL(news, institution), COL(news, all), COL(news, unproved), COL(news, declined),
    COL(news, returned), COL(news, receives),
};

/* A person of no institution can log in nowhere, and may have been deleted. */
#define SOMEWHERE "EXISTS (SELECT 1 FROM member x WHERE x.account = a.id)"

enum { OF, SET, SUMS, AFTER };

#define RETURNED                                                                         \
    "EXISTS (SELECT 1 FROM suppression s WHERE s.mail = a.mail AND s.ended_at IS NULL)"

static const struct query queries[] = {
    [OF] = {"news.of", SHARED, "SELECT id, news AS wants, mail, contact FROM account WHERE id = :id"},
    [SET] = {"news.set", SHARED,
        "UPDATE account SET news = :wants WHERE id = :id AND news <> :wants"},
    [SUMS] = {"news.sums", ANY,
        "SELECT count(*) AS \"all\", coalesce(sum(what = 1), 0) AS unproved,"
        " coalesce(sum(what = 2), 0) AS declined, coalesce(sum(what = 3), 0) AS returned,"
        " coalesce(sum(what = 4), 0) AS receives FROM (SELECT CASE"
        " WHEN mail_confirmed_at IS NULL THEN 1 WHEN news = 0 THEN 2 WHEN " RETURNED
        " THEN 3 ELSE 4 END AS what FROM account a WHERE " SOMEWHERE ")"},
    [AFTER] = {"news.after", ANY,
        "SELECT a.id, a.mail, a.contact, coalesce((SELECT m.institution FROM member m"
        " WHERE m.account = a.id ORDER BY m.joined_at LIMIT 1), 0) AS institution"
        " FROM account a WHERE a.id > :id AND a.mail_confirmed_at IS NOT NULL AND a.news = 1"
        " AND " SOMEWHERE " AND NOT " RETURNED " ORDER BY a.id LIMIT 500"},
};

const struct model news_model = MODEL(news, cols, queries);

bool news_of(struct db *db, int64_t account, struct news *out)
{
    return db_one(db, &news_model, OF, &(struct news){.id = account}, out);
}

bool news_set(struct db *db, int64_t account, bool wants)
{
    return db_run(db, &news_model, SET, &(struct news){.id = account, .wants = wants}) == OK &&
        !db_broken(db);
}

void news_sums(struct db *db, struct news *out)
{
    *out = (struct news){.id = 0};
    db_one(db, &news_model, SUMS, NULL, out);
}

struct news_list news_after(struct db *db, int64_t id)
{
    struct rows r = db_all(db, &news_model, AFTER, &(struct news){.id = id});

    return (struct news_list){r.v, r.n};
}

/* ---------------------------------------------------------------- the link */

struct str news_token(struct arena *a, const struct secret_key *root, int64_t account)
{
    struct str number = arena_fmt(a, "%lld", (long long)account);
    unsigned char h[SECRET_SHA256];
    struct secret_key key;

    secret_subkey(&key, root, "unsubscribe");
    secret_hmac(h, &key, secret_bytes(number));
    secret_wipe(&key, sizeof(key));
    return arena_fmt(a, STR_FMT "." STR_FMT, STR_ARG(number),
        STR_ARG(codec_b64url(a, (struct bytes){h, MAC})));
}

bool news_token_read(const struct secret_key *root, struct str token, int64_t *account)
{
    struct arena a = ARENA_INIT;
    struct str mac, number = str_cut(token, '.', &mac);
    bool ok = token.n <= TOKEN && mac.n == MAC_TEXT && str_int(number, 1, INT64_MAX, account) &&
        secret_equal(secret_bytes(token), secret_bytes(news_token(&a, root, *account)));

    arena_release(&a);
    return ok;
}
