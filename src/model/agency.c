/* agency.c: see agency.h. */
#include "model/agency.h"

#include "model/account.h"
#include "util/mime.h"
#include "util/str.h"

const struct procedure_row procedures[] = {
    {PROCEDURE_NOTICES, "notices", "経過措置の届出",
        "届出を入力して出し、差し戻されたものを直して出せます。取下げと事情解消は、できません。"},
    {PROCEDURE_READERS, "readers", "カードリーダーの状況を見る",
        "申し込みと配送の状況を見られます。申し込みと変更は、できません。"},
    {0, NULL, NULL, NULL},
};

struct str procedure_names(struct arena *a, int64_t bits)
{
    struct str all = S("");

    for (const struct procedure_row *p = procedures; p->bit; p++)
        if (bits & p->bit)
            all = arena_fmt(a, STR_FMT "%s%s", STR_ARG(all), all.n ? "、" : "", p->label);
    return all;
}

int64_t procedure_known(int64_t bits)
{
    int64_t known = 0;

    for (const struct procedure_row *p = procedures; p->bit; p++)
        known |= p->bit;
    return bits & known;
}

/* ---------------------------------------------------------------- columns */

static struct str check_mail(struct str v, struct arena *a)
{
    (void)a;
    if (account_is_provisional_login(v))
        return S("仮メールアドレスではなく、代行する方がふだん使うアドレスを入力してください");
    return mail_address_ok(v) ? S("")
                              : S("メールアドレスを、name@example.jp のように入力してください");
}

static const struct col cols[] = {
    COL(agency, id), COL(agency, institution), COL(agency, procedures),
    COL(agency, account, .null = true), COL(agency, made_at), COL(agency, made_by),
    COL(agency, accepted_at, .null = true), COL(agency, chosen_at),
    COL(agency, ended_at, .null = true), COL(agency, told_at, .null = true),
    COL(agency, rev), COL(agency, mail_key), COL(agency, state), COL(agency, ended_by),
    COL(agency, reason), COL(agency, warned), COL(agency, place), COL(agency, pref),
    COL(agency, score_table), COL(agency, code), COL(agency, contact), COL(agency, login),
    COL(agency, owner), COL(agency, n), COL(agency, day),
    COL(agency, firm, .label = "会社・事務所の名前", .required = true, .max = 100,
        .hint = "例：株式会社○○システム、○○行政書士事務所", .autocomplete = "off"),
    COL(agency, person, .label = "代行する方の名前", .required = true, .max = 100,
        .autocomplete = "off", .width = "w20"),
    COL(agency, mail, .label = "代行する方のメールアドレス", .required = true, .max = 254,
        .widget = W_MAIL, .normal = N_MAIL, .check = check_mail,
        .hint = "このアドレスに、招待のメールを送ります。1字でもちがうと、ほかの人に届きます。",
        .autocomplete = "off", .inputmode = "email", .width = "w20"),
    COL(agency, until_day, .label = "最後の日", .required = true, .widget = W_DATE,
        .normal = N_DATE, .hint = "この日の終わりまで代行できます。今日から1年後までの日を入力してください。"),
    COL(agency, current, .label = "いまのパスワード", .required = true, .max = 100,
        .widget = W_PASSWORD, .normal = N_RAW,
        .hint = "ご本人かどうかを確かめるため、ご自分のパスワードを入力してください。",
        .autocomplete = "current-password", .width = "w20"),
};

enum {
    LIST_ALL,
    GET,
    OPEN,
    GRANT,
    SWEEP,
    CHANGE,
    END,
    END_ALL,
    INVITED,
    ACCEPT,
    PLACES,
    PLACE,
    CHOSEN,
    LIVES,
    ACTOR,
    OVER,
    NOTE_OVER,
    UNTOLD,
    TOLD,
    TO_WARN,
    WARNED,
};

#define FIELDS                                                                           \
    "SELECT g.id, g.institution, g.mail, g.mail_key, g.firm, g.person, g.procedures,"    \
    " g.until_day, g.state, g.account, g.made_at, g.made_by, g.accepted_at, g.chosen_at," \
    " g.ended_at, g.ended_by, g.reason, g.warned, g.told_at, g.rev,"                     \
    " COALESCE(s.name, i.name) AS place, i.pref, i.score_table, i.code,"                 \
    " a.contact, a.mail AS login, o.contact AS owner FROM agency g"                      \
    " JOIN institution i ON i.id = g.institution"                                        \
    " LEFT JOIN statement s ON s.institution = g.institution"                            \
    " LEFT JOIN account a ON a.id = g.account LEFT JOIN account o ON o.id = g.made_by"
#define ENDS " SET state = 'ended', ended_at = :now, rev = rev + 1, "
/* An account that has given its address free (model/deletion_effect.c). */
#define LOGIN_GONE                                                                       \
    "EXISTS (SELECT 1 FROM account z WHERE z.id = g.account AND instr(z.mail, ' ') > 0)"
#define CLOSED                                                                           \
    "(NOT EXISTS (SELECT 1 FROM statement z WHERE z.institution = g.institution)"         \
    " OR EXISTS (SELECT 1 FROM institution z WHERE z.id = g.institution"                 \
    " AND z.closed_on <= :today))"

static const struct query queries[] = {
    [LIST_ALL] = {"agency.list", OWN,
        FIELDS " WHERE g.institution = :me"
               " ORDER BY g.state = 'ended', g.made_at DESC, g.id DESC LIMIT 100"},
    [GET] = {"agency.get", OWN, FIELDS " WHERE g.id = :id AND g.institution = :me"},
    [OPEN] = {"agency.open", OWN,
        "SELECT count(*) AS n FROM agency WHERE institution = :me AND state <> 'ended'"
        " AND until_day >= :today"},
    [GRANT] = {"agency.grant", OWN,
        "INSERT INTO agency (institution, mail, mail_key, firm, person, procedures,"
        " until_day, state, made_at, made_by) VALUES (:me, :mail, :mail_key, :firm, :person,"
        " :procedures, :until_day, 'invited', :now, :made_by) RETURNING id"},
    [SWEEP] = {"agency.sweep", OWN,
        "UPDATE agency" ENDS "ended_by = 'job', reason = 'day'"
        " WHERE institution = :me AND state <> 'ended' AND until_day < :today"},
    [CHANGE] = {"agency.change", OWN,
        "UPDATE agency SET procedures = :procedures, until_day = :until_day, rev = rev + 1"
        " WHERE id = :id AND institution = :me AND state <> 'ended' AND until_day >= :today"
        " AND rev = :rev"},
    [END] = {"agency.end", OWN,
        "UPDATE agency" ENDS "ended_by = :ended_by, reason = :reason"
        " WHERE id = :id AND institution = :me AND state <> 'ended'"},
    [END_ALL] = {"agency.end_all", OWN,
        "UPDATE agency" ENDS "ended_by = :ended_by, reason = 'owner'"
        " WHERE institution = :me AND state <> 'ended'"},
    [INVITED] = {"agency.invited", SHARED,
        FIELDS " WHERE g.id = :id AND g.state = 'invited' AND g.until_day >= :today"
               " AND NOT " CLOSED},
    [ACCEPT] = {"agency.accept", SHARED,
        "UPDATE agency SET state = 'active', account = :account, accepted_at = :now,"
        " chosen_at = :now, rev = rev + 1"
        " WHERE id = :id AND state = 'invited' AND until_day >= :today"},
    [PLACES] = {"agency.places", SHARED,
        FIELDS " WHERE g.account = :account AND" AGENCY_ALIVE
               " ORDER BY g.chosen_at DESC, g.id"},
    [PLACE] = {"agency.place", SHARED,
        FIELDS " WHERE g.account = :account AND g.institution = :institution AND" AGENCY_ALIVE},
    [CHOSEN] = {"agency.chosen", SHARED,
        "UPDATE agency SET chosen_at = :now WHERE id = :id"},
    [LIVES] = {"agency.lives", SHARED,
        "SELECT id FROM agency WHERE id = :id AND state = 'active' AND until_day >= :day"},
    [ACTOR] = {"agency.actor", SHARED, FIELDS " WHERE g.id = :id"},
    [OVER] = {"agency.over", ANY,
        "SELECT g.id, g.institution, CASE WHEN g.until_day < :today THEN 'day'"
        " WHEN " LOGIN_GONE " THEN 'login' ELSE 'institution' END AS reason"
        " FROM agency g WHERE g.state <> 'ended'"
        " AND (g.until_day < :today OR " LOGIN_GONE " OR " CLOSED ") LIMIT :n"},
    [NOTE_OVER] = {"agency.note_over", ANY,
        "UPDATE agency" ENDS "ended_by = 'job', reason = :reason"
        " WHERE id = :id AND state <> 'ended'"},
    [UNTOLD] = {"agency.untold", ANY,
        FIELDS " WHERE g.state = 'ended' AND g.told_at IS NULL ORDER BY g.ended_at LIMIT :n"},
    [TOLD] = {"agency.told", SHARED,
        "UPDATE agency SET told_at = :now WHERE id = :id AND state = 'ended'"
        " AND told_at IS NULL"},
    [TO_WARN] = {"agency.to_warn", ANY,
        FIELDS " WHERE g.state <> 'ended' AND g.until_day <= :day"
               " AND g.warned <> g.until_day AND" AGENCY_ALIVE
               " LIMIT :n"},
    [WARNED] = {"agency.warned", ANY,
        "UPDATE agency SET warned = until_day WHERE id = :id AND until_day = :until_day"
        " AND warned <> until_day AND state = 'active'"},
};

const struct model agency_model = MODEL(agency, cols, queries);

static struct agencies all(struct db *db, int q, const struct agency *in)
{
    struct rows r = db_all(db, &agency_model, q, in);

    return (struct agencies){r.v, r.n};
}

static void run(struct db *db, int q, const struct agency *in)
{
    if (db_run(db, &agency_model, q, in) == ERR_CONFLICT)
        die("agency: conflict");
}

struct str agency_day_complaint(struct arena *a, struct date last, struct date today)
{
    struct date most = date_add_months(today, AGENCY_MONTHS);

    if (date_cmp(last, today) < 0)
        return S("最後の日は、今日か、それよりあとの日を入力してください");
    if (date_cmp(last, most) > 0)
        return arena_fmt(a, "最後の日は、1年後の" STR_FMT "までの日を入力してください",
            STR_ARG(date_japanese(a, most)));
    return S("");
}

/* ---------------------------------------------------------------- owners */

struct agencies agency_list(struct db *db)
{
    return all(db, LIST_ALL, NULL);
}

bool agency_get(struct db *db, int64_t id, struct agency *out)
{
    return db_one(db, &agency_model, GET, &(struct agency){.id = id}, out);
}

int64_t agency_open(struct db *db)
{
    struct agency out = {.n = 0};

    db_one(db, &agency_model, OPEN, NULL, &out);
    return out.n;
}

enum err agency_grant(struct db *db, const struct agency *row, int64_t *id)
{
    struct agency in = *row, out = {.id = 0};
    enum err e;

    in.procedures = procedure_known(row->procedures);
    if (!in.procedures)
        die("agency without a procedure");
    run(db, SWEEP, &in); /* one that is over, and not noted yet, is in nobody's way */
    if (agency_open(db) >= AGENCY_MOST)
        return ERR_DENIED;
    e = db_put(db, &agency_model, GRANT, &in, &out);
    *id = out.id;
    return e;
}

enum err agency_change(struct db *db, const struct agency *row)
{
    struct agency in = *row;
    enum err e;

    in.procedures = procedure_known(row->procedures);
    if (!in.procedures)
        die("agency without a procedure");
    e = db_run(db, &agency_model, CHANGE, &in);
    return e == ERR_NOT_FOUND ? ERR_CONFLICT : e;
}

enum err agency_end(struct db *db, int64_t id, struct str by, const char *reason)
{
    return db_run(db, &agency_model, END,
        &(struct agency){.id = id, .ended_by = by, .reason = str_of(reason)});
}

void agency_end_all(struct db *db, struct str by)
{
    run(db, END_ALL, &(struct agency){.ended_by = by});
}

/* ---------------------------------------------------------------- the agent */

bool agency_invited(struct db *db, int64_t id, struct agency *out)
{
    return db_one(db, &agency_model, INVITED, &(struct agency){.id = id}, out);
}

enum err agency_accept(struct db *db, int64_t id, int64_t account)
{
    return db_run(db, &agency_model, ACCEPT, &(struct agency){.id = id, .account = account});
}

struct agencies agency_places(struct db *db, int64_t account)
{
    return all(db, PLACES, &(struct agency){.account = account});
}

bool agency_place(struct db *db, int64_t account, int64_t institution, struct agency *out)
{
    return db_one(db, &agency_model, PLACE,
        &(struct agency){.account = account, .institution = institution}, out);
}

void agency_chosen(struct db *db, int64_t id)
{
    run(db, CHOSEN, &(struct agency){.id = id});
}

bool agency_lives(struct db *db, int64_t id, struct date day)
{
    char text[DATE_ISO_LEN + 1];
    struct agency out;

    snprintf(text, sizeof(text), "%04d-%02d-%02d", day.year, day.month, day.day);
    return db_one(db, &agency_model, LIVES,
        &(struct agency){.id = id, .day = str_of(text)}, &out);
}

/* ---------------------------------------------------------------- whose act it was */

bool agency_actor(struct db *db, struct str actor, struct agency *out)
{
    int64_t id;

    return str_starts(actor, S("g:")) && str_int(str_from(actor, 2), 1, INT64_MAX, &id) &&
        db_one(db, &agency_model, ACTOR, &(struct agency){.id = id}, out);
}

struct str agency_name(struct arena *a, const struct agency *g)
{
    return arena_fmt(a, STR_FMT " " STR_FMT "（代行）", STR_ARG(g->firm), STR_ARG(g->person));
}

/* ---------------------------------------------------------------- the job */

struct agencies agency_over(struct db *db)
{
    return all(db, OVER, &(struct agency){.n = AGENCY_BATCH});
}

enum err agency_note_over(struct db *db, const struct agency *g)
{
    return db_run(db, &agency_model, NOTE_OVER, g);
}

struct agencies agency_untold(struct db *db)
{
    return all(db, UNTOLD, &(struct agency){.n = AGENCY_BATCH});
}

enum err agency_told(struct db *db, int64_t id)
{
    return db_run(db, &agency_model, TOLD, &(struct agency){.id = id});
}

struct agencies agency_to_warn(struct db *db, struct date day)
{
    char text[DATE_ISO_LEN + 1];

    snprintf(text, sizeof(text), "%04d-%02d-%02d", day.year, day.month, day.day);
    return all(db, TO_WARN, &(struct agency){.day = str_of(text), .n = AGENCY_BATCH});
}

enum err agency_warned(struct db *db, const struct agency *g)
{
    return db_run(db, &agency_model, WARNED, g);
}
