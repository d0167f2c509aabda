/* mail.c: sends what is in the outbox, or writes it into the folder mail/ of the data
 * directory when no server is configured. */
#include <errno.h>
#include <sys/stat.h>

#include "job/job.h"
#include "model/outbox.h"
#include "sys/mail.h"
#include "util/log.h"
#include "util/mime.h"
#include "util/str.h"

enum { BATCH = 50, EVERY_S = 2, PASSWORD = 512 };

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

static struct mail *connect(struct job *j, char password[PASSWORD])
{
    const struct conf *c = j->conf;
    struct mail_server server = {.starttls = c->mail_starttls};
    struct mail *m;

    server.url = arena_cstr(j->arena, c->mail_server);
    if (c->mail_user.n) {
        server.user = arena_cstr(j->arena, c->mail_user);
        server.password = password;
        if (!read_password(arena_cstr(j->arena, c->mail_password_file), password))
            return NULL;
    }
    m = mail_open(&server);
    if (!m)
        log_error(
            "mail.server", "url=%s: write [mail] server as smtp://HOST:PORT", server.url);
    return m;
}

static struct mail_result save(struct job *j, const struct outbox *row, struct str bytes)
{
    const char *folder = arena_fmt(j->arena, "%s/mail", j->data).p;

    if (mkdir(folder, 0700) && errno != EEXIST)
        return (struct mail_result){
            MAIL_LATER, 0, "", true, "folder mail/ cannot be made"};
    if (!mail_save(folder, row->created_at, row->id, bytes))
        return (struct mail_result){
            MAIL_LATER, 0, "", true, "folder mail/ is not writable"};
    return (struct mail_result){MAIL_SENT, 0, "", false, "written"};
}

static struct mail_result deliver(struct job *j, struct mail *m, const struct outbox *row)
{
    struct mail_result r = {MAIL_NEVER, 0, "", false, "cannot be written as a mail"};
    struct str domain, from = j->conf->mail_from;
    struct buf b = BUF_INIT;

    str_cut(from, '@', &domain);
    if (mime_build(&b, &(struct mime_mail){.from_name = j->conf->mail_from_name,
                           .from = from,
                           .to = row->mail_to,
                           .subject = row->subject,
                           .id = arena_fmt(j->arena, STR_FMT "@" STR_FMT,
                               STR_ARG(row->message_id), STR_ARG(domain)),
                           .date = row->created_at,
                           .text = row->body}) == MIME_OK)
        r = m ? mail_send(m, from, row->mail_to, buf_view(&b))
              : save(j, row, buf_view(&b));
    buf_release(&b);
    return r;
}

static void settle(struct job *j, const struct outbox *row, const struct mail_result *r)
{
    if (r->state == MAIL_SENT) {
        outbox_sent(j->db, row, r->code);
        log_info("mail.sent", "mail=%lld try=%lld code=%d", (long long)row->id,
            (long long)row->tries, r->code);
        return;
    }
    log_warn("mail.refused", "mail=%lld try=%lld code=%d status=%s final=%d why=\"%s\"",
        (long long)row->id, (long long)row->tries, r->code, r->enhanced,
        r->state == MAIL_NEVER, r->why);
    if (r->server)
        outbox_put_back(j->db, row, r->code);
    else
        outbox_refused(j->db, row, r->state == MAIL_NEVER, r->code, str_of(r->enhanced));
}

/* Two transactions around the sending, so that no lock is held meanwhile. False: nothing
 * was due, or going on makes no sense now. */
static bool one(struct job *j, struct mail *m)
{
    struct outbox row;
    struct mail_result r;
    bool due;

    if (!db_begin(j->db))
        return false;
    due = outbox_claim(j->db, &row);
    if (db_broken(j->db) || !due) {
        db_rollback(j->db);
        return false;
    }
    if (!db_commit(j->db))
        return false;
    r = deliver(j, m, &row);
    if (!db_begin(j->db))
        return false;
    settle(j, &row, &r);
    return db_commit(j->db) && !r.server;
}

static bool run(struct job *j)
{
    char password[PASSWORD] = "";
    struct mail *m = NULL;
    int n = 0;

    if (!outbox_due(j->db))
        return false;
    if (j->conf->mail_server.n) {
        m = connect(j, password);
        if (!m)
            return false;
    }
    while (n < BATCH && one(j, m))
        n++;
    mail_close(m);
    return n == BATCH;
}

const struct job_task mail_task = {"mail", EVERY_S, run};
