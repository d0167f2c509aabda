/* notice.c: rows and finding of notice.h; states are in notice_move.c. */
#include "model/notice_impl.h"

#include "util/str.h"

static const struct col cols[] = {
    COL(notice, id), COL(notice, number), COL(notice, institution), COL(notice, programme),
    COL(notice, state), COL(notice, version), COL(notice, in_force), COL(notice, type),
    COL(notice, founder), COL(notice, name), COL(notice, address), COL(notice, code),
    COL(notice, other_codes), COL(notice, content_hash),
    COL(notice, end_day, .null = true), COL(notice, made_at),
    COL(notice, filed_at, .null = true), COL(notice, filed_by), COL(notice, paper),
    COL(notice, accepted_at, .null = true), COL(notice, accepted_by),
    COL(notice, return_reason), COL(notice, due, .null = true),
    COL(notice, follow_until, .null = true), COL(notice, ended_on, .null = true),
    COL(notice, ended_reason), COL(notice, changed_at), COL(notice, rev),
    COL(notice, kind), COL(notice, pref), COL(notice, score_table), COL(notice, place),
    COL(notice, obliged), COL(notice, type_number), COL(notice, type_word),
    COL(notice, type_title), COL(notice, programme_word), COL(notice, programme_title),
    COL(notice, day), COL(notice, state_was), COL(notice, about), COL(notice, n),
    COL(notice, days),
};

static const struct col version_cols[] = {
    COL(notice_version, notice), COL(notice_version, version), COL(notice_version, at),
    COL(notice_version, actor), COL(notice_version, event), COL(notice_version, type),
    COL(notice_version, founder), COL(notice_version, name),
    COL(notice_version, address), COL(notice_version, other_codes),
    COL(notice_version, end_day, .null = true), COL(notice_version, text),
    COL(notice_version, hash),
};

static const struct col answer_cols[] = {
    COL(notice_answer, notice), COL(notice_answer, version), COL(notice_answer, key),
    COL(notice_answer, value),
};

static const struct col event_cols[] = {
    COL(notice_event, id), COL(notice_event, notice), COL(notice_event, at),
    COL(notice_event, version), COL(notice_event, actor), COL(notice_event, event),
    COL(notice_event, from_state), COL(notice_event, to_state), COL(notice_event, note),
};

static const struct col reminder_cols[] = {
    COL(notice_reminder, notice), COL(notice_reminder, about), COL(notice_reminder, day),
    COL(notice_reminder, days), COL(notice_reminder, sent_at),
};

enum { MINE, ALL_MINE, CURRENT, IN_THE_WAY, GET, BY_NUMBER, OF, PASSED, OVERDUE, ENDING, DUE, DRAFTS,
    ADD, RETYPE, STORE };
enum { VERSIONS, VERSION_GET, VERSION_ADD };
enum { ANSWERS, ANSWER_ADD };
enum { EVENTS, EVENT_ADD };
enum { REMIND };

#define ROW                                                                              \
    "SELECT n.id, n.number, n.institution, n.programme, n.state, n.version, n.in_force," \
    " n.type, n.founder, n.name, n.address, n.code, n.other_codes, n.content_hash,"      \
    " n.end_day, n.made_at, n.filed_at, n.filed_by, n.paper, n.accepted_at,"             \
    " n.accepted_by, n.return_reason, n.due, n.follow_until, n.ended_on,"                \
    " n.ended_reason, n.changed_at, n.rev, i.kind, i.pref, i.score_table,"               \
    " i.name AS place, i.obliged, t.number AS type_number, t.word AS type_word,"         \
    " t.title AS type_title, p.word AS programme_word, p.title AS programme_title"       \
    " FROM notice n JOIN institution i ON i.id = n.institution"                          \
    " JOIN programme_type t ON t.id = n.type JOIN programme p ON p.id = n.programme "

#define NOT_REMINDED                                                                     \
    " AND NOT EXISTS (SELECT 1 FROM notice_reminder m WHERE m.notice = n.id"             \
    " AND m.about = :about AND m.day = :day AND m.days = :days) LIMIT :n"

static const struct query queries[] = {
    [MINE] = {"notice.mine", OWN, ROW "WHERE n.number = :number AND n.institution = :me"},
    [ALL_MINE] = {"notice.all_mine", OWN,
        ROW "WHERE n.institution = :me ORDER BY n.made_at DESC, n.id DESC LIMIT 100"},
    [CURRENT] = {"notice.current", OWN,
        ROW "WHERE n.institution = :me AND n.programme = :programme"
            " AND n.state IN ('draft', 'filed', 'accepted', 'returned')"},
    [IN_THE_WAY] = {"notice.in_the_way", SHARED,
        ROW "WHERE n.institution = :institution AND n.programme = :programme"
            " AND n.state IN ('draft', 'filed', 'accepted', 'returned')"},
    [GET] = {"notice.get", SHARED, ROW "WHERE n.id = :id"},
    [BY_NUMBER] = {"notice.by_number", ANY, ROW "WHERE n.number = :number"},
    [OF] = {"notice.of", ANY,
        ROW "WHERE n.institution = :institution ORDER BY n.made_at DESC, n.id DESC"
            " LIMIT 100"},
    [PASSED] = {"notice.passed", ANY,
        ROW "WHERE n.state = 'accepted' AND n.end_day IS NOT NULL AND n.end_day < :today"
            " ORDER BY n.end_day LIMIT :n"},
    [OVERDUE] = {"notice.overdue", ANY,
        ROW "WHERE n.state = 'returned' AND n.due < :today ORDER BY n.due LIMIT :n"},
    [ENDING] = {"notice.ending_on", ANY,
        ROW "WHERE n.state = 'accepted' AND n.end_day IS NOT NULL AND n.end_day = :day"
            NOT_REMINDED},
    [DUE] = {"notice.due_on", ANY,
        ROW "WHERE n.state = 'returned' AND n.due = :day" NOT_REMINDED},
    [DRAFTS] = {"notice.drafts", ANY,
        ROW "WHERE n.state = 'draft' AND n.programme = :programme" NOT_REMINDED},
    [ADD] = {"notice.add", SHARED,
        "INSERT INTO notice (number, institution, programme, type, state, founder, name,"
        " address, code, other_codes, made_at, filed_by, paper, changed_at)"
        " VALUES (:number, :institution, :programme, :type, :state, :founder, :name,"
        " :address, :code, :other_codes, :now, :filed_by, :paper, :now) RETURNING id"},
    [RETYPE] = {"notice.retype", SHARED,
        "UPDATE notice SET type = :type, changed_at = :now, rev = rev + 1"
        " WHERE id = :id AND state = 'draft'"},
    /* rev and state as they were read: whoever comes second changes nothing. */
    [STORE] = {"notice.store", SHARED,
        "UPDATE notice SET state = :state, version = :version, in_force = :in_force,"
        " type = :type, founder = :founder, name = :name, address = :address,"
        " other_codes = :other_codes, content_hash = :content_hash, end_day = :end_day,"
        " filed_at = :filed_at, filed_by = :filed_by, paper = :paper,"
        " accepted_at = :accepted_at, accepted_by = :accepted_by,"
        " return_reason = :return_reason, due = :due, follow_until = :follow_until,"
        " ended_on = :ended_on, ended_reason = :ended_reason, changed_at = :now,"
        " rev = rev + 1 WHERE id = :id AND rev = :rev AND state = :state_was"},
};

#define VERSION_COLUMNS                                                                  \
    "SELECT notice, version, at, actor, event, type, founder, name, address,"            \
    " other_codes, end_day, text, hash FROM notice_version "

static const struct query version_queries[] = {
    [VERSIONS] = {"notice_version.all", SHARED,
        VERSION_COLUMNS "WHERE notice = :notice ORDER BY version DESC"},
    [VERSION_GET] = {"notice_version.get", SHARED,
        VERSION_COLUMNS "WHERE notice = :notice AND version = :version"},
    [VERSION_ADD] = {"notice_version.add", SHARED,
        "INSERT INTO notice_version (notice, version, at, actor, event, type, founder,"
        " name, address, other_codes, end_day, text, hash) VALUES (:notice, :version, :at,"
        " :actor, :event, :type, :founder, :name, :address, :other_codes, :end_day, :text,"
        " :hash)"},
};

static const struct query answer_queries[] = {
    [ANSWERS] = {"notice_answer.all", SHARED,
        "SELECT notice, version, key, value FROM notice_answer"
        " WHERE notice = :notice AND version = :version ORDER BY key"},
    [ANSWER_ADD] = {"notice_answer.add", SHARED,
        "INSERT INTO notice_answer (notice, version, key, value)"
        " VALUES (:notice, :version, :key, :value)"},
};

static const struct query event_queries[] = {
    [EVENTS] = {"notice_event.all", SHARED,
        "SELECT id, notice, at, actor, event, from_state, to_state, version, note"
        " FROM notice_event WHERE notice = :notice ORDER BY id"},
    [EVENT_ADD] = {"notice_event.add", SHARED,
        "INSERT INTO notice_event (notice, at, actor, event, from_state, to_state,"
        " version, note) VALUES (:notice, :now, :actor, :event, :from_state, :to_state,"
        " :version, :note)"},
};

static const struct query reminder_queries[] = {
    [REMIND] = {"notice_reminder.add", ANY,
        "INSERT INTO notice_reminder (notice, about, day, days, sent_at)"
        " VALUES (:notice, :about, :day, :days, :now)"},
};

const struct model notice_model = MODEL(notice, cols, queries);
const struct model notice_version_model =
    MODEL(notice_version, version_cols, version_queries);
const struct model notice_answer_model = MODEL(notice_answer, answer_cols, answer_queries);
const struct model notice_event_model = MODEL(notice_event, event_cols, event_queries);
const struct model notice_reminder_model =
    MODEL(notice_reminder, reminder_cols, reminder_queries);

/* ---------------------------------------------------------------- finding */

static struct notice_list list(struct db *db, int q, struct notice in)
{
    struct rows r = db_all(db, &notice_model, q, &in);

    return (struct notice_list){r.v, r.n};
}

bool notice_mine(struct db *db, struct str number, struct notice *out)
{
    return db_one(db, &notice_model, MINE, &(struct notice){.number = number}, out);
}

struct notice_list notice_all_mine(struct db *db)
{
    return list(db, ALL_MINE, (struct notice){.id = 0});
}

bool notice_current(struct db *db, int64_t programme, struct notice *out)
{
    return db_one(
        db, &notice_model, CURRENT, &(struct notice){.programme = programme}, out);
}

bool notice_in_the_way(
    struct db *db, int64_t institution, int64_t programme, struct notice *out)
{
    return db_one(db, &notice_model, IN_THE_WAY,
        &(struct notice){.institution = institution, .programme = programme}, out);
}

bool notice_get(struct db *db, int64_t id, struct notice *out)
{
    return db_one(db, &notice_model, GET, &(struct notice){.id = id}, out);
}

bool notice_by_number(struct db *db, struct str number, struct notice *out)
{
    return db_one(db, &notice_model, BY_NUMBER, &(struct notice){.number = number}, out);
}

struct notice_list notice_of(struct db *db, int64_t institution)
{
    return list(db, OF, (struct notice){.institution = institution});
}

struct notice_versions notice_versions(struct db *db, int64_t notice)
{
    struct rows r = db_all(db, &notice_version_model, VERSIONS,
        &(struct notice_version){.notice = notice});

    return (struct notice_versions){r.v, r.n};
}

bool notice_version_get(
    struct db *db, int64_t notice, int64_t version, struct notice_version *out)
{
    return db_one(db, &notice_version_model, VERSION_GET,
        &(struct notice_version){.notice = notice, .version = version}, out);
}

struct notice_answers notice_answers(struct db *db, int64_t notice, int64_t version)
{
    struct rows r = db_all(db, &notice_answer_model, ANSWERS,
        &(struct notice_answer){.notice = notice, .version = version});

    return (struct notice_answers){r.v, r.n};
}

struct notice_events notice_events(struct db *db, int64_t notice)
{
    struct rows r = db_all(db, &notice_event_model, EVENTS,
        &(struct notice_event){.notice = notice});

    return (struct notice_events){r.v, r.n};
}

/* ---------------------------------------------------------------- days that come */

struct notice_list notice_passed(struct db *db, int64_t n)
{
    return list(db, PASSED, (struct notice){.n = n});
}

struct notice_list notice_overdue(struct db *db, int64_t n)
{
    return list(db, OVERDUE, (struct notice){.n = n});
}

struct notice_list notice_to_remind(
    struct db *db, const struct notice_reminder *r, int64_t programme)
{
    int q = str_is(r->about, "end") ? ENDING : str_is(r->about, "correct") ? DUE : DRAFTS;

    return list(db, q, (struct notice){.programme = programme, .about = r->about,
        .day = r->day, .days = r->days, .n = NOTICE_REMINDERS});
}

bool notice_remind(struct db *db, const struct notice_reminder *r)
{
    return db_run(db, &notice_reminder_model, REMIND, r) == OK;
}

/* ---------------------------------------------------------------- writing */

enum err notice_put(struct db *db, const struct notice *n, int64_t *id)
{
    struct notice out = {.id = 0};
    enum err e = db_put(db, &notice_model, ADD, n, &out);

    *id = out.id;
    return e;
}

enum err notice_retype(struct db *db, int64_t id, int64_t type)
{
    return db_run(db, &notice_model, RETYPE, &(struct notice){.id = id, .type = type}) == OK
        ? OK : ERR_DENIED;
}

enum err notice_store(struct db *db, const struct notice *n)
{
    return db_run(db, &notice_model, STORE, n);
}

static void must(enum err e, const char *what)
{
    if (e == ERR_CONFLICT)
        die("notice: %s is there already", what);
}

void notice_put_version(struct db *db, const struct notice_version *v,
    const struct notice_answers *answers)
{
    must(db_run(db, &notice_version_model, VERSION_ADD, v), "the version");
    for (size_t i = 0; i < answers->n; i++) {
        struct notice_answer x = answers->v[i];

        x.notice = v->notice;
        x.version = v->version;
        must(db_run(db, &notice_answer_model, ANSWER_ADD, &x), "the answer");
    }
}

void notice_put_event(struct db *db, const struct notice_event *e)
{
    must(db_run(db, &notice_event_model, EVENT_ADD, e), "the event");
}
