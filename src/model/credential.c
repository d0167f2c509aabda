/* credential.c: see credential.h. */
#include "model/credential.h"

#include "util/str.h"

static const struct col cols[] = {
    COL(credential, id),
    COL(credential, institution),
    COL(credential, letter),
    COL(credential, generation),
    COL(credential, fails),
    COL(credential, recovery),
    COL(credential, created_at),
    COL(credential, used_at, .null = true),
    COL(credential, login),
    COL(credential, hash),
    COL(credential, salt),
    COL(credential, valid_until),
    COL(credential, state),
    COL(credential, void_reason),
};

enum { BY_LOGIN, OF_LETTER, GET, ALIVE_OF, ADD, FAILED, RIGHT, USE, VOID_OF, VOID, SPEND };

#define ROW                                                                              \
    "SELECT id, institution, letter, generation, fails, created_at, used_at, login, "    \
    "hash,"                                                                              \
    " salt, valid_until, state, void_reason, recovery FROM credential "
#define VOIDED                                                                           \
    "UPDATE credential SET state = 'void', void_reason = :void_reason"                   \
    " WHERE state = 'issued' AND "

/* A member has stopped the request while its letter was being printed. */
#define STOPPED                                                                          \
    ":recovery = 1 AND NOT EXISTS (SELECT 1 FROM letter_request q"                       \
    " WHERE q.letter = :letter AND q.state = 'issued')"

static const struct query queries[] = {
    [BY_LOGIN] = {"credential.by_login", SHARED, ROW "WHERE login = :login"},
    [OF_LETTER] = {"credential.of_letter", SHARED,
        ROW "WHERE letter = :letter AND generation = :generation"},
    [GET] = {"credential.get", SHARED, ROW "WHERE id = :id"},
    [ALIVE_OF] = {"credential.alive_of", SHARED,
        ROW "WHERE institution = :institution AND state = 'issued' AND valid_until >= :today"
            " AND recovery <= :recovery ORDER BY id DESC LIMIT 5"},
    [ADD] = {"credential.add", ANY,
        "INSERT INTO credential (institution, login, hash, salt, generation, letter,"
        " valid_until, state, void_reason, recovery, created_at) VALUES (:institution, :login,"
        " :hash, :salt, :generation, :letter, :valid_until, CASE WHEN " STOPPED
        " THEN 'void' ELSE 'issued' END, CASE WHEN " STOPPED " THEN 'stopped' ELSE '' END,"
        " :recovery, :now) RETURNING id"},
    [FAILED] = {"credential.failed", SHARED,
        "UPDATE credential SET fails = fails + 1 WHERE id = :id"},
    [RIGHT] = {"credential.right", SHARED,
        "UPDATE credential SET fails = 0 WHERE id = :id AND fails > 0"},
    [USE] = {"credential.use", SHARED,
        "UPDATE credential SET state = 'used', used_at = :now"
        " WHERE id = :id AND state = 'issued' AND recovery = 0"},
    [VOID_OF] = {"credential.void_of", SHARED, VOIDED "institution = :institution"},
    [VOID] = {"credential.void", SHARED, VOIDED "id = :id"},
    [SPEND] = {"credential.spend", SHARED, VOIDED "id = :id AND recovery = 1"},
};

const struct model credential_model = MODEL(credential, cols, queries);

static struct secret_key hash_key, ticket_key;

void credential_key(const struct secret_key *key)
{
    secret_subkey(&hash_key, key, "credential hash");
    secret_subkey(&ticket_key, key, "letter ticket");
}

/* ---- making */

static void random_crock(char *out, size_t n)
{
    secret_random(out, n); /* 32 values: five bits of each byte, all as likely */
    for (size_t i = 0; i < n; i++)
        out[i] = codec_crock_digit((unsigned char)out[i] & 31u);
    out[n] = 0;
}

void credential_login_make(
    char out[CREDENTIAL_LOGIN + 1], struct str score_table, struct str pref)
{
    if (score_table.n != 1 || pref.n != 2)
        die("credential: a login needs a score table and a prefecture");
    out[0] = score_table.p[0];
    random_crock(out + 1, 8);
    out[9] = '@';
    memcpy(out + 10, pref.p, 2);
    out[12] = 0;
}

static char check_character(const char *password)
{
    return codec_crock_check((struct str){password, CREDENTIAL_PASSWORD - 1});
}

void credential_password_make(char out[CREDENTIAL_PASSWORD + 1])
{
    random_crock(out, CREDENTIAL_PASSWORD - 1);
    out[CREDENTIAL_PASSWORD - 1] = check_character(out);
    out[CREDENTIAL_PASSWORD] = 0;
}

void credential_password_print(
    char out[CREDENTIAL_PRINTED + 1], const char password[CREDENTIAL_PASSWORD + 1])
{
    for (int i = 0, k = 0; i < CREDENTIAL_PASSWORD; i++) {
        if (i && i % 4 == 0)
            out[k++] = '-';
        out[k++] = password[i];
    }
    out[CREDENTIAL_PRINTED] = 0;
}

enum secret_hash credential_hash(
    unsigned char *out, struct str password, const unsigned char *salt)
{
    return secret_hash_password(
        out, secret_bytes(password), salt, secret_cost_issued, &hash_key);
}

/* ---- typed */

enum credential_typed credential_login_typed(
    struct arena *a, struct str typed, struct str *out)
{
    struct str rest, head = str_cut(typed, '@', &rest), tail;

    for (size_t i = 0; !rest.p && i < typed.n; i++) {
        if (!str_starts(str_from(typed, i), S("＠")))
            continue;
        head = str_head(typed, i);
        rest = str_from(typed, i + strlen("＠"));
    }
    if (!rest.p || !codec_crock_typed(a, head, &head) ||
        !codec_crock_typed(a, rest, &tail))
        return CREDENTIAL_SHAPE;
    if (head.n != 9 || tail.n != 2 || !strchr("1346", head.p[0]) || tail.p[0] > '9' ||
        tail.p[1] > '9')
        return CREDENTIAL_SHAPE;
    *out = arena_fmt(a, STR_FMT "@" STR_FMT, STR_ARG(head), STR_ARG(tail));
    return CREDENTIAL_FINE;
}

enum credential_typed credential_password_typed(
    struct arena *a, struct str typed, struct str *out)
{
    struct str s;

    if (!codec_crock_typed(a, typed, &s) || s.n != CREDENTIAL_PASSWORD)
        return CREDENTIAL_SHAPE;
    *out = s;
    return s.p[s.n - 1] == check_character(s.p) ? CREDENTIAL_FINE : CREDENTIAL_CHECK;
}

enum secret_hash credential_match(
    const struct credential *c, struct str password, bool *match)
{
    unsigned char hash[SECRET_SHA256];
    enum secret_hash result;

    *match = false;
    if (c->salt.n != SECRET_SALT || c->hash.n != sizeof(hash))
        return SECRET_OK;
    result = credential_hash(hash, password, c->salt.p);
    *match =
        result == SECRET_OK && secret_equal((struct bytes){hash, sizeof(hash)}, c->hash);
    secret_wipe(hash, sizeof(hash));
    return result;
}

/* ---- tickets: 35 bits of number and generation, 50 bits of HMAC */

enum { TICKET_NUMBER = 7, TICKET_MAC = 10 };

static void ticket_mac(uint64_t number, char out[TICKET_MAC])
{
    unsigned char text[8], mac[SECRET_SHA256];

    for (int i = 0; i < 8; i++)
        text[i] = (unsigned char)(number >> (56 - 8 * i));
    secret_hmac(mac, &ticket_key, (struct bytes){text, sizeof(text)});
    for (int i = 0; i < TICKET_MAC; i++)
        out[i] = codec_crock_digit(mac[i] & 31u);
}

void credential_ticket_make(
    char out[CREDENTIAL_TICKET + 1], int64_t letter, int64_t generation)
{
    uint64_t number = (uint64_t)letter << 7 | (uint64_t)generation;

    if (letter < 1 || letter >> 28 || generation < 0 || generation > 99)
        die("credential: letter number %lld-%lld out of range", (long long)letter,
            (long long)generation);
    for (int i = 0; i < TICKET_NUMBER; i++)
        out[i] = codec_crock_digit(number >> (5 * (TICKET_NUMBER - 1 - i)) & 31);
    ticket_mac(number, out + TICKET_NUMBER);
    out[CREDENTIAL_TICKET] = 0;
}

void credential_letter_check(
    char out[CREDENTIAL_LETTER_CHECK + 1], int64_t letter, int64_t generation)
{
    char ticket[CREDENTIAL_TICKET + 1];

    credential_ticket_make(ticket, letter, generation);
    memcpy(out, ticket + TICKET_NUMBER, CREDENTIAL_LETTER_CHECK);
    out[CREDENTIAL_LETTER_CHECK] = 0;
}

bool credential_ticket_read(struct str ticket, int64_t *letter, int64_t *generation)
{
    char got[CREDENTIAL_TICKET], want[TICKET_MAC];
    uint64_t number = 0;

    if (ticket.n != CREDENTIAL_TICKET)
        return false;
    for (int i = 0; i < CREDENTIAL_TICKET; i++) {
        int v = codec_crock_value(ticket.p[i]);

        if (v < 0)
            return false;
        got[i] = codec_crock_digit((unsigned)v);
        if (i < TICKET_NUMBER)
            number = number << 5 | (uint64_t)v;
    }
    ticket_mac(number, want);
    if (!secret_equal((struct bytes){(unsigned char *)got + TICKET_NUMBER, TICKET_MAC},
            (struct bytes){(unsigned char *)want, TICKET_MAC}))
        return false;
    *letter = (int64_t)(number >> 7);
    *generation = (int64_t)(number & 127);
    return true;
}

/* ---- rows */

bool credential_by_login(struct db *db, struct str login, struct credential *out)
{
    return db_one(
        db, &credential_model, BY_LOGIN, &(struct credential){.login = login}, out);
}

bool credential_of_letter(
    struct db *db, int64_t letter, int64_t generation, struct credential *out)
{
    return db_one(db, &credential_model, OF_LETTER,
        &(struct credential){.letter = letter, .generation = generation}, out);
}

bool credential_get(struct db *db, int64_t id, struct credential *out)
{
    return db_one(db, &credential_model, GET, &(struct credential){.id = id}, out);
}

struct credentials credential_alive_of(struct db *db, int64_t institution, bool recovery)
{
    struct rows r = db_all(db, &credential_model, ALIVE_OF,
        &(struct credential){.institution = institution, .recovery = recovery});

    return (struct credentials){r.v, r.n};
}

bool credential_alive(const struct credential *c, const char today[11])
{
    return str_is(c->state, "issued") && str_cmp(str_of(today), c->valid_until) <= 0;
}

enum err credential_add(struct db *db, const struct credential *c, int64_t *id)
{
    struct credential out = {.id = 0};
    enum err err = db_put(db, &credential_model, ADD, c, &out);

    *id = out.id;
    return err;
}

/* Rows that are gone or already in that state are fine. */
static void run(struct db *db, int q, const struct credential *in)
{
    if (db_run(db, &credential_model, q, in) == ERR_CONFLICT)
        die("credential: conflict");
}

void credential_failed(struct db *db, int64_t id)
{
    run(db, FAILED, &(struct credential){.id = id});
}

void credential_right(struct db *db, int64_t id)
{
    run(db, RIGHT, &(struct credential){.id = id});
}

enum err credential_use(struct db *db, int64_t id)
{
    enum err err = db_run(db, &credential_model, USE, &(struct credential){.id = id});

    return err == ERR_NOT_FOUND ? ERR_DENIED : err;
}

void credential_void_of(struct db *db, int64_t institution, struct str reason)
{
    run(db, VOID_OF,
        &(struct credential){.institution = institution, .void_reason = reason});
}

void credential_void(struct db *db, int64_t id, struct str reason)
{
    run(db, VOID, &(struct credential){.id = id, .void_reason = reason});
}

void credential_spend(struct db *db, int64_t id)
{
    run(db, SPEND, &(struct credential){.id = id, .void_reason = S("spent")});
}
