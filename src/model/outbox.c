/* outbox.c: see outbox.h. */
#include "model/outbox.h"

#include "sys/clock.h"
#include "sys/secret.h"
#include "util/str.h"

enum { DAY = 24 * 60 * 60, MINUTE = 60, ID_LEN = 20 };

static const struct col cols[] = {
    COL(outbox, id),
    COL(outbox, key),
    COL(outbox, lane),
    COL(outbox, mail_to),
    COL(outbox, subject),
    COL(outbox, body),
    COL(outbox, template),
    COL(outbox, secret),
    COL(outbox, institution),
    COL(outbox, account),
    COL(outbox, state),
    COL(outbox, tries),
    COL(outbox, next_at),
    COL(outbox, smtp_code),
    COL(outbox, created_at),
    COL(outbox, sent_at, .null = true),
    COL(outbox, smtp_status),
    COL(outbox, message_id),
    COL(outbox, wait),
    COL(outbox, n),
};

enum {
    ADD,
    DUE,
    CLAIM,
    SENT,
    AGAIN,
    DEAD,
    BACK,
    REVIVE,
    COUNT_WAITING,
    COUNT_DEAD,
    GET,
    OF
};

#define WAITING "state IN ('queued', 'retry')"

static const struct query queries[] = {
    [ADD] = {"outbox.add", SHARED,
        "INSERT INTO outbox (key, lane, mail_to, subject, body, template, secret,"
        " institution, account, state, next_at, message_id, created_at)"
        " VALUES (:key, :lane, :mail_to, :subject, :body, :template, :secret, "
        ":institution,"
        " :account, 'queued', :now, :message_id, :now) ON CONFLICT (key) DO NOTHING"},
    [DUE] = {"outbox.due", ANY,
        "SELECT * FROM outbox WHERE lane = :lane AND " WAITING " AND next_at <= :now"
        " ORDER BY next_at, id LIMIT 1"},
    [CLAIM] = {"outbox.claim", ANY,
        "UPDATE outbox SET state = 'retry', tries = tries + 1, next_at = :now + :wait"
        " WHERE id = :id"},
    [SENT] = {"outbox.sent", ANY,
        "UPDATE outbox SET state = 'sent', smtp_code = :smtp_code, smtp_status = '',"
        " sent_at = :now, body = CASE WHEN secret = 1 THEN '' ELSE body END"
        " WHERE id = :id"},
    [AGAIN] = {"outbox.again", ANY,
        "UPDATE outbox SET smtp_code = :smtp_code, smtp_status = :smtp_status"
        " WHERE id = :id"},
    [DEAD] = {"outbox.dead", ANY,
        "UPDATE outbox SET state = 'dead', smtp_code = :smtp_code,"
        " smtp_status = :smtp_status WHERE id = :id"},
    [BACK] = {"outbox.back", ANY,
        "UPDATE outbox SET tries = tries - 1, next_at = :now + :wait,"
        " smtp_code = :smtp_code WHERE id = :id"},
    [REVIVE] = {"outbox.revive", ANY,
        "UPDATE outbox SET state = 'queued', tries = 0, next_at = :now, created_at = :now"
        " WHERE id = :id AND state = 'dead'"},
    [COUNT_WAITING] = {"outbox.count_waiting", ANY,
        "SELECT count(*) AS n FROM outbox WHERE " WAITING},
    [COUNT_DEAD] = {"outbox.count_dead", ANY,
        "SELECT count(*) AS n FROM outbox WHERE state = 'dead'"},
    [GET] = {"outbox.get", ANY, "SELECT * FROM outbox WHERE id = :id"},
    [OF] = {"outbox.of", ANY,
        "SELECT id, mail_to, subject, template, state, tries, created_at, sent_at,"
        " smtp_code, smtp_status FROM outbox WHERE institution = :institution"
        " ORDER BY id DESC LIMIT 50"},
};

const struct model outbox_model = MODEL(outbox, cols, queries);

bool outbox_add(struct db *db, const struct outbox *mail)
{
    struct arena a = ARENA_INIT;
    struct outbox row = *mail;
    enum err e;

    row.message_id = secret_crock(&a, ID_LEN);
    e = db_run(db, &outbox_model, ADD, &row);
    arena_release(&a);
    if (e == ERR_CONFLICT)
        die("outbox: conflict");
    return e == OK;
}

/* The wait after so many tries. */
static int64_t wait_after(int64_t tries)
{
    static const int64_t waits[] = {
        MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE, 240 * MINUTE};

    return waits[tries <= (int64_t)COUNT(waits) ? tries - 1 : (int64_t)COUNT(waits) - 1];
}

/* A row that is not there any more is fine: somebody has cleaned up. */
static void run(struct db *db, int q, const struct outbox *in)
{
    if (db_run(db, &outbox_model, q, in) == ERR_CONFLICT)
        die("outbox: conflict");
}

static bool next(struct db *db, struct outbox *out)
{
    static const int64_t lanes[] = {LANE_FIRST, LANE_USUAL, LANE_MASS};

    for (size_t i = 0; i < COUNT(lanes); i++)
        if (db_one(db, &outbox_model, DUE, &(struct outbox){.lane = lanes[i]}, out))
            return true;
    return false;
}

bool outbox_due(struct db *db)
{
    struct outbox row;

    return next(db, &row);
}

bool outbox_claim(struct db *db, struct outbox *out)
{
    if (!next(db, out))
        return false;
    out->tries++;
    out->wait = wait_after(out->tries);
    run(db, CLAIM, out);
    return true;
}

void outbox_sent(struct db *db, const struct outbox *mail, int code)
{
    run(db, SENT, &(struct outbox){.id = mail->id, .smtp_code = code});
}

static bool too_old(const struct outbox *mail)
{
    return clock_now() - mail->created_at >= OUTBOX_DAYS * DAY;
}

void outbox_refused(
    struct db *db, const struct outbox *mail, bool forever, int code, struct str status)
{
    bool dead = forever || mail->tries >= OUTBOX_TRIES || too_old(mail);

    run(db, dead ? DEAD : AGAIN,
        &(struct outbox){.id = mail->id, .smtp_code = code, .smtp_status = status});
}

void outbox_put_back(struct db *db, const struct outbox *mail, int code)
{
    if (too_old(mail))
        outbox_refused(db, mail, true, code, S(""));
    else
        run(db, BACK,
            &(struct outbox){.id = mail->id, .wait = MINUTE, .smtp_code = code});
}

enum err outbox_revive(struct db *db, int64_t id)
{
    return db_run(db, &outbox_model, REVIVE, &(struct outbox){.id = id});
}

bool outbox_get(struct db *db, int64_t id, struct outbox *out)
{
    return db_one(db, &outbox_model, GET, &(struct outbox){.id = id}, out);
}

struct outbox_list outbox_of(struct db *db, int64_t institution)
{
    struct rows r =
        db_all(db, &outbox_model, OF, &(struct outbox){.institution = institution});

    return (struct outbox_list){r.v, r.n};
}

void outbox_counts(struct db *db, int64_t *waiting, int64_t *dead)
{
    struct outbox in = {.id = 0}, one = in, two = in;

    db_one(db, &outbox_model, COUNT_WAITING, &in, &one);
    db_one(db, &outbox_model, COUNT_DEAD, &in, &two);
    *waiting = one.n;
    *dead = two.n;
}
