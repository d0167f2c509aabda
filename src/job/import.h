/* import.h: lists that come in as CSV.
 *
 * An import reads the whole list, checks each line, compares it with the table and only
 * then writes, in one transaction. By default one bad line refuses all. It prints nothing:
 * what there is to say is in the report. */
#ifndef JOB_IMPORT_H
#define JOB_IMPORT_H

#include "sys/db.h"
#include "util/buf.h"
#include "util/csv.h"

struct import_opts {
    const char *file; /* its name, for the messages */
    bool dry_run;     /* compare and tell, write nothing */
    bool partial;     /* take the good lines, leave the bad ones */
    const char *maker; /* of deliveries: whose plan; NULL: of any maker */
};

struct import_report {
    struct buf out;    /* what was found and done, for people */
    struct buf errors; /* one line each: file:line: column: 'value': reason */
    int64_t rows, bad; /* lines read, lines left out */
    int64_t added, changed, closed, same, missing, suspicious;
    bool done;         /* written, or dry-run without a reason to refuse */
};

#define IMPORT_REPORT_INIT {.out = BUF_INIT, .errors = BUF_INIT}
void import_report_release(struct import_report *r);

/* What must be kept until the end is kept in a; db_as is the import's own. */
void import_institutions(struct db *db, struct arena *a, FILE *f,
    const struct import_opts *o, struct import_report *r);
/* Two columns, day and name, with or without a header; the years in it are replaced. */
void import_holidays(struct db *db, struct arena *a, FILE *f, const struct import_opts *o,
    struct import_report *r);
/* Japan Post's utf_ken_all.csv (15 columns) or KEN_ALL.CSV, its list of offices (13
 * columns), or zip7,pref_code,pref,city,town with a header. Replaces all places, or all
 * offices. */
void import_postcodes(struct db *db, struct arena *a, FILE *f, const struct import_opts *o,
    struct import_report *r);

/* A maker's plan of deliveries (model/delivery_plan.h): lines that fit are applied, the
 * others told. */
void import_deliveries(struct db *db, struct arena *a, FILE *f, const struct import_opts *o,
    struct import_report *r);

/* The dictionary of postal codes that Debian's skkdic-extra carries (EUC-JIS-2004), for a
 * start: zip /address/address/, offices as zip /name @ address/. */
bool import_skk_postcodes(struct db *db, const char *path, bool offices, int64_t *rows);

/* ---- for the imports themselves */

enum { SHEET_COLUMNS = 24 };

struct sheet_column {
    const char *name;
    bool required;
};

/* A CSV file with a header row in any order. */
struct sheet {
    const char *file;
    struct import_report *r;
    const struct sheet_column *cols;
    size_t n_cols;
    struct csv *csv;
    struct csv_row row;
    int at[SHEET_COLUMNS]; /* field of each column, -1: the file has none */
    size_t width;          /* fields of the header */
    bool row_bad;
};

/* Reads the header. False when nothing can be read; the report says why. */
bool sheet_open(struct sheet *s, FILE *f, const struct import_opts *o,
    const struct sheet_column *cols, size_t n_cols, struct import_report *r) MUST_USE;
/* The next record with as many fields as the header; others are reported and passed. */
bool sheet_next(struct sheet *s);
struct str sheet_cell(const struct sheet *s, size_t col); /* empty if there is none */
/* Reports a value of this record; the record counts as bad once. */
void sheet_bad(struct sheet *s, size_t col, const char *reason);
void sheet_close(struct sheet *s);

/* A value as it may stand in a message: one line, 40 characters. */
void import_quote(struct buf *b, struct str value);
void import_error(struct import_report *r, const char *file, int64_t line,
    const char *column, struct str value, const char *reason);

#endif
