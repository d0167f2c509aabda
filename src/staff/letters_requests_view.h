/* letters_requests_view.h: what templates/staff/letters_requests.html is given. */
#ifndef STAFF_LETTERS_REQUESTS_VIEW_H
#define STAFF_LETTERS_REQUESTS_VIEW_H

#include "web/words.h"

struct request_row {
    struct str id, at, by, code, name, done, letter, posted, waited;
    struct tag state;
    struct url href; /* of the institution; empty: may not be opened */
};
struct requests_view {
    struct str csrf;
    bool acts;      /* may take a request back */
    struct str said; /* why the last press changed nothing */
    LIST(struct request_row) open;
    LIST(struct request_row) done;
};

#endif
