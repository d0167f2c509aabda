/* institution.c: rows, keys and the full-text index; searching is in institution_find.c. */
#include "model/institution_impl.h"

#include "util/kana.h"
#include "util/str.h"

static const struct col cols[] = {
    COL(institution, id), COL(institution, pref), COL(institution, score_table),
    COL(institution, code), COL(institution, kind), COL(institution, name),
    COL(institution, kana), COL(institution, founder), COL(institution, zip),
    COL(institution, address), COL(institution, phone), COL(institution, phone_digits),
    COL(institution, name_key), COL(institution, beds, .null = true),
    COL(institution, attached_dental), COL(institution, obliged),
    COL(institution, designated_on, .null = true),
    COL(institution, closed_on, .null = true), COL(institution, changed_at),
    COL(institution, head), COL(institution, place), COL(institution, words),
    COL(institution, upto), COL(institution, n), COL(institution, after),
};

#define COLUMNS                                                                          \
    "id, pref, score_table, code, kind, name, kana, founder, zip, address, phone,"       \
    " phone_digits, name_key, beds, attached_dental, obliged, designated_on, closed_on," \
    " changed_at"
#define SELECT "SELECT " COLUMNS " FROM institution "

static const struct query queries[] = {
    [INST_GET] = {"institution.get", SHARED, SELECT "WHERE id = :id"},
    [INST_BY_CODE] = {"institution.by_code", SHARED,
        SELECT "WHERE pref = :pref AND score_table = :score_table AND code = :code"},
    [INST_SEVEN] = {"institution.seven", ANY,
        SELECT "WHERE code = :code ORDER BY pref, score_table LIMIT :n"},
    [INST_PHONE] = {"institution.phone", ANY,
        SELECT "WHERE phone_digits >= :words AND phone_digits < :upto AND phone_digits <> ''"
               " ORDER BY phone_digits LIMIT :n"},
    [INST_NAME] = {"institution.name", ANY,
        SELECT "WHERE name_key >= :words AND name_key < :upto ORDER BY name_key LIMIT :n"},
    [INST_WORDS] = {"institution.words", ANY,
        SELECT "WHERE id IN (SELECT rowid FROM institution_fts"
               " WHERE institution_fts MATCH :words LIMIT :n)"},
    [INST_EACH] = {"institution.each", ANY, SELECT "ORDER BY id"},
    [INST_COUNT] = {"institution.count", ANY, "SELECT count(*) AS n FROM institution"},
    [INST_NEXT] = {"institution.next", ANY,
        "SELECT COALESCE(max(id), 0) + 1 AS id FROM institution"},
    [INST_ADD] = {"institution.add", ANY,
        "INSERT INTO institution (id, pref, score_table, code, kind, name, kana, founder, zip,"
        " address, phone, phone_digits, name_key, beds, attached_dental, obliged,"
        " designated_on, closed_on, changed_at)"
        " VALUES (:id, :pref, :score_table, :code, :kind, :name, :kana, :founder, :zip,"
        " :address, :phone, :phone_digits, :name_key, :beds, :attached_dental, :obliged,"
        " :designated_on, :closed_on, :now)"},
    [INST_CHANGE] = {"institution.change", ANY,
        "UPDATE institution SET kind = :kind, name = :name, kana = :kana,"
        " founder = :founder, zip = :zip, address = :address, phone = :phone,"
        " phone_digits = :phone_digits, name_key = :name_key, beds = :beds,"
        " attached_dental = :attached_dental, obliged = :obliged,"
        " designated_on = :designated_on, closed_on = :closed_on, changed_at = :now"
        " WHERE id = :id"},
    [INST_INDEX] = {"institution.index", ANY,
        "INSERT INTO institution_fts (rowid, head, place) VALUES (:id, :head, :place)"},
    [INST_UNINDEX] = {"institution.unindex", ANY,
        "INSERT INTO institution_fts (institution_fts, rowid, head, place)"
        " VALUES ('delete', :id, :head, :place)"},
};

const struct model institution_model = MODEL(institution, cols, queries);

const struct choice institution_kinds[] = {
    {"hospital", "病院"},
    {"clinic", "診療所"},
    {"dental", "歯科診療所"},
    {"pharmacy", "薬局"},
    {"nursing", "訪問看護ステーション"},
    {NULL, NULL},
};

const char *institution_kind_name(struct str kind)
{
    for (const struct choice *c = institution_kinds; c->value; c++)
        if (str_is(kind, c->value))
            return c->label;
    return "";
}

bool institution_get(struct db *db, int64_t id, struct institution *out)
{
    return db_one(db, &institution_model, INST_GET, &(struct institution){.id = id}, out);
}

bool institution_by_code(struct db *db, const struct code *c, struct institution *out)
{
    struct institution in = {.code = str_of(c->digits)};
    char pref[3] = {(char)('0' + c->pref / 10 % 10), (char)('0' + c->pref % 10), '\0'};
    char table[2] = {(char)('0' + c->table % 10), '\0'};

    in.pref = str_of(pref);
    in.score_table = str_of(table);
    return db_one(db, &institution_model, INST_BY_CODE, &in, out);
}

struct code institution_code(const struct institution *i)
{
    struct code c = {0, 0, ""};

    if (code_from_columns(i->pref, i->score_table, i->code, &c) != CODE_OK)
        die("institution %lld has no code", (long long)i->id);
    return c;
}

bool institution_closed(const struct institution *i, struct str today)
{
    return i->closed_on.n && str_cmp(i->closed_on, today) <= 0;
}

enum { SEEN = 1024 }; /* places for the tokens of a row; a power of two */

/* Has the token been here? It has at most two characters, so eight bytes. */
static bool seen(uint64_t *set, size_t *n, struct str token)
{
    uint64_t v = 0;
    size_t i;

    memcpy(&v, token.p, token.n < sizeof(v) ? token.n : sizeof(v));
    i = (v * 0x9E3779B97F4A7C15ULL) >> 54;
    while (set[i] && set[i] != v)
        i = (i + 1) % SEEN;
    if (set[i] == v)
        return true;
    if (*n < SEEN / 2) {
        set[i] = v;
        ++*n;
    }
    return false;
}

/* The tokens of some keys, each once: a founder's name is often half of the
 * institution's. */
static struct str pairs(struct arena *a, const struct str *keys, size_t n)
{
    uint64_t set[SEEN] = {0};
    struct buf b = BUF_INIT;
    struct str rest, out;
    size_t n_seen = 0, n_out = 0;
    char *p;

    for (size_t i = 0; i < n; i++)
        text_bigrams(&b, keys[i]);
    p = arena_alloc(a, b.n + 1, 1);
    rest = buf_view(&b);
    while (rest.n) {
        struct str token = str_cut(rest, ' ', &rest);

        if (seen(set, &n_seen, token))
            continue;
        memcpy(p + n_out, token.p, token.n);
        n_out += token.n;
        p[n_out++] = ' ';
    }
    out = (struct str){p, n_out};
    buf_release(&b);
    return out;
}

static void make_keys(struct arena *a, struct institution *row)
{
    struct str head[] = {
        text_key(a, row->name), text_key(a, row->kana), text_key(a, row->founder)};
    struct str place[] = {text_key(a, row->address)};

    row->name_key = head[0];
    row->phone_digits = text_digits(a, text_phone(a, row->phone));
    row->head = pairs(a, head, COUNT(head));
    row->place = pairs(a, place, COUNT(place));
}

/* The id is chosen here and not by RETURNING: a statement with RETURNING opens a savepoint,
 * at which the full-text index writes out all that it has collected, row by row. */
enum err institution_add(struct db *db, struct arena *a, const struct institution *row)
{
    struct institution in = *row, next = {.id = 0};
    enum err e;

    make_keys(a, &in);
    db_one(db, &institution_model, INST_NEXT, NULL, &next);
    in.id = next.id;
    e = db_run(db, &institution_model, INST_ADD, &in);
    return e != OK ? e : db_run(db, &institution_model, INST_INDEX, &in);
}

enum err institution_change(struct db *db, struct arena *a, const struct institution *old,
    const struct institution *row)
{
    struct institution was = *old, in = *row;
    enum err e;

    in.id = old->id;
    make_keys(a, &was);
    make_keys(a, &in);
    e = db_run(db, &institution_model, INST_CHANGE, &in);
    if (e != OK || (str_eq(was.head, in.head) && str_eq(was.place, in.place)))
        return e;
    e = db_run(db, &institution_model, INST_UNINDEX, &was);
    return e != OK ? e : db_run(db, &institution_model, INST_INDEX, &in);
}

void institution_each(struct db *db, db_row_fn *fn, void *ctx)
{
    struct institution row;

    db_each(db, &institution_model, INST_EACH, NULL, &row, fn, ctx);
}

int64_t institution_count(struct db *db)
{
    struct institution out = {.n = 0};

    db_one(db, &institution_model, INST_COUNT, NULL, &out);
    return out.n;
}
