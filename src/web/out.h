/* out.h: how a value gets into a page. The template compiler picks the function by the
 * place in the HTML, the C type picks the escape, and a wrong pair does not compile.
 *
 *     place                                 function       takes
 *     text, <textarea>, <title>             out_text       text, numbers; in plain text
 *                                                          also struct html
 *     attribute value in quotes             out_attr       text, numbers
 *     the whole of href, src, action        out_url        struct url
 *     a part of an address                  out_url_part   text, numbers
 *     mail text                             out_plain      text, numbers
 *
 * Texts are valid UTF-8. A struct str of length 0 may have p NULL. */
#ifndef WEB_OUT_H
#define WEB_OUT_H

#include "util/buf.h"

/* An address that this program made: a fixed text, or parts that went through
 * out_url_part. Its maker answers for the scheme; see url_ok(). */
struct url {
    struct str s;
};

/* Markup that this program made: the output of a template or of the Markdown reader in
 * safe mode. Never something that a person typed. */
struct html {
    struct str s;
};

#define URL(lit) ((struct url){S(lit)})
#define URL_INIT(lit)                                                                    \
    {                                                                                    \
        S_INIT(lit)                                                                      \
    } /* for static initialisers */

/* &, <, >, ", ' as entities; control characters except tab and line feed are dropped. */
void out_esc_str(struct buf *o, struct str s);
void out_esc_cstr(struct buf *o, const char *s); /* NULL is nothing */
void out_int(struct buf *o, int64_t n);
void out_raw_html(struct buf *o, struct html h);
/* Escaped as an attribute. An address that url_ok() refuses becomes "#": our bug, but
 * not the reader's harm. */
void out_whole_url(struct buf *o, struct url u);
/* Everything but A-Z a-z 0-9 - . _ ~ as %XX (RFC 3986, 2.3). */
void out_percent_str(struct buf *o, struct str s);
void out_percent_cstr(struct buf *o, const char *s);
/* Control characters except line feed are dropped. */
void out_plain_str(struct buf *o, struct str s);
void out_plain_cstr(struct buf *o, const char *s);

/* True for /path, ?query, #fragment, the empty address, https:, http:, mailto: and tel:.
 * False for //host, other schemes, and anything with a control character or a blank. */
bool url_ok(struct str s);

#define out_text(o, x)                                                                   \
    _Generic((x), struct html                                                            \
        : out_raw_html, struct str                                                       \
        : out_esc_str, const char *                                                      \
        : out_esc_cstr, char *                                                           \
        : out_esc_cstr, int                                                              \
        : out_int, long                                                                  \
        : out_int, long long                                                             \
        : out_int, unsigned                                                              \
        : out_int, size_t                                                                \
        : out_int)(o, x)

#define out_attr(o, x)                                                                   \
    _Generic((x), struct str                                                             \
        : out_esc_str, const char *                                                      \
        : out_esc_cstr, char *                                                           \
        : out_esc_cstr, int                                                              \
        : out_int, long                                                                  \
        : out_int, long long                                                             \
        : out_int, unsigned                                                              \
        : out_int, size_t                                                                \
        : out_int)(o, x)

#define out_url(o, x) _Generic((x), struct url : out_whole_url)(o, x)

#define out_url_part(o, x)                                                               \
    _Generic((x), struct str                                                             \
        : out_percent_str, const char *                                                  \
        : out_percent_cstr, char *                                                       \
        : out_percent_cstr, int                                                          \
        : out_int, long                                                                  \
        : out_int, long long                                                             \
        : out_int, unsigned                                                              \
        : out_int, size_t                                                                \
        : out_int)(o, x)

#define out_plain(o, x)                                                                  \
    _Generic((x), struct str                                                             \
        : out_plain_str, const char *                                                    \
        : out_plain_cstr, char *                                                         \
        : out_plain_cstr, int                                                            \
        : out_int, long                                                                  \
        : out_int, long long                                                             \
        : out_int, unsigned                                                              \
        : out_int, size_t                                                                \
        : out_int)(o, x)

#endif
