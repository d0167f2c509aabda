/* token.c: see token.h. */
#include "model/token.h"

#include "model/suppression.h"
#include "sys/clock.h"
#include "sys/secret.h"
#include "util/str.h"

enum { HOUR_S = 3600, PER_HOUR = 3, PER_DAY = 10 };

static const struct col cols[] = {
    COL(token, hash), COL(token, purpose), COL(token, mail), COL(token, account, .null = true),
    COL(token, institution, .null = true), COL(token, extra), COL(token, created_at),
    COL(token, expires_at), COL(token, used_at), COL(token, n),
};

enum { OLDER, ADD, FIND, USE, NUMBER, NOTE, HOLD, DROP, SWEEP };

static const struct query queries[] = {
    [OLDER] = {"token.older", SHARED,
        "UPDATE token SET expires_at = :now WHERE purpose = :purpose AND mail = :mail"
        " AND expires_at > :now AND used_at IS NULL"
        " AND (purpose NOT IN ('invite', 'agent') OR institution = :institution)"},
    [ADD] = {"token.add", SHARED,
        "INSERT INTO token (hash, purpose, mail, account, institution, extra, created_at,"
        " expires_at) VALUES (:hash, :purpose, :mail, :account, :institution, :extra, :now,"
        " :expires_at)"},
    [FIND] = {"token.find", SHARED,
        "SELECT hash, purpose, mail, account, institution, extra, created_at, expires_at,"
        " used_at FROM token WHERE hash = :hash AND purpose = :purpose"},
    [USE] = {"token.use", SHARED,
        "UPDATE token SET used_at = :now"
        " WHERE hash = :hash AND used_at IS NULL AND expires_at > :now"},
    [NUMBER] = {"token.number", SHARED,
        "SELECT count(*) AS n FROM token"
        " WHERE purpose = :purpose AND mail = :mail AND created_at > :created_at"},
    [NOTE] = {"token.note", SHARED, "UPDATE token SET extra = :extra WHERE hash = :hash"},
    [HOLD] = {"token.hold", SHARED,
        "UPDATE token SET extra = :extra, institution = :institution,"
        " expires_at = :expires_at WHERE hash = :hash"},
    [DROP] = {"token.drop", SHARED,
        "UPDATE token SET expires_at = :now WHERE account = :account AND purpose = :purpose"
        " AND expires_at > :now AND used_at IS NULL"},
    [SWEEP] = {"token.sweep", SHARED, "DELETE FROM token WHERE expires_at < :now - 604800"},
};

const struct model token_model = MODEL(token, cols, queries);

static void run(struct db *db, int q, const struct token *in)
{
    if (db_run(db, &token_model, q, in) == ERR_CONFLICT)
        die("two links with one token");
}

struct str token_make(struct db *db, struct arena *a, const struct token *row, int64_t valid_s)
{
    struct str text = secret_token(a);
    struct token t = *row;

    t.hash = secret_digest(a, text);
    t.expires_at = clock_now() + valid_s;
    run(db, OLDER, &t);
    run(db, ADD, &t);
    return text;
}

bool token_find_any(struct db *db, struct arena *a, const char *purpose, struct str text,
    struct token *out)
{
    return db_one(db, &token_model, FIND,
        &(struct token){.hash = secret_digest(a, text), .purpose = str_of(purpose)}, out);
}

bool token_find(struct db *db, struct arena *a, const char *purpose, struct str text,
    struct token *out)
{
    return token_find_any(db, a, purpose, text, out) && !out->used_at &&
        out->expires_at > clock_now();
}

enum err token_use(struct db *db, const struct token *t)
{
    enum err e = db_run(db, &token_model, USE, t);

    if (e == OK)
        suppression_end(db, t->mail); /* what was sent there has been read */
    return e;
}

int64_t token_count(struct db *db, const char *purpose, struct str mail, int64_t since)
{
    struct token out = {.n = 0};

    db_one(db, &token_model, NUMBER,
        &(struct token){.purpose = str_of(purpose), .mail = mail, .created_at = since}, &out);
    return out.n;
}

bool token_too_many(struct db *db, const char *purpose, struct str mail)
{
    int64_t now = clock_now();

    return token_count(db, purpose, mail, now - HOUR_S) >= PER_HOUR ||
        token_count(db, purpose, mail, now - 24 * HOUR_S) >= PER_DAY;
}

void token_note(struct db *db, const struct token *t, struct str extra)
{
    run(db, NOTE, &(struct token){.hash = t->hash, .extra = extra});
}

void token_hold(struct db *db, const struct token *t, int64_t institution, struct str extra,
    int64_t valid_s)
{
    run(db, HOLD,
        &(struct token){.hash = t->hash, .extra = extra, .institution = institution,
            .expires_at = clock_now() + valid_s});
}

void token_drop(struct db *db, const char *purpose, int64_t account)
{
    run(db, DROP, &(struct token){.purpose = str_of(purpose), .account = account});
}

void token_sweep(struct db *db)
{
    run(db, SWEEP, NULL);
}
