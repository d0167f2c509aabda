/* mail_sum.c: see mail_sum.h. */
#include "model/mail_sum.h"

#include "model/outbox.h"
#include "util/str.h"

static const struct col cols[] = {
    COL(mail_sum, day), COL(mail_sum, at), COL(mail_sum, written), COL(mail_sum, sent),
    COL(mail_sum, dead), COL(mail_sum, kept_back), COL(mail_sum, waiting),
    COL(mail_sum, late),
};

enum { NOW, KEEP, LAST };

/* A mail waits for OUTBOX_DAYS at the most, and is looked at every four hours. */
#define LATE "259200 + 86400"
_Static_assert(OUTBOX_DAYS == 3, "LATE is one day more");

static const struct query queries[] = {
    [NOW] = {"mail_sum.now", ANY,
        "SELECT max((SELECT coalesce(max(id), 0) FROM outbox),"
        " (SELECT coalesce(max(written), 0) FROM mail_sum)) AS written,"
        " (SELECT count(*) FROM outbox WHERE state = 'sent') AS sent,"
        " (SELECT count(*) FROM outbox WHERE state = 'dead' AND why <> 'returned') AS dead,"
        " (SELECT count(*) FROM outbox WHERE state = 'dead' AND why = 'returned')"
        " AS kept_back,"
        " (SELECT count(*) FROM outbox WHERE state IN ('queued', 'retry')) AS waiting,"
        " (SELECT count(*) FROM outbox WHERE state IN ('queued', 'retry')"
        "  AND created_at < :now - (" LATE ")) AS late,"
        " :now AS at, :today AS day"},
    [KEEP] = {"mail_sum.keep", ANY,
        "INSERT INTO mail_sum (day, at, written, sent, dead, kept_back, waiting, late)"
        " VALUES (:day, :at, :written, :sent, :dead, :kept_back, :waiting, :late)"},
    [LAST] = {"mail_sum.last", ANY, "SELECT * FROM mail_sum ORDER BY day DESC LIMIT 1"},
};

const struct model mail_sum_model = MODEL(mail_sum, cols, queries);

bool mail_sum_now(struct db *db, struct mail_sum *out)
{
    return db_one(db, &mail_sum_model, NOW, NULL, out);
}

enum err mail_sum_keep(struct db *db, const struct mail_sum *s)
{
    return db_run(db, &mail_sum_model, KEEP, s);
}

bool mail_sum_last(struct db *db, struct mail_sum *out)
{
    return db_one(db, &mail_sum_model, LAST, NULL, out);
}

int64_t mail_sum_amiss(const struct mail_sum *s)
{
    int64_t found = s->sent + s->dead + s->kept_back + s->waiting;

    return (found > s->written ? found - s->written : s->written - found) + s->late;
}
