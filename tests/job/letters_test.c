/* letters_test.c: a whole campaign, and what is left of it when the machine stops. */
#include "tests/test.h"

#include <unistd.h>

#include "gen/tables.h"
#include "job/letters.h"
#include "model/credential.h"
#include "model/letter.h"
#include "model/letter_request.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "tests/run.h"
#include "util/str.h"

static const struct secret_key key = {{9, 9}};

enum { PLACES = 25, PER_CHUNK = 10, NOON = 1675393200 /* 2023-02-03 12:00 in Tokyo */ };

static struct arena arena = ARENA_INIT;
static const char *dir;

__attribute__((destructor)) static void drop(void)
{
    arena_release(&arena);
}

/* 25 places: 3 is closed, 4 opens later, 5 is registered, 6 has no address, 7 has a
 * character that no font has. */
static struct db *open_places(void)
{
    const char *path;
    struct buf sql = BUF_INIT;
    struct db *db;

    clock_set(NOON);
    credential_key(&key);
    dir = arena_cstr(&arena, str_of(test_dir()));
    path = arena_fmt(&arena, "%s/portal.db", dir).p;
    CHECK(test_schema(path));
    for (int i = 1; i <= PLACES; i++)
        buf_addf(&sql,
            "INSERT INTO institution (id, pref, score_table, code, kind, name, zip, "
            "address,"
            " closed_on, designated_on, changed_at) VALUES (%d, '%02d', '%d', '%07d', "
            "'%s',"
            " '髙﨑%s𠮷田医院%d', '%07d', '%s', %s, %s, 0);",
            i, i % 2 ? 13 : 27, i % 3 ? 1 : 4, i, i % 3 ? "clinic" : "pharmacy",
            i == 7 ? "\xee\x80\x81" : "", i, 9000000 - i,
            i == 6 ? "" : "東京都港区芝1-2-3", i == 3 ? "'2023-01-15'" : "NULL",
            i == 4 ? "'2023-01-16'" : "NULL");
    buf_puts(&sql,
        "INSERT INTO account (id, mail, mail_key, password, contact, phone,"
        " created_at, changed_at) VALUES (1, 'a@example.jp', 'a@example.jp', '',"
        " '', '', 0, 0);"
        "INSERT INTO statement (institution, name, founder, registered_at)"
        " VALUES (5, '', '', 0);");
    buf_byte(&sql, 0);
    CHECK(db_script(path, sql.p));
    buf_release(&sql);
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

static struct campaign campaign(const char *name)
{
    return (struct campaign){.name = str_of(name),
        .form = S("2023-02"),
        .cutoff = S("2023-01-15"),
        .posted_on = S("2023-02-03"),
        .valid_until = S("2023-04-30"),
        .origin = S("https://portal.example.go.jp"),
        .folder = str_of(dir),
        .chunk_size = PER_CHUNK};
}

static enum err plan(struct db *db, struct campaign *c)
{
    enum err err;

    CHECK(db_begin(db));
    err = campaign_plan(db, c);
    CHECK(db_commit(db));
    return err;
}

static bool run(struct db *db, const struct campaign *c)
{
    char why[LETTERS_WHY] = "";
    int64_t n;
    bool ok = letters_run(db, dir, c, &n, why);

    if (!ok)
        printf("  %s\n", why);
    db_as(db, &arena, DB_ALL);
    return ok;
}

static void sql(const char *text)
{
    CHECK(db_script(arena_fmt(&arena, "%s/portal.db", dir).p, text));
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

TEST(campaign_counts_everybody_once)
{
    struct db *db = open_places();
    struct campaign c = campaign("a"), other;
    struct letter_list list;

    CHECK(plan(db, &c) == OK);
    CHECK_INT(c.considered, PLACES);
    CHECK_INT(c.closed, 2);
    CHECK_INT(c.registered, 1);
    CHECK_INT(c.no_address, 1);
    CHECK_INT(c.selected, PLACES - 4);
    CHECK_INT(chunk_all(db, c.id).n, 3);
    list = letter_of_chunk(db, c.id, 1);
    CHECK_INT(list.n, PER_CHUNK);
    for (size_t i = 1; i < list.n; i++)
        CHECK(str_cmp(list.v[i - 1].zip, list.v[i].zip) < 0);
    CHECK_STR(list.v[0].zip, S("8999975"));
    other = campaign("a");
    CHECK(plan(db, &other) == ERR_CONFLICT);
    other = campaign("b");
    other.kind = S("pharmacy");
    other.pref = S("13");
    other.limit_n = 2;
    CHECK(plan(db, &other) == OK);
    CHECK_INT(other.considered, 4); /* 3 9 15 21 */
    CHECK_INT(other.closed + other.selected + other.over_limit, 4);
    CHECK_INT(other.selected, 2);
    close_places(db);
}

/* Every password on paper opens its letter's login, and each QR ticket its letter. */
static void check_file(struct db *db, const struct chunk *k)
{
    struct buf out = BUF_INIT;
    struct str rest;
    struct credential c;
    int64_t found = 0;

    if (RUN(&out, "pdftotext", "-layout",
            arena_fmt(&arena, "%s/" STR_FMT, dir, STR_ARG(k->file)).p, "-") != 0) {
        test_skip("no pdftotext");
        buf_release(&out);
        return;
    }
    rest = buf_view(&out);
    while (rest.p && rest.n) {
        struct str line = str_trim(str_cut(rest, '\n', &rest)), value;
        bool match = false;

        if (str_starts(line, S("仮メールアドレス "))) {
            str_cut(line, ' ', &value);
            CHECK(credential_by_login(db, str_trim(value), &c));
        }
        if (!str_starts(line, S("仮パスワード ")))
            continue;
        str_cut(line, ' ', &value);
        CHECK(credential_password_typed(&arena, str_trim(value), &value) ==
              CREDENTIAL_FINE);
        CHECK(credential_match(&c, value, &match) == SECRET_OK && match);
        CHECK_STR(c.state, S("issued"));
        found++;
    }
    CHECK_INT(found, k->letters);
    buf_release(&out);
}

TEST(letters_print_what_the_database_knows)
{
    struct db *db;
    struct campaign c, n;
    struct chunk_list chunks;
    char why[LETTERS_WHY];
    int64_t files;

    if (!have_fonts())
        return;
    db = open_places();
    c = campaign("二月");
    CHECK(plan(db, &c) == OK);
    sql("INSERT INTO statement (institution, name, founder, registered_at)"
        " VALUES (8, '', '', 0)"); /* registers after the plan */
    CHECK(run(db, &c));
    CHECK(campaign_count(db, c.id, &n));
    CHECK_INT(n.blocked, 1);
    CHECK_INT(n.pulled, 1);
    CHECK_INT(n.written + n.blocked + n.pulled, c.selected);
    CHECK_STR(letter_blocked(db, c.id).v[0].reason, S("no font has U+E001 of the name"));
    chunks = chunk_all(db, c.id);
    for (size_t i = 0; i < chunks.n; i++) {
        CHECK_STR(chunks.v[i].state, S("published"));
        check_file(db, &chunks.v[i]);
    }
    CHECK(letters_verify(db, &c, &files, why) && files == 3);
    CHECK(file_write(arena_fmt(&arena, "%s/二月-0002.pdf", dir).p, 0600, "x", 1));
    CHECK(!letters_verify(db, &c, &files, why) && files == 1);
    close_places(db);
}

TEST(letters_go_on_after_a_crash)
{
    struct db *db;
    struct campaign c, n;
    struct chunk_list chunks;
    struct str first, again;
    const char *f1, *f2, *f3;

    if (!have_fonts())
        return;
    db = open_places();
    c = campaign("c");
    CHECK(plan(db, &c) == OK && run(db, &c));
    f1 = arena_fmt(&arena, "%s/c-0001.pdf", dir).p;
    f2 = arena_fmt(&arena, "%s/c-0002.pdf", dir).p;
    f3 = arena_fmt(&arena, "%s/c-0003.pdf", dir).p;
    CHECK(file_read(&arena, f1, 1 << 24, &first));
    /* 1: stopped before the file got its name. 2: the file is lost. 3: while building. */
    sql("UPDATE chunk SET state = CASE seq WHEN 3 THEN 'building' ELSE 'sealed' END");
    CHECK(rename(f1, arena_fmt(&arena, "%s.part", f1).p) == 0);
    CHECK(unlink(f2) == 0);
    CHECK(rename(f3, arena_fmt(&arena, "%s.part", f3).p) == 0);
    CHECK(run(db, &c));
    CHECK(file_read(&arena, f1, 1 << 24, &again) && str_eq(first, again));
    chunks = chunk_all(db, c.id);
    for (size_t i = 0; i < chunks.n; i++) {
        CHECK_STR(chunks.v[i].state, S("published"));
        check_file(db, &chunks.v[i]);
    }
    CHECK(campaign_count(db, c.id, &n) && n.planned == 0);
    CHECK(letter_of_chunk(db, c.id, 1).v[0].generation == 1);
    CHECK(
        letter_of_chunk(db, c.id, 2).v[0].generation == 2); /* its old password is void */
    close_places(db);
}

TEST(letters_supersede_only_when_asked)
{
    struct db *db;
    struct campaign c, d, e;

    if (!have_fonts())
        return;
    db = open_places();
    c = campaign("c");
    c.limit_n = 3;
    CHECK(plan(db, &c) == OK && run(db, &c));
    d = campaign("d");
    CHECK(plan(db, &d) == OK);
    CHECK_INT(d.has_letter, 3);
    CHECK_INT(d.selected, PLACES - 4 - 3);
    e = campaign("e");
    e.supersede = 1;
    e.limit_n = 3;
    CHECK(plan(db, &e) == OK && run(db, &e));
    CHECK_INT(e.has_letter, 0);
    {
        struct letter l = letter_of_chunk(db, c.id, 1).v[0];
        struct credential old;

        CHECK(credential_get(db, l.credential, &old));
        CHECK_STR(old.void_reason, S("superseded"));
    }
    close_places(db);
}

TEST(letters_forms_say_what_they_must)
{
    static const char *const facts[][12] = {
        {"厚生労働省", "社会保険診療報酬支払基金", "0800-080-4583", "通話無料",
            "8:00～18:00", "8:00～16:00", "祝日を除く",
            "令和5年1月15日時点で登録がお済みでない", "顔認証付きカードリーダー",
            "仮メールアドレス", "上記の内容に同意して確定する"},
        {"厚生労働省", "社会保険診療報酬支払基金", "0800-080-4583", "通話無料",
            "8:00～18:00", "8:00～16:00", "祝日を除く",
            "令和5年1月15日時点で登録がお済みでない", "令和5年3月31日", "経過措置",
            "確認画面へ進む", "アカウント情報編集"},
        {"厚生労働省", "社会保険診療報酬支払基金", "0800-080-4583", "通話無料",
            "8:00～18:00", "8:00～16:00", "祝日を除く",
            "令和5年1月15日時点で登録がお済みでない", "初めてご利用になる方",
            "開設者氏名", "portal.example.go.jp"},
    };
    struct db *db;

    if (!have_fonts())
        return;
    db = open_places();
    for (size_t i = 0; letters_forms[i]; i++) {
        struct campaign c = campaign(letters_forms[i]);
        struct buf out = BUF_INIT;
        struct str text;

        c.form = str_of(letters_forms[i]);
        c.supersede = 1;
        c.limit_n = 1;
        CHECK(plan(db, &c) == OK && run(db, &c));
        if (RUN(&out, "pdftotext",
                arena_fmt(&arena, "%s/%s-0001.pdf", dir, letters_forms[i]).p, "-") != 0) {
            test_skip("no pdftotext");
            buf_release(&out);
            break;
        }
        { /* lines of a paragraph joined again */
            struct buf flat = BUF_INIT;

            for (size_t k = 0; k < out.n; k++)
                if (out.p[k] != '\n')
                    buf_byte(&flat, out.p[k]);
            text = arena_str(&arena, buf_view(&flat));
            buf_release(&flat);
        }
        for (size_t k = 0; k < COUNT(facts[0]) && facts[i][k]; k++) {
            bool there = str_has(text, str_of(facts[i][k]));

            CHECK(there);
            if (!there)
                printf("  form %s: %s\n", letters_forms[i], facts[i][k]);
        }
        buf_reset(&out);
        /* The window of the envelope: 22–112 × 12–57 mm, in points. */
        CHECK(RUN(&out, "pdftotext", "-l", "1", "-x", "62", "-y", "34", "-W", "255", "-H",
                  "128", arena_fmt(&arena, "%s/%s-0001.pdf", dir, letters_forms[i]).p,
                  "-") == 0);
        CHECK(str_has(buf_view(&out), S("〒899-9975")));
        CHECK(str_has(buf_view(&out), S("東京都港区芝1-2-3")));
        CHECK(str_has(buf_view(&out), S("髙﨑𠮷田医院25")));
        CHECK(str_has(buf_view(&out), S("御中")));
        CHECK(str_has(text, S("デンソーウェーブの登録商標です")));
        CHECK(str_has(text, S("御中")));
        CHECK(str_has(text, S("仮パスワード")) == (i < 2));
        buf_release(&out);
    }
    close_places(db);
}

TEST(letters_are_issued_again_with_a_new_login)
{
    struct db *db;
    struct campaign c, n;
    struct chunk k;
    struct letter l, unused;
    struct credential old, new;

    if (!have_fonts())
        return;
    db = open_places();
    c = campaign("c");
    CHECK(plan(db, &c) == OK && run(db, &c));
    l = letter_of_chunk(db, c.id, 1).v[2];
    unused = letter_of_chunk(db, c.id, 1).v[3];
    k = (struct chunk){
        .campaign = c.id, .posted_on = S("2023-05-08"), .valid_until = S("2023-07-07")};
    CHECK(db_begin(db));
    chunk_add(db, &k);
    CHECK_STR(k.file, S("c-0004.pdf"));
    l.chunk = k.seq;
    CHECK(letter_reissue(db, &l) == OK);
    CHECK(letter_reissue(db, &l) == ERR_DENIED); /* not written yet */
    CHECK(credential_use(db, unused.credential) == OK);
    unused.chunk = k.seq;
    CHECK(letter_reissue(db, &unused) == ERR_DENIED); /* they have registered with it */
    unused.campaign++;
    CHECK(letter_reissue(db, &unused) == ERR_NOT_FOUND);
    CHECK(credential_get(db, l.credential, &old));
    CHECK_STR(old.void_reason, S("superseded"));
    CHECK(db_commit(db));
    CHECK(run(db, &c));
    CHECK(credential_of_letter(db, l.id, 2, &new));
    CHECK(!str_eq(old.login, new.login));
    CHECK_STR(new.valid_until, S("2023-07-07"));
    k = chunk_all(db, c.id).v[3];
    CHECK_STR(k.state, S("published"));
    check_file(db, &k);
    CHECK(campaign_count(db, c.id, &n) && n.written + n.blocked == c.selected);
    close_places(db);
}

TEST(letters_go_to_who_asked_for_them)
{
    struct db *db;
    struct campaign c, all;
    struct credential k;
    struct letter_request q;
    struct letter_list list;
    char why[LETTERS_WHY];
    int64_t files;

    if (!have_fonts())
        return;
    db = open_places();
    all = campaign("all");
    all.limit_n = 3; /* 23 24 25 have a letter that works */
    CHECK(plan(db, &all) == OK && run(db, &all));
    /* 1: asks. 3: is closed. 5: has registered since. 6: has no address. 10: is registered and
     * asks for a way back. 8: was registered by somebody without proof. 11: was deleted after
     * it had asked for a way back. 25: lost its letter. */
    sql("INSERT INTO statement (institution, name, founder, registered_at, proof)"
        " VALUES (10, '', '', 0, 'letter'), (8, '', '', 0, '');"
        "INSERT INTO letter_request (institution, asked_at, asked_by, state)"
        " SELECT id, 1, '-', 'asked' FROM institution WHERE id IN (1, 3, 5, 6, 8, 10, 11, 25);"
        "UPDATE letter_request SET recovery = 1 WHERE institution IN (10, 11)");
    c = campaign("再送");
    c.requests = c.supersede = 1;
    CHECK(db_begin(db));
    CHECK(campaign_plan(db, &c) == OK);
    letter_request_planned(db, c.id);
    CHECK(db_commit(db));
    CHECK_INT(c.considered, 8);
    CHECK_INT(c.closed, 1);
    CHECK_INT(c.registered, 1);
    CHECK_INT(c.no_address, 1);
    CHECK_INT(c.selected, 5);
    CHECK_INT(letter_request_waiting(db), 0);
    CHECK(run(db, &c));
    CHECK(letters_verify(db, &c, &files, why) && files == 1);
    db_as(db, &arena, DB_ALL);
    list = letter_of_chunk(db, c.id, 1);
    CHECK_INT(list.n, 5);
    for (size_t i = 0; i < list.n; i++) {
        CHECK_STR(list.v[i].state, S("written"));
        CHECK(credential_get(db, list.v[i].credential, &k) && str_is(k.state, "issued"));
        CHECK(letter_request_of(db, list.v[i].institution).v[0].letter == list.v[i].id);
        CHECK_INT(k.recovery, list.v[i].institution == 10);
    }
    CHECK(letter_request_get(db, 2, &q) && str_is(q.reason, "closed"));
    CHECK(letter_request_get(db, 3, &q) && str_is(q.reason, "registered"));
    CHECK(letter_request_get(db, 4, &q) && str_is(q.reason, "no_address"));
    /* The lost letter of 25 is void, its new one is the only one that works. */
    CHECK(credential_of_letter(db, letter_of_chunk(db, all.id, 1).v[0].id, 1, &k));
    CHECK_STR(k.void_reason, S("superseded"));
    close_places(db);
}
