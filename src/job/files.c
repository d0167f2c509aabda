/* files.c: files that belong to nothing: of drafts that were given up, taken out again, or
 * received by a program that died before its commit. A file is removed a day after it came
 * and only while nobody can write: web/attach.c looks for it under the same lock before it
 * adds a row. */
#include "job/job.h"
#include "model/attachment.h"
#include "sys/clock.h"
#include "sys/filestore.h"
#include "util/log.h"

enum { EVERY_S = 3600, SPARE_S = 24 * 3600, INCOMING_S = 3600, AT_ONCE = 200 };

struct sweep {
    struct job *j;
    struct bytes hash[AT_ONCE];
    size_t n;
};

static bool candidate(void *ctx, struct bytes sha256)
{
    struct sweep *s = ctx;

    if (!attachment_wanted(s->j->db, sha256))
        s->hash[s->n++] = arena_bytes(s->j->arena, sha256);
    return s->n < AT_ONCE;
}

static bool remove_files(struct sweep *s)
{
    size_t n = 0;

    if (!s->n || !db_begin(s->j->db))
        return false;
    db_as(s->j->db, s->j->arena, DB_ALL);
    for (size_t i = 0; i < s->n; i++)
        if (filestore_older(s->j->arena, s->j->data, s->hash[i], clock_now() - SPARE_S) &&
            !attachment_wanted(s->j->db, s->hash[i]))
            n += filestore_drop(s->j->arena, s->j->data, s->hash[i]);
    db_rollback(s->j->db);
    log_info("files.swept", "n=%zu", n);
    return s->n == AT_ONCE;
}

static bool run(struct job *j)
{
    struct sweep s = {.j = j};
    int64_t now = clock_now();

    if (!db_begin(j->db))
        return false;
    db_as(j->db, j->arena, DB_ALL);
    attachment_sweep(j->db, now);
    if (!db_commit(j->db))
        return false;
    filestore_sweep_incoming(j->arena, j->data, now - INCOMING_S);
    db_as(j->db, j->arena, DB_ALL);
    filestore_each(j->data, now - SPARE_S, candidate, &s);
    return remove_files(&s);
}

const struct job_task files_task = {"files", EVERY_S, run};
