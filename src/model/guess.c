/* guess.c: see guess.h. */
#include "model/guess.h"

#include "sys/clock.h"
#include "sys/secret.h"
#include "util/address.h"
#include "util/buf.h"
#include "util/str.h"

enum { KEY = 64, SWEEP_S = 24 * 3600, SWEEP_RUN = 50 };

struct guess {
    struct str key;
    int64_t level, last, run;
};

static const struct col cols[] = {
    COL(guess, key), COL(guess, level), COL(guess, last), COL(guess, run)};

enum { GET, PUT, DROP, SWEEP };

static const struct query queries[] = {
    [GET] = {"guess.get", SHARED, "SELECT level, last, run FROM throttle WHERE key = :key"},
    [PUT] = {"guess.put", SHARED,
        "INSERT INTO throttle (key, level, last, run) VALUES (:key, :level, :last, :run)"
        " ON CONFLICT (key) DO UPDATE SET level = excluded.level, last = excluded.last,"
        " run = excluded.run"},
    [DROP] = {"guess.drop", SHARED, "DELETE FROM throttle WHERE key = :key"},
    [SWEEP] = {"guess.sweep", SHARED,
        "DELETE FROM throttle WHERE last < :last AND (run < :run OR"
        " (key >= 'i:' AND key < 'i;') OR (key >= 'n:' AND key < 'n;'))"},
};

const struct model guess_model = MODEL(guess, cols, queries);

/* The login is hashed: what people type there is sometimes their password. */
static void hashed(char out[KEY], char kind, const char *side, struct str login,
    struct str device)
{
    struct arena a = ARENA_INIT;
    struct buf b = BUF_INIT;
    struct bytes h;
    struct str hex;

    buf_addf(&b, "%s\n%zu:", side, login.n); /* the length: no two have the same bytes */
    buf_str(&b, login);
    buf_str(&b, device);
    h = secret_digest(&a, buf_view(&b));
    hex = codec_hex(&a, (struct bytes){h.p, 16});
    snprintf(out, KEY, "%c:" STR_FMT, kind, STR_ARG(hex));
    buf_release(&b);
    arena_release(&a);
}

/* The first n bytes of a binary address. */
static void prefixed(char out[KEY], char kind, const unsigned char *p, int n)
{
    out += snprintf(out, KEY, "%c:", kind);
    for (int i = 0; i < n; i++)
        out += snprintf(out, 3, "%02x", p[i]);
}

static void address_keys(char host[KEY], char net[KEY], struct str peer)
{
    unsigned char a[ADDRESS_LEN];

    address_bytes(peer, a); /* what we cannot read shares one count */
    if (address_is_four(a)) {
        prefixed(host, 'i', a + ADDRESS_FOUR, 4);
        prefixed(net, 'n', a + ADDRESS_FOUR, 3);
    } else {
        prefixed(host, 'i', a, ADDRESS_HOME); /* whoever has one IPv6 address has a /64 */
        prefixed(net, 'n', a, 6);
    }
}

static void make_keys(char key[THROTTLE__N][KEY], const struct guesser *g)
{
    hashed(key[THROTTLE_ACCOUNT], 'l', g->side, g->login, S(""));
    hashed(key[THROTTLE_DEVICE], 'd', g->side, g->login, g->device);
    address_keys(key[THROTTLE_ADDRESS], key[THROTTLE_NETWORK], g->peer);
}

static struct throttle_count get(struct db *db, const char *key)
{
    struct guess in = {.key = str_of(key)}, out = {.level = 0};

    db_one(db, &guess_model, GET, &in, &out);
    return (struct throttle_count){out.level, out.last, out.run};
}

static void put(struct db *db, const char *key, struct throttle_count c)
{
    struct guess row = {str_of(key), c.level, c.last, c.run};

    if (db_run(db, &guess_model, PUT, &row) != OK)
        die("guess: not counted");
}

static void drop(struct db *db, const char *key)
{
    /* nothing to drop is fine */
    if (db_run(db, &guess_model, DROP, &(struct guess){.key = str_of(key)}) == ERR_CONFLICT)
        die("guess: conflict");
}

struct throttle_answer guess_ask(struct db *db, const struct guesser *g)
{
    char key[THROTTLE__N][KEY];
    struct throttle_facts f = {.own_device = g->device.n > 0};

    make_keys(key, g);
    for (int i = 0; i < THROTTLE__N; i++)
        f.count[i] = get(db, key[i]);
    return throttle_ask(&f, clock_now());
}

void guess_failed(struct db *db, const struct guesser *g)
{
    bool trusted = guess_ask(db, g).trusted;
    char key[THROTTLE__N][KEY];
    int64_t now = clock_now();

    make_keys(key, g);
    for (enum throttle t = 0; t < THROTTLE__N; t++)
        if ((t == THROTTLE_DEVICE) == trusted)
            put(db, key[t], throttle_failed(t, get(db, key[t]), now));
}

void guess_passed(struct db *db, const struct guesser *g)
{
    bool trusted = guess_ask(db, g).trusted;
    char key[THROTTLE__N][KEY];
    int64_t now = clock_now();

    make_keys(key, g);
    for (enum throttle t = 0; t < THROTTLE__N; t++) {
        struct throttle_count c;

        if ((t == THROTTLE_DEVICE) != trusted)
            continue; /* what strangers did stays counted when the owner comes */
        c = get(db, key[t]);
        if (!c.last)
            continue;
        c = throttle_passed(t, c, now);
        if (throttle_forgotten(t, c, now))
            drop(db, key[t]);
        else
            put(db, key[t], c);
    }
}

int64_t guess_wait(struct db *db, const char *side, struct str login)
{
    char key[KEY];

    hashed(key, 'l', side, login, S(""));
    return throttle_wait(THROTTLE_ACCOUNT, get(db, key), clock_now());
}

void guess_forget(struct db *db, const char *side, struct str login)
{
    char key[KEY];

    hashed(key, 'l', side, login, S(""));
    drop(db, key);
}

void guess_sweep(struct db *db)
{
    struct guess in = {.last = clock_now() - SWEEP_S, .run = SWEEP_RUN};

    if (db_run(db, &guess_model, SWEEP, &in) == ERR_CONFLICT)
        die("guess: conflict");
}
