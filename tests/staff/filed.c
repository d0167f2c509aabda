/* filed.c: see filed.h. */
#include "tests/staff/filed.h"

#include "job/job.h"
#include "tests/world_impl.h"
#include "util/str.h"

extern const struct job_task notice_check_task;

void filed_world(void)
{
    world();
    for (int i = 101; i <= 103; i++)
        world_sql(arena_fmt(&world_arena,
            "INSERT INTO institution (id, pref, score_table, code, kind, name, founder,"
            " address, changed_at) VALUES (%d, '%02d', '1', '0100%03d', 'clinic',"
            " '髙﨑𠮷医院%d', '医療法人社団髙﨑会', '見本市１丁目２番%d号', 0)",
            i, i - 88, i, i, i).p);
    world_clock(FILED_NOW);
}

/* "key=value key=value": values without blanks. */
static struct notice_answers answers_of(const char *text)
{
    struct notice_answers a = {NEW_N(&world_arena, struct notice_answer, 8), 0};
    struct str rest = str_of(text), one, value;

    while (rest.n) {
        one = str_cut(rest, ' ', &rest);
        a.v[a.n].key = str_cut(one, '=', &value);
        a.v[a.n++].value = value;
    }
    return a;
}

struct str filed_with(int64_t institution, int64_t type, const char *founder,
    const char *name, const char *address, const char *others, const char *answers)
{
    struct db *db = world_app->write_db;
    struct notice_by by = {NOTICE_BY_CLINIC, S("a:1"), FILED_NOW, false};
    struct notice_content c = {.type = type, .answers = answers_of(answers)};
    struct notice_input in = {.content = &c, .reason = S(""), .ended_on = S("")};
    const struct notice_rule *rule;
    struct institution i;
    struct notice n = {.id = 0};

    db_as(db, &world_arena, DB_ALL);
    CHECK(db_begin(db));
    CHECK(institution_get(db, institution, &i));
    CHECK_INT(notice_start(db, &world_arena, &i, 1, type, &by, &n), NOTICE_DONE);
    c.founder = founder ? str_of(founder) : n.founder;
    c.name = name ? str_of(name) : n.name;
    c.address = address ? str_of(address) : n.address;
    c.other_codes = str_of(others);
    CHECK_INT(notice_move(db, &world_arena, &n, NOTICE_FILE, &by, &in, &rule), NOTICE_DONE);
    CHECK(db_commit(db));
    return arena_str(&world_arena, n.number);
}

struct str filed_add(int64_t institution, int64_t type)
{
    return filed_with(institution, type, NULL, NULL, NULL, "",
        type == FILED_SYSTEM    ? "contract_on=2023-02-10 vendor=見本 done_month=2023-07"
        : type == FILED_NETWORK ? "line=not_yet"
                                : "");
}

void filed_check(void)
{
    struct arena a = ARENA_INIT;
    struct job j = {.db = world_app->write_db, .conf = world_app->conf, .arena = &a};

    for (int i = 0; i < 4; i++) {
        db_as(j.db, &a, DB_ALL);
        notice_check_task.run(&j);
    }
    CHECK(!db_broken(j.db));
    arena_release(&a);
}

void filed_paper(struct str number, const char *kind)
{
    world_sql(arena_fmt(&world_arena,
        "INSERT INTO attachment (institution, owner_table, owner, actor, number, version,"
        " kind, title, name, type, size, sha256, at) SELECT institution, 'notice', id, 'a:1',"
        " 1, version, '%s', '契約書の写し', 'keiyaku.pdf', 'pdf', 1234, zeroblob(32), %d"
        " FROM notice WHERE number = '" STR_FMT "'", kind, FILED_NOW, STR_ARG(number)).p);
}

struct str filed_state(struct str number)
{
    return world_text(arena_fmt(&world_arena,
        "SELECT state FROM notice WHERE number = '" STR_FMT "'", STR_ARG(number)).p);
}
