/* multipart.c: see multipart.h.
 *
 * The delimiter is CR LF - - boundary, and a boundary has no CR: when a match breaks off,
 * what was matched is data as a whole, and the byte that broke it is looked at anew. */
#include "util/multipart.h"

#include "util/str.h"
#include "util/urlform.h"

enum {
    AT_START, /* the first boundary, without CR LF before it */
    AT_DELIM, /* two bytes behind a boundary: CR LF or - - */
    AT_HEADER,
    AT_DATA,
    AT_LAST, /* behind the last boundary: CR LF or nothing */
    AT_END,
};

/* ---------------------------------------------------------------- parameters */

static bool token_char(char c)
{
    return c > 32 && c < 127 && !strchr("()<>@,;:\\\"/[]?={}", c);
}

static void skip_blanks(struct str *s)
{
    while (s->n && (s->p[0] == ' ' || s->p[0] == '\t'))
        *s = str_from(*s, 1);
}

static struct str take_token(struct str *s)
{
    size_t n = 0;
    struct str t;

    while (n < s->n && token_char(s->p[n]))
        n++;
    t = str_head(*s, n);
    *s = str_from(*s, n);
    return t;
}

/* A quoted text. Browsers write '"' as %22, older ones as \"; a lone backslash is a
 * folder's separator in Windows. */
static bool take_quoted(struct arena *a, struct str *s, struct str *out)
{
    char *p = arena_alloc(a, s->n + 1, 1);
    size_t n = 0, i = 1;

    for (; i < s->n && s->p[i] != '"'; i++) {
        struct str rest = str_from(*s, i);

        if (str_starts(rest, S("\\\"")) || str_starts(rest, S("\\\\"))) {
            p[n++] = s->p[++i];
        } else if (str_starts(rest, S("%22"))) {
            p[n++] = '"';
            i += 2;
        } else {
            p[n++] = s->p[i];
        }
    }
    if (i >= s->n)
        return false;
    p[n] = '\0';
    *out = (struct str){p, n};
    *s = str_from(*s, i + 1);
    return true;
}

/* One "; name=value". False when it is something else; at the end *name is empty. */
static bool take_param(
    struct arena *a, struct str *s, struct str *name, struct str *value)
{
    *name = S("");
    skip_blanks(s);
    if (!s->n)
        return true;
    if (s->p[0] != ';')
        return false;
    *s = str_from(*s, 1);
    skip_blanks(s);
    if (!s->n)
        return true; /* a semicolon too many, which some clients send */
    *name = take_token(s);
    if (!name->n || !s->n || s->p[0] != '=')
        return false;
    *s = str_from(*s, 1);
    if (s->n && s->p[0] == '"')
        return take_quoted(a, s, value);
    *value = take_token(s);
    return value->n > 0;
}

static bool boundary_ok(struct str b)
{
    if (!b.n || b.n > MULTIPART_BOUNDARY_MAX || b.p[b.n - 1] == ' ')
        return false;
    for (size_t i = 0; i < b.n; i++) {
        char c = b.p[i];
        bool alnum =
            (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

        if (!alnum && (!c || !strchr("'()+_,-./:=? ", c)))
            return false; /* RFC 2046, 5.1.1 */
    }
    return true;
}

bool multipart_boundary(struct arena *a, struct str content_type, struct str *out)
{
    struct str s = content_type, found = {NULL, 0}, name, value, type;

    skip_blanks(&s);
    type = str_head(s, strlen("multipart/form-data"));
    if (!str_ieq(type, S("multipart/form-data")))
        return false;
    s = str_from(s, type.n);
    do {
        if (!take_param(a, &s, &name, &value))
            return false;
        if (!str_ieq(name, S("boundary")))
            continue;
        if (found.p)
            return false;
        found = value;
    } while (name.n);
    if (!found.p || !boundary_ok(found))
        return false;
    *out = found;
    return true;
}

/* ---------------------------------------------------------------- a part's header */

/* Programs on Windows used to send whole paths. */
static struct str without_folders(struct str s)
{
    for (size_t i = s.n; i-- > 0;)
        if (s.p[i] == '/' || s.p[i] == '\\')
            return str_from(s, i + 1);
    return s;
}

static bool text_ok(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < 32)
            return false;
    return urlform_check(s) == URLFORM_OK;
}

/* filename*=UTF-8''%E9%AB%99.pdf (RFC 8187) */
static bool read_extended(struct arena *a, struct str value, struct str *out)
{
    struct str rest = S(""), charset = str_cut(value, '\'', &rest), text = S("");

    if (!rest.p || !str_ieq(charset, S("UTF-8")))
        return false;
    str_cut(rest, '\'', &text);
    return text.p && urlform_decode(a, text, false, out) == URLFORM_OK;
}

static enum multipart read_disposition(
    struct arena *a, struct str s, struct multipart_part *part)
{
    struct str name = S(""), value = S(""), wide = {NULL, 0};

    if (part->name.n)
        return MULTIPART_HEADER; /* a second one */
    skip_blanks(&s);
    if (!str_ieq(take_token(&s), S("form-data")))
        return MULTIPART_HEADER;
    do {
        if (!take_param(a, &s, &name, &value))
            return MULTIPART_HEADER;
        if (str_ieq(name, S("name"))) {
            if (part->name.n)
                return MULTIPART_HEADER;
            part->name = value;
        } else if (str_ieq(name, S("filename"))) {
            if (part->file)
                return MULTIPART_HEADER;
            part->file = true;
            part->filename = value;
        } else if (str_ieq(name, S("filename*"))) {
            if (wide.p)
                return MULTIPART_HEADER;
            if (!read_extended(a, value, &wide))
                return MULTIPART_TEXT;
        }
    } while (name.n);
    if (wide.p) {
        part->file = true;
        part->filename = wide; /* the better one of two, as RFC 6266 (4.3) has it */
    }
    if (!part->name.n)
        return MULTIPART_HEADER;
    if (!text_ok(part->name) || !text_ok(part->filename))
        return MULTIPART_TEXT;
    part->filename = without_folders(part->filename);
    return MULTIPART_OK;
}

static enum multipart read_line(
    struct arena *a, struct str line, struct multipart_part *part)
{
    struct str value, name = str_cut(line, ':', &value), check = name;

    if (!value.p || !str_eq(take_token(&check), name) || !name.n)
        return MULTIPART_HEADER;
    for (size_t i = 0; i < value.n; i++)
        if (((unsigned char)value.p[i] < 32 && value.p[i] != '\t') || value.p[i] == 127)
            return MULTIPART_HEADER;
    value = str_trim(value);
    if (str_ieq(name, S("Content-Disposition")))
        return read_disposition(a, value, part);
    if (str_ieq(name, S("Content-Type")))
        part->type = arena_str(a, value);
    if (str_ieq(name, S("Content-Transfer-Encoding")) && !str_ieq(value, S("binary")) &&
        !str_ieq(value, S("8bit")) && !str_ieq(value, S("7bit")))
        return MULTIPART_CODING;
    return MULTIPART_OK;
}

static enum multipart read_header(
    struct arena *a, struct str text, struct multipart_part *part)
{
    enum multipart e = MULTIPART_OK;

    *part = (struct multipart_part){S(""), false, S(""), S("")};
    while (text.n && e == MULTIPART_OK) {
        struct str rest, line = str_cut(text, '\r', &rest);

        if (!rest.p || !rest.n || rest.p[0] != '\n')
            return MULTIPART_HEADER;
        e = read_line(a, line, part);
        text = str_from(rest, 1);
    }
    return e == MULTIPART_OK && !part->name.n ? MULTIPART_HEADER : e;
}

/* ---------------------------------------------------------------- the body */

enum multipart multipart_init(struct multipart_parser *m, struct arena *a,
    struct str boundary, struct multipart_limits limits, struct multipart_ops ops)
{
    *m = (struct multipart_parser){
        .ops = ops, .limits = limits, .arena = a, .state = AT_START, .matched = 2};
    if (!boundary_ok(boundary))
        return m->error = MULTIPART_BOUNDARY;
    memcpy(m->delim, "\r\n--", 4);
    memcpy(m->delim + 4, boundary.p, boundary.n);
    m->n_delim = 4 + boundary.n;
    m->header = arena_alloc(a, limits.header + 1, 1);
    return MULTIPART_OK;
}

static enum multipart give(struct multipart_parser *m, struct str piece)
{
    if (!piece.n)
        return MULTIPART_OK;
    if (piece.n > (m->file ? m->limits.file : m->limits.field) - m->size)
        return m->file ? MULTIPART_FILE : MULTIPART_FIELD;
    m->size += piece.n;
    return m->ops.data(m->ops.ctx, piece) ? MULTIPART_OK : MULTIPART_STOPPED;
}

static enum multipart at_start(struct multipart_parser *m, char c)
{
    if (c != m->delim[m->matched])
        return MULTIPART_START;
    if (++m->matched == m->n_delim) {
        m->matched = 0;
        m->state = AT_DELIM;
    }
    return MULTIPART_OK;
}

static enum multipart at_delim(struct multipart_parser *m, char c)
{
    if (!m->after && (c == '\r' || c == '-')) {
        m->after = c;
        return MULTIPART_OK;
    }
    if (m->after == '\r' && c == '\n') {
        if (m->parts == m->limits.parts)
            return MULTIPART_PARTS;
        m->parts++;
        m->n_header = 0;
        m->state = AT_HEADER;
    } else if (m->after == '-' && c == '-') {
        m->state = AT_LAST;
    } else {
        return MULTIPART_BOUNDARY;
    }
    m->after = 0;
    return MULTIPART_OK;
}

static enum multipart at_header(struct multipart_parser *m, char c)
{
    struct multipart_part part;
    struct str text;
    enum multipart e;

    if (m->n_header == m->limits.header)
        return MULTIPART_LONG;
    m->header[m->n_header++] = c;
    text = (struct str){m->header, m->n_header};
    if (str_eq(text, S("\r\n")))
        return MULTIPART_HEADER; /* a part without a name */
    if (!str_ends(text, S("\r\n\r\n")))
        return MULTIPART_OK;
    text.n -= 2;
    e = read_header(m->arena, text, &part);
    if (e != MULTIPART_OK)
        return e;
    /* what is not copied yet lies in the buffer of the next header */
    part.name = arena_str(m->arena, part.name);
    part.filename = arena_str(m->arena, part.filename);
    m->file = part.file;
    m->size = 0;
    m->matched = 0;
    m->state = AT_DATA;
    return m->ops.begin(m->ops.ctx, &part) ? MULTIPART_OK : MULTIPART_STOPPED;
}

/* Takes as much of the piece as belongs to the part; the rest is left in *piece. */
static enum multipart at_data(struct multipart_parser *m, struct str *piece)
{
    enum multipart e = MULTIPART_OK;

    while (piece->n && e == MULTIPART_OK) {
        if (m->matched == 0) {
            const char *cr = memchr(piece->p, '\r', piece->n);
            size_t n = cr ? (size_t)(cr - piece->p) : piece->n;

            e = give(m, str_head(*piece, n));
            *piece = str_from(*piece, n);
            m->matched = cr != NULL;
            if (cr)
                *piece = str_from(*piece, 1);
        } else if (piece->p[0] == m->delim[m->matched]) {
            *piece = str_from(*piece, 1);
            if (++m->matched < m->n_delim)
                continue;
            m->matched = 0;
            m->state = AT_DELIM;
            return m->ops.end(m->ops.ctx) ? MULTIPART_OK : MULTIPART_STOPPED;
        } else {
            e = give(m, (struct str){m->delim, m->matched});
            m->matched = 0;
        }
    }
    return e;
}

static enum multipart at_last(struct multipart_parser *m, char c)
{
    if (!m->after && c == '\r') {
        m->after = c;
        return MULTIPART_OK;
    }
    if (m->after == '\r' && c == '\n') {
        m->after = 0;
        m->state = AT_END;
        return MULTIPART_OK;
    }
    return MULTIPART_EPILOGUE;
}

static enum multipart one_byte(struct multipart_parser *m, char c)
{
    switch (m->state) {
    case AT_START:
        return at_start(m, c);
    case AT_DELIM:
        return at_delim(m, c);
    case AT_HEADER:
        return at_header(m, c);
    case AT_LAST:
        return at_last(m, c);
    default:
        return MULTIPART_EPILOGUE;
    }
}

enum multipart multipart_feed(struct multipart_parser *m, struct str piece)
{
    while (piece.n && m->error == MULTIPART_OK) {
        if (m->state == AT_DATA) {
            m->error = at_data(m, &piece);
        } else {
            m->error = one_byte(m, piece.p[0]);
            piece = str_from(piece, 1);
        }
    }
    return m->error;
}

enum multipart multipart_end(struct multipart_parser *m)
{
    if (m->error == MULTIPART_OK && (m->after || m->state < AT_LAST))
        m->error = MULTIPART_CUT;
    return m->error;
}

const char *multipart_reason(enum multipart e)
{
    static const char *const text[] = {
        [MULTIPART_OK] = "fine",
        [MULTIPART_BOUNDARY] = "bad boundary",
        [MULTIPART_START] = "no boundary at the start",
        [MULTIPART_HEADER] = "bad part header",
        [MULTIPART_CODING] = "transfer encoding",
        [MULTIPART_TEXT] = "bad name",
        [MULTIPART_PARTS] = "too many parts",
        [MULTIPART_LONG] = "part header too long",
        [MULTIPART_FIELD] = "field too long",
        [MULTIPART_FILE] = "file too long",
        [MULTIPART_CUT] = "cut off",
        [MULTIPART_EPILOGUE] = "bytes behind the end",
        [MULTIPART_STOPPED] = "stopped",
    };

    return text[e];
}
