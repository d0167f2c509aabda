/* deletions.c: the queue of requests for deletion, and the opening of one. The case itself
 * is in deletions_case.c. */
#include "gen/templates.h"
#include "model/receipt.h"
#include "staff/deletions_case.h"
#include "sys/clock.h"
#include "util/date.h"
#include "util/kana.h"
#include "util/str.h"
#include "util/utf8.h"
#include "web/app.h"
#include "web/frame.h"
#include "web/place.h"

enum { CALLER_MAX = 100, LATE_DAYS = 2 };

/* ---------------------------------------------------------------- the queue */

static struct str name_of(struct req *r, int64_t staff, const struct staff_list *all)
{
    return words_actor(
        r->arena, arena_fmt(r->arena, "s:%lld", (long long)staff), all);
}

static struct deletion_row row_of(
    struct req *r, const struct deletion *d, const struct staff_list *staff)
{
    struct arena *a = r->arena;
    int64_t days = date_number(date_tokyo(clock_now())) - date_number(date_tokyo(d->asked_at));

    return (struct deletion_row){
        .href = {arena_fmt(a, DELETIONS "/%lld", (long long)d->id)},
        .place = place_url(a, "filing", d->pref, d->score_table, d->code),
        .number = receipt_text(a, d->number), .name = d->name,
        .code = arena_fmt(a, STR_FMT "-" STR_FMT "-" STR_FMT, STR_ARG(d->pref),
            STR_ARG(d->score_table), STR_ARG(d->code)),
        .asked = words_moment(a, d->asked_at),
        .waited = days ? arena_fmt(a, "%lld日", (long long)days) : S("きょう"),
        .by = name_of(r, d->asked_by, staff), .state = words_deletion_state(d->state),
        .effective = words_moment(a, d->effective_at),
        .ended = words_moment(a, d->ended_at ? d->ended_at : d->done_at),
        .late = days > LATE_DAYS && !d->effective_at};
}

static int list(struct req *r)
{
    struct deletion_list open = deletion_open(r->db), ended = deletion_ended(r->db);
    struct staff_list staff = staff_list(r->db);
    struct deletions_view v = {{0}, {0}};

    v.open.v = NEW_N(r->arena, struct deletion_row, open.n + 1);
    v.ended.v = NEW_N(r->arena, struct deletion_row, ended.n + 1);
    for (; v.open.n < open.n; v.open.n++)
        v.open.v[v.open.n] = row_of(r, &open.v[v.open.n], &staff);
    for (; v.ended.n < ended.n; v.ended.n++)
        v.ended.v[v.ended.n] = row_of(r, &ended.v[v.ended.n], &staff);
    page_open(r, (struct page){.title = S("")});
    tmpl_staff_deletions(r->out, &v);
    return 200;
}

/* ---------------------------------------------------------------- opening a case */

static bool find(struct req *r, struct str typed, struct institution *i)
{
    struct code c;

    return code_parse(typed, 0, 0, &c) == CODE_OK && c.pref &&
           institution_by_code(r->db, &c, i);
}

static int draw(struct req *r, const struct institution *i, int status, struct str error)
{
    struct code c = institution_code(i);
    struct account owner;
    struct deletion_new_view v = {.csrf = guard_csrf(r), .code = code_text(r->arena, &c),
        .name = i->name, .phone = i->phone, .caller = form_value(r, "caller"),
        .error = error, .account = account_of(r->db, i->id, &owner)};

    page_open(r, (struct page){.title = S("削除の申し出を受け付ける"), .wrong = error.n > 0});
    tmpl_staff_deletion_new(r->out, &v);
    return status;
}

static int begin(struct req *r)
{
    struct institution i;

    if (!query_value(r, "code").n) /* whose? that is found out by the search */
        return see_other(r, S("/staff/institutions"));
    if (!find(r, query_value(r, "code"), &i))
        return not_found(r);
    return draw(r, &i, 200, S(""));
}

static int refused(struct req *r, enum deletion_no no, const struct deletion *other)
{
    if (no == DELETION_NO_OPEN)
        return see_other(r, arena_fmt(r->arena, DELETIONS "/%lld", (long long)other->id));
    if (no == DELETION_NO_RECENT)
        return refuse(r, 422, S("まだ受け付けられません"),
            arena_fmt(r->arena, STR_FMT "に削除しています。つぎの申し出は、%d日あとから受け付けられます。",
                STR_ARG(words_moment(r->arena, other->done_at)), DELETION_REST_DAYS));
    return refuse(r, 422, S("削除するものがありません"),
        S("使える仮メールアドレスも、登録したアカウントもありません。"
          "このまま、アカウントの登録か、新しい案内文書の申し込みができます。"));
}

static int open_case(struct req *r)
{
    struct str caller = text_name(r->arena, form_value(r, "caller"));
    struct deletion_by by = deletions_by(r);
    struct institution i;
    struct deletion d = {.id = 0};
    enum deletion_no no;

    if (!find(r, form_value(r, "code"), &i))
        return not_found(r);
    if (!caller.n || utf8_len(caller) > CALLER_MAX)
        return draw(r, &i, 422,
            caller.n ? S("電話をかけてきた方の名前は、100文字までで入力してください")
                     : S("電話をかけてきた方の名前を入力してください"));
    no = deletion_ask(r->db, &i, caller, &by, &d);
    if (no != DELETION_DONE)
        return refused(r, no, &d);
    audit_add(r->db, &(struct audit){.actor = by.actor, .institution = i.id,
                         .action = S("deletion.asked"), .request = req_id(r),
                         .detail = receipt_text(r->arena, d.number)});
    return see_other(r, arena_fmt(r->arena, DELETIONS "/%lld", (long long)d.id));
}

static const struct route routes[] = {
    {"GET", DELETIONS, DESK, "削除の申し出", list},
    {"POST", DELETIONS, HANDLES, "削除の申し出", open_case},
    {"GET", DELETIONS "/new", HANDLES, "削除の申し出を受け付ける", begin},
    {"GET", DELETIONS "/{id}", DESK, "削除の申し出", deletions_case_show},
    {"POST", DELETIONS "/{id}", HANDLES, "削除の申し出", deletions_case_act},
    {0},
};

const struct feature staff_deletions_feature = {"staff_deletions", routes};
