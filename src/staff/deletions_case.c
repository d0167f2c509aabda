/* deletions_case.c: one request for deletion from the call to the end: call-back, questions,
 * result, plan. What may happen is the model's table; here are its buttons and words. */
#include "staff/deletions_case.h"

#include "gen/templates.h"
#include "model/deletion_check.h"
#include "model/receipt.h"
#include "util/kana.h"
#include "util/str.h"
#include "util/utf8.h"
#include "web/app.h"
#include "web/frame.h"
#include "web/note.h"
#include "web/place.h"

enum { FACTS = 16, REASON_MAX = 200 };

static bool find(struct req *r, struct deletion *d)
{
    int64_t id;

    return str_int(r->arg[0], 1, INT64_MAX, &id) && deletion_get(r->db, id, d);
}

static bool may(struct req *r, const struct deletion *d, enum deletion_event event)
{
    struct deletion_by by = deletions_by(r);
    struct deletion_terms terms = deletions_terms(r->app->conf);

    /* any reason will do for the question whether there is a button */
    return HANDLES & r->who.role &&
           deletion_may(r->db, d, event, &by, S("-"), &terms) == DELETION_DONE;
}

static struct str why_not(enum deletion_no no)
{
    switch (no) {
    case DELETION_NO_CHECK:
        return S("本人の確認が終わっていません。折り返しの電話と質問を先にしてください。");
    case DELETION_NO_REASON:
        return S("理由を入力してください。");
    case DELETION_NO_SAME:
        return S("この申し出を受け付けた人と、確認した人は、できません。ほかの職員に頼んでください。");
    case DELETION_NO_SECOND:
        return S("登録したアカウントの削除には、ほかの職員の承認がいります。");
    case DELETION_NO_MORE:
        return S("きょう予約できる数をこえました。責任者に頼んでください。");
    case DELETION_NO_LATER:
        return S("もとに戻せるのは、削除から30日までです。");
    case DELETION_NO_CHANGED:
        return S("受け付けたあとで、登録が変わっています。医療機関等の画面で、いまの登録を見てください。");
    case DELETION_NO_STATE:
    case DELETION_NO_NOTHING:
    case DELETION_NO_OPEN:
    case DELETION_NO_RECENT:
    case DELETION_DONE:
        break;
    }
    return S("ほかの人が先に進めたか、いまの状態ではできません。いまの状態を見てください。");
}

/* ---------------------------------------------------------------- what is shown */

static void fact(struct fact_list *l, const char *what, struct str text, bool own)
{
    if (l->n == FACTS)
        die("deletions: too many facts");
    if (text.n)
        l->v[l->n++] = (struct fact){str_of(what), text, own};
}

static struct str by_staff(struct req *r, int64_t id, const struct staff_list *staff)
{
    return id ? words_actor(r->arena, arena_fmt(r->arena, "s:%lld", (long long)id), staff)
              : S("");
}

static void course(struct req *r, const struct deletion *d, struct deletion_view *v)
{
    struct staff_list staff = staff_list(r->db);
    struct arena *a = r->arena;
    struct fact_list *l = &v->facts;

    l->v = NEW_N(a, struct fact, FACTS);
    fact(l, "電話をかけてきた方", d->caller, true);
    fact(l, "対象", d->account ? S("登録したアカウント") : S("案内文書の仮メールアドレスだけ"), false);
    fact(l, "受付", words_moment(a, d->asked_at), true);
    fact(l, "受け付けた人", by_staff(r, d->asked_by, &staff), true);
    fact(l, "折り返しの電話", words_moment(a, d->called_at), true);
    fact(l, "確認", words_moment(a, d->verified_at), true);
    fact(l, "確認した人", by_staff(r, d->verified_by, &staff), true);
    fact(l, "確認しないで進めた理由", d->override, true);
    fact(l, "予約", words_moment(a, d->scheduled_at), true);
    fact(l, "予約した人", by_staff(r, d->scheduled_by, &staff), true);
    fact(l, "削除の予定", words_moment(a, d->effective_at), true);
    fact(l, "実行", words_moment(a, d->done_at), true);
    fact(l, str_is(d->state, "restored") ? "復元" : "取り消し", words_moment(a, d->ended_at), true);
    fact(l, "した人", d->ended_by.n ? words_actor(a, d->ended_by, &staff) : S(""), true);
    fact(l, "理由", d->reason, true);
}

static struct tag result_of(struct str result)
{
    if (str_is(result, "right"))
        return (struct tag){TONE_GOOD, S("合っている")};
    if (str_is(result, "wrong"))
        return (struct tag){TONE_BAD, S("ちがう")};
    if (str_is(result, "unknown"))
        return (struct tag){TONE_WARN, S("答えられない")};
    return (struct tag){TONE_PLAIN, S("")};
}

static void questions(struct req *r, const struct deletion *d, struct deletion_view *v)
{
    struct deletion_checks all = deletion_checks(r->db, r->arena, d);

    v->checks.n = all.n;
    v->checks.v = NEW_N(r->arena, struct check_view, all.n + 1);
    for (size_t i = 0; i < all.n; i++)
        v->checks.v[i] = (struct check_view){.key = all.v[i].question, .text = all.v[i].text,
            .answer = all.v[i].answer, .opened = all.v[i].opened_at != 0,
            .result = result_of(all.v[i].result)};
}

/* Whether the plan has a button, and if not, why. */
static void plan(struct req *r, const struct deletion *d, struct deletion_view *v)
{
    enum deletion_event event = d->account ? DELETION_APPROVE : DELETION_SCHEDULE;
    struct deletion_by by = deletions_by(r);
    struct deletion_terms terms = deletions_terms(r->app->conf);
    enum deletion_no no = deletion_may(r->db, d, event, &by, S(""), &terms);

    v->schedules = v->acts && no == DELETION_DONE;
    v->effect = words_moment(r->arena,
        d->effective_at ? d->effective_at : deletion_effect(r->db, &terms));
    if (v->schedules || v->scheduled)
        return;
    if (v->asked)
        v->why_not = S("本人の確認が終わると、ここから予約できます。");
    else if (!v->verified)
        v->why_not = S("この申し出は終わっています。");
    else
        v->why_not = why_not(no);
}

static int draw(struct req *r, const struct deletion *d, int status, struct str said)
{
    struct arena *a = r->arena;
    struct deletion_view v = {.csrf = guard_csrf(r), .said = said, .name = d->name,
        .number = receipt_text(a, d->number), .caller = d->caller,
        .code = arena_fmt(a, STR_FMT "-" STR_FMT "-" STR_FMT, STR_ARG(d->pref),
            STR_ARG(d->score_table), STR_ARG(d->code)),
        .place = place_url(a, "filing", d->pref, d->score_table, d->code),
        .phone = d->phone, .state = words_deletion_state(d->state),
        .acts = (HANDLES & r->who.role) != 0, .asked = str_is(d->state, "asked"),
        .verified = str_is(d->state, "verified"),
        .scheduled = str_is(d->state, "scheduled"), .done = str_is(d->state, "done"),
        .account = d->account != 0, .called = d->called_at != 0, .calls = S(""),
        .why_not = S("")};

    if (d->calls)
        v.calls = arena_fmt(a, "電話した回数：%lld回", (long long)d->calls);
    v.verifies = may(r, d, DELETION_VERIFY);
    v.overrides = may(r, d, DELETION_OVERRIDE);
    v.cancels = may(r, d, DELETION_CANCEL);
    v.restores = may(r, d, DELETION_RESTORE);
    course(r, d, &v);
    questions(r, d, &v);
    plan(r, d, &v);
    page_open(r, (struct page){.wrong = status == 422,
                     .title = arena_fmt(a, "削除の申し出 " STR_FMT, STR_ARG(v.number))});
    tmpl_staff_deletion(r->out, &v);
    return status;
}

int deletions_case_show(struct req *r)
{
    struct deletion d;

    if (!find(r, &d))
        return not_found(r);
    if (!note_view(r, "deletion.viewed", d.institution, "filing")) {
        r->retry_after = S("30");
        return refuse(r, 503, S("いま、開いたことを記録できません"),
            S("記録できるようになるまで、この画面は開けません。少し待って、もう一度ためしてください。"));
    }
    return draw(r, &d, 200, S(""));
}

/* ---------------------------------------------------------------- what is done */

static void audit(struct req *r, const struct deletion *d, const char *action, struct str detail)
{
    audit_add(r->db, &(struct audit){.actor = r->who.owner, .institution = d->institution,
                         .action = str_of(action), .request = req_id(r),
                         .detail = arena_fmt(r->arena, STR_FMT " " STR_FMT,
                             STR_ARG(receipt_text(r->arena, d->number)),
                             STR_ARG(detail))});
}

/* Steps of the check; false: no such act. */
static bool check_step(struct req *r, const struct deletion *d, struct str act, enum err *e)
{
    struct str question = form_value(r, "question");

    if (str_is(act, "reached") || str_is(act, "absent")) {
        *e = d->phone.n ? deletion_called(r->db, d->id, str_is(act, "reached")) : ERR_DENIED;
        if (*e == OK)
            audit(r, d, "deletion.called", str_is(act, "reached") ? S("話した") : S("不在"));
    } else if (!str_is(d->state, "asked") &&
               (str_is(act, "question") || result_of(act).text.n)) {
        *e = ERR_DENIED;
    } else if (str_is(act, "question")) {
        *e = deletion_check_open(r->db, d->id, question, r->who.staff);
        if (*e == OK)
            audit(r, d, "deletion.question", question);
    } else if (result_of(act).text.n) {
        *e = deletion_check_answer(r->db, d->id, question, act);
        if (*e == OK)
            audit(r, d, "deletion.answer",
                arena_fmt(r->arena, STR_FMT " " STR_FMT, STR_ARG(question), STR_ARG(act)));
    } else {
        return false;
    }
    return true;
}

static bool event_of(struct str act, enum deletion_event *out)
{
    static const struct {
        const char *act;
        enum deletion_event event;
    } acts[] = {
        {"verify", DELETION_VERIFY}, {"override", DELETION_OVERRIDE},
        {"schedule", DELETION_SCHEDULE}, {"approve", DELETION_APPROVE},
        {"cancel", DELETION_CANCEL}, {"restore", DELETION_RESTORE},
    };

    for (size_t i = 0; i < COUNT(acts); i++)
        if (str_is(act, acts[i].act)) {
            *out = acts[i].event;
            return true;
        }
    return false;
}

static int back(struct req *r, const struct deletion *d)
{
    return see_other(r, arena_fmt(r->arena, DELETIONS "/%lld", (long long)d->id));
}

int deletions_case_act(struct req *r)
{
    struct str act = form_value(r, "act"), reason = text_name(r->arena, form_value(r, "reason"));
    struct deletion_by by = deletions_by(r);
    struct deletions c = deletions_of(r);
    enum deletion_event event;
    enum deletion_no no;
    struct deletion d;
    enum err e;

    if (!find(r, &d))
        return not_found(r);
    if (utf8_len(reason) > REASON_MAX)
        return draw(r, &d, 422, S("理由は、200文字までで入力してください。"));
    if (check_step(r, &d, act, &e))
        return e == OK ? back(r, &d) : draw(r, &d, 422, why_not(DELETION_NO_STATE));
    if (!event_of(act, &event))
        return draw(r, &d, 422, S("ボタンを押し直してください。"));
    no = deletions_move(&c, &d, event, &by, reason);
    if (no == DELETION_DONE)
        return back(r, &d);
    return find(r, &d) ? draw(r, &d, 422, why_not(no)) : not_found(r);
}
