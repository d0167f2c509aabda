/* desk.c: 窓口, the first page of staff: what is there, and how much of it waits. */
#include "gen/templates.h"
#include "model/deletion.h"
#include "model/desk.h"
#include "model/founder.h"
#include "model/letter_request.h"
#include "model/mail_sum.h"
#include "model/report.h"
#include "model/staff.h"
#include "staff/desk_notices.h"
#include "staff/desk_orders.h"
#include "sys/clock.h"
#include "util/str.h"
#include "web/app.h"
#include "web/frame.h"
#include "web/place.h"
#include "web/words.h"

enum { COUNTS_MAX = 24 };

struct str desk_number(struct arena *a, int64_t n)
{
    if (n < 1000)
        return arena_fmt(a, "%lld", (long long)n);
    return arena_fmt(
        a, STR_FMT ",%03lld", STR_ARG(desk_number(a, n / 1000)), (long long)(n % 1000));
}

static struct url page_if(struct req *r, const char *path, unsigned may)
{
    struct str arg[REQ_ARGS];
    int allow;

    if (may & r->who.role && routes_find(r->app->routes, S("GET"), str_of(path), arg, &allow))
        return (struct url){str_of(path)};
    return (struct url){S("")};
}

static struct str role_of(struct req *r)
{
    for (const struct choice *c = staff_roles; c->value; c++)
        if (guard_staff_role(str_of(c->value)) == r->who.role)
            return str_of(c->label);
    return S("");
}

/* What the last night has found; nothing in most nights. */
static void mails_amiss(struct req *r, struct count_view *c, size_t *n)
{
    struct mail_sum sum;

    if (mail_sum_last(r->db, &sum) && mail_sum_amiss(&sum))
        c[(*n)++] = (struct count_view){S("行方のわからないメール"),
            S("書いた数が、送った数・送れなかった数・待っている数と合いません。管理者に知らせてください"),
            desk_number(r->arena, mail_sum_amiss(&sum)), page_if(r, "/staff/mail", DESK), true};
}

static struct count_view changes(struct req *r)
{
    int64_t oldest, n = founder_count(r->db, &oldest);

    return (struct count_view){S("開設者・名称の変更"),
        oldest ? arena_fmt(r->arena, "書類と見くらべて決めるもの。いちばん古いもの：" STR_FMT,
                     STR_ARG(words_moment(r->arena, oldest)))
               : S("書類と見くらべて決めるもの"),
        desk_number(r->arena, n), page_if(r, "/staff/founders", DESK),
        oldest && oldest < clock_now() - FOUNDER_DAYS * 24 * 3600};
}

static int show(struct req *r)
{
    struct desk d;
    struct count_view *c = NEW_N(r->arena, struct count_view, COUNTS_MAX);
    struct desk_view v = {.name = r->who.name, .role = role_of(r),
        .searches = (DESK & r->who.role) != 0, .counts = {c, 0}};
    struct url mail = page_if(r, "/staff/mail", DESK);

    v.search = place_search(r, S(""), S(""));
    desk_count(r->db, &d);
    c[v.counts.n++] = (struct count_view){S("医療機関等"), S("廃止したものもふくみます"),
        desk_number(r->arena, d.institutions), page_if(r, "/staff/institutions", DESK), false};
    c[v.counts.n++] = (struct count_view){S("アカウントの登録ずみ"),
        arena_fmt(r->arena, "登録の割合は %lld%%",
            (long long)(d.institutions ? d.registered * 100 / d.institutions : 0)),
        desk_number(r->arena, d.registered), {S("")}, false};
    c[v.counts.n++] = (struct count_view){S("使える案内文書"),
        S("仮メールアドレスで、きょうもログインできるもの"),
        desk_number(r->arena, d.letters_alive), page_if(r, "/staff/letters", DESK | PRINTER), false};
    c[v.counts.n++] = (struct count_view){S("メールアドレスの確認待ち"),
        S("届いたメールのリンクが、まだ開かれていません"),
        desk_number(r->arena, d.unconfirmed), {S("")}, false};
    c[v.counts.n++] = (struct count_view){S("送信待ちのメール"), S("順に送っています"),
        desk_number(r->arena, d.mails_queued), mail, false};
    c[v.counts.n++] = (struct count_view){S("届かなかったメール"),
        S("あて先を確かめて、電話などで知らせてください"),
        desk_number(r->arena, d.mails_dead), mail, d.mails_dead > 0};
    c[v.counts.n++] = (struct count_view){S("入力の途中"), S("下書きに残っている手続き"),
        desk_number(r->arena, d.drafts), {S("")}, false};
    c[v.counts.n++] = (struct count_view){S("案内文書の申し込み"),
        S("なくした案内文書のかわりを待っています"),
        desk_number(r->arena, letter_request_waiting(r->db)),
        page_if(r, "/staff/letters/requests", DESK | PRINTER), false};
    c[v.counts.n++] = (struct count_view){S("案内文書があてはまらない"),
        S("受け取った方からの知らせで、確かめていないもの"),
        desk_number(r->arena, report_waiting(r->db)), page_if(r, "/staff/letters/reports", DESK),
        false};
    c[v.counts.n++] = (struct count_view){S("削除の申し出"), S("先へ進めるもの、予約したもの"),
        desk_number(r->arena, deletion_waiting(r->db)), page_if(r, "/staff/deletions", DESK), false};
    if (DESK & r->who.role) {
        c[v.counts.n++] = changes(r);
        desk_orders(r, c, &v.counts.n);
        desk_notices(r, c, &v.counts.n);
    }
    mails_amiss(r, c, &v.counts.n);
    page_open(r, (struct page){.title = S("")});
    tmpl_staff_desk(r->out, &v);
    return 200;
}

static const struct route routes[] = {
    {"GET", "/staff", STAFF, "窓口", show, .plan = NULL},
    {.method = NULL},
};

const struct feature staff_desk_feature = {"staff_desk", routes};
