/* notice_move.c: the states of notice.h: who may, what stands in the way, what becomes of
 * the row. */
#include "model/notice_impl.h"

#include "model/code.h"
#include "model/receipt.h"
#include "util/str.h"

#define CLINIC NOTICE_BY_CLINIC
#define DESKS  (NOTICE_BY_DESK | NOTICE_BY_REVIEW)
#define REVIEW NOTICE_BY_REVIEW
#define JOB    NOTICE_BY_JOB

const struct notice_rule notice_rules[] = {
    {"", NOTICE_START, CLINIC | DESKS, "draft", NULL, "notice.started"},
    {"draft", NOTICE_FILE, CLINIC | DESKS, "filed", "filed", "notice.filed"},
    {"draft", NOTICE_WITHDRAW, CLINIC | DESKS, "withdrawn", NULL, "notice.dropped"},
    {"filed", NOTICE_RETURN, REVIEW, "returned", "returned", "notice.returned"},
    {"filed", NOTICE_ACCEPT, REVIEW, "accepted", "accepted", "notice.accepted"},
    {"filed", NOTICE_UNAMEND, CLINIC | DESKS, "accepted", "unamended", "notice.unamended"},
    {"filed", NOTICE_WITHDRAW, CLINIC | DESKS, "withdrawn", "withdrawn", "notice.withdrawn"},
    {"returned", NOTICE_CORRECT, CLINIC | DESKS, "filed", "filed", "notice.corrected"},
    {"returned", NOTICE_UNAMEND, CLINIC | DESKS | JOB, "accepted", "unamended",
        "notice.unamended"},
    {"returned", NOTICE_WITHDRAW, CLINIC | DESKS, "withdrawn", "withdrawn",
        "notice.withdrawn"},
    {"returned", NOTICE_LAPSE, JOB, "withdrawn", "lapsed", "notice.lapsed"},
    {"accepted", NOTICE_AMEND, CLINIC | DESKS, "filed", "filed", "notice.amended"},
    {"accepted", NOTICE_WITHDRAW, CLINIC | DESKS, "withdrawn", "withdrawn",
        "notice.withdrawn"},
    {"accepted", NOTICE_END, CLINIC | DESKS, "ended", "ended", "notice.ended"},
    {"accepted", NOTICE_PASS, JOB, "ended", "passed", "notice.passed"},
    {NULL, 0, 0, NULL, NULL, NULL},
};

const struct notice_rule *notice_rule(
    struct str state, enum notice_event_kind event, enum notice_who who)
{
    for (const struct notice_rule *r = notice_rules; r->from; r++)
        if (r->event == event && r->who & who && str_is(state, r->from))
            return r;
    return NULL;
}

const char *notice_event_word(enum notice_event_kind event)
{
    static const char *const words[NOTICE_EVENTS] = {"start", "file", "return", "correct",
        "accept", "amend", "unamend", "withdraw", "end", "pass", "lapse"};

    if (event >= NOTICE_EVENTS)
        die("no event %d of a notice", (int)event);
    return words[event];
}

/* ---------------------------------------------------------------- guards */

static enum notice_no may_window(const struct programme *p, int64_t at)
{
    switch (programme_state(p, at)) {
    case PROGRAMME_DRAFT:
        return NOTICE_NO_PROGRAMME;
    case PROGRAMME_COMING:
        return NOTICE_NO_EARLY;
    case PROGRAMME_ENDED:
        return NOTICE_NO_LATE;
    case PROGRAMME_OPEN:
        break;
    }
    return NOTICE_DONE;
}

static enum notice_no may_type(struct db *db, const struct notice *n, int64_t type,
    int64_t at, struct programme_type *out)
{
    /* What was filed keeps its version of the rules through corrections and changes. */
    if (!programme_type_get(db, type, out) || out->programme != n->programme ||
        !programme_type_for(out, n->kind) ||
        (!(n->version && n->type == type) && !programme_type_valid(out, date_tokyo(at))))
        return NOTICE_NO_TYPE;
    return NOTICE_DONE;
}

static enum notice_no may_answers(struct db *db, struct arena *a,
    const struct notice_content *c, int64_t at)
{
    struct programme_questions q = programme_questions(db, c->type);
    enum notice_no no = NOTICE_DONE;

    for (size_t i = 0; i < q.n; i++)
        switch (notice_fit(a, &q.v[i], &c->answers, date_tokyo(at))) {
        case NOTICE_MISSING:
        case NOTICE_UNCLEAR:
            return NOTICE_NO_ANSWER;
        case NOTICE_OUTSIDE:
            no = NOTICE_NO_DAY;
            break;
        case NOTICE_FITS:
            break;
        }
    return no;
}

static enum notice_no may_file(struct db *db, struct arena *a, const struct notice *n,
    enum notice_event_kind event, const struct notice_by *by,
    const struct notice_content *c)
{
    struct programme p;
    struct programme_type t;
    enum notice_no no = NOTICE_DONE;
    struct date due;

    if (!programme_get(db, n->programme, &p))
        return NOTICE_NO_PROGRAMME;
    if (event == NOTICE_FILE)
        no = may_window(&p, by->at);
    else if (event == NOTICE_CORRECT && date_iso(n->due, &due) &&
             date_cmp(date_tokyo(by->at), due) > 0)
        no = NOTICE_NO_CORRECTION;
    if (no == NOTICE_DONE && !programme_for(&p, n->kind))
        no = NOTICE_NO_KIND;
    if (no == NOTICE_DONE && c)
        no = may_type(db, n, c->type, by->at, &t);
    if (no != NOTICE_DONE || !c)
        return no;
    if (!c->founder.n || !c->name.n || !c->address.n)
        return NOTICE_NO_ITEM;
    no = may_answers(db, a, c, by->at);
    if (no == NOTICE_DONE && str_is(t.attachment, "required") && !c->attached &&
        !p.follow_days)
        return NOTICE_NO_ATTACHMENT;
    return no;
}

static enum notice_no may_end(const struct notice_by *by, const struct notice_input *in)
{
    struct date d;

    if (!date_iso(in->ended_on, &d) || date_cmp(d, date_tokyo(by->at)) > 0)
        return NOTICE_NO_END_DAY;
    return NOTICE_DONE;
}

static bool is_over(struct str day, int64_t at)
{
    struct date d;

    return date_iso(day, &d) && date_cmp(date_tokyo(at), d) > 0;
}

static bool has_reason(const struct notice_input *in)
{
    return str_trim(in->reason).n > 0;
}

/* Without content FILE, CORRECT and AMEND look at days and kind only: for buttons. */
enum notice_no notice_may(struct db *db, struct arena *a, const struct notice *n,
    enum notice_event_kind event, const struct notice_by *by, const struct notice_input *in)
{
    if (!notice_rule(n->state, event, by->who))
        return NOTICE_NO_STATE;
    if (in->rev && in->rev != n->rev)
        return NOTICE_NO_CHANGED;
    switch (event) {
    case NOTICE_FILE:
    case NOTICE_CORRECT:
    case NOTICE_AMEND:
        return may_file(db, a, n, event, by, in->content);
    case NOTICE_RETURN:
        return has_reason(in) ? NOTICE_DONE : NOTICE_NO_REASON;
    case NOTICE_WITHDRAW:
        return has_reason(in) || str_is(n->state, "draft") ? NOTICE_DONE : NOTICE_NO_REASON;
    case NOTICE_UNAMEND:
        return n->in_force ? NOTICE_DONE : NOTICE_NO_FORCE;
    case NOTICE_LAPSE:
        if (n->in_force)
            return NOTICE_NO_FORCE;
        return is_over(n->due, by->at) ? NOTICE_DONE : NOTICE_NO_STATE;
    case NOTICE_END:
        return may_end(by, in);
    case NOTICE_PASS:
        return is_over(n->end_day, by->at) ? NOTICE_DONE : NOTICE_NO_STATE;
    case NOTICE_START:
    case NOTICE_ACCEPT:
    case NOTICE_EVENTS:
        break;
    }
    return NOTICE_DONE;
}

/* ---------------------------------------------------------------- effects */

static struct str day_after(struct arena *a, int64_t at, int64_t days)
{
    return date_text(a, date_add_days(date_tokyo(at), days));
}

/* A new version of the row and of its history. */
static void file(struct db *db, struct arena *a, struct notice *n,
    enum notice_event_kind event, const struct notice_by *by, const struct notice_content *c)
{
    struct notice_answers shown = {NEW_N(a, struct notice_answer, c->answers.n + 1), 0};
    struct programme_questions q = programme_questions(db, c->type);
    struct programme_type t;
    struct programme p;
    struct notice_version v;
    struct date end;

    if (!programme_type_get(db, c->type, &t) || !programme_get(db, n->programme, &p))
        return; /* notice_may has seen both: the database is broken */
    for (size_t i = 0; i < q.n; i++) {
        struct str value = notice_answer_of(&c->answers, q.v[i].key);

        if (value.n && notice_shown(&q.v[i], &c->answers))
            shown.v[shown.n++] = (struct notice_answer){.key = q.v[i].key, .value = value};
    }
    n->version++;
    n->type = c->type;
    n->founder = c->founder;
    n->name = c->name;
    n->address = c->address;
    n->other_codes = c->other_codes;
    n->end_day = notice_end_day(a, &t, &shown, &end) ? date_text(a, end) : S("");
    n->filed_at = by->at;
    n->filed_by = by->actor;
    n->paper = by->paper;
    n->return_reason = n->due = S("");
    n->follow_until = p.follow_days && !str_is(t.attachment, "none")
        ? day_after(a, by->at, p.follow_days) : S("");
    v = (struct notice_version){.notice = n->id, .version = n->version, .at = by->at,
        .actor = by->actor, .event = str_of(notice_event_word(event)), .type = n->type,
        .founder = n->founder, .name = n->name, .address = n->address,
        .other_codes = n->other_codes, .end_day = n->end_day};
    v.text = notice_text(db, a, n, &(struct notice_content){c->type, c->founder, c->name,
        c->address, c->other_codes, shown, c->attached, c->papers}, n->version, by->at);
    v.hash = n->content_hash = notice_text_hash(a, v.text);
    notice_put_version(db, &v, &shown);
}

static void back_to_force(struct db *db, struct notice *n)
{
    struct notice_version v;

    if (!notice_version_get(db, n->id, n->in_force, &v))
        return;
    n->type = v.type;
    n->founder = v.founder;
    n->name = v.name;
    n->address = v.address;
    n->other_codes = v.other_codes;
    n->end_day = v.end_day;
    n->content_hash = v.hash;
    n->filed_at = v.at;
    n->filed_by = v.actor;
    n->return_reason = n->due = S("");
}

static void affect(struct db *db, struct arena *a, struct notice *n,
    enum notice_event_kind event, const struct notice_by *by, const struct notice_input *in)
{
    struct programme p;

    switch (event) {
    case NOTICE_FILE:
    case NOTICE_CORRECT:
    case NOTICE_AMEND:
        file(db, a, n, event, by, in->content);
        break;
    case NOTICE_RETURN:
        n->return_reason = in->reason;
        n->due = programme_get(db, n->programme, &p)
            ? day_after(a, by->at, p.correct_days) : S("");
        break;
    case NOTICE_ACCEPT:
        n->in_force = n->version;
        n->accepted_at = by->at;
        n->accepted_by = by->actor;
        break;
    case NOTICE_UNAMEND:
        back_to_force(db, n);
        break;
    case NOTICE_WITHDRAW:
    case NOTICE_LAPSE:
    case NOTICE_END:
    case NOTICE_PASS:
        n->due = S("");
        n->ended_reason = in->reason;
        n->ended_on = event == NOTICE_END ? in->ended_on
            : event == NOTICE_PASS        ? n->end_day
                                          : day_after(a, by->at, 0);
        break;
    case NOTICE_START:
    case NOTICE_EVENTS:
        break;
    }
}

enum notice_no notice_move(struct db *db, struct arena *a, struct notice *n,
    enum notice_event_kind event, const struct notice_by *by, const struct notice_input *in,
    const struct notice_rule **rule)
{
    enum notice_no no = notice_may(db, a, n, event, by, in);
    const struct notice_rule *row = notice_rule(n->state, event, by->who);
    struct notice x = *n;

    if (no == NOTICE_DONE &&
        (event == NOTICE_FILE || event == NOTICE_CORRECT || event == NOTICE_AMEND) &&
        !in->content)
        return NOTICE_NO_ITEM;
    if (no != NOTICE_DONE || !row)
        return no;
    *rule = row;
    x.state_was = n->state;
    x.state = str_of(row->to);
    affect(db, a, &x, event, by, in);
    if (notice_store(db, &x) != OK)
        return NOTICE_NO_CHANGED;
    notice_put_event(db, &(struct notice_event){.notice = n->id, .actor = by->actor,
        .event = str_of(notice_event_word(event)), .from_state = n->state,
        .to_state = x.state, .version = x.version, .note = in->reason});
    return notice_get(db, n->id, n) ? NOTICE_DONE : NOTICE_NO_CHANGED;
}

/* ---------------------------------------------------------------- opening */

static struct str code10(struct arena *a, const struct institution *i)
{
    struct code c;

    if (code_from_columns(i->pref, i->score_table, i->code, &c) != CODE_OK)
        return i->code;
    return code_text10(a, &c);
}

enum notice_no notice_start(struct db *db, struct arena *a, const struct institution *i,
    int64_t programme, int64_t type, const struct notice_by *by, struct notice *out)
{
    char number[RECEIPT_NUMBER + 1];
    struct notice in = {.institution = i->id, .programme = programme, .type = type,
        .state = S("draft"), .founder = i->founder, .name = i->name, .address = i->address,
        .code = code10(a, i), .filed_by = by->actor, .paper = by->paper, .kind = i->kind};
    struct programme p;
    struct programme_type t;
    enum notice_no no;
    int64_t id;

    if (!notice_rule(S(""), NOTICE_START, by->who))
        return NOTICE_NO_STATE;
    if (!programme_get(db, programme, &p))
        return NOTICE_NO_PROGRAMME;
    no = may_window(&p, by->at);
    if (no == NOTICE_DONE && !programme_for(&p, i->kind))
        no = NOTICE_NO_KIND;
    if (no == NOTICE_DONE)
        no = may_type(db, &in, type, by->at, &t);
    if (no != NOTICE_DONE)
        return no;
    if (notice_in_the_way(db, i->id, programme, out))
        return NOTICE_NO_TWICE;
    receipt_make(number);
    in.number = arena_str(a, str_of(number));
    if (notice_put(db, &in, &id) != OK)
        return NOTICE_NO_TWICE;
    notice_put_event(db, &(struct notice_event){.notice = id, .actor = by->actor,
        .event = S("start"), .from_state = S(""), .to_state = in.state});
    return notice_get(db, id, out) ? NOTICE_DONE : NOTICE_NO_CHANGED;
}
