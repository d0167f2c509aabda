/* people.c: see people.h. */
#include "tests/staff/people.h"

#include "model/staff.h"
#include "sys/clock.h"
#include "tests/world_impl.h"
#include "util/str.h"
#include "web/note.h"

static const unsigned char seed[TOTP_SEED] = "abcdefghijklmnopqrs";

static struct db *begin(struct arena *a)
{
    struct db *db = world_app->write_db;

    db_as(db, a, DB_ALL);
    if (!db_begin(db))
        die("people: begin");
    return db;
}

static void end(struct db *db, struct arena *a)
{
    if (!db_commit(db))
        die("people: commit");
    arena_release(a);
}

int64_t person_add(const char *name, const char *role, bool enrolled)
{
    static const struct secret_cost cheap = {1, 8192, 1};
    struct arena a = ARENA_INIT;
    struct staff s = {.name = str_of(name), .role = str_of(role)};
    struct db *db;
    int64_t id;

    db = begin(&a);
    s.totp = staff_seed_seal(
        &a, world_app->keys.totp, (struct bytes){seed, sizeof(seed)}, s.name);
    if (secret_password_make(&a, S(PERSON_PASSWORD), cheap, world_app->keys.pepper, &s.password) !=
            SECRET_OK ||
        staff_add(db, &s, &id) != OK || (enrolled && staff_login(db, id, 1) != OK))
        die("people: '%s' not added", name);
    end(db, &a);
    return id;
}

const char *person_code(int steps)
{
    static char text[8];

    snprintf(text, sizeof(text), "%06u",
        totp_code((struct bytes){seed, sizeof(seed)}, clock_now() / TOTP_STEP + steps));
    return text;
}

void person_notes(void)
{
    struct arena a = ARENA_INIT;
    struct db *db;
    size_t n;

    db = begin(&a);
    n = notes_write(world_app->notes, db);
    end(db, &a);
    notes_written(world_app->notes, n);
}
