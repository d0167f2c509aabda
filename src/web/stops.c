/* stops.c: see stops.h. */
#include "web/stops.h"

#include "model/claiming.h"
#include "util/date.h"
#include "util/str.h"
#include "web/alert.h"
#include "web/letter_proof.h"

struct str stops_name(struct req *r, const struct pending *p)
{
    if (str_is(p->kind, "letter"))
        return S("新しい案内文書の申し込み");
    if (str_is(p->kind, "claim"))
        return S("この施設の代表になりたいという申し込み");
    return arena_fmt(r->arena, STR_FMT " さんの%s", STR_ARG(p->person),
        str_is(p->kind, "replace") ? "メールアドレスを変える申し込み"
                                   : "二段階の確認をやめる申し込み");
}

static struct str letter_text(struct req *r, const struct pending *p)
{
    return arena_fmt(r->arena,
        STR_FMT "に、%s新しい案内文書の申し込みがありました。届け出ている住所に郵便で送ります。"
                "届いた案内文書を持つ人は、登録したメールアドレスを、24時間かけて変えられます。",
        STR_ARG(alert_moment(r, p->at)),
        str_is(p->by, "-")            ? "ログインなしの画面から、"
        : str_starts(p->by, S("s:")) ? "電話を受けたコールセンターで、"
                                     : "いっしょに使う人の1人から、");
}

static struct str text(struct req *r, const struct pending *p)
{
    struct str when = alert_moment(r, p->at + LETTER_WAIT_S);

    if (str_is(p->kind, "letter"))
        return letter_text(r, p);
    if (str_is(p->kind, "claim"))
        return arena_fmt(r->arena,
            STR_FMT " の方が、案内文書の仮パスワードで申し込みました。" STR_FMT
            "までに取りやめないと、その方が代表になり、いまの代表の方は担当になります。決まるまで、カードリーダーの申し込みはできません。",
            STR_ARG(p->mail), STR_ARG(alert_moment(r, p->at + CLAIM_WAIT_S)));
    if (str_is(p->kind, "replace"))
        return arena_fmt(r->arena,
            STR_FMT "から、" STR_FMT " さんのログインのメールアドレスを、" STR_FMT " に変えられます。",
            STR_ARG(when), STR_ARG(p->person), STR_ARG(p->mail));
    return arena_fmt(r->arena, STR_FMT "から、" STR_FMT " さんのログインで、二段階の確認をやめられます。",
        STR_ARG(when), STR_ARG(p->person));
}

struct page_stop_list stops_of(struct req *r)
{
    struct pending_list l;
    struct page_stop *v;

    if (r->who.role != MEMBER)
        return (struct page_stop_list){NULL, 0};
    l = pending_list(r->db, r->who.institution);
    v = NEW_N(r->arena, struct page_stop, l.n + 1);
    for (size_t i = 0; i < l.n; i++)
        v[i] = (struct page_stop){.kind = l.v[i].kind, .id = l.v[i].id,
            .title = arena_fmt(r->arena, STR_FMT "がありました",
                STR_ARG(stops_name(r, &l.v[i]))),
            .text = text(r, &l.v[i])};
    return (struct page_stop_list){v, l.n};
}
