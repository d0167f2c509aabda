/* notice_text.c: a version as text: what the receipt's digest is made of, and what stays
 * readable whatever becomes of the programme's rows. */
#include "model/notice.h"

#include "model/prefecture.h"
#include "model/receipt.h"
#include "sys/secret.h"
#include "util/buf.h"
#include "util/str.h"

struct str notice_bureau(const struct notice *n)
{
    const struct prefecture *p = prefecture_by_code(n->pref);

    return p ? str_of(bureau_name(p->bureau)) : S("");
}

/* One line for one item: a line break in an answer becomes a blank. */
static void line(struct buf *b, const char *what, struct str value)
{
    buf_puts(b, what);
    buf_puts(b, "：");
    for (size_t i = 0; i < value.n; i++)
        buf_byte(b, value.p[i] == '\n' || value.p[i] == '\r' ? ' ' : value.p[i]);
    buf_byte(b, '\n');
}

static void answers(struct buf *b, struct db *db, struct arena *a,
    const struct notice_content *c)
{
    struct programme_questions q = programme_questions(db, c->type);

    for (size_t i = 0; i < q.n; i++) {
        struct str value = notice_answer_of(&c->answers, q.v[i].key);

        if (value.n && notice_shown(&q.v[i], &c->answers))
            line(b, arena_fmt(a, "⑥ " STR_FMT, STR_ARG(q.v[i].label)).p,
                programme_answer_text(a, &q.v[i], value));
    }
}

struct str notice_text(struct db *db, struct arena *a, const struct notice *n,
    const struct notice_content *c, int64_t version, int64_t at)
{
    struct programme_type t = {.id = 0};
    struct buf b = BUF_INIT;
    struct date d = date_tokyo(at);
    int64_t second = (at + 9 * 3600) % 60;
    struct str all, papers = c->papers;

    if (!programme_type_get(db, c->type, &t))
        return S("");
    line(&b, "制度", n->programme_title);
    line(&b, "受付番号", receipt_text(a, n->number));
    line(&b, "版", arena_fmt(a, "%lld", (long long)version));
    line(&b, "受付日時", arena_fmt(a, STR_FMT " " STR_FMT ":%02lld", STR_ARG(date_text(a, d)),
        STR_ARG(date_time_text(a, at)), (long long)second));
    line(&b, "届出先", arena_fmt(a, STR_FMT "長", STR_ARG(notice_bureau(n))));
    line(&b, "① 開設者氏名", c->founder);
    line(&b, "② 医療機関・薬局の名称", c->name);
    line(&b, "③ 所在地", c->address);
    line(&b, "④ 医療機関等コード", n->code);
    if (c->other_codes.n)
        line(&b, "④ 同じ場所のほかの医療機関等コード", c->other_codes);
    line(&b, "⑤ 経過措置の類型", arena_fmt(a, "%lld　" STR_FMT, (long long)t.number,
        STR_ARG(t.title)));
    answers(&b, db, a, c);
    while (papers.n)
        line(&b, "付けた書類", str_cut(papers, '\n', &papers));
    all = arena_str(a, buf_view(&b));
    buf_release(&b);
    return all;
}

struct str notice_text_hash(struct arena *a, struct str text)
{
    return codec_hex(a, secret_digest(a, text));
}
