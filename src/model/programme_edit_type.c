/* programme_edit_type.c: types, questions and papers of a programme, as staff change them;
 * see programme_edit.h. */
#include "model/programme_edit.h"

#include "util/str.h"

enum { MONTHS_MOST = 60, NUMBER_MOST = 99, KEY_MOST = 30 };

/* ---------------------------------------------------------------- what may be typed */

static struct str check_key(struct str v, struct arena *a)
{
    (void)a;
    for (size_t i = 0; i < v.n; i++)
        if (!((v.p[i] >= 'a' && v.p[i] <= 'z') || v.p[i] == '_'))
            return S("しるしは、英字の小文字と _ で入力してください。例：contract_on");
    return S("");
}

static struct str check_number(struct str v, struct arena *a)
{
    int64_t n;

    if (str_int(v, 1, NUMBER_MOST, &n))
        return S("");
    return arena_fmt(a, "番号は、1から%dまでの数字で入力してください", NUMBER_MOST);
}

static struct str check_months(struct str v, struct arena *a)
{
    int64_t n;

    if (str_int(v, 0, MONTHS_MOST, &n))
        return S("");
    return arena_fmt(a, "月の数は、0から%dまでの数字で入力してください", MONTHS_MOST);
}

static struct str check_limit(struct str v, struct arena *a)
{
    struct date d;

    (void)a;
    if (str_is(v, "today") || date_iso(v, &d))
        return S("");
    return S("日付を 2023-02-28 のように書くか、today と書いてください");
}

static struct str check_options(struct str v, struct arena *a)
{
    struct str line, label, word;

    while (v.n) {
        line = str_cut(v, '\n', &v);
        word = str_cut(line, '=', &label);
        if (str_trim(line).n && (!label.n || check_key(word, a).n))
            return S("選ぶものは、1行に1つ「しるし=ことば」と書いてください。例：closing=廃止");
    }
    return S("");
}

/* key=word, key<number, key>=number, joined with and, or: model/notice_rules.h. */
static struct str check_condition(struct str v, struct arena *a)
{
    bool wants_term = true;

    (void)a;
    while (v.n) {
        struct str term = str_cut(v, ' ', &v);
        bool joins = str_is(term, "and") || str_is(term, "or");

        if (joins == wants_term || (!joins && !str_has(term, S("=")) && !str_has(term, S("<"))))
            return S("条件は、しるし=ことば、しるし<数、しるし>=数 を and か or でつないで書いてください");
        wants_term = joins;
    }
    return wants_term ? S("条件が途中で終わっています") : S("");
}

static struct str check_required(struct str v, struct arena *a)
{
    return str_is(v, "never") ? S("") : check_condition(v, a);
}

static const struct choice end_rules[] = {
    {"fixed", "決まった日まで"},
    {"months_after", "答えの日から、何か月かたつ日まで"},
    {"answer", "答えの日まで"},
    {"none", "終わりの日は決まらない"},
    {NULL, NULL},
};
static const struct choice needs[] = {
    {"required", "必要"}, {"optional", "つけてもよい"}, {"none", "いらない"}, {NULL, NULL}};
static const struct choice inputs[] = {
    {"text", "1行の文字"}, {"area", "長い文"}, {"date", "日付"}, {"month", "年と月"},
    {"choice", "1つ選ぶ"}, {"number", "数"}, {NULL, NULL},
};

/* ---------------------------------------------------------------- columns */

static const struct col type_cols[] = {
    COL(type_edit, id), COL(type_edit, programme), COL(type_edit, position),
    COL(type_edit, excluded), COL(type_edit, valid_from), COL(type_edit, valid_until),
    COL(type_edit, source),
    COL(type_edit, number, .label = "類型の番号", .widget = W_NUMBER, .normal = N_DIGITS,
        .required = true, .max = 2, .check = check_number, .inputmode = "numeric", .width = "w4"),
    COL(type_edit, word, .label = "しるし", .hint = "英字の小文字と _ で書きます。例：system",
        .normal = N_DIGITS, .required = true, .max = KEY_MOST, .check = check_key, .width = "w13"),
    COL(type_edit, title, .label = "類型の名前", .required = true, .max = 60),
    COL(type_edit, circumstance, .label = "どのような事情のときか", .widget = W_AREA,
        .normal = N_LINES, .required = true, .max = 500),
    COL(type_edit, until_text, .label = "いつまで猶予されるか（文）", .required = true),
    COL(type_edit, end_rule, .label = "終わりの決まり", .widget = W_RADIO, .required = true,
        .choices = end_rules),
    COL(type_edit, end_key, .label = "終わりを数える質問のしるし",
        .hint = "「答えの日」で数えるときに書きます。", .normal = N_DIGITS, .max = KEY_MOST,
        .check = check_key, .width = "w13"),
    COL(type_edit, end_months, .label = "何か月たつ日か", .widget = W_NUMBER,
        .normal = N_DIGITS, .max = 2, .check = check_months, .inputmode = "numeric", .width = "w4"),
    COL(type_edit, end_day, .label = "終わりの日（おそくともこの日）", .widget = W_DATE,
        .normal = N_DATE, .width = "w13"),
    COL(type_edit, attachment, .label = "書類", .widget = W_RADIO, .required = true,
        .choices = needs),
    COL(type_edit, consult, .label = "1件ずつ事情を見て決める", .widget = W_CHECK),
    COL(type_edit, guide, .label = "相談のときに聞くこと",
        .hint = "1行に1つ。相談の記録の画面に、この順で出ます。", .widget = W_AREA,
        .normal = N_LINES, .max = 1000),
    COL(type_edit, hospital, .label = "病院は選べない", .widget = W_CHECK),
    COL(type_edit, clinic, .label = "診療所（医科）は選べない", .widget = W_CHECK),
    COL(type_edit, dental, .label = "歯科診療所は選べない", .widget = W_CHECK),
    COL(type_edit, pharmacy, .label = "薬局は選べない", .widget = W_CHECK),
    COL(type_edit, nursing, .label = "訪問看護ステーションは選べない", .widget = W_CHECK),
};

static const struct col question_cols[] = {
    COL(question_edit, id), COL(question_edit, type), COL(question_edit, position),
    COL(question_edit, key, .label = "しるし", .hint = "英字の小文字と _ で書きます。例：contract_on",
        .normal = N_DIGITS, .required = true, .max = KEY_MOST, .check = check_key, .width = "w13"),
    COL(question_edit, label, .label = "質問", .required = true, .max = 100),
    COL(question_edit, hint, .label = "説明や例", .max = 300),
    COL(question_edit, input, .label = "答え方", .widget = W_RADIO, .required = true,
        .choices = inputs),
    COL(question_edit, options, .label = "選ぶもの", .hint = "「1つ選ぶ」のときだけ。1行に1つ「しるし=ことば」と書きます。",
        .widget = W_AREA, .normal = N_LINES, .max = 1000, .check = check_options),
    COL(question_edit, shown_if, .label = "この条件のときだけ聞く",
        .hint = "例：line=from　空のときは、いつも聞きます。", .max = 200, .check = check_condition),
    COL(question_edit, required_if, .label = "この条件のとき、答えが必要",
        .hint = "空のときは、いつも必要です。いつも必要でないときは never と書きます。",
        .max = 200, .check = check_required),
    COL(question_edit, not_before, .label = "この日よりあとであること",
        .hint = "日付か today。外れると、届け出られないときの案内に進みます。", .max = 10,
        .check = check_limit, .width = "w13"),
    COL(question_edit, not_after, .label = "この日までであること", .hint = "日付か today",
        .max = 10, .check = check_limit, .width = "w13"),
    COL(question_edit, exit_text, .label = "日付が外れたときの案内", .widget = W_AREA,
        .normal = N_LINES, .max = 1000),
};

static const struct col kind_cols[] = {
    COL(kind_edit, id), COL(kind_edit, type), COL(kind_edit, position),
    COL(kind_edit, title, .label = "書類の名前", .hint = "例：回線の申込確認書の写し",
        .required = true, .max = 60),
    COL(kind_edit, valid_from, .label = "受け取りを始める日", .widget = W_DATE,
        .normal = N_DATE, .required = true, .width = "w13"),
    COL(kind_edit, valid_until, .label = "受け取る最後の日", .widget = W_DATE,
        .normal = N_DATE, .width = "w13"),
};

/* ---------------------------------------------------------------- statements */

enum { TYPE_GET, TYPE_ADD, TYPE_SAVE, TYPE_COPY, TYPE_LAST, TYPE_REMOVE };
enum { Q_GET, Q_ADD, Q_SAVE, Q_COPY, Q_REMOVE, Q_REMOVE_ALL };
enum { KIND_LIST, KIND_GET, KIND_ADD, KIND_END, KIND_COPY, KIND_REMOVE_ALL };

#define TYPE_VALUES                                                                      \
    "number, word, title, circumstance, until_text, end_rule, end_key, end_day,"         \
    " end_months, attachment, excluded, consult, guide"

static const struct query type_queries[] = {
    [TYPE_GET] = {"type_edit.get", ANY,
        "SELECT id, programme, position, " TYPE_VALUES ", valid_from, valid_until"
        " FROM programme_type WHERE id = :id"},
    [TYPE_ADD] = {"type_edit.add", ANY,
        "INSERT INTO programme_type (programme, position, valid_from, " TYPE_VALUES ")"
        " VALUES (:programme, :number, :valid_from, :number, :word, :title, :circumstance,"
        " :until_text, :end_rule, :end_key, :end_day, :end_months, :attachment, :excluded,"
        " :consult, :guide) RETURNING id"},
    [TYPE_SAVE] = {"type_edit.save", ANY,
        "UPDATE programme_type SET number = :number, position = :number, word = :word,"
        " title = :title, circumstance = :circumstance, until_text = :until_text,"
        " end_rule = :end_rule, end_key = :end_key, end_day = :end_day,"
        " end_months = :end_months, attachment = :attachment, excluded = :excluded,"
        " consult = :consult, guide = :guide WHERE id = :id"},
    [TYPE_COPY] = {"type_edit.copy", ANY,
        "INSERT INTO programme_type (programme, position, valid_from, " TYPE_VALUES ")"
        " SELECT :programme, position, :valid_from, " TYPE_VALUES " FROM programme_type"
        " WHERE id = :source RETURNING id"},
    [TYPE_LAST] = {"type_edit.last", ANY,
        "UPDATE programme_type SET valid_until = :valid_until"
        " WHERE id = :id AND valid_until = ''"},
    [TYPE_REMOVE] = {"type_edit.remove", ANY,
        "DELETE FROM programme_type WHERE id = :id AND programme IN"
        " (SELECT id FROM programme WHERE published = 0)"},
};

#define Q_VALUES                                                                         \
    "key, label, hint, input, options, shown_if, required_if, not_before, not_after,"    \
    " exit_text"

static const struct query question_queries[] = {
    [Q_GET] = {"question_edit.get", ANY,
        "SELECT id, type, position, " Q_VALUES " FROM programme_question WHERE id = :id"},
    [Q_ADD] = {"question_edit.add", ANY,
        "INSERT INTO programme_question (type, position, " Q_VALUES ") SELECT :type,"
        " COALESCE(max(position), 0) + 1, :key, :label, :hint, :input, :options, :shown_if,"
        " :required_if, :not_before, :not_after, :exit_text FROM programme_question"
        " WHERE type = :type"},
    [Q_SAVE] = {"question_edit.save", ANY,
        "UPDATE programme_question SET key = :key, label = :label, hint = :hint,"
        " input = :input, options = :options, shown_if = :shown_if,"
        " required_if = :required_if, not_before = :not_before, not_after = :not_after,"
        " exit_text = :exit_text WHERE id = :id"},
    [Q_COPY] = {"question_edit.copy", ANY,
        "INSERT INTO programme_question (type, position, " Q_VALUES ") SELECT :type,"
        " position, " Q_VALUES " FROM programme_question WHERE type = :id"},
    [Q_REMOVE] = {"question_edit.remove", ANY,
        "DELETE FROM programme_question WHERE id = :id"},
    [Q_REMOVE_ALL] = {"question_edit.remove_all", ANY,
        "DELETE FROM programme_question WHERE type = :type"},
};

static const struct query kind_queries[] = {
    [KIND_LIST] = {"kind_edit.list", ANY,
        "SELECT id, type, title, valid_from, valid_until, position FROM attachment_kind"
        " WHERE type = :type ORDER BY position, id"},
    [KIND_GET] = {"kind_edit.get", ANY,
        "SELECT id, type, title, valid_from, valid_until, position FROM attachment_kind"
        " WHERE id = :id"},
    [KIND_ADD] = {"kind_edit.add", ANY,
        "INSERT INTO attachment_kind (type, title, valid_from, valid_until, position)"
        " SELECT :type, :title, :valid_from, :valid_until, COALESCE(max(position), 0) + 1"
        " FROM attachment_kind WHERE type = :type"},
    [KIND_END] = {"kind_edit.end", ANY,
        "UPDATE attachment_kind SET valid_until = :valid_until WHERE id = :id"},
    [KIND_COPY] = {"kind_edit.copy", ANY,
        "INSERT INTO attachment_kind (type, title, valid_from, position) SELECT :type,"
        " title, :valid_from, position FROM attachment_kind"
        " WHERE type = :id AND valid_until = ''"},
    [KIND_REMOVE_ALL] = {"kind_edit.remove_all", ANY,
        "DELETE FROM attachment_kind WHERE type = :type"},
};

const struct model type_edit_model = MODEL(type_edit, type_cols, type_queries);
const struct model question_edit_model = MODEL(question_edit, question_cols, question_queries);
const struct model kind_edit_model = MODEL(kind_edit, kind_cols, kind_queries);

/* A statement that may change nothing, but may not fail. */
static void run(struct db *db, const struct model *m, int q, const void *in)
{
    if (db_run(db, m, q, in) == ERR_CONFLICT)
        die("%s: a conflict", m->queries[q].name);
}

/* ---------------------------------------------------------------- types */

bool type_editable(const struct programme *p, const struct programme_type *t, struct date today)
{
    struct date from;

    return !p->published || (date_iso(t->valid_from, &from) && date_cmp(from, today) > 0);
}

bool type_edit_get(struct db *db, int64_t id, struct type_edit *out)
{
    if (!db_one(db, &type_edit_model, TYPE_GET, &(struct type_edit){.id = id}, out))
        return false;
    type_kind_of((int64_t *const[]){&out->hospital, &out->clinic, &out->dental,
                     &out->pharmacy, &out->nursing},
        out->excluded);
    return true;
}

enum err type_edit_add(struct db *db, const struct type_edit *row, int64_t *id)
{
    struct type_edit out = {.id = 0};
    enum err e = db_put(db, &type_edit_model, TYPE_ADD, row, &out);

    *id = out.id;
    return e;
}

enum err type_edit_save(struct db *db, const struct type_edit *row)
{
    return db_run(db, &type_edit_model, TYPE_SAVE, row);
}

enum err type_copy(struct db *db, const struct programme_type *from, int64_t programme,
    struct str valid_from, int64_t *id)
{
    struct type_edit in = {
        .programme = programme, .valid_from = valid_from, .source = from->id};
    struct question_edit q = {.id = from->id};
    struct kind_edit k = {.id = from->id, .valid_from = valid_from};
    struct type_edit out = {.id = 0};
    enum err e = db_put(db, &type_edit_model, TYPE_COPY, &in, &out);

    if (e != OK)
        return e;
    *id = q.type = k.type = out.id;
    run(db, &question_edit_model, Q_COPY, &q);
    run(db, &kind_edit_model, KIND_COPY, &k);
    return OK;
}

enum err type_new_version(struct db *db, struct arena *a, const struct programme_type *old,
    struct date from, struct date today, int64_t *id)
{
    struct type_edit last = {
        .id = old->id, .valid_until = date_text(a, date_add_days(from, -1))};
    struct date began;

    if (old->valid_until.n || date_cmp(from, today) <= 0 ||
        !date_iso(old->valid_from, &began) || date_cmp(from, began) <= 0 ||
        db_run(db, &type_edit_model, TYPE_LAST, &last) != OK)
        return ERR_DENIED;
    return type_copy(db, old, old->programme, date_text(a, from), id);
}

void type_remove(struct db *db, int64_t id)
{
    run(db, &question_edit_model, Q_REMOVE_ALL, &(struct question_edit){.type = id});
    run(db, &kind_edit_model, KIND_REMOVE_ALL, &(struct kind_edit){.type = id});
    run(db, &type_edit_model, TYPE_REMOVE, &(struct type_edit){.id = id});
}

/* ---------------------------------------------------------------- questions, papers */

bool question_edit_get(struct db *db, int64_t id, struct question_edit *out)
{
    return db_one(db, &question_edit_model, Q_GET, &(struct question_edit){.id = id}, out);
}

enum err question_edit_add(struct db *db, const struct question_edit *row)
{
    return db_run(db, &question_edit_model, Q_ADD, row);
}

enum err question_edit_save(struct db *db, const struct question_edit *row)
{
    return db_run(db, &question_edit_model, Q_SAVE, row);
}

void question_remove(struct db *db, int64_t id)
{
    run(db, &question_edit_model, Q_REMOVE, &(struct question_edit){.id = id});
}

struct kind_edits kind_edits(struct db *db, int64_t type)
{
    struct rows r =
        db_all(db, &kind_edit_model, KIND_LIST, &(struct kind_edit){.type = type});

    return (struct kind_edits){r.v, r.n};
}

bool kind_edit_get(struct db *db, int64_t id, struct kind_edit *out)
{
    return db_one(db, &kind_edit_model, KIND_GET, &(struct kind_edit){.id = id}, out);
}

void kind_edit_add(struct db *db, const struct kind_edit *row)
{
    run(db, &kind_edit_model, KIND_ADD, row);
}

void kind_end(struct db *db, int64_t id, struct str last_day)
{
    run(db, &kind_edit_model, KIND_END,
        &(struct kind_edit){.id = id, .valid_until = last_day});
}
