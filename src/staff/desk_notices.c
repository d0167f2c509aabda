/* desk_notices.c: the queues of transitional notices on the desk. */
#include "staff/desk_notices.h"

#include "model/notice_batch.h"
#include "model/notice_case.h"
#include "model/notice_queue.h"
#include "staff/desk_orders.h"
#include "sys/clock.h"
#include "util/date.h"

static int64_t days(int64_t since)
{
    return since ? date_number(date_tokyo(clock_now())) - date_number(date_tokyo(since))
                 : 0;
}

/* いちばん古いもの：3日前 */
static struct str oldest(struct arena *a, int64_t since)
{
    if (!since)
        return S("いまはありません");
    return days(since) ? arena_fmt(a, "いちばん古いもの：%lld日前", (long long)days(since))
                       : S("いちばん古いもの：きょう");
}

void desk_notices(struct req *r, struct count_view *c, size_t *n)
{
    struct notice_waits w = notice_queue_waits(r->db);
    int64_t cases, ministry, since, batches = notice_batch_waiting(r->db, &since);
    struct arena *a = r->arena;

    c[(*n)++] = (struct count_view){S("経過措置の届出"), oldest(a, w.oldest),
        desk_number(a, w.waiting), URL("/staff/notices"),
        days(w.oldest) > NOTICE_QUEUE_DAYS};
    c[(*n)++] = (struct count_view){S("差し戻した届出"),
        arena_fmt(a, "直す期限がすぎたもの：%lld件", (long long)w.overdue),
        desk_number(a, w.returned), URL("/staff/notices?state=returned"), w.overdue > 0};
    c[(*n)++] = (struct count_view){S("まとめて受理する提案"),
        arena_fmt(a, "承認を待っています。" STR_FMT, STR_ARG(oldest(a, since))),
        desk_number(a, batches), URL("/staff/notices/batches"), false};
    notice_case_count(r->db, &cases, &ministry, &since);
    c[(*n)++] = (struct count_view){S("事情の相談"),
        arena_fmt(a, STR_FMT "（厚生労働省に照会中：%lld件）", STR_ARG(oldest(a, since)),
            (long long)ministry),
        desk_number(a, cases), URL("/staff/notices/cases"), days(since) > NOTICE_CASE_DAYS};
}
