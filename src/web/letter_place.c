/* letter_place.c: see letter_place.h. */
#include "web/letter_place.h"

#include "model/deletion.h"
#include "sys/clock.h"
#include "util/date.h"
#include "util/str.h"

struct letter_place letter_place(struct req *r, int64_t institution)
{
    struct letter_place p = {.closed = S("")};
    struct institution i;
    struct deletion d;
    struct date day;
    char today[11];

    clock_today(today);
    if (institution_get(r->db, institution, &i) && institution_closed(&i, str_of(today)) &&
        date_iso(i.closed_on, &day))
        p.closed = date_japanese_full(r->arena, day);
    if (deletion_last(r->db, institution, &d))
        p.deleted = date_japanese_full(r->arena, date_tokyo(d.done_at));
    return p;
}

struct str letter_place_text(struct req *r, const struct letter_place *p)
{
    if (p->closed.n)
        return arena_fmt(r->arena,
            "名簿では、この施設は" STR_FMT "に廃止になっています。廃止していないときは、コールセンターへ電話してください",
            STR_ARG(p->closed));
    if (p->deleted.n)
        return arena_fmt(r->arena,
            "この施設のアカウントは、" STR_FMT "に削除されました。「アカウント登録」の画面から、もう一度登録してください",
            STR_ARG(p->deleted));
    return S("");
}
