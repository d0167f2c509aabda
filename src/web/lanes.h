/* lanes.h: the threads behind the HTTP threads: the hashing lane and the writer. */
#ifndef WEB_LANES_H
#define WEB_LANES_H

#include "web/app.h"

struct lanes;
/* answer is called on a lane's thread when w->out is final. */
struct lanes *lanes_start(
    struct app *app, unsigned hashers, void (*answer)(struct work *w));
void lanes_put(struct lanes *l, struct work *w);
void lanes_touch(struct lanes *l, int64_t session); /* its seen_at, some time soon */
void lanes_stop(struct lanes *l);                   /* after the last lanes_put */

#endif
