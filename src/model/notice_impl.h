/* notice_impl.h: what notice_move.c takes from notice.c. */
#ifndef MODEL_NOTICE_IMPL_H
#define MODEL_NOTICE_IMPL_H

#include "model/notice.h"

/* ERR_CONFLICT: the institution has one under way in this programme. */
enum err notice_put(struct db *db, const struct notice *n, int64_t *id) MUST_USE;
/* All that can change; n->state_was and n->rev as they were read. ERR_NOT_FOUND: somebody
 * was faster. */
enum err notice_store(struct db *db, const struct notice *n) MUST_USE;
/* The one that is not at its end. */
bool notice_in_the_way(
    struct db *db, int64_t institution, int64_t programme, struct notice *out);
void notice_put_version(struct db *db, const struct notice_version *v,
    const struct notice_answers *answers);
void notice_put_event(struct db *db, const struct notice_event *e);

#endif
