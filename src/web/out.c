/* out.c: the escapes. Runs of harmless bytes are copied whole; a table of 256 entries
 * says what is harmless. */
#include "web/out.h"

#include "util/str.h"

/* Classes of a byte in HTML text and attributes. 0: copied as it is. */
enum { E_AMP = 1, E_LT, E_GT, E_QUOT, E_APOS, E_DROP };

static const unsigned char html_class[256] = {
    [0x00 ... 0x08] = E_DROP,
    [0x0b ... 0x1f] = E_DROP,
    [0x7f] = E_DROP,
    ['&'] = E_AMP,
    ['<'] = E_LT,
    ['>'] = E_GT,
    ['"'] = E_QUOT,
    ['\''] = E_APOS,
};

static const struct str entities[] = {
    [E_AMP] = S_INIT("&amp;"),
    [E_LT] = S_INIT("&lt;"),
    [E_GT] = S_INIT("&gt;"),
    [E_QUOT] = S_INIT("&quot;"),
    [E_APOS] = S_INIT("&#39;"),
    [E_DROP] = S_INIT(""),
};

static const unsigned char unreserved[256] = {
    ['A' ... 'Z'] = 1,
    ['a' ... 'z'] = 1,
    ['0' ... '9'] = 1,
    ['-'] = 1,
    ['.'] = 1,
    ['_'] = 1,
    ['~'] = 1,
};

static const unsigned char plain_drop[256] = {
    [0x00 ... 0x09] = 1,
    [0x0b ... 0x1f] = 1,
    [0x7f] = 1,
};

void out_esc_str(struct buf *o, struct str s)
{
    size_t from = 0;

    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = html_class[(unsigned char)s.p[i]];

        if (!c)
            continue;
        buf_add(o, s.p + from, i - from);
        buf_str(o, entities[c]);
        from = i + 1;
    }
    if (from < s.n)
        buf_add(o, s.p + from, s.n - from);
}

void out_esc_cstr(struct buf *o, const char *s)
{
    out_esc_str(o, str_of(s));
}

void out_int(struct buf *o, int64_t n)
{
    char digits[24];
    size_t at = sizeof(digits);
    uint64_t rest = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;

    do
        digits[--at] = (char)('0' + rest % 10);
    while (rest /= 10);
    if (n < 0)
        digits[--at] = '-';
    buf_add(o, digits + at, sizeof(digits) - at);
}

void out_raw_html(struct buf *o, struct html h)
{
    buf_str(o, h.s);
}

static bool known_scheme(struct str scheme)
{
    static const char *const known[] = {"https", "http", "mailto", "tel"};

    for (size_t i = 0; i < COUNT(known); i++)
        if (str_ieq(scheme, str_of(known[i])))
            return true;
    return false;
}

bool url_ok(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ' || s.p[i] == 0x7f || s.p[i] == '\\')
            return false;
    if (s.n >= 2 && s.p[0] == '/' && s.p[1] == '/')
        return false;
    for (size_t i = 0; i < s.n && s.p[i] != '/' && s.p[i] != '?' && s.p[i] != '#'; i++)
        if (s.p[i] == ':')
            return known_scheme(str_head(s, i));
    return true;
}

void out_whole_url(struct buf *o, struct url u)
{
    out_esc_str(o, url_ok(u.s) ? u.s : S("#"));
}

void out_percent_str(struct buf *o, struct str s)
{
    static const char hex[] = "0123456789ABCDEF";
    size_t from = 0;

    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        char code[3] = {'%', hex[c >> 4], hex[c & 15]};

        if (unreserved[c])
            continue;
        buf_add(o, s.p + from, i - from);
        buf_add(o, code, sizeof(code));
        from = i + 1;
    }
    if (from < s.n)
        buf_add(o, s.p + from, s.n - from);
}

void out_percent_cstr(struct buf *o, const char *s)
{
    out_percent_str(o, str_of(s));
}

void out_plain_str(struct buf *o, struct str s)
{
    size_t from = 0;

    for (size_t i = 0; i < s.n; i++) {
        if (!plain_drop[(unsigned char)s.p[i]])
            continue;
        buf_add(o, s.p + from, i - from);
        from = i + 1;
    }
    if (from < s.n)
        buf_add(o, s.p + from, s.n - from);
}

void out_plain_cstr(struct buf *o, const char *s)
{
    out_plain_str(o, str_of(s));
}
