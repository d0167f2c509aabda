/* letters_lint_test.c: what is found before a campaign is printed, and what comes of it. */
#include "tests/test.h"

#include <sys/stat.h>

#include "gen/tables.h"
#include "job/letters.h"
#include "job/letters_lint.h"
#include "model/credential.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "tests/run.h"
#include "util/str.h"

static const struct secret_key key = {{9, 9}};

enum { NOON = 1675393200 /* 2023-02-03 12:00 in Tokyo */, PLACES = 15 };

static struct arena arena = ARENA_INIT;
static const char *dir;

__attribute__((destructor)) static void drop(void)
{
    arena_release(&arena);
}

static void sql(const char *text)
{
    CHECK(db_script(arena_fmt(&arena, "%s/portal.db", dir).p, text));
}

/* 1 to 15: every kind with every duty (0 exempt, 1 obliged, 2 unknown). */
static struct db *open_places(void)
{
    static const char *const kinds[] = {"hospital", "clinic", "dental", "pharmacy", "nursing"};
    struct buf b = BUF_INIT;
    const char *path;
    struct db *db;

    clock_set(NOON);
    credential_key(&key);
    dir = arena_cstr(&arena, str_of(test_dir()));
    path = arena_fmt(&arena, "%s/portal.db", dir).p;
    CHECK(test_schema(path));
    for (int i = 1; i <= PLACES; i++)
        buf_addf(&b,
            "INSERT INTO institution (id, pref, score_table, code, kind, name, zip, address,"
            " obliged, changed_at) VALUES (%d, '13', '%d', '%07d', '%s', '髙﨑𠮷田医院%d',"
            " '%07d', '港区芝1-2-3', %d, 0);",
            i, (i - 1) % 5 == 4 ? 6 : 1, i, kinds[(i - 1) % 5], i, 1000000 + i, (i - 1) / 5);
    buf_byte(&b, 0);
    CHECK(db_script(path, b.p));
    buf_release(&b);
    db = db_open(path, DB_WRITE, models);
    CHECK(db);
    db_as(db, &arena, DB_ALL);
    return db;
}

static void close_places(struct db *db)
{
    CHECK(!db_broken(db));
    db_close(db);
    clock_set(0);
}

/* An installation's own wording. */
static void write_form(const char *body)
{
    struct str s = arena_fmt(&arena,
        "title a\ncredential yes\npage\nfield zip 24 14 74 5\nfield address 24 +1 76 9 min=5\n"
        "field name 24 +2 76 20 min=5\nfield login 65 166 85 6\nfield password 65 179 85 6\n"
        "qr id 101 44 8.8\n%s\npage\nqr portal 20 200 26\n", body);

    mkdir(arena_fmt(&arena, "%s/letters", dir).p, 0700);
    CHECK(file_write(arena_fmt(&arena, "%s/letters/2023-02.form", dir).p, 0600, s.p, s.n));
}

static struct campaign planned(struct db *db, const char *name, const char *form)
{
    struct campaign c = {.name = str_of(name), .form = str_of(form),
        .cutoff = S("2023-01-15"), .posted_on = S("2023-02-03"),
        .valid_until = S("2023-04-30"), .origin = S("https://portal.example.go.jp"),
        .folder = str_of(dir), .supersede = 1};

    CHECK(db_begin(db));
    CHECK(campaign_plan(db, &c) == OK);
    CHECK(db_commit(db));
    return c;
}

static struct letters_found lint(struct db *db, const struct campaign *c)
{
    struct letters_found f = {.checked = -1};
    char why[LETTERS_WHY] = "";

    if (!letters_lint(db, &arena, dir, c, &f, why))
        printf("  %s\n", why);
    CHECK(db_begin(db));
    letters_lint_save(db, c, &f);
    CHECK(db_commit(db));
    return f;
}

static bool run(struct db *db, const struct campaign *c, char *why)
{
    int64_t n;
    bool ok = letters_run(db, dir, c, &n, why);

    db_as(db, &arena, DB_ALL);
    return ok;
}

static bool have_fonts(void)
{
    char why[FONT_WHY];
    struct fonts *f = fonts_open(why);

    if (!f)
        test_skip("fonts are missing");
    fonts_close(f);
    return f != NULL;
}

static void found_is(
    struct db *db, const char *body, int64_t faulty, const char *reason)
{
    struct campaign c = {.id = 0};
    struct letters_found f;
    static int n;

    write_form(body);
    c = planned(db, arena_fmt(&arena, "c%d", ++n).p, "2023-02");
    f = lint(db, &c);
    CHECK_INT(f.checked, PLACES);
    CHECK_INT(f.faulty, faulty);
    CHECK_INT(f.all.n, faulty);
    CHECK_INT(f.kinds.n, faulty > 0);
    CHECK_STR(f.kinds.n ? f.kinds.v[0].reason : S(""), str_of(reason));
}

#define T "text 18 70 100\n| 文です\n"

TEST(lint_counts_every_fault)
{
    struct db *db;

    if (!have_fonts())
        return;
    db = open_places();
    found_is(db, T, 0, "");
    found_is(db, "block d\nwhen exempt\n" T "when obliged\n" T "end\n", 5, "empty d");
    found_is(db, "block d\nwhen exempt\n" T "when obliged\n" T "otherwise\n" T "end\n", 0, "");
    found_is(db, "block d\nwhen exempt clinic\n" T "otherwise\n"
        "text 18 70 100\n| \nend\n" T, 14, "empty d"); /* words, but none in them */
    found_is(db, "block d\nwhen exempt\n" T "when hospital exempt unknown\n" T
        "otherwise\n" T "end\n", 1, "double d");
    found_is(db, "when clinic\n" T "end\n", 12, "no_words");
    found_is(db, "when reminder\n" T "end\n" T, 0, ""); /* it may be missing: no block */
    found_is(db, "when nursing\ntext 18 285 100\n| 一\n| 二\n| 三\nend\n" T, 3, "overflow 11 一");
    found_is(db, "when dental\ntext 18 70 100 until=75\n| 一\nend\n" T, 0, "");
    found_is(db, "when dental\ntext 18 70 100 until=73\n| 一\nend\n" T, 3, "overflow 11 一");
    found_is(db, "when dental\ntext 18 70 2\n| 一\nend\n" T, 3, "overflow 11 一"); /* too narrow */
    close_places(db);
}

/* The same letters and findings as when it is planned; nothing is written. */
TEST(lint_of_a_campaign_that_is_not_made)
{
    struct campaign c = {.name = S("(lint)"), .form = S("2023-02"), .cutoff = S("2023-01-15"),
        .posted_on = S("2023-02-03"), .valid_until = S("2023-04-30"),
        .origin = S("https://portal.example.go.jp"), .supersede = 1};
    struct letters_found f;
    char why[LETTERS_WHY];
    struct db *db;

    if (!have_fonts())
        return;
    db = open_places();
    write_form("block d\nwhen exempt\n" T "when obliged first\n" T "end\n");
    sql("INSERT INTO campaign (id, name, form, cutoff, posted_on, valid_until, origin, folder,"
        " state, created_at) VALUES (1, 'x', 'x', '', '', '', '', '', 'done', 0);"
        "INSERT INTO letter (campaign, institution, chunk, seq, state) VALUES"
        " (1, 6, 1, 1, 'written'), (1, 7, 1, 2, 'returned'), (1, 8, 1, 0, 'pulled');"
        "UPDATE institution SET closed_on = '2023-01-01' WHERE id = 15");
    CHECK(letters_lint(db, &arena, dir, &c, &f, why));
    CHECK_INT(f.checked, 14);
    CHECK_INT(f.faulty, 4 + 1); /* unknown, and the one that has a letter already */
    CHECK_STR(f.all.v[0].code, S("0000006"));
    CHECK_INT(campaign_all(db).n, 1);
    c.kind = S("hospital");
    CHECK(letters_lint(db, &arena, dir, &c, &f, why));
    CHECK(f.checked == 3 && f.faulty == 2);
    c.limit_n = 1;
    CHECK(letters_lint(db, &arena, dir, &c, &f, why));
    CHECK(f.checked == 1 && f.faulty == 0);
    close_places(db);
}

TEST(lint_finds_missing_fields)
{
    struct letters_found f;
    struct campaign c;
    struct db *db;
    struct str s = S("title a\ncredential no\npage\nfield zip 24 14 74 5\nfield name 24 20 76 9\n"
        "when hospital\nfield address 24 30 76 9\nend\n" T "page\n");

    if (!have_fonts())
        return;
    db = open_places();
    write_form(T);
    CHECK(file_write(arena_fmt(&arena, "%s/letters/2023-02.form", dir).p, 0600, s.p, s.n));
    c = planned(db, "a", "2023-02");
    f = lint(db, &c);
    CHECK_INT(f.faulty, 12);
    CHECK_STR(f.kinds.v[0].reason, S("no_field address"));
    write_form(T);
    sql("UPDATE institution SET address = '' WHERE id = 2;"
        "UPDATE institution SET name = name || '\xee\x80\x81' WHERE id = 3;"
        "UPDATE institution SET name = replace(printf('%.500c', 'x'), 'x', '髙﨑𠮷') WHERE id = 4");
    f = lint(db, &c);
    CHECK_INT(f.faulty, 1);
    CHECK_INT(f.blocked, 2);
    CHECK_STR(f.all.v[0].reason, S("no_value address"));
    CHECK_STR(f.all.v[0].code, S("0000002"));
    CHECK_STR(f.all.v[1].reason, S("no font has U+E001 of the name"));
    CHECK_STR(f.all.v[2].state, S("blocked_overflow"));
    close_places(db);
}

TEST(lint_stops_printing_until_it_is_clean)
{
    static const char bad[] = "block d\nwhen exempt\n" T "when obliged\n" T "end\n";
    static const char good[] = "block d\nwhen exempt\n" T "otherwise\n" T "end\n";
    char why[LETTERS_WHY];
    struct campaign c, n;
    struct db *db;

    if (!have_fonts())
        return;
    db = open_places();
    write_form(bad);
    c = planned(db, "c", "2023-02");
    CHECK(!run(db, &c, why)); /* nobody has looked: printing does */
    CHECK(str_has(str_of(why), S("letters lint")));
    CHECK_INT(lint(db, &c).faulty, 5);
    CHECK(campaign_count(db, c.id, &n) && n.faulty == 5 && n.planned == 10 && n.written == 0);
    CHECK(campaign_by_name(db, S("c"), &n) && n.checked == 15 && n.checked_at == NOON);
    CHECK_STR(letter_faults(db, c.id).v[0].reason, S("empty d"));
    CHECK_INT(letter_faults(db, c.id).v[0].n, 5);
    CHECK_INT(letter_faulty(db, c.id, 2).n, 2);
    CHECK_STR(letter_faulty(db, c.id, 9).v[0].code, S("0000011"));
    CHECK(!run(db, &c, why));
    CHECK_STR(chunk_all(db, c.id).v[0].state, S("building"));
    write_form(good);
    CHECK_INT(lint(db, &c).faulty, 0);
    CHECK(run(db, &c, why));
    CHECK(campaign_count(db, c.id, &n) && n.faulty == 0 && n.written == 15);
    close_places(db);
}

TEST(lint_leaves_out_and_prints_the_others)
{
    char why[LETTERS_WHY];
    struct campaign c, n;
    struct chunk k;
    struct letter l;
    struct db *db;

    if (!have_fonts())
        return;
    db = open_places();
    write_form("block d\nwhen exempt\n" T "when obliged\n" T "end\n");
    c = planned(db, "c", "2023-02");
    CHECK_INT(lint(db, &c).faulty, 5);
    CHECK(db_begin(db));
    letter_leave_out(db, c.id);
    CHECK(db_commit(db));
    CHECK_INT(lint(db, &c).checked, 10);
    CHECK(run(db, &c, why));
    CHECK(campaign_count(db, c.id, &n));
    CHECK(n.written == 10 && n.left_out == 5 && n.planned + n.faulty + n.blocked == 0);
    /* One of them goes when the form is right. */
    write_form(T);
    l = letter_faulty(db, c.id, 1).v[0];
    k = (struct chunk){.campaign = c.id, .posted_on = S("2023-02-10"),
        .valid_until = S("2023-05-01")};
    CHECK(db_begin(db));
    chunk_add(db, &k);
    l.chunk = k.seq;
    CHECK(letter_reissue(db, &l) == OK);
    CHECK(db_commit(db));
    CHECK_INT(lint(db, &c).checked, 1);
    CHECK(run(db, &c, why));
    CHECK(campaign_count(db, c.id, &n) && n.written == 11 && n.left_out == 4);
    close_places(db);
}

/* All pages of a file, two for each letter. */
static struct str read_pages(const char *file)
{
    const char *path = arena_fmt(&arena, "%s/%s", dir, file).p;
    struct buf out = BUF_INIT;
    struct str s;

    if (RUN(&out, "pdftotext", path, "-") != 0)
        test_skip("no pdftotext");
    s = arena_str(&arena, buf_view(&out));
    buf_release(&out);
    return s;
}

/* Of one letter, from 1; lines of a paragraph joined again. */
static struct str words_of(struct str pages, int letter)
{
    struct buf flat = BUF_INIT;
    struct str s;

    for (int i = 1; i < letter * 2 - 1 && pages.p; i++)
        str_cut(pages, '\f', &pages);
    for (int i = 0; i < 2 && pages.p; i++) {
        s = str_cut(pages, '\f', &pages);
        for (size_t k = 0; k < s.n; k++)
            if (s.p[k] != '\n')
                buf_byte(&flat, s.p[k]);
    }
    s = arena_str(&arena, buf_view(&flat));
    buf_release(&flat);
    return s;
}

static const char *const duties[][3] = { /* by form: exempt, obliged, unknown */
    {"貴施設は、この義務の対象ではありません", "まだ登録がお済みでない施設の皆様は",
        "紙のレセプトで請求している施設は対象ではなく"},
    {"経過措置の届出も、貴施設では必要ありません", "令和5年1月17日に公布された省令",
        "紙のレセプトで請求している施設は、義務の対象ではなく"},
    {"参考としてお読みください", "経過措置の対象となっている施設など",
        "経過措置の対象となっている施設など"},
};

/* Which of the words of its duty are on the paper; and which number of letter it is. */
static void check_words(size_t form, const char *file, const char *again)
{
    struct str pages = read_pages(file);

    for (int i = 1; i <= PLACES; i++) {
        struct str text = words_of(pages, i);

        for (int duty = 0; duty < 3; duty++)
            CHECK_INT(str_has(text, str_of(duties[form][duty])),
                strcmp(duties[form][duty], duties[form][(i - 1) / 5]) == 0);
        CHECK_INT(str_has(text, S("再度のご案内です")), strcmp(again, "reminder") == 0);
        CHECK_INT(str_has(text, S("再発行のご案内です")), strcmp(again, "reissue") == 0);
        if (form == 0) {
            CHECK_INT(str_has(text, S("病院には3台まで")), (i - 1) % 5 == 0);
            CHECK_INT(str_has(text, S("訪問看護ステーションへの提供はありません")), (i - 1) % 5 == 4);
        }
    }
}

TEST(lint_is_clean_for_our_own_forms_and_each_class_gets_its_words)
{
    char why[LETTERS_WHY];
    struct db *db;

    if (!have_fonts())
        return;
    db = open_places();
    for (size_t i = 0; letters_forms[i]; i++) {
        struct campaign c = planned(db, arena_fmt(&arena, "n%zu", i).p, letters_forms[i]);
        struct letters_found f = lint(db, &c);

        CHECK(f.checked == PLACES && f.faulty + f.blocked == 0);
        CHECK(run(db, &c, why));
        check_words(i, arena_fmt(&arena, "n%zu-0001.pdf", i).p, i ? "reminder" : "first");
    }
    close_places(db);
}

TEST(lint_knows_reminders_and_letters_in_place_of_others)
{
    char why[LETTERS_WHY];
    struct campaign c, again;
    struct letter_list l;
    struct chunk k;
    struct db *db;

    if (!have_fonts())
        return;
    db = open_places();
    c = planned(db, "c", "2022-08");
    l = letter_of_chunk(db, c.id, 1);
    for (size_t i = 0; i < l.n; i++)
        CHECK_STR(l.v[i].issue, S("first"));
    CHECK(run(db, &c, why));
    /* One came back: the next one is its first. One was asked for. One was never printed. */
    sql("UPDATE letter SET state = 'returned' WHERE id = 1;"
        "UPDATE letter SET state = 'pulled', seq = 0 WHERE id = 2");
    again = planned(db, "again", "2022-08");
    sql("INSERT INTO letter_request (institution, asked_at, asked_by, state, letter)"
        " SELECT institution, 1, '-', 'issued', id FROM letter WHERE id = 18");
    l = letter_of_chunk(db, again.id, 1);
    CHECK_STR(l.v[0].issue, S("first"));
    CHECK_STR(l.v[1].issue, S("first"));
    CHECK_STR(l.v[2].issue, S("reissue"));
    CHECK_STR(l.v[3].issue, S("reminder"));
    CHECK_STR(l.v[0].duty, S("exempt"));
    CHECK_STR(l.v[5].duty, S("obliged"));
    CHECK_STR(l.v[14].duty, S("unknown"));
    CHECK(run(db, &again, why));
    CHECK(str_has(words_of(read_pages("again-0001.pdf"), 3), S("再発行のご案内です")));
    CHECK(!str_has(words_of(read_pages("again-0001.pdf"), 1), S("再度のご案内です")));
    k = (struct chunk){.campaign = again.id, .posted_on = S("2023-02-10"),
        .valid_until = S("2023-05-01")};
    CHECK(db_begin(db));
    chunk_add(db, &k);
    for (int64_t id = 16; id <= 30; id++)
        CHECK(letter_reissue(db, &(struct letter){.id = id, .campaign = again.id,
                                     .chunk = k.seq}) == OK);
    CHECK(db_commit(db));
    CHECK(run(db, &again, why));
    check_words(0, "again-0002.pdf", "reissue");
    close_places(db);
}
