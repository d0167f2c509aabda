/* bounce.c: reads what came back from the Maildir or mbox that the mail server puts it
 * into, and notes it at the mail that it is about. Each report counts once, whatever
 * happens between noting and moving it. Read ones go to the folder done/ of the Maildir,
 * those that are about no mail of ours to other/; those of an mbox behind PATH.done. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "job/job.h"
#include "model/audit.h"
#include "model/bounce.h"
#include "model/news.h"
#include "model/outbox.h"
#include "model/suppression.h"
#include "sys/file.h"
#include "sys/verp.h"
#include "util/buf.h"
#include "util/dsn.h"
#include "util/eml.h"
#include "util/log.h"
#include "util/str.h"

enum {
    EVERY_S = 60,
    FILES = 100,              /* in one run */
    ONE_MOST = 1024 * 1024,   /* of one mail */
    BOX_MOST = 256 * 1024 * 1024,
    STALE_S = 600, /* a lock file older than this was left by a crash */
    RAW_MOST = 16 * 1024,
    GROUP = 50, /* mails of an mbox in one transaction */
};

/* ---------------------------------------------------------------- one report */

static const char *find_any(struct str s, const char *const *words)
{
    const char *first = NULL;

    for (; *words; words++) {
        const char *at = memmem(s.p, s.n, *words, strlen(*words));

        if (at && (!first || at < first))
            first = at;
    }
    return first;
}

/* What is kept: without the returned mail, which may hold a link that works like a key. Of
 * a mail with such a link nothing but the header, because the rest may be encoded. */
static struct bytes keep(struct str raw, bool secret)
{
    static const char *const original[] = {"message/rfc822", "text/rfc822-headers",
        "\nReceived: ", "\nReturn-Path: ", "\nReturn-path: ", "\nMessage-ID: ",
        "\n--- Below this line", "\n------ This is a copy", "----- Original message", NULL};
    struct eml e = eml_split(raw);
    const char *at = secret ? e.body.p : find_any(e.body, original);
    size_t n = at && e.body.n ? (size_t)(at - raw.p) : raw.n;

    if (secret && !e.body.n)
        n = (size_t)(e.head.p - raw.p) + e.head.n;
    return (struct bytes){(const unsigned char *)raw.p, n < RAW_MOST ? n : RAW_MOST};
}

static void note(struct job *j, const struct outbox *m, const struct dsn *d, struct str raw)
{
    const char *kind = dsn_kind_name(d->kind);
    struct bounce row = {.outbox = m->id, .digest = secret_digest(j->arena, raw),
        .kind = str_of(kind), .status = d->status, .said = d->said,
        .raw = keep(raw, m->secret)};
    int64_t id;

    if (!bounce_add(j->db, &row, &id))
        return;
    log_info("bounce.read", "mail=%lld kind=%s", (long long)m->id, kind);
    if (d->kind == DSN_DELAYED || d->kind >= DSN_UNKNOWN)
        outbox_came_back(j->db, m->id, kind);
    if (d->kind == DSN_COMPLAINT && m->account && news_set(j->db, m->account, false))
        audit_add(j->db, &(struct audit){.actor = S("job"), .institution = m->institution,
                             .action = S("news.off"),
                             .detail = S("迷惑メールとして知らせがあったため")});
    if (d->kind != DSN_HARD)
        return;
    suppression_begin(
        j->db, m->mail_to, d->status, id, m->sent_at ? m->sent_at : m->created_at);
    audit_add(j->db, &(struct audit){.actor = S("job"), .institution = m->institution,
                         .action = S("mail.returned"),
                         .detail = arena_fmt(j->arena, "メール %lld", (long long)m->id)});
}

/* In a transaction. False: it is about no mail of ours, or no report. */
static bool read_one(struct job *j, struct str raw)
{
    struct secret_key key;
    struct outbox m;
    struct dsn d;
    int64_t id;
    bool found;

    verp_key(&key, j->root);
    found = verp_find(&key, j->conf->mail_return_path, raw, &id);
    secret_wipe(&key, sizeof(key));
    if (!found || !outbox_get(j->db, id, &m))
        return false;
    dsn_read(j->arena, raw, &d);
    if (d.kind == DSN_OTHER)
        return false;
    if (d.kind != DSN_AUTO)
        note(j, &m, &d, raw);
    return true;
}

/* ---------------------------------------------------------------- Maildir */

static bool move(struct job *j, const char *box, const char *name, const char *folder)
{
    const char *to = arena_fmt(j->arena, "%s/%s", box, folder).p;

    if (!file_mkdir(to) ||
        rename(arena_fmt(j->arena, "%s/new/%s", box, name).p,
            arena_fmt(j->arena, "%s/%s", to, name).p)) {
        log_error("bounce.move", "folder=%s error=%d: cannot be written to", folder, errno);
        return false;
    }
    return true;
}

static bool read_file(struct job *j, const char *box, const char *name)
{
    struct str raw;
    bool ours;

    if (!file_read(j->arena, arena_fmt(j->arena, "%s/new/%s", box, name).p, ONE_MOST, &raw))
        return move(j, box, name, "other"); /* too large for a report */
    if (!db_begin(j->db))
        return false;
    ours = read_one(j, raw);
    return db_commit(j->db) && move(j, box, name, ours ? "done" : "other");
}

static bool read_maildir(struct job *j, const char *box)
{
    DIR *d = opendir(arena_fmt(j->arena, "%s/new", box).p);
    struct arena a = ARENA_INIT, *all = j->arena;
    struct dirent *e;
    bool go = true;
    int n = 0;

    if (!d) {
        log_error("bounce.open", "error=%d: [mail] bounces cannot be read", errno);
        return false;
    }
    j->arena = &a;
    db_as(j->db, &a, DB_ALL);
    while (go && n < FILES && (e = readdir(d))) {
        if (e->d_name[0] == '.')
            continue;
        go = read_file(j, box, e->d_name);
        n += go;
        arena_reset(&a);
    }
    closedir(d);
    arena_release(&a);
    j->arena = all;
    db_as(j->db, all, DB_ALL);
    return go && n == FILES;
}

/* ---------------------------------------------------------------- mbox */

/* The next mail: from a "From " line to the one behind an empty line. */
static bool next_mail(struct str *rest, struct str *mail)
{
    static const char mark[] = "\n\nFrom ", crlf[] = "\r\n\r\nFrom ";
    const char *one, *two;

    if (!rest->n)
        return false;
    one = memmem(rest->p, rest->n, mark, strlen(mark));
    two = memmem(rest->p, rest->n, crlf, strlen(crlf));
    one = one ? one + 2 : NULL;
    two = two ? two + 4 : NULL;
    if (!one || (two && two < one))
        one = two;
    *mail = one ? str_head(*rest, (size_t)(one - rest->p)) : *rest;
    *rest = str_from(*rest, mail->n);
    return true;
}

static bool read_mails(struct job *j, struct str box)
{
    struct arena a = ARENA_INIT, *all = j->arena;
    struct str mail;
    bool go = true;

    j->arena = &a;
    while (go && box.n) {
        db_as(j->db, &a, DB_ALL);
        go = db_begin(j->db);
        for (int n = 0; go && n < GROUP && next_mail(&box, &mail); n++)
            read_one(j, str_head(mail, ONE_MOST));
        go = go && db_commit(j->db);
        arena_reset(&a);
    }
    arena_release(&a);
    j->arena = all;
    db_as(j->db, all, DB_ALL);
    return go;
}

static bool append(const char *path, struct str s)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
    bool done = fd >= 0;

    while (done && s.n) {
        ssize_t n = write(fd, s.p, s.n);

        if (n < 0 && errno == EINTR)
            continue;
        done = n > 0;
        s = str_from(s, done ? (size_t)n : 0);
    }
    done = done && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return done;
}

static bool take_dotlock(const char *dotlock)
{
    struct stat st;
    int fd;

    if (stat(dotlock, &st) == 0 && time(NULL) - st.st_mtime > STALE_S)
        unlink(dotlock);
    fd = open(dotlock, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0)
        close(fd);
    return fd >= 0 || errno != EEXIST; /* a folder that we may not write into has none */
}

/* Both locks that a mail server may use. -1: somebody is writing, or it cannot be read. */
static int lock_box(const char *path, const char *dotlock)
{
    struct flock all = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int fd;

    if (!take_dotlock(dotlock))
        return -1;
    fd = open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
    if (fd >= 0 && fcntl(fd, F_SETLK, &all) == 0)
        return fd;
    if (fd >= 0)
        close(fd);
    else if (errno != ENOENT) /* nothing has come back yet */
        log_error("bounce.open", "error=%d: [mail] bounces cannot be read", errno);
    unlink(dotlock);
    return -1;
}

/* Through the descriptor: to close another one of the same file would end the lock. */
static bool read_box(int fd, struct buf *b)
{
    struct stat st;
    ssize_t n = 1;

    if (fstat(fd, &st) || st.st_size > BOX_MOST)
        return false;
    while (n > 0 && b->n <= BOX_MOST) {
        buf_room(b, 65536);
        n = pread(fd, b->p + b->n, 65536, (off_t)b->n);
        b->n += n > 0 ? (size_t)n : 0;
    }
    return n == 0;
}

static bool empty_box(struct job *j, int fd, const char *path, struct str box)
{
    return append(arena_fmt(j->arena, "%s.done", path).p, box) && ftruncate(fd, 0) == 0 &&
        fsync(fd) == 0;
}

static bool read_mbox(struct job *j, const char *path)
{
    const char *dotlock = arena_fmt(j->arena, "%s.lock", path).p;
    int fd = lock_box(path, dotlock);
    struct buf b = BUF_INIT;

    if (fd < 0)
        return false;
    if (!read_box(fd, &b))
        log_error("bounce.read", "error=%d: the mbox cannot be read, or is too large", errno);
    else if (b.n && read_mails(j, buf_view(&b)) && !empty_box(j, fd, path, buf_view(&b)))
        log_error("bounce.move", "error=%d: the mbox cannot be emptied", errno);
    buf_release(&b);
    close(fd);
    unlink(dotlock);
    return false;
}

static bool run(struct job *j)
{
    struct stat st;
    const char *path;

    if (!j->conf->mail_bounces.n || !j->conf->mail_return_path.n || !j->root)
        return false;
    path = arena_cstr(j->arena, j->conf->mail_bounces);
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        return read_maildir(j, path);
    return read_mbox(j, path);
}

const struct job_task bounce_task = {"bounce", EVERY_S, run, NULL};
