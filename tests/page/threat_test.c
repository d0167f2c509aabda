/* threat_test.c: what somebody can do who has one of the things that get lost or stolen, for
 * those rows of the table in docs/accounts.md that have no test elsewhere. */
#include "tests/page/people.h"

#include <glob.h>
#include <stdio.h>

#include "tests/staff/people.h"
#include "util/str.h"

#define LATER "name=ひまわり薬局&founder=株式会社ひまわり&phone=06-0000-0001&contact=山田花子"
#define SAME  LATER "&mail=" MEMBER_MAIL "&mail2=" MEMBER_MAIL
#define FRESH "password=Momo2026haru&password2=Momo2026haru"
#define NEXT_DOOR                                                                        \
    "name=さくら内科&founder=医療法人社団髙﨑会&phone=03-0000-0001&contact=悪人"                  \
    "&mail=thief@example.jp&mail2=thief@example.jp&" FRESH

/* Everything that lets anybody in. */
static struct str keys(void)
{
    return world_text(
        "SELECT (SELECT group_concat(id || mail || new_mail || password) FROM account) || ' ' ||"
        " (SELECT group_concat(account || role || institution) FROM member) || ' ' ||"
        " (SELECT group_concat(institution || proof) FROM statement) || ' ' ||"
        " (SELECT count(*) FROM token WHERE purpose <> 'reset')");
}

/* ---------------------------------------------------------------- the public code */

TEST(threat_public_code_opens_nothing)
{
    static const char *const logins[] = {"2740000025", "0000025", "40000025@27", "4@27",
        "1ABCDEFGH@27", "4 0000025@27"};

    world();
    struct str before = keys();
    for (size_t i = 0; i < COUNT(logins); i++) {
        CHECK(!enters(logins[i], "pa400000250"));
        CHECK(!enters(logins[i], "0000025"));
    }
    /* the forgotten password asks for the address, not for the code */
    struct client c = client_new();
    CHECK_INT(submit(&c, "/password", "mail=2740000025").status, 422);
    CHECK_INT(world_number("SELECT count(*) FROM outbox"), 0);
    CHECK_STR(keys(), before);
}

/* ---------------------------------------------------------------- the letter */

/* It registers an institution that nobody has registered. Whoever was robbed finds out with
 * the letter in the hand, and is told what to do. */
TEST(threat_letter_thief_is_found_by_the_next_who_tries)
{
    world();
    struct client thief = client_letter(), robbed = client_new();
    struct reply r;
    char body[200];

    CHECK_STR(submit(&thief, "/my/account", NEXT_DOOR).location, S("/my/account/confirm"));
    CHECK_STR(submit(&thief, "/my/account/confirm", "step=commit").location, S("/my/account/done"));
    snprintf(body, sizeof(body), "login=" LETTER_LOGIN "&password=%s", world_letter_password);
    get(&robbed, "/login");
    r = post(&robbed, "/login", body);
    CHECK_INT(r.status, 422);
    CHECK(has(r, "登録した覚えがないときは、すぐにコールセンターへ電話してください"));
    CHECK(!has(r, "thief")); /* nor does it tell whose login it is */
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'account.registered'"
                           " AND institution = 1"), 1);
}

/* A letter of one institution is nothing at another one, registered or not. */
TEST(threat_letter_reaches_its_own_institution_only)
{
    world();
    struct client c = client_letter();
    struct str before = keys();
    static const char *const pages[] = {"/my", "/my/members", "/my/sessions", "/my/history",
        "/my/letter", "/my/choose"};

    for (size_t i = 0; i < COUNT(pages); i++) {
        CHECK(get(&c, pages[i]).status != 200);
        CHECK(post(&c, pages[i], "institution=2").status >= 300);
    }
    CHECK(str_is(post(&c, "/my/switch", "institution=2").location, "/my/account"));
    CHECK_STR(keys(), before);
}

/* ---------------------------------------------------------------- an open login on a desk */

TEST(threat_open_login_does_not_become_ones_own)
{
    static const struct {
        const char *page, *body;
    } tries[] = {
        {"/my/account", SAME "&" FRESH},
        {"/my/account", SAME "&" FRESH "&current=Wrong2026"},
        {"/my/account", LATER "&mail=thief@example.jp&mail2=thief@example.jp"},
        {"/my/members", "mail=thief@example.jp&role=owner"},
        {"/my/members", "mail=thief@example.jp&role=owner&current=Wrong2026"},
        {"/my/members/1", "change=viewer&current="},
    };

    world();
    struct client desk = client_member();
    struct str before = keys();

    for (size_t i = 0; i < COUNT(tries); i++)
        CHECK_INT(submit(&desk, tries[i].page, tries[i].body).status, 422);
    CHECK_STR(keys(), before);
    /* the idle limit, and the absolute one for who keeps moving */
    world_clock(WORLD_NOW + 3600);
    CHECK_STR(get(&desk, "/my").location, S("/login?next=/my"));
}

/* The forms that ask for the present password are no better place to guess than the login. */
TEST(threat_guessing_in_forms_counts_with_the_login_page)
{
    world();
    struct client desk = client_member();
    struct reply r = {.status = 0};

    for (int i = 0; i < 40; i++) {
        r = submit(&desk, i % 2 ? "/my/account" : "/my/members",
            i % 2 ? SAME "&" FRESH "&current=Wrong2026"
                  : "mail=thief@example.jp&role=owner&current=Wrong2026");
        CHECK_INT(r.status, 422);
    }
    CHECK(has(r, "続けてまちがえたため"));
    /* not even the right one is taken before the time is over; nothing is hashed */
    r = submit(&desk, "/my/account", SAME "&" FRESH "&current=" MEMBER_PASSWORD);
    CHECK_INT(r.status, 422);
    CHECK(has(r, "続けてまちがえたため"));
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'session.failed'") < 20, 1);
    world_clock(WORLD_NOW + 3000);
    CHECK_STR(submit(&desk, "/my/account", SAME "&" FRESH "&current=" MEMBER_PASSWORD).location,
        S("/my/account/confirm"));
}

/* ---------------------------------------------------------------- the mailbox */

/* It is the one proof that is enough alone, so it must make itself heard: everybody is
 * logged out, the mail tells it, and the history keeps it. */
TEST(threat_mailbox_reset_is_noticed)
{
    world();
    world_sql("UPDATE account SET mail_confirmed_at = 1");
    struct client owner = client_member(), thief = client_new();

    submit(&thief, "/password", "mail=" MEMBER_MAIL);
    const char *path = link_in_mail("reset");
    get(&thief, path);
    CHECK_STR(post(&thief, path, FRESH).location, S("/password/done"));
    CHECK_STR(get(&thief, "/my").location, S("/login?next=/my")); /* it opens nothing itself */
    CHECK_STR(get(&owner, "/my").location, S("/login?next=/my"));
    CHECK(!enters(MEMBER_MAIL, MEMBER_PASSWORD));
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE template = 'password_changed'"), 1);
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'account.password_reset'"
                           " AND institution = 2"), 1);
}

/* Who was in with a stolen password and has invited himself loses that, too. */
TEST(threat_reset_ends_invitations_of_whoever_was_in)
{
    world();
    world_sql("UPDATE account SET mail_confirmed_at = 1");
    struct client thief = client_member(), owner = client_new();

    CHECK_INT(submit(&thief, "/my/members", "mail=thief@example.jp&role=owner&current="
        MEMBER_PASSWORD).status, 303);
    char link[128];
    snprintf(link, sizeof(link), "%s", link_in_mail("invite"));
    submit(&owner, "/password", "mail=" MEMBER_MAIL);
    const char *path = link_in_mail("reset");
    get(&owner, path);
    CHECK_STR(post(&owner, path, FRESH).location, S("/password/done"));
    CHECK_INT(get(&thief, link).status, 410);
}

/* ---------------------------------------------------------------- one colleague */

TEST(threat_colleague_does_not_become_owner)
{
    static const char *const roles[] = {"staff", "viewer"};

    for (size_t i = 0; i < COUNT(roles); i++) {
        world();
        struct client c = client_role(roles[i]);
        struct str before = keys();

        get(&c, "/my");
        CHECK_INT(post(&c, "/my/members", "mail=thief@example.jp&role=owner&current="
            MEMBER_PASSWORD).status, 403);
        CHECK_INT(post(&c, "/my/members/1", "change=none&current=" MEMBER_PASSWORD).status, 403);
        CHECK_INT(post(&c, "/my/members/2", "change=owner&current=" MEMBER_PASSWORD).status, 403);
        CHECK_STR(keys(), before);
    }
}

/* An owner who is not one any more: what he has sent before brings nobody in. */
TEST(threat_former_owner_leaves_no_invitation_behind)
{
    static const char *const changes[] = {"none", "staff"};

    for (size_t i = 0; i < COUNT(changes); i++) {
        world();
        struct client owner = client_member(), leaves = client_role("owner"), him = client_new();
        char link[2][128], body[100];

        CHECK_INT(submit(&leaves, "/my/members", "mail=own2@example.jp&role=owner&current="
            MEMBER_PASSWORD).status, 303);
        snprintf(link[0], sizeof(link[0]), "%s", link_in_mail("invite"));
        CHECK_INT(submit(&owner, "/my/members", "mail=suzuki@example.jp&role=staff&current="
            MEMBER_PASSWORD).status, 303);
        snprintf(link[1], sizeof(link[1]), "%s", link_in_mail("invite"));
        CHECK_INT(get(&him, link[0]).status, 200);
        snprintf(body, sizeof(body), "change=%s&current=" MEMBER_PASSWORD, changes[i]);
        CHECK_INT(submit(&owner, "/my/members/2", body).status, 303);
        CHECK_INT(get(&him, link[0]).status, 410);
        get(&him, "/login");
        CHECK_INT(post(&him, link[0], "contact=x&phone=06-0000-0002&" FRESH).status, 410);
        CHECK_INT(get(&him, link[1]).status, 200); /* of who is an owner still */
    }
}

/* ---------------------------------------------------------------- staff */

/* Whatever a member of staff presses: no login, role or password of an institution moves. */
TEST(threat_staff_hands_no_login_to_anybody)
{
    static const char *const roles[] = {"operator", "supervisor", "printer", "editor", "admin",
        "auditor"};
    static const char *const posts[][2] = {
        {"/staff/letters/requests", "institution=2"},
        {"/staff/letters/requests", "code=2740000025"},
        {"/staff/letters/requests/1", ""},
        {"/staff/mail", "mail=" MEMBER_MAIL},
        {"/staff/mail/1", ""},
        {"/staff/institutions/2740000025/unlock", "reason=電話がありました"},
        {"/staff/institutions/2740000025/callback", "called=1&said=電話"},
        {"/my/account", LATER "&mail=s@example.jp&mail2=s@example.jp&" FRESH},
        {"/my/members/1", "change=none"},
        {"/my/switch", "institution=2"},
    };

    for (size_t k = 0; k < COUNT(roles); k++) {
        world();
        struct client ask = client_new(), c;
        submit(&ask, "/password", "mail=" MEMBER_MAIL);
        c = client_staff(roles[k]);
        struct str before = keys();

        get(&c, "/staff");
        for (size_t i = 0; i < COUNT(posts); i++)
            post(&c, posts[i][0], posts[i][1]);
        CHECK_STR(keys(), before);
        CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE mail_to <> '" MEMBER_MAIL "'"), 0);
        CHECK(enters(MEMBER_MAIL, MEMBER_PASSWORD));
    }
}

/* ---------------------------------------------------------------- the data itself */

/* Who reads the database without the keys beside it gets no session and no link, but for
 * links in mails that are not sent yet. */
TEST(threat_database_holds_no_key)
{
    world();
    struct client c = client_member(), other = client_new();
    const char *path;
    char sql[400];

    submit(&other, "/password", "mail=" MEMBER_MAIL);
    path = strrchr(link_in_mail("reset"), '/') + 1;
    CHECK_INT(strlen(path), 43);
    snprintf(sql, sizeof(sql), "SELECT count(*) FROM token WHERE CAST(hash AS TEXT) = '%s'"
        " OR length(hash) <> 32 OR instr(extra, '%s')", path, path);
    CHECK_INT(world_number(sql), 0);
    for (int i = 0; i < c.n; i++) {
        snprintf(sql, sizeof(sql), "SELECT count(*) FROM session WHERE CAST(hash AS TEXT) = '%s'"
            " OR length(hash) <> 32", c.cookie[i].value);
        CHECK_INT(world_number(sql), 0);
    }
    CHECK_INT(world_number("SELECT count(*) FROM account WHERE instr(password, '" MEMBER_PASSWORD
                           "')"), 0);
    CHECK_INT(world_number("SELECT count(*) FROM credential WHERE length(hash) <> 32"), 0);
}

/* ---------------------------------------------------------------- the document */

static void read_file(struct buf *to, const char *path)
{
    FILE *f = fopen(path, "rb");
    size_t n = f ? 1 : 0;

    CHECK(f != NULL);
    while (n) {
        buf_room(to, 65536);
        n = fread(to->p + to->n, 1, 65536, f);
        to->n += n;
    }
    if (f)
        fclose(f);
}

/* Of a row, `name` in its last cell: a test that exists. */
static size_t check_row(struct str row, struct str tests)
{
    struct str cell = row, rest, name;
    char test[128];
    size_t n = 0;

    for (size_t i = 0; i + 2 < row.n; i++)
        if (row.p[i] == '|')
            cell = str_from(row, i + 1);
    for (rest = cell; str_cut(rest, '`', &rest), rest.n; n++) {
        name = str_cut(rest, '`', &rest);
        snprintf(test, sizeof(test), "TEST(" STR_FMT ")", STR_ARG(name));
        if (!str_has(tests, str_of(test)))
            printf("  docs/accounts.md: no test '" STR_FMT "'\n", STR_ARG(name));
        CHECK(str_has(tests, str_of(test)));
    }
    return n;
}

TEST(threat_table_names_tests_that_exist)
{
    struct buf doc = BUF_INIT, tests = BUF_INIT;
    glob_t found;
    struct str rest, line;
    bool threats = false;
    size_t rows = 0;

    read_file(&doc, "docs/accounts.md");
    CHECK_INT(glob("tests/*/*_test.c", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++)
        read_file(&tests, found.gl_pathv[i]);
    globfree(&found);
    for (rest = buf_view(&doc); rest.n;) {
        line = str_cut(rest, '\n', &rest);
        if (str_starts(line, S("## ")))
            threats = str_is(line, "## Threats");
        if (!threats || !str_starts(line, S("| ")) || str_starts(line, S("| Path ")))
            continue;
        CHECK(check_row(line, buf_view(&tests)) > 0);
        rows++;
    }
    CHECK(rows > 30);
    buf_release(&doc);
    buf_release(&tests);
}
