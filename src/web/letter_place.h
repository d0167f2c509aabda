/* letter_place.h: what has become of the institution of a letter, as far as it decides what
 * its holder can do. Only for who has proved to hold it. */
#ifndef WEB_LETTER_PLACE_H
#define WEB_LETTER_PLACE_H

#include "web/req.h"

struct letter_place {
    struct str closed;  /* the day from which it is closed, as people write it; or empty */
    struct str deleted; /* the day on which its account was deleted, if it has none now */
};

struct letter_place letter_place(struct req *r, int64_t institution);
/* The sentence for who can't go on because of it, or empty. */
struct str letter_place_text(struct req *r, const struct letter_place *p);

#endif
