/* demo.h: an invented master for trying the portal: names, codes with right check digits,
 * telephone numbers that were never given out (the exchange begins with 0). The same
 * number gives the same institutions. */
#ifndef JOB_DEMO_H
#define JOB_DEMO_H

#include "sys/db.h"

/* Writes n institutions as the CSV that 'import institutions' reads; the last two are a
 * clinic and a dental practice in one house. */
void demo_master(FILE *out, int n);

/* Invented products in the catalogue of card readers, marked as such, with drawn pictures;
 * one of them can't be ordered any more; and one exception from the limits, for the first
 * clinic. Inside a transaction. False: see the log. */
bool demo_readers(struct db *db, struct arena *a) MUST_USE;

/* A clinic that opens in four months and has a provisional code. Likewise. */
struct institution;
bool demo_new_facility(struct db *db, struct arena *a, struct institution *out) MUST_USE;
/* An order for each of these institutions, state after state. Likewise; false also if there
 * are too few for every state. */
bool demo_orders(
    struct db *db, struct arena *a, const int64_t *institutions, size_t n) MUST_USE;

/* A plan of deliveries for some of them, not yet applied. Likewise. */
bool demo_plan(struct db *db, struct arena *a) MUST_USE;

/* Two colleagues of the first institution's owner, one login for the two in one house, which
 * end with last, an agent of the first institution and of one that has ordered, and others
 * who have not answered and whose work has ended; with the password of like. Likewise. */
#define DEMO_STAFF  "demo-tantou@example.jp"
#define DEMO_VIEWER "demo-etsuran@example.jp"
#define DEMO_TWO    "demo-futatsu@example.jp"
#define DEMO_AGENT  "demo-daikou@example.jp"
struct account;
bool demo_people(struct db *db, struct arena *a, const struct account *like, int64_t first,
    int64_t ordered, int64_t last) MUST_USE;

/* Filings of the demo's registered institutions with ids up to last, in the sample programme;
 * inside the caller's transaction. */
struct db;
struct arena;
bool demo_notices(struct db *db, struct arena *a, int64_t last);
/* A sample paper for some of them; likewise. False: it can't be stored. */
bool demo_papers(struct db *db, struct arena *a, const char *data, int64_t last) MUST_USE;
/* The sample paper for something that was filed: as attachments call it. False: it can't be
 * stored; the database is that of all institutions afterwards. */
struct demo_paper {
    int64_t institution, owner, version;
    const char *table;
    struct str kind, title, name;
};
bool demo_paper(struct db *db, struct arena *a, const char *data,
    const struct demo_paper *p) MUST_USE;
/* Changes of founder and name, one in each state; likewise. Staff are there already. */
bool demo_founders(struct db *db, struct arena *a, const char *data) MUST_USE;
/* What staff find besides: notices that some checks do not like, changed, on paper; a batch,
 * consultation, a programme in draft. Likewise; staff are there already: 1 operator,
 * 2 supervisor, 4 editor. */
bool demo_review(struct db *db, struct arena *a) MUST_USE;

/* How owners of the registered institutions with these ids came back when they had lost
 * letter, password or mailbox: rows of the log in the last months. Likewise. */
void demo_ways(struct db *db, struct arena *a, int64_t first, int64_t last);

#endif
