/* letters_requests.c: who waits for a new letter, and what became of the others. Staff ask
 * for a caller here, too; no proof is needed, because the letter goes to the master's
 * address. */
#include "gen/templates.h"
#include "model/audit.h"
#include "model/letter_request.h"
#include "staff/letters_requests_view.h"
#include "sys/clock.h"
#include "util/str.h"
#include "web/app.h"
#include "web/frame.h"
#include "web/letter_asked.h"
#include "web/place.h"

#define PAGE "/staff/letters/requests"

enum { HANDLES = OPERATOR | SUPERVISOR | ADMIN };

static struct tag state_of(const struct letter_request *q)
{
    if (str_is(q->state, "asked"))
        return (struct tag){TONE_INFO, S("待っている")};
    if (str_is(q->state, "issued"))
        return words_letter_state(q->letter_state);
    if (str_is(q->reason, "registered"))
        return (struct tag){TONE_PLAIN, S("登録ずみのため送らず")};
    if (str_is(q->reason, "member"))
        return (struct tag){TONE_PLAIN, S("医療機関等が取りやめ")};
    if (str_is(q->reason, "closed"))
        return (struct tag){TONE_PLAIN, S("廃止などのため送らず")};
    if (str_is(q->reason, "no_address"))
        return (struct tag){TONE_WARN, S("住所がなくて送れず")};
    return (struct tag){TONE_PLAIN, S("取り下げ")};
}

static struct str days_since(struct req *r, int64_t at)
{
    int64_t n = date_number(date_tokyo(clock_now())) - date_number(date_tokyo(at));

    return n ? arena_fmt(r->arena, "%lld日", (long long)n) : S("きょう");
}

static struct request_row row_of(
    struct req *r, const struct letter_request *q, const struct staff_list *staff)
{
    struct arena *a = r->arena;
    struct request_row x = {.id = arena_fmt(a, "%lld", (long long)q->id),
        .at = words_moment(a, q->asked_at), .name = q->name, .state = state_of(q),
        .by = str_is(q->asked_by, "-") ? S("画面から") : words_actor(a, q->asked_by, staff),
        .code = arena_fmt(a, STR_FMT "-" STR_FMT "-" STR_FMT, STR_ARG(q->pref),
            STR_ARG(q->score_table), STR_ARG(q->code)),
        .done = words_moment(a, q->done_at), .posted = words_day(a, q->posted_on),
        .letter = q->letter ? arena_fmt(a, "%09lld", (long long)q->letter) : S(""),
        .waited = days_since(r, q->asked_at), .href = {S("")}};

    if (DESK & r->who.role)
        x.href = place_url(a, "filing", q->pref, q->score_table, q->code);
    return x;
}

static int draw(struct req *r, int status, struct str said)
{
    struct letter_requests open = letter_request_open(r->db);
    struct letter_requests done = letter_request_done(r->db);
    struct staff_list staff = staff_list(r->db);
    struct requests_view v = {
        .csrf = guard_csrf(r), .acts = (HANDLES & r->who.role) != 0, .said = said};

    v.open.v = NEW_N(r->arena, struct request_row, open.n + 1);
    v.done.v = NEW_N(r->arena, struct request_row, done.n + 1);
    while (v.open.n < open.n) {
        v.open.v[v.open.n] = row_of(r, &open.v[v.open.n], &staff);
        v.open.n++;
    }
    while (v.done.n < done.n) {
        v.done.v[v.done.n] = row_of(r, &done.v[v.done.n], &staff);
        v.done.n++;
    }
    page_open(r, (struct page){.wrong = status == 422});
    tmpl_staff_letter_requests(r->out, &v);
    return status;
}

static int list(struct req *r)
{
    return draw(r, 200, S(""));
}

static void audit(struct req *r, const char *action, int64_t institution)
{
    audit_add(r->db, &(struct audit){.actor = r->who.owner, .institution = institution,
                         .action = str_of(action), .request = req_id(r)});
}

static int take_back(struct req *r)
{
    struct letter_request q;
    int64_t id;

    if (!str_int(r->arg[0], 1, INT64_MAX, &id) || !letter_request_get(r->db, id, &q))
        return not_found(r);
    if (letter_request_refuse(r->db, id) != OK)
        return draw(r, 422, S("この申し込みは、もう待っていません。いまの状態を見てください。"));
    audit(r, "letter.request_refused", q.institution);
    return see_other(r, S(PAGE));
}

static struct str why_not(struct req *r, enum letter_ask what, const struct letter_request *q)
{
    switch (what) {
    case LETTER_CLOSED:
        return S("廃止されたか、まだ指定されていないため、案内文書は送れません。");
    case LETTER_NO_ADDRESS:
        return S("届けられた基本情報に住所がないため、案内文書は送れません。");
    case LETTER_EARLY:
        if (str_is(q->state, "asked"))
            return S("申し込みを受け付けてあり、発送を待っています。");
        return arena_fmt(r->arena, "7日に1回までです。つぎは" STR_FMT "から申し込めます。",
            STR_ARG(date_japanese_full(r->arena, letter_request_next(q))));
    case LETTER_FULL:
    case LETTER_ASKED:
        break;
    }
    return S("");
}

/* From the page of the institution. */
static int ask(struct req *r)
{
    struct letter_request q = {.id = 0};
    struct institution i;
    enum letter_ask what;
    struct code c;

    if (code_parse(form_value(r, "code"), 0, 0, &c) != CODE_OK || !c.pref ||
        !institution_by_code(r->db, &c, &i))
        return not_found(r);
    what = letter_request_ask(r->db, &i, r->who.owner, 0, &q);
    if (what != LETTER_ASKED)
        return refuse(r, 422, S("案内文書の申し込みはできませんでした"), why_not(r, what, &q));
    letter_asked(r, &q, i.name);
    return see_other(r, S(PAGE));
}

static const struct route routes[] = {
    {"GET", PAGE, DESK | PRINTER, "案内文書の申し込み", list},
    {"POST", PAGE, HANDLES, "案内文書の申し込み", ask},
    {"POST", PAGE "/{id}", HANDLES, "案内文書の申し込み", take_back},
    {0},
};

const struct feature staff_letter_requests_feature = {"staff_letter_requests", routes};
