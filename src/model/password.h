/* password.h: what a chosen password must be. 8-100 characters with an upper-case letter, a
 * lower-case letter and a digit, or 15 and more of anything; refused are common ones, and
 * what anybody can guess of this user (mail address, code, name). */
#ifndef MODEL_PASSWORD_H
#define MODEL_PASSWORD_H

#include "util/arena.h"

enum { PASSWORD_MIN = 8, PASSWORD_MAX = 100, PASSWORD_PHRASE = 15 };

/* The sentence that the user reads, or the empty text if the password will do. known: what
 * it must not be or be built on; ends with p NULL. */
struct str password_complaint(
    struct arena *a, struct str password, const struct str *known);

#endif
