/* notices_acts.c: what an institution does with a notice besides filling it in: 取下げ,
 * 事情解消, 変更届の取りやめ, and throwing a draft away. Each on a page of its own that says
 * what will happen; nothing happens by opening it. */
#include "page/notices_impl.h"

#include "gen/templates.h"
#include "model/agency.h"
#include "model/draft.h"
#include "model/receipt.h"
#include "page/notices_view.h"
#include "sys/clock.h"
#include "util/str.h"
#include "web/app.h"
#include "web/frame.h"

struct act {
    struct str reason, ended_on;
};

enum { REASON_MAX = 500 };

static const struct col cols[] = {
    COL(act, ended_on, .label = "事情がなくなった日", .widget = W_DATE, .normal = N_DATE,
        .required = true, .hint = "導入が終わった日などです。例：令和5年9月1日"),
    COL(act, reason, .label = "理由", .widget = W_AREA, .normal = N_LINES, .required = true,
        .max = REASON_MAX),
};

static const struct model act_model = {
    .name = "act", .cols = cols, .n_cols = COUNT(cols), .size = sizeof(struct act)};

static const struct kind {
    const char *tail, *title, *lead, *button, *said;
    enum notice_event_kind event;
    bool day, reason, danger;
} kinds[] = {
    {"/withdraw", "届出を取り下げる",
        "取り下げると、この届出はなかったことになり、もとに戻せません。受理されているときは、猶予も終わります。",
        "取り下げる", "withdrawn", NOTICE_WITHDRAW, false, true, true},
    {"/end", "事情がなくなったことを届け出る（事情解消）",
        "オンライン資格確認の導入が終わったときなど、猶予の事情がなくなったときに届け出ます。",
        "事情解消を届け出る", "ended", NOTICE_END, true, true, false},
    {"/unamend", "変更届を取りやめる",
        "出した変更届を取りやめて、前に受理された内容に戻します。", "変更届を取りやめる", "unamended",
        NOTICE_UNAMEND, false, false, true},
    {"/drop", "下書きを消す", "入力した内容を消します。もとに戻せません。", "下書きを消す", "dropped",
        NOTICE_WITHDRAW, false, false, true},
};

struct acting {
    struct req *r;
    const struct kind *k;
    struct notice n;
    struct act row;
    struct form f;
};

static bool begin(struct acting *x, struct req *r)
{
    static const char *const both[] = {"ended_on", "reason", NULL};
    static const char *const reason[] = {"reason", NULL};
    static const char *const none[] = {NULL};

    *x = (struct acting){.r = r};
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (str_ends(r->path, str_of(kinds[i].tail)))
            x->k = &kinds[i];
    if (!x->k || !notices_find(r, r->arg[0], &x->n) ||
        str_is(x->n.state, "draft") != (strcmp(x->k->tail, "/drop") == 0) ||
        (r->who.role == AGENT && !str_eq(x->n.filed_by, r->who.owner)))
        return false; /* an agent throws away what he has begun himself */
    form_init(&x->f, r, &act_model, x->k->day ? both : x->k->reason ? reason : none,
        notices_path(r->arena, &x->n, x->k->tail).p, &x->row, x->n.rev);
    return true;
}

static int draw(struct acting *x, int status)
{
    struct req *r = x->r;
    struct arena *a = r->arena;
    struct notices_act_view v = {.f = form_input_view(&x->f),
        .number = receipt_text(a, x->n.number), .programme = x->n.programme_title,
        .type = arena_fmt(a, "%lld　" STR_FMT, (long long)x->n.type_number,
            STR_ARG(x->n.type_title)),
        .title = str_of(x->k->title), .lead = str_of(x->k->lead),
        .button = str_of(x->k->button), .back = {notices_path(a, &x->n, "")},
        .danger = x->k->danger};

    page_open(r, (struct page){.title = v.title, .wrong = status == 422, .form = true});
    tmpl_notices_act(r->out, &v);
    return status;
}

static int say(struct acting *x, enum notice_no no)
{
    return refuse(x->r, 409, str_of(notice_refusal(no)->title),
        notice_refusal_text(x->r->arena, no, NULL));
}

static enum notice_no may(struct acting *x)
{
    struct notice_by by = notices_by(x->r);
    /* what the form will bring is not there yet */
    struct notice_input in = {.reason = S("-"),
        .ended_on = date_text(x->r->arena, date_tokyo(by.at))};

    return notice_may(x->r->db, x->r->arena, &x->n, x->k->event, &by, &in);
}

static int show(struct req *r)
{
    struct acting *x = NEW(r->arena, struct acting);
    enum notice_no no;

    if (!begin(x, r))
        return not_found(r);
    no = may(x);
    if (no != NOTICE_DONE)
        return say(x, no);
    if (form_load_draft(&x->f))
        for (size_t i = 0; i < x->f.n; i++)
            x->f.f[i].error = S("");
    return draw(x, 200);
}

/* With the draft's row goes what was typed for it. */
static void forget(struct acting *x)
{
    draft_drop(x->r->db, form_owner(x->r), str_of(x->f.page), x->r->who.institution);
    if (!x->n.version) {
        struct attach a;
        const char *page = filing_page(x->r->arena, &x->n);

        attach_init(&a, x->r, page, x->r->who.institution);
        attach_forget(&a);
        draft_drop(x->r->db, form_owner(x->r), str_of(page), x->r->who.institution);
    }
}

static int act(struct req *r)
{
    struct acting *x = NEW(r->arena, struct acting);
    struct notices c = notices_of(r);
    struct notice_by by = notices_by(r);
    enum notice_no no;

    if (!begin(x, r))
        return not_found(r);
    no = may(x);
    if (no != NOTICE_DONE)
        return say(x, no);
    form_read(&x->f);
    form_into(&x->f, &x->row);
    if (!x->f.wrong) {
        no = notices_move(&c, &x->n, x->k->event, &by,
            &(struct notice_input){.reason = x->row.reason, .ended_on = x->row.ended_on,
                .rev = x->f.rev});
        if (no == NOTICE_NO_END_DAY)
            form_complain(&x->f, "ended_on", str_of(notice_refusal(no)->text));
        else if (no != NOTICE_DONE)
            return say(x, no);
    }
    if (x->f.wrong) {
        r->keep = true;
        form_keep(&x->f, false, S(""));
        return draw(x, 422);
    }
    forget(x);
    if (strcmp(x->k->tail, "/drop") == 0)
        return see_other(r, S(NOTICES "?done=dropped"));
    return see_other(r, arena_fmt(r->arena, STR_FMT "?done=%s",
        STR_ARG(notices_path(r->arena, &x->n, "")), x->k->said));
}

static const struct route routes[] = {
    {"GET", NOTICES "/{number}/withdraw", MEMBER, "届出を取り下げる", show},
    {"POST", NOTICES "/{number}/withdraw", MEMBER, "届出を取り下げる", act},
    {"GET", NOTICES "/{number}/end", MEMBER, "事情解消の届出", show},
    {"POST", NOTICES "/{number}/end", MEMBER, "事情解消の届出", act},
    {"GET", NOTICES "/{number}/unamend", MEMBER, "変更届を取りやめる", show},
    {"POST", NOTICES "/{number}/unamend", MEMBER, "変更届を取りやめる", act},
    {"GET", NOTICES "/{number}/drop", MEMBER, "下書きを消す", show, .agent = PROCEDURE_NOTICES},
    {"POST", NOTICES "/{number}/drop", MEMBER, "下書きを消す", act, .agent = PROCEDURE_NOTICES},
    {0},
};

const struct feature notices_acts_feature = {"notices_acts", routes};
