/* eml.c: see eml.h. */
#include "util/eml.h"

#include <iconv.h>

#include "util/buf.h"
#include "util/str.h"
#include "util/utf8.h"

/* ---------------------------------------------------------------- lines and fields */

/* The next line without its end; false at the end of the text. */
static bool next_line(struct str *rest, struct str *line)
{
    if (!rest->n)
        return false;
    *line = str_cut(*rest, '\n', rest);
    if (!rest->p)
        *rest = S("");
    if (line->n && line->p[line->n - 1] == '\r')
        line->n--;
    return true;
}

struct eml eml_split(struct str bytes)
{
    struct str rest = bytes, line;
    struct eml e = {bytes, S("")};

    if (str_starts(rest, S("From ")) && next_line(&rest, &line))
        e.head = rest;
    while (next_line(&rest, &line))
        if (!line.n) {
            e.head = str_head(e.head, (size_t)(line.p - e.head.p));
            e.body = rest;
            break;
        }
    return e;
}

static bool blank(char c)
{
    return c == ' ' || c == '\t';
}

struct str eml_field(struct arena *a, struct str head, const char *name)
{
    struct str rest = head, line, value;
    struct buf b = BUF_INIT;
    bool in = false, done = false;

    while (!done && next_line(&rest, &line)) {
        if (line.n && blank(line.p[0])) {
            if (in) {
                buf_byte(&b, ' ');
                buf_str(&b, str_trim(line));
            }
            continue;
        }
        if (in) {
            done = true;
        } else if (str_ieq(str_trim(str_cut(line, ':', &value)), str_of(name)) && value.p) {
            buf_str(&b, str_trim(value));
            in = true;
        }
    }
    value = arena_str(a, str_trim(buf_view(&b)));
    buf_release(&b);
    return value;
}

struct str eml_lower(struct arena *a, struct str s)
{
    char *p = (char *)(uintptr_t)arena_str(a, s).p;

    for (size_t i = 0; i < s.n; i++)
        if (p[i] >= 'A' && p[i] <= 'Z')
            p[i] = (char)(p[i] + 32);
    return (struct str){p, s.n};
}

struct str eml_type(struct arena *a, struct str head)
{
    struct str rest, value = eml_field(a, head, "Content-Type");
    struct str type = str_trim(str_cut(value, ';', &rest));

    return type.n ? eml_lower(a, type) : S("text/plain");
}

/* Where the parameter that begins at s ends; a quoted text may have semicolons. */
static size_t param_end(struct str s)
{
    bool quoted = false;
    size_t i = 0;

    for (; i < s.n && (quoted || s.p[i] != ';'); i++) {
        if (s.p[i] == '"')
            quoted = !quoted;
        else if (quoted && s.p[i] == '\\')
            i++;
    }
    return i < s.n ? i : s.n;
}

static struct str unquoted(struct arena *a, struct str s)
{
    struct buf b = BUF_INIT;

    if (s.n < 2 || s.p[0] != '"')
        return s;
    for (size_t i = 1; i < s.n && s.p[i] != '"'; i++) {
        if (s.p[i] == '\\' && i + 1 < s.n)
            i++;
        buf_byte(&b, s.p[i]);
    }
    s = arena_str(a, buf_view(&b));
    buf_release(&b);
    return s;
}

struct str eml_param(struct arena *a, struct str value, const char *name)
{
    while (value.n) {
        size_t end = param_end(value);
        struct str one = str_head(value, end), text;

        value = str_from(value, end + (end < value.n));
        if (str_ieq(str_trim(str_cut(one, '=', &text)), str_of(name)) && text.p)
            return unquoted(a, str_trim(text));
    }
    return S("");
}

/* ---------------------------------------------------------------- parts */

/* Whether the line is the boundary; end: the last one. */
static bool is_boundary(struct str line, struct str boundary, bool *end)
{
    struct str rest;

    if (!str_starts(line, S("--")) || !str_starts(str_from(line, 2), boundary))
        return false;
    rest = str_from(line, 2 + boundary.n);
    *end = str_starts(rest, S("--"));
    return !str_trim(*end ? str_from(rest, 2) : rest).n;
}

bool eml_part(struct str *rest, struct str boundary, struct eml *out)
{
    struct str line, from = {NULL, 0}, at;
    bool end = false;

    while (boundary.n && (at = *rest, next_line(rest, &line))) {
        if (!is_boundary(line, boundary, &end))
            continue;
        if (from.p) {
            from.n = (size_t)(at.p - from.p);
            *rest = end ? S("") : at; /* this line begins the next part */
            *out = eml_split(from);
            return true;
        }
        if (end)
            break;
        from = *rest;
    }
    *rest = S("");
    if (!from.p) /* an unfinished last part is one, too */
        return false;
    *out = eml_split(from);
    return from.n > 0;
}

/* ---------------------------------------------------------------- encodings */

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0'
        : c >= 'A' && c <= 'F'  ? c - 'A' + 10
        : c >= 'a' && c <= 'f'  ? c - 'a' + 10
                                : -1;
}

/* word: of a header, where _ is a blank. */
static void quoted_printable(struct buf *b, struct str s, bool word)
{
    for (size_t i = 0; i < s.n; i++) {
        int high, low;

        if (word && s.p[i] == '_') {
            buf_byte(b, ' ');
        } else if (s.p[i] != '=') {
            buf_byte(b, s.p[i]);
        } else if (i + 2 < s.n && (high = hex(s.p[i + 1])) >= 0 &&
            (low = hex(s.p[i + 2])) >= 0) {
            buf_byte(b, (char)(high << 4 | low));
            i += 2;
        } else if (i + 1 < s.n && s.p[i + 1] == '\n') {
            i++;
        } else if (i + 2 < s.n && s.p[i + 1] == '\r' && s.p[i + 2] == '\n') {
            i += 2;
        } else {
            buf_byte(b, '=');
        }
    }
}

static int digit64(char c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A'
        : c >= 'a' && c <= 'z'  ? c - 'a' + 26
        : c >= '0' && c <= '9'  ? c - '0' + 52
        : c == '+'              ? 62
        : c == '/'              ? 63
                                : -1;
}

/* What is no digit is passed over, as RFC 2045, 6.8 has it. */
static void base64(struct buf *b, struct str s)
{
    unsigned bits = 0, n = 0;

    for (size_t i = 0; i < s.n && s.p[i] != '='; i++) {
        int d = digit64(s.p[i]);

        if (d < 0)
            continue;
        bits = (bits << 6 | (unsigned)d) & 0xffff;
        n += 6;
        if (n >= 8) {
            n -= 8;
            buf_byte(b, (char)(bits >> n & 0xff));
        }
    }
}

/* What is not UTF-8 becomes '?', one for each byte. */
static struct str utf8_of(struct arena *a, struct str s)
{
    struct buf b = BUF_INIT;
    struct str out;

    if (utf8_valid(s) && !memchr(s.p, 0, s.n))
        return s;
    while (s.n) {
        struct str rest = s;
        uint32_t cp;

        utf8_next(&rest, &cp);
        if (!cp || (cp == UTF8_BAD && s.n - rest.n == 1))
            buf_byte(&b, '?');
        else
            buf_add(&b, s.p, s.n - rest.n);
        s = rest;
    }
    out = arena_str(a, buf_view(&b));
    buf_release(&b);
    return out;
}

struct str eml_shown(struct arena *a, struct bytes raw)
{
    struct str s = arena_str(a, utf8_of(a, (struct str){(const char *)raw.p, raw.n}));

    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < ' ' && s.p[i] != '\n' && s.p[i] != '\t')
            ((char *)(uintptr_t)s.p)[i] = s.p[i] == '\r' ? ' ' : '?';
    return s;
}

/* Only character sets that are known to be converted without surprises. */
static const char *known_charset(struct str name)
{
    static const char *const names[][2] = {
        {"iso-2022-jp", "ISO-2022-JP"}, {"iso-2022-jp-1", "ISO-2022-JP"},
        {"iso-2022-jp-ms", "ISO-2022-JP"}, {"cp50220", "ISO-2022-JP"},
        {"shift_jis", "CP932"}, {"shift-jis", "CP932"}, {"sjis", "CP932"},
        {"x-sjis", "CP932"}, {"cp932", "CP932"}, {"windows-31j", "CP932"},
        {"euc-jp", "EUC-JP"}, {"x-euc-jp", "EUC-JP"}, {"iso-8859-1", "ISO-8859-1"},
        {"iso-8859-15", "ISO-8859-15"}, {"windows-1252", "CP1252"},
    };

    for (size_t i = 0; i < COUNT(names); i++)
        if (str_ieq(name, str_of(names[i][0])))
            return names[i][1];
    return NULL;
}

static struct str to_utf8(struct arena *a, struct str s, struct str charset)
{
    const char *name = known_charset(charset);
    iconv_t cd = name ? iconv_open("UTF-8", name) : (iconv_t)-1;
    char *from = (char *)(uintptr_t)s.p, out[4096];
    size_t left = s.n;
    struct buf b = BUF_INIT;

    if (cd == (iconv_t)-1)
        return utf8_of(a, s);
    while (left) {
        char *to = out;
        size_t room = sizeof(out);

        if (iconv(cd, &from, &left, &to, &room) == (size_t)-1 && to == out) {
            *to++ = '?';
            from++;
            left--;
        }
        buf_add(&b, out, (size_t)(to - out));
    }
    iconv_close(cd);
    s = utf8_of(a, arena_str(a, buf_view(&b)));
    buf_release(&b);
    return s;
}

struct str eml_body(struct arena *a, const struct eml *part)
{
    struct str type = eml_field(a, part->head, "Content-Type");
    struct str how = eml_field(a, part->head, "Content-Transfer-Encoding"), s = part->body;
    struct buf b = BUF_INIT;

    if (str_ieq(how, S("base64")))
        base64(&b, s);
    else if (str_ieq(how, S("quoted-printable")))
        quoted_printable(&b, s, false);
    if (b.n || str_ieq(how, S("base64")))
        s = arena_str(a, buf_view(&b));
    buf_release(&b);
    return to_utf8(a, s, eml_param(a, type, "charset"));
}

/* ---------------------------------------------------------------- encoded words */

/* =?charset?B?text?= at the head of s: its length, and its text into b; 0: none. */
static size_t encoded_word(struct arena *a, struct buf *b, struct str s)
{
    struct str rest, charset, how, text;
    struct buf raw = BUF_INIT;

    if (!str_starts(s, S("=?")))
        return 0;
    charset = str_cut(str_from(s, 2), '?', &rest);
    how = rest.p ? str_cut(rest, '?', &rest) : S("");
    text = rest.p ? str_cut(rest, '?', &rest) : S("");
    if (how.n != 1 || !rest.n || rest.p[0] != '=')
        return 0;
    if ((how.p[0] | 32) == 'b')
        base64(&raw, text);
    else if ((how.p[0] | 32) == 'q')
        quoted_printable(&raw, text, true);
    charset = str_cut(charset, '*', &text); /* RFC 2231: a language behind it */
    buf_str(b, to_utf8(a, arena_str(a, buf_view(&raw)), charset));
    buf_release(&raw);
    return (size_t)(rest.p + 1 - s.p);
}

struct str eml_text_field(struct arena *a, struct str head, const char *name)
{
    struct str s = eml_field(a, head, name), out;
    struct buf b = BUF_INIT;
    size_t keep = 0; /* of b: what stands behind the last encoded word is only blanks */
    bool word = false;

    while (s.n) {
        size_t before = b.n, n = 0;

        if (word)
            b.n = keep; /* blanks between two encoded words go, if this is one */
        n = encoded_word(a, &b, s);
        if (n) {
            word = true;
            keep = b.n;
        } else {
            if (word)
                b.n = before;
            word = word && blank(s.p[0]);
            buf_byte(&b, s.p[0]);
            n = 1;
        }
        s = str_from(s, n);
    }
    out = utf8_of(a, arena_str(a, buf_view(&b)));
    buf_release(&b);
    return out;
}
