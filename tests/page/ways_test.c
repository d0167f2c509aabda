/* ways_test.c: every state that an institution can be in × every way in: what is answered,
 * and which mail goes out. docs/accounts.md shows the same table; its rows are made here. */
#include "tests/page/people.h"
#include "tests/page/register_steps.h"

#include <stdio.h>

#include "model/credential.h"
#include "util/str.h"

#define UME    "ume@example.jp"
#define CLINIC "pref=13&score_table=1&code=0000014"
#define FORM                                                                             \
    "name=さくら内科クリニック&founder=医療法人社団髙﨑会&phone=03-0000-0001&contact=佐藤"           \
    "&mail=ume2@example.jp&mail2=ume2@example.jp&password=Ume2026hanami&password2=Ume2026hanami"

/* the rest of the form that a mail link opens */
#define REST                                                                             \
    "family=佐藤&given=花子&here=1&seen=1310000014&terms=1"                                \
    "&password=Ume2026hanami&password2=Ume2026hanami"

enum { LETTER, QR, REGISTER, LINK, NEW_LETTER, LOGIN, RESET, LOST, WAYS };

static const char *const way_names[WAYS] = {"letter's login", "QR code", "form behind it",
    "mail link", "new letter", "login", "forgotten password", "lost mailbox"};

/* What comes of a try: the words of the document, and how it is recognised. */
struct said {
    const char *words;
    int status;
    const char *to, *phrase; /* Location, or a piece of the page */
    const char *mail; /* template of the one mail that it causes; NULL: several do */
    bool on;                 /* leads the user on */
};

/* ---------------------------------------------------------------- what can be answered */

static const struct said
    letter_in = {"opens the form", 303, "/my/account", "", "", true},
    letter_unknown = {"wrong pair", 422, "", "メールアドレスかパスワードがちがいます", "", false},
    letter_expired = {"expired: ask for a new one", 422, "", "href=\"/letter\"", "", true},
    letter_asked = {"a new one is on its way", 422, "", "発送の準備をしています", "", true},
    letter_returned = {"taken back: telephone", 422, "", "仮パスワードは取り消されています", "", true},
    letter_recovery = {"no login: for a new address", 422, "", "登録やログインには使いません", "", true},
    qr_recovery = {"no login: for a new address", 200, "", "登録やログインには使いません", "", true},
    letter_deleted = {"deleted on that day: register anew", 422, "", "令和8年11月19日（木）</strong>に、電話での申し出により削除しました", "", true},
    qr_deleted = {"deleted on that day: register anew", 200, "", "令和8年11月19日（木）</strong>に、電話での申し出により削除しました", "", true},
    letter_closed = {"closed: telephone", 422, "", "廃止の届出が出ています", "", true},
    qr_closed = {"closed: telephone", 200, "", "廃止の届出が出ています", "", true},
    lost_deleted = {"deleted on that day: register anew", 422, "", "令和8年11月19日（木）に削除されました", "", true},
    lost_closed = {"closed: telephone", 422, "", "令和8年11月1日（日）に廃止になっています", "", true},
    letter_used = {"used: log in with the address", 422, "", "この案内文書での登録は終わっています", "", true},
    qr_in = {"opens the login page", 303, "/login", "", "", true},
    qr_unknown = {"not readable: type it", 404, "", "このQRコードは読み取れませんでした", "", false},
    qr_expired = {"expired: ask for a new one", 200, "", "href=\"/letter\"", "", true},
    qr_asked = {"a new one is on its way", 200, "", "発送の準備をしています", "", true},
    qr_returned = {"taken back: telephone", 200, "", "仮パスワードは取り消されています", "", true},
    qr_used = {"used: log in with the address", 200, "", "この案内文書での登録は終わっています", "", true},
    register_done = {"done", 303, "/my/account/done", "", "confirm", true},
    register_over = {"done; who had proved nothing is out", 303, "/my/account/done", "", NULL, true},
    link_done = {"done, not confirmed", 303, "/register/done", "", NULL, true},
    link_letter = {"there is a letter: its code", 200, "", "案内文書を送っています", NULL, true},
    link_registered = {"registered: its owner, or a claim", 200, "", "もう登録されています", NULL, true},
    link_closed = {"closed: telephone", 200, "", "廃止の届出が出ています", NULL, true},
    register_no = {"no: back to the login", 303, "/login", "", "", false},
    new_asked = {"asked for", 303, "/letter/done", "", "", true},
    new_registered = {"asked for; all members told", 303, "/letter/done", "", "letter_asked", true},
    new_waits = {"one is on its way", 422, "", "発送の準備をしています", "", true},
    new_closed = {"closed: telephone", 422, "", "この医療機関等は、廃止の届出が出ているか", "", true},
    login_in = {"in", 303, "/my", "", "", true},
    login_unknown = {"wrong pair", 422, "", "メールアドレスかパスワードがちがいます", "", false},
    login_nowhere = {"right, but nowhere: invitation or letter", 422, "", "使える施設がありません", "", true},
    login_code = {"in with the app's code", 303, "/login/code", "", "", true},
    lost_sent = {"link for a day later; old address told", 303, "/password/letter/sent", "", NULL, true},
    lost_unknown = {"wrong pair", 422, "", "仮メールアドレスか仮パスワードがちがいます", "", false},
    lost_over = {"of no use any more: a new letter", 422, "", "この案内文書は、もう使えません", "", true},
    lost_long_ago = {"used too long ago: a new letter", 422, "", "30日がすぎたため", "", true},
    lost_shared = {"this login serves others, too: a new one, or telephone", 422, "",
        "この施設のログインは、ほかの施設でも使われています", "", true},
    lost_new = {"not registered: log in with the letter", 422, "", "この施設は、まだ登録していません", "", true},
    reset_known = {"mail with a link", 303, "/password/sent", "", "reset", true},
    reset_unknown = {"same answer; mail: not registered", 303, "/password/sent", "", "reset_unknown", true};

/* ---------------------------------------------------------------- the table */

static const struct state {
    const char *name;
    bool registered; /* UME is its owner, by the letter, and has confirmed the address */
    const char *sql; /* the rest */
    const struct said *way[WAYS];
} states[] = {
    {"no letter", false, "DELETE FROM credential",
        {&letter_unknown, &qr_unknown, &register_no, &link_done,
            &new_asked, &login_unknown, &reset_unknown, &lost_unknown}},
    {"letter alive", false, "",
        {&letter_in, &qr_in, &register_done, &link_letter,
            &new_asked, &login_unknown, &reset_unknown, &lost_new}},
    {"letter expired", false, "UPDATE credential SET valid_until = '2026-11-20'",
        {&letter_expired, &qr_expired, &register_no, &link_done,
            &new_asked, &login_unknown, &reset_unknown, &lost_over}},
    {"new letter asked for", false,
        "UPDATE credential SET state = 'void', void_reason = 'requested';"
        "INSERT INTO letter_request (institution, asked_at, asked_by, state)"
        " VALUES (1, 1795140000, '-', 'asked')",
        {&letter_asked, &qr_asked, &register_no, &link_done,
            &new_waits, &login_unknown, &reset_unknown, &lost_over}},
    {"new letter asked for, the old one alive", false,
        "INSERT INTO letter_request (institution, asked_at, asked_by, state)"
        " VALUES (1, 1795140000, '-', 'asked')",
        {&letter_in, &qr_in, &register_done, &link_letter,
            &new_waits, &login_unknown, &reset_unknown, &lost_new}},
    {"letter expired, a new one asked for", false,
        "UPDATE credential SET valid_until = '2026-11-20';"
        "INSERT INTO letter_request (institution, asked_at, asked_by, state)"
        " VALUES (1, 1795140000, '-', 'asked')",
        {&letter_asked, &qr_asked, &register_no, &link_done,
            &new_waits, &login_unknown, &reset_unknown, &lost_over}},
    {"letter came back", false, "UPDATE credential SET state = 'void', void_reason = 'returned'",
        {&letter_returned, &qr_returned, &register_no, &link_done,
            &new_asked, &login_unknown, &reset_unknown, &lost_over}},
    {"registered by mail link", true,
        "UPDATE statement SET proof = '' WHERE institution = 1;"
        "UPDATE credential SET state = 'issued', valid_until = '2026-11-20'",
        {&letter_expired, &qr_expired, &register_no, &link_registered,
            &new_asked, &login_in, &reset_known, &lost_over}},
    {"the same, letter alive", true,
        "UPDATE statement SET proof = '' WHERE institution = 1;"
        "UPDATE credential SET state = 'issued'",
        {&letter_in, &qr_in, &register_over, &link_registered,
            &new_asked, &login_in, &reset_known, &lost_sent}},
    {"registered, address not confirmed", true, "UPDATE account SET mail_confirmed_at = NULL",
        {&letter_used, &qr_used, &register_no, &link_registered,
            &new_registered, &login_in, &reset_known, &lost_sent}},
    {"registered", true, "",
        {&letter_used, &qr_used, &register_no, &link_registered,
            &new_registered, &login_in, &reset_known, &lost_sent}},
    {"registered, second factor in use", true,
        "INSERT INTO factor (account, seed, created_at, enrolled_at)"
        " SELECT id, x'00', 1, 1 FROM account WHERE mail = '" UME "'",
        {&letter_used, &qr_used, &register_no, &link_registered,
            &new_registered, &login_code, &reset_known, &lost_sent}},
    {"registered, mailbox bounces", true,
        "INSERT INTO outbox (key, lane, mail_to, subject, body, template, state, next_at,"
        " message_id, smtp_status, why, created_at) VALUES ('k', 0, '" UME "', 's', 'b', 'x',"
        " 'dead', 0, 'm', '5.1.1', 'refused', 0)",
        {&letter_used, &qr_used, &register_no, &link_registered,
            &new_registered, &login_in, &reset_known, &lost_sent}},
    {"registered, a letter asked for since", true,
        "UPDATE credential SET state = 'issued', recovery = 1, used_at = NULL;"
        "INSERT INTO letter_request (institution, asked_at, asked_by, state, recovery, letter)"
        " VALUES (1, 1794500000, '-', 'issued', 1, 1)",
        {&letter_recovery, &qr_recovery, &register_no, &link_registered,
            &new_registered, &login_in, &reset_known, &lost_sent}},
    {"registered by letter long ago", true, "UPDATE credential SET used_at = 1790000000",
        {&letter_used, &qr_used, &register_no, &link_registered,
            &new_registered, &login_in, &reset_known, &lost_long_ago}},
    {"registered, this login off its list", true,
        "UPDATE member SET account = (SELECT id FROM account WHERE mail = '" MEMBER_MAIL "')"
        " WHERE institution = 1",
        {&letter_used, &qr_used, &register_no, &link_registered,
            &new_registered, &login_nowhere, &reset_known, &lost_shared}},
    {"registered, deletion is due", true,
        "INSERT INTO deletion (number, institution, account, state, caller, asked_at, asked_by,"
        " effective_at) SELECT 'N', 1, id, 'scheduled', '佐藤', 1, 1, 1795300000"
        " FROM account WHERE mail = '" UME "'",
        {&letter_used, &qr_used, &register_no, &link_registered,
            &new_registered, &login_in, &reset_known, &lost_sent}},
    {"deleted", true,
        "INSERT INTO deletion (number, institution, account, state, caller, asked_at, asked_by,"
        " done_at) VALUES ('N', 1, 9, 'done', '佐藤', 1, 1, 1795046400);"
        "DELETE FROM member WHERE institution = 1; DELETE FROM statement WHERE institution = 1;"
        "UPDATE account SET mail = 'former 1 ' || mail, mail_key = 'former 1 ' || mail_key"
        " WHERE mail = '" UME "'",
        {&letter_deleted, &qr_deleted, &register_no, &link_done,
            &new_asked, &login_unknown, &reset_unknown, &lost_deleted}},
    {"letter's login deleted", false,
        "UPDATE credential SET state = 'void', void_reason = 'deleted'",
        {&letter_returned, &qr_returned, &register_no, &link_done,
            &new_asked, &login_unknown, &reset_unknown, &lost_over}},
    {"closed, letter alive", false, "UPDATE institution SET closed_on = '2026-11-01' WHERE id = 1",
        {&letter_closed, &qr_closed, &register_no, &link_closed,
            &new_closed, &login_unknown, &reset_unknown, &lost_closed}},
    {"closed, registered", true, "UPDATE institution SET closed_on = '2026-11-01' WHERE id = 1",
        {&letter_used, &qr_used, &register_no, &link_closed,
            &new_closed, &login_in, &reset_known, &lost_sent}},
};

/* ---------------------------------------------------------------- trying */

static void bring_about(const struct state *s)
{
    world();
    if (s->registered) {
        add_membership(add_login(UME), INST_CLINIC, "owner");
        world_sql("UPDATE credential SET state = 'used', used_at = 1795140000");
    }
    world_sql(s->sql);
}

static struct reply enter(struct client *c, const char *login, const char *password)
{
    char body[200];

    snprintf(body, sizeof(body), "login=%s&password=%s", login, password);
    get(c, "/login");
    return post(c, "/login", body);
}

static struct reply scan(struct client *c)
{
    char ticket[CREDENTIAL_TICKET + 1], path[64];

    credential_ticket_make(ticket, 1, 1);
    snprintf(path, sizeof(path), "/q/%s", ticket);
    return get(c, path);
}

/* The whole way with the letter, as far as it goes. */
static struct reply enrol(struct client *c)
{
    struct reply r;

    enter(c, LETTER_LOGIN, world_letter_password);
    r = get(c, "/my/account");
    if (r.status != 200)
        return r;
    CHECK_STR(submit(c, "/my/account", FORM).location, S("/my/account/confirm"));
    return submit(c, "/my/account/confirm", "step=commit");
}

/* The whole way with a link to an address that nobody has used. */
static struct reply follow_link(void)
{
    struct client c = client_register("neu@example.jp");
    struct reply r = submit(&c, "/register/form", "code=1310000014&_find=1");

    if (str_is(r.location, "/register/form/place"))
        return get(&c, "/register/form/place");
    CHECK_STR(submit(&c, "/register/form", REST).location, S("/register/form/confirm"));
    return submit(&c, "/register/form/confirm", "step=commit");
}

/* Neither password nor mailbox, but the letter. */
static struct reply lost(struct client *c)
{
    char body[200];

    snprintf(body, sizeof(body), "login=" LETTER_LOGIN
        "&password=%s&mail=neu@example.jp&mail2=neu@example.jp", world_letter_password);
    return submit(c, "/password/letter", body);
}

static struct reply go(int way)
{
    struct client c = client_new();

    switch (way) {
    case LETTER:
        return enter(&c, LETTER_LOGIN, world_letter_password);
    case QR:
        return scan(&c);
    case REGISTER:
        return enrol(&c);
    case LINK:
        return follow_link();
    case NEW_LETTER:
        return submit(&c, "/letter", CLINIC);
    case LOGIN:
        return enter(&c, UME, MEMBER_PASSWORD);
    case RESET:
        return submit(&c, "/password", "mail=" UME);
    default:
        return lost(&c);
    }
}

static bool comes(const struct said *want, struct reply r, int64_t mails)
{
    bool same = r.status == want->status && has(r, want->phrase) &&
        str_starts(r.location, str_of(want->to)) && (*want->to || !r.location.n);

    if (!want->mail)
        return same;
    if (!*want->mail)
        return same && world_number("SELECT count(*) FROM outbox") == mails;
    return same && world_number("SELECT count(*) FROM outbox") == mails + 1 &&
        str_is(world_text("SELECT template FROM outbox ORDER BY id DESC LIMIT 1"), want->mail);
}

TEST(ways_in_from_every_state)
{
    for (size_t i = 0; i < COUNT(states); i++)
        for (int way = 0; way < WAYS; way++) {
            const struct said *want = states[i].way[way];
            int64_t mails;
            struct reply r;
            bool ok;

            bring_about(&states[i]);
            mails = world_number("SELECT count(*) FROM outbox");
            r = go(way);
            ok = comes(want, r, mails);
            CHECK(ok);
            if (!ok)
                printf("  %s, %s: wanted %s; %d '" STR_FMT "', %lld mails\n", states[i].name,
                    way_names[way], want->words, r.status, STR_ARG(r.location),
                    (long long)(world_number("SELECT count(*) FROM outbox") - mails));
        }
}

TEST(ways_out_of_every_state)
{
    for (size_t i = 0; i < COUNT(states); i++) {
        int on = 0;

        for (int way = 0; way < WAYS; way++)
            on += states[i].way[way]->on && states[i].way[way] != &reset_unknown;
        CHECK(on > 0);
    }
}

/* Whoever is refused at the login page finds the other ways from there. */
TEST(ways_start_at_the_login_page)
{
    static const char *const ways[] = {"href=\"/password\"", "href=\"/letter\"",
        "href=\"/register\""};
    struct client c = client_new();
    struct reply r;

    world();
    r = enter(&c, UME, "Wrong2026");
    for (size_t i = 0; i < COUNT(ways); i++)
        CHECK(has(r, ways[i]));
}

/* ---------------------------------------------------------------- the document */

static struct str row_of(struct arena *a, const struct state *s)
{
    struct str row = arena_fmt(a, "| %s |", s->name);

    for (int way = 0; way < WAYS; way++)
        row = arena_fmt(a, STR_FMT " %s |", STR_ARG(row), s->way[way]->words);
    return row;
}

TEST(ways_are_those_of_the_document)
{
    struct arena a = ARENA_INIT;
    struct buf text = BUF_INIT;
    FILE *f = fopen("docs/accounts.md", "rb");

    CHECK(f != NULL);
    if (!f)
        return;
    for (size_t n = 1; n;) {
        buf_room(&text, 4096);
        n = fread(text.p + text.n, 1, 4096, f);
        text.n += n;
    }
    fclose(f);
    for (size_t i = 0; i < COUNT(states); i++) {
        struct str row = row_of(&a, &states[i]);
        bool there = str_has(buf_view(&text), row);

        CHECK(there);
        if (!there)
            printf("  not in docs/accounts.md: " STR_FMT "\n", STR_ARG(row));
    }
    buf_release(&text);
    arena_release(&a);
}
