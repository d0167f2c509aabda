/* notice_reason.c: see notice_reason.h. */
#include "model/notice_reason.h"

#include "model/notice_check.h"

static const struct col cols[] = {
    COL(notice_reason, id), COL(notice_reason, position), COL(notice_reason, rev),
    COL(notice_reason, changed_at, .null = true),
    COL(notice_reason, changed_by, .null = true), COL(notice_reason, n),
    COL(notice_reason, title, .label = "選ぶときの名前", .required = true,
        .max = NOTICE_REASON_TITLE, .width = "w20"),
    COL(notice_reason, text, .label = "メールに書く文",
        .hint = "どこを、どう直すのかを、そのまま読んでわかる文で書きます。", .widget = W_AREA,
        .normal = N_LINES, .required = true, .max = NOTICE_REASON_TEXT),
    COL(notice_reason, check, .label = "合わなかった確認",
        .hint = "この確認で合わなかったときに、はじめから選ばれます。", .widget = W_SELECT,
        .choices = notice_check_words),
    COL(notice_reason, live, .label = "差戻しの画面で選べるようにする", .widget = W_CHECK),
};

enum { LIVE, ALL, GET, ADD, SAVE };

#define ROW                                                                              \
    "SELECT id, position, live, rev, changed_at, changed_by, \"check\", title, text"     \
    " FROM notice_reason "

static const struct query queries[] = {
    [LIVE] = {"notice_reason.live", ANY, ROW "WHERE live = 1 ORDER BY position, id"},
    [ALL] = {"notice_reason.all", ANY, ROW "ORDER BY live DESC, position, id"},
    [GET] = {"notice_reason.get", ANY, ROW "WHERE id = :id"},
    [ADD] = {"notice_reason.add", ANY,
        "INSERT INTO notice_reason (position, \"check\", title, text, changed_at, changed_by)"
        " SELECT COALESCE(max(position), 0) + 1, :check, :title, :text, :now, :changed_by"
        " FROM notice_reason"},
    [SAVE] = {"notice_reason.save", ANY,
        "UPDATE notice_reason SET \"check\" = :check, title = :title, text = :text,"
        " live = :live, changed_at = :now, changed_by = :changed_by, rev = rev + 1"
        " WHERE id = :id AND rev = :rev"},
};

const struct model notice_reason_model = MODEL(notice_reason, cols, queries);

static struct notice_reasons list(struct db *db, int q)
{
    struct rows r = db_all(db, &notice_reason_model, q, NULL);

    return (struct notice_reasons){r.v, r.n};
}

struct notice_reasons notice_reasons(struct db *db)
{
    return list(db, LIVE);
}

struct notice_reasons notice_reasons_all(struct db *db)
{
    return list(db, ALL);
}

bool notice_reason_get(struct db *db, int64_t id, struct notice_reason *out)
{
    return db_one(
        db, &notice_reason_model, GET, &(struct notice_reason){.id = id}, out);
}

enum err notice_reason_add(struct db *db, const struct notice_reason *row)
{
    return db_run(db, &notice_reason_model, ADD, row);
}

enum err notice_reason_save(struct db *db, const struct notice_reason *row)
{
    return db_run(db, &notice_reason_model, SAVE, row);
}
