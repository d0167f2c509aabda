/* mime.h: one plain text mail as bytes for the wire (RFC 5322, 2045, 2047), and which
 * addresses we write to. Pure.
 *
 * The header's fields are fixed; what is put into them is checked, encoded and folded
 * here, so that nobody's name can become a header of its own. */
#ifndef UTIL_MIME_H
#define UTIL_MIME_H

#include "util/buf.h"

struct mime_mail {
    struct str from_name, from; /* name may be empty */
    struct str to_name, to;
    struct str subject;
    struct str id;   /* Message-ID without < >: unique for ever, the same on a retry */
    int64_t date;    /* seconds since 1970 UTC; shown as +0900 */
    struct str unsubscribe; /* https address that ends such mails (RFC 8058), or empty */
    struct str text; /* lines end with LF (CRLF and CR are read, too) */
};

enum mime {
    MIME_OK,
    MIME_ADDRESS, /* from or to is none */
    MIME_HEADER,  /* a control character, or not UTF-8, in a name or the subject */
    MIME_ID,      /* not LEFT@RIGHT */
    MIME_LINK,    /* unsubscribe is no address, or longer than 200 */
    MIME_TEXT, /* the text is not UTF-8, or has control characters but TAB, CR and LF */
};

/* Appends the mail to out: lines end with CRLF and have at most 76 characters (an address
 * may be longer), ASCII only. Dots at the start of a line are left as they are: doubling
 * them belongs to SMTP. Nothing is appended on an error. */
enum mime mime_build(struct buf *out, const struct mime_mail *m) MUST_USE;

/* What we accept as an address, a subset of RFC 5321: ASCII, local part of 1-64
 * characters without quotes, not beginning with a dot; dots may be doubled or stand
 * before the @, because Japanese mobile carriers gave out such addresses until 2009 and
 * they live on; domain of two or more labels, the last one not a number; 254 in all. */
bool mail_address_ok(struct str s);

#endif
