/* notices_receipt.c: 受付票: what was received, when to the second, with the digest of its
 * text; as a page and as PDF. The QR code opens the filing for the staff at the desk. */
#include "page/notices_impl.h"

#include "gen/templates.h"
#include "model/agency.h"
#include "model/receipt.h"
#include "page/notices_view.h"
#include "sys/clock.h"
#include "util/str.h"
#include "web/app.h"
#include "web/frame.h"
#include "web/slip.h"

enum { LINES = 40 };

struct receipt {
    struct notice n;
    struct notice_version v; /* the newest that was filed */
};

static bool begin(struct req *r, struct receipt *x)
{
    return notices_find(r, r->arg[0], &x->n) &&
        notice_version_get(r->db, x->n.id, x->n.version, &x->v);
}

static struct str staff_page(struct req *r, const struct notice *n)
{
    return arena_fmt(r->arena, STR_FMT "/staff/notices/" STR_FMT,
        STR_ARG(r->app->conf->origin), STR_ARG(n->number));
}

/* The lines of the version's text as facts; what stands behind them is added by add(). */
static struct notices_fact *lines_of(struct req *r, struct str text, size_t *n)
{
    struct notices_fact *v = NEW_N(r->arena, struct notices_fact, LINES);
    struct str line;

    *n = 0;
    while (text.n && *n + 4 < LINES) {
        size_t at = 0;

        line = str_cut(text, '\n', &text);
        while (at < line.n && !str_starts(str_from(line, at), S("：")))
            at++;
        if (at < line.n)
            v[(*n)++] = (struct notices_fact){
                str_head(line, at), str_from(line, at + S("：").n)};
    }
    return v;
}

static struct notices_facts facts(struct req *r, const struct receipt *x)
{
    size_t n;
    struct agency g;
    struct notices_fact *v = lines_of(r, x->v.text, &n);

    if (agency_actor(r->db, x->v.actor, &g))
        v[n++] = (struct notices_fact){S("届け出た人"), agency_name(r->arena, &g)};
    v[n++] = (struct notices_fact){S("猶予の期間"), notices_until(r->arena, x->v.end_day)};
    v[n++] = (struct notices_fact){S("いまの状況"), notices_state(&x->n).text};
    v[n++] = (struct notices_fact){S("内容の照合番号（SHA-256）"), x->v.hash};
    return (struct notices_facts){v, n};
}

static int page(struct req *r)
{
    struct receipt x;
    struct notices_page_view v;

    if (!begin(r, &x))
        return not_found(r);
    v = (struct notices_page_view){.place = x.n.name,
        .number = receipt_text(r->arena, x.n.number), .facts = facts(r, &x),
        .when = notices_moment(r->arena, x.v.at),
        .pdf = {notices_path(r->arena, &x.n, "/receipt.pdf")},
        .start = {notices_path(r->arena, &x.n, "")},
        .qr = qr_view(r->arena, staff_page(r, &x.n))};
    page_open(r, (struct page){.title = S("受付票")});
    tmpl_notices_receipt(r->out, &v);
    return 200;
}

static int pdf(struct req *r)
{
    struct receipt x;
    struct notices_facts f;
    struct slip_line *lines;
    struct slip s;
    struct str file;

    if (!begin(r, &x))
        return not_found(r);
    f = facts(r, &x);
    lines = NEW_N(r->arena, struct slip_line, f.n + 1);
    for (size_t i = 0; i < f.n; i++)
        lines[i] = (struct slip_line){f.v[i].what, f.v[i].text};
    s = (struct slip){.title = S("経過措置の届出　受付票"),
        .lead = arena_fmt(r->arena, STR_FMT "　" STR_FMT "に受け付けました。",
            STR_ARG(receipt_text(r->arena, x.n.number)),
            STR_ARG(notices_moment(r->arena, x.v.at))),
        .lines = {lines, f.n}, .code = staff_page(r, &x.n), .caption = S("窓口の職員用"),
        .note = arena_fmt(r->arena,
            "照合番号は、上の内容の文から計算した数字です。1文字でも変わると、別の番号になります。"
            "受付票を作った日：" STR_FMT,
            STR_ARG(date_japanese_full(r->arena, date_tokyo(clock_now()))))};
    file = slip_pdf(r->arena, &s);
    if (!file.n)
        return refuse(r, 503, S("いま、PDFを作れません"),
            S("受付票の画面を印刷してください。"));
    r->disposition = arena_fmt(r->arena, "inline; filename=\"receipt-" STR_FMT ".pdf\"",
        STR_ARG(x.n.number));
    return text_reply(r, "application/pdf", file);
}

static const struct route routes[] = {
    {"GET", NOTICES "/{number}/receipt", MEMBER, "受付票", page, .agent = PROCEDURE_NOTICES},
    {"GET", NOTICES "/{number}/receipt.pdf", MEMBER, "受付票", pdf, .agent = PROCEDURE_NOTICES},
    {0},
};

const struct feature notices_receipt_feature = {"notices_receipt", routes};
