/* agents_view.h: what templates/agents is given. */
#ifndef PAGE_AGENTS_VIEW_H
#define PAGE_AGENTS_VIEW_H

#include "web/view.h"

struct agents_row {
    int64_t id;
    struct str firm, person, mail, allowed, until, since;
    struct str login; /* of who has accepted: name and address */
    struct tag state;
    struct str why;   /* how it ended */
    bool open, invited;
};

struct agents_view {
    struct str place, csrf;
    LIST(struct agents_row) rows, ended;
    int64_t most;
    bool full, unconfirmed;
};

/* 頼む, 変える: 入力 and 確認 */
struct agents_form_view {
    const struct form_view *form;
    struct field_list who, what, days; /* parts of its fields */
    struct str place;
    const struct agents_row *row;      /* NULL: a new one */
};

#endif
