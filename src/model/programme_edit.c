/* programme_edit.c: programmes as staff change them; types, questions and papers are in
 * programme_edit_type.c. */
#include "model/programme_edit.h"

#include "util/str.h"

enum { DAYS_MOST = 365 };

const char *const programme_kinds[5] = {
    "hospital", "clinic", "dental", "pharmacy", "nursing"};

static struct str check_word(struct str v, struct arena *a)
{
    (void)a;
    for (size_t i = 0; i < v.n; i++)
        if (!((v.p[i] >= 'a' && v.p[i] <= 'z') || (v.p[i] >= '0' && v.p[i] <= '9') ||
                (v.p[i] == '-' && i)))
            return S("アドレスに使う名前は、英字の小文字・数字・ハイフン（-）で入力してください。例：2026-winter");
    return S("");
}

static struct str check_days(struct str v, struct arena *a)
{
    int64_t n;

    if (str_int(v, 0, DAYS_MOST, &n))
        return S("");
    return arena_fmt(a, "日数は、0から%dまでの数字で入力してください", DAYS_MOST);
}

static const struct col cols[] = {
    COL(programme_edit, id), COL(programme_edit, rev), COL(programme_edit, changed_by),
    COL(programme_edit, published), COL(programme_edit, opens_at),
    COL(programme_edit, closes_at), COL(programme_edit, may_file),
    COL(programme_edit, word, .label = "アドレスに使う名前",
        .hint = "英字の小文字・数字・ハイフンで書きます。あとから変えられません。例：2026-winter",
        .normal = N_DIGITS, .required = true, .max = 30, .check = check_word, .width = "w13"),
    COL(programme_edit, title, .label = "制度の名前", .required = true, .max = 100),
    COL(programme_edit, summary, .label = "だれのための、どのような制度か", .widget = W_AREA,
        .normal = N_LINES, .required = true, .max = 1000),
    COL(programme_edit, law, .label = "根拠", .hint = "省令や通知の名前と日付", .required = true,
        .max = 300),
    COL(programme_edit, opens_on, .label = "受付を始める日", .widget = W_DATE, .normal = N_DATE,
        .hint = "この日の0時から届け出られます。例：令和9年2月1日", .required = true, .width = "w13"),
    COL(programme_edit, last_on, .label = "受付の最後の日", .widget = W_DATE, .normal = N_DATE,
        .hint = "この日の24時まで届け出られます。", .required = true, .width = "w13"),
    COL(programme_edit, hospital, .label = "病院が届け出る", .widget = W_CHECK),
    COL(programme_edit, clinic, .label = "診療所（医科）が届け出る", .widget = W_CHECK),
    COL(programme_edit, dental, .label = "歯科診療所が届け出る", .widget = W_CHECK),
    COL(programme_edit, pharmacy, .label = "薬局が届け出る", .widget = W_CHECK),
    COL(programme_edit, nursing, .label = "訪問看護ステーションが届け出る", .widget = W_CHECK),
    COL(programme_edit, follow_days, .label = "書類をあとから出せる日数",
        .hint = "届け出た日から数えます。0にすると、書類といっしょでないと届け出られません。",
        .widget = W_NUMBER, .normal = N_DIGITS, .required = true, .max = 3,
        .check = check_days, .inputmode = "numeric", .width = "w4"),
    COL(programme_edit, correct_days, .label = "差し戻されたあと、直せる日数",
        .widget = W_NUMBER, .normal = N_DIGITS, .required = true, .max = 3,
        .check = check_days, .inputmode = "numeric", .width = "w4"),
    COL(programme_edit, late_text, .label = "受付の期間のあとに出す案内", .widget = W_AREA,
        .normal = N_LINES, .max = 1000),
};

enum { GET, COPY, SAVE, TOUCH, PUBLISH };

static const struct query queries[] = {
    [GET] = {"programme_edit.get", ANY,
        "SELECT id, rev, COALESCE(changed_by, 0) AS changed_by, word, title, summary, law,"
        " may_file, opens_at, closes_at, follow_days, correct_days, late_text, published"
        " FROM programme WHERE word = :word"},
    [COPY] = {"programme_edit.copy", ANY,
        "INSERT INTO programme (word, title, summary, law, may_file, opens_at, closes_at,"
        " follow_days, correct_days, late_text, published, changed_at, changed_by)"
        " SELECT :word, :title, summary, law, may_file, :opens_at, :closes_at, follow_days,"
        " correct_days, late_text, 0, :now, :changed_by FROM programme WHERE id = :id"
        " RETURNING id"},
    [SAVE] = {"programme_edit.save", ANY,
        "UPDATE programme SET title = :title, summary = :summary, law = :law,"
        " may_file = CASE published WHEN 0 THEN :may_file ELSE may_file END,"
        " opens_at = CASE published WHEN 0 THEN :opens_at ELSE opens_at END,"
        " closes_at = :closes_at, follow_days = :follow_days, correct_days = :correct_days,"
        " late_text = :late_text, changed_at = :now, changed_by = :changed_by, rev = rev + 1"
        " WHERE id = :id AND rev = :rev"},
    [TOUCH] = {"programme_edit.touch", ANY,
        "UPDATE programme SET changed_at = :now, changed_by = :changed_by, rev = rev + 1"
        " WHERE id = :id"},
    [PUBLISH] = {"programme_edit.publish", ANY,
        "UPDATE programme SET published = 1, changed_at = :now, rev = rev + 1"
        " WHERE id = :id AND rev = :rev AND published = 0"},
};

const struct model programme_edit_model = MODEL(programme_edit, cols, queries);

/* ---------------------------------------------------------------- kinds as flags */

bool type_kind_of(int64_t *const flags[5], struct str words)
{
    bool some = false;

    for (int i = 0; i < 5; i++) {
        *flags[i] = programme_lists(words, str_of(programme_kinds[i]));
        some = some || *flags[i];
    }
    return some;
}

struct str type_kinds_text(struct arena *a, const int64_t flags[5])
{
    struct str all = S("");

    for (int i = 0; i < 5; i++)
        if (flags[i])
            all = arena_fmt(
                a, STR_FMT "%s%s", STR_ARG(all), all.n ? " " : "", programme_kinds[i]);
    return all;
}

static void to_row(struct arena *a, struct programme_edit *p)
{
    struct date from, last;

    p->may_file = type_kinds_text(a,
        (int64_t[]){p->hospital, p->clinic, p->dental, p->pharmacy, p->nursing});
    if (date_iso(p->opens_on, &from))
        p->opens_at = date_start(from);
    if (date_iso(p->last_on, &last))
        p->closes_at = date_start(date_add_days(last, 1));
}

bool programme_edit_get(
    struct db *db, struct arena *a, struct str word, struct programme_edit *out)
{
    if (!db_one(db, &programme_edit_model, GET, &(struct programme_edit){.word = word}, out))
        return false;
    type_kind_of((int64_t *const[]){&out->hospital, &out->clinic, &out->dental,
                     &out->pharmacy, &out->nursing},
        out->may_file);
    out->opens_on = date_text(a, date_tokyo(out->opens_at));
    out->last_on = date_text(a, date_tokyo(out->closes_at - 1));
    return true;
}

enum err programme_edit_save(struct db *db, struct arena *a, struct programme_edit *row)
{
    to_row(a, row);
    return db_run(db, &programme_edit_model, SAVE, row) == OK ? OK : ERR_CONFLICT;
}

void programme_touched(struct db *db, int64_t programme, int64_t staff)
{
    struct programme_edit in = {.id = programme, .changed_by = staff};

    if (db_run(db, &programme_edit_model, TOUCH, &in) != OK)
        die("programme: no such one");
}

/* ---------------------------------------------------------------- copying */

enum err programme_copy(struct db *db, struct arena *a, const struct programme_edit *row)
{
    struct programme_types types = programme_types(db, row->id);
    struct programme_edit in = *row, out = {.id = 0};
    enum err e;

    to_row(a, &in);
    e = db_put(db, &programme_edit_model, COPY, &in, &out);
    for (size_t i = 0; e == OK && i < types.n; i++)
        if (!types.v[i].valid_until.n)
            e = type_copy(db, &types.v[i], out.id, row->opens_on, &(int64_t){0});
    return e;
}

/* ---------------------------------------------------------------- opening */

static void gap(struct programme_gaps *g, struct str sentence)
{
    if (g->n < COUNT(g->v))
        g->v[g->n++] = sentence;
}

static bool asks(const struct programme_questions *all, struct str key, const char *input)
{
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->v[i].key, key) &&
            (str_is(all->v[i].input, "date") || str_is(all->v[i].input, input)))
            return true;
    return false;
}

/* An end that nobody could reckon, papers that nobody could attach. */
static void type_gaps(
    struct db *db, struct arena *a, const struct programme_type *t, struct programme_gaps *g)
{
    struct programme_questions all = programme_questions(db, t->id);
    struct date day;

    if (str_is(t->end_rule, "fixed") && !t->end_day.n)
        gap(g, arena_fmt(a, "類型%lldに、終わりの日がありません。", (long long)t->number));
    if ((str_is(t->end_rule, "answer") || str_is(t->end_rule, "months_after")) &&
        !asks(&all, t->end_key, "month"))
        gap(g, arena_fmt(a, "類型%lldの終わりを数える質問（" STR_FMT "）が、日付の質問にありません。",
            (long long)t->number, STR_ARG(t->end_key)));
    for (size_t i = 0; i < all.n; i++)
        if (str_is(all.v[i].input, "choice") && !all.v[i].options.n)
            gap(g, arena_fmt(a, "類型%lldの「" STR_FMT "」に、選ぶものがありません。",
                (long long)t->number, STR_ARG(all.v[i].label)));
    if (str_is(t->attachment, "required") && date_iso(t->valid_from, &day) &&
        !attachment_kinds_on(db, t->id, day).n)
        gap(g, arena_fmt(a, "類型%lldに、受け取る書類がありません。", (long long)t->number));
}

void programme_gaps(
    struct db *db, struct arena *a, const struct programme *p, struct programme_gaps *out)
{
    struct programme_types types = programme_types(db, p->id);
    struct programme_types first =
        programme_types_on(db, p->id, date_tokyo(p->opens_at), S(""));

    out->n = 0;
    if (!p->may_file.n)
        gap(out, S("だれが届け出るのかを、選んでください。"));
    if (!types.n || !first.n)
        gap(out, S("受付を始める日に使える類型がありません。"));
    for (size_t i = 0; i < first.n; i++)
        for (size_t k = 0; k < i; k++)
            if (first.v[i].number == first.v[k].number)
                gap(out, arena_fmt(a, "類型%lldが2つあります。", (long long)first.v[i].number));
    for (size_t i = 0; i < types.n; i++)
        type_gaps(db, a, &types.v[i], out);
}

enum err programme_publish(struct db *db, struct arena *a, const struct programme_edit *row,
    int64_t staff, bool admin)
{
    struct programme_gaps gaps;
    struct programme p;

    if (!programme_get(db, row->id, &p) || p.published ||
        (row->changed_by == staff && !admin))
        return ERR_DENIED;
    programme_gaps(db, a, &p, &gaps);
    if (gaps.n)
        return ERR_DENIED;
    return db_run(db, &programme_edit_model, PUBLISH, row) == OK ? OK : ERR_CONFLICT;
}
