/* key.c: search keys and their tokens (kana.h). */
#include "util/cps.h"
#include "util/kana.h"
#include "util/str.h"
#include "util/utf8.h"

/* The key while it grows. wait: a hyphen comes if the next character is a digit. */
struct key {
    uint32_t *v;
    size_t n;
    bool wait;
};

static bool in(uint32_t c, uint32_t from, uint32_t to)
{
    return c >= from && c <= to;
}

static void put(struct key *k, uint32_t c)
{
    if (k->wait && cp_digit(c))
        k->v[k->n++] = '-';
    k->wait = false;
    k->v[k->n++] = c;
}

static void put_text(struct key *k, const char *s)
{
    struct str t = str_of(s);
    uint32_t c;

    while (utf8_next(&t, &c))
        put(k, c);
}

static bool after_digit(const struct key *k)
{
    return k->n && cp_digit(k->v[k->n - 1]);
}

static bool after_kana(const struct key *k)
{
    return k->n && cp_katakana(k->v[k->n - 1]);
}

static void hyphen(struct key *k)
{
    if (after_digit(k))
        k->wait = true;
    else if (after_kana(k) && k->v[k->n - 1] != 0x30FC)
        put(k, 0x30FC);
}

/* One character that stands for several. */
static const char *spelled(uint32_t c)
{
    static const char *const roman[] = {
        "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"};
    static const char *const circled[] = {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10",
        "11", "12", "13", "14", "15", "16", "17", "18", "19", "20"};

    if (in(c, 0x2160, 0x216B))
        return roman[c - 0x2160];
    if (in(c, 0x2170, 0x217B))
        return roman[c - 0x2170];
    if (in(c, 0x2460, 0x2473))
        return circled[c - 0x2460];
    switch (c) {
    case 0x3231: /* ㈱ */
    case 0x3291: /* ㊑ */
        return "株式会社";
    case 0x3232: /* ㈲ */
    case 0x3292: /* ㊒ */
        return "有限会社";
    case 0x3233: /* ㈳ */
        return "社団法人";
    case 0x3236: /* ㈶ */
        return "財団法人";
    case 0x323B: /* ㈻ */
        return "学校法人";
    case 0x32A9: /* ㊩ */
        return "医";
    default:
        return NULL;
    }
}

/* (株) and its kin, in brackets of either width; how many code points they take. */
static size_t bracketed(const struct cps *t, size_t i, const char **out)
{
    if (i + 2 >= t->n || (t->v[i] != '(' && t->v[i] != 0xFF08) ||
        (t->v[i + 2] != ')' && t->v[i + 2] != 0xFF09))
        return 0;
    switch (t->v[i + 1]) {
    case U'株':
        *out = "株式会社";
        return 3;
    case U'有':
        *out = "有限会社";
        return 3;
    case U'医':
        *out = "医療法人";
        return 3;
    case U'社':
        *out = "社団法人";
        return 3;
    case U'財':
        *out = "財団法人";
        return 3;
    case U'福':
        *out = "社会福祉法人";
        return 3;
    default:
        return 0;
    }
}

static int kanji_digit(uint32_t c)
{
    static const uint32_t digits[] = U"一二三四五六七八九";

    for (int i = 0; i < 9; i++)
        if (digits[i] == c)
            return i + 1;
    return 0;
}

/* 一丁目 to 十九丁目: the number just written becomes digits. */
static void number_of_block(struct key *k)
{
    int one = k->n ? kanji_digit(k->v[k->n - 1]) : 0;
    bool ten = k->n > (one != 0) && k->v[k->n - 1 - (one != 0)] == U'十';

    if (!one && !ten)
        return;
    k->n -= (size_t)((one != 0) + ten);
    k->wait = false;
    if (ten)
        put(k, '1');
    put(k, '0' + (uint32_t)one);
}

/* Words of an address between numbers, and の of 5番地の3. */
static size_t address_word(const struct cps *t, size_t i, struct key *k)
{
    uint32_t c = t->v[i], next = i + 1 < t->n ? t->v[i + 1] : 0;

    if (c == U'丁' && next == U'目') {
        number_of_block(k);
        if (!after_digit(k))
            return 0;
        k->wait = true;
        return 2;
    }
    if (!after_digit(k))
        return 0;
    if (c == U'番' && next == U'地') {
        k->wait = true;
        return 2;
    }
    if (c == U'番' || c == U'号' || (c == U'ノ' && (k->wait || cp_digit(next) || in(next, 0xFF10, 0xFF19)))) {
        k->wait = true;
        return 1;
    }
    return 0;
}

static uint32_t plain_kana(uint32_t c)
{
    switch (c) {
    case U'ァ':
    case U'ィ':
    case U'ゥ':
    case U'ェ':
    case U'ォ':
    case U'ッ':
    case U'ャ':
    case U'ュ':
    case U'ョ':
    case U'ヮ':
        return c + 1;
    case U'ヵ':
        return U'カ';
    case U'ヶ':
        return U'ケ';
    case U'ヰ':
        return U'イ';
    case U'ヱ':
        return U'エ';
    case U'ヲ':
        return U'オ';
    case U'ヂ':
        return U'ジ';
    case U'ヅ':
        return U'ズ';
    default:
        return c;
    }
}

/* Blanks, punctuation, symbols, marks of any script that our texts use. */
static bool nothing(uint32_t c)
{
    return c < '0' || in(c, ':', '`') || in(c, '{', 0xBF) || c == 0xD7 || c == 0xF7 ||
           in(c, 0x300, 0x36F) || in(c, 0x2000, 0x2BFF) || in(c, 0x3000, 0x3004) ||
           in(c, 0x3008, 0x3020) || c == 0x3030 || in(c, 0x3099, 0x309C) || c == 0x30A0 ||
           c == 0x30FB || in(c, 0xFE00, 0xFE6F) || c == 0xFEFF || in(c, 0xFFE0, 0xFFFF) ||
           in(c, 0xE0100, 0xE01EF);
}

static bool blank(uint32_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == 0x3000;
}

static void put_folded(struct key *k, uint32_t c)
{
    const char *words = spelled(c);

    if (words) {
        put_text(k, words);
        return;
    }
    if (in(c, 0xFF01, 0xFF5E))
        c -= 0xFEE0;
    if (in(c, 'A', 'Z'))
        c += 'a' - 'A';
    if (cp_hyphen(c)) {
        hyphen(k);
    } else if (blank(c)) {
        k->wait = k->wait || after_digit(k);
    } else if (c == 0x3005 && k->n) { /* 々 */
        put(k, k->v[k->n - 1]);
    } else if (!nothing(c)) {
        if (cp_katakana(c))
            c = plain_kana(c);
        else if (c >= 0x2E80)
            c = cp_variant(c);
        put(k, c);
    }
}

/* 霞ヶ関, 霞ケ関 and 霞が関 are one place. */
static void unify_ga(struct key *k)
{
    for (size_t i = 1; i + 1 < k->n; i++)
        if (k->v[i] == U'ガ' && cp_ideograph(k->v[i - 1]) && cp_ideograph(k->v[i + 1]))
            k->v[i] = U'ケ';
}

enum { LONGEST = 6 }; /* code points that one may become: (福), or a hyphen and viii */

struct str text_key(struct arena *a, struct str s)
{
    struct cps t = cps_of(a, s);
    struct key k = {NULL, 0, false};
    const char *words = NULL;

    k.v = arena_alloc(a, (t.n + 1) * LONGEST * sizeof(uint32_t), _Alignof(uint32_t));
    cps_katakana(&t);
    for (size_t i = 0, n; i < t.n; i += n) {
        n = bracketed(&t, i, &words);
        if (n) {
            put_text(&k, words);
            continue;
        }
        n = address_word(&t, i, &k);
        if (n)
            continue;
        put_folded(&k, t.v[i]);
        n = 1;
    }
    unify_ga(&k);
    return cps_text(a, (struct cps){k.v, k.n});
}

static bool number(struct str token)
{
    for (size_t i = 0; i < token.n; i++)
        if ((token.p[i] < '0' || token.p[i] > '9') && token.p[i] != '-')
            return false;
    return true;
}

/* The next token: two characters of *key, or its last; *key loses one. */
static struct str pair(struct str *key)
{
    struct str rest = *key, token;
    uint32_t c;

    utf8_next(&rest, &c);
    token.p = key->p;
    *key = rest;
    utf8_next(&rest, &c);
    token.n = (size_t)(rest.p - token.p);
    return token;
}

void text_bigrams(struct buf *b, struct str key)
{
    buf_room(b, key.n * 3);
    while (key.n) {
        struct str token = pair(&key);

        if (number(token))
            continue;
        buf_str(b, token);
        buf_byte(b, ' ');
    }
}

void text_bigram_query(struct buf *b, struct str key)
{
    bool single = utf8_len(key) == 1, first = true;

    while (key.n) {
        struct str token = pair(&key);

        if (number(token) || (!single && !key.n))
            continue;
        buf_addf(b, first ? "\"" STR_FMT "\"" : " \"" STR_FMT "\"", STR_ARG(token));
        first = false;
    }
    if (single && !first)
        buf_byte(b, '*');
}
