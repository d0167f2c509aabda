/* new_password.h: the two fields of a page on which somebody who is not logged in chooses a
 * new password. */
#ifndef WEB_NEW_PASSWORD_H
#define WEB_NEW_PASSWORD_H

#include "web/form.h"

enum { NEW_PASSWORD_WORDS = 8 };

/* A form of password and password2, both required. */
void new_password_form(struct form *f, struct req *r, const char *page);
/* Complains of a password that is too easily found: model/password.h. words: what everybody
 * knows of this user beside the address, at most NEW_PASSWORD_WORDS; p NULL ends them.
 * A field that is wrong already keeps its complaint. */
void new_password_check(struct form *f, struct str mail, const struct str *words);

#endif
