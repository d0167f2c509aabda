/* institution_find.c: institution_search.
 *
 * Three sources fill one list: codes and phone numbers through their indexes, names that
 * begin with the words through the index of name keys, and the full-text index of pairs
 * of characters. The last finds candidates only: every word is looked for in the keys of
 * the row itself, which also says how good the row is. */
#include "model/institution_impl.h"

#include "util/buf.h"
#include "util/kana.h"
#include "util/str.h"
#include "util/utf8.h"

enum {
    WORDS_MAX = 8,
    TYPED_MAX = 100, /* code points that are looked at */
    CANDIDATES = 400, /* rows of the index that are looked at first, */
    MORE = 4000,      /* and when they were not enough */
};

enum rank { RANK_CODE, RANK_PHONE, RANK_SAME, RANK_HEAD, RANK_NAME, RANK_OTHER, RANK_PLACE };

struct find {
    struct db *db;
    struct arena *a;
    size_t limit;
    struct str word[WORDS_MAX]; /* keys */
    size_t n_words;
    struct hit {
        const struct institution *row;
        enum rank rank;
    } *hit;
    size_t n, cap;
};

static bool known(const struct find *f, int64_t id)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->hit[i].row->id == id)
            return true;
    return false;
}

static void add(struct find *f, const struct institution *row, enum rank rank)
{
    if (f->n < f->cap && !known(f, row->id))
        f->hit[f->n++] = (struct hit){row, rank};
}

/* How well all words fit; false if one does not occur at all. */
static bool fits(struct find *f, const struct institution *row, enum rank *rank)
{
    struct str keys[] = {row->name_key, text_key(f->a, row->kana),
        text_key(f->a, row->founder), text_key(f->a, row->address)};

    *rank = RANK_SAME;
    for (size_t i = 0; i < f->n_words; i++) {
        struct str w = f->word[i];
        enum rank r = RANK_PLACE;

        if (str_has(keys[0], w) || str_has(keys[1], w))
            r = str_eq(keys[0], w) || str_eq(keys[1], w)             ? RANK_SAME
                : str_starts(keys[0], w) || str_starts(keys[1], w) ? RANK_HEAD
                                                                   : RANK_NAME;
        else if (str_has(keys[2], w))
            r = RANK_OTHER;
        else if (!str_has(keys[3], w))
            return false;
        if (r > *rank)
            *rank = r;
    }
    return true;
}

static void take_rows(struct find *f, int q, const struct institution *in, bool words,
    enum rank rank)
{
    struct rows r = db_all(f->db, &institution_model, q, in);
    const struct institution *v = r.v;

    for (size_t i = 0; i < r.n; i++)
        if (!words || fits(f, &v[i], &rank))
            add(f, &v[i], rank);
}

/* The first text behind all that begin with s. */
static struct str behind(struct arena *a, struct str s)
{
    return arena_fmt(a, STR_FMT "\xF4\x8F\xBF\xBF", STR_ARG(s));
}

static void by_number(struct find *f, struct str typed)
{
    struct institution *row = NEW(f->a, struct institution), in = {.n = 0};
    struct code c;
    struct str d;

    in.n = (int64_t)f->limit;
    if (code_parse(typed, 0, 0, &c) == CODE_OK) {
        if (c.pref && institution_by_code(f->db, &c, row))
            add(f, row, RANK_CODE);
        in.code = str_of(c.digits);
        if (!c.pref)
            take_rows(f, INST_SEVEN, &in, false, RANK_CODE);
    }
    d = text_digits(f->a, text_phone(f->a, typed));
    for (size_t i = 0; i < d.n; i++)
        if (d.p[i] < '0' || d.p[i] > '9')
            return;
    if (d.n < 3)
        return;
    in.words = d;
    in.upto = behind(f->a, d);
    take_rows(f, INST_PHONE, &in, false, RANK_PHONE);
}

static void split(struct find *f, struct str typed)
{
    struct str rest = text_name(f->a, typed);

    while (rest.n && f->n_words < WORDS_MAX) {
        struct str w = rest, s = rest;
        uint32_t cp = 0;

        while (utf8_next(&s, &cp) && cp != ' ' && cp != 0x3000)
            rest = s;
        w.n -= rest.n;
        rest = cp == ' ' || cp == 0x3000 ? s : S("");
        w = text_key(f->a, w);
        if (w.n)
            f->word[f->n_words++] = w;
    }
}

static void by_name_head(struct find *f)
{
    struct institution in = {.words = f->word[0], .upto = behind(f->a, f->word[0])};

    in.n = (int64_t)f->limit;
    take_rows(f, INST_NAME, &in, true, RANK_HEAD);
}

/* column: "head : " to look at names only, or empty. */
static void by_words(struct find *f, const char *column, int64_t rows)
{
    struct institution in = {.n = rows};
    struct buf b = BUF_INIT, word = BUF_INIT;

    for (size_t i = 0; i < f->n_words; i++) {
        buf_reset(&word);
        text_bigram_query(&word, f->word[i]);
        if (word.n) /* a number alone is looked for in the rows only */
            buf_addf(&b, "%s%s(" STR_FMT ")", b.n ? " AND " : "", column,
                STR_ARG(buf_view(&word)));
    }
    in.words = arena_str(f->a, buf_view(&b));
    buf_release(&b);
    buf_release(&word);
    if (in.words.n)
        take_rows(f, INST_WORDS, &in, true, RANK_PLACE);
}

static int better(const void *x, const void *y)
{
    const struct hit *a = x, *b = y;

    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    if ((a->row->closed_on.n != 0) != (b->row->closed_on.n != 0))
        return a->row->closed_on.n ? 1 : -1;
    if (a->row->name_key.n != b->row->name_key.n) /* more of it is the word */
        return a->row->name_key.n < b->row->name_key.n ? -1 : 1;
    return a->row->id < b->row->id ? -1 : a->row->id > b->row->id;
}

struct institutions institution_search(struct db *db, struct arena *a, struct str typed,
    size_t limit)
{
    struct find f = {.db = db, .a = a, .limit = limit < 1 ? 1 : limit > 200 ? 200 : limit};
    struct institutions out;

    typed = utf8_head(typed, TYPED_MAX);
    f.cap = f.limit + 2 * CANDIDATES;
    f.hit = NEW_N(a, struct hit, f.cap);
    by_number(&f, typed);
    split(&f, typed);
    if (f.n_words && f.n < f.limit) {
        by_name_head(&f);
        by_words(&f, "head : ", CANDIDATES);
        if (f.n < f.limit)
            by_words(&f, "", MORE);
    }
    qsort(f.hit, f.n, sizeof(*f.hit), better);
    out.n = f.n < f.limit ? f.n : f.limit;
    out.v = NEW_N(a, struct institution, out.n + 1);
    for (size_t i = 0; i < out.n; i++)
        out.v[i] = *f.hit[i].row;
    return out;
}
