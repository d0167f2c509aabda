/* deletion_check.c: see deletion_check.h. */
#include "model/deletion_check.h"

#include "model/account.h"
#include "model/desk.h"
#include "sys/secret.h"
#include "util/date.h"
#include "util/str.h"

static const struct col cols[] = {
    COL(deletion_check, deletion), COL(deletion_check, opened_at, .null = true),
    COL(deletion_check, opened_by, .null = true), COL(deletion_check, question),
    COL(deletion_check, result), COL(deletion_check, n),
};

enum { LIST, ADD, OPEN, ANSWER, RIGHT, DRAWN };

static const struct query queries[] = {
    [LIST] = {"deletion_check.list", ANY,
        "SELECT deletion, question, opened_at, opened_by, result FROM deletion_check"
        " WHERE deletion = :deletion ORDER BY question"},
    [ADD] = {"deletion_check.add", ANY,
        "INSERT INTO deletion_check (deletion, question) VALUES (:deletion, :question)"},
    [OPEN] = {"deletion_check.open", ANY,
        "UPDATE deletion_check SET opened_at = :now, opened_by = :opened_by"
        " WHERE deletion = :deletion AND question = :question AND opened_at IS NULL"},
    [ANSWER] = {"deletion_check.answer", ANY,
        "UPDATE deletion_check SET result = :result WHERE deletion = :deletion"
        " AND question = :question AND opened_at IS NOT NULL AND result = ''"},
    [RIGHT] = {"deletion_check.right", ANY,
        "SELECT count(*) AS n FROM deletion_check WHERE deletion = :deletion"
        " AND result = 'right'"},
    [DRAWN] = {"deletion_check.drawn", ANY,
        "SELECT count(*) AS n FROM deletion_check WHERE deletion = :deletion"},
};

const struct model deletion_check_model = MODEL(deletion_check, cols, queries);

/* ---------------------------------------------------------------- what can be asked */

/* Where answers come from. */
struct facts {
    struct arena *a;
    struct institution i;
    struct account owner; /* id 0: there is none */
    struct str posted_on; /* of the newest letter */
};

static struct str month(const struct facts *f, int64_t at)
{
    return at ? date_month_both(f->a, date_tokyo(at)) : S("");
}

static struct str day(const struct facts *f, struct str iso)
{
    struct date d;

    return date_iso(iso, &d) ? date_japanese(f->a, d) : S("");
}

static struct str contact(const struct facts *f)
{
    return f->owner.id ? f->owner.contact : S("");
}

static struct str registered(const struct facts *f)
{
    return f->owner.id ? month(f, f->owner.created_at) : S("");
}

static struct str last_login(const struct facts *f)
{
    return f->owner.id ? month(f, f->owner.login_at) : S("");
}

static struct str letter(const struct facts *f)
{
    return day(f, f->posted_on);
}

static struct str founder(const struct facts *f)
{
    return f->i.founder;
}

static struct str designated(const struct facts *f)
{
    return day(f, f->i.designated_on);
}

static struct str beds(const struct facts *f)
{
    return f->i.beds ? arena_fmt(f->a, "%lld床", (long long)f->i.beds) : S("");
}

static struct str zip(const struct facts *f)
{
    return f->i.zip.n == 7 ? arena_fmt(f->a, STR_FMT "-" STR_FMT,
                                 STR_ARG(str_head(f->i.zip, 3)), STR_ARG(str_from(f->i.zip, 3)))
                           : S("");
}

/* What strangers can't look up stands first. */
static const struct question {
    const char *key, *text;
    struct str (*answer)(const struct facts *f); /* empty: can't be asked */
    bool public;
} questions[] = {
    {"contact", "このサイトに登録した担当者の名前を教えてください。", contact, false},
    {"registered", "アカウントを登録したのは、何年何月ごろですか。", registered, false},
    {"login", "最後にログインしたのは、何年何月ごろですか。", last_login, false},
    {"letter", "届いた案内文書の日付（右上）は、いつごろですか。", letter, false},
    {"founder", "開設者の名前（法人のときは法人名）を教えてください。", founder, true},
    {"designated", "保険医療機関などの指定を受けた日は、いつごろですか。", designated, true},
    {"beds", "病床の数を教えてください。", beds, true},
    {"zip", "届け出ている住所の郵便番号を教えてください。", zip, true},
};

static void read_facts(struct db *db, struct arena *a, int64_t institution, struct facts *f)
{
    struct desk_letters l = desk_letters_of(db, institution);

    *f = (struct facts){.a = a, .posted_on = S("")};
    if (!institution_get(db, institution, &f->i))
        die("deletion_check: no such institution");
    if (!account_of(db, institution, &f->owner))
        f->owner = (struct account){.id = 0};
    for (size_t i = 0; i < l.n && !f->posted_on.n; i++)
        if (str_is(l.v[i].state, "written") || str_is(l.v[i].state, "used"))
            f->posted_on = l.v[i].posted_on;
}

/* Any of those that are left, with the same luck for each; NULL: none. */
static const struct question *draw(const struct facts *f, bool public, unsigned *taken)
{
    const struct question *left[COUNT(questions)];
    uint32_t n = 0;

    for (size_t i = 0; i < COUNT(questions); i++)
        if (questions[i].public == public && !(*taken & 1u << i) && questions[i].answer(f).n)
            left[n++] = &questions[i];
    if (!n)
        return NULL;
    left[0] = left[secret_below(n)];
    *taken |= 1u << (left[0] - questions);
    return left[0];
}

void deletion_check_draw(struct db *db, struct arena *a, const struct deletion *d)
{
    struct facts f;
    unsigned taken = 0;

    read_facts(db, a, d->institution, &f);
    for (int n = 0; n < DELETION_QUESTIONS; n++) {
        const struct question *q = draw(&f, false, &taken);
        struct deletion_check row = {.deletion = d->id};

        if (!q)
            q = draw(&f, true, &taken);
        if (!q)
            return;
        row.question = str_of(q->key);
        if (db_run(db, &deletion_check_model, ADD, &row) != OK)
            die("deletion_check: a question twice");
    }
}

struct deletion_checks deletion_checks(
    struct db *db, struct arena *a, const struct deletion *d)
{
    struct deletion_check in = {.deletion = d->id};
    struct rows r = db_all(db, &deletion_check_model, LIST, &in);
    struct deletion_checks all = {r.v, r.n};
    struct facts f;

    read_facts(db, a, d->institution, &f);
    for (size_t i = 0; i < all.n; i++)
        for (size_t k = 0; k < COUNT(questions); k++)
            if (str_is(all.v[i].question, questions[k].key)) {
                all.v[i].text = str_of(questions[k].text);
                all.v[i].answer = all.v[i].opened_at ? questions[k].answer(&f) : S("");
            }
    return all;
}

/* ---------------------------------------------------------------- asking */

enum err deletion_check_open(
    struct db *db, int64_t deletion, struct str question, int64_t staff)
{
    return db_run(db, &deletion_check_model, OPEN,
        &(struct deletion_check){
            .deletion = deletion, .question = question, .opened_by = staff});
}

enum err deletion_check_answer(
    struct db *db, int64_t deletion, struct str question, struct str result)
{
    if (!str_is(result, "right") && !str_is(result, "wrong") && !str_is(result, "unknown"))
        return ERR_NOT_FOUND;
    return db_run(db, &deletion_check_model, ANSWER,
        &(struct deletion_check){
            .deletion = deletion, .question = question, .result = result});
}

static int64_t number(struct db *db, int q, int64_t deletion)
{
    struct deletion_check in = {.deletion = deletion}, out = {.n = 0};

    db_one(db, &deletion_check_model, q, &in, &out);
    return out.n;
}

bool deletion_check_passed(struct db *db, int64_t deletion)
{
    int64_t drawn = number(db, DRAWN, deletion);

    return number(db, RIGHT, deletion) >= (drawn < DELETION_RIGHT ? drawn : DELETION_RIGHT);
}
