/* world.h: a portal in one thread for the tests of pages: a fresh database in memory-backed
 * files, a clock that stands still, and clients that keep their cookies.
 *
 *     struct client c = client_new();
 *     struct reply r = get(&c, "/login");
 *     r = post(&c, "/login", "login=…&password=…");      the CSRF token is added
 */
#ifndef TESTS_WORLD_H
#define TESTS_WORLD_H

#include "tests/test.h"
#include "util/buf.h"
#include "web/app.h"

enum { WORLD_NOW = 1795226400 }; /* 2026-11-21 11:00 in Tokyo, a Saturday */

/* Empties the database and puts the people and places of world_fill() into it. */
struct app *world(void);
void world_end(void); /* at the end of all tests */

struct client {
    struct {
        char name[32];
        char value[128];
    } cookie[8];
    int n;
    char csrf[64]; /* of the last page with a form */
    const char *peer;
};

struct reply {
    int status;
    struct str body, location, type;
    struct str headers; /* "Name: value\n" each */
    int hashes;         /* passwords that were hashed or compared */
};

struct client client_new(void);
#define FORM_HEADERS                                                                     \
    "Content-Type: application/x-www-form-urlencoded\n"                                   \
    "Origin: http://portal.test\nSec-Fetch-Site: same-origin\n"
struct reply get(struct client *c, const char *path);
/* body is urlencoded; _csrf of the last page is added unless body has one. */
struct reply post(struct client *c, const char *path, const char *body);
struct str with_csrf(const struct client *c, const char *body);
/* Everything as given: headers as "Name: value\n" lines. */
struct reply request(struct client *c, const char *method, const char *target,
    const char *headers, struct str body);
/* post() after get() of the same path, with the page's hidden fields. */
struct reply submit(struct client *c, const char *path, const char *body);

/* The same post n times at the same instant: all are checked before the first is written. */
void together(struct client *c, const char *path, const char *body, struct reply *out, size_t n);

bool has(struct reply r, const char *text);
/* The page says the same words in the summary and at the field, and its title says エラー. */
bool complains(struct reply r, const char *field, const char *text);
/* The value of the hidden field of the last reply. */
struct str hidden(struct reply r, const char *name);

/* ---- people and places */
enum {
    INST_CLINIC = 1,   /* 13-1-0000014 さくら内科クリニック: letter, not registered */
    INST_PHARMACY = 2, /* 27-4-… registered: owner sakura@example.jp */
    INST_CLOSED = 3,
    READER_SIZED = 1,   /* 180 × 240 mm */
    READER_UNSIZED = 2, /* nothing is published of it */
    READER_ENDED = 3,   /* 200 × 200 mm; could be ordered until 2026-10-31 */
};
#define LETTER_LOGIN    "1ABCDEFGH@13"
extern char world_letter_password[16]; /* of LETTER_LOGIN, printed form */
#define MEMBER_MAIL     "yamada@example.jp"
#define MEMBER_PASSWORD "Sakura2026haru"

struct client client_letter(void);  /* logged in with the letter */
struct client client_member(void);  /* logged in as MEMBER_MAIL */
struct client client_staff(const char *role);
/* Runs SQL on the world's database; for set-up and for looking. Returns the first value. */
int64_t world_number(const char *sql);
struct str world_text(const char *sql);
void world_sql(const char *sql);
void world_clock(int64_t now);
/* The job process answers who asked for a link to a new password after each write of the
 * portal, unless it waits. */
void world_job_waits(bool waits);
/* The next form waits so long between its last byte and its turn at the writer. */
void world_queue(int64_t seconds);
/* Of all rows of all tables but drafts and counts of wrong passwords. */
uint64_t world_hash(void);
/* The origin is https from now on, until the next world(). */
void world_secure(void);

#endif
