/* mail_change.h: a login's address becomes another one, in two steps: asked for, and taken
 * when the link that went to the new one is pressed. Both steps are told to the old one,
 * with a link that takes everything back; an address that nobody has ever confirmed may be
 * a stranger's, and gets no such link. */
#ifndef WEB_MAIL_CHANGE_H
#define WEB_MAIL_CHANGE_H

#include "model/access.h"
#include "model/token.h"
#include "web/req.h"

enum { MAIL_BACK_S = 72 * 3600 };

/* The new address waits from now on. */
void mail_change_ask(struct req *r, int64_t account, struct str new_mail);
/* Its link once more; the older ones die. */
void mail_change_link(struct req *r, const struct access *a);
/* The link of t was pressed; ERR_NOT_FOUND: this address does not wait any more;
 * ERR_CONFLICT: it became another login meanwhile. */
enum err mail_change_press(struct req *r, const struct token *t) MUST_USE;
/* A link that makes this address the login again. Empty if it was never confirmed. */
struct str mail_change_back(struct req *r, const struct access *a);

#endif
