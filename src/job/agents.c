/* agents.c: days of agencies: what is over is noted, whoever it concerns is told once, and a
 * week before. Nobody waits for this job: an agency that is over works nowhere any more. */
#include "job/job.h"
#include "model/audit.h"
#include "sys/clock.h"
#include "util/date.h"
#include "util/str.h"
#include "web/agents.h"
#include "web/words.h"

enum { EVERY_S = 600 };

/* Told in the transaction that notes it. */
static void tell_end(struct job *j, const struct agents *c, int64_t id)
{
    struct agency g;
    struct str actor = arena_fmt(j->arena, "g:%lld", (long long)id);

    if (!agency_actor(j->db, actor, &g) || agency_told(j->db, id) != OK)
        return;
    agents_tell(c, &g, AGENT_ENDED, S(""), S(""));
    audit_add(j->db, &(struct audit){.actor = S("job"), .institution = g.institution,
        .action = S("agent.over"),
        .detail = arena_fmt(j->arena, STR_FMT " " STR_FMT " " STR_FMT, STR_ARG(g.firm),
            STR_ARG(g.person), STR_ARG(g.mail))});
}

/* True: there may be more. */
static bool ends(struct job *j, const struct agents *c)
{
    struct agencies over = agency_over(j->db), untold;

    for (size_t i = 0; i < over.n; i++) {
        if (!db_begin(j->db))
            return false;
        if (agency_note_over(j->db, &over.v[i]) == OK)
            tell_end(j, c, over.v[i].id);
        if (!db_commit(j->db))
            return false;
    }
    untold = agency_untold(j->db);
    for (size_t i = 0; i < untold.n; i++) {
        if (!db_begin(j->db))
            return false;
        tell_end(j, c, untold.v[i].id);
        if (!db_commit(j->db))
            return false;
    }
    return over.n == AGENCY_BATCH || untold.n == AGENCY_BATCH;
}

static bool warnings(struct job *j, const struct agents *c)
{
    struct agencies l =
        agency_to_warn(j->db, date_add_days(date_tokyo(clock_now()), AGENCY_WARN_DAYS));

    for (size_t i = 0; i < l.n; i++) {
        if (!db_begin(j->db))
            return false;
        if (agency_warned(j->db, &l.v[i]) == OK)
            agents_tell(c, &l.v[i], AGENT_SOON, S(""), S(""));
        if (!db_commit(j->db))
            return false;
    }
    return l.n == AGENCY_BATCH;
}

static bool run(struct job *j)
{
    struct agents c = {j->db, j->arena, j->conf, DB_ALL};
    bool more;

    db_as(j->db, j->arena, DB_ALL);
    more = ends(j, &c);
    more |= warnings(j, &c);
    return more;
}

const struct job_task agents_task = {"agents", EVERY_S, run};
