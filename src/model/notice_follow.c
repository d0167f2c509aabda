/* notice_follow.c: see notice_follow.h. */
#include "model/notice_follow.h"

#include "model/notice_impl.h"
#include "util/str.h"

enum notice_follow_no notice_follow_may(const struct notice *n, struct date today)
{
    struct date last;

    if (str_is(n->state, "draft"))
        return NOTICE_FOLLOW_DRAFT;
    if (str_is(n->state, "returned"))
        return NOTICE_FOLLOW_RETURNED;
    if (!str_is(n->state, "filed"))
        return NOTICE_FOLLOW_DONE;
    if (!date_iso(n->follow_until, &last))
        return NOTICE_FOLLOW_NONE;
    return date_cmp(today, last) <= 0 ? NOTICE_FOLLOWS : NOTICE_FOLLOW_LATE;
}

const char *notice_follow_text(enum notice_follow_no no)
{
    static const char *const texts[] = {
        [NOTICE_FOLLOWS] = "",
        [NOTICE_FOLLOW_NONE] = "この届出には、あとから書類を付けることはできません。付けたい書類があるときは、コールセンターへ電話してください。",
        [NOTICE_FOLLOW_DRAFT] = "この届出は、まだ出していません。届出の画面で、書類を付けて出してください。",
        [NOTICE_FOLLOW_RETURNED] = "この届出は、差し戻されています。「直して出し直す」の画面で、書類を付けてください。",
        [NOTICE_FOLLOW_DONE] = "この届出は、書類を付ける段階が終わっています。付けたい書類があるときは、コールセンターへ電話してください。",
        [NOTICE_FOLLOW_LATE] = "あとから書類を付けられる期限をすぎました。コールセンターへ電話してください。",
    };

    return texts[no];
}

void notice_followed(struct db *db, const struct notice *n, struct str actor, struct str names)
{
    notice_put_event(db, &(struct notice_event){.notice = n->id, .actor = actor,
                             .event = S("follow"), .from_state = n->state,
                             .to_state = n->state, .version = n->version, .note = names});
}
