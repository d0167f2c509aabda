/* notices_reasons.c: the texts with which a notice is returned: a list, and a form for
 * each. */
#include "gen/templates.h"
#include "model/audit.h"
#include "model/notice_check.h"
#include "model/notice_reason.h"
#include "staff/notices_view.h"
#include "util/str.h"
#include "web/form.h"
#include "web/frame.h"

#define PAGE "/staff/notices/reasons"

enum { EDITS = SUPERVISOR | EDITOR | ADMIN };

static const char *const names[] = {"title", "text", "check", "live", NULL};

static int list(struct req *r)
{
    struct notice_reasons all = notice_reasons_all(r->db);
    struct reasons_view v = {.edits = (EDITS & r->who.role) != 0};

    v.rows.v = NEW_N(r->arena, struct reason_row, all.n + 1);
    for (; v.rows.n < all.n; v.rows.n++) {
        const struct notice_reason *x = &all.v[v.rows.n];

        v.rows.v[v.rows.n] = (struct reason_row){
            .href = {arena_fmt(r->arena, PAGE "/%lld", (long long)x->id)},
            .title = x->title, .text = x->text, .check = notice_check_title(x->check),
            .live = x->live != 0};
    }
    page_open(r, (struct page){.title = S("")});
    tmpl_staff_notice_reasons(r->out, &v);
    return 200;
}

static int draw(struct req *r, struct form *f, bool fresh, int status)
{
    page_open(r, (struct page){.wrong = status == 422,
                     .title = fresh ? S("差戻しの理由を加える") : S("差戻しの理由を直す")});
    tmpl_staff_notice_reason(r->out, form_input_view(f), fresh);
    return status;
}

static bool find(struct req *r, struct notice_reason *x)
{
    int64_t id;

    return str_int(r->arg[0], 1, INT64_MAX, &id) && notice_reason_get(r->db, id, x);
}

static int edit(struct req *r)
{
    struct notice_reason x;
    struct form f;

    if (!find(r, &x))
        return not_found(r);
    form_init(&f, r, &notice_reason_model, names, PAGE, &x, x.rev);
    return draw(r, &f, false, 200);
}

static int fresh(struct req *r)
{
    struct notice_reason x = {.live = 1, .check = S(""), .title = S(""), .text = S("")};
    struct form f;

    form_init(&f, r, &notice_reason_model, names, PAGE, &x, 0);
    return draw(r, &f, true, 200);
}

static int audit(struct req *r, const char *action, struct str detail)
{
    audit_add(r->db, &(struct audit){.actor = r->who.owner, .action = str_of(action),
                         .request = req_id(r), .detail = detail});
    return see_other(r, S(PAGE));
}

static int save(struct req *r)
{
    struct notice_reason x;
    struct form f;

    if (!find(r, &x))
        return not_found(r);
    form_init(&f, r, &notice_reason_model, names, PAGE, &x, x.rev);
    form_read(&f);
    if (f.wrong)
        return draw(r, &f, false, 422);
    form_into(&f, &x);
    x.rev = f.rev;
    x.changed_by = r->who.staff;
    if (notice_reason_save(r->db, &x) != OK) {
        form_complain(&f, "", S("ほかの人が先に直しました。一覧から開き直してください。"));
        return draw(r, &f, false, 422);
    }
    return audit(r, "notice_reason.changed", x.title);
}

static int add(struct req *r)
{
    struct notice_reason x = {.live = 1, .check = S(""), .title = S(""), .text = S("")};
    struct form f;

    form_init(&f, r, &notice_reason_model, names, PAGE, &x, 0);
    form_read(&f);
    if (f.wrong)
        return draw(r, &f, true, 422);
    form_into(&f, &x);
    x.changed_by = r->who.staff;
    if (notice_reason_add(r->db, &x) != OK)
        return draw(r, &f, true, 422);
    return audit(r, "notice_reason.added", x.title);
}

static const struct route routes[] = {
    {"GET", PAGE, DESK | EDITOR, "差戻しの理由", list},
    {"GET", PAGE "/new", EDITS, "差戻しの理由を加える", fresh},
    {"POST", PAGE "/new", EDITS, "差戻しの理由を加える", add},
    {"GET", PAGE "/{id}", EDITS, "差戻しの理由を直す", edit},
    {"POST", PAGE "/{id}", EDITS, "差戻しの理由を直す", save},
    {0},
};

const struct feature staff_notices_reasons_feature = {"staff_notices_reasons", routes};
