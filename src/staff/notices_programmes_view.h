/* notices_programmes_view.h: what templates/staff/notices_programmes.html is given. */
#ifndef STAFF_NOTICES_PROGRAMMES_VIEW_H
#define STAFF_NOTICES_PROGRAMMES_VIEW_H

#include "web/words.h"

struct programme_row {
    struct url href;
    struct str title, word, window;
    struct tag state;
};
struct programmes_view {
    bool edits;
    const struct form_view *form; /* of a copy */
    struct pick_list sources;
    LIST(struct programme_row) rows;
};

struct type_row {
    struct url href;
    struct str number, title, until, from, last, attachment;
    bool consult, past;
};
struct programme_view {
    struct str csrf, title, said, rev, summary, late_text, why_not;
    struct url page;
    struct tag state;
    bool edits, draft, publishes;
    struct fact_list facts;
    struct str_list gaps;
    LIST(struct type_row) types;
};

/* One type: its form or its text, questions, papers. */
struct question_row {
    struct url href;
    struct str label, key, input, rule;
};
struct kind_row {
    struct str id, title, from, last;
    bool past;
};
struct type_view {
    struct str csrf, programme, number, title, said;
    struct url page, up;      /* of this type; of the programme */
    bool edits, editable, draft, versions; /* versions: a new one can be made */
    const struct form_view *form;          /* NULL: it is not changed any more */
    struct fact_list facts;
    LIST(struct question_row) questions;
    LIST(struct kind_row) kinds;
    const struct form_view *kind_form;
    struct str from; /* as typed: first day of a new version */
    struct str from_error;
    struct str ended_error;
};

#endif
