/* demo_founders.c: see demo.h: changes of founder and name, one in each state. */
#include "job/demo.h"

#include "model/account.h"
#include "model/founder.h"
#include "model/institution.h"
#include "sys/clock.h"
#include "util/str.h"

enum { DAY = 24 * 3600 };

static const struct story {
    int64_t institution;
    int days;            /* ago */
    const char *founder; /* NULL: stays */
    const char *tail;    /* put behind the name */
    const char *after;   /* r returned, a accepted, m: the master says the same by now */
} stories[] = {
    {13, 3, "医療法人社団みほん髙﨑会　理事長　髙﨑　花子", "", ""},
    {25, 9, "みほん　太郎", "", "r"},
    {37, 20, NULL, "　本院", "a"},
    {49, 8, "医療法人社団みほん会　理事長　𠮷田　一郎", "", "m"},
};

/* The next import of the master has brought the same. */
static bool publish(struct db *db, struct arena *a, const struct founder_change *c)
{
    struct institution old, now;

    if (!institution_get(db, c->institution, &old))
        return false;
    now = old;
    now.founder = c->founder;
    return institution_change(db, a, &old, &now) == OK;
}

static bool decide(struct db *db, struct arena *a, const struct story *s,
    struct founder_change *c, int64_t at)
{
    struct founder_by by = {FOUNDER_BY_DESK, S("s:1"), at};
    struct founder_input in = {.reason = S("paper"), .note = S("")};
    const struct founder_rule *rule;

    switch (*s->after) {
    case 'r':
        return founder_move(db, a, c, FOUNDER_RETURN, &by, &in, &rule) == FOUNDER_DONE;
    case 'a':
        in.reason = S("");
        return founder_move(db, a, c, FOUNDER_ACCEPT, &by, &in, &rule) == FOUNDER_DONE;
    case 'm':
        return publish(db, a, c);
    default:
        return true;
    }
}

static bool tell(struct db *db, struct arena *a, const char *data, const struct story *s)
{
    int64_t at = clock_now() - s->days * (int64_t)DAY;
    struct founder_by by = {FOUNDER_BY_CLINIC, S("job"), at};
    struct founder_input in = {.founder_jis = S(""), .said = S("")};
    struct founder_change c;
    struct account now;

    db_as(db, a, s->institution);
    if (!account_statement(db, &now))
        return false;
    in.founder = s->founder ? str_of(s->founder) : now.founder;
    in.name = arena_fmt(a, STR_FMT "%s", STR_ARG(now.name), s->tail);
    in.changed_on = date_text(a, date_add_days(date_tokyo(at), -10));
    if (founder_file(db, a, s->institution, &by, &in, &c) != FOUNDER_DONE ||
        !demo_paper(db, a, data,
            &(struct demo_paper){.institution = s->institution,
                .table = FOUNDER_TABLE,
                .owner = c.id,
                .version = 1,
                .kind = S("bureau"),
                .title = str_of(founder_papers[0].label),
                .name = S("変更届の控え（見本）.pdf")}))
        return false;
    db_as(db, a, DB_ALL);
    return decide(db, a, s, &c, at + 2 * DAY);
}

bool demo_founders(struct db *db, struct arena *a, const char *data)
{
    for (size_t i = 0; i < COUNT(stories); i++)
        if (!tell(db, a, data, &stories[i]))
            return false;
    return true;
}
