/* credential_test.c: what is printed, what is typed, what is stored. */
#include "tests/test.h"

#include "gen/tables.h"
#include "model/credential.h"
#include "util/str.h"

static const struct secret_key key = {{7, 7, 7}};

TEST(credential_login_has_its_shape_and_comes_back_as_typed)
{
    struct arena a = ARENA_INIT;
    char login[CREDENTIAL_LOGIN + 1];
    struct str out;

    credential_login_make(login, S("4"), S("13"));
    CHECK(strlen(login) == 12 && login[0] == '4' && !strcmp(login + 9, "@13"));
    CHECK(!strpbrk(login, "ILOU"));
    CHECK(credential_login_typed(&a, str_of(login), &out) == CREDENTIAL_FINE);
    CHECK_STR(out, str_of(login));
    CHECK(credential_login_typed(&a, S(" 4k7q m29-xd＠１３ "), &out) == CREDENTIAL_FINE);
    CHECK_STR(out, S("4K7QM29XD@13"));
    CHECK(
        credential_login_typed(&a, S("４Ｋ７ＱＭ２９ＸＤ@l3"), &out) == CREDENTIAL_FINE);
    CHECK_STR(out, S("4K7QM29XD@13"));
    CHECK(credential_login_typed(&a, S("yamada@example.jp"), &out) == CREDENTIAL_SHAPE);
    CHECK(credential_login_typed(&a, S("4K7QM29X@13"), &out) == CREDENTIAL_SHAPE);
    CHECK(credential_login_typed(&a, S("5K7QM29XD@13"), &out) == CREDENTIAL_SHAPE);
    CHECK(credential_login_typed(&a, S("4K7QM29XD@1A"), &out) == CREDENTIAL_SHAPE);
    CHECK(credential_login_typed(&a, S("4K7QM29XD"), &out) == CREDENTIAL_SHAPE);
    CHECK(credential_login_typed(&a, S(""), &out) == CREDENTIAL_SHAPE);
    CHECK(credential_login_typed(&a, S("@"), &out) == CREDENTIAL_SHAPE);
    arena_release(&a);
}

TEST(credential_password_is_read_as_people_type_it)
{
    struct arena a = ARENA_INIT;
    struct str out;

    for (int i = 0; i < 200; i++) {
        char pw[CREDENTIAL_PASSWORD + 1], printed[CREDENTIAL_PRINTED + 1];

        credential_password_make(pw);
        credential_password_print(printed, pw);
        CHECK(strlen(printed) == 14 && printed[4] == '-' && printed[9] == '-');
        CHECK(credential_password_typed(&a, str_of(printed), &out) == CREDENTIAL_FINE);
        CHECK_STR(out, str_of(pw));
        for (int k = 0; k < 12; k++) /* as somebody may write it down */
            pw[k] = (char)(pw[k] == '0' ? 'o' : pw[k] == '1' ? 'l' : pw[k] | 0x20);
        CHECK(credential_password_typed(&a, str_of(pw), &out) == CREDENTIAL_FINE);
    }
    CHECK(credential_password_typed(&a, S("K7MV-3XQE-H9T"), &out) == CREDENTIAL_SHAPE);
    CHECK(credential_password_typed(&a, S("K7MV-3XQE-H9TWW"), &out) == CREDENTIAL_SHAPE);
    CHECK(credential_password_typed(&a, S("髙﨑𠮷"), &out) == CREDENTIAL_SHAPE);
    arena_release(&a);
}

TEST(credential_check_character_is_the_documented_one)
{
    /* Computed apart, from the formula in credential.h. */
    static const char *const known[] = {"K7MV3XQEH9T8", "000000000012", "100000000007",
        "ZZZZZZZZZZZK", "0123456789AM", "000000000000"};
    struct arena a = ARENA_INIT;
    struct str out;

    for (size_t i = 0; i < COUNT(known); i++)
        CHECK(credential_password_typed(&a, str_of(known[i]), &out) == CREDENTIAL_FINE);
    arena_release(&a);
}

TEST(credential_check_character_finds_every_slip_and_swap)
{
    struct arena a = ARENA_INIT;
    char pw[CREDENTIAL_PASSWORD + 1];
    struct str out;

    credential_password_make(pw);
    for (int i = 0; i < 12; i++) {
        char was = pw[i];

        for (unsigned v = 0; v < CODEC_CROCK; v++) {
            pw[i] = codec_crock_digit(v);
            CHECK((credential_password_typed(&a, str_of(pw), &out) == CREDENTIAL_FINE) ==
                  (pw[i] == was));
        }
        pw[i] = was;
        for (int k = 0; k < i; k++) {
            char other = pw[k];

            pw[k] = was;
            pw[i] = other;
            CHECK((credential_password_typed(&a, str_of(pw), &out) == CREDENTIAL_FINE) ==
                  (other == was));
            pw[k] = other;
            pw[i] = was;
        }
    }
    arena_release(&a);
}

TEST(credential_hash_needs_password_salt_and_key)
{
    unsigned char hash[SECRET_SHA256], salt[SECRET_SALT] = {1}, other[SECRET_SALT] = {2};
    struct credential c = {.hash = {hash, sizeof(hash)}, .salt = {salt, sizeof(salt)}};
    bool match;

    credential_key(&key);
    CHECK(credential_hash(hash, S("K7MV3XQEH9TW"), salt) == SECRET_OK);
    CHECK(credential_match(&c, S("K7MV3XQEH9TW"), &match) == SECRET_OK && match);
    CHECK(credential_match(&c, S("K7MV3XQEH9TX"), &match) == SECRET_OK && !match);
    c.salt.p = other;
    CHECK(credential_match(&c, S("K7MV3XQEH9TW"), &match) == SECRET_OK && !match);
    c.salt.p = salt;
    credential_key(&(struct secret_key){{8}});
    CHECK(credential_match(&c, S("K7MV3XQEH9TW"), &match) == SECRET_OK && !match);
    credential_key(&key);
}

TEST(credential_ticket_is_bound_to_its_letter)
{
    char t[CREDENTIAL_TICKET + 1], low[CREDENTIAL_TICKET + 1];
    int64_t letter = 0, generation = 0;

    credential_key(&key);
    credential_ticket_make(t, 227588, 3);
    CHECK(strlen(t) == 17);
    CHECK(credential_ticket_read(str_of(t), &letter, &generation));
    CHECK_INT(letter, 227588);
    CHECK_INT(generation, 3);
    for (int i = 0; i <= 17; i++)
        low[i] = (char)(t[i] >= 'A' ? t[i] | 0x20 : t[i]);
    CHECK(credential_ticket_read(str_of(low), &letter, &generation));
    for (int i = 0; i < 17; i++) {
        low[i] = low[i] == '2' ? '3' : '2';
        CHECK(!credential_ticket_read(str_of(low), &letter, &generation));
        low[i] = t[i];
    }
    credential_ticket_make(t, (1 << 28) - 1, 99);
    CHECK(credential_ticket_read(str_of(t), &letter, &generation) && generation == 99);
    CHECK(!credential_ticket_read(S(""), &letter, &generation));
    CHECK(!credential_ticket_read(S("00000000000000000"), &letter, &generation));
}

TEST(credential_dies_with_its_use_void_and_day)
{
    struct arena a = ARENA_INIT;
    char path[300];
    struct db *db;
    struct credential c = {.institution = 1,
        .letter = 9,
        .generation = 1,
        .login = S("4K7QM29XD@13"),
        .hash = {(const unsigned char *)"h", 1},
        .salt = {(const unsigned char *)"s", 1},
        .valid_until = S("2023-04-30")};
    int64_t id, second;

    snprintf(path, sizeof(path), "%s/portal.db", test_dir());
    CHECK(test_schema(path));
    CHECK(db_script(path,
        "INSERT INTO institution (id, pref, score_table, code, kind, name,"
        " changed_at) VALUES (1, '13', '4', '1234567', 'pharmacy', '髙﨑', 0)"));
    db = db_open(path, DB_WRITE, models);
    db_as(db, &a, DB_ALL);
    CHECK(db_begin(db));
    CHECK(credential_add(db, &c, &id) == OK);
    CHECK(credential_add(db, &c, &second) == ERR_CONFLICT);
    c.login = S("4K7QM29XE@13");
    c.generation = 2;
    CHECK(credential_add(db, &c, &second) == OK);
    CHECK(credential_by_login(db, S("4K7QM29XD@13"), &c) && c.id == id);
    CHECK(!credential_by_login(db, S("4K7QM29XD@14"), &c));
    CHECK(credential_of_letter(db, 9, 2, &c) && c.id == second);
    CHECK(credential_alive(&c, "2023-04-30") && !credential_alive(&c, "2023-05-01"));
    credential_failed(db, id);
    credential_failed(db, id);
    CHECK(credential_get(db, id, &c) && c.fails == 2);
    credential_right(db, id);
    CHECK(credential_get(db, id, &c) && c.fails == 0);
    CHECK(credential_use(db, id) == OK);
    CHECK(credential_use(db, id) == ERR_DENIED);
    credential_void_of(db, 1, S("registered"));
    CHECK(credential_get(db, id, &c) && str_is(c.state, "used"));
    CHECK(!credential_alive(&c, "2023-04-01"));
    CHECK(credential_get(db, second, &c) && str_is(c.void_reason, "registered"));
    CHECK(credential_use(db, second) == ERR_DENIED);
    CHECK(db_commit(db) && !db_broken(db));
    db_close(db);
    arena_release(&a);
}
