/* typeset.c: the rules are a small part of JIS X 4051: no line begins with a closing
 * bracket, a stop or a small kana, none ends with an opening bracket; the white half of
 * brackets and stops is taken away where two meet and at the ends of lines. */
#include "sys/typeset.h"

enum kind { PLAIN, OPENING, CLOSING, STOP, NO_START, BLANK, LATIN, DIGIT, COUNTER };

static uint32_t next_cp(struct str s, size_t *i)
{
    unsigned char c = (unsigned char)s.p[(*i)++];
    int more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc0 ? 1 : 0;
    uint32_t cp = more == 3 ? c & 7u : more == 2 ? c & 15u : more ? c & 31u : c;

    for (; more && *i < s.n; more--)
        cp = cp << 6 | ((unsigned char)s.p[(*i)++] & 63u);
    return cp;
}

static enum kind kind_of(uint32_t cp)
{
    static const struct {
        enum kind kind;
        const uint32_t *signs; /* ends with 0 */
    } sets[] = {
        {BLANK, (const uint32_t *)U" 　"},
        {DIGIT, (const uint32_t *)U"0123456789"},
        {OPENING, (const uint32_t *)U"([{「『（【〔〈《［｛＜"},
        {CLOSING, (const uint32_t *)U"」』）】〕〉》］｝＞"},
        {STOP, (const uint32_t *)U"、。，．"},
        {NO_START, (const uint32_t
                           *)U")]},.:;!?%・：；？！％〜～ー々ゝゞヽヾぁぃぅぇぉっゃゅょゎ"
                             U"ァィゥェォッャュョヮヵヶ"},
        {COUNTER, (const uint32_t *)U"年月日時分"},
    };
    /* Most of a name or address is kanji, and only five of them are special. */
    bool kanji = cp >= 0x3400 && cp <= 0x9fff;

    for (size_t i = kanji ? COUNT(sets) - 1 : 0; i < COUNT(sets); i++)
        for (const uint32_t *p = sets[i].signs; *p; p++)
            if (*p == cp)
                return sets[i].kind;
    return cp < 0x80 ? LATIN : PLAIN;
}

static struct typeset_unit *units(const struct typeset *t)
{
    return (struct typeset_unit *)(void *)t->units.p;
}

static bool half_white(const struct typeset_unit *u)
{
    return u->g.adv == 1000 &&
           (u->kind == OPENING || u->kind == CLOSING || u->kind == STOP);
}

/* Between two full-width signs: 」「 is one half white too much, 」、 and 「『 too. */
static int gap_between(const struct typeset_unit *a, const struct typeset_unit *b)
{
    enum kind ka, kb;

    if (a->g.adv != 1000 || b->g.adv != 1000)
        return 0;
    ka = a->kind;
    kb = b->kind;
    if ((ka == CLOSING || ka == STOP) && (kb == CLOSING || kb == STOP || kb == OPENING))
        return -500;
    return ka == OPENING && kb == OPENING ? -500 : 0;
}

bool typeset_add(
    struct typeset *t, struct pdf_fonts *pf, enum font_style style, struct str text)
{
    for (size_t i = 0; i < text.n;) {
        struct typeset_unit u = {.cp = next_cp(text, &i)};
        size_t n = typeset_count(t), j = i;
        uint32_t mod = j < text.n ? next_cp(text, &j) : 0;

        if (mod && font_is_mod(mod))
            i = j;
        else
            mod = 0;
        if (!pdf_glyph(pf, style, u.cp, mod, &u.g)) {
            t->missing = u.cp;
            t->missing_mod = mod;
            return false;
        }
        u.kind = (uint8_t)kind_of(u.cp);
        if (n)
            units(t)[n - 1].gap = (int16_t)gap_between(&units(t)[n - 1], &u);
        buf_room(&t->units, sizeof(u));
        buf_add(&t->units, &u, sizeof(u));
    }
    return true;
}

void typeset_reset(struct typeset *t)
{
    buf_reset(&t->units);
    t->keep = 0;
    t->missing = t->missing_mod = 0;
}

void typeset_release(struct typeset *t)
{
    if (t->units.p)
        explicit_bzero(t->units.p, t->units.cap);
    buf_release(&t->units);
}

static bool may_break(const struct typeset *t, size_t i)
{
    enum kind a, b;

    if (t->keep && i > typeset_count(t) - t->keep)
        return false;
    a = units(t)[i - 1].kind;
    b = units(t)[i].kind;
    if (b == BLANK || a == OPENING)
        return a != OPENING;
    if (b == CLOSING || b == STOP || b == NO_START)
        return false;
    if (a == DIGIT && b == COUNTER)
        return false;
    return !((a == LATIN || a == DIGIT || a == NO_START) && (b == LATIN || b == DIGIT) &&
             units(t)[i - 1].cp < 0x80);
}

struct typeset_line typeset_line(const struct typeset *t, size_t from, size_t to)
{
    struct typeset_line l = {.from = from, .to = to};
    const struct typeset_unit *u = units(t);

    while (l.to > l.from && u[l.to - 1].kind == BLANK)
        l.to--;
    if (l.to == l.from)
        return l;
    if (from > 0 && u[from].kind == OPENING && half_white(&u[from]))
        l.shift = 500;
    for (size_t i = l.from; i < l.to; i++)
        l.width += u[i].g.adv + (i + 1 < l.to ? u[i].gap : 0);
    l.width -= l.shift;
    if (u[l.to - 1].kind != OPENING && half_white(&u[l.to - 1]))
        l.width -= 500;
    return l;
}

/* The end of the line that begins at from. */
static size_t line_end(const struct typeset *t, size_t from, int width)
{
    const struct typeset_unit *u = units(t);
    size_t n = typeset_count(t), best = 0;
    int w = from > 0 && u[from].kind == OPENING && half_white(&u[from]) ? -500 : 0;

    for (size_t i = from; i < n; i++) {
        int need = w + u[i].g.adv;

        if (i > from && may_break(t, i))
            best = i;
        if (u[i].kind != OPENING && half_white(&u[i]))
            need -= 500;
        if (need > width && u[i].kind != BLANK)
            return best ? best : i > from ? i : from + 1;
        w += u[i].g.adv + u[i].gap;
    }
    return n;
}

size_t typeset_wrap(const struct typeset *t, int width, int indent,
    struct typeset_line *lines, size_t max)
{
    size_t n = typeset_count(t), from = 0, count = 0;

    while (from < n) {
        size_t to = line_end(t, from, count ? width : width - indent);

        if (count < max)
            lines[count] = typeset_line(t, from, to);
        count++;
        for (from = to; from < n && units(t)[from].kind == BLANK;)
            from++;
    }
    return count;
}

static void set_face(struct buf *out, int face, double pt)
{
    buf_addf(out, "/F%d ", face);
    pdf_num(out, pt);
    buf_puts(out, "Tf\n");
}

void typeset_draw(const struct typeset *t, const struct typeset_line *line, double pt,
    double x, double y, double spread, struct buf *out)
{
    static const char hex[] = "0123456789ABCDEF";
    const struct typeset_unit *u = units(t);
    int face = -1;

    if (line->from == line->to)
        return;
    buf_puts(out, "BT ");
    if (spread > 0) {
        pdf_num(out, spread);
        buf_puts(out, "Tc ");
    }
    pdf_num(out, x - line->shift * pt / 1000);
    pdf_num(out, y);
    buf_puts(out, "Td ");
    for (size_t i = line->from; i < line->to; i++) {
        uint16_t c = u[i].g.code;

        if (u[i].g.face != face) {
            buf_puts(out, face < 0 ? "" : ">]TJ ");
            set_face(out, face = u[i].g.face, pt);
            buf_puts(out, "[<");
        }
        buf_add(out,
            (char[]){hex[c >> 12], hex[c >> 8 & 15], hex[c >> 4 & 15], hex[c & 15]}, 4);
        if (u[i].gap && i + 1 < line->to)
            buf_addf(out, ">%d<", -u[i].gap);
    }
    buf_puts(out, spread > 0 ? ">]TJ 0 Tc ET\n" : ">]TJ ET\n");
}
