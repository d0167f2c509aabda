/* history_view.h: what templates/history is given. */
#ifndef PAGE_HISTORY_VIEW_H
#define PAGE_HISTORY_VIEW_H

#include "web/view.h"

struct act_row {
    struct str at, who, what, detail;
    bool person; /* who is somebody's name: no furigana */
};
struct sent_row {
    struct str at, subject, to;
    struct tag state;
};
struct paper_row {
    struct str number, posted, valid, note;
    struct tag state;
};

struct history_view {
    int64_t count; /* of all acts */
    LIST(struct act_row) acts;
    struct pager pager;
    LIST(struct sent_row) mails;
    LIST(struct paper_row) letters;
};

#endif
