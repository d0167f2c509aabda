/* letters_reports_view.h: what templates/staff/letters_reports.html is given. */
#ifndef STAFF_LETTERS_REPORTS_VIEW_H
#define STAFF_LETTERS_REPORTS_VIEW_H

#include "web/words.h"

struct letter_report_row {
    struct str id, at, letter, code, name, kind;
    struct url href;
};
struct letter_reports_view {
    struct str csrf, said;
    bool acts;
    LIST(struct letter_report_row) rows;
};

#endif
