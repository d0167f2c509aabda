/* letter_request.c: see letter_request.h. */
#include "model/letter_request.h"

#include "model/credential.h"
#include "model/prefecture.h"
#include "sys/clock.h"
#include "util/str.h"

static const struct col cols[] = {
    COL(letter_request, id), COL(letter_request, institution),
    COL(letter_request, asked_at), COL(letter_request, letter, .null = true),
    COL(letter_request, done_at, .null = true), COL(letter_request, asked_by),
    COL(letter_request, state), COL(letter_request, reason),
    COL(letter_request, pref, .label = "都道府県", .widget = W_SELECT, .required = true,
        .choices = prefecture_choices),
    COL(letter_request, score_table, .label = "点数表コード", .widget = W_SELECT,
        .required = true, .choices = code_tables),
    COL(letter_request, code, .label = "医療機関等コード", .required = true, .max = 20,
        .normal = N_DIGITS, .hint = "7つの数字です。10けたのコードを入れてもかまいません。",
        .inputmode = "numeric", .autocomplete = "off", .width = "w10"),
    COL(letter_request, name), COL(letter_request, posted_on),
    COL(letter_request, letter_state), COL(letter_request, since), COL(letter_request, n), COL(letter_request, recovery),
    COL(letter_request, campaign),
};

enum {
    ADD,
    LAST,
    CONFIRMED,
    SINCE,
    NEWER,
    MINE,
    OF,
    OPEN,
    DONE,
    WAITING,
    GET,
    REFUSE,
    PLAIN,
    PROVED,
    LINK,
    SETTLE,
    RECOVERY,
    STOP,
    STOP_LOGIN,
};

#define COLUMNS                                                                          \
    "SELECT q.id, q.institution, q.asked_at, q.asked_by, q.state, q.reason, q.letter,"   \
    " q.done_at, q.recovery"
#define LETTER                                                                           \
    ", l.state AS letter_state, CASE WHEN k.posted_on <> '' THEN k.posted_on"            \
    " ELSE c.posted_on END AS posted_on"
#define WITH_LETTER                                                                      \
    " LEFT JOIN letter l ON l.id = q.letter LEFT JOIN campaign c ON c.id = l.campaign"   \
    " LEFT JOIN chunk k ON k.campaign = l.campaign AND k.seq = l.chunk"
#define ROWS COLUMNS LETTER " FROM letter_request q" WITH_LETTER
#define LISTED                                                                           \
    COLUMNS LETTER ", i.pref, i.score_table, i.code, i.name FROM letter_request q"       \
    " JOIN institution i ON i.id = q.institution" WITH_LETTER

/* Its letter is being printed, or has a login that still proves something. */
#define WORKS                                                                            \
    "(q.state = 'issued' AND (EXISTS (SELECT 1 FROM letter l WHERE l.id = q.letter"      \
    " AND l.state = 'planned') OR EXISTS (SELECT 1 FROM credential x"                    \
    " WHERE x.letter = q.letter AND x.recovery = 1 AND x.state = 'issued'"               \
    " AND x.valid_until >= :today)))"

/* Why there can be no letter; as in model/campaign.c. */
#define CLOSED     "(i.closed_on <= :today OR i.designated_on > :today)"
#define REGISTERED                                                                       \
    "EXISTS (SELECT 1 FROM statement s WHERE s.institution = i.id AND s.proof <> '')"
#define NO_ADDRESS "(length(i.zip) <> 7 OR i.address = '' OR i.name = '')"

static const struct query queries[] = {
    [ADD] = {"letter_request.add", SHARED,
        "INSERT INTO letter_request (institution, asked_at, asked_by, state, recovery)"
        " VALUES (:institution, :now, :asked_by, 'asked', :recovery)"
        " RETURNING id, institution, asked_at, asked_by, state, recovery"},
    [LAST] = {"letter_request.last", SHARED,
        COLUMNS " FROM letter_request q WHERE q.institution = :institution"
                " ORDER BY q.asked_at DESC LIMIT 1"},
    [CONFIRMED] = {"letter_request.confirmed", SHARED,
        "SELECT institution FROM statement WHERE institution = :institution"
        " AND proof <> ''"},
    [SINCE] = {"letter_request.since", SHARED,
        "SELECT count(*) AS n FROM letter_request WHERE asked_at >= :since"
        " AND asked_by = '-'"},
    [NEWER] = {"letter_request.newer", SHARED,
        "SELECT CASE WHEN k.posted_on <> '' THEN k.posted_on ELSE c.posted_on END"
        " AS posted_on FROM credential x JOIN letter l ON l.id = x.letter"
        " JOIN campaign c ON c.id = l.campaign"
        " JOIN chunk k ON k.campaign = l.campaign AND k.seq = l.chunk"
        " WHERE x.institution = :institution AND x.state IN ('issued', 'used')"
        " ORDER BY x.id DESC LIMIT 1"},
    [MINE] = {"letter_request.mine", OWN,
        ROWS " WHERE q.institution = :me ORDER BY q.asked_at DESC LIMIT 10"},
    [OF] = {"letter_request.of", ANY,
        ROWS " WHERE q.institution = :institution ORDER BY q.asked_at DESC LIMIT 10"},
    [OPEN] = {"letter_request.open", ANY,
        LISTED " WHERE q.state = 'asked' ORDER BY q.asked_at LIMIT 500"},
    [DONE] = {"letter_request.done", ANY,
        LISTED " WHERE q.asked_at > 0 AND q.state <> 'asked' ORDER BY q.asked_at DESC"
               " LIMIT 50"},
    [WAITING] = {"letter_request.waiting", ANY,
        "SELECT count(*) AS n FROM letter_request WHERE state = 'asked'"},
    [GET] = {"letter_request.get", ANY, LISTED " WHERE q.id = :id"},
    [REFUSE] = {"letter_request.refuse", ANY,
        "UPDATE letter_request SET state = 'refused', reason = :reason, done_at = :now"
        " WHERE id = :id AND state = 'asked'"},
    [PLAIN] = {"letter_request.plain", ANY,
        "UPDATE letter_request SET recovery = 0 WHERE state = 'asked' AND recovery = 1"
        " AND NOT EXISTS (SELECT 1 FROM institution i"
        " WHERE i.id = letter_request.institution AND " REGISTERED ")"},
    [PROVED] = {"letter_request.proved", OWN,
        "UPDATE letter_request SET recovery = 1 WHERE institution = :me AND state = 'asked'"
        " AND recovery = 0"
        " RETURNING id, institution, asked_at, asked_by, state, recovery"},
    [LINK] = {"letter_request.link", ANY,
        "UPDATE letter_request SET state = 'issued', done_at = :now, letter = (SELECT l.id"
        " FROM letter l WHERE l.campaign = :campaign AND l.institution ="
        " letter_request.institution) WHERE state = 'asked' AND EXISTS (SELECT 1"
        " FROM letter l WHERE l.campaign = :campaign AND l.institution ="
        " letter_request.institution)"},
    [SETTLE] = {"letter_request.settle", ANY,
        "UPDATE letter_request SET state = 'refused', done_at = :now, reason = (SELECT"
        " CASE WHEN " CLOSED " THEN 'closed' WHEN " REGISTERED " THEN 'registered'"
        " ELSE 'no_address' END FROM institution i WHERE i.id = letter_request.institution)"
        " WHERE state = 'asked' AND EXISTS (SELECT 1 FROM institution i"
        " WHERE i.id = letter_request.institution AND (" CLOSED
        " OR (letter_request.recovery = 0 AND " REGISTERED ") OR " NO_ADDRESS "))"},
    [RECOVERY] = {"letter_request.recovery", OWN,
        COLUMNS " FROM letter_request q WHERE q.institution = :me AND q.recovery = 1"
                " AND (q.state = 'asked' OR " WORKS ") ORDER BY q.asked_at DESC LIMIT 1"},
    [STOP] = {"letter_request.stop", OWN,
        "UPDATE letter_request AS q SET state = 'refused', reason = 'member', done_at = :now"
        " WHERE q.institution = :me AND q.recovery = 1 AND (q.state = 'asked' OR " WORKS ")"},
    [STOP_LOGIN] = {"letter_request.stop_login", OWN,
        "UPDATE credential SET state = 'void', void_reason = 'stopped'"
        " WHERE institution = :me AND recovery = 1 AND state = 'issued'"},
};

const struct model letter_request_model = MODEL(letter_request, cols, queries);

struct date letter_request_next(const struct letter_request *last)
{
    return date_add_days(date_tokyo(last->asked_at), LETTER_REQUEST_DAYS);
}

bool letter_request_confirmed(struct db *db, int64_t institution)
{
    struct letter_request in = {.institution = institution}, out;

    return db_one(db, &letter_request_model, CONFIRMED, &in, &out);
}

static bool early(struct db *db, int64_t institution, struct letter_request *out)
{
    struct letter_request in = {.institution = institution};

    return db_one(db, &letter_request_model, LAST, &in, out) &&
           date_cmp(date_tokyo(clock_now()), letter_request_next(out)) < 0;
}

static bool full(struct db *db, int64_t day_limit)
{
    struct letter_request in = {.since = date_start(date_tokyo(clock_now()))}, out;

    return !db_one(db, &letter_request_model, SINCE, &in, &out) || out.n >= day_limit;
}

enum letter_ask letter_request_ask(struct db *db, const struct institution *i,
    struct str by, int64_t day_limit, struct letter_request *out)
{
    bool public = str_is(by, "-");
    struct letter_request in = {.institution = i->id, .asked_by = by,
        .recovery = letter_request_confirmed(db, i->id)};
    char today[11];

    clock_today(today);
    if (institution_closed(i, str_of(today)))
        return LETTER_CLOSED;
    if (i->zip.n != 7 || !i->address.n || !i->name.n)
        return LETTER_NO_ADDRESS;
    if (early(db, i->id, out))
        return LETTER_EARLY;
    if (public && full(db, day_limit))
        return LETTER_FULL;
    if (db_put(db, &letter_request_model, ADD, &in, out) != OK)
        return LETTER_EARLY; /* an open one is older than the limit: it will be issued */
    /* Whoever registered by a mail link may be anybody: he ends no letter of its owner. */
    if (str_starts(by, S("s:")) || (!public && in.recovery))
        credential_void_of(db, i->id, S("requested"));
    return LETTER_ASKED;
}

void letter_request_newer(
    struct db *db, int64_t institution, int64_t *asked_at, struct str *posted_on)
{
    struct letter_request in = {.institution = institution}, out;

    *asked_at = 0;
    *posted_on = S("");
    if (db_one(db, &letter_request_model, LAST, &in, &out) && str_is(out.state, "asked"))
        *asked_at = out.asked_at;
    else if (db_one(db, &letter_request_model, NEWER, &in, &out))
        *posted_on = out.posted_on;
}

static struct letter_requests list(struct db *db, int q, int64_t institution)
{
    struct letter_request in = {.institution = institution};
    struct rows r = db_all(db, &letter_request_model, q, &in);

    return (struct letter_requests){r.v, r.n};
}

struct letter_requests letter_request_mine(struct db *db)
{
    return list(db, MINE, 0);
}

struct letter_requests letter_request_of(struct db *db, int64_t institution)
{
    return list(db, OF, institution);
}

struct letter_requests letter_request_open(struct db *db)
{
    return list(db, OPEN, 0);
}

struct letter_requests letter_request_done(struct db *db)
{
    return list(db, DONE, 0);
}

int64_t letter_request_waiting(struct db *db)
{
    struct letter_request out = {.n = 0};

    db_one(db, &letter_request_model, WAITING, NULL, &out);
    return out.n;
}

bool letter_request_get(struct db *db, int64_t id, struct letter_request *out)
{
    return db_one(db, &letter_request_model, GET, &(struct letter_request){.id = id}, out);
}

bool letter_request_recovery(struct db *db, struct letter_request *out)
{
    return db_one(db, &letter_request_model, RECOVERY, NULL, out);
}

bool letter_request_proved(struct db *db, struct letter_request *out)
{
    return db_put(db, &letter_request_model, PROVED, &(struct letter_request){.id = 0}, out) == OK;
}

enum err letter_request_stop(struct db *db)
{
    enum err e = db_run(db, &letter_request_model, STOP, NULL);

    if (e == OK && db_run(db, &letter_request_model, STOP_LOGIN, NULL) == ERR_CONFLICT)
        die("letter_request: conflict");
    return e;
}

enum err letter_request_refuse(struct db *db, int64_t id)
{
    return db_run(db, &letter_request_model, REFUSE,
        &(struct letter_request){.id = id, .reason = S("staff")});
}

/* Nothing to change is fine. */
static void run(struct db *db, int q, int64_t campaign)
{
    struct letter_request in = {.campaign = campaign};

    if (db_run(db, &letter_request_model, q, &in) == ERR_CONFLICT)
        die("letter_request: conflict");
}

void letter_request_planned(struct db *db, int64_t campaign)
{
    run(db, PLAIN, campaign); /* deleted since: it needs one that registers */
    run(db, LINK, campaign);
    run(db, SETTLE, campaign);
}
