/* terms.c: the terms of use, and the page that asks once when there is a newer version. */
#include "page/terms_view.h"

#include "gen/templates.h"
#include "model/agency.h"
#include "model/audit.h"
#include "model/terms.h"
#include "util/str.h"
#include "web/app.h"
#include "web/frame.h"
#include "web/words.h"

#define PAGE "/my/terms"

static int text(struct req *r)
{
    struct terms now = {.version = 0, .valid_from = S("")};

    terms_now(r->db, &now);
    page_open(r, (struct page){.robots = true});
    tmpl_terms(r->out, now.version, words_day(r->arena, now.valid_from));
    return 200;
}

static struct str_list lines(struct arena *a, struct str s)
{
    struct str_list l = {NULL, 0};
    struct str *v = NEW_N(a, struct str, s.n + 1);

    while (s.p && s.n) {
        struct str line = str_trim(str_cut(s, '\n', &s));

        if (line.n)
            v[l.n++] = line;
    }
    l.v = v;
    return l;
}

static int ask(struct req *r)
{
    struct terms_list l = terms_open(r->db, r->who.account);
    struct terms_version *v = NEW_N(r->arena, struct terms_version, l.n + 1);
    struct terms_view view = {
        .csrf = guard_csrf(r), .next = guard_next(r, query_value(r, "next"))};

    if (!l.n)
        return see_other(r, view.next.n ? view.next : S("/my"));
    for (size_t i = 0; i < l.n; i++)
        v[i] = (struct terms_version){l.v[i].version, words_day(r->arena, l.v[i].valid_from),
            lines(r->arena, l.v[i].changes)};
    view.rows.v = v;
    view.rows.n = l.n;
    view.newest = l.v[l.n - 1].version;
    page_open(r, (struct page){.title = S("")});
    tmpl_terms_ask(r->out, &view);
    return 200;
}

static int accept(struct req *r)
{
    struct str next = guard_next(r, form_value(r, "next"));
    struct terms now;
    int64_t seen;

    if (r->who.terms_open && terms_now(r->db, &now)) {
        /* a still newer one came into force since the page was drawn: nobody has read it */
        if (!str_int(form_value(r, "version"), 1, INT64_MAX, &seen) || seen != now.version)
            return see_other(r, arena_fmt(r->arena, PAGE "?next=" STR_FMT, STR_ARG(next)));
        terms_accept(r->db, r->who.account);
        audit_add(r->db, &(struct audit){.actor = r->who.owner,
            .institution = r->who.institution, .action = S("terms.accepted"),
            .detail = arena_fmt(r->arena, "第%lld版", (long long)now.version),
            .request = req_id(r)});
    }
    return see_other(r, next.n ? next : S("/my"));
}

static const struct route routes[] = {
    {"GET", "/terms", PUBLIC, "サイトのご利用にあたって", text},
    {"GET", PAGE, MEMBER, "利用規約が変わりました", ask, .agent = PROCEDURE_SELF},
    {"POST", PAGE, MEMBER, "利用規約が変わりました", accept, .members = ALL_MEMBERS,
        .agent = PROCEDURE_SELF},
    {0},
};

const struct feature terms_feature = {"terms", routes};
