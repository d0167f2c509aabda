/* claim.h: registration by whoever holds the institution's letter. The letter went to the
 * address of record: it proves more than an account that came by a mail link alone, whose
 * members lose the institution; owners who had proved it themselves stay as staff. All of
 * them are told by mail. */
#ifndef WEB_CLAIM_H
#define WEB_CLAIM_H

#include "model/account.h"
#include "web/req.h"

/* The database stands at the institution (db_as). row as for account_claim. ERR_CONFLICT: as
 * there, or without take_over the institution is registered by somebody who has proved it. */
enum err claim(struct req *r, int64_t institution, struct account *row, bool take_over)
    MUST_USE;

#endif
