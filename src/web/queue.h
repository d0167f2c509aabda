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
/* Waits. Takes up to max requests as a list by next; NULL when closed and empty. */
struct work *queue_take(struct queue *q, size_t max);
void queue_close(struct queue *q);

#endif
