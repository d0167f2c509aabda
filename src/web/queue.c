/* queue.c: see queue.h. */
#include "web/queue.h"

enum { WAIT_S = 5 };

void queue_init(struct queue *q, size_t max)
{
    *q = (struct queue){.max = max};
    pthread_mutex_init(&q->lock, NULL);
    pthread_cond_init(&q->filled, NULL);
}

void queue_drop(struct queue *q)
{
    pthread_mutex_destroy(&q->lock);
    pthread_cond_destroy(&q->filled);
}

bool queue_put(struct queue *q, struct work *w)
{
    bool room;

    pthread_mutex_lock(&q->lock);
    room = q->n < q->max && !q->closed;
    if (room) {
        w->next = NULL;
        if (q->last)
            q->last->next = w;
        else
            q->first = w;
        q->last = w;
        q->n++;
        pthread_cond_signal(&q->filled);
    }
    pthread_mutex_unlock(&q->lock);
    return room;
}

bool queue_take(struct queue *q, size_t max, struct work **list)
{
    struct timespec until;
    struct work *w;
    bool open;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += WAIT_S;
    pthread_mutex_lock(&q->lock);
    while (!q->first && !q->closed)
        if (pthread_cond_timedwait(&q->filled, &q->lock, &until) != 0)
            break;
    *list = w = q->first;
    for (size_t i = 1; w && w->next && i < max; i++) {
        w = w->next;
        q->n--;
    }
    if (w) {
        q->n--;
        q->first = w->next;
        w->next = NULL;
        if (!q->first)
            q->last = NULL;
    }
    open = *list || !q->closed;
    pthread_mutex_unlock(&q->lock);
    return open;
}

void queue_close(struct queue *q)
{
    pthread_mutex_lock(&q->lock);
    q->closed = true;
    pthread_cond_broadcast(&q->filled);
    pthread_mutex_unlock(&q->lock);
}
