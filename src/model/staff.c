/* staff.c: see staff.h. */
#include "model/staff.h"

#include "model/guess.h"
#include "model/password.h"
#include "model/session.h"
#include "util/kana.h"
#include "util/str.h"
#include "util/utf8.h"

const struct choice staff_roles[] = {
    {"operator", "相談員"}, {"supervisor", "責任者"}, {"printer", "印刷担当"},
    {"editor", "編集担当"}, {"admin", "管理者"}, {"auditor", "監査担当"}, {NULL, NULL},
};

static const struct col cols[] = {
    COL(staff, id), COL(staff, name), COL(staff, role), COL(staff, password),
    COL(staff, totp), COL(staff, totp_last), COL(staff, enrolled_at),
    COL(staff, disabled_at), COL(staff, created_at), COL(staff, login_at),
    COL(staff, rev),
};

enum { BY_NAME, GET, ALL, ADD, DISABLE, RESET, LOGIN, REHASH };

#define FIELDS                                                                           \
    "SELECT id, name, role, password, totp, totp_last, enrolled_at, disabled_at,"        \
    " created_at, login_at, rev FROM staff"

static const struct query queries[] = {
    [BY_NAME] = {"staff.by_name", ANY, FIELDS " WHERE name = :name"},
    [GET] = {"staff.get", ANY, FIELDS " WHERE id = :id"},
    [ALL] = {"staff.all", ANY, FIELDS " ORDER BY name"},
    [ADD] = {"staff.add", ANY,
        "INSERT INTO staff (name, role, password, totp, created_at)"
        " VALUES (:name, :role, :password, :totp, :now) RETURNING id"},
    [DISABLE] = {"staff.disable", ANY,
        "UPDATE staff SET disabled_at = :now, rev = rev + 1"
        " WHERE id = :id AND disabled_at IS NULL"},
    [RESET] = {"staff.reset", ANY,
        "UPDATE staff SET password = :password, totp = :totp, enrolled_at = NULL,"
        " disabled_at = NULL, rev = rev + 1 WHERE id = :id"},
    [LOGIN] = {"staff.login", ANY,
        "UPDATE staff SET totp_last = :totp_last, login_at = :now,"
        " enrolled_at = COALESCE(enrolled_at, :now), rev = rev +"
        " CASE WHEN enrolled_at IS NULL THEN 1 ELSE 0 END"
        " WHERE id = :id AND totp_last < :totp_last AND disabled_at IS NULL"},
    [REHASH] = {"staff.rehash", ANY, "UPDATE staff SET password = :password WHERE id = :id"},
};

const struct model staff_model = MODEL(staff, cols, queries);

const char *staff_role_name(struct str role)
{
    for (const struct choice *c = staff_roles; c->value; c++)
        if (str_is(role, c->value))
            return c->label;
    return "";
}

struct str staff_name(struct arena *a, struct str typed)
{
    struct str name = text_name(a, typed);

    return name.n ? name : S("");
}

struct str staff_password_complaint(struct arena *a, struct str password, struct str name)
{
    struct str known[] = {name, {NULL, 0}};

    if (!utf8_valid(password))
        return S("it is not UTF-8 text: type it in a terminal that uses UTF-8");
    if (utf8_len(password) < STAFF_PASSWORD)
        return S("it has less than 12 characters: choose a longer one");
    if (password_complaint(a, password, known).n)
        return S("choose 12-100 characters with an upper-case letter, a lower-case letter "
                 "and a digit, or 15 and more of anything; not a common one, not the name");
    return S("");
}

bool staff_by_name(struct db *db, struct str name, struct staff *out)
{
    return name.n && db_one(db, &staff_model, BY_NAME, &(struct staff){.name = name}, out);
}

bool staff_get(struct db *db, int64_t id, struct staff *out)
{
    return db_one(db, &staff_model, GET, &(struct staff){.id = id}, out);
}

struct staff_list staff_list(struct db *db)
{
    struct rows r = db_all(db, &staff_model, ALL, NULL);

    return (struct staff_list){r.v, r.n};
}

enum err staff_add(struct db *db, const struct staff *row, int64_t *id)
{
    struct staff out = {.id = 0};
    enum err e = db_put(db, &staff_model, ADD, row, &out);

    *id = out.id;
    return e;
}

static void end_sessions(struct db *db, int64_t id)
{
    session_end_others(db, &(struct session){.staff = id}, 0);
}

enum err staff_disable(struct db *db, int64_t id)
{
    enum err e = db_run(db, &staff_model, DISABLE, &(struct staff){.id = id});

    end_sessions(db, id);
    return e;
}

void staff_reset(struct db *db, const struct staff *row)
{
    if (db_run(db, &staff_model, RESET, row) != OK)
        die("staff reset: no such row");
    end_sessions(db, row->id);
    guess_forget(db, "staff", row->name);
}

enum err staff_login(struct db *db, int64_t id, int64_t step)
{
    struct staff in = {.id = id, .totp_last = step};

    return db_run(db, &staff_model, LOGIN, &in) == OK ? OK : ERR_DENIED;
}

void staff_rehash(struct db *db, int64_t id, struct str stored)
{
    if (db_run(db, &staff_model, REHASH, &(struct staff){.id = id, .password = stored}) != OK)
        die("staff rehash: no such row");
}

/* ---------------------------------------------------------------- second factor */

struct bytes staff_seed_make(struct arena *a)
{
    unsigned char *seed = arena_alloc(a, TOTP_SEED, 1);

    secret_random(seed, TOTP_SEED);
    return (struct bytes){seed, TOTP_SEED};
}

/* The name, not the number: it is known before the row is there, and never changes. */
static struct str seal_label(struct arena *a, struct str name)
{
    return arena_fmt(a, "totp:staff:" STR_FMT, STR_ARG(name));
}

struct bytes staff_seed_seal(
    struct arena *a, const struct secret_key *key, struct bytes seed, struct str name)
{
    return secret_seal(a, key, seed, seal_label(a, name));
}

bool staff_seed_open(struct arena *a, const struct secret_key *key, const struct staff *row,
    struct bytes *seed)
{
    return secret_open(a, key, row->totp, seal_label(a, row->name), seed);
}
