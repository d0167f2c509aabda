/* qr.h: the only door to libqrencode: text to a square of dark and light modules. */
#ifndef SYS_QR_H
#define SYS_QR_H

#include "util/base.h"

enum { QR_MAX_SIZE = 177 };

enum qr_level { QR_L, QR_M, QR_Q, QR_H }; /* restores 7, 15, 25, 30 % of the code words */

/* Without the quiet zone: whoever draws it leaves 4 modules of white on each side. */
struct qr {
    int size; /* modules per side: 17 + 4 × version */
    unsigned char dark[QR_MAX_SIZE * QR_MAX_SIZE]; /* row by row from the top, 0 or 1 */
};

/* Takes the smallest version that holds the text, at most max_version (1-40). Upper-case
 * text without other signs than $%*+-./: and blank takes the short alphanumeric mode, all
 * digits the numeric one. False: it does not fit, or the text is empty or has a NUL. */
bool qr_make(
    struct str text, enum qr_level level, int max_version, struct qr *out) MUST_USE;

#endif
