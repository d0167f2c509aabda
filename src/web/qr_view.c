/* qr_view.c: see qr_view.h. */
#include "web/qr_view.h"

#include "sys/qr.h"
#include "util/str.h"

enum { QUIET = 4 /* modules of white around a code */, VERSION = 20 };

struct str_list text_groups(struct arena *a, struct str s)
{
    struct str *v = NEW_N(a, struct str, s.n / 4 + 1);
    size_t n = 0;

    for (size_t at = 0; at < s.n; at += 4)
        v[n++] = str_head(str_from(s, at), 4);
    return (struct str_list){v, n};
}

/* Each row of dark modules as one flat box: path data, not markup. */
struct qr_view qr_view(struct arena *a, struct str text)
{
    struct qr *q = NEW(a, struct qr);
    struct qr_view v = {.size = 0, .path = S("")};
    struct buf b = BUF_INIT;

    if (!qr_make(text, QR_M, VERSION, q))
        return v;
    for (int y = 0; y < q->size; y++) {
        const unsigned char *row = &q->dark[y * q->size];

        for (int x = 0, from; x < q->size; x++) {
            if (!row[x])
                continue;
            for (from = x; x < q->size && row[x]; x++)
                ;
            buf_addf(&b, "M%d %dh%dv1h-%dz", from + QUIET, y + QUIET, x - from, x - from);
        }
    }
    v.size = q->size + 2 * QUIET;
    v.path = arena_str(a, buf_view(&b));
    buf_release(&b);
    return v;
}
