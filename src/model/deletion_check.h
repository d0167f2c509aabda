/* deletion_check.h: the questions to a caller. They are drawn from what the portal and the
 * master know when the case is opened, those first that are not public; an answer is looked
 * up and shown only when the operator says that the question is being asked. */
#ifndef MODEL_DELETION_CHECK_H
#define MODEL_DELETION_CHECK_H

#include "model/deletion.h"

struct deletion_check {
    int64_t deletion, opened_at, opened_by;
    struct str question; /* the key */
    struct str result;   /* "" right wrong unknown */
    struct str text;     /* the question in words; filled in by deletion_checks */
    struct str answer;   /* empty until opened; likewise */
    int64_t n;
};

struct deletion_checks {
    struct deletion_check *v;
    size_t n;
};

extern const struct model deletion_check_model;

/* Draws the questions of a new case. */
void deletion_check_draw(struct db *db, struct arena *a, const struct deletion *d);
struct deletion_checks deletion_checks(
    struct db *db, struct arena *a, const struct deletion *d);
/* The question is asked now. ERR_NOT_FOUND: no such question, or asked before. */
enum err deletion_check_open(
    struct db *db, int64_t deletion, struct str question, int64_t staff) MUST_USE;
/* What the caller knew: right wrong unknown. ERR_NOT_FOUND: not asked, or answered. */
enum err deletion_check_answer(
    struct db *db, int64_t deletion, struct str question, struct str result) MUST_USE;
/* Enough right answers: DELETION_RIGHT, or all if fewer were drawn. */
bool deletion_check_passed(struct db *db, int64_t deletion);

#endif
