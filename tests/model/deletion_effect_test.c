/* deletion_effect_test.c: what a deletion takes away, and how it comes back. */
#include "tests/world_impl.h"

#include "model/deletion_impl.h"
#include "util/str.h"

static struct str both(const char *a, const char *b)
{
    return world_text(arena_fmt(&world_arena,
        "SELECT group_concat(name) FROM (SELECT name FROM pragma_table_info('%s')"
        " WHERE name <> 'deletion' EXCEPT SELECT name FROM pragma_table_info('%s'))", a, b).p);
}

TEST(deletion_keeps_every_column)
{
    world();
    CHECK_STR(both("member", "former_member"), S(""));
    CHECK_STR(both("former_member", "member"), S(""));
    CHECK_STR(both("statement", "former_statement"), S(""));
    CHECK_STR(both("former_statement", "statement"), S(""));
}

static int64_t count(const char *what)
{
    return world_number(arena_fmt(&world_arena, "SELECT count(*) FROM %s", what).p);
}

static struct str members(void)
{
    return world_text("SELECT group_concat(account || role || joined_at || chosen_at)"
                      " FROM member WHERE institution = 2");
}

static struct str statement(void)
{
    return world_text("SELECT name || founder || registered_at || COALESCE(letter, '') ||"
                      " proof || founder_jis || kind || rev FROM statement");
}

TEST(deletion_takes_away_and_gives_back)
{
    struct db *db = world_begin();
    struct deletion d = {.id = 1, .institution = INST_PHARMACY};
    struct str before_members, before_statement;

    world_commit(db);
    world_sql("UPDATE statement SET letter = 7, proof = 'callback', founder_jis = 'j',"
              " kind = 'k', rev = 4; UPDATE member SET chosen_at = 5, joined_at = 3;"
              "INSERT INTO account (id, mail, mail_key, password, contact, phone, created_at,"
              " changed_at) VALUES (77, 'Two@x.jp', 'two@x.jp', '', '', '', 0, 0);"
              "INSERT INTO member (account, institution, role, joined_at) VALUES"
              " (77, 2, 'staff', 1), (77, 3, 'owner', 1);"
              "INSERT INTO session (hash, account, institution, created_at, seen_at) VALUES"
              " (x'01', 77, 2, 0, 0), (x'02', 77, 3, 0, 0);"
              "INSERT INTO token (hash, purpose, mail, account, institution, created_at,"
              " expires_at) VALUES (x'01', 'reset', 'a', (SELECT min(id) FROM account), NULL,"
              " 0, 9), (x'02', 'invite', 'b', NULL, 2, 0, 9), (x'03', 'reset', 'c', 77, NULL,"
              " 0, 9), (x'04', 'register', 'd', NULL, 2, 0, 9);"
              "INSERT INTO deletion (id, number, institution, state, caller, asked_at,"
              " asked_by) VALUES (1, 'N', 2, 'done', 'x', 0, 1);"
              "UPDATE credential SET institution = 2");
    before_members = members();
    before_statement = statement();
    db_as(db, &world_arena, DB_ALL);
    CHECK(db_begin(db));
    deletion_execute(db, &d);
    CHECK(db_commit(db));
    CHECK_INT(count("member WHERE institution = 2"), 0);
    CHECK_INT(count("statement"), 0);
    CHECK_INT(count("credential WHERE state = 'issued'"), 0);
    CHECK_STR(world_text("SELECT void_reason FROM credential"), S("deleted"));
    /* The one who has another institution keeps it, its session there, address and links. */
    CHECK_INT(count("session WHERE institution = 2"), 0);
    CHECK_INT(count("session WHERE institution = 3"), 1);
    CHECK_STR(world_text("SELECT group_concat(mail) FROM token"), S("c,d"));
    CHECK_STR(world_text("SELECT mail FROM account WHERE id = 77"), S("Two@x.jp"));
    /* The other gives the address free. */
    CHECK_STR(world_text("SELECT mail || mail_key FROM account WHERE id <> 77"),
        S("former 1 " MEMBER_MAIL "former 1 " MEMBER_MAIL));
    CHECK(db_begin(db));
    CHECK_INT(deletion_restore(db, &d), OK);
    CHECK(db_commit(db));
    CHECK_STR(members(), before_members);
    CHECK_STR(statement(), before_statement);
    CHECK_STR(world_text("SELECT mail FROM account WHERE id <> 77"), S(MEMBER_MAIL));
    CHECK_STR(world_text("SELECT state || void_reason FROM credential"), S("issued"));
    CHECK_INT(count("former_member") + count("former_statement") + count("former_credential"),
        0);
    arena_reset(&world_arena);
}

TEST(deletion_is_not_restored_over_a_new_registration)
{
    struct db *db = world_begin();
    struct deletion d = {.id = 1, .institution = INST_PHARMACY};

    world_commit(db);
    world_sql("INSERT INTO deletion (id, number, institution, state, caller, asked_at,"
              " asked_by) VALUES (1, 'N', 2, 'done', 'x', 0, 1)");
    db_as(db, &world_arena, DB_ALL);
    CHECK(db_begin(db));
    deletion_execute(db, &d);
    CHECK(db_commit(db));
    world_sql("INSERT INTO account (mail, mail_key, password, contact, phone, created_at,"
              " changed_at) VALUES ('" MEMBER_MAIL "', '" MEMBER_MAIL "', '', '', '', 0, 0)");
    CHECK(db_begin(db));
    CHECK_INT(deletion_restore(db, &d), ERR_CONFLICT);
    db_rollback(db);
    arena_reset(&world_arena);
}

/* What nobody can restore any more is not kept; the case itself is. */
TEST(deletion_forgets_what_it_took_away_after_thirty_days)
{
    enum { DONE = WORLD_NOW, DAY = 24 * 3600 };
    struct db *db = world_begin();
    struct deletion d = {.id = 1, .institution = INST_PHARMACY};

    world_commit(db);
    world_sql("INSERT INTO deletion (id, number, institution, account, state, caller, asked_at,"
              " asked_by, done_at) VALUES (1, 'N', 2, 1, 'done', 'x', 0, 1, 1795226400),"
              " (2, 'M', 1, 0, 'done', 'x', 0, 1, 1795226401);"
              "INSERT INTO former_credential VALUES (2, 1);"
              "INSERT INTO factor (account, seed, created_at) VALUES (1, x'00', 0)");
    db_as(db, &world_arena, DB_ALL);
    CHECK(db_begin(db));
    deletion_execute(db, &d);
    CHECK(db_commit(db));
    for (int k = 0; k < 2; k++) {
        world_clock(DONE + 30 * DAY + k);
        CHECK(db_begin(db));
        deletion_forget(db);
        CHECK(db_commit(db));
        CHECK_INT(count("former_member"), 1 - k);
        CHECK_INT(count("former_statement"), 1 - k);
        CHECK_INT(count("account WHERE mail = 'former 1 " MEMBER_MAIL "' AND password <> ''"
                        " AND phone <> ''"), 1 - k);
        CHECK_INT(count("factor"), 1 - k);
    }
    CHECK_STR(world_text("SELECT mail || mail_key || password || phone FROM account WHERE id = 1"),
        S("former 1former 1"));
    CHECK_STR(world_text("SELECT group_concat(deletion) FROM former_credential"), S("2"));
    CHECK_INT(count("deletion"), 2);
    arena_reset(&world_arena);
}

TEST(deletion_ends_a_change_of_founder_that_waits)
{
    struct db *db = world_begin();
    struct deletion d = {.id = 1, .institution = 2};

    CHECK(db_commit(db));
    world_sql("INSERT INTO deletion (id, number, institution, state, caller, asked_at, asked_by)"
              " VALUES (1, 'x', 2, 'scheduled', 'x', 0, 1);"
              "INSERT INTO founder_change (number, institution, state, name, founder,"
              " founder_jis, changed_on, said, old_name, old_founder, base, filed_at,"
              " filed_by, handed_at, due) VALUES"
              " ('A', 2, 'accepted', 'x', 'x', '', '', '', 'y', 'y', 1, 1, 'a:1', 1, ''),"
              " ('B', 2, 'returned', 'x', 'x', '', '', '', 'y', 'y', 1, 1, 'a:1', 1, ''),"
              " ('C', 1, 'filed', 'x', 'x', '', '', '', 'y', 'y', 1, 1, 'a:1', 1, '')");
    CHECK(db_begin(db));
    db_as(db, &world_arena, DB_ALL);
    deletion_execute(db, &d);
    world_commit(db);
    CHECK_STR(world_text("SELECT group_concat(number || state) FROM founder_change"),
        S("Aaccepted,Bwithdrawn,Cfiled"));
    CHECK_STR(world_text("SELECT group_concat(change || actor || from_state || to_state)"
                         " FROM founder_event"), S("2jobreturnedwithdrawn"));
}
