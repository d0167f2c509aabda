/* mail_sum.c: once a day, after three in the morning: is every mail accounted for. What is
 * not stands in the log as an error, on the staff's first page, and in 'madoguchi check'. */
#include "job/job.h"
#include "model/audit.h"
#include "model/mail_sum.h"
#include "sys/clock.h"
#include "util/log.h"
#include "util/str.h"

enum { EVERY_S = 600, DAY = 24 * 60 * 60, FROM = 3 * 60 * 60 };

#define SUMS "written=%lld sent=%lld dead=%lld kept_back=%lld waiting=%lld late=%lld"
#define EACH(s)                                                                          \
    (long long)(s)->written, (long long)(s)->sent, (long long)(s)->dead,                 \
        (long long)(s)->kept_back, (long long)(s)->waiting, (long long)(s)->late

static void tell(struct job *j, const struct mail_sum *s)
{
    if (!mail_sum_amiss(s)) {
        log_info("mail.sums", SUMS, EACH(s));
        return;
    }
    log_error(
        "mail.sums", SUMS ": mails are missing or stuck: see 'madoguchi check'", EACH(s));
    audit_add(j->db, &(struct audit){.actor = S("job"), .action = S("mail.sums"),
                         .detail = arena_fmt(j->arena, SUMS, EACH(s))});
}

static bool run(struct job *j)
{
    struct mail_sum last, now;
    char today[11];

    clock_today(today);
    if ((clock_now() + CLOCK_TOKYO) % DAY < FROM ||
        (mail_sum_last(j->db, &last) && str_is(last.day, today)))
        return false;
    if (!db_begin(j->db))
        return false;
    if (mail_sum_now(j->db, &now) && mail_sum_keep(j->db, &now) == OK) {
        tell(j, &now);
        if (db_commit(j->db))
            return false;
    }
    db_rollback(j->db);
    return false;
}

const struct job_task mail_sum_task = {"mail_sum", EVERY_S, run, NULL};
