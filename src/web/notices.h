/* notices.h: moves a notice with all that belongs to it: the audit row and the mails to the
 * institution's people, in the transaction of the move. For pages, staff and jobs. */
#ifndef WEB_NOTICES_H
#define WEB_NOTICES_H

#include "model/notice.h"
#include "web/req.h"

struct notices {
    struct db *db;
    struct arena *arena;
    const struct conf *conf;
    struct str request; /* id for the audit, or empty */
    int64_t not_to;     /* this account gets no mail: it is told of all at once; 0: nobody */
};

struct notices notices_of(struct req *r);
/* The institution's notice of that number, and all of them. An agent is shown those that are
 * under way and those that he has filed himself; the others are not there for him. */
bool notices_find(struct req *r, struct str number, struct notice *out);
struct notice_list notices_mine(struct req *r);
/* Who asks, at the moment at which the whole request was here. */
struct notice_by notices_by(const struct req *r);

enum notice_no notices_start(const struct notices *c, const struct institution *i,
    int64_t programme, int64_t type, const struct notice_by *by, struct notice *out) MUST_USE;
enum notice_no notices_move(const struct notices *c, struct notice *n,
    enum notice_event_kind event, const struct notice_by *by, const struct notice_input *in)
    MUST_USE;

/* A reminder: about end window correct follow, days before the day (YYYY-MM-DD). Once each:
 * false when it was sent before. */
bool notices_remind(const struct notices *c, const struct notice *n, const char *about,
    struct str day, int days);

/* ---- words for pages, mails and staff */
struct tag notices_state(const struct notice *n); /* 下書き 届出済 受理 差戻し … */
/* Who has to do what until when: 医療機関等：… or 厚生局：…. Every state has one. */
struct str notices_next(struct arena *a, const struct notice *n);
/* 届出 差戻し … of notice_event.event */
struct str notices_event_text(struct str event);
/* 令和5年3月31日（金） 23時59分59秒 */
struct str notices_moment(struct arena *a, int64_t at);
/* 令和5年9月30日（土）まで, or 事情がなくなるまで */
struct str notices_until(struct arena *a, struct str end_day);
/* 代行入力（窓口） or empty: who has typed it. */
bool notices_on_behalf(struct str actor);
/* 3F2A 91C0 …: the first 16 of the digest in fours. */
struct str notices_short_hash(struct arena *a, struct str hash);
/* Path of the page of the institution that has it. */
struct str notices_path(struct arena *a, const struct notice *n, const char *tail);

#endif
