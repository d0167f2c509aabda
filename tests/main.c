/* main.c: runs the registered tests. The files are dealt to as many processes as there are
 * processors; inside a file the tests run in their order, in one process. */
#include "tests/test.h"

#include <ftw.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/db.h"
#include "sys/file.h"
#include "util/arena.h"
#include "util/log.h"

static struct test {
    const char *file, *name;
    test_fn *fn;
} tests[4096];
static size_t n_tests, n_checks, n_failed_checks;
static const char *skip_why;
static char dir[64];

void test_add(const char *file, const char *name, test_fn *fn)
{
    if (n_tests == COUNT(tests))
        die("too many tests");
    tests[n_tests++] = (struct test){file, name, fn};
}

void test_check(bool ok, const char *file, int line, const char *what)
{
    n_checks++;
    if (ok)
        return;
    n_failed_checks++;
    printf("%s:%d: %s\n", file, line, what);
}

void test_check_str(struct str got, struct str want, const char *file, int line)
{
    bool ok = got.n == want.n && (!got.n || memcmp(got.p, want.p, got.n) == 0);

    test_check(ok, file, line, "texts differ");
    if (!ok)
        printf("  got  \"" STR_FMT "\"\n  want \"" STR_FMT "\"\n", STR_ARG(got),
            STR_ARG(want));
}

void test_check_int(int64_t got, int64_t want, const char *file, int line)
{
    test_check(got == want, file, line, "numbers differ");
    if (got != want)
        printf("  got %lld, want %lld\n", (long long)got, (long long)want);
}

void test_skip(const char *why)
{
    skip_why = why;
}

const char *test_dir(void)
{
    static int n;
    static char path[128];

    if (!dir[0]) {
        snprintf(dir, sizeof(dir), "/tmp/madoguchi-test-XXXXXX");
        if (!mkdtemp(dir))
            die("cannot make a folder under /tmp");
    }
    snprintf(path, sizeof(path), "%s/%d", dir, n++);
    if (mkdir(path, 0700))
        die("cannot make '%s'", path);
    return path;
}

extern const char schema_sql[];

/* Made once in each process: to run the schema costs as much as many a test. */
bool test_schema(const char *path)
{
    static struct str image;
    static struct arena a = ARENA_INIT;

    FILE *f;
    bool done;

    if (!image.n)
        return db_script(path, schema_sql) && file_read(&a, path, 64 << 20, &image);
    f = fopen(path, "w");
    done = f && fwrite(image.p, 1, image.n, f) == image.n;
    return f && !fclose(f) && done;
}

static int drop(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st, (void)type, (void)ftw;
    return remove(path);
}

static bool wanted(const struct test *t, int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strstr(t->name, argv[i]) || strstr(t->file, argv[i]))
            return true;
    return argc < 2;
}

static struct tally { /* shared by the processes */
    atomic_size_t next, passed, failed, skipped, checks;
} *tally;

static void run(const struct test *t)
{
    size_t before = n_failed_checks, checks = n_checks;

    skip_why = NULL;
    t->fn();
    if (n_failed_checks > before) {
        printf("FAILED %s %s\n", t->file, t->name);
        tally->failed++;
    } else if (skip_why) {
        printf("skipped %s: %s\n", t->name, skip_why);
        tally->skipped++;
    } else if (n_checks == checks) {
        printf("FAILED %s %s: it checks nothing\n", t->file, t->name);
        tally->failed++;
    } else {
        tally->passed++;
    }
    fflush(stdout);
}

/* Takes the next file that nobody has taken, until there is none. */
static void work(int argc, char **argv)
{
    size_t file = 0, mine = tally->next++;

    for (size_t i = 0; i < n_tests; i++) {
        if (i && tests[i].file != tests[i - 1].file && ++file > mine)
            mine = tally->next++;
        if (file == mine && wanted(&tests[i], argc, argv))
            run(&tests[i]);
    }
    tally->checks += n_checks;
    if (dir[0])
        nftw(dir, drop, 16, FTW_DEPTH | FTW_PHYS);
}

int main(int argc, char **argv)
{
    long hands = sysconf(_SC_NPROCESSORS_ONLN);
    int status, broken = 0;

    log_set_level(LOG_ERROR);
    tally = mmap(NULL, sizeof(*tally), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (tally == MAP_FAILED)
        die("no memory for the tally");
    fflush(NULL);
    for (long i = 0; i < hands; i++) {
        pid_t pid = fork();

        if (pid < 0)
            die("no child process");
        if (pid == 0) {
            work(argc, argv);
            exit(0);
        }
    }
    while (wait(&status) > 0)
        broken += status != 0; /* a crash, or what a sanitizer found at its end */
    if (broken)
        printf("FAILED %d of the processes did not end well\n", broken);
    printf("%zu checks\n%zu passed, %zu failed, %zu skipped\n", tally->checks, tally->passed,
        tally->failed + (size_t)broken, tally->skipped);
    return tally->failed || broken;
}
