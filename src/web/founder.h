/* founder.h: moves a change of founder or name with all that belongs to it: the audit row and
 * the mails to all of the institution's people, in the transaction of the move. */
#ifndef WEB_FOUNDER_H
#define WEB_FOUNDER_H

#include "model/founder.h"
#include "web/founder_view.h"
#include "web/req.h"

#define FOUNDER_PAGE "/my/founder"

struct founder_by founder_by(const struct req *r);

enum founder_no founder_hand_in(struct req *r, const struct founder_input *in,
    struct founder_change *out) MUST_USE;
enum founder_no founder_do(struct req *r, struct founder_change *c, enum founder_act act,
    const struct founder_input *in) MUST_USE;

/* Of the session's institution (OWN). */
struct founder_now founder_now(struct req *r, struct str name, struct str founder);

struct tag founder_state(struct str state); /* 確認中 差戻し 反映ずみ 取下げ */
struct str founder_event_text(struct str event);
/* Who has to do what until when. */
struct str founder_next(struct arena *a, const struct founder_change *c);
/* 開設者氏名：髙﨑 → 𠮷田 and the same for the name; what stays is left out. */
struct str founder_what(struct arena *a, const struct founder_change *c);
/* The text of the reason and the person's words, a line each. */
struct str founder_why(struct arena *a, struct str reason, struct str note);

#endif
