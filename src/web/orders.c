/* orders.c: see orders.h. */
#include "web/orders.h"

#include "gen/templates.h"
#include "model/audit.h"
#include "model/institution.h"
#include "model/member.h"
#include "model/order_form.h"
#include "model/outbox.h"
#include "model/prefecture.h"
#include "model/receipt.h"
#include "sys/secret.h"
#include "util/str.h"
#include "web/app.h"

struct tag orders_tag(struct str state)
{
    static const struct {
        const char *state;
        enum tone tone;
    } tones[] = {{"received", TONE_INFO}, {"scheduled", TONE_INFO}, {"dispatched", TONE_INFO},
        {"delivered", TONE_GOOD}, {"cancelled", TONE_FLAT}, {"refund_required", TONE_WARN},
        {"refunded", TONE_FLAT}};
    struct tag t = {TONE_PLAIN, str_of(order_state_name(state))};

    for (size_t i = 0; i < COUNT(tones); i++)
        if (str_is(state, tones[i].state))
            t.tone = tones[i].tone;
    return t;
}

struct str orders_line_name(struct arena *a, const struct order_line *l)
{
    return arena_fmt(a, "%s" STR_FMT " " STR_FMT "%s" STR_FMT "%s", l->sample ? "【見本】" : "",
        STR_ARG(l->maker), STR_ARG(l->product), l->model.n ? "（" : "", STR_ARG(l->model),
        l->model.n ? "）" : "");
}

struct str orders_day(struct arena *a, struct str iso)
{
    struct date d;

    return date_iso(iso, &d) ? date_japanese_full(a, d) : S("");
}

struct order_address orders_address(struct req *r, const struct order *o)
{
    struct arena *a = r->arena;
    struct institution i;

    if (o->elsewhere)
        return (struct order_address){.elsewhere = true, .zip = order_zip_text(a, o->zip),
            .line = arena_fmt(a, STR_FMT STR_FMT, STR_ARG(prefecture_name(o->pref)),
                STR_ARG(o->city)),
            .building = o->building, .name = o->addressee, .phone = o->phone,
            .contact = o->contact};
    if (!institution_get(r->db, o->institution, &i))
        return (struct order_address){.elsewhere = false};
    return (struct order_address){.zip = order_zip_text(a, i.zip), .name = i.name,
        .line = arena_fmt(a, STR_FMT STR_FMT, STR_ARG(prefecture_name(i.pref)),
            STR_ARG(i.address))};
}

/* ---------------------------------------------------------------- mails */

static const struct text {
    const char *word, *name, *subject;
    void (*text)(struct buf *o, const struct order_mail *m);
} texts[] = {
    {"place", "order_placed", "カードリーダーの申し込みを受け付けました", tmpl_mail_order_placed},
    {"change", "order_changed", "カードリーダーの申し込みの内容を変えました", tmpl_mail_order_changed},
    {"part", "order_changed", "カードリーダーの申し込みの内容を変えました", tmpl_mail_order_changed},
    {"cancel", "order_cancelled", "カードリーダーの申し込みを取り消しました", tmpl_mail_order_cancelled},
    {"undo", "order_undone", "カードリーダーの申し込みをもとに戻しました", tmpl_mail_order_undone},
};

static struct order_goods_list goods(struct req *r, const struct order *o)
{
    struct order_lines l = order_lines(r->db, o->id);
    struct order_goods *v = NEW_N(r->arena, struct order_goods, l.n + 1);

    for (size_t i = 0; i < l.n; i++)
        v[i] = (struct order_goods){.name = orders_line_name(r->arena, &l.v[i]),
            .n = l.v[i].quantity - l.v[i].cancelled, .cancelled = l.v[i].cancelled};
    return (struct order_goods_list){v, l.n};
}

static void send(struct req *r, const struct text *t, const struct order *o,
    const struct order_mail *m, const struct member *to)
{
    struct order_mail one = *m;
    struct buf b = BUF_INIT;

    one.contact = to->contact;
    t->text(&b, &one);
    outbox_add(r->db,
        &(struct outbox){
            .key = arena_fmt(r->arena, "%s:" STR_FMT, t->name, STR_ARG(secret_token(r->arena))),
            .lane = LANE_FIRST, .mail_to = to->mail, .subject = str_of(t->subject),
            .body = arena_str(r->arena, buf_view(&b)), .template = str_of(t->name),
            .version = str_of(tmpl_version((tmpl_any *)t->text)),
            .institution = o->institution, .account = to->account});
    buf_release(&b);
}

static void audit(struct req *r, const struct order *o, const char *word)
{
    struct order_snapshot s = order_snapshot(r->db, r->arena, o);

    audit_add(r->db, &(struct audit){.actor = r->who.owner, .institution = o->institution,
                         .action = arena_fmt(r->arena, "order.%s", word),
                         .request = req_id(r),
                         .detail = arena_fmt(r->arena, STR_FMT " " STR_FMT "%s" STR_FMT,
                             STR_ARG(receipt_text(r->arena, o->number)), STR_ARG(s.lines),
                             s.address.n ? "\n" : "", STR_ARG(s.address))});
}

void orders_tell(struct req *r, const struct order *o, const char *word)
{
    struct arena *a = r->arena;
    struct members_of people = member_list(r->db);
    struct order_mail m = {.place = o->name, .number = receipt_text(a, o->number),
        .reason = o->reason, .goods = goods(r, o), .to = orders_address(r, o),
        .held_until = orders_day(a, o->held_until),
        .until = date_time_text(a, o->cancelled_at + ORDER_UNDO_S)};

    m.page = arena_fmt(a, STR_FMT "/my/readers/" STR_FMT, STR_ARG(r->app->conf->origin),
        STR_ARG(o->number));
    audit(r, o, word);
    for (size_t k = 0; k < COUNT(texts); k++)
        for (size_t i = 0; strcmp(texts[k].word, word) == 0 && i < people.n; i++)
            if (!str_is(people.v[i].role, "viewer"))
                send(r, &texts[k], o, &m, &people.v[i]);
}
