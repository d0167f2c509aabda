/* institution.h: the master: what the operating agency knows of each institution. Rows
 * come from imports only; the name stays byte for byte as it was imported. */
#ifndef MODEL_INSTITUTION_H
#define MODEL_INSTITUTION_H

#include "model/code.h"
#include "sys/db.h"

/* 紙レセプト institutions have no duty. DUTY_UNKNOWN: the master does not say; taken as a
 * duty everywhere but in the words of letters. */
enum duty { DUTY_NONE, DUTY_YES, DUTY_UNKNOWN };

struct institution {
    int64_t id;
    struct str pref, score_table, code; /* "01", "1", "8010016" */
    struct str kind;                    /* hospital clinic dental pharmacy nursing */
    struct str name, kana, founder;
    struct str zip, address, phone, phone_digits, name_key;
    int64_t beds; /* 0: none, or not known */
    int64_t attached_dental;
    int64_t obliged; /* to use online qualification: enum duty */
    struct str designated_on, closed_on; /* YYYY-MM-DD; empty: not known, open */
    int64_t changed_at;
    /* parameters of searches and of the index */
    struct str head, place, words, upto;
    int64_t n, after;
};

struct institutions {
    struct institution *v;
    size_t n;
};

extern const struct model institution_model;
extern const struct choice institution_kinds[]; /* hospital 病院 …; ends with NULL */

bool institution_get(struct db *db, int64_t id, struct institution *out);
/* c with prefecture and score table. */
bool institution_by_code(struct db *db, const struct code *c, struct institution *out);
struct code institution_code(const struct institution *i);
const char *institution_kind_name(struct str kind); /* 病院; "" for what is no kind */
bool institution_closed(const struct institution *i, struct str today);

/* What a person types to find one: a code (10 or 7 digits, any width, hyphens), the
 * beginning of a phone number from three digits on, or words of name, kana, founder and
 * address, all of which must occur; variants of characters, kana and width do not matter.
 * Best first: the code, the phone number, names that are, begin with or hold the words,
 * then the rest. At most limit rows (1 to 200). Rows live in a, which db_as must have got. */
struct institutions institution_search(struct db *db, struct arena *a, struct str typed,
    size_t limit);

/* Puts a row in, or changes the one with old's id; keeps the keys and the index. ERR_CONFLICT
 * when the code is there already. a is for the keys. */
enum err institution_add(struct db *db, struct arena *a, const struct institution *row);
enum err institution_change(struct db *db, struct arena *a, const struct institution *old,
    const struct institution *row);

/* All rows in the order of their ids; row as db_each gives it. */
void institution_each(struct db *db, db_row_fn *fn, void *ctx);
int64_t institution_count(struct db *db);

#endif
