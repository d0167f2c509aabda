/* factor.c: see factor.h. */
#include "tests/page/factor.h"

#include "model/factor.h"
#include "sys/clock.h"
#include "sys/totp.h"
#include "tests/world_impl.h"
#include "util/str.h"

char world_paper[10][20];

const char *code_body(int64_t later)
{
    static char body[64];
    struct arena a = ARENA_INIT;
    struct factor f;
    struct bytes seed;

    db_as(world_app->write_db, &a, DB_ALL);
    if (!factor_get(world_app->write_db, 1, &f) ||
        !factor_seed(&a, world_app->keys.totp, &f, &seed))
        die("no seed");
    snprintf(body, sizeof(body), "current_code=%06u",
        totp_code(seed, (clock_now() + later) / TOTP_STEP));
    arena_release(&a);
    return body;
}

const char *with(const char *body, const char *more)
{
    static char all[200];

    snprintf(all, sizeof(all), "%s%s", body, more);
    return all;
}

int64_t paper_codes(struct reply r)
{
    struct str mark = S("<strong>"), rest = r.body;
    int64_t n = 0;

    while (rest.n && n < 10) {
        const char *at = memmem(rest.p, rest.n, mark.p, mark.n);

        if (!at)
            break;
        rest = str_from(rest, (size_t)(at - rest.p) + mark.n);
        if (rest.n < 20 || rest.p[4] != '-' || rest.p[9] != '-' || rest.p[14] != '-')
            continue;
        snprintf(world_paper[n++], sizeof(world_paper[0]), "%.19s", rest.p);
    }
    return n;
}

struct client factor_enrolled(void)
{
    struct client c = client_member();

    get(&c, "/my/security/start");
    post(&c, "/my/security/start", "current=" MEMBER_PASSWORD);
    get(&c, "/my/security/app");
    CHECK_INT(paper_codes(post(&c, "/my/security/app", code_body(0))), 10);
    return c;
}

struct reply password_right(struct client *c, const char *next)
{
    char body[200];

    get(c, "/login");
    snprintf(body, sizeof(body), "login=" MEMBER_MAIL "&password=" MEMBER_PASSWORD "%s%s",
        *next ? "&next=" : "", next);
    return post(c, "/login", body);
}

struct client client_member_by_hand(void)
{
    struct client c = client_new();
    struct str token = secret_token(&world_arena);
    struct str hash = codec_hex(&world_arena, secret_digest(&world_arena, token));

    world_sql(arena_fmt(&world_arena,
        "INSERT INTO session (hash, account, institution, created_at, seen_at)"
        " VALUES (x'" STR_FMT "', 1, 2, %lld, %lld)",
        STR_ARG(hash), (long long)clock_now(), (long long)clock_now()).p);
    c.n = 1;
    snprintf(c.cookie[0].name, sizeof(c.cookie[0].name), "s");
    snprintf(c.cookie[0].value, sizeof(c.cookie[0].value), STR_FMT, STR_ARG(token));
    return c;
}
