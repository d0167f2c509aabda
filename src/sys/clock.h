/* clock.h: what time it is. Seconds since 1970 UTC; days are days in Asia/Tokyo, which has
 * no summer time, whatever the host says. Tests set it. */
#ifndef SYS_CLOCK_H
#define SYS_CLOCK_H

#include "util/base.h"

int64_t clock_now(void);
int64_t clock_mono_ms(void);       /* for time-outs: never jumps */
void clock_set(int64_t now);       /* tests: stands still at now; 0: real again */
void clock_today(char out[11]);    /* YYYY-MM-DD in Tokyo */
enum { CLOCK_TOKYO = 9 * 60 * 60 }; /* seconds that Tokyo is ahead of UTC */

#endif
