/* founder.c: see founder.h. */
#include "model/founder.h"

#include "model/account.h"
#include "model/receipt.h"
#include "util/jis.h"
#include "util/str.h"

static const struct col cols[] = {
    COL(founder_change, id), COL(founder_change, institution), COL(founder_change, version),
    COL(founder_change, base), COL(founder_change, filed_at),
    COL(founder_change, handed_at), COL(founder_change, decided_at, .null = true),
    COL(founder_change, rev), COL(founder_change, number), COL(founder_change, state),
    COL(founder_change, name, .label = "医療機関等名", .required = true, .max = 200,
        .hint = "200文字以下", .autocomplete = "organization"),
    COL(founder_change, founder, .label = "開設者氏名", .required = true, .max = 200,
        .hint = "200文字以下。法人のときは、法人名と代表者の名前"),
    COL(founder_change, founder_jis, .label = "開設者（ほかの仕組みに送る文字）", .max = 800),
    COL(founder_change, changed_on, .label = "変わった日", .widget = W_DATE,
        .normal = N_DATE, .required = true,
        .hint = "厚生局や保健所への届けに書いた日です。例：令和8年10月1日"),
    COL(founder_change, said, .label = "伝えたいこと", .widget = W_AREA, .normal = N_LINES,
        .max = FOUNDER_SAID, .hint = "変わった事情など。500文字以下"),
    COL(founder_change, old_name), COL(founder_change, old_founder),
    COL(founder_change, filed_by), COL(founder_change, decided_by), COL(founder_change, due),
    COL(founder_change, reason), COL(founder_change, note), COL(founder_change, pref),
    COL(founder_change, score_table), COL(founder_change, code),
    COL(founder_change, master_name), COL(founder_change, master_founder),
    COL(founder_change, now_name), COL(founder_change, now_founder),
    COL(founder_change, proof), COL(founder_change, now_rev), COL(founder_change, was),
    COL(founder_change, n),
};

static const struct col event_cols[] = {
    COL(founder_event, id), COL(founder_event, change), COL(founder_event, at),
    COL(founder_event, version), COL(founder_event, actor), COL(founder_event, event),
    COL(founder_event, from_state), COL(founder_event, to_state), COL(founder_event, name),
    COL(founder_event, founder), COL(founder_event, changed_on), COL(founder_event, reason),
    COL(founder_event, note),
};

enum { OPEN, MINE, OF_MINE, GET, IN_THE_WAY, BY_NUMBER, WAITING, ENDED, OF, COUNT_WAITING, ADD, STORE,
    RESTATE };
enum { EVENTS, EVENT_ADD };

#define ROW                                                                              \
    "SELECT c.id, c.institution, c.version, c.base, c.filed_at, c.handed_at,"            \
    " c.decided_at, c.rev, c.number, c.state, c.name, c.founder, c.founder_jis,"         \
    " c.changed_on, c.said, c.old_name, c.old_founder, c.filed_by, c.decided_by, c.due," \
    " c.reason, c.note, i.pref, i.score_table, i.code, i.name AS master_name,"           \
    " i.founder AS master_founder, COALESCE(s.name, '') AS now_name,"                    \
    " COALESCE(s.founder, '') AS now_founder, COALESCE(s.proof, '') AS proof,"           \
    " COALESCE(s.rev, 0) AS now_rev FROM founder_change c"                               \
    " JOIN institution i ON i.id = c.institution"                                        \
    " LEFT JOIN statement s ON s.institution = c.institution "
#define WAITS "c.state IN ('filed', 'returned')"

static const struct query queries[] = {
    [OPEN] = {"founder.open", OWN, ROW "WHERE c.institution = :me AND " WAITS},
    [MINE] = {"founder.mine", OWN,
        ROW "WHERE c.institution = :me ORDER BY c.filed_at DESC, c.id DESC LIMIT 20"},
    [OF_MINE] = {"founder.of_mine", OWN,
        ROW "WHERE c.number = :number AND c.institution = :me"},
    [GET] = {"founder.get", SHARED, ROW "WHERE c.id = :id"},
    [IN_THE_WAY] = {"founder.in_the_way", SHARED,
        ROW "WHERE c.institution = :institution AND " WAITS},
    [BY_NUMBER] = {"founder.by_number", ANY, ROW "WHERE c.number = :number"},
    [WAITING] = {"founder.waiting", ANY,
        ROW "WHERE " WAITS " ORDER BY c.state, c.handed_at, c.id LIMIT 200"},
    [ENDED] = {"founder.ended", ANY,
        ROW "WHERE c.state IN ('accepted', 'withdrawn') ORDER BY c.decided_at DESC LIMIT 50"},
    [OF] = {"founder.of", ANY,
        ROW "WHERE c.institution = :institution ORDER BY c.filed_at DESC, c.id DESC LIMIT 20"},
    [COUNT_WAITING] = {"founder.count", ANY,
        "SELECT count(*) AS n, COALESCE(min(handed_at), 0) AS handed_at FROM founder_change"
        " WHERE state = 'filed'"},
    [ADD] = {"founder.add", SHARED,
        "INSERT INTO founder_change (number, institution, state, name, founder,"
        " founder_jis, changed_on, said, old_name, old_founder, base, filed_at, filed_by,"
        " handed_at, due) VALUES (:number, :institution, :state, :name, :founder,"
        " :founder_jis, :changed_on, :said, :old_name, :old_founder, :base, :filed_at,"
        " :filed_by, :handed_at, :due) RETURNING id"},
    /* rev and state as they were read: whoever comes second changes nothing. */
    [STORE] = {"founder.store", SHARED,
        "UPDATE founder_change SET state = :state, version = :version, name = :name,"
        " founder = :founder, founder_jis = :founder_jis, changed_on = :changed_on,"
        " said = :said, old_name = :old_name, old_founder = :old_founder, base = :base,"
        " filed_by = :filed_by, handed_at = :handed_at, due = :due,"
        " decided_at = :decided_at, decided_by = :decided_by, reason = :reason,"
        " note = :note, rev = rev + 1 WHERE id = :id AND rev = :rev AND state = :was"},
    [RESTATE] = {"founder.restate", ANY,
        "UPDATE statement SET name = :name, founder = :founder, founder_jis = :founder_jis,"
        " rev = rev + 1 WHERE institution = :institution AND rev = :base"},
};

static const struct query event_queries[] = {
    [EVENTS] = {"founder_event.of", SHARED,
        "SELECT id, change, at, version, actor, event, from_state, to_state, name, founder,"
        " changed_on, reason, note FROM founder_event WHERE change = :change ORDER BY id"},
    [EVENT_ADD] = {"founder_event.add", SHARED,
        "INSERT INTO founder_event (change, at, version, actor, event, from_state,"
        " to_state, name, founder, changed_on, reason, note) VALUES (:change, :at, :version,"
        " :actor, :event, :from_state, :to_state, :name, :founder, :changed_on, :reason,"
        " :note)"},
};

const struct model founder_model = MODEL(founder_change, cols, queries);
const struct model founder_event_model = MODEL(founder_event, event_cols, event_queries);

#define CLINIC FOUNDER_BY_CLINIC
#define DESKS  FOUNDER_BY_DESK

const struct founder_rule founder_rules[] = {
    {"", FOUNDER_FILE, CLINIC, "filed", "filed"},
    {"filed", FOUNDER_CORRECT, CLINIC, "filed", "corrected"},
    {"filed", FOUNDER_RETURN, DESKS, "returned", "returned"},
    {"filed", FOUNDER_ACCEPT, DESKS, "accepted", "accepted"},
    {"filed", FOUNDER_WITHDRAW, CLINIC | DESKS, "withdrawn", "withdrawn"},
    {"returned", FOUNDER_CORRECT, CLINIC, "filed", "corrected"},
    {"returned", FOUNDER_WITHDRAW, CLINIC | DESKS, "withdrawn", "withdrawn"},
    {NULL, 0, 0, NULL, NULL},
};

const struct founder_rule *founder_rule(struct str state, enum founder_act act, unsigned who)
{
    for (const struct founder_rule *r = founder_rules; r->from; r++)
        if (r->act == act && r->who & who && str_is(state, r->from))
            return r;
    return NULL;
}

const struct founder_reason founder_reasons[] = {
    {"unreadable", "書類の文字が読めない",
        "付けていただいた書類の文字が読めません。明るいところで、全体が入るように撮り直してください。"},
    {"paper", "届け出たことがわからない",
        "厚生局か保健所に届け出たことが、書類でわかりません。受付の印がある届けの控えか、登記事項証明書を付けてください。"},
    {"differs", "書類と入力がちがう",
        "書類に書かれた開設者や名称と、入力した内容がちがいます。書類のとおりに直してください。"},
    {"day", "変わった日がちがう",
        "書類に書かれた日と、入力した日がちがいます。書類のとおりに直してください。"},
    {"anew", "新しい指定になる変更",
        "開設者がほかの人や法人にかわるときは、廃止と新しい指定の手続きになり、医療機関等コードが"
        "かわることがあります。まず、地方厚生局に確かめてください。"},
    {"other", "そのほか", "下に書いたところを、直してください。"},
    {NULL, NULL, NULL},
};

const struct founder_reason *founder_reason(struct str id)
{
    for (const struct founder_reason *r = founder_reasons; r->id; r++)
        if (str_is(id, r->id))
            return r;
    return NULL;
}

const struct choice founder_papers[] = {
    {"bureau", "地方厚生局に出した変更の届けの控え"},
    {"health", "保健所に出した届け・許可の控え"},
    {"registry", "登記事項証明書"},
    {"other", "そのほかの書類"},
    {NULL, NULL},
};

const char *founder_no_text(enum founder_no no)
{
    static const char *const texts[FOUNDER_NOS] = {
        [FOUNDER_NO_STATE] = "いまの状態では、できません。いまの内容を見てください。",
        [FOUNDER_NO_CHANGED] = "この画面を開いたあとで、内容が変わりました。いまの内容を見てください。",
        [FOUNDER_NO_OPEN] = "前に届け出た変更を確かめているところです。それを直すか、取り下げてください。",
        [FOUNDER_NO_SAME] = "医療機関等名も開設者氏名も、いまの登録と同じです。変わったところを直してください。",
        [FOUNDER_NO_STATEMENT] = "アカウントの登録がないので、変えるものがありません。",
        [FOUNDER_NO_MOVED] = "届け出たあとで、登録の内容が変わりました。差し戻して、もう一度出してもらってください。",
        [FOUNDER_NO_DAY] = "変わった日は、きょうまでの日を入力してください。",
        [FOUNDER_NO_REASON] = "差し戻す理由を選んでください。「そのほか」のときは、直してほしいことも書いてください。",
    };

    if (no <= FOUNDER_DONE || no >= FOUNDER_NOS)
        die("founder: %d is no reason", (int)no);
    return texts[no];
}

/* ---------------------------------------------------------------- moving */

static bool get(struct db *db, int64_t id, struct founder_change *out)
{
    return db_one(db, &founder_model, GET, &(struct founder_change){.id = id}, out);
}

static void put_event(struct db *db, const struct founder_change *c, struct str from,
    const struct founder_rule *rule, const struct founder_by *by)
{
    struct founder_event e = {.change = c->id, .at = by->at, .version = c->version,
        .actor = by->actor, .event = str_of(rule->event), .from_state = from,
        .to_state = str_of(rule->to), .name = c->name, .founder = c->founder,
        .changed_on = c->changed_on, .reason = c->reason, .note = c->note};

    if (db_run(db, &founder_event_model, EVENT_ADD, &e) != OK)
        die("founder: conflict");
}

/* What is handed in: the values, checked against what is in force. now_… are joined. */
static enum founder_no take(struct arena *a, struct founder_change *c,
    const struct founder_by *by, const struct founder_input *in)
{
    struct date today = date_tokyo(by->at), day;

    if (!c->now_rev)
        return FOUNDER_NO_STATEMENT;
    if (str_eq(in->name, c->now_name) && str_eq(in->founder, c->now_founder))
        return FOUNDER_NO_SAME;
    if (!date_iso(in->changed_on, &day) || date_cmp(day, today) > 0)
        return FOUNDER_NO_DAY;
    c->name = in->name;
    c->founder = in->founder;
    c->founder_jis = jis_beside(a, in->founder, in->founder, in->founder_jis);
    c->changed_on = in->changed_on;
    c->said = in->said;
    c->old_name = c->now_name;
    c->old_founder = c->now_founder;
    c->base = c->now_rev;
    c->filed_by = by->actor;
    c->handed_at = by->at;
    c->due = date_text(a, date_add_days(today, FOUNDER_DAYS));
    c->reason = c->note = c->decided_by = S("");
    c->decided_at = 0;
    return FOUNDER_DONE;
}

enum founder_no founder_file(struct db *db, struct arena *a, int64_t institution,
    const struct founder_by *by, const struct founder_input *in, struct founder_change *out)
{
    const struct founder_rule *rule = founder_rule(S(""), FOUNDER_FILE, by->who);
    struct founder_change c = {.institution = institution, .filed_at = by->at, .version = 1};
    struct founder_change found = {.institution = institution};
    char number[RECEIPT_NUMBER + 1];
    struct account now;
    enum founder_no no;

    if (!rule)
        return FOUNDER_NO_STATE;
    if (db_one(db, &founder_model, IN_THE_WAY, &found, out))
        return FOUNDER_NO_OPEN;
    if (account_statement(db, &now)) {
        c.now_name = now.name;
        c.now_founder = now.founder;
        c.now_rev = now.statement_rev;
    }
    no = take(a, &c, by, in);
    if (no != FOUNDER_DONE)
        return no;
    receipt_make(number);
    c.number = arena_str(a, str_of(number));
    c.state = str_of(rule->to);
    if (db_put(db, &founder_model, ADD, &c, &found) != OK)
        return FOUNDER_NO_OPEN;
    c.id = found.id;
    put_event(db, &c, S(""), rule, by);
    return get(db, c.id, out) ? FOUNDER_DONE : FOUNDER_NO_CHANGED;
}

static enum founder_no decide(
    struct founder_change *c, const struct founder_by *by, const struct founder_input *in)
{
    c->decided_at = by->at;
    c->decided_by = by->actor;
    c->reason = in->reason;
    c->note = in->note;
    return FOUNDER_DONE;
}

static enum founder_no change(struct arena *a, struct founder_change *c,
    enum founder_act act, const struct founder_by *by, const struct founder_input *in)
{
    switch (act) {
    case FOUNDER_CORRECT:
        c->version++;
        return take(a, c, by, in);
    case FOUNDER_RETURN:
        if (!founder_reason(in->reason) || (str_is(in->reason, "other") && !in->note.n))
            return FOUNDER_NO_REASON;
        return decide(c, by, in);
    case FOUNDER_ACCEPT:
        if (!c->now_rev)
            return FOUNDER_NO_STATEMENT;
        if (c->now_rev != c->base)
            return FOUNDER_NO_MOVED;
        return decide(c, by, &(struct founder_input){.note = in->note});
    case FOUNDER_WITHDRAW:
        return decide(c, by, &(struct founder_input){.reason = c->reason, .note = c->note});
    case FOUNDER_FILE:
    case FOUNDER_ACTS:
        break;
    }
    return FOUNDER_NO_STATE;
}

enum founder_no founder_move(struct db *db, struct arena *a, struct founder_change *c,
    enum founder_act act, const struct founder_by *by, const struct founder_input *in,
    const struct founder_rule **rule)
{
    struct founder_change x;
    enum founder_no no;

    *rule = founder_rule(c->state, act, by->who);
    if (in->rev && in->rev != c->rev)
        return FOUNDER_NO_CHANGED;
    if (!*rule || !c->id)
        return FOUNDER_NO_STATE;
    x = *c;
    no = change(a, &x, act, by, in);
    if (no != FOUNDER_DONE)
        return no;
    x.was = c->state;
    x.state = str_of((*rule)->to);
    if (db_run(db, &founder_model, STORE, &x) != OK)
        return FOUNDER_NO_CHANGED;
    /* The row and what it changes go together: the caller's savepoint is undone otherwise. */
    if (act == FOUNDER_ACCEPT && db_run(db, &founder_model, RESTATE, &x) != OK)
        die("founder: the statement moved");
    put_event(db, &x, c->state, *rule, by);
    return get(db, c->id, c) ? FOUNDER_DONE : FOUNDER_NO_CHANGED;
}

/* ---------------------------------------------------------------- finding */

static struct founder_list list(struct db *db, int q, int64_t institution)
{
    struct founder_change in = {.institution = institution};
    struct rows r = db_all(db, &founder_model, q, &in);

    return (struct founder_list){r.v, r.n};
}

bool founder_open(struct db *db, struct founder_change *out)
{
    return db_one(db, &founder_model, OPEN, NULL, out);
}

struct founder_list founder_mine(struct db *db)
{
    return list(db, MINE, 0);
}

bool founder_of_mine(struct db *db, struct str number, struct founder_change *out)
{
    return db_one(
        db, &founder_model, OF_MINE, &(struct founder_change){.number = number}, out);
}

bool founder_by_number(struct db *db, struct str number, struct founder_change *out)
{
    return db_one(
        db, &founder_model, BY_NUMBER, &(struct founder_change){.number = number}, out);
}

struct founder_list founder_waiting(struct db *db)
{
    return list(db, WAITING, 0);
}

struct founder_list founder_ended(struct db *db)
{
    return list(db, ENDED, 0);
}

struct founder_list founder_of(struct db *db, int64_t institution)
{
    return list(db, OF, institution);
}

struct founder_events founder_events(struct db *db, int64_t change)
{
    struct rows r = db_all(
        db, &founder_event_model, EVENTS, &(struct founder_event){.change = change});

    return (struct founder_events){r.v, r.n};
}

int64_t founder_count(struct db *db, int64_t *oldest)
{
    struct founder_change out = {.n = 0};

    db_one(db, &founder_model, COUNT_WAITING, NULL, &out);
    *oldest = out.handed_at;
    return out.n;
}
