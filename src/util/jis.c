/* jis.c: see jis.h. The set of characters is the C library's EUC-JP. */
#include "util/jis.h"

#include <iconv.h>

#include "util/cps.h"
#include "util/kana.h"
#include "util/str.h"
#include "util/utf8.h"

enum { GETA = 0x3013, KANA_SHIFT = 0x8E };

/* What the Japanese keyboards of Windows and macOS write for signs of the standard. */
static uint32_t folded(uint32_t c)
{
    static const uint32_t pairs[][2] = {{0xFF5E, 0x301C}, {0xFF0D, 0x2212},
        {0x2225, 0x2016}, {0x2014, 0x2015}, {0xFFE0, 0xA2}, {0xFFE1, 0xA3}, {0xFFE2, 0xAC}};

    for (size_t i = 0; i < COUNT(pairs); i++)
        if (pairs[i][0] == c)
            return pairs[i][1];
    return c;
}

static bool has(iconv_t cd, uint32_t c)
{
    char in[4], out[8], *from = in, *to = out;
    size_t left = utf8_put(in, c), room = sizeof(out);

    iconv(cd, NULL, NULL, NULL, NULL);
    return iconv(cd, &from, &left, &to, &room) == 0 && sizeof(out) - room == 2 &&
        (unsigned char)out[0] != KANA_SHIFT;
}

static iconv_t to_euc(void)
{
    iconv_t cd = iconv_open("EUC-JP", "UTF-8");

    if (cd == (iconv_t)-1)
        die("the C library does not know EUC-JP");
    return cd;
}

bool jis_has(uint32_t cp)
{
    iconv_t cd = to_euc();
    bool yes = has(cd, cp);

    iconv_close(cd);
    return yes;
}

bool jis_fits(struct str s)
{
    iconv_t cd = to_euc();
    bool fits = true;
    uint32_t c;

    while (fits && utf8_next(&s, &c))
        fits = has(cd, folded(c));
    iconv_close(cd);
    return fits;
}

struct str jis_unfit(struct arena *a, struct str s)
{
    iconv_t cd = to_euc();
    struct buf b = BUF_INIT;
    struct str all;
    uint32_t c;

    while (utf8_next(&s, &c)) {
        char text[4];
        struct str one = {text, utf8_put(text, c)};

        if (!has(cd, folded(c)) && !str_has(buf_view(&b), one))
            buf_str(&b, one);
    }
    iconv_close(cd);
    all = arena_str(a, buf_view(&b));
    buf_release(&b);
    return all;
}

/* Signs that are written out. */
static const char *spelled(uint32_t c)
{
    static const struct {
        uint32_t c;
        const char *text;
    } words[] = {
        {0x2116, "Ｎｏ．"}, {0x2160, "Ｉ"}, {0x2161, "ＩＩ"}, {0x2162, "ＩＩＩ"},
        {0x2163, "ＩＶ"}, {0x2164, "Ｖ"}, {0x2165, "ＶＩ"}, {0x2166, "ＶＩＩ"},
        {0x2167, "ＶＩＩＩ"}, {0x2168, "ＩＸ"}, {0x2169, "Ｘ"}, {0x2460, "１"},
        {0x2461, "２"}, {0x2462, "３"}, {0x2463, "４"}, {0x2464, "５"}, {0x2465, "６"},
        {0x2466, "７"}, {0x2467, "８"}, {0x2468, "９"}, {0x3231, "（株）"},
        {0x3232, "（有）"}, {0x3239, "（代）"}, {0x337B, "平成"}, {0x337C, "昭和"},
        {0x337D, "大正"}, {0x337E, "明治"}, {0x337F, "株式会社"},
    };

    for (size_t i = 0; i < COUNT(words); i++)
        if (words[i].c == c)
            return words[i].text;
    return NULL;
}

/* Plain forms of characters that searching leaves as they are. */
static uint32_t plain(uint32_t c)
{
    static const uint32_t pairs[] = U"俱倶剝剥塡填顚顛𠮟叱繫繋嚙噛蔣蒋瘦痩禱祷";

    for (size_t i = 0; i + 1 < COUNT(pairs) - 1; i += 2)
        if (pairs[i] == c)
            return pairs[i + 1];
    if (c >= 0x3094 && c <= 0x3096) /* ゔ ゕ ゖ stand there as katakana only */
        return c + 0x60;
    return cp_variant(c);
}

static bool selects(uint32_t c) /* only says which drawing of the character before it */
{
    return (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF);
}

static void add(struct buf *b, iconv_t cd, uint32_t c)
{
    const char *word = spelled(c);

    if (selects(c))
        return;
    if (word) {
        buf_puts(b, word);
        return;
    }
    if (c > ' ' && c < 0x7F)
        c += 0xFEE0;
    else if (c == ' ' || c == 0xA0)
        c = 0x3000;
    c = folded(c);
    if (!has(cd, c))
        c = folded(plain(c));
    utf8_add(b, has(cd, c) ? c : GETA);
}

struct str jis_substitute(struct arena *a, struct str s)
{
    iconv_t cd = to_euc();
    struct buf b = BUF_INIT;
    struct str all;
    uint32_t c;

    s = text_name(a, s); /* half-width kana */
    while (utf8_next(&s, &c))
        add(&b, cd, c);
    iconv_close(cd);
    all = arena_str(a, buf_view(&b));
    buf_release(&b);
    return all;
}

struct str jis_beside(struct arena *a, struct str s, struct str before, struct str typed)
{
    if (jis_fits(s))
        return S("");
    if (!typed.n || (!str_eq(s, before) && str_eq(typed, jis_substitute(a, before))))
        return jis_substitute(a, s);
    return jis_substitute(a, typed);
}
