/* queue.h: a bounded list of requests between threads. */
#ifndef WEB_QUEUE_H
#define WEB_QUEUE_H

#include <pthread.h>

#include "web/app.h"

struct queue {
    pthread_mutex_t lock;
    pthread_cond_t filled;
    struct work *first, *last;
    size_t n, max;
    bool closed;
};

void queue_init(struct queue *q, size_t max);
void queue_drop(struct queue *q);
bool queue_put(struct queue *q, struct work *w); /* false: full */
/* Waits, a few seconds at the most. Puts up to max requests as a list by next, or NULL, into
 * *list; false when the queue is closed and empty. */
bool queue_take(struct queue *q, size_t max, struct work **list);
void queue_close(struct queue *q);

#endif
