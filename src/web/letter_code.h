/* letter_code.h: a letter's provisional password, typed by somebody who is registered or
 * about to be: it proves that the institution's post reaches him. */
#ifndef WEB_LETTER_CODE_H
#define WEB_LETTER_CODE_H

#include "model/credential.h"
#include "web/req.h"

/* In the handler of a POST. Empty: it is the code of a letter of the institution that still
 * works, in *out; with recovery also one that opens no door. Otherwise the sentence to say.
 * Wrong ones are counted for who tries ("a:12", "r:mail") at this institution and for the
 * address; the count is kept although the status is an error. */
struct str letter_code(struct req *r, int64_t institution, struct str who,
    struct str typed, bool recovery, struct credential *out);

#endif
