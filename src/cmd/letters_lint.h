/* letters_lint.h: `madoguchi letters lint`, and the same check before printing. */
#ifndef CMD_LETTERS_LINT_H
#define CMD_LETTERS_LINT_H

#include "cmd/letters_options.h"

/* The campaign that --campaign names; false: after a line that says what to do. */
bool letters_find(struct db *db, const struct letters_options *o, struct campaign *k);

int letters_lint_run(struct cmd *c, struct db *db, struct letters_options *o);
/* CMD_OK: nothing is in the way of printing; else what is has been said. */
int letters_lint_before(
    struct cmd *c, struct db *db, const struct letters_options *o, struct campaign *k);

#endif
