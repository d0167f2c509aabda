/* status.c: 受付番号で状況を見る: how far a deletion is, for whoever has its receipt number.
 * State and days only: nothing of whom or what it concerns. And the button by which the
 * institution itself cancels one; the frame shows it on each of its pages. */
#include "gen/templates.h"
#include "model/receipt.h"
#include "page/status_view.h"
#include "util/date.h"
#include "util/str.h"
#include "web/app.h"
#include "web/deletions.h"
#include "web/frame.h"
#include "web/rate.h"
#include "web/words.h"

enum { STEPS = 5 };

static struct str when(struct req *r, int64_t at)
{
    return at ? arena_fmt(r->arena, STR_FMT " " STR_FMT,
                    STR_ARG(date_japanese_full(r->arena, date_tokyo(at))),
                    STR_ARG(date_time_text(r->arena, at)))
              : S("");
}

static void step(struct status_view *v, const char *text, struct str at)
{
    v->steps.v[v->steps.n++] = (struct status_step){str_of(text), at, false};
}

static struct str next(struct req *r, const struct deletion *d)
{
    if (str_is(d->state, "asked"))
        return S("申し出を受け付けました。届け出ている電話番号へ、折り返し電話します。");
    if (str_is(d->state, "verified"))
        return S("確認が終わりました。削除する日を決めています。");
    if (str_is(d->state, "scheduled"))
        return arena_fmt(r->arena, STR_FMT "に削除します。", STR_ARG(when(r, d->effective_at)));
    if (str_is(d->state, "done"))
        return S("削除が終わりました。あらためてアカウントを登録してください。");
    if (str_is(d->state, "restored"))
        return S("削除したものを、もとに戻しました。");
    return S("取り消しました。削除はしていません。");
}

static void fill(struct req *r, const struct deletion *d, struct status_view *v)
{
    v->number = receipt_text(r->arena, d->number);
    v->state = words_deletion_state(d->state);
    v->steps.v = NEW_N(r->arena, struct status_step, STEPS);
    v->next = next(r, d);
    step(v, "受け付けた日時", when(r, d->asked_at));
    step(v, "確認が終わった日時", when(r, d->verified_at));
    if (str_is(d->state, "cancelled")) {
        step(v, "取り消した日時", when(r, d->ended_at));
    } else {
        step(v, "削除する予定の日時", when(r, d->effective_at));
        step(v, "削除した日時", when(r, d->done_at));
    }
    if (str_is(d->state, "restored"))
        step(v, "もとに戻した日時", when(r, d->ended_at));
    v->cancellable = str_is(d->state, "scheduled");
    v->registers = str_is(d->state, "done");
}

static int show(struct req *r)
{
    struct status_view v = {.typed = query_value(r, "no"), .error = S(""), .number = S("")};
    struct str number;
    struct deletion d;

    if (v.typed.n && !rates_take(r->app->rates, r->peer, RATE_LOOK)) {
        r->retry_after = S("60");
        return refuse(r, 429, S("短い時間に何度も送られました"),
            S("1分ほど待ってから、もう一度ためしてください。"));
    }
    if (!v.typed.n)
        ;
    else if (!receipt_typed(r->arena, v.typed, &number))
        v.error = S("受付番号に、写しまちがいがあるようです。9文字をもう一度見てください");
    else if (!deletion_by_number(r->db, number, &d))
        v.error = S("この受付番号は見つかりません。9文字をもう一度見てください");
    else
        fill(r, &d, &v);
    page_open(r, (struct page){.wrong = v.error.n > 0});
    tmpl_status(r->out, &v);
    return v.error.n ? 422 : 200;
}

/* ---------------------------------------------------------------- the institution */

static int cancel(struct req *r)
{
    struct deletion_by by = deletions_by(r);
    struct deletions c = deletions_of(r);
    struct deletion d;

    db_as(r->db, r->arena, DB_ALL);
    if (deletion_coming(r->db, r->who.institution, &d) && deletion_get(r->db, d.id, &d) &&
        deletions_move(&c, &d, DELETION_CANCEL, &by, S("医療機関等が取り消し")) !=
            DELETION_DONE)
        return refuse(r, 422, S("取り消せませんでした"),
            S("いまの状況を、受付番号で見てください。わからないときは、コールセンターへ電話してください。"));
    return see_other(r, S("/status/cancelled"));
}

static int cancelled(struct req *r)
{
    page_open(r, (struct page){.title = S("削除の取り消し（完了）")});
    tmpl_status_cancelled(r->out, r->who.role & CLINIC);
    return 200;
}

static const struct route routes[] = {
    {"GET", "/status", PUBLIC, "受付番号で状況を見る", show},
    {"GET", "/status/cancelled", PUBLIC, "削除の取り消し（完了）", cancelled},
    {"POST", "/my/deletion/cancel", CLINIC, "削除の取り消し", cancel,
        .members = ALL_MEMBERS},
    {0},
};

const struct feature status_feature = {"status", routes};
