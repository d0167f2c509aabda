/* outbox.c: see outbox.h. */
#include "model/outbox.h"

#include "model/suppression.h"
#include "sys/clock.h"
#include "sys/secret.h"
#include "util/buf.h"
#include "util/str.h"

enum {
    DAY = 24 * 60 * 60,
    MINUTE = 60,
    SOON = 10,
    ID_LEN = 20,
    KEY_LIKE = 32, /* characters in a row that no word has */
    CLEARED = 100, /* mails that are buried in one transaction, at the most */
};

static const struct col cols[] = {
    COL(outbox, id),
    COL(outbox, key),
    COL(outbox, lane),
    COL(outbox, mail_to),
    COL(outbox, subject),
    COL(outbox, body),
    COL(outbox, template),
    COL(outbox, version),
    COL(outbox, secret),
    COL(outbox, until),
    COL(outbox, institution),
    COL(outbox, account),
    COL(outbox, state),
    COL(outbox, why),
    COL(outbox, bounce),
    COL(outbox, tries),
    COL(outbox, next_at),
    COL(outbox, smtp_code),
    COL(outbox, created_at),
    COL(outbox, sent_at, .null = true),
    COL(outbox, smtp_status),
    COL(outbox, smtp_said),
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
    COPY,
    BY_KEY,
    COUNT_WAITING,
    COUNT_DEAD,
    GET,
    OF,
    IN,
    BACK_LIST,
    CAME_BACK,
    TO
};

#define WAITING "state IN ('queued', 'retry')"
#define ANSWER                                                                           \
    "smtp_code = :smtp_code, smtp_status = :smtp_status, smtp_said = :smtp_said"
#define HEAD                                                                             \
    "SELECT id, mail_to, subject, template, state, why, tries, created_at, sent_at,"     \
    " next_at, institution, smtp_code, smtp_status, bounce FROM outbox "

static const struct query queries[] = {
    [ADD] = {"outbox.add", SHARED,
        "INSERT INTO outbox (key, lane, mail_to, subject, body, template, version, secret,"
        " until, institution, account, state, next_at, message_id, created_at)"
        " VALUES (:key, :lane, :mail_to, :subject, :body, :template, :version, :secret,"
        " CASE WHEN :until > 0 OR :secret = 0 THEN :until ELSE coalesce((SELECT"
        " max(expires_at) FROM token WHERE mail = :mail_to AND created_at >= :now - 5"
        " AND used_at IS NULL), 0) END, :institution, :account, 'queued', :now, :message_id, :now)"
        " ON CONFLICT (key) DO NOTHING"},
    [DUE] = {"outbox.due", ANY,
        "SELECT * FROM outbox WHERE lane = :lane AND " WAITING " AND next_at <= :now"
        " ORDER BY next_at, id LIMIT 1"},
    [CLAIM] = {"outbox.claim", ANY,
        "UPDATE outbox SET state = 'retry', tries = tries + 1, next_at = :now + :wait"
        " WHERE id = :id"},
    [SENT] = {"outbox.sent", ANY,
        "UPDATE outbox SET state = 'sent', " ANSWER ", sent_at = :now, body = :body"
        " WHERE id = :id"},
    [AGAIN] = {"outbox.again", ANY, "UPDATE outbox SET " ANSWER " WHERE id = :id"},
    [DEAD] = {"outbox.dead", ANY,
        "UPDATE outbox SET state = 'dead', why = :why, " ANSWER " WHERE id = :id"},
    [BACK] = {"outbox.back", ANY,
        "UPDATE outbox SET tries = tries - 1, next_at = :now + :wait, " ANSWER
        " WHERE id = :id"},
    [REVIVE] = {"outbox.revive", ANY,
        "UPDATE outbox SET state = 'queued', why = '', tries = 0, next_at = :now,"
        " created_at = :now WHERE id = :id AND state = 'dead'"},
    [COPY] = {"outbox.copy", ANY,
        "INSERT INTO outbox (key, lane, mail_to, subject, body, template, version,"
        " institution, account, state, next_at, message_id, created_at)"
        " SELECT :key, lane, mail_to, subject, body, template, version, institution,"
        " account, 'queued', :now, :message_id, :now FROM outbox WHERE id = :id"
        " ON CONFLICT (key) DO NOTHING"},
    [COUNT_WAITING] = {"outbox.count_waiting", ANY,
        "SELECT count(*) AS n FROM outbox WHERE " WAITING},
    [COUNT_DEAD] = {"outbox.count_dead", ANY,
        "SELECT count(*) AS n FROM outbox WHERE state = 'dead'"},
    [GET] = {"outbox.get", ANY, "SELECT * FROM outbox WHERE id = :id"},
    [BY_KEY] = {"outbox.by_key", SHARED,
        "SELECT id, state, smtp_code, smtp_status, created_at, sent_at FROM outbox"
        " WHERE key = :key"},
    [OF] = {"outbox.of", ANY,
        HEAD "WHERE institution = :institution ORDER BY id DESC LIMIT 50"},
    [IN] = {"outbox.in", ANY,
        HEAD "WHERE state = :state AND id < :id ORDER BY id DESC LIMIT 50"},
    [BACK_LIST] = {"outbox.back_list", ANY,
        HEAD "WHERE bounce IN ('hard', 'soft', 'unknown') AND id < :id"
             " ORDER BY id DESC LIMIT 50"},
    [CAME_BACK] = {"outbox.came_back", ANY,
        "UPDATE outbox SET bounce = :bounce WHERE id = :id"
        " AND bounce <> 'hard' AND (:bounce <> 'delayed' OR bounce = '')"},
    [TO] = {"outbox.to", ANY,
        HEAD "WHERE mail_to = :mail_to COLLATE NOCASE ORDER BY id DESC LIMIT 50"},
};

const struct model outbox_model = MODEL(outbox, cols, queries);

static const struct col try_cols[] = {
    COL(outbox_try, outbox),
    COL(outbox_try, at),
    COL(outbox_try, code),
    COL(outbox_try, status),
    COL(outbox_try, said),
};

enum { TRY_ADD, TRY_OF };

static const struct query try_queries[] = {
    [TRY_ADD] = {"outbox_try.add", ANY,
        "INSERT INTO outbox_try (outbox, at, code, status, said)"
        " VALUES (:outbox, :now, :code, :status, :said)"},
    [TRY_OF] = {"outbox_try.of", ANY,
        "SELECT * FROM outbox_try WHERE outbox = :outbox ORDER BY at, rowid LIMIT 200"},
};

const struct model outbox_try_model = MODEL(outbox_try, try_cols, try_queries);

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

/* ---------------------------------------------------------------- sending */

static bool next(struct db *db, int64_t lane, struct outbox *out)
{
    static const int64_t lanes[] = {LANE_FIRST, LANE_USUAL, LANE_MASS};

    for (size_t i = 0; i < COUNT(lanes) && lanes[i] <= lane; i++)
        if (db_one(db, &outbox_model, DUE, &(struct outbox){.lane = lanes[i]}, out))
            return true;
    return false;
}

bool outbox_due(struct db *db, int64_t lane)
{
    struct outbox row;

    return next(db, lane, &row);
}

static bool too_late(const struct outbox *mail)
{
    return mail->until && clock_now() >= mail->until;
}

static void bury(struct db *db, const struct outbox *mail, const char *why,
    const struct outbox_answer *x)
{
    run(db, DEAD,
        &(struct outbox){.id = mail->id,
            .why = str_of(why),
            .smtp_code = x->code,
            .smtp_status = x->status,
            .smtp_said = x->said});
}

/* Why it is not worth sending any more, or NULL. */
static const char *useless(struct db *db, const struct outbox *mail)
{
    struct suppression s;

    if (too_late(mail))
        return "late";
    if (mail->lane == LANE_MASS && suppression_of(db, mail->mail_to, &s))
        return "returned";
    return NULL;
}

bool outbox_claim(struct db *db, int64_t lane, struct outbox *out)
{
    for (int n = 0; n < CLEARED && next(db, lane, out); n++) {
        const char *why = useless(db, out);

        if (!why) {
            out->tries++;
            out->wait = wait_after(out->tries);
            run(db, CLAIM, out);
            return true;
        }
        bury(db, out, why,
            &(struct outbox_answer){
                (int)out->smtp_code, out->smtp_status, out->smtp_said});
        if (db_broken(db))
            break;
    }
    return false;
}

void outbox_sent(struct db *db, const struct outbox *mail, const struct outbox_answer *x)
{
    struct arena a = ARENA_INIT;

    run(db, SENT,
        &(struct outbox){.id = mail->id,
            .smtp_code = x->code,
            .smtp_status = x->status,
            .smtp_said = x->said,
            .body = outbox_masked(&a, mail)});
    arena_release(&a);
}

static bool too_old(const struct outbox *mail)
{
    return clock_now() - mail->created_at >= OUTBOX_DAYS * DAY;
}

static void keep_try(struct db *db, const struct outbox *mail, const struct outbox_answer *x)
{
    const struct outbox_try row = {
        .outbox = mail->id, .code = x->code, .status = x->status, .said = x->said};

    if (db_run(db, &outbox_try_model, TRY_ADD, &row) == ERR_CONFLICT)
        die("outbox_try: conflict");
}

void outbox_refused(struct db *db, const struct outbox *mail, const char *why_forever,
    const struct outbox_answer *x)
{
    const char *why = why_forever ? why_forever
        : mail->tries >= OUTBOX_TRIES ? "tries"
        : too_old(mail)               ? "days"
                                      : NULL;

    keep_try(db, mail, x);
    if (why)
        bury(db, mail, why, x);
    else
        run(db, AGAIN,
            &(struct outbox){.id = mail->id,
                .smtp_code = x->code,
                .smtp_status = x->status,
                .smtp_said = x->said});
}

void outbox_put_back(struct db *db, const struct outbox *mail, const struct outbox_answer *x)
{
    if (too_old(mail)) {
        outbox_refused(db, mail, "days", x);
        return;
    }
    run(db, BACK,
        &(struct outbox){.id = mail->id,
            .wait = mail->lane == LANE_FIRST ? SOON : MINUTE,
            .smtp_code = x->code,
            .smtp_status = x->status,
            .smtp_said = x->said});
}

void outbox_came_back(struct db *db, int64_t id, const char *kind)
{
    run(db, CAME_BACK, &(struct outbox){.id = id, .bounce = str_of(kind)});
}

/* ---------------------------------------------------------------- by hand */

bool outbox_may_again(const struct outbox *mail)
{
    if (str_is(mail->state, "dead"))
        return !too_late(mail);
    return str_is(mail->state, "sent") && !mail->secret;
}

enum err outbox_again(struct db *db, struct arena *a, int64_t *id)
{
    struct outbox mail, copy = {.id = *id};

    if (!outbox_get(db, *id, &mail))
        return ERR_NOT_FOUND;
    if (!outbox_may_again(&mail))
        return ERR_DENIED;
    if (str_is(mail.state, "dead"))
        return db_run(db, &outbox_model, REVIVE, &copy) == OK ? OK : ERR_DENIED;
    copy.key = arena_fmt(a, "again:%lld", (long long)*id);
    copy.message_id = secret_crock(a, ID_LEN);
    run(db, COPY, &copy);
    if (!db_one(db, &outbox_model, BY_KEY, &copy, &copy))
        return ERR_NOT_FOUND;
    *id = copy.id;
    return OK;
}

/* ---------------------------------------------------------------- looking */

static bool key_like(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
        c == '-' || c == '_';
}

/* A body that is told to hold a secret where none is found is shown to nobody. */
struct str outbox_masked(struct arena *a, const struct outbox *mail)
{
    struct str s = mail->body, out;
    struct buf b = BUF_INIT;
    bool found = false;

    if (!mail->secret)
        return s;
    for (size_t i = 0, n; i < s.n; i += n) {
        for (n = 0; i + n < s.n && key_like(s.p[i + n]); n++)
            ;
        if (n >= KEY_LIKE) {
            buf_puts(&b, "●●●●●●●●");
            found = true;
        } else {
            n += !n;
            buf_add(&b, s.p + i, n);
        }
    }
    /* masked before: the mark stands in it already */
    found = found || str_has(s, S("●●●●●●●●"));
    out = found ? arena_str(a, buf_view(&b)) : S("");
    buf_release(&b);
    return out;
}

bool outbox_by_key(struct db *db, struct str key, struct outbox *out)
{
    return db_one(db, &outbox_model, BY_KEY, &(struct outbox){.key = key}, out);
}

bool outbox_get(struct db *db, int64_t id, struct outbox *out)
{
    return db_one(db, &outbox_model, GET, &(struct outbox){.id = id}, out);
}

static struct outbox_list all(struct db *db, int q, const struct outbox *in)
{
    struct rows r = db_all(db, &outbox_model, q, in);

    return (struct outbox_list){r.v, r.n};
}

struct outbox_list outbox_of(struct db *db, int64_t institution)
{
    return all(db, OF, &(struct outbox){.institution = institution});
}

struct outbox_list outbox_in(struct db *db, const char *state, int64_t before)
{
    return all(db, strcmp(state, "back") == 0 ? BACK_LIST : IN,
        &(struct outbox){.state = str_of(state), .id = before ? before : INT64_MAX});
}

struct outbox_list outbox_to(struct db *db, struct str mail_to)
{
    return all(db, TO, &(struct outbox){.mail_to = mail_to});
}

struct outbox_tries outbox_tries(struct db *db, int64_t id)
{
    struct rows r =
        db_all(db, &outbox_try_model, TRY_OF, &(struct outbox_try){.outbox = id});

    return (struct outbox_tries){r.v, r.n};
}

void outbox_counts(struct db *db, int64_t *waiting, int64_t *dead)
{
    struct outbox in = {.id = 0}, one = in, two = in;

    db_one(db, &outbox_model, COUNT_WAITING, &in, &one);
    db_one(db, &outbox_model, COUNT_DEAD, &in, &two);
    *waiting = one.n;
    *dead = two.n;
}
