/* demo_notices.c: filings in the sample programme, in every state. */
#include "job/demo.h"

#include "model/notice.h"
#include "sys/clock.h"
#include "util/str.h"

enum { DAY_S = 24 * 3600, EVERY = 12 /* as demo registers them */, FIRST = 13, MOST = 36 };

static const struct {
    const char *type, *key, *value;
} answers[] = {
    {"network", "line", "not_yet"}, {"building", "which", "rebuilding"},
    {"building", "ends_on", "2027-03-31"}, {"closing", "which", "pausing"},
    {"closing", "planned_on", "2027-06-30"}, {"system", "contract_on", "2026-02-10"},
    {"system", "vendor", "株式会社みほんシステム"}, {"system", "done_month", "2027-05"},
    {"hardship", "text", "大雨で建物がこわれ、直しているところです。（見本）"},
};

static struct notice_answers answers_of(struct arena *a, struct str type)
{
    struct notice_answers l = {NEW_N(a, struct notice_answer, COUNT(answers)), 0};

    for (size_t i = 0; i < COUNT(answers); i++)
        if (str_is(type, answers[i].type))
            l.v[l.n++] = (struct notice_answer){
                .key = str_of(answers[i].key), .value = str_of(answers[i].value)};
    return l;
}

static bool move(struct db *db, struct arena *a, struct notice *n,
    enum notice_event_kind event, enum notice_who who, int64_t at,
    const struct notice_content *c)
{
    struct notice_by by = {.who = who, .at = at,
        .actor = who == NOTICE_BY_REVIEW ? S("s:1") : n->filed_by};
    const struct notice_rule *rule;

    return notice_move(db, a, n, event, &by,
               &(struct notice_input){.content = c, .reason = S("事業者の名前を、正しく書いてください。（見本）"),
                   .ended_on = date_text(a, date_tokyo(at))}, &rule) == NOTICE_DONE;
}

/* The n-th: of another type and in another state than the one before. */
static bool file_one(struct db *db, struct arena *a, const struct institution *i,
    const struct programme_types *types, size_t n)
{
    const struct programme_type *t = &types->v[n % types->n];
    int64_t at = clock_now() - (int64_t)(n % 12) * DAY_S - 3600;
    struct notice_by by = {.who = NOTICE_BY_CLINIC, .actor = S("job"), .at = at};
    struct notice_content c = {.type = t->id, .founder = i->founder.n ? i->founder : S("開設者"),
        .name = i->name, .address = i->address.n ? i->address : S("見本"),
        .answers = answers_of(a, t->word)};
    struct notice x;

    if (notice_start(db, a, i, t->programme, t->id, &by, &x) != NOTICE_DONE)
        return false;
    if (n % 6 == 5)
        return true; /* a draft */
    if (!move(db, a, &x, NOTICE_FILE, NOTICE_BY_CLINIC, at, &c))
        return false;
    switch (n % 9) {
    case 1:
        return move(db, a, &x, NOTICE_RETURN, NOTICE_BY_REVIEW, at + 1800, NULL);
    case 2:
    case 4:
        return move(db, a, &x, NOTICE_ACCEPT, NOTICE_BY_REVIEW, at + 1800, NULL);
    case 6:
        return move(db, a, &x, NOTICE_WITHDRAW, NOTICE_BY_CLINIC, at + 1800, NULL);
    default:
        return true; /* waits to be looked at */
    }
}

bool demo_notices(struct db *db, struct arena *a, int64_t last)
{
    struct programme p;
    size_t n = 0;

    if (!programme_by_word(db, S("mihon"), &p))
        return false;
    for (int64_t id = FIRST; id <= last && n < MOST; id += EVERY) {
        struct institution i;
        char today[11];
        struct programme_types t;

        clock_today(today);
        if (!institution_get(db, id, &i) || institution_closed(&i, str_of(today)))
            continue;
        t = programme_types_on(db, p.id, date_tokyo(clock_now()), i.kind);
        if (!t.n || !file_one(db, a, &i, &t, n++))
            return false;
    }
    return true;
}
