/* delivery_plan.h: the maker's plan as a file: which order is delivered when, by whom,
 * and the serial numbers of what was sent. CSV with a header row in any order, names of
 * columns in Japanese or English. Values are normalised as those of forms are:
 * full-width, hyphens, days in any usual way of writing.
 *
 * A plan says nothing of what it leaves empty: an empty cell changes nothing. */
#ifndef MODEL_DELIVERY_PLAN_H
#define MODEL_DELIVERY_PLAN_H

#include "util/arena.h"
#include "util/csv.h"

enum {
    PLAN_ROWS_MAX = 20000, /* of one file */
    PLAN_CELL_MAX = 200,   /* code points; serial numbers: PLAN_SERIALS_MAX */
    PLAN_SERIALS_MAX = 600,
    PLAN_UNITS_MAX = 9, /* serial numbers of one order */
};

enum plan_column {
    PLAN_NUMBER,
    PLAN_REF,
    PLAN_DELIVERY,
    PLAN_DISPATCHED,
    PLAN_CARRIER,
    PLAN_TRACKING,
    PLAN_DELIVERED,
    PLAN_SERIALS,
    PLAN_COLUMNS
};

/* Why a row is not taken. Kept in the database as its word. */
enum plan_fault {
    PLAN_FINE,
    /* the file's own */
    PLAN_BROKEN, /* no record that can be read */
    PLAN_FIELDS, /* more or fewer cells than the header */
    PLAN_LONG,   /* a cell is too long */
    PLAN_NO_NUMBER,
    PLAN_MISTYPED,     /* the number's check character does not fit */
    PLAN_DAY,          /* a day that cannot be read */
    PLAN_BAD_TRACKING, /* signs that are in no tracking number */
    PLAN_BAD_SERIAL,
    PLAN_NOTHING,      /* only a number */
    PLAN_TWICE,        /* the order stands in an earlier row */
    PLAN_SERIAL_TWICE, /* the serial number stands in an earlier place */
    /* compared with the order */
    PLAN_UNKNOWN, /* no such order */
    PLAN_OTHER_MAKER,
    PLAN_CANCELLED,
    PLAN_HELD,
    PLAN_STATE,        /* returned, refunded, or behind what the row says */
    PLAN_NO_DATE,      /* dispatched, and no delivery date anywhere */
    PLAN_NO_DISPATCH,  /* delivered, and never dispatched */
    PLAN_PAST,         /* a delivery date before today */
    PLAN_FUTURE,       /* dispatched or delivered after today */
    PLAN_DISORDER,     /* delivered before it was dispatched */
    PLAN_QUANTITY,     /* as many serial numbers as units */
    PLAN_SERIAL_KNOWN, /* the serial number belongs to another order */
    PLAN_SERIAL_MODEL, /* several models: which has this serial number? */
    PLAN_MOVED,        /* the order has changed since the preview */
    PLAN_FAULTS
};

const char *plan_fault_word(enum plan_fault f); /* "other_maker" */
enum plan_fault plan_fault_of(struct str word); /* PLAN_FINE for what is none */
struct str plan_fault_said(struct str word);    /* the sentence for people, Japanese */
const char *plan_fault_reason(struct str word); /* for operators, English */

struct plan_row {
    int64_t line;
    struct str number; /* as it is kept; "" not readable */
    struct str ref, carrier, tracking;
    struct str delivery_on, dispatched_on, delivered_on; /* YYYY-MM-DD or empty */
    struct str
        serials; /* in the order of the file, one blank between; MODEL=SERIAL or SERIAL */
    enum plan_fault fault;
    struct str about; /* of the fault: the cell, short */
    struct str raw;   /* the record as a line of CSV, for the file of refused rows */
};

/* Why a file cannot be read at all. */
enum plan_file {
    PLAN_READ,
    PLAN_NO_TEXT,     /* a spreadsheet, UTF-16, NUL bytes */
    PLAN_EMPTY,       /* no row below the header */
    PLAN_NO_HEADER,   /* there is no column of order numbers */
    PLAN_SAME_COLUMN, /* a column is there twice */
    PLAN_TOO_MANY,    /* more than PLAN_ROWS_MAX rows */
};

struct str plan_file_said(enum plan_file why);
const char *plan_file_reason(enum plan_file why);

struct plan {
    LIST(struct plan_row) rows;
    struct str header;  /* the names of the columns as a line of CSV */
    struct str unknown; /* columns that are not read, joined by 、 */
};

/* Reads all of f into the arena (a few hundred bytes a row). today: YYYY-MM-DD. */
enum plan_file plan_read(FILE *f, struct arena *a, struct plan *out) MUST_USE;

/* The next of the serial numbers: *model is empty where none was written. */
bool plan_serial(struct str *rest, struct str *model, struct str *serial);

/* The names that the columns have in our own files. */
extern const char *const plan_column_names[PLAN_COLUMNS];

#endif
