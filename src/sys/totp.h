/* totp.h: the second factor of staff: RFC 6238 with HMAC-SHA-1, 30 seconds, six digits,
 * which is what every authenticator app understands. */
#ifndef SYS_TOTP_H
#define SYS_TOTP_H

#include "util/arena.h"

enum {
    TOTP_SEED = 20, /* bytes, 160 bits as RFC 4226 (4, R6) recommends */
    TOTP_STEP = 30, /* seconds */
};

/* The code of one step (time / TOTP_STEP), 0-999999. */
uint32_t totp_code(struct bytes seed, int64_t step);

/* The step whose code was typed: that of now, the one before, the one after. -1: none of
 * them, not six digits, or not newer than last, the step that was accepted before (-1 at
 * first): store the answer, so that a code seen over a shoulder is worth nothing.
 * Full-width digits and blanks between the digits are read. */
int64_t totp_match(struct bytes seed, struct str typed, int64_t now, int64_t last);

/* What the app scans or gets typed: otpauth://totp/ISSUER:NAME?secret=… */
struct str totp_uri(
    struct arena *a, struct bytes seed, struct str issuer, struct str name);

#endif
