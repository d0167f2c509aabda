/* filed.h: filed notices for the tests of the staff side. The clock stands at FILED_NOW, in
 * the window of the programme of 2023. */
#ifndef TESTS_STAFF_FILED_H
#define TESTS_STAFF_FILED_H

#include "model/notice.h"
#include "tests/staff/people.h"

enum {
    FILED_NOW = 1677632400, /* 2023-03-01 10:00 in Tokyo */
    FILED_SYSTEM = 101,     /* 類型1: contract, papers */
    FILED_NETWORK = 102,    /* 類型2: judged case by case */
    FILED_VISITS = 103,     /* 類型3: nothing but the items */
};

/* The world, the clock, clinics 101 to 103 that are as the master says. */
void filed_world(void);
/* Files one for an institution; items as in the master. Returns the number, as kept. */
struct str filed_add(int64_t institution, int64_t type);
/* The same with items of its own; NULL: as in the master. */
struct str filed_with(int64_t institution, int64_t type, const char *founder,
    const char *name, const char *address, const char *others, const char *answers);
/* What the job does. */
void filed_check(void);
/* A paper of the attachment kind (or "scan") that is there. */
void filed_paper(struct str number, const char *kind);
struct str filed_state(struct str number);

#endif
