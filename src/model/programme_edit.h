/* programme_edit.h: staff add and change programmes of transitional notices: by copying one
 * that exists, changing the copy, and having another person open it.
 *
 * While a programme is not published everything in it may be changed. Afterwards what was
 * filed must keep its rules: a type is not changed any more, but gets a new version (a new
 * row) from a day to come; a version may be changed until its first day. Papers may be
 * added at any time; one that is not accepted any more gets a last day. */
#ifndef MODEL_PROGRAMME_EDIT_H
#define MODEL_PROGRAMME_EDIT_H

#include "model/programme.h"

/* A programme as it is typed. */
struct programme_edit {
    int64_t id, rev, changed_by, published, opens_at, closes_at, follow_days, correct_days;
    int64_t hospital, clinic, dental, pharmacy, nursing; /* who may file */
    struct str word, title, summary, law, may_file, late_text;
    struct str opens_on, last_on; /* first and last day of the window */
};

/* A type as it is typed. */
struct type_edit {
    int64_t id, programme, number, end_months, consult, position;
    int64_t hospital, clinic, dental, pharmacy, nursing; /* can't take it */
    struct str word, title, circumstance, until_text, end_rule, end_key, end_day,
        attachment, excluded, guide, valid_from, valid_until;
    int64_t source; /* parameter: the row that is copied */
};

struct question_edit {
    int64_t id, type, position;
    struct str key, label, hint, input, options, shown_if, required_if, not_before,
        not_after, exit_text;
};

struct kind_edit {
    int64_t id, type, position;
    struct str title, valid_from, valid_until;
};
struct kind_edits {
    const struct kind_edit *v;
    size_t n;
};

extern const struct model programme_edit_model, type_edit_model, question_edit_model,
    kind_edit_model;
extern const char *const programme_kinds[5]; /* hospital clinic dental pharmacy nursing */

/* ---- programmes */
bool programme_edit_get(struct db *db, struct arena *a, struct str word,
    struct programme_edit *out);
/* A copy with its types, questions and papers, not published: word, title, opens_on,
 * last_on, changed_by of the row; id is the one copied. ERR_CONFLICT: the word is taken. */
enum err programme_copy(
    struct db *db, struct arena *a, const struct programme_edit *row) MUST_USE;
/* ERR_CONFLICT: somebody saved since rev. A published one keeps word, kinds and first day. */
enum err programme_edit_save(
    struct db *db, struct arena *a, struct programme_edit *row) MUST_USE;
/* Somebody changed something of it: rev + 1, and who. */
void programme_touched(struct db *db, int64_t programme, int64_t staff);

/* What is missing before it can be opened, a sentence each. */
struct programme_gaps {
    struct str v[16];
    size_t n;
};
void programme_gaps(
    struct db *db, struct arena *a, const struct programme *p, struct programme_gaps *out);
/* Opens it. ERR_DENIED: who changed it last may not, unless an administrator; something is
 * missing; it is open. ERR_CONFLICT: changed since rev. */
enum err programme_publish(struct db *db, struct arena *a, const struct programme_edit *row,
    int64_t staff, bool admin) MUST_USE;

/* ---- types; today: the day in Tokyo */
bool type_editable(const struct programme *p, const struct programme_type *t, struct date today);
bool type_edit_get(struct db *db, int64_t id, struct type_edit *out);
enum err type_edit_add(struct db *db, const struct type_edit *row, int64_t *id) MUST_USE;
enum err type_edit_save(struct db *db, const struct type_edit *row) MUST_USE;
/* The same rules from a day on (later than today), to be changed there; the one before ends
 * the day before. ERR_DENIED: not its newest version, or the day is too early. */
enum err type_new_version(struct db *db, struct arena *a, const struct programme_type *old,
    struct date from, struct date today, int64_t *id) MUST_USE;
/* With its questions and papers, into a programme; valid from the day. */
enum err type_copy(struct db *db, const struct programme_type *from, int64_t programme,
    struct str valid_from, int64_t *id) MUST_USE;
void type_remove(struct db *db, int64_t id); /* of a programme that was never published */
bool type_kind_of(int64_t *const flags[5], struct str words); /* fills the flags */
struct str type_kinds_text(struct arena *a, const int64_t flags[5]);

/* ---- questions and papers */
bool question_edit_get(struct db *db, int64_t id, struct question_edit *out);
enum err question_edit_add(struct db *db, const struct question_edit *row) MUST_USE;
enum err question_edit_save(struct db *db, const struct question_edit *row) MUST_USE;
void question_remove(struct db *db, int64_t id);
struct kind_edits kind_edits(struct db *db, int64_t type); /* all, also those that ended */
bool kind_edit_get(struct db *db, int64_t id, struct kind_edit *out);
void kind_edit_add(struct db *db, const struct kind_edit *row);
void kind_end(struct db *db, int64_t id, struct str last_day);

#endif
