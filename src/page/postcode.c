/* postcode.c: addresses of a postal code as JSON, for the look-up button of forms. Without
 * script the form does the same on the server. */
#include "model/postcode.h"

#include "model/prefecture.h"
#include "util/kana.h"
#include "util/str.h"
#include "web/app.h"

/* JSON text: what must be escaped, and what an HTML reader could take for markup. */
static void put(struct buf *o, const char *name, struct str s, const char *after)
{
    buf_addf(o, "\"%s\":\"", name);
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if (c < 32 || strchr("\"\\<>&'", c))
            buf_addf(o, "\\u%04x", c);
        else
            buf_byte(o, (char)c);
    }
    buf_addf(o, "\"%s", after);
}

static int find(struct req *r)
{
    struct str zip = text_digits(r->arena, query_value(r, "zip"));
    struct postcodes list = {NULL, 0};

    if (zip.n == 7)
        list = postcode_find(r->db, r->arena, zip);
    r->type = S("application/json; charset=utf-8");
    buf_byte(r->out, '[');
    for (size_t i = 0; i < list.n; i++) {
        const struct postcode *p = &list.v[i];

        buf_puts(r->out, i ? ",\n{" : "{");
        put(r->out, "pref", p->pref, ",");
        put(r->out, "prefecture", prefecture_name(p->pref), ",");
        put(r->out, "city", p->city, ",");
        put(r->out, "town", p->town, ",");
        put(r->out, "office", p->office, "}");
    }
    buf_puts(r->out, "]\n");
    return zip.n == 7 ? 200 : 422;
}

static const struct route routes[] = {
    {"GET", "/postcode", PUBLIC, "郵便番号", find},
    {0},
};

const struct feature postcode_feature = {"postcode", routes};
