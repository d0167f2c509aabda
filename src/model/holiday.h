/* holiday.h: the table of public holidays. A year with rows is ruled by them, any other by
 * the law's rules (util/holiday.h). The functions of util/holiday.h take holiday_in_db as
 * their predicate, with the struct db as its ctx. */
#ifndef MODEL_HOLIDAY_H
#define MODEL_HOLIDAY_H

#include "sys/db.h"
#include "util/holiday.h"

struct holiday {
    struct str day, name; /* YYYY-MM-DD */
    struct str upto;
    int64_t n;
};

extern const struct model holiday_model;

bool holiday_in_db(void *db, struct date d);
struct str holiday_text(struct db *db, struct date d); /* its name, or empty */
bool holiday_year_known(struct db *db, int year);      /* the table has rows of it */

/* Replaces the rows of a year. */
void holiday_clear_year(struct db *db, int year);
enum err holiday_add(struct db *db, struct str day, struct str name);
/* Fills the table with the computed holidays, 1980 to 2050. */
void holiday_fill(struct db *db);

#endif
