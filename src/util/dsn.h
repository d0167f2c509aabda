/* dsn.h: what a mail that came back says (RFC 3464, and the plain texts of Postfix, Exim,
 * Sendmail, qmail, Exchange and the Japanese carriers), and what an SMTP reply means.
 * Pure.
 *
 * Hard is an address that does not exist or is closed: writing to it again is of no use.
 * A full mailbox, a filter, a policy, a server that does not answer is soft: the address is
 * right. When the words and the numbers disagree, the answer is soft: telling somebody that
 * his address is wrong when it is not is the worse mistake. */
#ifndef UTIL_DSN_H
#define UTIL_DSN_H

#include "util/arena.h"

enum dsn_kind {
    DSN_OTHER,     /* no report: somebody wrote to us, or it is spam */
    DSN_AUTO,      /* out of office, we have received your mail, it was read */
    DSN_DELAYED,   /* it is still being tried */
    DSN_DELIVERED, /* it arrived, or was passed on */
    DSN_COMPLAINT, /* the reader has called it spam (RFC 5965) */
    DSN_UNKNOWN,   /* came back, and the reason is not understood */
    DSN_SOFT,
    DSN_HARD,
};

struct dsn {
    enum dsn_kind kind;
    struct str status; /* "5.1.1", or empty */
    struct str said;   /* the reason in the server's words, one line, UTF-8, 240 bytes at
                        * the most; it may name people */
};

void dsn_read(struct arena *a, struct str mail, struct dsn *out);

/* Of a refusal: DSN_HARD, DSN_SOFT or DSN_UNKNOWN. code 0: not known. */
enum dsn_kind dsn_reason(struct arena *a, int code, struct str status, struct str said);

const char *dsn_kind_name(enum dsn_kind kind); /* "hard" … */

#endif
