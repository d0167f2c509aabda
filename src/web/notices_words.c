/* notices_words.c: states, next steps and moments of notices in words. */
#include "web/notices.h"

#include "util/buf.h"
#include "util/str.h"

static struct str day_text(struct arena *a, struct str iso)
{
    struct date d;

    return date_iso(iso, &d) ? date_japanese_full(a, d) : S("");
}

struct tag notices_state(const struct notice *n)
{
    if (str_is(n->state, "draft"))
        return (struct tag){TONE_FLAT, S("下書き")};
    if (str_is(n->state, "filed"))
        return n->in_force ? (struct tag){TONE_INFO, S("変更届を審査中")}
                           : (struct tag){TONE_INFO, S("届出済")};
    if (str_is(n->state, "accepted"))
        return (struct tag){TONE_GOOD, S("受理")};
    if (str_is(n->state, "returned"))
        return (struct tag){TONE_WARN, S("差戻し")};
    if (str_is(n->state, "withdrawn"))
        return (struct tag){TONE_FLAT, S("取下げ")};
    return (struct tag){TONE_FLAT, S("事情解消")};
}

struct str notices_next(struct arena *a, const struct notice *n)
{
    if (str_is(n->state, "draft"))
        return S("まだ届け出ていません。受付の期間のうちに、届出を終わらせてください。");
    if (str_is(n->state, "filed"))
        return arena_fmt(a, STR_FMT "が確認しています。結果は、メールとこのページでお知らせします（1週間が目安です）。",
            STR_ARG(notice_bureau(n)));
    if (str_is(n->state, "returned"))
        return arena_fmt(a, STR_FMT "までに、直して届け出てください。", STR_ARG(day_text(a, n->due)));
    if (str_is(n->state, "accepted"))
        return n->end_day.n
            ? arena_fmt(a, "猶予は" STR_FMT "までです。事情がなくなったときは、「事情解消」を届け出てください。",
                  STR_ARG(day_text(a, n->end_day)))
            : S("事情がなくなったときは、「事情解消」を届け出てください。");
    return S("することはありません。");
}

struct str notices_event_text(struct str event)
{
    static const char *const words[][2] = {{"start", "下書きを作りました"}, {"file", "届け出ました"},
        {"return", "差し戻されました"}, {"correct", "直して、届け出ました"}, {"accept", "受理されました"},
        {"amend", "変更届を出しました"}, {"unamend", "変更届を取りやめました"},
        {"withdraw", "取り下げました"}, {"end", "事情解消を届け出ました"},
        {"follow", "書類を出しました"}, {"pass", "期間が終わりました"}, {"lapse", "直す期限がすぎたため、取下げになりました"}};

    for (size_t i = 0; i < COUNT(words); i++)
        if (str_is(event, words[i][0]))
            return str_of(words[i][1]);
    return event;
}

struct str notices_moment(struct arena *a, int64_t at)
{
    int minute = date_tokyo_minute(at);

    return arena_fmt(a, STR_FMT " %d時%02d分%02d秒", STR_ARG(date_japanese_full(a, date_tokyo(at))),
        minute / 60, minute % 60, (int)(at % 60));
}

struct str notices_until(struct arena *a, struct str end_day)
{
    if (!end_day.n)
        return S("事情がなくなるまで");
    return arena_fmt(a, STR_FMT "まで", STR_ARG(day_text(a, end_day)));
}

bool notices_on_behalf(struct str actor)
{
    return str_starts(actor, S("s:"));
}

struct str notices_short_hash(struct arena *a, struct str hash)
{
    struct buf b = BUF_INIT;
    struct str all;

    for (size_t i = 0; i < 16 && i < hash.n; i++) {
        if (i && i % 4 == 0)
            buf_byte(&b, ' ');
        buf_byte(&b, hash.p[i] >= 'a' ? (char)(hash.p[i] - 32) : hash.p[i]);
    }
    all = arena_str(a, buf_view(&b));
    buf_release(&b);
    return all;
}

struct str notices_path(struct arena *a, const struct notice *n, const char *tail)
{
    return arena_fmt(a, "/my/notices/" STR_FMT "%s", STR_ARG(n->number), tail);
}
