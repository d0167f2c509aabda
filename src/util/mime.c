/* mime.c: see mime.h. */
#include "util/mime.h"

#include "util/str.h"
#include "util/utf8.h"

enum {
    LINE = 76,     /* RFC 2047, section 2: of a line with an encoded word */
    WRAPPING = 12, /* =?UTF-8?B? and ?= */
    TOKYO = 9 * 60 * 60,
};

/* ---------------------------------------------------------------- addresses */

static bool alnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* RFC 5322, 3.2.3 */
static bool atext(char c)
{
    return alnum(c) || (c && strchr("!#$%&'*+-/=?^_`{|}~", c));
}

static bool domain_ok(struct str s)
{
    size_t labels = 0, digits = 0, n = 0;

    if (s.n > 253)
        return false;
    for (struct str rest = s; rest.p; labels++) {
        struct str label = str_cut(rest, '.', &rest);

        n = label.n;
        digits = 0;
        if (!n || n > 63 || label.p[0] == '-' || label.p[n - 1] == '-')
            return false;
        for (size_t i = 0; i < n; i++) {
            if (!alnum(label.p[i]) && label.p[i] != '-')
                return false;
            digits += label.p[i] >= '0' && label.p[i] <= '9';
        }
    }
    return labels >= 2 && digits < n;
}

bool mail_address_ok(struct str s)
{
    struct str domain, local = str_cut(s, '@', &domain);

    if (s.n > 254 || !domain.p || !local.n || local.n > 64 || local.p[0] == '.')
        return false;
    for (size_t i = 0; i < local.n; i++)
        if (!atext(local.p[i]) && local.p[i] != '.')
            return false;
    return domain_ok(domain);
}

/* ---------------------------------------------------------------- header */

static bool clean(struct str s, bool lines)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        bool line = c == '\t' || c == '\r' || c == '\n';

        if ((c < 32 && !(lines && line)) || c == 127)
            return false;
    }
    return utf8_valid(s);
}

static bool ascii(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 128)
            return false;
    return true;
}

static void base64(struct buf *b, struct str s)
{
    static const char digit[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *p = (const unsigned char *)s.p;

    for (size_t i = 0; i < s.n; i += 3) {
        uint32_t v = (uint32_t)p[i] << 16;

        if (i + 1 < s.n)
            v |= (uint32_t)p[i + 1] << 8;
        if (i + 2 < s.n)
            v |= p[i + 2];
        buf_byte(b, digit[v >> 18]);
        buf_byte(b, digit[v >> 12 & 63]);
        buf_byte(b, i + 1 < s.n ? digit[v >> 6 & 63] : '=');
        buf_byte(b, i + 2 < s.n ? digit[v & 63] : '=');
    }
}

/* As many whole characters as a line with so many free places holds as encoded word. */
static struct str take_word(struct str *s, size_t room)
{
    size_t most = room > WRAPPING + 8 ? (room - WRAPPING) / 4 * 3 : 6, n = 0;
    struct str rest = *s, word;
    uint32_t cp;

    while (utf8_next(&rest, &cp) && s->n - rest.n <= most)
        n = s->n - rest.n;
    word = str_head(*s, n);
    *s = str_from(*s, n);
    return word;
}

/* Encoded words, folded; col is where the line stands. Returns where it stands then. */
static size_t encoded(struct buf *b, struct str s, size_t col)
{
    while (s.n) {
        size_t at = b->n;
        struct str word = take_word(&s, LINE - col);

        buf_puts(b, "=?UTF-8?B?");
        base64(b, word);
        buf_puts(b, "?=");
        col += b->n - at;
        if (s.n) {
            buf_puts(b, "\r\n ");
            col = 1;
        }
    }
    return col;
}

static void add_subject(struct buf *b, struct str s)
{
    static const char name[] = "Subject: ";
    size_t col = sizeof(name) - 1;

    buf_puts(b, name);
    if (ascii(s) && s.n + col <= LINE && !str_has(s, S("=?")))
        buf_str(b, s);
    else
        encoded(b, s, col);
    buf_puts(b, "\r\n");
}

/* In the header doubled dots need quotes (RFC 5322, 3.4.1); it is the same address. */
static void add_address(struct buf *b, struct str address)
{
    struct str domain, local = str_cut(address, '@', &domain);
    bool quotes = str_has(local, S("..")) || str_ends(local, S("."));

    buf_byte(b, '<');
    if (quotes)
        buf_byte(b, '"');
    buf_str(b, local);
    if (quotes)
        buf_byte(b, '"');
    buf_byte(b, '@');
    buf_str(b, domain);
    buf_byte(b, '>');
}

static void add_person(
    struct buf *b, const char *field, struct str name, struct str address)
{
    size_t col = strlen(field);
    bool plain = ascii(name) && name.n + col + 2 <= LINE && !str_has(name, S("=?"));

    for (size_t i = 0; i < name.n; i++)
        plain &= name.p[i] != '"' && name.p[i] != '\\';
    buf_puts(b, field);
    if (plain && name.n) {
        buf_byte(b, '"');
        buf_str(b, name);
        buf_byte(b, '"');
        col += name.n + 2;
    } else {
        col = encoded(b, name, col);
    }
    if (name.n)
        buf_puts(b, col + 3 + address.n > LINE ? "\r\n " : " ");
    add_address(b, address);
    buf_puts(b, "\r\n");
}

static void add_date(struct buf *b, int64_t date)
{
    static const char days[] = "SunMonTueWedThuFriSat";
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    time_t t = (time_t)(date + TOKYO);
    struct tm tm;

    gmtime_r(&t, &tm);
    buf_addf(b, "Date: %.3s, %d %.3s %d %02d:%02d:%02d +0900\r\n", days + 3 * tm.tm_wday,
        tm.tm_mday, months + 3 * tm.tm_mon, tm.tm_year + 1900, tm.tm_hour, tm.tm_min,
        tm.tm_sec);
}

static bool id_ok(struct str id)
{
    size_t at = 0;

    for (size_t i = 0; i < id.n; i++) {
        at += id.p[i] == '@';
        if (id.p[i] != '@' && id.p[i] != '.' && !atext(id.p[i]))
            return false;
    }
    return at == 1 && id.p[0] != '@' && id.p[id.n - 1] != '@' && id.n <= 200;
}

/* Visible ASCII without what would end it. */
static bool link_ok(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] <= ' ' || s.p[i] >= 127 || strchr("<>\"\\,", s.p[i]))
            return false;
    return !s.n || ((str_starts(s, S("https://")) || str_starts(s, S("http://"))) && s.n <= 200);
}

/* The second field says that a POST alone is enough (RFC 8058, section 3.1). */
static void add_unsubscribe(struct buf *b, struct str link)
{
    if (!link.n)
        return;
    buf_puts(b, "List-Unsubscribe:\r\n <");
    buf_str(b, link);
    buf_puts(b, ">\r\n");
    if (str_starts(link, S("https://")))
        buf_puts(b, "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n");
}

/* ---------------------------------------------------------------- text */

/* Every kind of line end becomes CRLF; the last line gets one, too. */
static void add_lines(struct buf *b, struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        bool crlf = i + 1 < text.n && text.p[i] == '\r' && text.p[i + 1] == '\n';

        if (text.p[i] != '\r' && text.p[i] != '\n') {
            buf_byte(b, text.p[i]);
            continue;
        }
        buf_puts(b, "\r\n");
        i += crlf;
    }
    if (text.n && !str_ends(buf_view(b), S("\r\n")))
        buf_puts(b, "\r\n");
}

static bool short_lines(struct str text)
{
    while (text.p)
        if (str_cut(text, '\n', &text).n > LINE + 1)
            return false;
    return true;
}

/* As it is where that is safe with every server; else base64, which is shorter than
 * quoted-printable for Japanese. */
static void add_text(struct buf *b, struct str text)
{
    struct buf lines = BUF_INIT;
    struct str rest;

    add_lines(&lines, text);
    rest = buf_view(&lines);
    if (ascii(rest) && short_lines(rest)) {
        buf_puts(b, "Content-Transfer-Encoding: 7bit\r\n\r\n");
        buf_str(b, rest);
    } else {
        buf_puts(b, "Content-Transfer-Encoding: base64\r\n\r\n");
        for (; rest.n; rest = str_from(rest, LINE / 4 * 3)) {
            base64(b, str_head(rest, LINE / 4 * 3));
            buf_puts(b, "\r\n");
        }
    }
    buf_release(&lines);
}

enum mime mime_build(struct buf *out, const struct mime_mail *m)
{
    if (!mail_address_ok(m->from) || !mail_address_ok(m->to))
        return MIME_ADDRESS;
    if (!clean(m->from_name, false) || !clean(m->to_name, false) ||
        !clean(m->subject, false))
        return MIME_HEADER;
    if (!id_ok(m->id))
        return MIME_ID;
    if (!link_ok(m->unsubscribe))
        return MIME_LINK;
    if (!clean(m->text, true))
        return MIME_TEXT;
    add_date(out, m->date);
    add_person(out, "From: ", m->from_name, m->from);
    add_person(out, "To: ", m->to_name, m->to);
    add_subject(out, m->subject);
    buf_puts(out, "Message-ID: <");
    buf_str(out, m->id);
    buf_puts(out, ">\r\n");
    add_unsubscribe(out, m->unsubscribe);
    buf_puts(out, "MIME-Version: 1.0\r\n"
                  "Auto-Submitted: auto-generated\r\n"
                  "Content-Type: text/plain; charset=UTF-8\r\n");
    add_text(out, m->text);
    return MIME_OK;
}
