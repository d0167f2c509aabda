/* mail.c: sends what is in the outbox over several connections at once, or writes it into
 * the folder mail/ of the data directory when no server is configured.
 *
 * A claim is committed before the mail goes out, and what came of it afterwards; no lock is
 * held meanwhile. What is under way stays under way between two runs of the task, each of
 * which ends after a slice of time. Connections are kept free for the urgent lanes, so
 * that no number of other mails, however slow the server takes them, holds one up. */
#include <errno.h>
#include <sys/stat.h>

#include "job/job.h"
#include "model/news.h"
#include "model/outbox.h"
#include "model/suppression.h"
#include "sys/clock.h"
#include "sys/mail.h"
#include "sys/verp.h"
#include "util/dsn.h"
#include "util/log.h"
#include "util/mime.h"
#include "util/str.h"

enum {
    SLICE_MS = 400,
    EVERY_S = 1,
    LOOK_MS = 100, /* how long something urgent may go unseen while others are under way */
    END_MS = 10000,
    PASSWORD = 512,
    SLOTS = 2 * MAIL_CONNECTIONS, /* those that landed wait for their commit */
};

/* A claimed mail. Its texts live in its own arena, because it may outlive a run. */
struct flight {
    enum { FREE, CLAIMED, FLYING, LANDED } state;
    struct arena arena;
    struct buf bytes;
    struct outbox row;
    struct mail_result result;
};

static struct pool { /* one in the process */
    struct mail *server; /* NULL: not open, or a folder */
    bool trouble; /* the server lets nobody in: nothing more in this run */
    struct flight v[SLOTS];
} pool;

/* ---------------------------------------------------------------- the server */

/* The first line of the file; false after one log line. */
static bool read_password(const char *path, char out[PASSWORD])
{
    FILE *f = fopen(path, "re");
    bool done = f && fgets(out, PASSWORD, f);

    if (f)
        fclose(f);
    if (!done) {
        log_error(
            "mail.password", "file=%s: cannot be read: check [mail] password_file", path);
        return false;
    }
    out[strcspn(out, "\r\n")] = '\0';
    return true;
}

static size_t connections(const struct job *j)
{
    int64_t n = j->conf->mail_connections;

    return n < 1 ? 1 : n > MAIL_CONNECTIONS ? MAIL_CONNECTIONS : (size_t)n;
}

static bool open_server(struct job *j)
{
    const struct conf *c = j->conf;
    struct mail_server server = {.starttls = c->mail_starttls,
        .connections = (int)connections(j)};
    char password[PASSWORD] = "";

    if (pool.server || !c->mail_server.n)
        return true;
    server.url = arena_cstr(j->arena, c->mail_server);
    if (c->mail_ca.n)
        server.ca = arena_cstr(j->arena, c->mail_ca);
    if (c->mail_user.n) {
        server.user = arena_cstr(j->arena, c->mail_user);
        server.password = password;
        if (!read_password(arena_cstr(j->arena, c->mail_password_file), password))
            return false;
    }
    pool.server = mail_open(&server);
    secret_wipe(password, sizeof(password));
    if (!pool.server)
        log_error(
            "mail.server", "url=%s: write [mail] server as smtp://HOST:PORT", server.url);
    return pool.server != NULL;
}

static void close_server(void)
{
    mail_close(pool.server);
    pool.server = NULL;
}

/* ---------------------------------------------------------------- one mail */

static struct mail_result save(struct job *j, const struct outbox *row, struct str bytes)
{
    const char *folder = arena_fmt(j->arena, "%s/mail", j->data).p;

    if (mkdir(folder, 0700) && errno != EEXIST)
        return (struct mail_result){.state = MAIL_LATER,
            .server = true,
            .why = "folder mail/ cannot be made"};
    if (!mail_save(folder, row->created_at, row->id, bytes))
        return (struct mail_result){.state = MAIL_LATER,
            .server = true,
            .why = "folder mail/ is not writable"};
    return (struct mail_result){.state = MAIL_SENT, .why = "written"};
}

/* Mails of news tell the reader's program how to end them. */
static struct str unsubscribe_of(struct job *j, struct flight *f)
{
    if (f->row.lane != LANE_MASS || !f->row.account || !j->root ||
        !str_is(f->row.template, NEWS_TEMPLATE))
        return S("");
    return arena_fmt(&f->arena, STR_FMT "/unsubscribe/" STR_FMT, STR_ARG(j->conf->origin),
        STR_ARG(news_token(&f->arena, j->root, f->row.account)));
}

static bool write_mail(struct job *j, struct flight *f)
{
    struct str domain, from = j->conf->mail_from;

    str_cut(from, '@', &domain);
    buf_reset(&f->bytes);
    return mime_build(&f->bytes,
               &(struct mime_mail){.from_name = j->conf->mail_from_name,
                   .from = from,
                   .to = f->row.mail_to,
                   .subject = f->row.subject,
                   .id = arena_fmt(&f->arena, STR_FMT "@" STR_FMT,
                       STR_ARG(f->row.message_id), STR_ARG(domain)),
                   .date = f->row.created_at,
                   .unsubscribe = unsubscribe_of(j, f),
                   .text = f->row.body}) == MIME_OK;
}

/* Where it comes back to, should it not arrive. */
static struct str sender_of(struct job *j, struct flight *f)
{
    struct str base = j->conf->mail_return_path, own = S("");
    struct secret_key key;

    if (base.n && j->root) {
        verp_key(&key, j->root);
        own = verp_address(&f->arena, &key, base, f->row.id);
        secret_wipe(&key, sizeof(key));
    }
    if (mail_address_ok(own))
        return own;
    return mail_address_ok(base) ? base : j->conf->mail_from;
}

static void launch(struct job *j, struct flight *f)
{
    f->state = LANDED;
    f->result = (struct mail_result){.state = MAIL_NEVER, .why = "cannot be written as a mail"};
    if (!write_mail(j, f))
        return;
    if (!pool.server) {
        f->result = save(j, &f->row, buf_view(&f->bytes));
        pool.trouble = pool.trouble || f->result.server;
        return;
    }
    f->state = FLYING;
    mail_start(
        pool.server, f - pool.v, sender_of(j, f), f->row.mail_to, buf_view(&f->bytes));
}

/* The server itself knows that there is no such address. */
static void mark_address(struct job *j, const struct flight *f)
{
    const struct mail_result *r = &f->result;

    if (dsn_reason(j->arena, r->code, str_of(r->enhanced), str_of(r->said)) == DSN_HARD)
        suppression_begin(
            j->db, f->row.mail_to, str_of(r->enhanced), 0, clock_now());
}

static void settle(struct job *j, const struct flight *f)
{
    const struct mail_result *r = &f->result;
    struct outbox_answer x = {r->code, str_of(r->enhanced), str_of(r->said)};

    if (r->state == MAIL_SENT)
        outbox_sent(j->db, &f->row, &x);
    else if (r->server)
        outbox_put_back(j->db, &f->row, &x);
    else
        outbox_refused(j->db, &f->row,
            r->state != MAIL_NEVER ? NULL : r->code ? "refused" : "no_mail", &x);
    if (r->state == MAIL_NEVER && r->code)
        mark_address(j, f);
}

static void tell(const struct flight *f)
{
    const struct mail_result *r = &f->result;

    if (r->state == MAIL_SENT)
        log_info("mail.sent", "mail=%lld try=%lld code=%d", (long long)f->row.id,
            (long long)f->row.tries, r->code);
    else
        log_warn("mail.refused", "mail=%lld try=%lld code=%d status=%s final=%d why=\"%s\"",
            (long long)f->row.id, (long long)f->row.tries, r->code, r->enhanced,
            r->state == MAIL_NEVER, r->why);
}

/* ---------------------------------------------------------------- all of them */

static size_t count_of(int state)
{
    size_t n = 0;

    for (size_t i = 0; i < SLOTS; i++)
        n += (int)pool.v[i].state == state;
    return n;
}

/* The least urgent lane that may take one of so many free connections: with three or more
 * of them one is kept for the first lane alone, another one for the first two. */
static int64_t open_lane(struct job *j, size_t n)
{
    size_t all = connections(j);
    size_t for_usual = all > 1, for_mass = all > 2 ? 2 : for_usual;

    return n > for_mass ? LANE_MASS : n > for_usual ? LANE_USUAL : LANE_FIRST;
}

static struct flight *slot(int state, int64_t id)
{
    for (size_t i = 0; i < SLOTS; i++)
        if ((int)pool.v[i].state == state && (!id || pool.v[i].row.id == id))
            return &pool.v[i];
    return NULL;
}

static void drop(int state)
{
    struct flight *f;

    while ((f = slot(state, 0))) {
        f->state = FREE;
        arena_release(&f->arena);
        buf_release(&f->bytes);
    }
}

static void claim(struct job *j)
{
    size_t all = connections(j);

    for (size_t busy = count_of(FLYING); busy < all; busy++) {
        struct flight *f = slot(FREE, 0);

        if (!f)
            return;
        f->arena = (struct arena)ARENA_INIT;
        db_as(j->db, &f->arena, DB_ALL);
        /* the clock may have jumped: what is under way is not due, whatever it says */
        if (!outbox_claim(j->db, open_lane(j, all - busy), &f->row) ||
            slot(FLYING, f->row.id)) {
            arena_release(&f->arena);
            return;
        }
        f->state = CLAIMED;
    }
}

/* One transaction: what has come of the last ones, and the next ones. */
static bool turn(struct job *j, bool more)
{
    size_t room = connections(j) - count_of(FLYING);

    db_as(j->db, j->arena, DB_ALL);
    more = more && !pool.trouble && room && outbox_due(j->db, open_lane(j, room));
    if (!more && !count_of(LANDED))
        return true;
    if (more && !open_server(j)) {
        pool.trouble = true;
        return true;
    }
    if (!db_begin(j->db))
        return false;
    for (size_t i = 0; i < SLOTS; i++)
        if (pool.v[i].state == LANDED)
            settle(j, &pool.v[i]);
    if (more)
        claim(j);
    db_as(j->db, j->arena, DB_ALL);
    if (db_broken(j->db) || !db_commit(j->db)) {
        db_rollback(j->db);
        drop(CLAIMED); /* they are due as before */
        return false;
    }
    for (size_t i = 0; i < SLOTS; i++)
        if (pool.v[i].state == LANDED)
            tell(&pool.v[i]);
    drop(LANDED);
    for (size_t i = 0; i < SLOTS; i++)
        if (pool.v[i].state == CLAIMED)
            launch(j, &pool.v[i]);
    return true;
}

/* Waits for results; takes all that are there. */
static void wait(int64_t most_ms)
{
    struct mail_result r;
    int64_t tag;
    int ms = (int)(most_ms < LOOK_MS ? most_ms : LOOK_MS);

    while (pool.server && count_of(FLYING) && mail_next(pool.server, ms, &tag, &r)) {
        pool.v[tag].state = LANDED;
        pool.v[tag].result = r;
        pool.trouble = pool.trouble || r.server;
        ms = 0;
    }
}

/* Until nothing is under way, or for so long. True: it was not enough. */
static bool work(struct job *j, bool more, int64_t ms)
{
    int64_t end = clock_mono_ms() + ms, left;

    while ((left = end - clock_mono_ms()) > 0) {
        if (!turn(j, more))
            return false;
        if (!count_of(FLYING) && !count_of(LANDED))
            break;
        if (count_of(FLYING))
            wait(left);
    }
    if (count_of(LANDED) && !turn(j, false))
        return false;
    return left <= 0;
}

static bool run(struct job *j)
{
    bool again;

    pool.trouble = false;
    again = work(j, true, SLICE_MS) && !pool.trouble;
    if (!count_of(FLYING))
        close_server();
    return again || count_of(FLYING);
}

/* What the server has taken must be known before the process ends. */
static void end(struct job *j)
{
    work(j, false, END_MS);
    close_server();
    drop(FLYING);
}

const struct job_task mail_task = {"mail", EVERY_S, run, end};
