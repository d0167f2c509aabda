/* notice_paper.c: see notice_paper.h. */
#include "model/notice_paper.h"

static const struct col cols[] = {
    COL(notice_paper, notice), COL(notice_paper, entered_at),
    COL(notice_paper, entered_by), COL(notice_paper, adopted_at, .null = true),
    COL(notice_paper, postmark_on), COL(notice_paper, arrived_on),
    COL(notice_paper, adopted_by), COL(notice_paper, n),
};

enum { GET, ADD, ADOPT, UNSEEN };

static const struct query queries[] = {
    [GET] = {"notice_paper.get", SHARED,
        "SELECT notice, entered_at, entered_by, postmark_on, arrived_on, adopted_at,"
        " adopted_by FROM notice_paper WHERE notice = :notice"},
    [ADD] = {"notice_paper.add", ANY,
        "INSERT INTO notice_paper (notice, entered_at, entered_by, postmark_on, arrived_on)"
        " VALUES (:notice, :now, :entered_by, :postmark_on, :arrived_on)"},
    [ADOPT] = {"notice_paper.adopt", OWN,
        "UPDATE notice_paper SET adopted_at = :now, adopted_by = :adopted_by"
        " WHERE notice = :notice AND adopted_at IS NULL AND EXISTS"
        " (SELECT 1 FROM notice n WHERE n.id = :notice AND n.institution = :me)"},
    [UNSEEN] = {"notice_paper.unseen", OWN,
        "SELECT count(*) AS n FROM notice x JOIN notice_paper p ON p.notice = x.id"
        " WHERE x.institution = :me AND p.adopted_at IS NULL"
        " AND x.state IN ('filed', 'accepted', 'returned')"},
};

const struct model notice_paper_model = MODEL(notice_paper, cols, queries);

bool notice_paper_get(struct db *db, int64_t notice, struct notice_paper *out)
{
    *out = (struct notice_paper){.notice = 0};
    if (db_one(db, &notice_paper_model, GET, &(struct notice_paper){.notice = notice}, out))
        return true;
    out->postmark_on = out->arrived_on = out->adopted_by = S("");
    return false;
}

void notice_paper_add(struct db *db, const struct notice_paper *row)
{
    if (db_run(db, &notice_paper_model, ADD, row) == ERR_CONFLICT)
        die("notice_paper: entered twice");
}

enum err notice_paper_adopt(struct db *db, int64_t notice, struct str actor)
{
    return db_run(db, &notice_paper_model, ADOPT,
        &(struct notice_paper){.notice = notice, .adopted_by = actor});
}

int64_t notice_paper_unseen(struct db *db)
{
    struct notice_paper out = {.n = 0};

    db_one(db, &notice_paper_model, UNSEEN, NULL, &out);
    return out.n;
}
