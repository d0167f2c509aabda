/* notices_list.c: programmes and types as people choose between them. */
#include "page/notices_impl.h"

#include "model/receipt.h"
#include "page/notices_view.h"
#include "util/str.h"
#include "sys/clock.h"

static struct str papers(struct req *r, const struct programme_type *t, struct date day)
{
    struct attachment_kinds k = attachment_kinds_on(r->db, t->id, day);
    struct str all = S("");

    for (size_t i = 0; i < k.n; i++)
        all = arena_fmt(r->arena, STR_FMT "%s" STR_FMT, STR_ARG(all), i ? "、" : "",
            STR_ARG(k.v[i].title));
    if (!k.n)
        return S("いりません");
    return arena_fmt(r->arena, STR_FMT "%s", STR_ARG(all),
        str_is(t->attachment, "optional") ? "（あれば）" : k.n > 1 ? "のどれか" : "");
}

struct str notices_papers(struct req *r, const struct programme_type *t)
{
    return papers(r, t, date_tokyo(clock_now()));
}

static struct notices_types types_of(struct req *r, const struct programme *p,
    struct str kind, bool links)
{
    bool open = programme_state(p, clock_now()) == PROGRAMME_OPEN;
    struct date day = open ? date_tokyo(clock_now()) : programme_last_day(p);
    struct programme_types t = programme_types_on(r->db, p->id, day, kind);
    struct notices_type *v = NEW_N(r->arena, struct notices_type, t.n + 1);

    for (size_t i = 0; i < t.n; i++)
        v[i] = (struct notices_type){.number = t.v[i].number, .title = t.v[i].title,
            .circumstance = t.v[i].circumstance, .until = t.v[i].until_text,
            .papers = papers(r, &t.v[i], day),
            .href = {links && open ? arena_fmt(r->arena, NOTICES "/new/" STR_FMT "/%lld",
                                         STR_ARG(p->word), (long long)t.v[i].number)
                                   : S("")}};
    return (struct notices_types){v, t.n};
}

struct str notices_window_said(struct arena *a, const struct programme *p)
{
    switch (programme_state(p, clock_now())) {
    case PROGRAMME_OPEN:
        return arena_fmt(a, "受付は" STR_FMT "の23時59分59秒まで",
            STR_ARG(date_japanese_full(a, programme_last_day(p))));
    case PROGRAMME_COMING:
        return arena_fmt(a, "受付は" STR_FMT "に始まります",
            STR_ARG(date_japanese_full(a, date_tokyo(p->opens_at))));
    case PROGRAMME_ENDED:
        return arena_fmt(a, "受付は" STR_FMT "で終わりました",
            STR_ARG(date_japanese_full(a, programme_last_day(p))));
    case PROGRAMME_DRAFT:
        break;
    }
    return S("");
}

/* kind "": of all kinds. links: of a login that may file. */
struct notices_programmes notices_programmes(struct req *r, struct str kind, bool links)
{
    struct programme_list l = programme_all(r->db);
    struct notices_programme *v = NEW_N(r->arena, struct notices_programme, l.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < l.n; i++) {
        const struct programme *p = &l.v[i];
        struct notices_programme *x = &v[n];
        struct notice now;

        if (!p->published || (kind.n && !programme_for(p, kind)))
            continue;
        n++;
        *x = (struct notices_programme){.title = p->title, .summary = p->summary,
            .law = p->law, .window = programme_window(r->arena, p),
            .said = notices_window_said(r->arena, p),
            .open = programme_state(p, clock_now()) == PROGRAMME_OPEN};
        if (links && notice_current(r->db, p->id, &now)) {
            x->current = receipt_text(r->arena, now.number);
            x->current_href = (struct url){notices_path(r->arena, &now, "")};
        }
        x->types = types_of(r, p, kind, links && !x->current.n);
    }
    return (struct notices_programmes){v, n};
}
