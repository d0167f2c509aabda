/* notices.c: 経過措置の届出: what the institution has filed, what it could file, and each
 * filing with its state, its history and all its versions. */
#include "page/notices_impl.h"

#include "gen/templates.h"
#include "model/agency.h"
#include "model/member.h"
#include "model/notice_paper.h"
#include "model/receipt.h"
#include "page/notices_view.h"
#include "sys/clock.h"
#include "util/str.h"
#include "web/app.h"
#include "web/frame.h"

static struct str type_text(struct arena *a, const struct notice *n)
{
    return arena_fmt(a, "%lld　" STR_FMT, (long long)n->type_number, STR_ARG(n->type_title));
}

/* Whether who asks may send the form at this address: the rows of the table say it. */
static bool may_send(const struct req *r, struct str path)
{
    return req_may(r, "POST", path);
}

static struct str said(struct str done)
{
    if (str_is(done, "dropped"))
        return S("下書きを消しました。");
    if (str_is(done, "withdrawn"))
        return S("届出を取り下げました。");
    if (str_is(done, "ended"))
        return S("事情解消を届け出ました。");
    if (str_is(done, "unamended"))
        return S("変更届を取りやめました。前に受理された内容に戻りました。");
    return S("");
}

/* ---------------------------------------------------------------- the list */

static struct notices_rows rows_of(struct req *r)
{
    struct notice_list l = notices_mine(r);
    struct notices_row *v = NEW_N(r->arena, struct notices_row, l.n + 1);

    for (size_t i = 0; i < l.n; i++) {
        const struct notice *n = &l.v[i];

        v[i] = (struct notices_row){.href = {notices_path(r->arena, n, "")},
            .number = receipt_text(r->arena, n->number), .programme = n->programme_title,
            .type = type_text(r->arena, n), .state = notices_state(n),
            .next = notices_next(r->arena, n),
            .when = n->filed_at
                ? date_japanese_full(r->arena, date_tokyo(n->filed_at)) : S("まだ")};
    }
    return (struct notices_rows){v, l.n};
}

static int list(struct req *r)
{
    struct institution i;
    struct notices_list_view v = {.place = r->who.place, .rows = rows_of(r),
        .many = r->who.places > 1 && req_may(r, "GET", S(NOTICES "/bulk")),
        .may = may_send(r, S(NOTICES "/new/programme/type"))};

    if (!institution_get(r->db, r->who.institution, &i))
        return not_found(r);
    v.outside = !i.obliged;
    v.programmes = notices_programmes(r, i.kind, true);
    page_open(r, (struct page){.notice = said(query_value(r, "done"))});
    tmpl_notices_list(r->out, &v);
    return 200;
}

/* /my/notices/new?programme=2023&type=1: the address that people are sent to. */
static int begin(struct req *r)
{
    struct str programme = query_value(r, "programme"), type = query_value(r, "type");
    struct programme p;
    int64_t number;

    if (programme_by_word(r->db, programme, &p) && str_int(type, 1, 99, &number))
        return see_other(r, arena_fmt(r->arena, NOTICES "/new/" STR_FMT "/%lld",
            STR_ARG(p.word), (long long)number));
    return list(r);
}

/* ---------------------------------------------------------------- one of them */

/* Who: colleagues by name, staff as such. */
static struct str who(struct req *r, struct str actor)
{
    struct member m;
    struct agency g;
    int64_t id;

    if (str_eq(actor, r->who.owner))
        return S("あなた");
    if (notices_on_behalf(actor))
        return S("窓口の職員");
    if (agency_actor(r->db, actor, &g))
        return agency_name(r->arena, &g);
    if (str_starts(actor, S("a:")) && str_int(str_from(actor, 2), 1, INT64_MAX, &id) &&
        member_get(r->db, id, &m))
        return arena_fmt(r->arena, STR_FMT " さん", STR_ARG(m.contact));
    return str_starts(actor, S("a:")) ? S("この施設の担当者") : S("自動処理");
}

static struct notices_event_rows events(struct req *r, const struct notice *n)
{
    struct notice_events l = notice_events(r->db, n->id);
    struct notices_event_row *v = NEW_N(r->arena, struct notices_event_row, l.n + 1);

    for (size_t i = 0; i < l.n; i++)
        v[l.n - 1 - i] = (struct notices_event_row){
            .when = notices_moment(r->arena, l.v[i].at), .who = who(r, l.v[i].actor),
            .what = notices_on_behalf(l.v[i].actor) &&
                    (str_is(l.v[i].event, "file") || str_is(l.v[i].event, "correct") ||
                        str_is(l.v[i].event, "amend"))
                ? arena_fmt(r->arena, STR_FMT "（代行入力）",
                      STR_ARG(notices_event_text(l.v[i].event)))
                : notices_event_text(l.v[i].event),
            .note = l.v[i].note};
    return (struct notices_event_rows){v, l.n};
}

/* The text of a version line by line: 制度：… */
static struct notices_facts facts(struct req *r, struct str text)
{
    size_t n = 0;
    struct str rest = text, line;
    struct notices_fact *v;

    for (size_t i = 0; i < text.n; i++)
        n += text.p[i] == '\n';
    v = NEW_N(r->arena, struct notices_fact, n + 1);
    n = 0;
    while (rest.n) {
        static const char colon[] = "：";
        size_t at = 0;

        line = str_cut(rest, '\n', &rest);
        while (at < line.n && !str_starts(str_from(line, at), S("：")))
            at++;
        if (at < line.n)
            v[n++] = (struct notices_fact){str_head(line, at),
                str_from(line, at + sizeof(colon) - 1)};
    }
    return (struct notices_facts){v, n};
}

static struct notices_version_rows versions(
    struct req *r, const struct notice *n, int64_t shown)
{
    struct notice_versions l = notice_versions(r->db, n->id);
    struct notices_version_row *v = NEW_N(r->arena, struct notices_version_row, l.n + 1);

    for (size_t i = 0; i < l.n; i++)
        v[i] = (struct notices_version_row){.version = l.v[i].version,
            .when = notices_moment(r->arena, l.v[i].at),
            .hash = notices_short_hash(r->arena, l.v[i].hash),
            .note = l.v[i].version == n->in_force ? S("受理された内容") : S(""),
            .href = {l.v[i].version == shown ? S("")
                    : arena_fmt(r->arena, STR_FMT "?version=%lld",
                          STR_ARG(notices_path(r->arena, n, "")),
                          (long long)l.v[i].version)}};
    return (struct notices_version_rows){v, l.n};
}

static struct url way(struct req *r, const struct notice *n, enum notice_event_kind event,
    const char *tail)
{
    struct notice_by by = notices_by(r);
    struct notice_input in = {.reason = S("-"),
        .ended_on = date_text(r->arena, date_tokyo(by.at))};
    struct str path = notices_path(r->arena, n, tail);
    bool may = may_send(r, path) &&
        notice_may(r->db, r->arena, n, event, &by, &in) == NOTICE_DONE;

    return (struct url){may ? path : S("")};
}

static bool takes_papers(struct req *r, const struct notice *n)
{
    struct programme_type t;

    return programme_type_get(r->db, n->type, &t) && !str_is(t.attachment, "none");
}

/* Of what staff have entered. */
static void adoption(struct req *r, const struct notice *n, struct notices_page_view *v)
{
    struct notice_paper p;

    if (!notice_paper_get(r->db, n->id, &p))
        return;
    v->adopt.s = notices_path(r->arena, n, "/adopt");
    v->adopts = !p.adopted_at && may_send(r, v->adopt.s);
    v->adopted = p.adopted_at ? notices_moment(r->arena, p.adopted_at) : S("");
}

static void ways(struct req *r, const struct notice *n, struct notices_page_view *v)
{
    if (v->draft) {
        struct str path = str_of(filing_page(r->arena, n));

        v->edit = (struct url){may_send(r, path) ? path : S("")};
        if (r->who.role != AGENT || str_eq(n->filed_by, r->who.owner))
            v->withdraw = way(r, n, NOTICE_WITHDRAW, "/drop");
        return;
    }
    v->edit = way(r, n, str_is(n->state, "returned") ? NOTICE_CORRECT : NOTICE_AMEND, "/edit");
    v->withdraw = way(r, n, NOTICE_WITHDRAW, "/withdraw");
    v->end = way(r, n, NOTICE_END, "/end");
    v->unamend = way(r, n, NOTICE_UNAMEND, "/unamend");
    v->receipt = (struct url){notices_path(r->arena, n, "/receipt")};
    v->pdf = (struct url){notices_path(r->arena, n, "/receipt.pdf")};
    if (takes_papers(r, n))
        v->papers = (struct url){notices_path(r->arena, n, "/files")};
}

static struct str ended(struct req *r, const struct notice *n)
{
    struct date d;

    if (!date_iso(n->ended_on, &d))
        return S("");
    return arena_fmt(r->arena, STR_FMT "%s" STR_FMT,
        STR_ARG(date_japanese_full(r->arena, d)), n->ended_reason.n ? "　" : "",
        STR_ARG(n->ended_reason));
}

static int page(struct req *r)
{
    struct arena *a = r->arena;
    struct notice n;
    struct notice_version shown = {.text = S("")};
    struct notices_page_view v;
    struct agency g;
    struct date follow;
    int64_t version;

    if (!notices_find(r, r->arg[0], &n))
        return not_found(r);
    if (!str_int(query_value(r, "version"), 1, n.version, &version) ||
        !notice_version_get(r->db, n.id, version, &shown))
        version = notice_version_get(r->db, n.id, n.version, &shown) ? n.version : 0;
    v = (struct notices_page_view){.place = r->who.place,
        .number = receipt_text(a, n.number), .programme = n.programme_title,
        .type = type_text(a, &n), .state = notices_state(&n), .next = notices_next(a, &n),
        .when = n.filed_at ? notices_moment(a, n.filed_at) : S(""),
        .until = n.version ? notices_until(a, n.end_day) : S(""), .hash = shown.hash,
        .short_hash = notices_short_hash(a, shown.hash), .bureau = notice_bureau(&n),
        .reason = str_is(n.state, "returned") ? n.return_reason : S(""),
        .ended = ended(r, &n), .on_behalf = notices_on_behalf(n.filed_by),
        .follow = date_iso(n.follow_until, &follow) && str_is(n.state, "filed")
            ? date_japanese_full(a, follow) : S(""),
        .facts = facts(r, shown.text), .versions = versions(r, &n, version),
        .events = events(r, &n), .draft = str_is(n.state, "draft"),
        .csrf = guard_csrf(r)};
    if (agency_actor(r->db, n.filed_by, &g) && n.version)
        v.agent = agency_name(a, &g);
    adoption(r, &n, &v);
    ways(r, &n, &v);
    page_open(r, (struct page){.title = v.draft ? S("経過措置の届出（下書き）")
                                                : S("経過措置の届出"),
        .notice = str_is(query_value(r, "twice"), "1")
            ? notice_refusal_text(a, NOTICE_NO_TWICE, NULL) : said(query_value(r, "done"))});
    tmpl_notices_page(r->out, &v);
    return 200;
}

static const struct route routes[] = {
    {"GET", NOTICES, MEMBER, "経過措置の届出", list, .agent = PROCEDURE_NOTICES},
    {"GET", NOTICES "/new", MEMBER, "経過措置の届出", begin, .agent = PROCEDURE_NOTICES},
    {"GET", NOTICES "/{number}", MEMBER, "経過措置の届出", page, .agent = PROCEDURE_NOTICES},
    {0},
};

const struct feature notices_feature = {"notices", routes};
