/* notice_files.c: the papers of a transitional notice: what was sent, opening it, and papers
 * that follow within the programme's days. */
#include "gen/templates.h"
#include "model/agency.h"
#include "model/audit.h"
#include "model/notice_follow.h"
#include "model/receipt.h"
#include "page/notice_files_view.h"
#include "sys/clock.h"
#include "util/date.h"
#include "util/str.h"
#include "web/app.h"
#include "web/attach.h"
#include "web/frame.h"
#include "web/notices.h"
#include "web/words.h"

/* Everything about one notice and the form below it. */
struct papers {
    struct notice n;
    struct form f;
    struct attach a;
    struct attachment_list all;
    enum notice_follow_no no;
};

static const char *const no_names[] = {NULL};

static bool find(struct req *r, struct notice *n)
{
    struct str number;

    return receipt_typed(r->arena, r->arg[0], &number) && notices_find(r, number, n);
}

static struct attach_kinds kinds(struct req *r, const struct notice *n)
{
    struct attachment_kinds k =
        attachment_kinds_on(r->db, n->type, date_tokyo(clock_now()));
    struct choice *v = NEW_N(r->arena, struct choice, k.n + 1);

    for (size_t i = 0; i < k.n; i++)
        v[i] = (struct choice){
            arena_fmt(r->arena, "%lld", (long long)k.v[i].id).p, arena_cstr(r->arena, k.v[i].title)};
    return (struct attach_kinds){v, k.n};
}

static bool begin(struct papers *p, struct req *r)
{
    struct str path;

    if (!find(r, &p->n))
        return false;
    path = arena_fmt(r->arena, "/my/notices/" STR_FMT "/files", STR_ARG(p->n.number));
    p->no = notice_follow_may(&p->n, date_tokyo(clock_now()));
    p->all = attachment_of(r->db, "notice", p->n.id);
    form_init(&p->f, r, &notice_model, no_names, path.p, &p->n, 0);
    attach_init(&p->a, r, path.p, r->who.institution);
    p->a.kinds = kinds(r, &p->n);
    p->a.table = "notice";
    p->a.owner = p->n.id;
    p->a.fixed = true;
    p->a.required = true;
    return true;
}

static struct notice_file_row row_of(struct papers *p, const struct attachment *x)
{
    struct arena *m = p->a.r->arena;
    bool open = !str_is(x->scan, "infected");

    return (struct notice_file_row){.title = x->title, .name = x->name,
        .size = attach_size(m, x->size), .at = words_moment(m, x->at),
        .scan = attach_scan_tag(x),
        .href = {open ? arena_fmt(m, "%s/%lld", p->a.form, (long long)x->number) : S("")}};
}

static struct str day_text(struct arena *a, struct str iso)
{
    struct date d;

    return date_iso(iso, &d) ? date_japanese_full(a, d) : S("");
}

static int draw(struct papers *p, int status)
{
    struct req *r = p->a.r;
    struct notice_files_view v = {.number = receipt_text(r->arena, p->n.number),
        .closed = str_of(notice_follow_text(p->no)),
        .until = day_text(r->arena, p->n.follow_until),
        .notice = {arena_fmt(r->arena, "/my/notices/" STR_FMT, STR_ARG(p->n.number))}};

    v.what = arena_fmt(r->arena, STR_FMT "・類型%lld " STR_FMT, STR_ARG(p->n.programme_title),
        (long long)p->n.type_number, STR_ARG(p->n.type_title));
    v.rows.v = NEW_N(r->arena, struct notice_file_row, p->all.n + 1);
    for (size_t i = 0; i < p->all.n; i++)
        if (attachment_in(&p->all.v[i], p->n.version))
            v.rows.v[v.rows.n++] = row_of(p, &p->all.v[i]);
    v.form = attach_form_view(&p->a, form_input_view(&p->f));
    v.attach = attach_view(&p->a);
    page_open(r, (struct page){.wrong = status == 422, .form = !p->no,
                     .notice = str_is(query_value(r, "sent"), "1") ? S("書類を受け取りました。") : S("")});
    tmpl_notice_files(r->out, &v);
    return status;
}

static int show(struct req *r)
{
    struct papers p = {.no = NOTICE_FOLLOWS};

    if (!begin(&p, r))
        return not_found(r);
    attach_load(&p.a);
    return draw(&p, 200);
}

static struct str new_names(struct papers *p)
{
    struct arena *m = p->a.r->arena;
    struct str s = S("");

    for (size_t i = 0; i < p->a.files.n; i++)
        if (!p->a.files.v[i].number)
            s = arena_fmt(m, STR_FMT "%s" STR_FMT, STR_ARG(s), s.n ? "、" : "",
                STR_ARG(attach_line(m, &p->a.files.v[i])));
    return s;
}

/* Sends what was chosen; a reload of where it leads to sends nothing again. */
static int send(struct req *r)
{
    struct papers p = {.no = NOTICE_FOLLOWS};
    struct str names;

    if (!begin(&p, r))
        return not_found(r);
    if (p.no)
        return draw(&p, 422);
    attach_read(&p.a);
    names = new_names(&p);
    if (!p.a.wrong && !p.a.stay && !names.n)
        attach_complain(&p.a, S("file1"), S("出す書類のファイルを選んでください"));
    if (p.a.wrong || p.a.stay) {
        r->keep = true;
        return p.a.wrong ? draw(&p, 422) : see_other(r, str_of(p.a.form));
    }
    attach_commit(&p.a, "notice", p.n.id, p.n.version);
    notice_followed(r->db, &p.n, r->who.owner, names);
    audit_add(r->db, &(struct audit){.actor = r->who.owner, .institution = r->who.institution,
                         .action = S("notice.papers"), .request = req_id(r),
                         .detail = arena_fmt(r->arena, STR_FMT ": " STR_FMT,
                             STR_ARG(p.n.number), STR_ARG(names))});
    return see_other(r, arena_fmt(r->arena, "%s?sent=1", p.a.form));
}

static int open_file(struct req *r)
{
    struct notice n;
    struct attachment x;
    int64_t number;

    if (!find(r, &n) || !str_int(r->arg[1], 1, INT32_MAX, &number) ||
        !attachment_get(r->db, "notice", n.id, number, &x))
        return not_found(r);
    return attach_send(r, &x);
}

#define PAGE "/my/notices/{number}/files"

static const struct route routes[] = {
    {"GET", PAGE, MEMBER, "届出の書類", show, .agent = PROCEDURE_NOTICES},
    {"POST", PAGE, MEMBER, "届出の書類", send, .plan = attach_plan, .files = true,
        .body_kib = ATTACH_BODY_KIB, .agent = PROCEDURE_NOTICES},
    {"GET", PAGE "/{file}", MEMBER, "届出の書類", open_file, .agent = PROCEDURE_NOTICES},
    {0},
};

const struct feature notice_files_feature = {"notice_files", routes};
