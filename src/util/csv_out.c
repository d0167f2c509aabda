/* csv_out.c: the writer of csv.h. */
#include "util/csv.h"

#include "util/str.h"

void csv_out_bom(struct csv_out *o)
{
    buf_puts(o->to, "\xEF\xBB\xBF");
}

static void next_field(struct csv_out *o)
{
    if (o->inside)
        buf_byte(o->to, ',');
    o->inside = true;
}

static bool formula(struct str s)
{
    static const struct str wide[] = {
        S_INIT("＝"), S_INIT("＋"), S_INIT("－"), S_INIT("＠")};

    if (!s.n)
        return false;
    if (memchr("=+-@\t\r\n", s.p[0], 8)) /* with the NUL behind them */
        return true;
    for (size_t i = 0; i < COUNT(wide); i++)
        if (str_starts(s, wide[i]))
            return true;
    return false;
}

void csv_out_text(struct csv_out *o, struct str s)
{
    bool quote = false;

    next_field(o);
    for (size_t i = 0; i < s.n && !quote; i++)
        quote = s.p[i] == '"' || s.p[i] == ',' || s.p[i] == '\r' || s.p[i] == '\n';
    quote = quote || (s.n && (s.p[0] == ' ' || s.p[s.n - 1] == ' '));
    if (quote)
        buf_byte(o->to, '"');
    if (formula(s))
        buf_byte(o->to, '\'');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"')
            buf_byte(o->to, '"');
        buf_byte(o->to, s.p[i]);
    }
    if (quote)
        buf_byte(o->to, '"');
}

void csv_out_int(struct csv_out *o, int64_t n)
{
    next_field(o);
    buf_addf(o->to, "%lld", (long long)n);
}

void csv_out_end(struct csv_out *o)
{
    buf_puts(o->to, "\r\n");
    o->inside = false;
}
