/* programme.c: see programme.h. */
#include "model/programme.h"

#include "util/str.h"

static const struct col cols[] = {
    COL(programme, id), COL(programme, word), COL(programme, title),
    COL(programme, summary), COL(programme, law), COL(programme, may_file),
    COL(programme, opens_at), COL(programme, closes_at), COL(programme, follow_days),
    COL(programme, correct_days), COL(programme, late_text), COL(programme, published),
    COL(programme, changed_at), COL(programme, rev),
};

static const struct col type_cols[] = {
    COL(programme_type, id), COL(programme_type, programme), COL(programme_type, number),
    COL(programme_type, word), COL(programme_type, title),
    COL(programme_type, circumstance), COL(programme_type, until_text),
    COL(programme_type, end_rule), COL(programme_type, end_key),
    COL(programme_type, end_day), COL(programme_type, end_months),
    COL(programme_type, attachment), COL(programme_type, excluded),
    COL(programme_type, consult), COL(programme_type, position),
    COL(programme_type, valid_from), COL(programme_type, valid_until),
};

static const struct col question_cols[] = {
    COL(programme_question, id), COL(programme_question, type),
    COL(programme_question, key), COL(programme_question, label),
    COL(programme_question, hint), COL(programme_question, input),
    COL(programme_question, options), COL(programme_question, shown_if),
    COL(programme_question, required_if), COL(programme_question, not_before),
    COL(programme_question, not_after), COL(programme_question, exit_text),
    COL(programme_question, position),
};

static const struct col kind_cols[] = {
    COL(attachment_kind, id), COL(attachment_kind, type), COL(attachment_kind, title),
    COL(attachment_kind, valid_from), COL(attachment_kind, valid_until),
    COL(attachment_kind, position), COL(attachment_kind, day),
};

enum { ALL, GET, BY_WORD };
enum { TYPES, TYPE_GET };
enum { QUESTIONS };
enum { KINDS_ON };
enum { AREA_MAX = 1000 }; /* characters of a long answer */

#define COLUMNS                                                                          \
    "SELECT id, word, title, summary, law, may_file, opens_at, closes_at, follow_days,"  \
    " correct_days, late_text, published, changed_at, rev FROM programme "
#define TYPE_COLUMNS                                                                     \
    "SELECT id, programme, number, word, title, circumstance, until_text, end_rule,"     \
    " end_key, end_day, end_months, attachment, excluded, consult, position, valid_from," \
    " valid_until FROM programme_type "

static const struct query queries[] = {
    [ALL] = {"programme.all", SHARED, COLUMNS "ORDER BY opens_at DESC, id DESC"},
    [GET] = {"programme.get", SHARED, COLUMNS "WHERE id = :id"},
    [BY_WORD] = {"programme.by_word", SHARED, COLUMNS "WHERE word = :word"},
};

static const struct query type_queries[] = {
    [TYPES] = {"programme_type.all", SHARED,
        TYPE_COLUMNS "WHERE programme = :programme ORDER BY position, valid_from, id"},
    [TYPE_GET] = {"programme_type.get", SHARED, TYPE_COLUMNS "WHERE id = :id"},
};

static const struct query question_queries[] = {
    [QUESTIONS] = {"programme_question.of", SHARED,
        "SELECT id, type, key, label, hint, input, options, shown_if, required_if,"
        " not_before, not_after, exit_text, position FROM programme_question"
        " WHERE type = :type ORDER BY position, id"},
};

static const struct query kind_queries[] = {
    [KINDS_ON] = {"attachment_kind.on", SHARED,
        "SELECT id, type, title, valid_from, valid_until, position FROM attachment_kind"
        " WHERE type = :type AND valid_from <= :day"
        " AND (valid_until = '' OR valid_until >= :day) ORDER BY position, id"},
};

const struct model programme_model = MODEL(programme, cols, queries);
const struct model programme_type_model = MODEL(programme_type, type_cols, type_queries);
const struct model programme_question_model =
    MODEL(programme_question, question_cols, question_queries);
const struct model attachment_kind_model =
    MODEL(attachment_kind, kind_cols, kind_queries);

/* ---------------------------------------------------------------- programmes */

struct programme_list programme_all(struct db *db)
{
    struct rows r = db_all(db, &programme_model, ALL, NULL);

    return (struct programme_list){r.v, r.n};
}

bool programme_get(struct db *db, int64_t id, struct programme *out)
{
    return db_one(db, &programme_model, GET, &(struct programme){.id = id}, out);
}

bool programme_by_word(struct db *db, struct str word, struct programme *out)
{
    return db_one(db, &programme_model, BY_WORD, &(struct programme){.word = word}, out);
}

enum programme_state programme_state(const struct programme *p, int64_t at)
{
    if (!p->published)
        return PROGRAMME_DRAFT;
    if (at < p->opens_at)
        return PROGRAMME_COMING;
    return at < p->closes_at ? PROGRAMME_OPEN : PROGRAMME_ENDED;
}

bool programme_lists(struct str words, struct str word)
{
    struct str one;

    while (words.n) {
        one = str_cut(words, ' ', &words);
        if (one.n && str_eq(one, word))
            return true;
    }
    return false;
}

bool programme_for(const struct programme *p, struct str kind)
{
    return programme_lists(p->may_file, kind);
}

struct date programme_last_day(const struct programme *p)
{
    return date_tokyo(p->closes_at - 1);
}

struct str programme_window(struct arena *a, const struct programme *p)
{
    return arena_fmt(a, STR_FMT "から" STR_FMT "まで",
        STR_ARG(date_japanese_full(a, date_tokyo(p->opens_at))),
        STR_ARG(date_japanese_full(a, programme_last_day(p))));
}

/* ---------------------------------------------------------------- types */

struct programme_types programme_types(struct db *db, int64_t programme)
{
    struct rows r = db_all(db, &programme_type_model, TYPES,
        &(struct programme_type){.programme = programme});

    return (struct programme_types){r.v, r.n};
}

static bool between(struct str from, struct str until, struct date day)
{
    struct date d;

    if (date_iso(from, &d) && date_cmp(day, d) < 0)
        return false;
    return !date_iso(until, &d) || date_cmp(day, d) <= 0;
}

bool programme_type_valid(const struct programme_type *t, struct date day)
{
    return between(t->valid_from, t->valid_until, day);
}

bool programme_type_for(const struct programme_type *t, struct str kind)
{
    return !programme_lists(t->excluded, kind);
}

struct programme_types programme_types_on(
    struct db *db, int64_t programme, struct date day, struct str kind)
{
    struct programme_types all = programme_types(db, programme);
    size_t n = 0;

    for (size_t i = 0; i < all.n; i++)
        if (programme_type_valid(&all.v[i], day) && programme_type_for(&all.v[i], kind))
            all.v[n++] = all.v[i];
    all.n = n;
    return all;
}

bool programme_type_get(struct db *db, int64_t id, struct programme_type *out)
{
    return db_one(
        db, &programme_type_model, TYPE_GET, &(struct programme_type){.id = id}, out);
}

/* ---------------------------------------------------------------- questions, papers */

struct programme_questions programme_questions(struct db *db, int64_t type)
{
    struct rows r = db_all(db, &programme_question_model, QUESTIONS,
        &(struct programme_question){.type = type});

    return (struct programme_questions){r.v, r.n};
}

const struct choice *programme_options(struct arena *a, const struct programme_question *q)
{
    struct str rest = q->options, line, label;
    size_t n = 1;
    struct choice *v;

    if (!q->options.n)
        return NULL;
    for (size_t i = 0; i < q->options.n; i++)
        n += q->options.p[i] == '\n';
    v = NEW_N(a, struct choice, n + 1);
    n = 0;
    while (rest.n) {
        line = str_trim(str_cut(rest, '\n', &rest));
        if (!line.n)
            continue;
        v[n].value = arena_cstr(a, str_cut(line, '=', &label));
        v[n++].label = arena_cstr(a, label.n ? label : line);
    }
    return v;
}

static void shape(struct col *c, struct arena *a, const struct programme_question *q)
{
    if (str_is(q->input, "date")) {
        c->widget = W_DATE;
        c->normal = N_DATE;
    } else if (str_is(q->input, "area")) {
        c->widget = W_AREA;
        c->normal = N_LINES;
        c->max = AREA_MAX;
    } else if (str_is(q->input, "number")) {
        c->widget = W_NUMBER;
        c->normal = N_DIGITS;
        c->width = "w4";
        c->inputmode = "numeric";
        c->max = 4;
    } else if (str_is(q->input, "choice")) {
        c->widget = W_RADIO;
        c->normal = N_RAW;
        c->choices = programme_options(a, q);
    } else if (str_is(q->input, "month")) {
        c->max = 20;
        c->width = "w13";
    }
}

struct col programme_column(struct arena *a, const struct programme_question *q)
{
    struct col c = {.name = arena_fmt(a, "q_" STR_FMT, STR_ARG(q->key)).p,
        .label = arena_fmt(a, "⑥ " STR_FMT, STR_ARG(q->label)).p,
        .hint = q->hint.n ? arena_cstr(a, q->hint) : NULL,
        .required = !q->shown_if.n && !q->required_if.n, .type = COL_STR};

    shape(&c, a, q);
    return c;
}

struct str programme_answer_text(
    struct arena *a, const struct programme_question *q, struct str value)
{
    const struct choice *c = programme_options(a, q);
    struct date d;

    for (; c && c->value; c++)
        if (str_is(value, c->value))
            return str_of(c->label);
    if (str_is(q->input, "date") && date_iso(value, &d))
        return date_japanese_full(a, d);
    if (str_is(q->input, "month") &&
        date_iso(arena_fmt(a, STR_FMT "-01", STR_ARG(value)), &d))
        return date_month_both(a, d);
    return value;
}

struct attachment_kinds attachment_kinds_on(struct db *db, int64_t type, struct date day)
{
    char text[DATE_ISO_LEN + 1];
    struct rows r;

    snprintf(text, sizeof(text), "%04d-%02d-%02d", day.year, day.month, day.day);
    r = db_all(db, &attachment_kind_model, KINDS_ON,
        &(struct attachment_kind){.type = type, .day = str_of(text)});
    return (struct attachment_kinds){r.v, r.n};
}
