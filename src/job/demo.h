/* demo.h: an invented master for trying the portal: names, codes with right check digits,
 * telephone numbers that were never given out (the exchange begins with 0). The same
 * number gives the same institutions. */
#ifndef JOB_DEMO_H
#define JOB_DEMO_H

#include "sys/db.h"

/* Writes n institutions as the CSV that 'import institutions' reads. */
void demo_master(FILE *out, int n);

/* Invented products in the catalogue of card readers, marked as such, with drawn pictures;
 * one of them can't be ordered any more. Inside a transaction. False: see the log. */
bool demo_readers(struct db *db, struct arena *a) MUST_USE;

#endif
