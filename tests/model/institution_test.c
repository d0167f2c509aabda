/* institution_test.c: finding institutions, and keeping the index true. */
#include "tests/test.h"

#include "gen/tables.h"

#include <unistd.h>

#include "gen/tables.h"
#include "model/institution.h"
#include "util/buf.h"
#include "util/str.h"

static struct db *fresh(void)
{
    static char path[160];
    struct db *db;

    snprintf(path, sizeof(path), "%s/portal.db", test_dir());
    if (!test_schema(path))
        die("the schema does not run");
    db = db_open(path, DB_WRITE, models);
    if (!db)
        die("no database");
    return db;
}

static struct institution row(struct str code10, const char *name, const char *kana,
    const char *founder, const char *address, const char *phone)
{
    return (struct institution){.pref = str_head(code10, 2),
        .score_table = {code10.p + 2, 1},
        .code = str_from(code10, 3),
        .kind = S("clinic"),
        .name = str_of(name),
        .kana = str_of(kana),
        .founder = str_of(founder),
        .zip = S("1000001"),
        .address = str_of(address),
        .phone = str_of(phone),
        .obliged = 1};
}

static void fill(struct db *db, struct arena *a)
{
    const struct institution rows[] = {
        row(S("1310000014"), "田中医院", "", "田中　一郎", "東京都港区芝２丁目１番６号",
            "03-1234-5678"),
        row(S("1310000022"), "医療法人社団　髙﨑会　タナカ内科", "", "医療法人社団髙﨑会",
            "東京都千代田区霞が関１－２－３", "0312345999"),
        row(S("2730000011"), "𠮷田歯科", "ヨシダシカ", "吉田　花子", "大阪府大阪市北区７条",
            "06-1111-2222"),
        row(S("0110000015"), "さくら薬局", "", "㈱さくら", "北海道札幌市田中町１",
            "0120-123-456"),
        row(S("0130000015"), "北の歯科センター", "", "", "", ""),
        row(S("0110010014"), "同じ番号の医院", "", "", "", ""),
        row(S("1340010014"), "同じ番号の薬局", "", "", "", ""),
    };

    CHECK(db_begin(db));
    for (size_t i = 0; i < COUNT(rows); i++)
        CHECK_INT(institution_add(db, a, &rows[i]), OK);
    CHECK_INT(institution_add(db, a, &rows[0]), ERR_CONFLICT);
    CHECK(db_commit(db));
}

static struct str found(struct db *db, struct arena *a, const char *typed)
{
    struct institutions r = institution_search(db, a, str_of(typed), 10);
    struct str s = S("");

    for (size_t i = 0; i < r.n; i++)
        s = arena_fmt(a, STR_FMT "%s%lld", STR_ARG(s), i ? " " : "", (long long)r.v[i].id);
    return s;
}

TEST(institutions_are_found_by_whatever_is_typed)
{
    static const struct {
        const char *typed, *ids; /* best first */
    } rows[] = {
        {"1310000014", "1"},
        {"13-1-0000014", "1"},
        {"１３ー１－００００１４", ""}, /* nine digits */
        {"１３ー１－０００００１４", "1"},
        {"0000014", "1"},
        {"0010014", "6 7"},
        {"03-1234-5678", "1"},
        {"０３（１２３４）５６７８", "1"},
        {"+81-3-1234-5678", "1"},
        {"031234", "1 2"},
        {"03-12", "1 2"},
        {"0120", "4"},
        {"田中", "1 4"}, /* the name, then the address */
        {"たなか", "2"},
        {"ﾀﾅｶ", "2"},
        {"タナカ内科", "2"},
        {"高崎", "2"},
        {"髙﨑会", "2"},
        {"吉田", "3"},
        {"𠮷田", "3"},
        {"よしだ", "3"},
        {"ヨシダ　シカ", "3"},
        {"田中 港区", "1"},
        {"港区　田中", "1"},
        {"港区 2-1-6", "1"},
        {"港区 2-1-7", ""},
        {"霞ヶ関", "2"},
        {"霞が関1-2-3", "2"},
        {"株式会社さくら", "4"},
        {"センタ", "5"},
        {"ｾﾝﾀｰ", "5"},
        {"𠮷", "3"},
        {"芝", "1"},
        {"北", "5 3 4"}, /* begins with it, then the addresses */
        {"号", "6 7"}, /* an address ends its numbers with it, a name keeps it */
        {"医院", "1 6"},
        {"東京都", "1 2"},
        {"存在しない", ""},
        {"田存", ""},
        {"", ""},
        {"　", ""},
        {"-", ""},
        {"\"", ""},
        {"\" OR \"田中", ""}, /* a word as any other */
        {"head : 田中", ""},
        {"NOT 田中*", ""},
        {"%", ""},
        {"\xff", ""},
    };
    struct arena a = ARENA_INIT;
    struct db *db = fresh();

    db_as(db, &a, DB_ALL);
    fill(db, &a);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str got = found(db, &a, rows[i].typed);

        if (!str_is(got, rows[i].ids))
            printf("typed '%s'\n", rows[i].typed);
        CHECK_STR(got, str_of(rows[i].ids));
    }
    CHECK_INT(institution_search(db, &a, S("医院"), 1).n, 1);
    CHECK_INT(institution_search(db, &a, S("医院"), 0).n, 1);
    CHECK(!db_broken(db));
    db_close(db);
    arena_release(&a);
}

TEST(institution_search_takes_long_and_strange_text)
{
    struct arena a = ARENA_INIT;
    struct buf b = BUF_INIT;
    struct db *db = fresh();

    db_as(db, &a, DB_ALL);
    fill(db, &a);
    for (int i = 0; i < 5000; i++)
        buf_puts(&b, i % 3 ? "田" : "中 ");
    CHECK_INT(institution_search(db, &a, buf_view(&b), 10).n, 0);
    for (int c = 1; c < 128; c++) {
        char s[2] = {(char)c, '\0'};

        institution_search(db, &a, str_of(s), 10);
    }
    CHECK(!db_broken(db));
    buf_release(&b);
    db_close(db);
    arena_release(&a);
}

TEST(institution_change_moves_the_index_along)
{
    struct arena a = ARENA_INIT;
    struct db *db = fresh();
    struct institution old, new;
    struct code c;

    db_as(db, &a, DB_ALL);
    fill(db, &a);
    CHECK_INT(code_parse(S("1310000014"), 0, 0, &c), CODE_OK);
    CHECK(institution_by_code(db, &c, &old));
    new = old;
    new.name = S("山田医院");
    new.founder = S("山田　次郎");
    new.phone = S("03-9999-0000");
    new.closed_on = S("2026-01-01");
    CHECK(db_begin(db));
    CHECK_INT(institution_change(db, &a, &old, &new), OK);
    CHECK(db_commit(db));
    CHECK_STR(found(db, &a, "田中"), S("4"));
    CHECK_STR(found(db, &a, "山田"), S("1"));
    CHECK_STR(found(db, &a, "医院"), S("6 1")); /* closed ones last */
    CHECK_STR(found(db, &a, "0399990000"), S("1"));
    CHECK_STR(found(db, &a, "03-1234-5678"), S(""));
    CHECK(institution_get(db, old.id, &new));
    CHECK_STR(new.name, S("山田医院"));
    CHECK(institution_closed(&new, S("2026-01-01")));
    CHECK(!institution_closed(&new, S("2025-12-31")));
    CHECK(!institution_closed(&old, S("2026-01-01")));
    CHECK_STR(db_check(db, &a), S("ok"));
    db_close(db);
    arena_release(&a);
}

TEST(institution_statements_use_indexes)
{
    struct arena a = ARENA_INIT;
    struct db *db = fresh();

    db_as(db, &a, DB_ALL);
    for (size_t q = 0; q < institution_model.n_queries; q++) {
        struct str plan = db_plan(db, &institution_model, (int)q, &a);
        const char *name = institution_model.queries[q].name;
        bool whole = strcmp(name, "institution.each") == 0 ||
            strcmp(name, "institution.count") == 0;

        CHECK(whole || !str_has(plan, S("SCAN institution\n")));
        CHECK(!str_has(plan, S("TEMP B-TREE")));
    }
    db_close(db);
    arena_release(&a);
}
