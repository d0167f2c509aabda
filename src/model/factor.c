/* factor.c: see factor.h. */
#include "model/factor.h"

#include "sys/clock.h"
#include "sys/totp.h"
#include "util/codec.h"
#include "util/str.h"

static const struct col cols[] = {
    COL(factor, account), COL(factor, seed), COL(factor, last), COL(factor, created_at),
    COL(factor, enrolled_at), COL(factor, seq), COL(factor, n), COL(factor, stored),
};

enum { GET, BEGIN, USE, END, CODES, ADD_CODE, DROP_CODES, USE_CODE, LEFT };

static const struct query queries[] = {
    [GET] = {"factor.get", SHARED,
        "SELECT account, seed, last, created_at, enrolled_at FROM factor"
        " WHERE account = :account"},
    [BEGIN] = {"factor.begin", SHARED,
        "INSERT INTO factor (account, seed, created_at) VALUES (:account, :seed, :now)"
        " ON CONFLICT (account) DO UPDATE SET seed = :seed, created_at = :now, last = 0"
        " WHERE enrolled_at IS NULL"},
    [USE] = {"factor.use", SHARED,
        "UPDATE factor SET last = :last, enrolled_at = COALESCE(enrolled_at, :now)"
        " WHERE account = :account AND last < :last"},
    [END] = {"factor.end", SHARED, "DELETE FROM factor WHERE account = :account"},
    [CODES] = {"recovery.of", SHARED,
        "SELECT seq, stored FROM recovery WHERE account = :account AND used_at IS NULL"},
    [ADD_CODE] = {"recovery.add", SHARED,
        "INSERT INTO recovery (account, seq, stored) VALUES (:account, :seq, :stored)"},
    [DROP_CODES] = {"recovery.drop", SHARED,
        "DELETE FROM recovery WHERE account = :account"},
    [USE_CODE] = {"recovery.use", SHARED,
        "UPDATE recovery SET used_at = :now"
        " WHERE account = :account AND seq = :seq AND used_at IS NULL"},
    [LEFT] = {"recovery.left", SHARED,
        "SELECT count(*) AS n FROM recovery WHERE account = :account AND used_at IS NULL"},
};

const struct model factor_model = MODEL(factor, cols, queries);

static void run(struct db *db, int q, const struct factor *in)
{
    if (db_run(db, &factor_model, q, in) == ERR_CONFLICT)
        die("factor: conflict");
}

/* ---------------------------------------------------------------- the app */

bool factor_get(struct db *db, int64_t account, struct factor *out)
{
    return db_one(db, &factor_model, GET, &(struct factor){.account = account}, out);
}

bool factor_on(struct db *db, int64_t account)
{
    struct factor f;

    return factor_get(db, account, &f) && f.enrolled_at;
}

static struct str label(struct arena *a, int64_t account)
{
    return arena_fmt(a, "totp:account:%lld", (long long)account);
}

enum err factor_begin(
    struct db *db, struct arena *a, const struct secret_key *key, int64_t account)
{
    unsigned char seed[TOTP_SEED];
    struct factor f = {.account = account};
    enum err e;

    secret_random(seed, sizeof(seed));
    f.seed = secret_seal(a, key, (struct bytes){seed, sizeof(seed)}, label(a, account));
    secret_wipe(seed, sizeof(seed));
    e = db_run(db, &factor_model, BEGIN, &f);
    return e == ERR_NOT_FOUND ? ERR_CONFLICT : e;
}

bool factor_seed(struct arena *a, const struct secret_key *key, const struct factor *f,
    struct bytes *seed)
{
    return secret_open(a, key, f->seed, label(a, f->account), seed);
}

bool factor_code(struct db *db, struct arena *a, const struct secret_key *key,
    int64_t account, struct str typed)
{
    struct factor f;
    struct bytes seed;
    int64_t step;

    if (!factor_get(db, account, &f) || !factor_seed(a, key, &f, &seed))
        return false;
    step = totp_match(seed, typed, clock_now(), f.last);
    return step >= 0 &&
        db_run(db, &factor_model, USE,
            &(struct factor){.account = account, .last = step}) == OK;
}

/* ---------------------------------------------------------------- paper */

static struct str printed(struct arena *a, struct str code)
{
    return arena_fmt(a, STR_FMT "-" STR_FMT "-" STR_FMT "-" STR_FMT, STR_ARG(str_head(code, 4)),
        STR_ARG(str_head(str_from(code, 4), 4)), STR_ARG(str_head(str_from(code, 8), 4)),
        STR_ARG(str_from(code, 12)));
}

enum secret_hash factor_codes(struct db *db, struct arena *a, const struct secret_key *pepper,
    int64_t account, struct str out[FACTOR_CODES])
{
    struct str stored[FACTOR_CODES];

    for (int i = 0; i < FACTOR_CODES; i++) {
        struct str code = secret_crock(a, FACTOR_CODE);

        if (secret_password_make(a, code, secret_cost_issued, pepper, &stored[i]) != SECRET_OK)
            return SECRET_NO_MEMORY;
        out[i] = printed(a, code);
    }
    run(db, DROP_CODES, &(struct factor){.account = account});
    for (int i = 0; i < FACTOR_CODES; i++)
        run(db, ADD_CODE,
            &(struct factor){.account = account, .seq = i + 1, .stored = stored[i]});
    return SECRET_OK;
}

int64_t factor_codes_left(struct db *db, int64_t account)
{
    struct factor out = {.n = 0};

    db_one(db, &factor_model, LEFT, &(struct factor){.account = account}, &out);
    return out.n;
}

enum secret_hash factor_recover(struct db *db, struct arena *a,
    const struct secret_key *pepper, int64_t account, struct str typed, bool *right)
{
    struct str code;
    struct rows r;
    const struct factor *f;

    *right = false;
    if (!codec_crock_typed(a, typed, &code) || code.n != FACTOR_CODE)
        return SECRET_OK;
    r = db_all(db, &factor_model, CODES, &(struct factor){.account = account});
    f = r.v;
    for (size_t i = 0; i < r.n && !*right; i++) {
        struct factor use = {.account = account, .seq = f[i].seq};

        if (secret_password_check(f[i].stored, code, pepper, right) != SECRET_OK)
            return SECRET_NO_MEMORY;
        if (*right && db_run(db, &factor_model, USE_CODE, &use) != OK)
            *right = false;
    }
    return SECRET_OK;
}

void factor_end(struct db *db, int64_t account)
{
    run(db, END, &(struct factor){.account = account});
    run(db, DROP_CODES, &(struct factor){.account = account});
}
