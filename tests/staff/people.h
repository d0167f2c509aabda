/* people.h: members of staff for the tests of the staff side. */
#ifndef TESTS_STAFF_PEOPLE_H
#define TESTS_STAFF_PEOPLE_H

#include "tests/world.h"

#define PERSON_PASSWORD "Kurage-884212"

/* A member of staff with PERSON_PASSWORD and a seed that is the same for all; returns
 * the id. enrolled: the app is registered already. */
int64_t person_add(const char *name, const char *role, bool enrolled);
/* The six digits of the app, so many steps from now. */
const char *person_code(int steps);
/* What was looked at goes to the audit now, as the writer does it. */
void person_notes(void);

#endif
