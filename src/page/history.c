/* history.c: これまでの記録: who did what at one's own institution, who looked at it, and
 * what was sent to it. */
#include "page/history_view.h"

#include "gen/templates.h"
#include "model/agency.h"
#include "model/history.h"
#include "sys/clock.h"
#include "util/str.h"
#include "web/app.h"
#include "web/frame.h"
#include "web/words.h"

static bool by_staff(struct str actor)
{
    return str_starts(actor, S("s:"));
}

/* Colleagues by their names, also those who have left. */
static struct str who(struct req *r, const struct history *h)
{
    struct str actor = h->actor;
    struct agency g;

    if (str_eq(actor, r->who.owner))
        return S("あなた");
    if (by_staff(actor))
        return S("コールセンター・職員");
    if (agency_actor(r->db, actor, &g))
        return agency_name(r->arena, &g);
    if (str_starts(actor, S("a:")))
        return h->contact.n ? arena_fmt(r->arena, STR_FMT " さん", STR_ARG(h->contact))
                            : S("この施設のほかの担当者");
    if (str_starts(actor, S("c:")))
        return S("案内文書のログイン");
    return str_is(actor, "-") ? S("わからない") : S("自動処理");
}

/* Why staff looked, as it is said in brackets; empty: it was no look, or nothing is known. */
static struct str why(const struct history *h)
{
    struct str label = words_detail(h->action, h->detail);

    return str_eq(label, h->detail) ? S("") : label;
}

static struct str what(struct req *r, const struct history *h)
{
    struct str word = words_action(h->action);

    if (str_is(h->action, "institution.viewed"))
        word = S("コールセンターが照会");
    else if (str_eq(word, h->action))
        word = S("そのほかの操作");
    return why(h).n ? arena_fmt(r->arena, STR_FMT "（" STR_FMT "）", STR_ARG(word), STR_ARG(why(h)))
                    : word;
}

/* What staff note for each other stays with them; why they looked, and what they were told
 * on the telephone, does not. */
static struct str detail(const struct history *h)
{
    static const char *const told[] = {"institution.viewed", "login.unlocked", "account.called"};

    if (why(h).n)
        return S("");
    if (!by_staff(h->actor))
        return h->detail;
    for (size_t i = 0; i < COUNT(told); i++)
        if (str_is(h->action, told[i]))
            return h->detail;
    return S("");
}

static void acts(struct req *r, struct history_view *v)
{
    struct history_list l;
    struct act_row *rows;
    int64_t page = 1, pages;

    v->count = history_count(r->db);
    pages = (v->count + HISTORY_PAGE - 1) / HISTORY_PAGE;
    if (!str_int(query_value(r, "page"), 1, pages ? pages : 1, &page))
        page = 1;
    l = history_acts(r->db, page);
    rows = NEW_N(r->arena, struct act_row, l.n + 1);
    for (size_t i = 0; i < l.n; i++)
        rows[i] = (struct act_row){words_moment(r->arena, l.v[i].at), who(r, &l.v[i]),
            what(r, &l.v[i]), detail(&l.v[i]),
            l.v[i].contact.n > 0 || str_starts(l.v[i].actor, S("g:"))};
    v->acts.v = rows;
    v->acts.n = l.n;
    v->pager = pager_make(S("/my/history"), page, pages, S("ログインと操作"), r->arena);
}

static void mails(struct req *r, struct history_view *v)
{
    struct history_list l = history_mails(r->db);
    struct sent_row *rows = NEW_N(r->arena, struct sent_row, l.n + 1);

    for (size_t i = 0; i < l.n; i++)
        rows[i] = (struct sent_row){words_moment(r->arena, l.v[i].at), l.v[i].subject,
            str_eq(l.v[i].mail, r->who.mail) ? l.v[i].mail
                                             : words_masked_mail(r->arena, l.v[i].mail),
            words_mail_state(l.v[i].state)};
    v->mails.v = rows;
    v->mails.n = l.n;
}

static void letters(struct req *r, struct history_view *v)
{
    struct history_list l = history_letters(r->db);
    struct paper_row *rows = NEW_N(r->arena, struct paper_row, l.n + 1);
    char today[11];

    clock_today(today);
    for (size_t i = 0; i < l.n; i++) {
        struct desk_letter d = {.key_state = l.v[i].key_state,
            .void_reason = l.v[i].void_reason, .valid_until = l.v[i].valid_until};

        rows[i] = (struct paper_row){arena_fmt(r->arena, "%09lld", (long long)l.v[i].id),
            words_day(r->arena, l.v[i].posted_on), words_day(r->arena, l.v[i].valid_until),
            words_login_note(&d, str_of(today)), words_letter_state(l.v[i].state)};
    }
    v->letters.v = rows;
    v->letters.n = l.n;
}

static int show(struct req *r)
{
    struct history_view v = {.count = 0};

    acts(r, &v);
    mails(r, &v);
    letters(r, &v);
    page_open(r, (struct page){.wrong = false});
    tmpl_history(r->out, &v);
    return 200;
}

static const struct route routes[] = {
    {"GET", "/my/history", MEMBER, "これまでの記録", show},
    {0},
};

const struct feature history_feature = {"history", routes};
