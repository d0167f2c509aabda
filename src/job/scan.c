/* scan.c: files that people sent are shown to the virus scanner, if there is one: a few at a
 * time, oldest first. Receiving a file never waits for it. Until it has answered, the file
 * is kept and belongs to what was filed, the institution can open its own, and staff can't;
 * a scanner that is down holds up no filing, only the opening. */
#include <unistd.h>

#include "job/job.h"
#include "model/attachment.h"
#include "model/audit.h"
#include "sys/filestore.h"
#include "sys/scan.h"
#include "util/log.h"
#include "util/str.h"

enum { EVERY_S = 5 };

static bool note(struct job *j, const struct attachment *x, const char *word)
{
    if (!db_begin(j->db))
        return false;
    db_as(j->db, j->arena, DB_ALL);
    attachment_scanned(j->db, x->id, str_of(word));
    if (strcmp(word, "infected") == 0)
        audit_add(j->db, &(struct audit){.actor = S("job"), .institution = x->institution,
                             .action = S("attachment.infected"),
                             .detail = arena_fmt(j->arena, STR_FMT " %lld: " STR_FMT,
                                 STR_ARG(x->owner_table), (long long)x->owner,
                                 STR_ARG(x->name))});
    return db_commit(j->db);
}

/* False: the scanner is down, nothing else needs to be tried. */
static bool scan(struct job *j, const struct attachment *x)
{
    enum scan_result got;
    int64_t size;
    int fd = filestore_open(j->arena, j->data, x->sha256, &size);

    if (fd < 0)
        return note(j, x, "waiting"); /* the others first */
    got = scan_file(arena_cstr(j->arena, j->conf->scan_socket), fd, j->conf->scan_s);
    close(fd);
    if (got == SCAN_DOWN)
        return false;
    if (got == SCAN_INFECTED)
        log_warn("scan.infected", "attachment=%lld", (long long)x->id);
    return note(j, x,
        got == SCAN_CLEAN        ? "clean"
            : got == SCAN_INFECTED ? "infected"
                                   : "waiting");
}

/* The setting was taken away: what waits is as if there had never been a scanner. */
static bool let_go(struct job *j)
{
    if (!attachment_unscanned(j->db) || !db_begin(j->db))
        return false;
    db_as(j->db, j->arena, DB_ALL);
    attachment_scan_off(j->db);
    if (!db_commit(j->db))
        log_warn("scan.off", "again=%d", EVERY_S);
    return false;
}

static bool run(struct job *j)
{
    struct attachment_list l;

    db_as(j->db, j->arena, DB_ALL);
    if (!j->conf->scan_socket.n)
        return let_go(j);
    l = attachment_to_scan(j->db);
    for (size_t i = 0; i < l.n; i++)
        if (!scan(j, &l.v[i]))
            return false;
    return false;
}

const struct job_task scan_task = {"scan", EVERY_S, run};
