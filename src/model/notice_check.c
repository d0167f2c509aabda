/* notice_check.c: see notice_check.h. */
#include "model/notice_check.h"

#include "model/attachment.h"
#include "model/prefecture.h"
#include "sys/clock.h"
#include "util/kana.h"
#include "util/str.h"

const struct choice notice_check_words[] = {
    {"founder", "① 開設者氏名がちがう"},
    {"name", "② 名称がちがう"},
    {"address", "③ 所在地がちがう"},
    {"code", "④ コードがちがう"},
    {"codes", "④ ほかのコードがちがう"},
    {"kind", "届け出られない施設"},
    {"type", "選べない類型"},
    {"answers", "⑥ 補足事項が足りない"},
    {"day", "⑥ 日付が決まりの外"},
    {"end", "終わりの日が決まりの外"},
    {"window", "受付の期間の外"},
    {"paper", "書類がない"},
    {"follow", "書類を待っている"},
    {"old_paper", "受け取れない書類"},
    {"scan", "紙の写しがない"},
    {"again", "2つ目の届出"},
    {"closed", "廃止した施設"},
    {"proof", "登録の確認がまだ"},
    {"consult", "事情の判断がいる"},
    {NULL, NULL},
};

struct str notice_check_title(struct str word)
{
    for (const struct choice *c = notice_check_words; c->value; c++)
        if (str_is(word, c->value))
            return str_of(c->label);
    return word;
}

/* ---------------------------------------------------------------- statements */

static const struct col cols[] = {
    COL(notice_check_row, id), COL(notice_check_row, institution),
    COL(notice_check_row, programme), COL(notice_check_row, version),
    COL(notice_check_row, checked), COL(notice_check_row, risk), COL(notice_check_row, n),
    COL(notice_check_row, failed), COL(notice_check_row, code),
    COL(notice_check_row, number), COL(notice_check_row, proof),
    COL(notice_check_row, pref), COL(notice_check_row, score_table),
};

enum { KEEP, NEW_ONES, STALE, BEFORE, OTHER, PROOF };

static const struct query queries[] = {
    [KEEP] = {"notice_check.keep", ANY,
        "UPDATE notice SET failed = :failed, risk = :risk, checked = :version,"
        " checked_at = :now WHERE id = :id AND version = :version"},
    [NEW_ONES] = {"notice_check.new", ANY,
        "SELECT id FROM notice WHERE state = 'filed' AND checked <> version"
        " ORDER BY filed_at LIMIT :n"},
    [STALE] = {"notice_check.stale", ANY,
        "SELECT n.id FROM notice n JOIN institution i ON i.id = n.institution"
        " WHERE n.state = 'filed' AND n.id > :id AND n.checked = n.version"
        " AND (i.changed_at >= n.checked_at"
        " OR date(n.checked_at, 'unixepoch', '+9 hours') < :today"
        " OR EXISTS (SELECT 1 FROM attachment x WHERE x.owner_table = 'notice'"
        " AND x.owner = n.id AND x.at >= n.checked_at)) ORDER BY n.id LIMIT :n"},
    [BEFORE] = {"notice_check.before", ANY,
        "SELECT number FROM notice WHERE institution = :institution AND"
        " programme = :programme AND id <> :id AND version > 0"
        " ORDER BY made_at DESC LIMIT 1"},
    [OTHER] = {"notice_check.other", ANY,
        "SELECT i.id AS institution, COALESCE((SELECT x.number FROM notice x"
        " WHERE x.institution = i.id AND x.programme = :programme"
        " AND x.state IN ('filed', 'accepted', 'returned')), '') AS number"
        " FROM institution i WHERE i.pref = :pref AND i.score_table = :score_table"
        " AND i.code = :code"},
    [PROOF] = {"notice_check.proof", ANY,
        "SELECT proof FROM statement WHERE institution = :institution"},
};

const struct model notice_check_model = {.name = "notice_check", .cols = cols,
    .n_cols = COUNT(cols), .size = sizeof(struct notice_check_row), .queries = queries,
    .n_queries = COUNT(queries), .slot = &(int){0}};

/* ---------------------------------------------------------------- a look */

struct look {
    struct db *db;
    struct arena *a;
    const struct notice *n;
    struct institution i;
    struct programme p;
    struct programme_type t;
    struct notice_answers answers;
    struct attachment_list files; /* of the newest version */
    struct notice_checked *out;
    struct date filed;
    char today[11];
};

static void doubt(struct look *l, const char *word, int64_t weight, struct str text)
{
    struct notice_checked *c = l->out;

    if (c->n == NOTICE_DOUBTS)
        die("notice_check: too many doubts");
    for (size_t i = 0; i < c->n; i++)
        if (strcmp(c->v[i].word, word) == 0)
            return; /* once is enough to look */
    c->v[c->n++] = (struct notice_doubt_found){word, text, weight};
    c->risk += weight;
    c->words = arena_fmt(
        l->a, STR_FMT "%s%s", STR_ARG(c->words), c->words.n ? " " : "", word);
}

static bool same(struct look *l, struct str a, struct str b)
{
    return str_eq(text_key(l->a, a), text_key(l->a, b));
}

static void compare(
    struct look *l, const char *word, int64_t weight, struct str filed, struct str master)
{
    if (!same(l, filed, master))
        doubt(l, word, weight, arena_fmt(l->a, "届出は「" STR_FMT "」、基本情報は「" STR_FMT "」です。",
                                   STR_ARG(filed), STR_ARG(master)));
}

static void items(struct look *l)
{
    struct str with = arena_fmt(l->a, STR_FMT STR_FMT, STR_ARG(prefecture_name(l->i.pref)),
        STR_ARG(l->i.address));
    struct str ten = arena_fmt(l->a, STR_FMT STR_FMT STR_FMT, STR_ARG(l->i.pref),
        STR_ARG(l->i.score_table), STR_ARG(l->i.code));

    compare(l, "founder", 20, l->n->founder, l->i.founder);
    compare(l, "name", 15, l->n->name, l->i.name);
    if (!same(l, l->n->address, with))
        compare(l, "address", 10, l->n->address, l->i.address);
    compare(l, "code", 40, l->n->code, ten);
    if (institution_closed(&l->i, str_of(l->today)))
        doubt(l, "closed", 30, arena_fmt(l->a, "基本情報では、" STR_FMT "に廃止になっています。",
                                   STR_ARG(l->i.closed_on)));
}

/* The other institutions at the same site that it files for. */
static void other_codes(struct look *l)
{
    struct str rest = l->n->other_codes, one;
    struct code c;

    while (rest.n) {
        struct notice_check_row in = {.programme = l->n->programme}, out = {.number = S("")};

        one = str_trim(str_cut(rest, ' ', &rest));
        if (!one.n)
            continue;
        if (code_parse(one, 0, 0, &c) != CODE_OK || !c.pref) {
            doubt(l, "codes", 20, arena_fmt(l->a, "「" STR_FMT "」は、10けたのコードではありません。",
                                      STR_ARG(one)));
            continue;
        }
        in.pref = str_head(code_text10(l->a, &c), 2);
        in.score_table = str_head(str_from(code_text10(l->a, &c), 2), 1);
        in.code = str_from(code_text10(l->a, &c), 3);
        if (!db_one(l->db, &notice_check_model, OTHER, &in, &out))
            doubt(l, "codes", 20, arena_fmt(l->a, STR_FMT "は、基本情報にありません。", STR_ARG(one)));
        else if (out.number.n)
            doubt(l, "again", 25, arena_fmt(l->a, STR_FMT "は、別に届け出ています（" STR_FMT "）。",
                                      STR_ARG(one), STR_ARG(out.number)));
    }
}

/* Today's rules may differ: it is held to those under which it was filed. */
static void rules(struct look *l)
{
    struct programme_questions q = programme_questions(l->db, l->n->type);
    struct date end, last;

    if (!programme_for(&l->p, l->i.kind))
        doubt(l, "kind", 50, S("この制度に届け出られる種類の施設ではありません。"));
    if (!programme_type_for(&l->t, l->i.kind) || !programme_type_valid(&l->t, l->filed))
        doubt(l, "type", 50, S("この類型は、この施設が選べないか、届け出た日に使われていません。"));
    for (size_t i = 0; i < q.n; i++) {
        enum notice_fit fit = notice_fit(l->a, &q.v[i], &l->answers, l->filed);

        if (fit == NOTICE_OUTSIDE)
            doubt(l, "day", 40, arena_fmt(l->a, "「" STR_FMT "」が、この類型の決まりに合いません。",
                                    STR_ARG(q.v[i].label)));
        else if (fit != NOTICE_FITS)
            doubt(l, "answers", 30, arena_fmt(l->a, "「" STR_FMT "」が、ないか、読み取れません。",
                                        STR_ARG(q.v[i].label)));
    }
    if (date_iso(l->n->end_day, &end) && date_iso(l->t.end_day, &last) &&
        date_cmp(end, last) > 0)
        doubt(l, "end", 40, arena_fmt(l->a, "猶予の終わりが、類型の最後の日（" STR_FMT "）よりあとです。",
                                STR_ARG(l->t.end_day)));
    if (l->t.consult)
        doubt(l, "consult", 12, S("この類型は、事情を1件ずつ見て決めます。"));
}

/* The first version counts: corrections and changes come later by right. */
static void window(struct look *l)
{
    struct notice_version v;

    if (notice_version_get(l->db, l->n->id, 1, &v) &&
        (v.at < l->p.opens_at || v.at >= l->p.closes_at))
        doubt(l, "window", 50, arena_fmt(l->a, "受付の期間は、" STR_FMT "です。",
                                   STR_ARG(programme_window(l->a, &l->p))));
}

static bool accepted_kind(struct look *l, const struct attachment *x)
{
    struct attachment_kinds all = attachment_kinds_on(l->db, l->n->type, date_tokyo(x->at));
    int64_t id;

    if (!str_int(x->kind, 1, INT64_MAX, &id))
        return true; /* of no kind: a scan, or something besides */
    for (size_t i = 0; i < all.n; i++)
        if (all.v[i].id == id)
            return true;
    return false;
}

static bool is_scan(const struct attachment *x)
{
    return str_is(x->kind, NOTICE_SCAN);
}

static void papers(struct look *l)
{
    size_t kept = 0, scans = 0;
    bool waits = l->n->follow_until.n && str_cmp(l->n->follow_until, str_of(l->today)) >= 0;

    for (size_t i = 0; i < l->files.n; i++) {
        const struct attachment *x = &l->files.v[i];

        if (!attachment_in(x, l->n->version))
            continue;
        if (is_scan(x)) {
            scans++;
            continue;
        }
        kept++;
        if (!accepted_kind(l, x))
            doubt(l, "old_paper", 15, arena_fmt(l->a, "「" STR_FMT "」は、送られた日には受け取れない書類です。",
                                          STR_ARG(x->title)));
    }
    if (l->n->paper && !scans)
        doubt(l, "scan", 25, S("郵送の届出ですが、紙の写しがついていません。"));
    if (!str_is(l->t.attachment, "required") || kept)
        return;
    if (waits)
        doubt(l, "follow", 5, arena_fmt(l->a, "必要な書類は、" STR_FMT "までに届くことになっています。",
                                  STR_ARG(l->n->follow_until)));
    else
        doubt(l, "paper", 30, S("必要な書類がついていません。あとから出せる期間も終わりました。"));
}

static void others(struct look *l)
{
    struct notice_check_row in = {.id = l->n->id, .institution = l->n->institution,
        .programme = l->n->programme}, out = {.number = S("")}, who = {.proof = S("")};

    if (db_one(l->db, &notice_check_model, BEFORE, &in, &out))
        doubt(l, "again", 25, arena_fmt(l->a, "同じ制度に、前にも届け出ています（" STR_FMT "）。",
                                  STR_ARG(out.number)));
    if (!l->n->paper && db_one(l->db, &notice_check_model, PROOF, &in, &who) && !who.proof.n)
        doubt(l, "proof", 15, S("案内文書や折り返しの電話で確かめていない、メールだけの登録からの届出です。"));
}

void notice_check(
    struct db *db, struct arena *a, const struct notice *n, struct notice_checked *out)
{
    struct look l = {.db = db, .a = a, .n = n, .out = out, .filed = date_tokyo(n->filed_at)};

    *out = (struct notice_checked){.words = S("")};
    clock_today(l.today);
    if (!institution_get(db, n->institution, &l.i) ||
        !programme_get(db, n->programme, &l.p) || !programme_type_get(db, n->type, &l.t))
        return; /* rows that a notice refers to are never removed: the database is broken */
    l.answers = notice_answers(db, n->id, n->version);
    l.files = attachment_all(db, "notice", n->id);
    items(&l);
    other_codes(&l);
    rules(&l);
    window(&l);
    papers(&l);
    others(&l);
}

void notice_check_keep(struct db *db, const struct notice *n, const struct notice_checked *c)
{
    struct notice_check_row in = {
        .id = n->id, .version = n->version, .failed = c->words, .risk = c->risk};

    if (db_run(db, &notice_check_model, KEEP, &in) == ERR_CONFLICT)
        die("notice_check: a conflict");
}

/* ---------------------------------------------------------------- the job */

static struct notice_check_ids ids(struct db *db, int q, int64_t after, int64_t n)
{
    struct notice_check_row in = {.id = after, .n = n};
    struct rows r = db_all(db, &notice_check_model, q, &in);

    return (struct notice_check_ids){r.v, r.n};
}

struct notice_check_ids notice_check_new(struct db *db, int64_t n)
{
    return ids(db, NEW_ONES, 0, n);
}

struct notice_check_ids notice_check_stale(struct db *db, int64_t after, int64_t n)
{
    return ids(db, STALE, after, n);
}
