/* notices_copy.c: what staff have entered for an institution, on paper: to be posted to the
 * master's address where nobody gets a mail. */
#include "model/prefecture.h"
#include "model/receipt.h"
#include "staff/notices.h"
#include "util/str.h"
#include "web/app.h"
#include "web/frame.h"
#include "web/note.h"
#include "web/notices.h"
#include "web/slip.h"

enum { LINES = 40 };

/* The version's text: "what：text" in each line. */
static void lines_of(struct req *r, struct str text, struct slip_line *v, size_t *n)
{
    while (text.n && *n < LINES) {
        struct str line = str_cut(text, '\n', &text);
        size_t at = 0;

        while (at < line.n && !str_starts(str_from(line, at), S("：")))
            at++;
        if (at < line.n)
            v[(*n)++] = (struct slip_line){
                str_head(line, at), str_from(line, at + S("：").n)};
        else if (*n && line.n) /* a long answer goes on */
            v[*n - 1].text = arena_fmt(r->arena, STR_FMT "\n" STR_FMT,
                STR_ARG(v[*n - 1].text), STR_ARG(line));
    }
}

static struct str lead_of(struct req *r, const struct institution *i, const struct notice *n)
{
    struct str zip = i->zip;

    return arena_fmt(r->arena,
        "%s" STR_FMT "%s" STR_FMT "　" STR_FMT STR_FMT "　" STR_FMT "　御中　"
        "郵送でいただいた届出（受付番号　" STR_FMT "）を、つぎの内容で入力しました（代行入力）。"
        "ちがうところがあるときは、コールセンター（0800-080-4583）へお電話ください。",
        zip.n == 7 ? "〒" : "", STR_ARG(str_head(zip, 3)), zip.n == 7 ? "-" : "",
        STR_ARG(str_from(zip, zip.n < 3 ? zip.n : 3)), STR_ARG(prefecture_name(i->pref)),
        STR_ARG(i->address), STR_ARG(i->name), STR_ARG(receipt_text(r->arena, n->number)));
}

static int copy(struct req *r)
{
    struct slip_line *lines = NEW_N(r->arena, struct slip_line, LINES);
    struct institution i;
    struct notice_version v;
    struct notice n;
    struct slip s;
    struct str file, number;
    size_t count = 0;

    if (!receipt_typed(r->arena, r->arg[0], &number) || !notice_by_number(r->db, number, &n) ||
        !notice_version_get(r->db, n.id, n.version, &v) ||
        !institution_get(r->db, n.institution, &i))
        return not_found(r);
    if (!note_view(r, "notice.copied", n.institution, "filing"))
        return refuse(r, 503, S("いま、写しを作れません"),
            S("見た記録を残せません。少し待ってから、もう一度開いてください。"));
    lines_of(r, v.text, lines, &count);
    s = (struct slip){.title = S("経過措置の届出　写し"), .lead = lead_of(r, &i, &n),
        .lines = {lines, count}, .caption = S("窓口の職員用"),
        .code = arena_fmt(r->arena, STR_FMT NOTICES "/" STR_FMT,
            STR_ARG(r->app->conf->origin), STR_ARG(n.number)),
        .note = arena_fmt(r->arena, "内容の照合番号（SHA-256）：" STR_FMT, STR_ARG(v.hash))};
    file = slip_pdf(r->arena, &s);
    if (!file.n)
        return refuse(r, 503, S("いま、PDFを作れません"), S("届出の画面を印刷してください。"));
    r->disposition = arena_fmt(
        r->arena, "inline; filename=\"copy-" STR_FMT ".pdf\"", STR_ARG(n.number));
    return text_reply(r, "application/pdf", file);
}

static const struct route routes[] = {
    {"GET", NOTICES "/{number}/copy", DESK, "届出の写し", copy},
    {0},
};

const struct feature staff_notices_copy_feature = {"staff_notices_copy", routes};
