/* people.c: see people.h. */
#include "tests/page/people.h"

#include "util/arena.h"
#include "util/str.h"

static struct arena *scratch(void)
{
    static struct arena a = ARENA_INIT;

    arena_reset(&a);
    return &a;
}

void more_places(void)
{
    world_sql("INSERT INTO institution (id, pref, score_table, code, kind, name, founder, zip,"
              " address, phone, phone_digits, changed_at) VALUES"
              " (4, '13', '1', '0000047', 'clinic', 'うめの木医院', '髙﨑𠮷子', '1000001',"
              "  '千代田区千代田１－１', '03-0000-0004', '0300000004', 0),"
              " (5, '13', '3', '0000058', 'dental', 'うめの木歯科', '髙﨑𠮷子', '1000001',"
              "  '千代田区千代田1-1', '03-0000-0004', '0300000004', 0)");
}

int64_t add_login(const char *mail)
{
    world_sql(arena_fmt(scratch(),
        "INSERT INTO account (mail, mail_key, mail_confirmed_at, password, contact, phone,"
        " created_at, changed_at) SELECT '%s', '%s', 1, password, '佐藤', '06-0000-0009', 1, 1"
        " FROM account ORDER BY id LIMIT 1", mail, mail).p);
    return world_number("SELECT max(id) FROM account");
}

void add_membership(int64_t account, int64_t institution, const char *role)
{
    world_sql(arena_fmt(scratch(),
        "INSERT OR IGNORE INTO statement (institution, name, founder, registered_at)"
        " SELECT id, name, founder, 1 FROM institution WHERE id = %lld;"
        "INSERT INTO member (account, institution, role, joined_at)"
        " VALUES (%lld, %lld, '%s', 2)",
        (long long)institution, (long long)account, (long long)institution, role).p);
}

struct client client_as(const char *mail)
{
    struct client c = client_new();
    struct str body = arena_fmt(scratch(), "login=%s&password=" MEMBER_PASSWORD, mail);

    get(&c, "/login");
    CHECK_INT(post(&c, "/login", body.p).status, 303);
    return c;
}

struct client client_role(const char *role)
{
    char mail[64];

    snprintf(mail, sizeof(mail), "%s@example.jp", role);
    add_membership(add_login(mail), INST_PHARMACY, role);
    return client_as(mail);
}

int64_t add_agency(const char *mail, int64_t institution, int64_t procedures)
{
    world_sql(arena_fmt(scratch(),
        "INSERT OR IGNORE INTO statement (institution, name, founder, registered_at, proof)"
        " SELECT id, name, founder, 1, 'letter' FROM institution WHERE id = %lld;"
        "INSERT INTO agency (institution, mail, mail_key, firm, person, procedures, until_day,"
        " state, account, made_at, made_by, accepted_at) SELECT %lld, mail, mail_key,"
        " '株式会社髙﨑システム', '𠮷田 次郎', %lld, '2027-02-21', 'active', id, 1, 1, 2"
        " FROM account WHERE mail = '%s'",
        (long long)institution, (long long)institution, (long long)procedures, mail).p);
    return world_number("SELECT max(id) FROM agency");
}

struct client client_agent(int64_t procedures)
{
    add_login("agent@example.jp");
    add_agency("agent@example.jp", INST_PHARMACY, procedures);
    return client_as("agent@example.jp");
}

const char *link_in_mail(const char *template)
{
    static char path[4][128];
    static unsigned turn;
    struct str body = world_text(arena_fmt(scratch(),
        "SELECT body FROM outbox WHERE template = '%s' ORDER BY id DESC LIMIT 1", template).p);
    struct str mark = S("http://portal.test");
    const char *at = body.n ? memmem(body.p, body.n, mark.p, mark.n) : NULL;
    char *to = path[++turn % COUNT(path)];

    to[0] = 0;
    if (at)
        snprintf(to, sizeof(path[0]), "%.*s", (int)strcspn(at + mark.n, " \r\n"), at + mark.n);
    return to;
}

int64_t mails_to(const char *template, const char *to)
{
    return world_number(arena_fmt(scratch(),
        "SELECT count(*) FROM outbox WHERE template = '%s' AND mail_to = '%s'", template, to).p);
}

bool enters(const char *mail, const char *password)
{
    struct client c = client_new();

    get(&c, "/login");
    return str_starts(
        post(&c, "/login", arena_fmt(scratch(), "login=%s&password=%s", mail, password).p)
            .location,
        S("/my"));
}
