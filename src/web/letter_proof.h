/* letter_proof.h: somebody proves to hold a guidance letter of an institution that is
 * registered already: one that still works, or the one that it was registered with, as long
 * as that was not long ago. A letter that was taken back, replaced or came back by post
 * proves nothing. Tries count together with those at the login page. */
#ifndef WEB_LETTER_PROOF_H
#define WEB_LETTER_PROOF_H

#include "model/credential.h"
#include "web/req.h"

enum {
    LETTER_WAIT_S = 24 * 3600,
    LETTER_LINK_S = 72 * 3600,
    /* How long a letter proves something after the registration that it was used for. It
     * lies in a drawer by then, where former colleagues know of it; the mistakes of a
     * registration come to light in its first weeks. Later a new letter is asked for: it
     * goes to the address of record, and everybody who can log in is told. */
    LETTER_USED_DAYS = 30,
};

/* Empty: *out is the letter's login. Otherwise the sentence to say; *field names the input
 * that it belongs to, "login" or "password". What was counted is kept. */
struct str letter_proof(struct req *r, struct str login, struct str password,
    struct credential *out, const char **field);
/* Once more the password of the letter that letter_proof had found, a day or more later:
 * the link goes to an address that may have been mistyped. Answers in the same way. */
struct str letter_again(struct req *r, int64_t credential, struct str password);

#endif
