/* letter_proof.h: somebody proves to hold a guidance letter of an institution that is
 * registered already: one that still works, or the one that it was registered with. A
 * letter that was taken back, replaced or came back by post proves nothing. Tries count
 * together with those at the login page. */
#ifndef WEB_LETTER_PROOF_H
#define WEB_LETTER_PROOF_H

#include "model/credential.h"
#include "web/req.h"

enum { LETTER_WAIT_S = 24 * 3600, LETTER_LINK_S = 72 * 3600 };

/* Empty: *out is the letter's login. Otherwise the sentence to say; *field names the input
 * that it belongs to, "login" or "password". What was counted is kept. */
struct str letter_proof(struct req *r, struct str login, struct str password,
    struct credential *out, const char **field);

#endif
