/* delivery_mail.c: see delivery_mail.h. */
#include "web/delivery_mail.h"

#include "gen/templates.h"
#include "model/carrier.h"
#include "model/member.h"
#include "model/outbox.h"
#include "model/receipt.h"
#include "util/date.h"
#include "util/str.h"

static const struct text {
    const char *word, *subject;
    void (*text)(struct buf *o, const struct delivery_mail *m);
} texts[DELIVERY_NEWS] = {
    [DELIVERY_SCHEDULED] = {"scheduled", "カードリーダーの配送予定日のお知らせ",
        tmpl_mail_order_scheduled},
    [DELIVERY_DISPATCHED] = {"dispatched", "カードリーダーを発送しました",
        tmpl_mail_order_dispatched},
    [DELIVERY_DELIVERED] = {"delivered", "カードリーダーのお届けが終わりました",
        tmpl_mail_order_delivered},
    [DELIVERY_RELEASED] = {"released", "カードリーダーの申し込みの保留が終わりました",
        tmpl_mail_order_released},
    [DELIVERY_STOPPED] = {"stopped", "カードリーダーの申し込みを取り消しました",
        tmpl_mail_order_stopped},
    [DELIVERY_PARTLY] = {"partly", "カードリーダーの申し込みの一部を取り消しました",
        tmpl_mail_order_partly},
    [DELIVERY_REPAY] = {"repay", "カードリーダーの費用の返還について",
        tmpl_mail_order_repay},
    [DELIVERY_REPAID] = {"repaid", "カードリーダーの返還の手続きが終わりました",
        tmpl_mail_order_repaid},
};

enum delivery_news delivery_news_of(struct str word)
{
    for (int i = 0; i < DELIVERY_NEWS; i++)
        if (str_is(word, texts[i].word))
            return (enum delivery_news)i;
    die("no mail '" STR_FMT "' of an order", STR_ARG(word));
}

static struct str day(struct arena *a, struct str iso)
{
    struct date d;

    return date_iso(iso, &d) ? date_japanese_full(a, d) : S("");
}

static void goods(
    const struct delivery_post *p, const struct order *o, struct delivery_mail *m)
{
    struct order_lines l = order_lines(p->db, o->id);

    m->goods.v = NEW_N(p->arena, struct str, l.n + 1);
    m->goods.n = 0;
    for (size_t i = 0; i < l.n; i++) {
        int64_t n = l.v[i].quantity - l.v[i].cancelled;

        if (n)
            m->goods.v[m->goods.n++] = arena_fmt(p->arena,
                STR_FMT "%s" STR_FMT "　%lld台", STR_ARG(l.v[i].product),
                l.v[i].model.n ? " " : "", STR_ARG(l.v[i].model), (long long)n);
    }
}

static void send(const struct delivery_post *p, enum delivery_news what,
    const struct order *o, const struct delivery_mail *m, const struct member *to, int *n)
{
    const struct text *t = &texts[what];
    struct delivery_mail one = *m;
    struct buf b = BUF_INIT;

    one.contact = to->contact;
    t->text(&b, &one);
    *n += outbox_add(
        p->db, &(struct outbox){
                   .key = arena_fmt(p->arena, "order_%s:" STR_FMT ":%lld:%lld", t->word,
                       STR_ARG(p->key), (long long)o->id, (long long)to->account),
                   .lane = LANE_USUAL,
                   .mail_to = to->mail,
                   .subject = str_of(t->subject),
                   .body = arena_str(p->arena, buf_view(&b)),
                   .template = arena_fmt(p->arena, "order_%s", t->word),
                   .version = str_of(tmpl_version((tmpl_any *)t->text)),
                   .institution = o->institution,
                   .account = to->account});
    buf_release(&b);
}

int delivery_mail(
    const struct delivery_post *p, enum delivery_news what, const struct order *o)
{
    struct arena *a = p->arena;
    struct delivery_mail m = {.place = o->name,
        .number = receipt_text(a, o->number),
        .when = day(a, o->delivery_on),
        .was = day(a, p->was_on),
        .sent = day(a, o->dispatched_on),
        .carrier = o->carrier,
        .tracking = o->tracking,
        .track = carrier_url(a, o->carrier, o->tracking),
        .received = day(a, o->delivered_on),
        .reason = o->reason,
        .page = arena_fmt(a, STR_FMT "/my/readers/" STR_FMT, STR_ARG(p->conf->origin),
            STR_ARG(o->number)),
        .elsewhere = o->elsewhere != 0};
    struct members_of people;
    int n = 0;

    goods(p, o, &m);
    db_as(p->db, a, o->institution);
    people = member_list(p->db);
    db_as(p->db, a, DB_ALL);
    for (size_t i = 0; i < people.n; i++)
        if (!str_is(people.v[i].role, "viewer"))
            send(p, what, o, &m, &people.v[i], &n);
    return n;
}
