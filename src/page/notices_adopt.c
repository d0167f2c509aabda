/* notices_adopt.c: the institution says that what staff have entered for it 代行入力 is
 * right. What is not can be changed or withdrawn like any other notice. */
#include "model/audit.h"
#include "model/notice_paper.h"
#include "model/receipt.h"
#include "util/str.h"
#include "web/app.h"
#include "web/frame.h"
#include "web/notices.h"

static int adopt(struct req *r)
{
    struct notice n;

    if (!notice_mine(r->db, r->arg[0], &n))
        return not_found(r);
    if (notice_paper_adopt(r->db, n.id, r->who.owner) == OK)
        audit_add(r->db, &(struct audit){.actor = r->who.owner, .institution = n.institution,
                             .action = S("notice.adopted"), .request = req_id(r),
                             .detail = receipt_text(r->arena, n.number)});
    /* a second press leads to the same place */
    return see_other(r, notices_path(r->arena, &n, ""));
}

static const struct route routes[] = {
    {"POST", "/my/notices/{number}/adopt", MEMBER, "経過措置の届出", adopt},
    {0},
};

const struct feature notices_adopt_feature = {"notices_adopt", routes};
