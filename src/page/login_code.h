/* login_code.h: the end of a login, and the question for the second factor before it. */
#ifndef PAGE_LOGIN_CODE_H
#define PAGE_LOGIN_CODE_H

#include "model/access.h"
#include "web/req.h"

/* The password was right: opens the session and leads on, or asks for the code. */
int login_password_right(struct req *r, int64_t account, struct str next);

/* Who has given the right password in this browser less than ten minutes ago; no session
 * comes of it. */
bool login_ticket(struct req *r, struct access *out);

/* The login is right, but no institution has it on its list: the page that says so. */
int login_nowhere(struct req *r, int64_t account);

#endif
