/* date_era.h: the eras, for date.c and date_read.c only. */
#ifndef UTIL_DATE_ERA_H
#define UTIL_DATE_ERA_H

#include "util/date.h"

enum { DATE_ERAS = 5 };

struct date_era {
    const char *name, *brief;
    char letter;
    struct date from; /* its first day */
};

extern const struct date_era date_eras[DATE_ERAS];
int date_era_of(struct date d); /* index, -1 before 明治 */

#endif
