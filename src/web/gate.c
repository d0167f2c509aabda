/* gate.c: see gate.h. */
#include "web/gate.h"

#include "sys/http.h"
#include "util/str.h"
#include "util/urlform.h"

#define AMBIGUOUS                                                                        \
    S_INIT("送られてきた内容を正しく読み取れないため、受け付けませんでした。")
#define ADDRESS                                                                                                              \
    S_INIT("アドレスの書き方が正しくないため、ページを表示できません。アドレスをお確か" \
           "めください。")

static const struct gate_rule answers[GATE__N] = {
    [GATE_OK] = {200, "fine", S_INIT("")},
    [GATE_METHOD] = {400, "method", AMBIGUOUS},
    [GATE_VERSION] = {505, "version", AMBIGUOUS},
    [GATE_HEADERS] = {431, "headers", AMBIGUOUS},
    [GATE_HEADER_NAME] = {400, "header-name", AMBIGUOUS},
    [GATE_HEADER_VALUE] = {400, "header-value", AMBIGUOUS},
    [GATE_HOST_NONE] = {400, "host-none", AMBIGUOUS},
    [GATE_HOST_TWICE] = {400, "host-twice", AMBIGUOUS},
    [GATE_HOST_FORM] = {400, "host-form", AMBIGUOUS},
    [GATE_HOST_OTHER] = {421, "host-other",
        S_INIT("このアドレスは当サイトのものではありません。案内文書に書かれたアドレスを"
               "お使いください。")},
    [GATE_LENGTH] = {400, "length", AMBIGUOUS},
    [GATE_LENGTHS] = {400, "lengths", AMBIGUOUS},
    [GATE_CODING] = {400, "coding", AMBIGUOUS},
    [GATE_FRAMING] = {400, "framing", AMBIGUOUS},
    [GATE_LONG] = {414, "long",
        S_INIT("アドレスが長すぎるため、ページを表示できません。検索のことばを短くしてく"
               "ださい。")},
    [GATE_TARGET] = {400, "target", ADDRESS},
    [GATE_BYTE] = {400, "byte", ADDRESS},
    [GATE_ESCAPE] = {400, "escape", ADDRESS},
    [GATE_ZERO] = {400, "zero", ADDRESS},
    [GATE_CONTROL] = {400, "control", ADDRESS},
    [GATE_UTF8] = {400, "utf8", ADDRESS},
    [GATE_SLASH] = {400, "slash", ADDRESS},
    [GATE_DOTS] = {400, "dots", ADDRESS},
};

const struct gate_rule *gate_rule(enum gate g)
{
    return &answers[g];
}

static bool alnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* RFC 9110, 5.6.2 */
static bool token(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!alnum(s.p[i]) && (!s.p[i] || !strchr("!#$%&'*+-.^_`|~", s.p[i])))
            return false;
    return s.n > 0;
}

static bool digits(struct str s, size_t max)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.n > 0 && s.n <= max;
}

static void keep_first(unsigned *n, struct str *first, struct str value)
{
    if ((*n)++ == 0)
        *first = value;
}

void gate_header(struct gate_facts *f, struct str name, struct str value)
{
    f->n_headers++;
    f->bad_name |= !token(name);
    for (size_t i = 0; i < value.n; i++) {
        unsigned char c = (unsigned char)value.p[i];

        f->bad_value |= (c < 32 && c != '\t') || c == 127;
    }
    if (str_ieq(name, S("Host"))) {
        keep_first(&f->n_host, &f->host, value);
    } else if (str_ieq(name, S("Content-Length"))) {
        keep_first(&f->n_length, &f->length, value);
        f->lengths_differ |= !str_eq(f->length, value);
    } else if (str_ieq(name, S("Transfer-Encoding"))) {
        keep_first(&f->n_coding, &f->coding, value);
    }
}

/* NAME, NAME:PORT, [IPv6] or [IPv6]:PORT; *name is what stands before the port. */
static bool host_form(struct str host, struct str *name)
{
    bool six = host.n && host.p[0] == '[';
    struct str port;
    size_t n = 0;

    while (n < host.n && (alnum(host.p[n]) || strchr(six ? "[:.]" : "-._", host.p[n]))) {
        if (!host.p[n])
            return false;
        n++;
        if (host.p[n - 1] == ']')
            break;
    }
    *name = str_head(host, n);
    port = str_from(host, n);
    if (!n || n > 255 || (six && (n < 4 || host.p[n - 1] != ']')))
        return false;
    return !port.n || (port.p[0] == ':' && digits(str_from(port, 1), 5));
}

static bool host_ours(struct str host, struct str name, struct str hosts)
{
    bool any = true;

    while (hosts.p && hosts.n) {
        struct str one = str_trim(str_cut(hosts, ' ', &hosts));

        if (one.n && (str_ieq(one, host) || str_ieq(one, name)))
            return true;
        any &= !one.n;
    }
    return any;
}

static enum gate check_host(const struct gate_facts *f, struct str hosts)
{
    struct str name;

    if (f->n_host == 0)
        return str_is(f->version, "HTTP/1.1") ? GATE_HOST_NONE : GATE_OK;
    if (f->n_host > 1)
        return GATE_HOST_TWICE;
    if (!host_form(f->host, &name))
        return GATE_HOST_FORM;
    return host_ours(f->host, name, hosts) ? GATE_OK : GATE_HOST_OTHER;
}

static enum gate check_framing(const struct gate_facts *f)
{
    if (f->n_length && !digits(f->length, 18))
        return GATE_LENGTH;
    if (f->lengths_differ)
        return GATE_LENGTHS;
    if (f->n_coding && (f->n_coding > 1 || !str_ieq(f->coding, S("chunked")) ||
                           !str_is(f->version, "HTTP/1.1")))
        return GATE_CODING;
    if (f->n_length && f->n_coding)
        return GATE_FRAMING;
    return GATE_OK;
}

static enum gate decode(struct arena *a, struct str text, bool plus, struct str *out)
{
    switch (urlform_decode(a, text, plus, out)) {
    case URLFORM_OK:
        return GATE_OK;
    case URLFORM_ESCAPE:
        return GATE_ESCAPE;
    case URLFORM_NUL:
        return GATE_ZERO;
    case URLFORM_CONTROL:
        return GATE_CONTROL;
    default:
        return GATE_UTF8;
    }
}

/* What a decoded path must not have; raw is the same path before. */
static enum gate check_path(struct str raw, struct str path)
{
    size_t before = 0, after = 0;
    struct str rest = path;

    for (size_t i = 0; i < path.n; i++)
        if ((unsigned char)path.p[i] < 32)
            return GATE_CONTROL;
    for (size_t i = 0; i < raw.n; i++)
        before += raw.p[i] == '/';
    for (size_t i = 0; i < path.n; i++) {
        after += path.p[i] == '/';
        if (path.p[i] == '\\')
            return GATE_SLASH;
    }
    if (before != after)
        return GATE_SLASH;
    while (rest.p)
        if (str_is(str_cut(rest, '/', &rest), ".."))
            return GATE_DOTS;
    return GATE_OK;
}

static enum gate check_target(struct str target, struct arena *a, struct gate_target *out)
{
    struct gate_target t;
    struct str raw, decoded;
    enum gate g;

    if (target.n > GATE_MAX_TARGET)
        return GATE_LONG;
    if (!str_starts(target, S("/")) || str_has(target, S("#")))
        return GATE_TARGET;
    for (size_t i = 0; i < target.n; i++)
        if ((unsigned char)target.p[i] <= 32 || target.p[i] == 127)
            return GATE_BYTE;
    raw = str_cut(target, '?', &t.query);
    if (!t.query.p)
        t.query = S("");
    g = decode(a, raw, false, &t.path);
    if (g == GATE_OK)
        g = decode(a, t.query, true, &decoded);
    if (g == GATE_OK)
        g = check_path(raw, t.path);
    if (g == GATE_OK)
        *out = t;
    return g;
}

enum gate gate_check(const struct gate_facts *f, struct str hosts, struct arena *a,
    struct gate_target *out)
{
    enum gate g;

    if (!token(f->method))
        return GATE_METHOD;
    if (!str_is(f->version, "HTTP/1.1") && !str_is(f->version, "HTTP/1.0"))
        return GATE_VERSION;
    if (f->n_headers > GATE_MAX_HEADERS)
        return GATE_HEADERS;
    if (f->bad_name)
        return GATE_HEADER_NAME;
    if (f->bad_value)
        return GATE_HEADER_VALUE;
    g = check_host(f, hosts);
    if (g == GATE_OK)
        g = check_framing(f);
    return g == GATE_OK ? check_target(f->target, a, out) : g;
}

static bool each_header(void *ctx, struct str name, struct str value)
{
    gate_header(ctx, name, value);
    return true;
}

const struct gate_rule *gate_request(const struct http_in *in, struct str hosts)
{
    struct gate_facts f = {
        .method = in->method, .target = in->target, .version = in->version};
    struct gate_target t;
    enum gate g;

    http_each(in, each_header, &f);
    g = gate_check(&f, hosts, in->arena, &t);
    return g == GATE_OK ? NULL : &answers[g];
}
