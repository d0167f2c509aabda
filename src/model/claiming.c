/* claiming.c: see claiming.h. */
#include "model/claiming.h"

#include "model/credential.h"
#include "sys/clock.h"
#include "util/str.h"

#define MARK "claim:"

static const struct col cols[] = {
    COL(claiming, id), COL(claiming, institution), COL(claiming, credential), COL(claiming, due),
    COL(claiming, mail), COL(claiming, hash), COL(claiming, extra), COL(claiming, expires_at),
};

enum { WAITS, STOP };

#define ALIVE                                                                            \
    " institution = :institution AND purpose = 'register' AND substr(extra, 1, 6) = '" MARK "'" \
    " AND used_at IS NULL AND expires_at > :now"

static const struct query queries[] = {
    [WAITS] = {"claiming.waits", SHARED,
        "SELECT rowid AS id, institution, mail, hash, extra, expires_at FROM token WHERE" ALIVE
        " ORDER BY expires_at LIMIT 1"},
    [STOP] = {"claiming.stop", SHARED,
        "UPDATE token SET expires_at = :now WHERE rowid = :id AND" ALIVE},
};

const struct model claiming_model = MODEL(claiming, cols, queries);

static bool read(struct str extra, int64_t expires_at, struct claiming *out)
{
    struct str mark = S(MARK);

    if (!str_starts(extra, mark) ||
        !str_int(str_from(extra, mark.n), 1, INT64_MAX, &out->credential))
        return false;
    out->due = expires_at - CLAIM_LINK_S;
    return true;
}

bool claiming_of(const struct token *t, struct claiming *out)
{
    *out = (struct claiming){.institution = t->institution, .mail = t->mail};
    return read(t->extra, t->expires_at, out);
}

void claiming_begin(struct db *db, struct arena *a, const struct token *t,
    int64_t institution, int64_t credential)
{
    token_hold(db, t, institution, arena_fmt(a, MARK "%lld", (long long)credential),
        CLAIM_WAIT_S + CLAIM_LINK_S);
}

bool claiming_waits(struct db *db, int64_t institution, struct claiming *out)
{
    return db_one(db, &claiming_model, WAITS, &(struct claiming){.institution = institution},
               out) &&
        read(out->extra, out->expires_at, out);
}

enum err claiming_stop(struct db *db, int64_t institution, int64_t id)
{
    struct claiming c;
    enum err e;

    if (!claiming_waits(db, institution, &c) || c.id != id)
        return ERR_NOT_FOUND;
    e = db_run(db, &claiming_model, STOP, &c);
    if (e == OK)
        credential_void(db, c.credential, S("stopped"));
    return e;
}
