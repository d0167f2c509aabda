/* demo_ways.c: see demo.h: who had lost letter, password or mailbox, in the last months.
 */
#include "job/demo.h"

#include "model/access.h"
#include "model/audit.h"
#include "sys/clock.h"
#include "util/str.h"

enum { HOUR = 3600, DAY = 24 * HOUR, STEPS = 4, APART_DAYS = 4 };

/* One case: what the log has of it. actor 'a' is the institution's owner. */
static const struct story {
    int times; /* of a hundred */
    struct {
        int64_t after; /* seconds from its begin */
        const char *actor, *action, *detail;
    } steps[STEPS];
} stories[] = {
    {31,
        {{0, "-", "account.reset_asked", ""}, {HOUR, "a", "account.password_reset", ""}}},
    {16, {{0, "-", "letter.requested", ""}, {6 * DAY, "-", "account.replace_asked", ""},
             {7 * DAY, "a", "account.replaced", ""}}},
    {8, {{0, "-", "account.replace_asked", ""},
            {DAY + HOUR, "a", "account.replaced", ""}}},
    {7, {{0, "-", "help.asked", ""}, {HOUR, "a", "help.approved", ""},
            {DAY + 2 * HOUR, "a", "account.replaced", ""}}},
    {5, {{0, "a", "factor.recovery_used", ""}}},
    {6, {{0, "-", "account.reset_asked", ""}, {HOUR, "s:1", "login.unlocked", "デモ"}}},
    {6, {{0, "-", "account.reset_asked", ""},
            {HOUR, "s:1", "institution.viewed", "phone"},
            {2 * HOUR, "a", "account.password_reset", ""}}},
    {6, {{0, "s:1", "letter.requested", ""}, {6 * DAY, "-", "account.replace_asked", ""},
            {7 * DAY, "a", "account.replaced", ""}}},
    {2, {{0, "s:1", "deletion.asked", ""}, {3 * DAY, "job", "deletion.done", ""}}},
    {2, {{0, "s:2", "account.called", "デモ"}}},
    {3, {{0, "-", "letter.requested", ""}, {DAY, "a", "letter.request_stopped", ""}}},
    {8, {{0, "-", "account.reset_asked", ""}}}, /* nobody knows how it went on */
};

static const struct story *story_of(int n)
{
    int at = n * 37 % 100; /* mixed, and the same every time */
    size_t i = 0;

    while (i + 1 < COUNT(stories) && at >= stories[i].times)
        at -= stories[i++].times;
    return &stories[i];
}

static void tell(struct db *db, struct arena *a, int64_t institution, int64_t account,
    const struct story *s, int64_t begun)
{
    for (size_t i = 0; i < STEPS && s->steps[i].action; i++) {
        bool owner = strcmp(s->steps[i].actor, "a") == 0;

        if (begun + s->steps[i].after > clock_now())
            return; /* it is still open */
        audit_add(db, &(struct audit){.at = begun + s->steps[i].after,
                          .actor = owner ? arena_fmt(a, "a:%lld", (long long)account)
                                         : str_of(s->steps[i].actor),
                          .institution = institution,
                          .action = str_of(s->steps[i].action),
                          .detail = str_of(s->steps[i].detail)});
    }
}

void demo_ways(struct db *db, struct arena *a, int64_t first, int64_t last)
{
    int n = 0;

    for (int64_t id = first; id <= last; id++) {
        struct access owner;

        if (!access_of(db, id, &owner))
            continue;
        tell(db, a, id, owner.id, story_of(n),
            clock_now() - (int64_t)n * APART_DAYS * DAY - 2 * HOUR);
        n++;
    }
}
