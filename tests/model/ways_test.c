/* ways_test.c: cases of lost letters, passwords and mailboxes, made from rows of the log.
 */
#include "tests/test.h"

#include "gen/tables.h"
#include "model/ways.h"
#include "sys/clock.h"
#include "util/buf.h"
#include "util/str.h"

extern const char schema_sql[];

static struct arena arena = ARENA_INIT;
static const char *path;
static struct db *db;
static struct buf rows;

enum { HOUR = 3600, DAY = 24 * HOUR };
#define NOV1 1793458800LL /* 2026-11-01 00:00 in Tokyo */
#define NOW  (NOV1 + 20 * DAY)

__attribute__((destructor)) static void drop(void)
{
    arena_release(&arena);
    buf_release(&rows);
}

static void begin(void)
{
    clock_set(NOW);
    path = arena_fmt(&arena, "%s/portal.db", test_dir()).p;
    CHECK(test_schema(path));
    buf_reset(&rows);
}

/* One row of the log, at so many seconds of November. */
static void act(
    int place, int64_t at, const char *actor, const char *action, const char *detail)
{
    buf_addf(&rows,
        "INSERT INTO audit (at, actor, institution, action, detail, hash)"
        " VALUES (%lld, '%s', %d, '%s', '%s', x'00');",
        (long long)(NOV1 + at), actor, place, action, detail);
}

static struct way_sums sums(void)
{
    struct way_sums s;

    buf_byte(&rows, 0);
    CHECK(db_script(path, rows.p));
    buf_reset(&rows);
    db = db_open(path, DB_READ, models);
    CHECK(db);
    db_as(db, &arena, DB_ALL);
    ways_sums(db, &s);
    CHECK(!db_broken(db));
    db_close(db);
    clock_set(0);
    return s;
}

static int64_t counted(const struct way_sums *s)
{
    int64_t n = s->open + s->old + s->stopped;

    for (int m = 0; m < WAYS_MONTHS; m++)
        for (int w = 0; w < WAYS; w++)
            n += s->months[m].n[w];
    CHECK_INT(s->all.alone + s->all.staff + s->open + s->old + s->stopped, n);
    return n;
}

TEST(ways_of_nobody)
{
    struct way_sums s;

    begin();
    s = sums();
    CHECK_INT(counted(&s), 0);
    CHECK_INT(way_share(&s.all), -1);
    CHECK_INT(way_share(&s.months[0]), -1);
    CHECK(s.months[0].first.year == 2026 && s.months[0].first.month == 11);
    CHECK(s.months[12].first.year == 2025 && s.months[12].first.month == 11);
}

TEST(ways_alone_each)
{
    struct way_sums s;

    begin();
    /* a new letter: registered with it; joined to a login; proved; claimed */
    act(1, 0, "-", "letter.requested", "");
    act(1, 5 * DAY, "c:7", "account.registered", "");
    act(2, 0, "c:8", "letter.requested", "");
    act(2, 5 * DAY, "a:3", "account.place_added", "");
    act(3, 0, "-", "letter.requested", "");
    act(3, DAY, "a:4", "account.registered", "メールのリンク（未確認）");
    act(3, 5 * DAY, "a:4", "account.proved", "");
    act(4, 0, "-", "letter.requested", "");
    act(4, 5 * DAY, "a:5", "account.claimed", "");
    act(5, 0, "-", "letter.requested", "");
    act(5, 5 * DAY, "a:6", "account.registered", "メールのリンクと案内文書\nx");
    /* of a registered one: the new letter brings another address */
    act(6, 0, "-", "letter.requested", "");
    act(6, 5 * DAY, "-", "account.replace_asked", "");
    act(6, 6 * DAY, "a:7", "account.replaced", "");
    /* the letter that was there */
    act(7, 0, "-", "account.replace_asked", "");
    act(7, DAY, "a:8", "account.replaced", "");
    act(8, 0, "a:9", "factor.lost_asked", "");
    act(8, DAY, "a:9", "factor.lost", "");
    act(9, 0, "-", "account.reset_asked", "");
    act(9, HOUR, "-", "account.reset_letter", "");
    act(9, HOUR, "a:9", "account.password_reset", "");
    /* a mail */
    act(10, 0, "-", "account.reset_asked", "");
    act(10, 1, "-", "account.reset_asked", "");
    act(10, HOUR, "a:10", "account.password_reset", "");
    /* an owner */
    act(11, 0, "-", "help.asked", "");
    act(11, HOUR, "a:12", "help.approved", "");
    act(11, 2 * DAY, "a:11", "account.replaced", "");
    act(12, 0, "-", "help.asked", "");
    act(12, HOUR, "a:12", "help.approved", "");
    act(12, 2 * DAY, "a:12", "factor.lost", "");
    /* paper */
    act(13, 0, "a:13", "factor.recovery_used", "");
    s = sums();
    CHECK_INT(s.months[0].n[WAY_LETTER], 6);
    CHECK_INT(s.months[0].n[WAY_CODE], 3);
    CHECK_INT(s.months[0].n[WAY_MAIL], 1);
    CHECK_INT(s.months[0].n[WAY_COLLEAGUE], 2);
    CHECK_INT(s.months[0].n[WAY_PAPER], 1);
    CHECK_INT(s.all.alone, 13);
    CHECK_INT(counted(&s), 13);
    CHECK_INT(way_share(&s.all), 100);
}

TEST(ways_with_staff_each)
{
    struct way_sums s;

    begin();
    act(1, 0, "s:1", "deletion.asked", "");
    act(1, 3 * DAY, "job", "deletion.done", "");
    act(2, 0, "s:2", "account.called", "");
    act(3, 0, "s:1", "letter.requested", "");
    act(3, 4 * DAY, "c:5", "account.registered", "");
    act(4, 0, "s:1", "login.unlocked", "");
    act(5, 0, "-", "letter.requested", "");
    act(5, DAY, "s:1", "letter.request_refused", "");
    act(5, 2 * DAY, "c:6", "account.registered", "");
    /* began alone, ended with a call: of each way the call counts */
    act(6, 0, "-", "letter.requested", "");
    act(6, DAY, "s:1", "institution.viewed", "phone");
    act(6, 2 * DAY, "c:6", "account.registered", "");
    act(7, 0, "-", "account.reset_asked", "");
    act(7, 60, "s:1", "institution.viewed", "phone");
    act(7, 90, "a:7", "account.password_reset", "");
    act(8, 0, "-", "account.reset_asked", "");
    act(8, 60, "s:1", "login.unlocked", "");
    act(9, 0, "-", "help.asked", "");
    act(9, DAY, "s:1", "deletion.asked", "");
    act(9, 2 * DAY, "a:9", "deletion.cancelled", ""); /* he is in */
    /* several: the first of the list */
    act(10, 0, "s:1", "letter.requested", "");
    act(10, DAY, "s:1", "login.unlocked", "");
    act(10, 2 * DAY, "s:1", "deletion.asked", "");
    act(10, 5 * DAY, "job", "deletion.done", "");
    s = sums();
    CHECK_INT(s.all.n[WAY_DELETION], 3);
    CHECK_INT(s.all.n[WAY_CALLBACK], 1);
    CHECK_INT(s.all.n[WAY_STAFF_LETTER], 1);
    CHECK_INT(s.all.n[WAY_UNLOCK], 2);
    CHECK_INT(s.all.n[WAY_PHONE], 3);
    CHECK_INT(s.all.staff, 10);
    CHECK_INT(counted(&s), 10);
    CHECK_INT(way_share(&s.all), 0);
}

TEST(ways_that_are_none)
{
    struct way_sums s;

    begin();
    act(1, 0, "c:1", "account.registered", ""); /* nobody had lost anything */
    act(2, 0, "a:1", "account.proved", "");
    act(3, 0, "s:1", "institution.viewed", "phone");
    act(4, 0, "-", "session.login", "");
    act(0, 0, "-", "account.reset_asked", ""); /* of an address that is no login */
    act(0, 0, "a:1", "account.password_reset", "");
    act(5, 0, "a:1", "deletion.cancelled", "");
    act(6, 0, "-", "account.reset_asked", "");
    act(6, 60, "s:1", "institution.viewed", "survey"); /* no call */
    act(6, 90, "a:1", "account.password_reset", "");
    act(6, 99, "s:1", "institution.viewed", "phone"); /* when it was over */
    s = sums();
    CHECK_INT(counted(&s), 1);
    CHECK_INT(s.all.n[WAY_MAIL], 1);
}

TEST(ways_open_stopped_and_old)
{
    struct way_sums s;

    begin();
    act(1, 19 * DAY, "-", "letter.requested", "");
    act(2, -10 * DAY, "-", "account.reset_asked", ""); /* the last of thirty days */
    act(3, -10 * DAY - 1, "-", "account.reset_asked", "");
    act(4, 0, "s:1", "deletion.asked", "");
    act(4, DAY, "s:2", "deletion.cancelled", ""); /* nothing is solved by that */
    act(5, 0, "-", "letter.requested", "");
    act(5, DAY, "a:1", "letter.request_stopped", "");
    act(6, 0, "-", "account.replace_asked", "");
    act(6, DAY, "a:1", "account.replace_stopped", "");
    act(7, 0, "-", "letter.requested", "");
    act(7, DAY, "a:1", "account.registered", "メールのリンク（未確認）");
    act(8, 0, "-", "factor.lost_asked", "");
    act(8, DAY, "a:1", "factor.lost_stopped", "");
    s = sums();
    CHECK_INT(s.open, 4);
    CHECK_INT(s.old, 1);
    CHECK_INT(s.stopped, 3);
    CHECK_INT(counted(&s), 8);
    CHECK_INT(way_share(&s.all), -1);
}

TEST(ways_count_in_the_month_of_tokyo_in_which_they_ended)
{
    struct way_sums s;

    begin();
    act(1, -2, "-", "account.reset_asked", "");
    act(1, -1, "a:1", "account.password_reset", "");
    act(2, -2, "-", "account.reset_asked", "");
    act(2, 0, "a:1", "account.password_reset", "");
    act(3, -335 * DAY, "a:1", "factor.recovery_used", ""); /* 2025-12-01 00:00 */
    act(4, -335 * DAY - 1, "a:1", "factor.recovery_used", "");
    act(5, -365 * DAY, "a:1", "factor.recovery_used", ""); /* 2025-11-01 00:00 */
    act(6, -365 * DAY - 1, "a:1", "factor.recovery_used", "");
    s = sums();
    CHECK_INT(s.months[0].alone, 1);
    CHECK_INT(s.months[1].alone, 1);
    CHECK_INT(s.months[11].alone, 1);
    CHECK_INT(s.months[12].alone, 2);
    CHECK_INT(counted(&s), 5);
}

TEST(ways_that_begin_again_are_one_case)
{
    struct way_sums s;

    begin();
    act(1, 0, "-", "account.reset_asked", "");
    act(1, HOUR, "a:1", "account.password_reset", "");
    act(1, 7 * DAY + HOUR - 1, "s:1", "login.unlocked", ""); /* with staff in the end */
    act(2, 0, "-", "account.reset_asked", "");
    act(2, HOUR, "a:1", "account.password_reset", "");
    act(2, 7 * DAY + HOUR, "s:1", "login.unlocked", ""); /* two of them */
    for (int i = 0; i < 5; i++)
        act(3, i * DAY, "a:1", "factor.recovery_used", "");
    act(4, 0, "-", "account.reset_asked", "");
    act(4, HOUR, "a:1", "account.password_reset", "");
    act(4, DAY, "-", "account.reset_asked", ""); /* open again */
    act(5, 0, "s:1", "deletion.asked", "");
    act(5, DAY, "job", "deletion.done", "");
    act(5, 2 * DAY, "s:2", "deletion.restored", ""); /* open again */
    s = sums();
    CHECK_INT(s.all.n[WAY_UNLOCK], 2);
    CHECK_INT(s.all.n[WAY_MAIL], 1);
    CHECK_INT(s.all.n[WAY_PAPER], 1);
    CHECK_INT(s.open, 2);
    CHECK_INT(counted(&s), 6);
    CHECK_INT(way_share(&s.all), 50);
}

TEST(ways_share_is_never_rounded_up)
{
    struct way_month m = {.alone = 599, .staff = 401};

    CHECK_INT(way_share(&m), 59);
    m = (struct way_month){.alone = 3, .staff = 2};
    CHECK_INT(way_share(&m), 60);
}

/* "action IN (…)" without blanks. */
static struct str list_of(const char *sql)
{
    const char *from = sql ? strstr(sql, "action IN (") : NULL;
    struct buf b = BUF_INIT;
    struct str s;

    for (; from && *from && *from != ')'; from++)
        if (*from != ' ' && *from != '\n')
            buf_byte(&b, *from);
    s = arena_str(&arena, buf_view(&b));
    buf_release(&b);
    return s;
}

/* Else the query would walk through the whole log. */
TEST(ways_are_read_from_an_index_of_their_own)
{
    struct str of_query = list_of(way_event_model.queries[0].sql);
    struct str of_index = list_of(strstr(schema_sql, "INDEX audit_ways"));

    CHECK(of_query.n > 100);
    CHECK_STR(of_index, of_query);
}
