/* kana.c: the normalisers of kana.h, except phone numbers (phone.c) and keys (key.c). */
#include "util/kana.h"

#include "util/cps.h"
#include "util/utf8.h"

struct cps cps_of(struct arena *a, struct str s)
{
    struct cps t = {arena_alloc(a, (s.n + 1) * sizeof(uint32_t), _Alignof(uint32_t)), 0};
    uint32_t c;

    while (utf8_next(&s, &c))
        t.v[t.n++] = c;
    return t;
}

struct str cps_text(struct arena *a, struct cps t)
{
    char *p = arena_alloc(a, t.n * 4 + 1, 1);
    size_t n = 0;

    for (size_t i = 0; i < t.n; i++)
        n += utf8_put(p + n, t.v[i]);
    p[n] = '\0';
    return (struct str){p, n};
}

static bool in(uint32_t c, uint32_t from, uint32_t to)
{
    return c >= from && c <= to;
}

bool cp_digit(uint32_t c)
{
    return in(c, '0', '9');
}

bool cp_katakana(uint32_t c)
{
    return in(c, 0x30A1, 0x30FA) || c == 0x30FC;
}

bool cp_ideograph(uint32_t c)
{
    return in(c, 0x3400, 0x4DBF) || in(c, 0x4E00, 0x9FFF) || in(c, 0xF900, 0xFAFF) ||
           in(c, 0x20000, 0x3FFFD) || c == 0x3005 || c == 0x3007;
}

bool cp_hyphen(uint32_t c)
{
    switch (c) {
    case '-':
    case 0x2212: /* − */
    case 0x30FC: /* ー */
    case 0xFF0D: /* － */
    case 0xFF70: /* ｰ */
    case 0x2500: /* ─ */
    case 0x2501: /* ━ */
    case 0xFE58:
    case 0xFE63:
        return true;
    default:
        return in(c, 0x2010, 0x2015);
    }
}

/* Invisible, or able to turn a line around: U+200B-200F, direction marks, BOM. */
static bool dropped(uint32_t c)
{
    return c < 0x20 || in(c, 0x7F, 0x9F) || in(c, 0x200B, 0x200F) ||
           in(c, 0x202A, 0x202E) || c == 0x2060 || in(c, 0x2066, 0x2069) || c == 0xFEFF;
}

static bool blank(uint32_t c)
{
    return c == ' ' || c == 0x3000 || c == '\n' || c == '\t';
}

void cps_clean(struct cps *t, bool lines)
{
    size_t n = 0, head = 0;

    for (size_t i = 0; i < t->n; i++) {
        uint32_t c = t->v[i];

        if (c == '\r' && i + 1 < t->n && t->v[i + 1] == '\n')
            continue;
        if (c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029)
            c = '\n';
        if (c == '\n' || c == '\t')
            c = lines ? c : ' ';
        else if (dropped(c))
            continue;
        t->v[n++] = c;
    }
    while (n && blank(t->v[n - 1]))
        n--;
    while (head < n && blank(t->v[head]))
        head++;
    t->v += head;
    t->n = n - head;
}

/* The letter with a voice mark, 0 if it takes none. */
static uint32_t voiced(uint32_t c, bool half)
{
    bool hiragana = in(c, 0x3041, 0x3096);
    uint32_t k = hiragana ? c + 0x60 : c, v = 0;

    if (in(k, 0x30CF, 0x30DB) && (k - 0x30CF) % 3 == 0) /* ハ … ホ */
        v = half ? k + 2 : k + 1;
    else if (half)
        v = 0;
    else if ((in(k, 0x30AB, 0x30C1) && (k - 0x30AB) % 2 == 0) || k == 0x30C4 ||
             k == 0x30C6 || k == 0x30C8) /* カ … チ, ツ, テ, ト */
        v = k + 1;
    else if (k == 0x30A6) /* ウ */
        v = 0x30F4;
    else if (!hiragana && (k == 0x30EF || k == 0x30F2)) /* ワ, ヲ */
        v = k + 8;
    return v && hiragana ? v - 0x60 : v;
}

/* Joins the marks from..from+1 (voiced, half-voiced) to the letter before them. */
static void join_marks(struct cps *t, uint32_t from)
{
    size_t n = 0;

    for (size_t i = 0; i < t->n; i++) {
        uint32_t c = t->v[i];
        uint32_t v = n && in(c, from, from + 1) ? voiced(t->v[n - 1], c != from) : 0;

        if (v)
            t->v[n - 1] = v;
        else
            t->v[n++] = c;
    }
    t->n = n;
}

void cps_widen(struct cps *t)
{
    /* U+FF61 to U+FF9D; the two marks behind them are U+309B and U+309C */
    static const uint16_t full[] = {0x3002, 0x300C, 0x300D, 0x3001, 0x30FB, 0x30F2, 0x30A1,
        0x30A3, 0x30A5, 0x30A7, 0x30A9, 0x30E3, 0x30E5, 0x30E7, 0x30C3, 0x30FC, 0x30A2,
        0x30A4, 0x30A6, 0x30A8, 0x30AA, 0x30AB, 0x30AD, 0x30AF, 0x30B1, 0x30B3, 0x30B5,
        0x30B7, 0x30B9, 0x30BB, 0x30BD, 0x30BF, 0x30C1, 0x30C4, 0x30C6, 0x30C8, 0x30CA,
        0x30CB, 0x30CC, 0x30CD, 0x30CE, 0x30CF, 0x30D2, 0x30D5, 0x30D8, 0x30DB, 0x30DE,
        0x30DF, 0x30E0, 0x30E1, 0x30E2, 0x30E4, 0x30E6, 0x30E8, 0x30E9, 0x30EA, 0x30EB,
        0x30EC, 0x30ED, 0x30EF, 0x30F3};
    bool marks = false;

    for (size_t i = 0; i < t->n; i++) {
        marks = marks || in(t->v[i], 0xFF9E, 0xFF9F);
        if (in(t->v[i], 0xFF61, 0xFF9D))
            t->v[i] = full[t->v[i] - 0xFF61];
    }
    if (!marks)
        return;
    join_marks(t, 0xFF9E);
    for (size_t i = 0; i < t->n; i++)
        if (in(t->v[i], 0xFF9E, 0xFF9F))
            t->v[i] = t->v[i] - 0xFF9E + 0x309B;
}

void cps_katakana(struct cps *t)
{
    cps_widen(t);
    for (size_t i = 0; i < t->n; i++)
        if (in(t->v[i], 0x3041, 0x3096) || in(t->v[i], 0x309D, 0x309E))
            t->v[i] += 0x60;
    join_marks(t, 0x3099);
    join_marks(t, 0x309B);
}

void cps_ascii(struct cps *t)
{
    for (size_t i = 0; i < t->n; i++) {
        uint32_t c = t->v[i];

        if (cp_hyphen(c))
            t->v[i] = '-';
        else if (in(c, 0xFF01, 0xFF5E))
            t->v[i] = c - 0xFEE0;
        else if (c == 0x3000 || c == 0xA0)
            t->v[i] = ' ';
    }
}

struct str text_clean(struct arena *a, struct str s)
{
    struct cps t = cps_of(a, s);

    cps_clean(&t, false);
    return cps_text(a, t);
}

struct str text_clean_lines(struct arena *a, struct str s)
{
    struct cps t = cps_of(a, s);

    cps_clean(&t, true);
    return cps_text(a, t);
}

struct str text_name(struct arena *a, struct str s)
{
    struct cps t = cps_of(a, s);

    cps_clean(&t, false);
    cps_widen(&t);
    return cps_text(a, t);
}

struct str text_lines(struct arena *a, struct str s)
{
    struct cps t = cps_of(a, s);

    cps_clean(&t, true);
    cps_widen(&t);
    return cps_text(a, t);
}

struct str text_ascii(struct arena *a, struct str s)
{
    struct cps t = cps_of(a, s);

    cps_clean(&t, false);
    cps_ascii(&t);
    cps_clean(&t, false); /* U+00A0 at the ends is a blank by now */
    return cps_text(a, t);
}

struct str text_digits(struct arena *a, struct str s)
{
    struct cps t = cps_of(a, s);
    size_t n = 0;

    cps_clean(&t, false);
    cps_ascii(&t);
    for (size_t i = 0; i < t.n; i++)
        switch (t.v[i]) {
        case ' ':
        case '-':
        case '(':
        case ')':
        case '.':
        case 0x00B7: /* · */
        case 0x30FB: /* ・ */
        case 0xFF65:
        case 0x3012: /* 〒 */
            break;
        default:
            t.v[n++] = t.v[i];
        }
    t.n = n;
    return cps_text(a, t);
}

struct str text_mail(struct arena *a, struct str s)
{
    struct cps t = cps_of(a, s);
    size_t n = 0, at = SIZE_MAX;

    cps_clean(&t, false);
    cps_ascii(&t);
    for (size_t i = 0; i < t.n; i++)
        if (t.v[i] != ' ')
            t.v[n++] = t.v[i] == 0x3002 || t.v[i] == 0xFF61 ? '.' : t.v[i];
    t.n = n;
    for (size_t i = 0; i < n; i++)
        if (t.v[i] == '@')
            at = i;
    for (size_t i = at; i < n; i++)
        if (in(t.v[i], 'A', 'Z'))
            t.v[i] += 'a' - 'A';
    return cps_text(a, t);
}

struct str text_kana(struct arena *a, struct str s)
{
    struct cps t = cps_of(a, s);

    cps_clean(&t, false);
    cps_katakana(&t);
    for (size_t i = 1; i < t.n; i++)
        if (cp_hyphen(t.v[i]) && cp_katakana(t.v[i - 1]))
            t.v[i] = 0x30FC;
    return cps_text(a, t);
}
