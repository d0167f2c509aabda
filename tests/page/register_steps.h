/* register_steps.h: the steps of registering by a mail link, for the tests of its pages. */
#ifndef TESTS_PAGE_REGISTER_STEPS_H
#define TESTS_PAGE_REGISTER_STEPS_H

#include "tests/world.h"

#include "web/rate.h"

/* Asks for a link; its path. */
const char *register_link(struct client *c, const char *mail);
const char *newest_register_link(void);
/* … and presses it: the client has the form. */
struct client client_register(const char *mail);
/* Adds an institution of its own to the world: 13-1-0000059, no letter, not registered. */
void add_free_institution(void);

#define FREE_CODE10 "1310000059"
/* Everything that the form asks for, for the free institution. */
#define REGISTER_GOOD                                                                    \
    "family=佐藤&given=花子&kind=clinic&pref=13&score_table=1&code=0000059&seen=" FREE_CODE10 \
    "&here=1&name=うめクリニック&founder=梅田一郎&phone=0300000009&terms=1"                \
    "&password=Ume2026hanami&password2=Ume2026hanami"

#endif
