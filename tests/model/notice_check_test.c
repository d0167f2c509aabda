/* notice_check_test.c: what the automatic checks find of a filed notice, and what not. */
#include "tests/staff/filed.h"

#include "model/notice_check.h"
#include "tests/world_impl.h"
#include "util/str.h"

static struct str failed(struct str number)
{
    return world_text(arena_fmt(&world_arena,
        "SELECT failed FROM notice WHERE number = '" STR_FMT "'", STR_ARG(number)).p);
}

static bool doubts(struct str number, const char *word)
{
    return programme_lists(failed(number), str_of(word));
}

TEST(notice_check_as_the_master_says_is_clean)
{
    struct str n, folded;

    filed_world();
    n = filed_add(101, FILED_VISITS);
    /* half-width, old characters, blanks, the prefecture in front: the same to a person */
    folded = filed_with(102, FILED_VISITS, "医療法人社団 高崎会", "髙崎吉医院１０２",
        "東京都…", "", "");
    CHECK_STR(failed(n), S(""));
    CHECK_INT(world_number("SELECT count(*) FROM notice WHERE checked = 0"), 2);
    filed_check();
    CHECK_INT(world_number("SELECT count(*) FROM notice WHERE checked = version"), 2);
    CHECK_STR(failed(n), S(""));
    CHECK_STR(failed(folded), S("address"));
    CHECK_INT(world_number("SELECT risk FROM notice WHERE failed = 'address'"), 10);
}

TEST(notice_check_items_that_differ)
{
    struct str n;

    filed_world();
    n = filed_with(101, FILED_VISITS, "別の法人", "別の医院", "見本市9-9", "13-1-9999999 x", "");
    world_sql("UPDATE notice SET code = '1311111111'");
    filed_check();
    CHECK_STR(failed(n), S("founder name address code codes"));
}

TEST(notice_check_other_codes_and_second_filing)
{
    struct str n;

    filed_world();
    filed_add(102, FILED_VISITS);
    n = filed_with(101, FILED_VISITS, NULL, NULL, NULL, "1410100102 1510100103", "");
    filed_check();
    CHECK_STR(failed(n), S("again")); /* 102 has one of its own, 103 has none */
    world_sql("UPDATE notice SET state = 'withdrawn'");
    n = filed_add(101, FILED_VISITS);
    filed_check();
    CHECK_STR(failed(n), S("again"));
}

TEST(notice_check_rules_of_the_type)
{
    struct str n;

    filed_world();
    n = filed_add(101, FILED_SYSTEM);
    filed_check();
    CHECK_STR(failed(n), S("follow")); /* its papers may follow */
    world_sql("UPDATE notice_answer SET value = '2023-03-02' WHERE key = 'contract_on';"
              "DELETE FROM notice_answer WHERE key = 'vendor';"
              "UPDATE notice SET end_day = '2023-10-01', checked = 0");
    filed_check();
    CHECK(doubts(n, "day") && doubts(n, "answers") && doubts(n, "end"));
    world_sql("UPDATE notice_version SET at = 1680274800; UPDATE notice SET checked = 0");
    filed_check();
    CHECK(doubts(n, "window")); /* 2023-04-01 00:00:00: the first second that is too late */
    world_sql("UPDATE notice_version SET at = 1680274799; UPDATE notice SET checked = 0");
    filed_check();
    CHECK(!doubts(n, "window"));
    world_sql("UPDATE institution SET kind = 'nursing' WHERE id = 101; UPDATE notice SET checked = 0");
    filed_check();
    CHECK(doubts(n, "kind"));
}

TEST(notice_check_papers_there_waiting_overdue)
{
    struct str n;

    filed_world();
    n = filed_add(101, FILED_SYSTEM);
    filed_check();
    CHECK_STR(failed(n), S("follow"));
    world_clock(FILED_NOW + 15 * 86400); /* fourteen days may pass */
    filed_check();
    CHECK_STR(failed(n), S("paper"));
    filed_paper(n, "999"); /* a kind that is not taken */
    world_sql(arena_fmt(&world_arena, "UPDATE attachment SET at = %d",
        FILED_NOW + 15 * 86400).p);
    world_clock(FILED_NOW + 16 * 86400);
    filed_check();
    CHECK_STR(failed(n), S("old_paper"));
    world_sql("UPDATE attachment SET kind = (SELECT min(id) FROM attachment_kind"
              " WHERE type = 101); UPDATE notice SET checked = 0");
    filed_check();
    CHECK_STR(failed(n), S(""));
    world_sql("UPDATE attachment_kind SET valid_until = '2023-02-28' WHERE type = 101;"
              " UPDATE notice SET checked = 0");
    filed_check();
    CHECK_STR(failed(n), S("old_paper")); /* it came on the sixteenth of March */
}

TEST(notice_check_judged_paper_closed_unproved)
{
    struct str n, own;

    filed_world();
    n = filed_add(101, FILED_NETWORK);
    own = filed_with(
        INST_PHARMACY, FILED_NETWORK, "山田", "ひまわり薬局", "見本市", "", "line=not_yet");
    world_sql("UPDATE notice SET paper = 1 WHERE institution = 101;"
              "UPDATE institution SET closed_on = '2023-02-01' WHERE id = 101;"
              "UPDATE statement SET proof = ''");
    filed_check();
    CHECK_STR(failed(n), S("closed consult scan"));
    CHECK(doubts(own, "proof"));
    filed_paper(n, NOTICE_SCAN);
    world_sql("UPDATE notice SET checked = 0; UPDATE statement SET proof = 'letter'");
    filed_check();
    CHECK(!doubts(n, "scan") && doubts(n, "consult"));
    CHECK(!doubts(own, "proof"));
}

TEST(notice_check_looks_again_when_the_master_changes)
{
    struct str n;

    filed_world();
    n = filed_add(101, FILED_VISITS);
    filed_check();
    CHECK_STR(failed(n), S(""));
    world_clock(FILED_NOW + 1200);
    world_sql(arena_fmt(&world_arena, "UPDATE institution SET founder = '別の人',"
        " changed_at = %d WHERE id = 101", FILED_NOW + 1200).p);
    filed_check();
    CHECK_STR(failed(n), S("founder"));
}

TEST(notice_check_every_word_has_a_title)
{
    for (const struct choice *c = notice_check_words; c->value; c++)
        CHECK(!str_eq(notice_check_title(str_of(c->value)), str_of(c->value)));
    CHECK_STR(notice_check_title(S("unknown")), S("unknown"));
}
