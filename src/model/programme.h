/* programme.h: programmes of transitional notices, their types, questions and papers: all
 * of them rows, so that another measure needs no other program.
 *
 * A programme takes filings while it is published and opens_at <= now < closes_at. Kinds
 * are those of the institution table: hospital clinic dental pharmacy nursing. */
#ifndef MODEL_PROGRAMME_H
#define MODEL_PROGRAMME_H

#include "sys/db.h"
#include "util/date.h"

enum programme_state {
    PROGRAMME_DRAFT,  /* not published */
    PROGRAMME_COMING, /* its window has not begun */
    PROGRAMME_OPEN,
    PROGRAMME_ENDED,
};

struct programme {
    int64_t id, opens_at, closes_at, follow_days, correct_days, published, changed_at, rev;
    struct str word, title, summary, law, may_file, late_text;
};

struct programme_type {
    int64_t id, programme, number, end_months, consult, position;
    struct str word, title, circumstance, until_text;
    struct str end_rule, end_key, end_day; /* model/notice_rules.h */
    struct str attachment;                 /* required optional none */
    struct str excluded;                   /* kinds */
    struct str valid_from, valid_until;    /* days; until empty: no last one */
};

struct programme_question {
    int64_t id, type, position;
    struct str key, label, hint, input, options, shown_if, required_if, not_before,
        not_after, exit_text;
};

struct attachment_kind {
    int64_t id, type, position;
    struct str title, valid_from, valid_until;
    struct str day; /* parameter */
};

struct programme_list {
    struct programme *v;
    size_t n;
};
struct programme_types {
    struct programme_type *v;
    size_t n;
};
struct programme_questions {
    struct programme_question *v;
    size_t n;
};
struct attachment_kinds {
    struct attachment_kind *v;
    size_t n;
};

extern const struct model programme_model, programme_type_model, programme_question_model,
    attachment_kind_model;

struct programme_list programme_all(struct db *db); /* newest window first */
bool programme_get(struct db *db, int64_t id, struct programme *out);
bool programme_by_word(struct db *db, struct str word, struct programme *out);
enum programme_state programme_state(const struct programme *p, int64_t at);
/* This kind may file. */
bool programme_for(const struct programme *p, struct str kind);
/* Last day of the window. */
struct date programme_last_day(const struct programme *p);
/* 令和5年2月3日（金）から令和5年3月31日（金）まで */
struct str programme_window(struct arena *a, const struct programme *p);

/* All versions, in their order. */
struct programme_types programme_types(struct db *db, int64_t programme);
/* Those that may be taken on the day by this kind; kind "": by any. */
struct programme_types programme_types_on(
    struct db *db, int64_t programme, struct date day, struct str kind);
bool programme_type_get(struct db *db, int64_t id, struct programme_type *out);
bool programme_type_valid(const struct programme_type *t, struct date day);
bool programme_type_for(const struct programme_type *t, struct str kind);

struct programme_questions programme_questions(struct db *db, int64_t type);
/* The options of a choice, ends with value NULL; NULL: none. */
const struct choice *programme_options(struct arena *a, const struct programme_question *q);
/* The question as a column of a form: q_KEY, ⑥ label. Its offset is the caller's. */
struct col programme_column(struct arena *a, const struct programme_question *q);
/* The option's text; the value itself if it is none. */
struct str programme_answer_text(
    struct arena *a, const struct programme_question *q, struct str value);

/* Papers that are accepted on the day. */
struct attachment_kinds attachment_kinds_on(struct db *db, int64_t type, struct date day);

/* Word of a list with blanks between them. */
bool programme_lists(struct str words, struct str word);

#endif
