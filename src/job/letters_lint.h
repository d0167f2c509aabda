/* letters_lint.h: looks at every letter of a campaign before it is printed: would each
 * paragraph be there once, is there something to say, does it fit, where does it go to. */
#ifndef JOB_LETTERS_LINT_H
#define JOB_LETTERS_LINT_H

#include "model/campaign.h"
#include "model/letter.h"

struct letters_finding {
    struct str state, reason; /* of struct letter: faulty, blocked_glyph, blocked_overflow */
    int64_t letter;
    struct str pref, score_table, code;
};
struct letters_kind { /* findings of one state and reason */
    struct str state, reason;
    int64_t n;
};

struct letters_found {
    int64_t checked, faulty, blocked; /* letters; each has one finding at the most */
    double seconds;
    LIST(struct letters_finding) all;
    LIST(struct letters_kind) kinds; /* as they came */
    LIST(struct letter) changed;     /* rows that letters_lint_save writes */
};

/* Reads all letters that are not printed and not left out, or, of a campaign without id, that
 * it would have if it were planned now; changes nothing. What it finds
 * lives in a, which needs room for all. False: why (LETTERS_WHY bytes) says what is wrong
 * with the form. */
bool letters_lint(struct db *db, struct arena *a, const char *data, const struct campaign *c,
    struct letters_found *out, char *why) MUST_USE;
/* Keeps it in the letters and the campaign, inside the caller's transaction. */
void letters_lint_save(
    struct db *db, const struct campaign *c, const struct letters_found *found);

#endif
