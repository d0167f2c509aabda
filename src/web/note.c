/* note.c: see note.h. */
#include "web/note.h"

#include <pthread.h>

#include "model/audit.h"
#include "model/look.h"
#include "sys/clock.h"
#include "util/log.h"
#include "util/str.h"
#include "web/app.h"

enum { NOTES = 1024, ACTOR = 24 };

struct note {
    const char *action, *why;
    int64_t at, institution;
    char actor[ACTOR], request[LOG_ID_LEN + 1];
};

struct notes {
    pthread_mutex_t lock;
    struct note v[NOTES]; /* oldest first */
    size_t n;
};

struct notes *notes_new(void)
{
    struct notes *n = calloc(1, sizeof(*n));

    if (!n)
        die("out of memory");
    pthread_mutex_init(&n->lock, NULL);
    return n;
}

void notes_free(struct notes *n)
{
    if (!n)
        return;
    pthread_mutex_destroy(&n->lock);
    free(n);
}

const char *note_why(const struct req *r, const char *usual)
{
    const struct choice *said = look_reason(query_value(r, "why"));

    if (said)
        return said->value;
    if (!look_reason(str_of(usual)))
        die("note: no such reason: %s", usual);
    return r->who.role == AUDITOR ? "audit" : usual;
}

bool note_view(struct req *r, const char *action, int64_t institution, const char *usual)
{
    struct notes *n = r->app->notes;
    struct note x = {.action = action, .why = note_why(r, usual), .at = clock_now(),
        .institution = institution};
    bool room;

    snprintf(x.actor, sizeof(x.actor), STR_FMT, STR_ARG(r->who.owner));
    log_id_text(r->id, x.request);
    pthread_mutex_lock(&n->lock);
    room = n->n < NOTES;
    if (room)
        n->v[n->n++] = x;
    pthread_mutex_unlock(&n->lock);
    return room;
}

bool notes_wait(struct notes *n)
{
    bool some;

    pthread_mutex_lock(&n->lock);
    some = n->n > 0;
    pthread_mutex_unlock(&n->lock);
    return some;
}

/* The lock is held: pages wait for some milliseconds at the worst, and nothing is copied. */
size_t notes_write(struct notes *n, struct db *db)
{
    struct arena a = ARENA_INIT;
    size_t done;

    db_as(db, &a, DB_ALL);
    pthread_mutex_lock(&n->lock);
    for (size_t i = 0; i < n->n; i++) {
        const struct note *x = &n->v[i];

        audit_add(db, &(struct audit){.at = x->at, .actor = str_of(x->actor),
                          .institution = x->institution, .action = str_of(x->action),
                          .detail = str_of(x->why), .request = str_of(x->request)});
    }
    done = n->n;
    pthread_mutex_unlock(&n->lock);
    arena_release(&a);
    return done;
}

void notes_written(struct notes *n, size_t written)
{
    pthread_mutex_lock(&n->lock);
    memmove(n->v, n->v + written, (n->n - written) * sizeof(n->v[0]));
    n->n -= written;
    pthread_mutex_unlock(&n->lock);
}
