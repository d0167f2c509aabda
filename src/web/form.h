/* form.h: forms from a column table: 入力 → 確認 → 完了.
 *
 * The input page's POST reads, normalises and checks the named columns. A wrong form is
 * drawn again with 422, what was typed kept; a right one becomes a checked draft with a
 * one-time ticket, and the browser is sent to the confirm page, which shows old → new from
 * the draft. Its POST commits once: a second press, a reload or the back button leads to
 * the result of the first. Passwords are never kept: their hash waits in the draft. */
#ifndef WEB_FORM_H
#define WEB_FORM_H

#include "model/draft.h"
#include "web/req.h"

enum { FORM_FIELDS = 24 };

struct form_field {
    const struct col *col;
    struct str old;   /* what is kept now, as it is typed */
    struct str typed; /* what the user wrote */
    struct str value; /* normalised */
    struct str error;
    bool required;
    struct str hint;  /* instead of the column's */
};

struct form {
    struct req *r;
    const struct model *model;
    const char *page; /* path of the input page; the draft's name */
    struct form_field f[FORM_FIELDS];
    size_t n, wrong;
    struct str general; /* a complaint that belongs to no field */
    struct draft draft;
    bool has_draft;
    int64_t rev; /* of the row when the user opened the form */
};

/* names: the columns of this form in their order, NULL at the end. Names that are not
 * listed can't be posted. row: what is kept now; its rev is the form's. */
void form_init(struct form *f, struct req *r, const struct model *m,
    const char *const *names, const char *page, const void *row, int64_t rev);
struct form_field *form_field_of(struct form *f, const char *name); /* dies: no such name */
/* Takes what was typed from the draft; false: there is none. */
bool form_load_draft(struct form *f);
/* Takes what was posted, or (from_draft) what the draft holds, and checks it. */
void form_read(struct form *f);
void form_check(struct form *f);
void form_complain(struct form *f, const char *name, struct str sentence); /* "" general */
/* The values into a row struct. */
void form_into(const struct form *f, void *row);

/* Keeps what was typed. checked: it may be confirmed; then the draft gets a new ticket. */
void form_keep(struct form *f, bool checked, struct str secret);
/* A press on the confirm page that needs no look at the form: 戻る leads to the page, a button
 * that was pressed before to where it led then. The answer's status; 0: go on. */
int form_pressed(struct req *r, const char *page);
/* What the confirm page says when the draft is not the one that it showed. */
#define FORM_CHANGED                                                                     \
    S("別の画面で内容が変わりました。下の内容でよければ、もう一度押してください。")
/* The ticket is the one of the draft as it is now. */
bool form_ticket_fits(const struct form *f);
/* After the commit: the ticket is used up, the draft goes. */
void form_finish(struct form *f, const char *result);

/* What differs from what is kept, a line for each field, for the audit: 担当者名: 山田 → 佐藤.
 * Of a password only that it changes. */
struct str form_changes(const struct form *f);

/* For templates. */
const struct form_view *form_input_view(struct form *f);
const struct form_view *form_confirm_view(struct form *f);

/* A press on the display bar in the middle of a form: keeps what was typed, sets the
 * cookie, leads back. The dispatcher calls it before any handler of a POST. */
bool form_display_pressed(struct req *r, int *status);
/* When the login ends if nothing more is done: 14時35分, and the seconds until then. Empty
 * and 0 before login. */
struct str form_until(struct req *r, int64_t *left);
/* Whose drafts: the session's owner, that of a registration's link, or for the public a
 * name made from a cookie. */
struct str form_owner(struct req *r);
/* The row's rev when the form was drawn, as posted; 0: not said. */
int64_t form_rev(const struct req *r);

#endif
