/* steps.h: the way of a form through 入力 → 確認 → 完了, for forms that keep one row:
 *
 *     static const struct steps steps = {begin, check, draw, commit};
 *
 *     static int input(struct req *r)
 *     {
 *         struct room row;
 *         return steps_input(r, &steps, &row);
 *     }
 *
 * and the same for steps_input_post, steps_confirm and steps_confirm_post; the confirm
 * page's address is the input page's with /confirm behind it. The row's rev, which begin
 * gives to form_init, decides whether somebody else was faster; 0: a new row. */
#ifndef WEB_STEPS_H
#define WEB_STEPS_H

#include "web/form.h"

struct steps {
    /* Loads the row and calls form_init. False: there is no such page. */
    bool (*begin)(struct form *f, struct req *r, void *row);
    /* What no column's check can see: form_complain. */
    void (*check)(struct form *f, const void *row);
    /* Opens the page and draws the form, or what is to be confirmed. */
    void (*draw)(struct form *f, const void *row, bool confirm, bool wrong, struct str said);
    /* Puts the form's values into the row and saves it, with f->rev. Where it leads to, a
     * path that lives in the arena at least; NULL: it was not saved, for somebody was
     * faster, and nothing is kept of it. */
    const char *(*commit)(struct form *f, void *row);
};

int steps_input(struct req *r, const struct steps *s, void *row);
int steps_input_post(struct req *r, const struct steps *s, void *row);
int steps_confirm(struct req *r, const struct steps *s, void *row);
int steps_confirm_post(struct req *r, const struct steps *s, void *row);

#endif
