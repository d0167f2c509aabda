/* holiday.c: see holiday.h. */
#include "model/holiday.h"

#include "util/str.h"

static const struct col cols[] = {
    COL(holiday, day), COL(holiday, name), COL(holiday, upto), COL(holiday, n)};

enum { GET, YEAR, CLEAR, ADD };

static const struct query queries[] = {
    [GET] = {"holiday.get", SHARED, "SELECT name FROM holiday WHERE day = :day"},
    [YEAR] = {"holiday.year", SHARED,
        "SELECT 1 AS n FROM holiday WHERE day >= :day AND day <= :upto LIMIT 1"},
    [CLEAR] = {"holiday.clear", SHARED,
        "DELETE FROM holiday WHERE day >= :day AND day <= :upto"},
    [ADD] = {"holiday.add", SHARED, "INSERT INTO holiday (day, name) VALUES (:day, :name)"},
};

const struct model holiday_model = MODEL(holiday, cols, queries);

static struct str day_text(char to[24], struct date d)
{
    snprintf(to, 24, "%04d-%02d-%02d", d.year % 10000, d.month % 100, d.day % 100);
    return (struct str){to, DATE_ISO_LEN};
}

bool holiday_year_known(struct db *db, int year)
{
    struct holiday out = {.n = 0};
    char from[24], upto[24];

    return db_one(db, &holiday_model, YEAR,
        &(struct holiday){.day = day_text(from, (struct date){year, 1, 1}),
            .upto = day_text(upto, (struct date){year, 12, 31})},
        &out);
}

struct str holiday_text(struct db *db, struct date d)
{
    struct holiday out = {.name = S("")};
    char day[24];

    if (db_one(db, &holiday_model, GET, &(struct holiday){.day = day_text(day, d)}, &out))
        return out.name;
    return holiday_year_known(db, d.year) ? S("") : str_of(holiday_name(d));
}

bool holiday_in_db(void *db, struct date d)
{
    return holiday_text(db, d).n > 0;
}

void holiday_clear_year(struct db *db, int year)
{
    char from[24], upto[24];

    if (db_run(db, &holiday_model, CLEAR,
            &(struct holiday){.day = day_text(from, (struct date){year, 1, 1}),
                .upto = day_text(upto, (struct date){year, 12, 31})}) == ERR_CONFLICT)
        die("holiday: a removal conflicts");
}

enum err holiday_add(struct db *db, struct str day, struct str name)
{
    return db_run(db, &holiday_model, ADD, &(struct holiday){.day = day, .name = name});
}

void holiday_fill(struct db *db)
{
    for (struct date d = {HOLIDAY_FIRST, 1, 1}; d.year <= HOLIDAY_LAST;
         d = date_add_days(d, 1)) {
        const char *name = holiday_name(d);
        char day[24];

        if (name && holiday_add(db, day_text(day, d), str_of(name)) != OK)
            die("holiday: %s is there twice", day);
    }
}
