/* my_notices.c: 経過措置の届出 on マイページ: what is under way, or what could be filed. */
#include "page/my_tasks.h"

#include "model/programme.h"
#include "sys/clock.h"
#include "util/str.h"
#include "web/app.h"
#include "web/notices.h"

/* What asks for something first: sent back, a draft, then the newest. */
static const struct notice *most_urgent(const struct notice_list *l)
{
    static const char *const order[] = {"returned", "draft", "filed", "accepted"};

    for (size_t i = 0; i < COUNT(order); i++)
        for (size_t k = 0; k < l->n; k++)
            if (str_is(l->v[k].state, order[i]))
                return &l->v[k];
    return NULL;
}

/* The programme that this kind may file in: an open one, else the newest. */
static bool programme_now(struct req *r, struct str kind, struct programme *out)
{
    struct programme_list l = programme_all(r->db);
    bool found = false;

    for (size_t i = 0; i < l.n; i++) {
        if (!l.v[i].published || !programme_for(&l.v[i], kind))
            continue;
        if (!found || programme_state(&l.v[i], clock_now()) == PROGRAMME_OPEN)
            *out = l.v[i];
        found = true;
    }
    return found;
}

struct task my_notices_task(struct req *r)
{
    struct notice_list l = notices_mine(r);
    const struct notice *n = most_urgent(&l);
    struct task t = {.href = URL("/my/notices"), .text = S("経過措置を届け出る"),
        .hint = S("やむを得ない事情があるときだけの手続きです。")};
    struct institution i;
    struct programme p;
    struct date d;

    if (n) {
        t.href = (struct url){notices_path(r->arena, n, "")};
        t.state = notices_state(n);
        t.hint = notices_next(r->arena, n);
        if (date_iso(n->due, &d))
            t.when = arena_fmt(r->arena, STR_FMT "まで", STR_ARG(date_japanese_full(r->arena, d)));
        if (t.state.tone == TONE_WARN && t.when.n) { /* it was sent back */
            t.next = S("差し戻された届出を直してください");
            t.button = S("届出を開く");
        }
        return t;
    }
    if (!institution_get(r->db, r->who.institution, &i) || !programme_now(r, i.kind, &p)) {
        t.state = (struct tag){TONE_FLAT, S("いまはありません")};
        return t;
    }
    if (!i.obliged)
        t.hint = S("この施設は、導入の義務の対象外です。届け出なくても、かまいません。");
    switch (programme_state(&p, clock_now())) {
    case PROGRAMME_OPEN:
        t.state = (struct tag){TONE_INFO, S("受付中")};
        t.when = arena_fmt(r->arena, STR_FMT "まで",
            STR_ARG(date_japanese_full(r->arena, programme_last_day(&p))));
        break;
    case PROGRAMME_COMING:
        t.state = (struct tag){TONE_FLAT, S("まだ始められません")};
        t.when = arena_fmt(r->arena, STR_FMT "から",
            STR_ARG(date_japanese_full(r->arena, date_tokyo(p.opens_at))));
        break;
    case PROGRAMME_ENDED:
    case PROGRAMME_DRAFT:
        t.state = (struct tag){TONE_FLAT, S("受付は終わりました")};
        t.when = arena_fmt(r->arena, STR_FMT "まで",
            STR_ARG(date_japanese_full(r->arena, programme_last_day(&p))));
        break;
    }
    return t;
}
