/* factor.h: a member with a second factor, for tests. */
#ifndef TESTS_PAGE_FACTOR_H
#define TESTS_PAGE_FACTOR_H

#include "tests/page/people.h"

extern char world_paper[10][20]; /* the codes on paper, as printed */

/* Enrols MEMBER_MAIL through the pages; logged in. */
struct client factor_enrolled(void);
/* "current_code=123456" of the app, so many seconds from now. */
const char *code_body(int64_t later);
const char *with(const char *body, const char *more);
/* Reads the codes of the page into world_paper; how many there are. */
int64_t paper_codes(struct reply r);
/* The first page of the login. */
struct reply password_right(struct client *c, const char *next);
/* A session of the member that no page has opened. */
struct client client_member_by_hand(void);

#endif
