/* notices.c: days of transitional notices: mails 30 and 7 days before a deferral ends and on
 * its day, before the window closes on those who have begun a draft, and before the days to
 * correct are over; afterwards the end itself. Each mail once: a note in the same
 * transaction. */
#include "job/job.h"
#include "sys/clock.h"
#include "util/date.h"
#include "util/log.h"
#include "util/str.h"
#include "web/notices.h"

enum { EVERY_S = 600, MOST = 50 };

static const int before[] = {30, 7, 0};
static const struct notice_by job_by = {.who = NOTICE_BY_JOB, .actor = S_INIT("job")};

struct today {
    struct job *j;
    struct notices c;
    struct date day;
};

/* True: there may be more. */
static bool remind(struct today *t, const char *about, struct date day, int days,
    int64_t programme)
{
    struct notice_reminder r = {.about = str_of(about), .day = date_text(t->j->arena, day),
        .days = days};
    struct notice_list l = notice_to_remind(t->j->db, &r, programme);

    for (size_t i = 0; i < l.n; i++) {
        struct notice n;

        if (!db_begin(t->j->db))
            return false;
        /* as it is inside this transaction */
        if (notice_get(t->j->db, l.v[i].id, &n) && str_eq(n.state, l.v[i].state))
            notices_remind(&t->c, &n, about, r.day, days);
        if (!db_commit(t->j->db))
            return false;
    }
    return l.n == NOTICE_REMINDERS;
}

static bool reminders(struct today *t)
{
    struct programme_list l = programme_all(t->j->db);
    bool more = false;

    for (size_t i = 0; i < COUNT(before); i++) {
        struct date day = date_add_days(t->day, before[i]);

        more |= remind(t, "end", day, before[i], 0);
        more |= remind(t, "correct", day, before[i], 0);
        for (size_t k = 0; k < l.n; k++)
            if (programme_state(&l.v[k], clock_now()) == PROGRAMME_OPEN &&
                date_cmp(programme_last_day(&l.v[k]), day) == 0)
                more |= remind(t, "window", day, before[i], l.v[k].id);
    }
    return more;
}

static bool move(struct today *t, struct notice_list l, enum notice_event_kind event,
    struct str why)
{
    for (size_t i = 0; i < l.n; i++) {
        enum notice_event_kind e =
            event == NOTICE_LAPSE && l.v[i].in_force ? NOTICE_UNAMEND : event;
        struct notice_by by = job_by;
        struct notice n;

        if (!db_begin(t->j->db))
            return false;
        by.at = clock_now();
        if (notice_get(t->j->db, l.v[i].id, &n) && str_eq(n.state, l.v[i].state) &&
            notices_move(&t->c, &n, e, &by, &(struct notice_input){.reason = why}) !=
                NOTICE_DONE)
            log_error("notice.stuck", "id=%lld", (long long)n.id);
        if (!db_commit(t->j->db))
            return false;
    }
    return l.n == MOST;
}

static bool run(struct job *j)
{
    struct today t = {.j = j, .c = {j->db, j->arena, j->conf, S("")},
        .day = date_tokyo(clock_now())};
    bool more;

    db_as(j->db, j->arena, DB_ALL);
    more = reminders(&t);
    more |= move(&t, notice_passed(j->db, MOST), NOTICE_PASS, S("期間が終わったため"));
    more |= move(&t, notice_overdue(j->db, MOST), NOTICE_LAPSE,
        S("期限までに直されなかったため"));
    return more;
}

const struct job_task notices_task = {"notices", EVERY_S, run};
