/* ways.c: see ways.h. */
#include "model/ways.h"

#include "sys/clock.h"
#include "util/str.h"

static const struct col cols[] = {COL(way_event, institution), COL(way_event, at),
    COL(way_event, actor), COL(way_event, action), COL(way_event, detail)};

enum { EACH };

static const struct query queries[] = {
    /* The list is that of the index audit_ways, word for word. */
    [EACH] = {"way_event.each", ANY,
        "SELECT institution, at, actor, action, detail FROM audit"
        " WHERE action IN ('account.called', 'account.claim_stopped', 'account.claimed',"
        " 'account.password_reset', 'account.place_added', 'account.proved',"
        " 'account.registered', 'account.replace_asked', 'account.replace_stopped',"
        " 'account.replaced', 'account.reset_asked', 'account.reset_letter',"
        " 'deletion.asked', 'deletion.cancelled', 'deletion.done', 'deletion.restored',"
        " 'factor.lost', 'factor.lost_asked', 'factor.lost_stopped',"
        " 'factor.recovery_used', 'help.approved', 'help.asked', 'institution.viewed',"
        " 'letter.request_refused', 'letter.request_stopped', 'letter.requested',"
        " 'login.unlocked') ORDER BY institution, id"},
};

const struct model way_event_model = MODEL(way_event, cols, queries);

/* What a row of the log does to a case. */
enum step {
    BEGINS = 1, /* or goes on with it */
    ENDS = 2,   /* if there is one */
    ALWAYS = 4, /* ENDS: it is a case of its own, if there is none */
    STOPS = 8,
    PROVES = 16, /* by a letter */
};

struct rule {
    const char *action;
    unsigned step;
    enum way way; /* if staff do it, or if it needs no other; WAYS: see below */
};

static const struct rule rules[] = {
    {"letter.requested", BEGINS, WAY_LETTER},
    {"account.reset_asked", BEGINS, WAY_MAIL},
    {"account.reset_letter", PROVES, WAYS},
    {"account.replace_asked", BEGINS | PROVES, WAYS},
    {"factor.lost_asked", BEGINS | PROVES, WAYS},
    {"help.asked", BEGINS, WAYS},
    {"help.approved", 0, WAY_COLLEAGUE},
    {"account.registered", ENDS, WAYS},
    {"account.place_added", ENDS | PROVES, WAYS},
    {"account.proved", ENDS | PROVES, WAYS},
    {"account.claimed", ENDS | PROVES, WAYS},
    {"account.password_reset", ENDS, WAY_MAIL},
    {"account.replaced", ENDS, WAYS},
    {"factor.lost", ENDS, WAYS},
    {"factor.recovery_used", ENDS | ALWAYS, WAY_PAPER},
    {"letter.request_stopped", STOPS, WAYS},
    {"account.replace_stopped", STOPS, WAYS},
    {"account.claim_stopped", STOPS, WAYS},
    {"factor.lost_stopped", STOPS, WAYS},
    {"deletion.asked", BEGINS, WAY_DELETION},
    {"deletion.done", ENDS | ALWAYS, WAY_DELETION},
    {"deletion.restored", BEGINS, WAY_DELETION},
    {"deletion.cancelled", ENDS, WAY_DELETION},
    {"account.called", ENDS | ALWAYS, WAY_CALLBACK},
    {"login.unlocked", ENDS | ALWAYS, WAY_UNLOCK},
    {"letter.request_refused", 0, WAY_PHONE},
    {"institution.viewed", 0, WAY_PHONE},
};

struct walk {
    struct way_case c; /* institution 0: none */
    bool asked;        /* a new letter, without staff */
    bool proved;       /* by a letter */
    bool colleague, mail, paper;
    enum way staff; /* the first of the list that occurred; WAYS: none */
    way_fn *fn;
    void *ctx;
};

static void give(struct walk *w)
{
    if (w->c.institution)
        w->fn(w->ctx, &w->c);
    w->c = (struct way_case){.institution = 0};
}

static void begin(struct walk *w, const struct way_event *e)
{
    give(w);
    w->c = (struct way_case){.institution = e->institution, .begun = e->at};
    w->asked = w->proved = w->colleague = w->mail = w->paper = false;
    w->staff = WAYS;
}

/* Whether the case that has ended goes on with this. */
static bool again(const struct walk *w, const struct way_event *e)
{
    return w->c.state == WAY_ENDED &&
           e->at < w->c.ended + (int64_t)WAYS_AGAIN_DAYS * 24 * 3600;
}

static enum way way_of(const struct walk *w)
{
    if (w->staff != WAYS)
        return w->staff;
    if (w->colleague)
        return WAY_COLLEAGUE;
    if (w->proved)
        return w->asked ? WAY_LETTER : WAY_CODE;
    if (w->paper)
        return WAY_PAPER;
    return w->mail ? WAY_MAIL : WAY_CODE;
}

static bool by_staff(const struct way_event *e)
{
    return str_starts(e->actor, S("s:")) || str_is(e->action, "deletion.done");
}

/* A registration that proves nothing opens nothing yet; its letter or a call follows. */
static bool unproved(const struct way_event *e)
{
    return str_is(e->action, "account.registered") && !str_starts(e->actor, S("c:")) &&
           !str_starts(e->detail, S("メールのリンクと案内文書"));
}

static void note(struct walk *w, const struct rule *rule, const struct way_event *e)
{
    enum way way = rule->way;

    if (by_staff(e)) {
        way = way == WAY_LETTER ? WAY_STAFF_LETTER : way < WAYS_ALONE ? WAY_PHONE : way;
        w->staff = way < w->staff ? way : w->staff;
        return;
    }
    w->asked = w->asked || way == WAY_LETTER;
    w->colleague = w->colleague || way == WAY_COLLEAGUE;
    w->paper = w->paper || way == WAY_PAPER;
    w->mail = w->mail || way == WAY_MAIL;
    w->proved =
        w->proved || (rule->step & PROVES) || str_is(e->action, "account.registered");
}

/* Staff who cancel a deletion have solved nothing; whoever does it with his own login is
 * in. */
static unsigned step_of(const struct rule *rule, const struct way_event *e)
{
    if (str_is(e->action, "deletion.cancelled") && !str_starts(e->actor, S("a:")) &&
        !str_starts(e->actor, S("c:")))
        return 0;
    return rule->step;
}

static void take(struct walk *w, const struct rule *rule, const struct way_event *e)
{
    unsigned step = step_of(rule, e);
    bool open;

    if (w->c.institution && w->c.institution != e->institution)
        give(w);
    open = w->c.institution && w->c.state == WAY_OPEN;
    if (str_is(e->action, "institution.viewed") && !str_is(e->detail, "phone"))
        return;
    if (!open && (step & (BEGINS | ALWAYS))) {
        if (w->c.institution && again(w, e))
            w->c.state = WAY_OPEN;
        else
            begin(w, e);
        open = true;
    }
    if (!open || unproved(e))
        return;
    note(w, rule, e);
    if (step & (ENDS | STOPS)) {
        w->c.state = step & STOPS ? WAY_STOPPED : WAY_ENDED;
        w->c.ended = e->at;
        w->c.way = way_of(w);
    }
}

static bool one(void *ctx, const void *row)
{
    const struct way_event *e = row;

    for (size_t i = 0; i < COUNT(rules) && e->institution; i++)
        if (str_is(e->action, rules[i].action)) {
            take(ctx, &rules[i], e);
            break;
        }
    return true;
}

void ways_each(struct db *db, way_fn *fn, void *ctx)
{
    struct walk w = {.fn = fn, .ctx = ctx};
    struct way_event row;

    db_each(
        db, &way_event_model, EACH, &(struct way_event){.institution = 0}, &row, one, &w);
    give(&w);
}

/* ---- sums */

struct summing {
    struct way_sums *out;
    struct date today;
};

static int month_number(struct date d)
{
    return d.year * 12 + d.month;
}

static void add(void *ctx, const struct way_case *c)
{
    struct summing *s = ctx;
    struct way_month *m;
    int ago;

    if (c->state == WAY_OPEN) {
        bool old = c->begun < date_start(date_add_days(s->today, -WAYS_OLD_DAYS));

        *(old ? &s->out->old : &s->out->open) += 1;
        return;
    }
    ago = month_number(s->today) - month_number(date_tokyo(c->ended));
    if (ago < 0 || ago >= WAYS_MONTHS)
        return;
    if (c->state == WAY_STOPPED) {
        s->out->stopped++;
        return;
    }
    m = &s->out->months[ago];
    m->n[c->way]++;
    s->out->all.n[c->way]++;
    *(c->way < WAYS_ALONE ? &m->alone : &m->staff) += 1;
    *(c->way < WAYS_ALONE ? &s->out->all.alone : &s->out->all.staff) += 1;
}

void ways_sums(struct db *db, struct way_sums *out)
{
    struct summing s = {out, date_tokyo(clock_now())};
    struct date first = {s.today.year, s.today.month, 1};

    *out = (struct way_sums){.open = 0};
    for (int i = 0; i < WAYS_MONTHS; i++)
        out->months[i].first = date_add_months(first, -i);
    ways_each(db, add, &s);
}

int way_share(const struct way_month *m)
{
    int64_t all = m->alone + m->staff;

    return all ? (int)(m->alone * 100 / all) : -1;
}

const char *way_word(enum way w)
{
    static const char *const words[WAYS] = {"letter", "letter_code", "mail", "colleague",
        "recovery_code", "deletion", "call_back", "staff_letter", "unlock", "phone"};

    return words[w];
}
