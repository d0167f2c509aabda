/* notices_review.c: one notice beside the master's data, what its checks have found, its
 * papers and history; accepting it, or returning it with reasons. */
#include "gen/templates.h"
#include "model/attachment.h"
#include "model/member.h"
#include "model/notice_check.h"
#include "model/notice_paper.h"
#include "model/notice_reason.h"
#include "model/prefecture.h"
#include "model/receipt.h"
#include "staff/notices.h"
#include "sys/clock.h"
#include "util/kana.h"
#include "util/str.h"
#include "util/utf8.h"
#include "web/app.h"
#include "web/attach.h"
#include "web/frame.h"
#include "web/note.h"
#include "web/notices.h"

enum { FACTS = 16, ITEMS = 5, FREE_MAX = 500, HASH_SHOWN = 16 };

struct whole { /* what the page is made of */
    struct req *r;
    struct notice n;
    struct institution i;
    struct notice_paper paper;
    struct staff_list staff;
    struct notice_review_view v;
};

static bool find(struct req *r, struct notice *n)
{
    struct str number;

    return receipt_typed(r->arena, r->arg[0], &number) && str_eq(number, r->arg[0]) &&
           notice_by_number(r->db, number, n) && !str_is(n->state, "draft");
}

/* ---------------------------------------------------------------- what was filed */

static void item(struct whole *w, const char *what, struct str filed, struct str master)
{
    struct arena *a = w->r->arena;
    struct notice_item *x = &w->v.items.v[w->v.items.n++];

    *x = (struct notice_item){.what = str_of(what), .filed = filed, .master = master};
    if (str_eq(filed, master))
        x->result = (struct tag){TONE_GOOD, S("同じ")};
    else if (str_eq(text_key(a, filed), text_key(a, master)))
        x->result = (struct tag){TONE_INFO, S("書き方だけちがう")};
    else
        x->result = (struct tag){TONE_WARN, S("ちがう")};
}

static void items(struct whole *w)
{
    struct arena *a = w->r->arena;
    const struct institution *i = &w->i;
    struct str with = arena_fmt(
        a, STR_FMT STR_FMT, STR_ARG(prefecture_name(i->pref)), STR_ARG(i->address));

    w->v.items.v = NEW_N(a, struct notice_item, ITEMS);
    item(w, "① 開設者氏名", w->n.founder, i->founder);
    item(w, "② 医療機関・薬局の名称", w->n.name, i->name);
    item(w, "③ 所在地", w->n.address,
        str_eq(text_key(a, w->n.address), text_key(a, with)) ? with : i->address);
    item(w, "④ 医療機関等コード", w->n.code,
        arena_fmt(a, STR_FMT STR_FMT STR_FMT, STR_ARG(i->pref), STR_ARG(i->score_table),
            STR_ARG(i->code)));
    if (w->n.other_codes.n)
        w->v.items.v[w->v.items.n++] = (struct notice_item){
            .what = S("④ いっしょに届け出るコード"), .filed = w->n.other_codes};
}

static void answers(struct whole *w)
{
    struct programme_questions q = programme_questions(w->r->db, w->n.type);
    struct notice_answers all = notice_answers(w->r->db, w->n.id, w->n.version);

    w->v.answers.v = NEW_N(w->r->arena, struct notice_item, q.n + 1);
    for (size_t i = 0; i < q.n; i++)
        if (notice_shown(&q.v[i], &all))
            w->v.answers.v[w->v.answers.n++] = (struct notice_item){.what = q.v[i].label,
                .filed = programme_answer_text(
                    w->r->arena, &q.v[i], notice_answer_of(&all, q.v[i].key))};
}

static void fact(struct whole *w, const char *what, struct str text, bool own)
{
    struct fact_list *l = &w->v.facts;

    if (l->n == FACTS)
        die("notices: too many facts");
    if (text.n)
        l->v[l->n++] = (struct fact){str_of(what), text, own};
}

static void facts(struct whole *w)
{
    struct arena *a = w->r->arena;
    const struct notice *n = &w->n;

    w->v.facts.v = NEW_N(a, struct fact, FACTS);
    fact(w, "制度", n->programme_title, false);
    fact(w, "⑤ 類型", arena_fmt(a, "%lld　" STR_FMT, (long long)n->type_number,
        STR_ARG(n->type_title)), false);
    fact(w, "届け出た日時", words_moment(a, n->filed_at), true);
    fact(w, "届け出た人", words_who(w->r->db, a, n->filed_by, &w->staff), true);
    fact(w, "消印の日", words_day(a, w->paper.postmark_on), true);
    fact(w, "届いた日", words_day(a, w->paper.arrived_on), true);
    fact(w, "医療機関等の確かめ", n->paper || str_starts(n->filed_by, S("s:"))
        ? w->paper.adopted_at ? words_moment(a, w->paper.adopted_at) : S("まだ") : S(""), true);
    fact(w, "猶予の終わり", n->end_day.n ? words_day(a, n->end_day) : S("決まっていない"), true);
    fact(w, "あとから出す書類の期限", words_day(a, n->follow_until), true);
    fact(w, "受理", words_moment(a, n->accepted_at), true);
    fact(w, "受理した人",
        n->accepted_by.n ? words_actor(a, n->accepted_by, &w->staff) : S(""), true);
    fact(w, "差し戻した理由", n->return_reason, true);
    fact(w, "直す期限", words_day(a, n->due), true);
    fact(w, "終わった日", words_day(a, n->ended_on), true);
    fact(w, "終わった理由", n->ended_reason, true);
    fact(w, "内容の照合番号", str_head(n->content_hash, HASH_SHOWN), true);
}

/* ---------------------------------------------------------------- papers, versions, steps */

static void papers(struct whole *w)
{
    struct attachment_list all = attachment_all(w->r->db, "notice", w->n.id);
    struct arena *a = w->r->arena;

    w->v.papers.v = NEW_N(a, struct notice_paper_row, all.n + 1);
    for (size_t i = 0; i < all.n; i++)
        w->v.papers.v[w->v.papers.n++] = (struct notice_paper_row){
            .href = {arena_fmt(a, NOTICES "/" STR_FMT "/files/%lld", STR_ARG(w->n.number),
                (long long)all.v[i].number)},
            .name = all.v[i].name, .kind = all.v[i].title,
            .size = attach_size(a, all.v[i].size), .at = words_moment(a, all.v[i].at),
            .scan = attach_scan_tag(&all.v[i]),
            .removed = !attachment_in(&all.v[i], w->n.version)};
}

static void versions(struct whole *w)
{
    struct notice_versions all = notice_versions(w->r->db, w->n.id);
    struct arena *a = w->r->arena;
    int64_t asked;

    if (!str_int(query_value(w->r, "v"), 1, INT64_MAX, &asked))
        asked = 0;
    w->v.versions.v = NEW_N(a, struct notice_old, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        const struct notice_version *x = &all.v[i];

        w->v.versions.v[w->v.versions.n++] = (struct notice_old){
            .href = {arena_fmt(a, NOTICES "/" STR_FMT "?v=%lld", STR_ARG(w->n.number),
                (long long)x->version)},
            .version = arena_fmt(a, "%lld", (long long)x->version),
            .at = words_moment(a, x->at), .who = words_who(w->r->db, a, x->actor, &w->staff),
            .hash = str_head(x->hash, HASH_SHOWN), .current = x->version == w->n.version,
            .force = x->version == w->n.in_force};
        if (x->version == asked) {
            w->v.snapshot = x->text;
            w->v.snapshot_of = w->v.versions.v[w->v.versions.n - 1].version;
        }
    }
}

static void steps(struct whole *w)
{
    struct notice_events all = notice_events(w->r->db, w->n.id);
    struct arena *a = w->r->arena;

    w->v.steps.v = NEW_N(a, struct notice_step, all.n + 1);
    for (size_t i = all.n; i > 0; i--) {
        const struct notice_event *x = &all.v[i - 1];

        w->v.steps.v[w->v.steps.n++] = (struct notice_step){.at = words_moment(a, x->at),
            .who = words_who(w->r->db, a, x->actor, &w->staff), .what = notices_event_text(x->event),
            .note = x->note};
    }
}

/* ---------------------------------------------------------------- checks, reasons */

static void doubts(struct whole *w)
{
    struct notice_checked found;

    notice_check(w->r->db, w->r->arena, &w->n, &found);
    w->v.doubts.v = NEW_N(w->r->arena, struct notice_doubt, found.n + 1);
    for (size_t i = 0; i < found.n; i++)
        w->v.doubts.v[w->v.doubts.n++] = (struct notice_doubt){
            .title = notice_check_title(str_of(found.v[i].word)), .text = found.v[i].text};
}

static bool picked(struct req *r, const struct notice_reason *x)
{
    const char *name = arena_fmt(r->arena, "r%lld", (long long)x->id).p;

    return str_is(form_value(r, name), "1");
}

static bool found_by_check(struct whole *w, const struct notice_reason *x)
{
    if (!x->check.n)
        return false;
    for (size_t i = 0; i < w->v.doubts.n; i++)
        if (str_eq(w->v.doubts.v[i].title, notice_check_title(x->check)))
            return true;
    return false;
}

/* Those whose check did not hold are chosen; after a press what was pressed. */
static void reasons(struct whole *w, bool pressed)
{
    struct notice_reasons all = notice_reasons(w->r->db);

    w->v.reasons.v = NEW_N(w->r->arena, struct reason_pick, all.n + 1);
    for (size_t i = 0; i < all.n; i++)
        w->v.reasons.v[w->v.reasons.n++] = (struct reason_pick){
            .id = arena_fmt(w->r->arena, "r%lld", (long long)all.v[i].id),
            .title = all.v[i].title, .text = all.v[i].text,
            .chosen = pressed ? picked(w->r, &all.v[i]) : found_by_check(w, &all.v[i])};
}

/* ---------------------------------------------------------------- the page */

/* How many get its mails. */
static int64_t member_count_of(struct req *r, int64_t institution)
{
    int64_t n;

    db_as(r->db, r->arena, institution);
    n = member_count(r->db);
    db_as(r->db, r->arena, DB_ALL);
    return n;
}

static bool acts(struct whole *w, enum notice_event_kind event)
{
    struct notice_by by = notices_by(w->r);

    return NOTICES_REVIEW & w->r->who.role && notice_rule(w->n.state, event, by.who);
}

static int draw(struct req *r, const struct notice *n, int status, struct str said)
{
    struct whole w = {.r = r, .n = *n, .staff = staff_list(r->db)};
    struct arena *a = r->arena;

    if (!institution_get(r->db, n->institution, &w.i))
        return not_found(r);
    notice_paper_get(r->db, n->id, &w.paper);
    w.v = (struct notice_review_view){.csrf = guard_csrf(r), .said = said,
        .number = receipt_text(a, n->number), .name = w.i.name,
        .code = notices_code(a, w.i.pref, w.i.score_table, w.i.code),
        .code10 = n->code, .rev = arena_fmt(a, "%lld", (long long)n->rev),
        .place = notices_place(a, w.i.pref, w.i.score_table, w.i.code),
        .page = {arena_fmt(a, NOTICES "/" STR_FMT, STR_ARG(n->number))},
        .state = notices_state(n), .free = form_value(r, "free"),
        .on_behalf = str_starts(n->filed_by, S("s:")), .waits = str_is(n->state, "filed"),
        .accepts = acts(&w, NOTICE_ACCEPT), .returns = acts(&w, NOTICE_RETURN),
        .cases = (NOTICES_ENTER & r->who.role) != 0, .raw = n->number};
    w.v.copies = w.v.on_behalf;
    w.v.mailed = member_count_of(r, n->institution) > 0;
    facts(&w);
    items(&w);
    answers(&w);
    papers(&w);
    versions(&w);
    steps(&w);
    doubts(&w);
    reasons(&w, status == 422);
    page_open(r, (struct page){.wrong = status == 422,
                     .title = arena_fmt(a, "経過措置の届出 " STR_FMT, STR_ARG(w.v.number))});
    tmpl_staff_notice(r->out, &w.v);
    return status;
}

static int show(struct req *r)
{
    struct notice n;

    if (!find(r, &n))
        return not_found(r);
    if (!note_view(r, "notice.viewed", n.institution, "filing")) {
        r->retry_after = S("30");
        return refuse(r, 503, S("いま、開いたことを記録できません"),
            S("記録できるようになるまで、この画面は開けません。少し待って、もう一度ためしてください。"));
    }
    return draw(r, &n, 200, S(""));
}

/* ---------------------------------------------------------------- what is done */

/* The texts that were picked, then the person's own words, a line each. */
static struct str reason_of(struct req *r)
{
    struct notice_reasons all = notice_reasons(r->db);
    struct str text = S(""), free = str_trim(text_lines(r->arena, form_value(r, "free")));

    for (size_t i = 0; i < all.n; i++)
        if (picked(r, &all.v[i]))
            text = arena_fmt(r->arena, STR_FMT "%s" STR_FMT, STR_ARG(text), text.n ? "\n" : "",
                STR_ARG(all.v[i].text));
    if (free.n)
        text = arena_fmt(r->arena, STR_FMT "%s" STR_FMT, STR_ARG(text), text.n ? "\n" : "",
            STR_ARG(free));
    return text;
}

static struct str why_not(struct req *r, const struct notice *n, enum notice_no no)
{
    struct notice_events all;
    struct staff_list staff;

    if (no == NOTICE_NO_REASON)
        return S("差し戻す理由を、1つ以上選ぶか、書いてください。");
    if (no != NOTICE_NO_CHANGED && no != NOTICE_NO_STATE)
        return notice_refusal_text(r->arena, no, NULL);
    all = notice_events(r->db, n->id);
    staff = staff_list(r->db);
    if (!all.n)
        return S("");
    return arena_fmt(r->arena,
        "この画面を開いたあとで、届出が変わりました。最後にしたのは" STR_FMT "（" STR_FMT "）で、" STR_FMT
        "です。いまの内容を見てください。", STR_ARG(words_actor(r->arena, all.v[all.n - 1].actor, &staff)),
        STR_ARG(words_moment(r->arena, all.v[all.n - 1].at)),
        STR_ARG(notices_event_text(all.v[all.n - 1].event)));
}

static int press(struct req *r)
{
    struct str act = form_value(r, "act");
    struct notices c = notices_of(r);
    struct notice_by by = notices_by(r);
    struct notice_input in = {.reason = S(""), .ended_on = S("")};
    enum notice_event_kind event = str_is(act, "accept") ? NOTICE_ACCEPT : NOTICE_RETURN;
    enum notice_no no;
    struct notice n;

    if (!find(r, &n))
        return not_found(r);
    if (!str_is(act, "accept") && !str_is(act, "return"))
        return draw(r, &n, 422, S("ボタンを押し直してください。"));
    if (!str_int(form_value(r, "rev"), 1, INT64_MAX, &in.rev))
        in.rev = -1;
    if (utf8_len(form_value(r, "free")) > FREE_MAX)
        return draw(r, &n, 422, S("自分で書く理由は、500文字までで入力してください。"));
    if (event == NOTICE_RETURN)
        in.reason = reason_of(r);
    no = notices_move(&c, &n, event, &by, &in);
    if (no == NOTICE_DONE)
        return see_other(r, arena_fmt(r->arena, NOTICES "/" STR_FMT, STR_ARG(n.number)));
    return find(r, &n) ? draw(r, &n, 422, why_not(r, &n, no)) : not_found(r);
}

static const struct route routes[] = {
    {"GET", NOTICES "/{number}", DESK, "経過措置の届出", show},
    {"POST", NOTICES "/{number}", NOTICES_REVIEW, "経過措置の届出", press},
    {0},
};

const struct feature staff_notices_review_feature = {"staff_notices_review", routes};
