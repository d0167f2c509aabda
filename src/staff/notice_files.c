/* notice_files.c: staff open the papers of a transitional notice; each opening is recorded. */
#include "model/notice.h"
#include "model/receipt.h"
#include "util/str.h"
#include "web/app.h"
#include "web/attach.h"
#include "web/note.h"

static int open_file(struct req *r)
{
    struct str number;
    struct notice n;
    struct attachment x;
    int64_t file;

    if (!receipt_typed(r->arena, r->arg[0], &number) || !notice_by_number(r->db, number, &n) ||
        !str_int(r->arg[1], 1, INT32_MAX, &file) ||
        !attachment_any(r->db, "notice", n.id, file, &x))
        return not_found(r);
    if (!note_view(r, "notice.paper_viewed", n.institution, "filing"))
        return refuse(r, 503, S("いま、この書類を開けません"),
            S("見た記録を残せません。少し待ってから、もう一度開いてください。"));
    return attach_send(r, &x);
}

static const struct route routes[] = {
    {"GET", "/staff/notices/{number}/files/{file}", DESK, "届出の書類", open_file},
    {0},
};

const struct feature staff_notice_files_feature = {"staff_notice_files", routes};
