/* help_asked.h: somebody who can't get in asks for a colleague's approval: the request, the
 * number that his browser keeps, the mail. The same whether the login exists or not. */
#ifndef WEB_HELP_ASKED_H
#define WEB_HELP_ASKED_H

#include "model/help.h"
#include "web/req.h"

#define HELP_PAGE "/password/colleague"

/* Mails to this address: 3 in an hour or 10 in a day. */
bool help_too_many(struct req *r, struct str mail);
/* Leads to the page with the number. */
int help_asked(struct req *r, const struct help *row, int64_t institution);

#endif
