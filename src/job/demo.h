/* demo.h: an invented master for trying the portal: names, codes with right check digits,
 * telephone numbers that were never given out (the exchange begins with 0). The same
 * number gives the same institutions. */
#ifndef JOB_DEMO_H
#define JOB_DEMO_H

#include "util/base.h"

/* Writes n institutions as the CSV that 'import institutions' reads. */
void demo_master(FILE *out, int n);

#endif
