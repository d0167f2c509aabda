/* rights_test.c: every page of the staff side and every role. The table below is the rule
 * as people agreed on it; the routes must say the same. */
#include "tests/staff/people.h"

#include "util/str.h"
#include "web/route.h"

enum {
    DESKS = OPERATOR | SUPERVISOR | ADMIN | AUDITOR,
    HANDLERS = OPERATOR | SUPERVISOR | ADMIN,
    CATALOGUERS = EDITOR | ADMIN,
    EVERYBODY = 0,
};

static const struct rule {
    const char *method, *path, *open; /* open: the address to try */
    unsigned may;                     /* EVERYBODY: without a login */
} rules[] = {
    {"GET", "/staff/login", "/staff/login", EVERYBODY},
    {"POST", "/staff/login", "/staff/login", EVERYBODY},
    {"GET", "/staff/enroll", "/staff/enroll", EVERYBODY},
    {"POST", "/staff/enroll", "/staff/enroll", EVERYBODY},
    {"GET", "/staff", "/staff", STAFF},
    {"GET", "/staff/institutions", "/staff/institutions?q=a", DESKS},
    {"GET", "/staff/institutions/{code}", "/staff/institutions/1310000014", DESKS},
    {"POST", "/staff/institutions/{code}/callback", "/staff/institutions/1310000014/callback",
        SUPERVISOR | ADMIN},
    {"POST", "/staff/institutions/{code}/unlock", "/staff/institutions/1310000014/unlock",
        OPERATOR | SUPERVISOR},
    {"GET", "/staff/letters", "/staff/letters", DESKS | PRINTER},
    {"GET", "/staff/letters/{id}", "/staff/letters/1", DESKS | PRINTER},
    {"GET", "/staff/letters/requests", "/staff/letters/requests", DESKS | PRINTER},
    {"POST", "/staff/letters/requests", "/staff/letters/requests", HANDLERS},
    {"POST", "/staff/letters/requests/{id}", "/staff/letters/requests/1", HANDLERS},
    {"POST", "/staff/pair", "/staff/pair", HANDLERS},
    {"GET", "/staff/mail", "/staff/mail", DESKS},
    {"POST", "/staff/mail", "/staff/mail", OPERATOR | SUPERVISOR | ADMIN},
    {"GET", "/staff/mail/{id}", "/staff/mail/1", DESKS},
    {"POST", "/staff/mail/{id}", "/staff/mail/1", OPERATOR | SUPERVISOR | ADMIN},
    {"GET", "/staff/notices/{number}/files/{file}", "/staff/notices/AAAAAAAA0/files/1", DESKS},
    {"GET", "/staff/letters/reports", "/staff/letters/reports", DESKS},
    {"POST", "/staff/letters/reports/{id}", "/staff/letters/reports/1", HANDLERS},
    {"GET", "/staff/founders", "/staff/founders", DESKS},
    {"GET", "/staff/founders/{number}", "/staff/founders/K7MV3XQEJ", DESKS},
    {"POST", "/staff/founders/{number}", "/staff/founders/K7MV3XQEJ", HANDLERS},
    {"GET", "/staff/founders/{number}/files/{file}", "/staff/founders/K7MV3XQEJ/files/1", DESKS},
    {"GET", "/staff/ways", "/staff/ways", SUPERVISOR | ADMIN | AUDITOR},
    {"GET", "/staff/deletions", "/staff/deletions", DESKS},
    {"POST", "/staff/deletions", "/staff/deletions", HANDLERS},
    {"GET", "/staff/deletions/new", "/staff/deletions/new?code=1310000014", HANDLERS},
    {"GET", "/staff/deletions/{id}", "/staff/deletions/1", DESKS},
    {"POST", "/staff/deletions/{id}", "/staff/deletions/1", HANDLERS},
    {"GET", "/staff/readers", "/staff/readers", DESKS | EDITOR},
    {"GET", "/staff/readers/new", "/staff/readers/new", CATALOGUERS},
    {"POST", "/staff/readers/new", "/staff/readers/new", CATALOGUERS},
    {"GET", "/staff/readers/new/confirm", "/staff/readers/new/confirm", CATALOGUERS},
    {"POST", "/staff/readers/new/confirm", "/staff/readers/new/confirm", CATALOGUERS},
    {"GET", "/staff/readers/{id}", "/staff/readers/1", CATALOGUERS},
    {"POST", "/staff/readers/{id}", "/staff/readers/1", CATALOGUERS},
    {"GET", "/staff/readers/{id}/confirm", "/staff/readers/1/confirm", CATALOGUERS},
    {"POST", "/staff/readers/{id}/confirm", "/staff/readers/1/confirm", CATALOGUERS},
    {"GET", "/staff/readers/{id}/picture", "/staff/readers/1/picture", CATALOGUERS},
    {"POST", "/staff/readers/{id}/picture", "/staff/readers/1/picture", CATALOGUERS},
    {"POST", "/staff/readers/{id}/picture/use", "/staff/readers/1/picture/use", CATALOGUERS},
    {"GET", "/staff/orders", "/staff/orders?state=held", DESKS},
    {"GET", "/staff/orders/export", "/staff/orders/export?state=received",
        SUPERVISOR | ADMIN},
    {"GET", "/staff/orders/{number}", "/staff/orders/ABCDEFGHZ", DESKS},
    {"POST", "/staff/orders/{number}", "/staff/orders/ABCDEFGHZ", HANDLERS},
    {"GET", "/staff/orders/import", "/staff/orders/import", DESKS},
    {"POST", "/staff/orders/import", "/staff/orders/import", SUPERVISOR | ADMIN},
    {"GET", "/staff/orders/import/{id}", "/staff/orders/import/1", DESKS},
    {"POST", "/staff/orders/import/{id}", "/staff/orders/import/1", SUPERVISOR | ADMIN},
    {"GET", "/staff/orders/import/{id}/refused", "/staff/orders/import/1/refused", DESKS},
    {"GET", "/staff/orders/units", "/staff/orders/units?serial=A", DESKS},
    {"GET", "/staff/orders/unused", "/staff/orders/unused", DESKS},
    {"GET", "/staff/orders/unused/export", "/staff/orders/unused/export", SUPERVISOR | ADMIN},
    {"GET", "/staff/readers/limits", "/staff/readers/limits", DESKS | EDITOR},
    {"GET", "/staff/readers/limits/new", "/staff/readers/limits/new", ADMIN},
    {"POST", "/staff/readers/limits/new", "/staff/readers/limits/new", ADMIN},
    {"GET", "/staff/readers/limits/new/confirm", "/staff/readers/limits/new/confirm", ADMIN},
    {"POST", "/staff/readers/limits/new/confirm", "/staff/readers/limits/new/confirm", ADMIN},
    {"GET", "/staff/readers/limits/{id}", "/staff/readers/limits/1", ADMIN},
    {"POST", "/staff/readers/limits/{id}", "/staff/readers/limits/1", ADMIN},
    {"GET", "/staff/readers/limits/{id}/confirm", "/staff/readers/limits/1/confirm", ADMIN},
    {"POST", "/staff/readers/limits/{id}/confirm", "/staff/readers/limits/1/confirm", ADMIN},
    {"GET", "/staff/readers/grants", "/staff/readers/grants", DESKS},
    {"GET", "/staff/readers/grants/{id}", "/staff/readers/grants/1", SUPERVISOR | ADMIN},
    {"POST", "/staff/readers/grants/{id}", "/staff/readers/grants/1", SUPERVISOR | ADMIN},
    {"GET", "/staff/institutions/{code}/grant", "/staff/institutions/1310000014/grant",
        SUPERVISOR | ADMIN},
    {"POST", "/staff/institutions/{code}/grant", "/staff/institutions/1310000014/grant",
        SUPERVISOR | ADMIN},
    {"GET", "/staff/institutions/{code}/grant/confirm",
        "/staff/institutions/1310000014/grant/confirm", SUPERVISOR | ADMIN},
    {"POST", "/staff/institutions/{code}/grant/confirm",
        "/staff/institutions/1310000014/grant/confirm", SUPERVISOR | ADMIN},
    {"GET", "/staff/notices", "/staff/notices", DESKS},
    {"GET", "/staff/notices/{number}", "/staff/notices/K7MV3XQEJ", DESKS},
    {"POST", "/staff/notices/{number}", "/staff/notices/K7MV3XQEJ", SUPERVISOR | ADMIN},
    {"GET", "/staff/notices/batches", "/staff/notices/batches", DESKS},
    {"POST", "/staff/notices/batches", "/staff/notices/batches", SUPERVISOR | ADMIN},
    {"GET", "/staff/notices/batches/{id}", "/staff/notices/batches/1", DESKS},
    {"POST", "/staff/notices/batches/{id}", "/staff/notices/batches/1", SUPERVISOR | ADMIN},
    {"GET", "/staff/notices/cases", "/staff/notices/cases", DESKS},
    {"GET", "/staff/notices/cases/new", "/staff/notices/cases/new?code=1310000014", HANDLERS},
    {"POST", "/staff/notices/cases/new", "/staff/notices/cases/new", HANDLERS},
    {"GET", "/staff/notices/cases/{id}", "/staff/notices/cases/1", DESKS},
    {"POST", "/staff/notices/cases/{id}", "/staff/notices/cases/1", HANDLERS},
    {"GET", "/staff/notices/reasons", "/staff/notices/reasons", DESKS | EDITOR},
    {"GET", "/staff/notices/reasons/new", "/staff/notices/reasons/new",
        SUPERVISOR | EDITOR | ADMIN},
    {"POST", "/staff/notices/reasons/new", "/staff/notices/reasons/new",
        SUPERVISOR | EDITOR | ADMIN},
    {"GET", "/staff/notices/reasons/{id}", "/staff/notices/reasons/1",
        SUPERVISOR | EDITOR | ADMIN},
    {"POST", "/staff/notices/reasons/{id}", "/staff/notices/reasons/1",
        SUPERVISOR | EDITOR | ADMIN},
    {"GET", "/staff/notices/statistics", "/staff/notices/statistics", DESKS | EDITOR},
    {"GET", "/staff/notices/statistics/csv", "/staff/notices/statistics/csv", DESKS | EDITOR},
    {"GET", "/staff/notices/programmes", "/staff/notices/programmes", DESKS | EDITOR},
    {"POST", "/staff/notices/programmes", "/staff/notices/programmes", EDITOR | ADMIN},
    {"GET", "/staff/notices/programmes/{word}", "/staff/notices/programmes/2023",
        DESKS | EDITOR},
    {"POST", "/staff/notices/programmes/{word}", "/staff/notices/programmes/2023",
        EDITOR | ADMIN},
    {"GET", "/staff/notices/programmes/{word}/edit", "/staff/notices/programmes/2023/edit",
        EDITOR | ADMIN},
    {"POST", "/staff/notices/programmes/{word}/edit", "/staff/notices/programmes/2023/edit",
        EDITOR | ADMIN},
    {"GET", "/staff/notices/programmes/{word}/new-type", "/staff/notices/programmes/draft/new-type",
        EDITOR | ADMIN},
    {"POST", "/staff/notices/programmes/{word}/new-type", "/staff/notices/programmes/draft/new-type",
        EDITOR | ADMIN},
    {"GET", "/staff/notices/programmes/{word}/types/{id}", "/staff/notices/programmes/2023/types/101",
        DESKS | EDITOR},
    {"POST", "/staff/notices/programmes/{word}/types/{id}", "/staff/notices/programmes/2023/types/101",
        EDITOR | ADMIN},
    {"GET", "/staff/notices/programmes/{word}/types/{id}/edit", "/staff/notices/programmes/2023/types/101/edit",
        EDITOR | ADMIN},
    {"POST", "/staff/notices/programmes/{word}/types/{id}/edit", "/staff/notices/programmes/2023/types/101/edit",
        EDITOR | ADMIN},
    {"GET", "/staff/notices/programmes/{word}/types/{id}/questions/{question}", "/staff/notices/programmes/draft/types/900/questions/new",
        EDITOR | ADMIN},
    {"POST", "/staff/notices/programmes/{word}/types/{id}/questions/{question}", "/staff/notices/programmes/draft/types/900/questions/new",
        EDITOR | ADMIN},
    {"GET", "/staff/notices/paper", "/staff/notices/paper", HANDLERS},
    {"POST", "/staff/notices/paper", "/staff/notices/paper", HANDLERS},
    {"GET", "/staff/notices/{number}/copy", "/staff/notices/K7MV3XQEJ/copy", DESKS},
    {"POST", "/staff/logout", "/staff/logout", STAFF}, /* last: ends the session */
};

static const char *const roles[] = {
    "operator", "supervisor", "printer", "editor", "admin", "auditor"};

static const struct rule *rule_of(const char *method, const char *path)
{
    for (size_t i = 0; i < COUNT(rules); i++)
        if (strcmp(rules[i].method, method) == 0 && strcmp(rules[i].path, path) == 0)
            return &rules[i];
    return NULL;
}

static void has_rule(void *ctx, const struct feature *f, const struct route *r)
{
    const struct rule *rule;

    (void)ctx, (void)f;
    if (!str_starts(str_of(r->path), S("/staff")))
        return;
    rule = rule_of(r->method, r->path);
    if (!rule)
        printf("no rule for %s %s\n", r->method, r->path);
    CHECK(rule != NULL);
}

TEST(rights_of_every_staff_route_are_in_the_table)
{
    routes_each(world()->routes, has_rule, NULL);
}

static struct reply open_it(struct client *c, const struct rule *r)
{
    if (r->method[0] == 'G')
        return get(c, r->open);
    return post(c, r->open, "");
}

TEST(rights_every_route_by_every_role)
{
    for (size_t k = 0; k < COUNT(roles); k++) {
        struct client first;

        world();
        world_sql("INSERT INTO campaign (id, name, form, cutoff, posted_on, valid_until,"
                  " origin, folder, state, created_at) VALUES (1, 'x', '2025', '2026-01-01',"
                  " '2026-01-01', '2026-12-31', 'http://x', 'x', 'open', 0)");
        world_sql("INSERT INTO outbox (id, key, lane, mail_to, subject, body, template, state,"
                  " next_at, message_id, created_at) VALUES (1, 'x', 0, 'a@example.jp', 'x', 'x',"
                  " 'x', 'dead', 0, 'x', 0)");
        world_sql("INSERT INTO deletion (id, number, institution, state, caller, asked_at,"
                  " asked_by) VALUES (1, 'x', 1, 'asked', 'x', 0, 99)");
        world_sql("INSERT INTO reader_order (id, number, institution, state, plan_month, claims,"
                  " created_at, created_by, changed_at) VALUES (1, 'ABCDEFGHZ', 1, 'received',"
                  " '2027-04', 'yes', 0, 'a:1', 0)");
        world_sql("INSERT INTO reader_import (id, file, header, state, made_at, made_by)"
                  " VALUES (1, 'x', 'x', 'previewed', 0, 's:1')");
        world_sql("INSERT INTO reader_grant (id, institution, units, reason, until_day, made_by,"
                  " made_at) VALUES (1, 1, 1, 'x', '2026-12-31', 's:1', 0)");
        world_sql("INSERT INTO notice (id, number, institution, programme, state, version, type,"
                  " made_at, filed_at, changed_at) VALUES (1, 'K7MV3XQEJ', 1, 1, 'filed', 1, 103,"
                  " 0, 0, 0)");
        world_sql("INSERT INTO notice_version (notice, version, at, actor, event, type, founder,"
                  " name, address, other_codes, text, hash) VALUES (1, 1, 0, 'a:1', 'file', 103,"
                  " 'x', 'x', 'x', '', '所在地：x', 'x')");
        world_sql("INSERT INTO programme (id, word, title, summary, law, may_file, opens_at,"
                  " closes_at, changed_at) VALUES (9, 'draft', 'x', 'x', 'x', 'clinic', 0, 1, 0)");
        world_sql("INSERT INTO programme_type (id, programme, number, word, title, circumstance,"
                  " until_text, end_rule, attachment, position, valid_from) VALUES (900, 9, 1,"
                  " 'x', 'x', 'x', 'x', 'none', 'none', 1, '2026-01-01')");
        world_sql("INSERT INTO notice_batch (id, programme, state, proposed_at, proposed_by)"
                  " VALUES (1, 1, 'proposed', 0, 99)");
        world_sql("INSERT INTO notice_case (id, institution, type, state, caller, record,"
                  " opened_at, opened_by) VALUES (1, 1, 102, 'open', 'x', 'x', 0, 99)");
        world_sql("INSERT INTO founder_change (number, institution, state, name, founder,"
                  " founder_jis, changed_on, said, old_name, old_founder, base, filed_at,"
                  " filed_by, handed_at, due) VALUES ('K7MV3XQEJ', 1, 'filed', 'x', 'x', '',"
                  " '2026-11-01', '', 'y', 'y', 1, 0, 'a:1', 0, '2026-11-30')");
        first = client_staff(roles[k]);
        get(&first, "/staff"); /* for its CSRF token */
        for (size_t i = 0; i < COUNT(rules); i++) {
            struct client c = first;
            struct reply r = open_it(&c, &rules[i]);
            bool may = !rules[i].may || rules[i].may & guard_staff_role(str_of(roles[k]));

            if (may != (r.status != 403))
                printf("%s %s by %s: %d\n", rules[i].method, rules[i].path, roles[k], r.status);
            CHECK_INT(may, r.status != 403);
            CHECK(r.status == 403 || r.status == 200 || r.status == 303 || r.status == 422 ||
                  (r.status == 404 &&
                      (rules[i].method[0] == 'P' || strstr(rules[i].path, "{file}"))));
            if (r.status == 303 && strcmp(rules[i].path, "/staff/logout") == 0)
                CHECK_STR(r.location, S("/staff/login?bye=1"));
        }
    }
}

TEST(rights_nobody_and_clinics_are_sent_to_the_login)
{
    struct client who[3];

    world();
    who[0] = client_new();
    who[1] = client_member();
    who[2] = client_letter();
    for (size_t k = 0; k < COUNT(who); k++) {
        for (size_t i = 0; i < COUNT(rules); i++) {
            struct client c = who[k];
            struct reply r;

            if (!rules[i].may)
                continue;
            r = open_it(&c, &rules[i]);
            CHECK_INT(r.status, 303);
            CHECK(str_starts(r.location, S("/staff/login?next=/staff")));
        }
    }
}

TEST(rights_unknown_role_may_nothing)
{
    world();
    struct client c = client_staff("boss");

    CHECK_INT(get(&c, "/staff").status, 303);
}
