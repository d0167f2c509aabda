/* files_test.c: files without a row go after a day and no other; the virus scanner's answers,
 * from a scripted socket. */
#include "tests/test.h"
#include "tests/util/papers.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "gen/tables.h"
#include "job/job.h"
#include "model/attachment.h"
#include "model/audit.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/filestore.h"
#include "sys/scan.h"
#include "util/buf.h"
#include "util/str.h"

enum { T0 = 1700000000, DAY = 86400 };

extern const struct job_task files_task, scan_task;

static struct arena arena = ARENA_INIT;
static struct conf conf;
static struct job job;
static struct secret_key chain;

static void open_job(void)
{
    struct str path;

    job.data = test_dir();
    path = arena_fmt(&arena, "%s/portal.db", job.data);
    conf = (struct conf){.scan_socket = S(""), .scan_s = 1};
    job.conf = &conf;
    job.arena = &arena;
    audit_key(&chain);
    clock_set(T0);
    CHECK(test_schema(path.p));
    job.db = db_open(path.p, DB_WRITE, models);
    CHECK(file_mkdir(arena_fmt(&arena, "%s/files", job.data).p));
    CHECK(file_mkdir(arena_fmt(&arena, "%s/files/incoming", job.data).p));
}

static void close_job(void)
{
    CHECK(!db_broken(job.db));
    db_close(job.db);
    job.db = NULL;
    arena_release(&arena);
    papers_end();
}

static void set_time(const char *path, int64_t at)
{
    struct timespec t[2] = {{at, 0}, {at, 0}};

    CHECK(utimensat(AT_FDCWD, path, t, 0) == 0);
}

/* A file in the store, put there at the moment. */
static struct bytes store(struct str text, int64_t at)
{
    unsigned char hash[SECRET_SHA256];
    struct str from = arena_fmt(&arena, "%s/files/incoming/x", job.data);
    struct bytes h;

    CHECK(file_write(from.p, 0600, text.p, text.n));
    secret_sha256(hash, secret_bytes(text));
    h = arena_bytes(&arena, (struct bytes){hash, sizeof(hash)});
    CHECK(filestore_put(&arena, job.data, from.p, h));
    CHECK(!file_exists(from.p));
    set_time(filestore_path(&arena, job.data, h).p, at);
    return h;
}

static int64_t row(struct bytes hash, const char *scan)
{
    struct attachment x = {.actor = S("a:1"), .form = S("/my"), .name = S("x.pdf"),
        .type = S("pdf"), .size = 1, .sha256 = hash, .scan = str_of(scan)};

    CHECK(db_begin(job.db));
    db_as(job.db, &arena, 1);
    attachment_add(job.db, &x);
    CHECK(db_commit(job.db));
    return x.id;
}

static bool there(struct bytes h)
{
    return filestore_has(&arena, job.data, h);
}

static void run(const struct job_task *t)
{
    db_as(job.db, &arena, DB_ALL);
    CHECK(!t->run(&job));
}

static void institution(void)
{
    CHECK(db_script(arena_fmt(&arena, "%s/portal.db", job.data).p,
        "INSERT INTO institution (id, pref, score_table, code, kind, name, changed_at)"
        " VALUES (1, '13', '1', '0000014', 'clinic', 'x', 0)"));
}

TEST(files_without_a_row_go_after_a_day)
{
    struct bytes fresh, old, kept, given_up;
    struct str half;

    open_job();
    institution();
    fresh = store(S("fresh"), T0 - DAY + 1);
    old = store(S("old"), T0 - DAY - 1);
    kept = store(S("kept"), T0 - 400 * DAY);
    row(kept, "");
    given_up = store(S("given up"), T0 - 2 * DAY);
    half = arena_fmt(&arena, "%s/files/incoming/HALF", job.data);
    CHECK(file_write(half.p, 0600, "half", 4));
    set_time(half.p, T0 - 3601);
    clock_set(T0 - 2 * DAY);
    CHECK(row(given_up, "") > 0);
    CHECK(db_begin(job.db));
    db_as(job.db, &arena, 1);
    attachment_take_out(job.db, 2, S("a:1"));
    CHECK(db_commit(job.db));
    clock_set(T0);
    run(&files_task);
    CHECK(there(fresh) && there(kept));
    CHECK(!there(old) && !there(given_up));
    CHECK(!file_exists(half.p));
    close_job();
}

TEST(files_of_an_old_draft_go_with_it)
{
    struct bytes h;

    open_job();
    institution();
    h = store(S("a draft's"), T0);
    row(h, "");
    clock_set(T0 + ATTACHMENT_DRAFT_DAYS * DAY);
    run(&files_task);
    CHECK(there(h));
    clock_set(T0 + ATTACHMENT_DRAFT_DAYS * DAY + 1);
    run(&files_task);
    CHECK(!there(h));
    close_job();
}

TEST(files_put_twice_are_there_once_and_whole)
{
    struct bytes h;
    struct str path;

    open_job();
    h = store(S("the same"), T0);
    path = filestore_path(&arena, job.data, h);
    CHECK(file_write(path.p, 0600, "rotten!!", 8));
    CHECK(!filestore_verify(&arena, job.data, h, 8));
    store(S("the same"), T0);
    CHECK(filestore_verify(&arena, job.data, h, 8));
    close_job();
}

/* ---------------------------------------------------------------- the scanner */

/* A daemon that hears one file and says what the script has; NULL: nothing. */
struct daemon {
    int listener;
    const char *says;
    bool early; /* says it before the bytes have come */
    size_t heard;
    bool right; /* the command and the end were as they must be */
    pthread_t thread;
};

static bool take(int fd, void *p, size_t n)
{
    return recv(fd, p, n, MSG_WAITALL) == (ssize_t)n;
}

static void *serve(void *ctx)
{
    struct daemon *d = ctx;
    int fd = accept(d->listener, NULL, NULL);
    unsigned char size[4], piece[70000];
    char command[10];

    d->right = take(fd, command, 10) && memcmp(command, "zINSTREAM", 10) == 0;
    while (!d->early && d->right && take(fd, size, 4)) {
        size_t n = (size_t)size[0] << 24 | (size_t)size[1] << 16 | (size_t)size[2] << 8 | size[3];

        if (!n)
            break;
        d->right = n <= sizeof(piece) && take(fd, piece, n);
        d->heard += n;
    }
    if (d->says) {
        d->right = d->right && send(fd, d->says, strlen(d->says) + 1, 0) > 0;
    } else {
        recv(fd, size, 1, 0); /* until the other side gives up */
    }
    close(fd);
    return NULL;
}

static const char *socket_path(void)
{
    return arena_fmt(&arena, "%s/clamd.sock", job.data).p;
}

static void start(struct daemon *d)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};

    unlink(socket_path());
    snprintf(at.sun_path, sizeof(at.sun_path), "%s", socket_path());
    d->listener = socket(AF_UNIX, SOCK_STREAM, 0);
    CHECK(bind(d->listener, (struct sockaddr *)&at, sizeof(at)) == 0);
    CHECK(listen(d->listener, 1) == 0);
    CHECK(pthread_create(&d->thread, NULL, serve, d) == 0);
    conf.scan_socket = str_of(socket_path());
}

static void stop(struct daemon *d)
{
    pthread_join(d->thread, NULL);
    close(d->listener);
}

static struct str word_of(int64_t id)
{
    struct attachment_list l = attachment_to_scan(job.db);

    for (size_t i = 0; i < l.n; i++)
        if (l.v[i].id == id)
            return S("waiting");
    return S("done");
}

static void scans(const char *says, bool early, const char *want, bool infected)
{
    struct daemon d = {.says = says, .early = early};
    struct str big = paper_fill(200000);
    struct bytes h;
    struct audit_list audits;
    int64_t id;

    open_job();
    institution();
    h = store(big, T0);
    id = row(h, "waiting");
    start(&d);
    run(&scan_task);
    stop(&d);
    CHECK(d.right);
    CHECK(early || d.heard == big.n);
    db_as(job.db, &arena, DB_ALL);
    CHECK_STR(word_of(id), str_of(want));
    audits = audit_of(job.db, 1);
    CHECK_INT(audits.n, infected);
    close_job();
}

TEST(scan_clean) { scans("stream: OK", false, "done", false); }
TEST(scan_infected) { scans("stream: Win.Test.EICAR_HDB-1 FOUND", false, "done", true); }
TEST(scan_too_long_for_it) { scans("INSTREAM size limit exceeded. ERROR", false, "waiting", false); }
TEST(scan_refused_before_the_end) { scans("INSTREAM size limit exceeded. ERROR", true, "waiting", false); }
TEST(scan_without_an_answer) { scans(NULL, false, "waiting", false); }
TEST(scan_with_a_strange_answer) { scans("stream: OK, but FOUND nothing", false, "waiting", false); }

TEST(scan_nobody_there_changes_nothing_and_no_setting_lets_go)
{
    int64_t id;

    open_job();
    institution();
    id = row(store(S("waits"), T0), "waiting");
    conf.scan_socket = S("/nonexistent/clamd.sock");
    run(&scan_task);
    CHECK_STR(word_of(id), S("waiting"));
    conf.scan_socket = S("");
    run(&scan_task);
    CHECK_STR(word_of(id), S("done"));
    close_job();
}

TEST(scan_a_file_that_is_always_refused_does_not_stand_before_the_others)
{
    struct daemon d = {.says = "INSTREAM size limit exceeded. ERROR"};
    int64_t first, second;

    open_job();
    institution();
    first = row(store(S("one"), T0), "waiting");
    clock_set(T0 + 10);
    second = row(store(S("two"), T0), "waiting");
    CHECK(db_begin(job.db));
    db_as(job.db, &arena, DB_ALL);
    clock_set(T0 + 20);
    attachment_scanned(job.db, first, S("waiting"));
    CHECK(db_commit(job.db));
    CHECK_INT(attachment_to_scan(job.db).v[0].id, second);
    CHECK_INT(d.heard, 0);
    close_job();
}
