/* lanes.c: hashing is slow and must not stand in anybody's way; writing is done by one
 * thread that commits what has gathered as one group, each request in its own savepoint,
 * and answers when the group is on the disk. Measured: four to six times the saves of a
 * transaction for each, and pages that never wait for a disk. */
#include "web/lanes.h"

#include <unistd.h>

#include "model/session.h"
#include "sys/clock.h"
#include "util/log.h"
#include "web/note.h"
#include "web/queue.h"

enum {
    GROUP = 64,
    WRITES = 4096,  /* waiting; more is answered 503 */
    KNOWN = 64,     /* hashes waiting for known devices and letters */
    UNKNOWN = 24,   /* and for all others */
    UNKNOWN_TURN = 4, /* every fourth hash is theirs however many known ones wait */
    TOUCHES = 1024,
    HASHERS = 16,
    DISKS = 4,        /* threads that wait for disks while files are put away */
    FILES = 512,      /* requests with files that wait for them */
    RETRY_S = 3,
};

struct lanes {
    struct app *app;
    void (*answer)(struct work *w);
    struct queue writes;
    struct queue files;
    pthread_t writer, hasher[HASHERS], disk[DISKS];
    unsigned n_hashers;

    pthread_mutex_t lock; /* the two lists below */
    pthread_cond_t filled;
    struct work *wait[2], *last[2]; /* 0 known, 1 unknown */
    size_t n[2];
    unsigned turn;
    bool closed;

    pthread_mutex_t touch_lock;
    int64_t touch[TOUCHES];
    size_t n_touch;
};

/* ---------------------------------------------------------------- writer */

static void touch_sessions(struct lanes *l, struct db *db)
{
    int64_t ids[TOUCHES];
    struct arena a = ARENA_INIT;
    size_t n;

    pthread_mutex_lock(&l->touch_lock);
    n = l->n_touch;
    memcpy(ids, l->touch, n * sizeof(ids[0]));
    l->n_touch = 0;
    pthread_mutex_unlock(&l->touch_lock);
    db_as(db, &a, DB_ALL);
    for (size_t i = 0; i < n; i++)
        session_touch(db, ids[i]);
    arena_release(&a);
}

static void write_group(struct lanes *l, struct work *list)
{
    struct db *db = l->app->write_db;
    bool done = db_begin(db), began = done;
    size_t notes = 0;

    for (struct work *w = list; w && began; w = w->next)
        app_commit(w, db);
    if (began) {
        touch_sessions(l, db);
        notes = notes_write(l->app->notes, db);
        done = db_commit_only(db);
    }
    while (list) {
        struct work *w = list;

        list = w->next; /* an answered request is gone */
        log_request(w->r.id);
        if (!done)
            app_failed(w);
        app_respond(w);
        l->answer(w);
    }
    if (done) {
        notes_written(l->app->notes, notes);
        db_settle(db);
    }
}

static bool touches_wait(struct lanes *l)
{
    bool some;

    pthread_mutex_lock(&l->touch_lock);
    some = l->n_touch > 0;
    pthread_mutex_unlock(&l->touch_lock);
    return some;
}

static void *writer_main(void *ctx)
{
    struct lanes *l = ctx;
    struct work *list;

    while (queue_take(&l->writes, GROUP, &list))
        if (list || touches_wait(l) || notes_wait(l->app->notes))
            write_group(l, list);
    if (notes_wait(l->app->notes)) /* the last pages before the end */
        write_group(l, NULL);
    app_reader_close();
    return NULL;
}

void lanes_touch(struct lanes *l, int64_t session)
{
    bool known = false;

    pthread_mutex_lock(&l->touch_lock);
    for (size_t i = 0; i < l->n_touch && !known; i++)
        known = l->touch[i] == session;
    if (!known && l->n_touch < TOUCHES)
        l->touch[l->n_touch++] = session;
    pthread_mutex_unlock(&l->touch_lock);
}

/* ---------------------------------------------------------------- hashing */

static void to_writer(struct lanes *l, struct work *w)
{
    if (w->out.status) { /* the hash could not be made: already answered */
        l->answer(w);
    } else if (!queue_put(&l->writes, w)) {
        app_busy(w, RETRY_S);
        l->answer(w);
    }
}

static struct work *next_hash(struct lanes *l)
{
    struct work *w;
    int lane;

    pthread_mutex_lock(&l->lock);
    while (!l->wait[0] && !l->wait[1] && !l->closed)
        pthread_cond_wait(&l->filled, &l->lock);
    l->turn++;
    lane = !l->wait[0] || (l->wait[1] && l->turn % UNKNOWN_TURN == 0) ? 1 : 0;
    w = l->wait[lane];
    if (w) {
        l->wait[lane] = w->next;
        l->n[lane]--;
        if (!w->next)
            l->last[lane] = NULL;
    }
    pthread_mutex_unlock(&l->lock);
    return w;
}

static void *hasher_main(void *ctx)
{
    struct lanes *l = ctx;
    struct work *w;

    while ((w = next_hash(l))) {
        log_request(w->r.id);
        app_hash(w);
        to_writer(l, w);
    }
    return NULL;
}

static bool put_hash(struct lanes *l, struct work *w)
{
    int lane = w->trusted ? 0 : 1;
    bool room;

    pthread_mutex_lock(&l->lock);
    room = l->n[lane] < (lane ? UNKNOWN : KNOWN) && !l->closed;
    if (room) {
        w->next = NULL;
        if (l->last[lane])
            l->last[lane]->next = w;
        else
            l->wait[lane] = w;
        l->last[lane] = w;
        l->n[lane]++;
        pthread_cond_signal(&l->filled);
    }
    pthread_mutex_unlock(&l->lock);
    return room;
}

/* ---------------------------------------------------------------- files */

/* What came with a request is flushed to the disk: that takes as long as the disk likes, and
 * neither pages nor logins nor the writer wait for it. */
static void *disk_main(void *ctx)
{
    struct lanes *l = ctx;
    struct work *w;

    while (queue_take(&l->files, 1, &w)) {
        if (!w)
            continue;
        log_request(w->r.id);
        w->slow(w);
        w->slow = NULL;
        lanes_put(l, w);
    }
    return NULL;
}

void lanes_put(struct lanes *l, struct work *w)
{
    if (w->slow) {
        if (!queue_put(&l->files, w)) {
            app_busy(w, RETRY_S);
            l->answer(w);
        }
    } else if (!w->r.n_hash) {
        to_writer(l, w);
    } else if (!put_hash(l, w)) {
        app_busy(w, RETRY_S + (int)secret_below(5));
        l->answer(w);
    }
}

/* ---------------------------------------------------------------- life */

struct lanes *lanes_start(
    struct app *app, unsigned hashers, void (*answer)(struct work *w))
{
    struct lanes *l = calloc(1, sizeof(*l));

    if (!l)
        die("out of memory");
    l->app = app;
    l->answer = answer;
    l->n_hashers = hashers < 1 ? 1 : hashers > HASHERS ? HASHERS : hashers;
    queue_init(&l->writes, WRITES);
    queue_init(&l->files, FILES);
    pthread_mutex_init(&l->lock, NULL);
    pthread_mutex_init(&l->touch_lock, NULL);
    pthread_cond_init(&l->filled, NULL);
    if (pthread_create(&l->writer, NULL, writer_main, l) != 0)
        die("cannot start the writer");
    for (unsigned i = 0; i < l->n_hashers; i++)
        if (pthread_create(&l->hasher[i], NULL, hasher_main, l) != 0)
            die("cannot start a hasher");
    for (unsigned i = 0; i < DISKS; i++)
        if (pthread_create(&l->disk[i], NULL, disk_main, l) != 0)
            die("cannot start a thread for files");
    return l;
}

void lanes_stop(struct lanes *l)
{
    queue_close(&l->files);
    for (unsigned i = 0; i < DISKS; i++)
        pthread_join(l->disk[i], NULL);
    pthread_mutex_lock(&l->lock);
    l->closed = true;
    pthread_cond_broadcast(&l->filled);
    pthread_mutex_unlock(&l->lock);
    for (unsigned i = 0; i < l->n_hashers; i++)
        pthread_join(l->hasher[i], NULL);
    queue_close(&l->writes);
    pthread_join(l->writer, NULL);
    queue_drop(&l->writes);
    queue_drop(&l->files);
    pthread_mutex_destroy(&l->lock);
    pthread_mutex_destroy(&l->touch_lock);
    pthread_cond_destroy(&l->filled);
    free(l);
}
