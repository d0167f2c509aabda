/* world_test.c: each test gets the world as it was. */
#include "tests/test.h"
#include "tests/world.h"

TEST(world_forgets_the_test_before)
{
    uint64_t hash;
    int64_t triggers;

    world();
    hash = world_hash();
    triggers = world_number("SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'");
    CHECK(triggers > 5);
    world_sql("DELETE FROM institution; DELETE FROM member; DELETE FROM reader_limit;"
              "UPDATE account SET mail = 'x@example.jp'; DELETE FROM programme_question;"
              "INSERT INTO letter_request (institution, asked_at, asked_by, state)"
              " VALUES (1, 1, '-', 'asked')");
    CHECK(world_hash() != hash);
    world();
    CHECK(world_hash() == hash);
    world_sql("DROP TRIGGER reader_line_new");
    world();
    CHECK_INT(world_number("SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'"), triggers);
    CHECK(world_hash() == hash);
}
