/* import_undo_test.c: an import taken back leaves the master and its index as they were. */
#include "tests/test.h"

#include <stdio.h>

#include "gen/tables.h"
#include "job/import.h"
#include "job/job.h"
#include "model/audit.h"
#include "model/import_run.h"
#include "model/institution.h"
#include "sys/clock.h"
#include "sys/secret.h"
#include "util/str.h"

enum { T0 = 1790000000, DAY = 86400 };

static struct arena arena = ARENA_INIT;
static struct import_report report;

/* Everything in the table, byte for byte, and every word of the index. */
struct dump {
    struct str text;
    int64_t n, id;
};

enum { ROWS, WORDS, AUDITS, KEPT, LETTER, LOGIN, STATEMENT, MEMBER, CAMPAIGN, ACCOUNT, MANY };

static const struct col cols[] = {COL(dump, text), COL(dump, n), COL(dump, id)};
static const struct query queries[] = {
    [ROWS] = {"dump.rows", ANY,
        "SELECT group_concat(line, char(10)) AS text FROM (SELECT json_array(id, pref,"
        " score_table, code, kind, name, kana, founder, zip, address, phone, phone_digits,"
        " name_key, beds, attached_dental, obliged, designated_on, closed_on, changed_at)"
        " AS line FROM institution ORDER BY id)"},
    [WORDS] = {"dump.words", ANY,
        "SELECT group_concat(w, char(10)) AS text FROM (SELECT doc || ' ' || col || ' ' || term"
        " AS w FROM words ORDER BY doc, col, term)"},
    [AUDITS] = {"dump.audits", ANY,
        "SELECT group_concat(actor || ' ' || action || ' ' || detail, char(10)) AS text"
        " FROM audit"},
    [KEPT] = {"dump.kept", ANY, "SELECT count(*) AS n FROM import_change"},
    [LETTER] = {"use.letter", ANY,
        "INSERT INTO letter (campaign, institution, chunk, state) VALUES (1, :id, 1,"
        " 'planned')"},
    [LOGIN] = {"use.login", ANY,
        "INSERT INTO credential (institution, login, hash, salt, valid_until, state,"
        " created_at) VALUES (:id, 'L' || :id, x'', x'', '2026-01-01', 'void', 1)"},
    [STATEMENT] = {"use.statement", ANY,
        "INSERT INTO statement (institution, name, founder, registered_at)"
        " VALUES (:id, 'n', 'f', 1)"},
    [MEMBER] = {"use.member", ANY,
        "INSERT INTO member (account, institution, role, joined_at)"
        " VALUES (1, :id, 'owner', 1)"},
    [CAMPAIGN] = {"use.campaign", ANY,
        "INSERT INTO campaign (id, name, form, cutoff, posted_on, valid_until, origin, folder,"
        " state, created_at) VALUES (1, 'c', '2025', '', '', '', '', '', 'open', 1)"},
    [ACCOUNT] = {"use.account", ANY,
        "INSERT INTO account (id, mail, mail_key, password, contact, phone, created_at,"
        " changed_at) VALUES (1, 'a@b', 'a@b', '', '', '', 1, 1)"},
    [MANY] = {"use.many", ANY,
        "WITH RECURSIVE k (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k WHERE i < :n)"
        " INSERT INTO import_change SELECT :id, 1000 + i, '', '', '', '', '', '', '', NULL,"
        " 0, 0, NULL, NULL, 0 FROM k"},
};
static const struct model dump_model = MODEL(dump, cols, queries);

static struct db *fresh(void)
{
    static const struct secret_key chain;
    const char *path = arena_fmt(&arena, "%s/portal.db", test_dir()).p;
    const struct model *all[64] = {NULL};
    size_t n = 0;
    struct db *db;

    audit_key(&chain);
    clock_set(T0);
    report = (struct import_report)IMPORT_REPORT_INIT;
    if (!db_script(path, arena_fmt(&arena, "%s\nCREATE VIRTUAL TABLE words USING"
                                           " fts5vocab(institution_fts, instance);",
                             schema_sql).p))
        die("the schema does not run");
    while (models[n]) {
        all[n] = models[n];
        n++;
    }
    if (n + 2 > COUNT(all))
        die("too many models");
    all[n] = &dump_model;
    db = db_open(path, DB_WRITE, all);
    if (!db)
        die("no database");
    db_as(db, &arena, DB_ALL);
    return db;
}

static void end(struct db *db)
{
    CHECK(!db_broken(db));
    clock_set(0);
    import_report_release(&report);
    db_close(db);
    arena_release(&arena);
}

static struct str text(struct db *db, int q)
{
    struct dump out = {.n = 0};

    db_one(db, &dump_model, q, NULL, &out);
    return out.text;
}

static int64_t kept(struct db *db)
{
    struct dump out = {.n = -1};

    db_one(db, &dump_model, KEPT, NULL, &out);
    return out.n;
}

static void use(struct db *db, int q, int64_t id)
{
    CHECK(db_begin(db));
    CHECK(db_run(db, &dump_model, q, &(struct dump){.id = id, .n = 7000}) == OK);
    CHECK(db_commit(db));
}

static void fresh_report(void)
{
    import_report_release(&report);
    report = (struct import_report)IMPORT_REPORT_INIT;
}

#define HEAD                                                                             \
    "pref_code,score_table,code,kind,name,kana,founder,zip,address,phone,beds,"          \
    "attached_dental,obliged,designated_on,closed_on\n"
#define A "01,1,8010016,clinic,　髙﨑 ｸﾘﾆｯｸ①　,タカサキ,㈱𠮷田,0600001,北海道,011-571-0708,19,0,1,2020-04-01,\n"
#define A2 "01,1,8010016,hospital,東雲病院,シノノメ,別人,1000001,東京都千代田区,03-1111-2222,,1,0,,2026-03-31\n"
#define B "13,3,0270751,dental,歯科,,,,,,,,,,\n"
#define C "13,4,0270759,pharmacy,みどり薬局,,,,千葉市,,,,,,\n"
#define D "27,1,0270759,clinic,緑風内科,,,,大阪市,,,,,,\n"

static bool import(struct db *db, struct str csv, bool partial)
{
    struct import_opts o = {"/some/where/f.csv", false, partial};
    FILE *f = fmemopen((void *)(uintptr_t)csv.p, csv.n, "r");

    if (!f)
        die("no stream");
    fresh_report();
    import_institutions(db, &arena, f, &o, &report);
    fclose(f);
    db_as(db, &arena, DB_ALL);
    return report.done;
}

static bool undo(struct db *db, int64_t run)
{
    fresh_report();
    import_undo(db, &arena, run, &report);
    db_as(db, &arena, DB_ALL);
    return report.done;
}

static bool refused(struct db *db, int64_t run, const char *why)
{
    struct str before = text(db, ROWS), audits = text(db, AUDITS);
    bool no = !undo(db, run), said = str_has(buf_view(&report.errors), str_of(why));

    if (!said)
        printf("not said: %s\nbut: " STR_FMT, why, STR_ARG(buf_view(&report.errors)));
    return no && said && str_eq(before, text(db, ROWS)) && str_eq(audits, text(db, AUDITS));
}

/* What a search finds, as ids. */
static struct str found(struct db *db, struct str typed)
{
    struct institutions l = institution_search(db, &arena, typed, 20);
    struct str out = S("");

    for (size_t i = 0; i < l.n; i++)
        out = arena_fmt(&arena, STR_FMT "%lld ", STR_ARG(out), (long long)l.v[i].id);
    return out;
}

TEST(undo_leaves_the_master_as_it_was)
{
    struct db *db = fresh();
    struct str rows, words;
    struct import_run run;

    CHECK(import(db, S(HEAD A B), false));
    rows = text(db, ROWS);
    words = text(db, WORDS);
    CHECK(words.n > 100);
    clock_set(T0 + 7 * DAY);
    CHECK(import(db, S(HEAD A2 C B D), false));
    CHECK(!str_eq(rows, text(db, ROWS)) && !str_eq(words, text(db, WORDS)));
    CHECK_STR(found(db, S("高崎クリニック")), S(""));
    CHECK_STR(found(db, S("東雲病院")), S("1 "));
    CHECK_STR(found(db, S("みどり薬局")), S("3 "));
    CHECK_INT(kept(db), 1);
    CHECK(import_run_newest(db, &run));
    CHECK(run.id == 2 && run.rows == 4 && run.added == 2 && run.changed == 0 &&
          run.closed == 1 && run.last_id == 4 && run.at == T0 + 7 * DAY);
    CHECK_STR(run.file, S("f.csv"));
    clock_set(T0 + 8 * DAY);
    CHECK(undo(db, 0));
    CHECK_STR(text(db, ROWS), rows);
    CHECK_STR(text(db, WORDS), words);
    CHECK_STR(found(db, S("高崎クリニック")), S("1 "));
    CHECK_STR(found(db, S("東雲病院")), S(""));
    CHECK_STR(found(db, S("千代田区")), S(""));
    CHECK_STR(found(db, S("0311112222")), S(""));
    CHECK_STR(found(db, S("0115710708")), S("1 "));
    CHECK_STR(found(db, S("みどり薬局")), S(""));
    CHECK_INT(kept(db), 0);
    CHECK(import_run_get(db, 2, &run) && run.undone_at == T0 + 8 * DAY);
    CHECK_STR(text(db, AUDITS),
        S("cli import.institutions f.csv: 新規 2、変更 0、廃止 0\n"
          "cli import.institutions f.csv: 新規 2、変更 0、廃止 1\n"
          "cli import.undone f.csv（2026-09-28）: 取り消した新規 2、元に戻した変更 0、廃止 1"));
    CHECK_STR(db_check(db, &arena), S("ok"));
    end(db);
}

TEST(undo_goes_back_run_by_run)
{
    struct db *db = fresh();
    struct str one, two;
    int64_t bad;

    CHECK(refused(db, 0, "there is no import to undo"));
    CHECK(import(db, S(HEAD A), false));
    one = text(db, ROWS);
    CHECK(import(db, S(HEAD A), false)); /* no change: no run */
    CHECK(import(db, S(HEAD A2 B), false));
    two = text(db, ROWS);
    CHECK(import(db, S(HEAD A C "99,1,1,x,y,,,,,,,,,,\n"), true));
    CHECK_INT(import_run_list(db, 10).n, 3);
    CHECK_INT(import_run_list(db, 2).v[1].id, 2);
    CHECK(refused(db, 1, "import 1 is not the last one: undo import 3 first"));
    CHECK(refused(db, 4, "no import 4"));
    CHECK(undo(db, 3));
    CHECK_STR(text(db, ROWS), two);
    CHECK(refused(db, 3, "import 3 was undone on 2026-09-21 already"));
    CHECK(undo(db, 0));
    CHECK_STR(text(db, ROWS), one);
    /* numbers that were given once are not given again */
    CHECK(import(db, S(HEAD A D), false));
    CHECK_STR(found(db, S("緑風内科")), S("4 "));
    CHECK(undo(db, 0) && undo(db, 0));
    CHECK_INT(institution_count(db), 0);
    CHECK_STR(text(db, WORDS), S(""));
    CHECK(refused(db, 0, "there is no import to undo"));
    CHECK(audit_verify(db, &bad) == 0);
    CHECK(import(db, S(HEAD B), false));
    CHECK_STR(found(db, S("歯科")), S("5 "));
    end(db);
}

TEST(undo_has_thirty_days)
{
    struct db *db = fresh();
    struct str before;

    CHECK(import(db, S(HEAD A), false));
    before = text(db, ROWS);
    CHECK(import(db, S(HEAD A2), false));
    clock_set(T0 + IMPORT_KEPT_S + 1);
    CHECK(refused(db, 0, "import 2 is of 2026-09-21, older than 30 days"));
    clock_set(T0 + IMPORT_KEPT_S);
    CHECK(undo(db, 0));
    CHECK_STR(text(db, ROWS), before);
    end(db);
}

TEST(undo_spares_what_is_in_use)
{
    static const struct {
        int q;
        const char *what;
    } uses[] = {{LETTER, "a letter"}, {LOGIN, "a provisional login"},
        {STATEMENT, "an account"}, {MEMBER, "an account"}};

    for (size_t i = 0; i < COUNT(uses); i++) {
        struct db *db = fresh();

        use(db, CAMPAIGN, 0);
        use(db, ACCOUNT, 0);
        CHECK(import(db, S(HEAD A B), false));
        use(db, uses[i].q, 2); /* was there before the one that goes */
        CHECK(import(db, S(HEAD A2 C D), false));
        CHECK(undo(db, 0));
        CHECK(import(db, S(HEAD A2 C D), false));
        use(db, uses[i].q, 6);
        CHECK(refused(db, 0, arena_fmt(&arena, "institution 27-1-0270759 '緑風内科' was added"
                                               " by it and has %s by now\n",
                                 uses[i].what).p));
        CHECK(refused(db, 0, "import 3 cannot be undone because of what is named above"));
        CHECK(!str_has(buf_view(&report.errors), S("みどり薬局")));
        end(db);
    }
}

TEST(undo_names_ten_at_the_most)
{
    struct db *db = fresh();
    struct str csv = S(HEAD);

    for (int i = 0; i < 11; i++)
        csv = arena_fmt(
            &arena, STR_FMT "01,1,80100%02d,clinic,名%d,,,,,,,,,,\n", STR_ARG(csv), i, i);
    CHECK(import(db, csv, false));
    for (int64_t i = 1; i <= 11; i++)
        use(db, STATEMENT, i);
    CHECK(refused(db, 0, "these institutions and more"));
    CHECK(str_has(buf_view(&report.errors), S("'名9'")));
    CHECK(!str_has(buf_view(&report.errors), S("'名10'")));
    end(db);
}

extern const struct job_task expire_task;

TEST(what_imports_kept_goes_after_thirty_days)
{
    struct db *db = fresh();
    struct job j = {.db = db, .arena = &arena};

    CHECK(import(db, S(HEAD A), false));
    CHECK(import(db, S(HEAD A2), false));
    use(db, MANY, 2);
    CHECK_INT(kept(db), 7001);
    clock_set(T0 + IMPORT_KEPT_S);
    CHECK(!expire_task.run(&j));
    CHECK_INT(kept(db), 7001);
    clock_set(T0 + IMPORT_KEPT_S + 1);
    CHECK(expire_task.run(&j)); /* not all at once: others want to write, too */
    CHECK_INT(kept(db), 2001);
    CHECK(expire_task.run(&j));
    CHECK_INT(kept(db), 0);
    CHECK(!expire_task.run(&j));
    CHECK_INT(import_run_list(db, 10).n, 2);
    end(db);
}
