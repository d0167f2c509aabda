/* notice_files_test.c: papers of a transitional notice: who may open them, until when they
 * may follow, and that staff leave a trace. */
#include "tests/multi.h"
#include "tests/staff/people.h"
#include "tests/world_impl.h"

#include "model/notice.h"
#include "model/notice_follow.h"
#include "model/receipt.h"
#include "util/str.h"

static char number[RECEIPT_NUMBER + 1], page[64];

/* A notice of ひまわり薬局 that was filed without its papers. */
static struct client filed(const char *state, const char *until)
{
    static const char sql[] =
        "INSERT INTO notice (id, number, institution, programme, state, version, type, name,"
        " made_at, filed_at, filed_by, follow_until, changed_at)"
        " VALUES (5, '%s', 2, 1, '%s', 1, 101, 'ひまわり薬局', 0, 1, 'a:1', %s, 0);"
        "UPDATE attachment_kind SET valid_until = ''";
    struct client c;

    world();
    receipt_make(number);
    snprintf(page, sizeof(page), "/my/notices/%s/files", number);
    world_sql(arena_fmt(&world_arena, sql, number, state, until).p);
    c = client_member();
    return c;
}

static struct reply send(struct client *c, struct str bytes)
{
    struct multi m = multi(c, page);
    struct str kind = world_text("SELECT id FROM attachment_kind WHERE type = 101 LIMIT 1");

    multi_field(&m, "file1_kind", kind.p);
    multi_file(&m, "file1", "契約書の写し.pdf", bytes);
    return multi_post(&m);
}

static const char *at(const char *tail)
{
    return arena_fmt(&world_arena, "%s%s", page, tail).p;
}

TEST(notice_files_follow_until_their_day)
{
    struct client c = filed("filed", "'2026-11-21'"); /* today */
    struct reply r = send(&c, paper_pdf(""));

    CHECK_INT(r.status, 303);
    CHECK(str_ends(r.location, S("/files?sent=1")));
    r = get(&c, at("?sent=1"));
    CHECK(has(r, "契約書の写し.pdf") && has(r, "書類を受け取りました"));
    CHECK(!has(r, "この書類を外す")); /* what was sent stays */
    CHECK_STR(world_text("SELECT event || from_state || to_state || version FROM notice_event"),
        S("followfiledfiled1"));
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'notice.papers'"), 1);
    CHECK_INT(send(&c, paper_pdf("")).status, 422); /* the same file again */
    CHECK_INT(world_number("SELECT count(*) FROM attachment WHERE owner_table = 'notice'"), 1);
    r = get(&c, at("/1"));
    CHECK_INT(r.status, 200);
    CHECK_STR(r.body, paper_pdf(""));
    CHECK_INT(get(&c, at("/2")).status, 404);
    papers_end();
}

TEST(notice_files_after_their_day_lead_to_the_telephone)
{
    struct client c = filed("filed", "'2026-11-20'");
    struct reply r = get(&c, page);

    CHECK_INT(r.status, 200);
    CHECK(has(r, "期限をすぎました") && has(r, "コールセンター"));
    CHECK(!has(r, "type=\"file\""));
    CHECK_INT(send(&c, paper_pdf("")).status, 422);
    CHECK_INT(world_number("SELECT count(*) FROM attachment"), 0);
    papers_end();
}

TEST(notice_files_only_while_it_waits)
{
    static const struct {
        const char *state, *until, *said;
    } cases[] = {{"draft", "NULL", "まだ出していません"}, {"returned", "'2026-12-01'", "差し戻されて"},
        {"accepted", "'2026-12-01'", "段階が終わって"}, {"withdrawn", "'2026-12-01'", "段階が終わって"},
        {"filed", "NULL", "あとから書類を付けることはできません"}};

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct client c = filed(cases[i].state, cases[i].until);

        CHECK(has(get(&c, page), cases[i].said));
        CHECK_INT(send(&c, paper_pdf("")).status, 422);
        CHECK_INT(world_number("SELECT count(*) FROM attachment"), 0);
    }
    papers_end();
}

TEST(notice_files_nothing_chosen_and_wrong_files)
{
    struct client c = filed("filed", "'2026-12-01'");
    struct multi m = multi(&c, page);

    CHECK(complains(multi_post(&m), "file1", "出す書類のファイルを選んでください"));
    CHECK_INT(send(&c, S("<svg onload=alert(1)>")).status, 422);
    CHECK_INT(world_number("SELECT count(*) FROM attachment"), 0);
    CHECK_INT(world_number("SELECT count(*) FROM notice_event"), 0);
    CHECK_INT(stored_files() + incoming_files(), 0);
    papers_end();
}

TEST(notice_files_of_others_are_not_there)
{
    struct client c = filed("filed", "'2026-12-01'"), nobody = client_new();
    struct client viewer;

    send(&c, paper_pdf(""));
    CHECK_INT(get(&nobody, at("/1")).status, 303);
    world_sql("UPDATE member SET role = 'viewer'");
    viewer = client_member();
    CHECK_INT(get(&viewer, at("/1")).status, 200);
    CHECK_INT(send(&viewer, paper_png(1, 1)).status, 403);
    world_sql("UPDATE notice SET institution = 1; UPDATE attachment SET institution = 1");
    CHECK_INT(get(&c, page).status, 404);
    CHECK_INT(get(&c, at("/1")).status, 404);
    CHECK_INT(get(&c, "/my/notices/AAAAAAAAA/files").status, 404);
    papers_end();
}

TEST(notice_files_staff_leave_a_trace)
{
    struct client c = filed("filed", "'2026-12-01'"), s;
    char path[64];

    send(&c, paper_pdf(""));
    snprintf(path, sizeof(path), "/staff/notices/%s/files/1", number);
    s = client_staff("printer");
    CHECK_INT(get(&s, path).status, 403);
    s = client_staff("operator");
    CHECK_STR(get(&s, path).body, paper_pdf(""));
    person_notes();
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'notice.paper_viewed'"), 1);
    world_sql("UPDATE attachment SET scan = 'waiting'");
    CHECK_INT(get(&s, path).status, 409);
    CHECK_INT(get(&c, at("/1")).status, 200); /* one's own */
    world_sql("UPDATE attachment SET scan = 'infected'");
    CHECK_INT(get(&s, path).status, 409);
    CHECK_INT(get(&c, at("/1")).status, 409);
    CHECK(has(get(&c, page), "ウイルスが見つかりました"));
    papers_end();
}
