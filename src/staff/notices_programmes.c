/* notices_programmes.c: programmes of transitional notices as staff change them: the list,
 * a copy of one as a draft, its fields, what is missing, opening by another person. Types
 * are in notices_types.c. */
#include "gen/templates.h"
#include "model/audit.h"
#include "model/programme_edit.h"
#include "staff/notices.h"
#include "staff/notices_programmes.h"
#include "sys/clock.h"
#include "util/str.h"
#include "web/app.h"
#include "web/form.h"
#include "web/frame.h"

#define PAGE NOTICES "/programmes"

static const char *const copy_names[] = {"title", "word", "opens_on", "last_on", NULL};
static const char *const draft_names[] = {"title", "summary", "law", "opens_on", "last_on",
    "hospital", "clinic", "dental", "pharmacy", "nursing", "follow_days", "correct_days",
    "late_text", NULL};
/* Who may file and the first day are what people have relied on. */
static const char *const open_names[] = {"title", "summary", "law", "last_on", "follow_days",
    "correct_days", "late_text", NULL};

/* ---------------------------------------------------------------- for all pages of them */

struct str programmes_path(struct req *r, struct str word)
{
    return arena_fmt(r->arena, PAGE "/" STR_FMT, STR_ARG(word));
}

bool programmes_find(struct req *r, struct programme *p)
{
    return programme_by_word(r->db, r->arg[0], p);
}

void programmes_changed(
    struct req *r, const struct programme *p, const char *action, struct str what)
{
    programme_touched(r->db, p->id, r->who.staff);
    audit_add(r->db, &(struct audit){.actor = r->who.owner, .action = str_of(action),
                         .request = req_id(r),
                         .detail = arena_fmt(r->arena, STR_FMT "%s" STR_FMT, STR_ARG(p->word),
                             what.n ? "：" : "", STR_ARG(what))});
}

static struct tag state_of(const struct programme *p)
{
    switch (programme_state(p, clock_now())) {
    case PROGRAMME_DRAFT:
        return (struct tag){TONE_WARN, S("下書き")};
    case PROGRAMME_COMING:
        return (struct tag){TONE_INFO, S("受付の前")};
    case PROGRAMME_OPEN:
        return (struct tag){TONE_GOOD, S("受付中")};
    case PROGRAMME_ENDED:
        break;
    }
    return (struct tag){TONE_PLAIN, S("受付終了")};
}

/* ---------------------------------------------------------------- the list, a copy */

static int draw_list(struct req *r, struct form *f, int status)
{
    struct programme_list all = programme_all(r->db);
    struct programmes_view v = {.edits = (NOTICES_EDIT & r->who.role) != 0,
        .form = f ? form_input_view(f) : NULL,
        .sources = notices_pick_programme(r, form_value(r, "source"), true)};

    v.rows.v = NEW_N(r->arena, struct programme_row, all.n + 1);
    for (; v.rows.n < all.n; v.rows.n++) {
        const struct programme *p = &all.v[v.rows.n];

        v.rows.v[v.rows.n] = (struct programme_row){.href = {programmes_path(r, p->word)},
            .title = p->title, .word = p->word, .window = programme_window(r->arena, p),
            .state = state_of(p)};
    }
    page_open(r, (struct page){.wrong = status == 422});
    tmpl_staff_programmes(r->out, &v);
    return status;
}

static void copy_form(struct req *r, struct form *f)
{
    struct programme_edit empty = {.word = S(""), .title = S(""), .opens_on = S(""),
        .last_on = S("")};

    form_init(f, r, &programme_edit_model, copy_names, PAGE, &empty, 0);
}

static int list(struct req *r)
{
    struct form f;

    copy_form(r, &f);
    return draw_list(r, &f, 200);
}

static void check_days(struct form *f, const struct programme_edit *row)
{
    if (str_cmp(row->last_on, row->opens_on) < 0)
        form_complain(f, "last_on", S("受付の最後の日は、始める日よりあとにしてください"));
}

static int copy(struct req *r)
{
    struct programme_edit row = {.changed_by = r->who.staff};
    struct programme from;
    struct form f;

    copy_form(r, &f);
    form_read(&f);
    form_into(&f, &row);
    if (!f.wrong)
        check_days(&f, &row);
    if (!programme_by_word(r->db, form_value(r, "source"), &from))
        form_complain(&f, "", S("もとにする制度を、1つ選んでください"));
    row.id = from.id;
    if (!f.wrong && programme_copy(r->db, r->arena, &row) != OK)
        form_complain(&f, "word", S("この名前は、ほかの制度が使っています。ほかの名前にしてください"));
    if (f.wrong)
        return draw_list(r, &f, 422);
    audit_add(r->db, &(struct audit){.actor = r->who.owner, .action = S("programme.copied"),
                         .request = req_id(r),
                         .detail = arena_fmt(r->arena, STR_FMT " → " STR_FMT,
                             STR_ARG(from.word), STR_ARG(row.word))});
    return see_other(r, programmes_path(r, row.word));
}

/* ---------------------------------------------------------------- one programme */

static void types_of(struct req *r, const struct programme *p, struct programme_view *v)
{
    struct programme_types all = programme_types(r->db, p->id);
    struct date today = date_tokyo(clock_now());
    struct arena *a = r->arena;

    v->types.v = NEW_N(a, struct type_row, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        const struct programme_type *t = &all.v[i];

        v->types.v[v->types.n++] = (struct type_row){
            .href = {arena_fmt(a, PAGE "/" STR_FMT "/types/%lld", STR_ARG(p->word),
                (long long)t->id)},
            .number = arena_fmt(a, "%lld", (long long)t->number), .title = t->title,
            .until = t->until_text, .from = words_day(a, t->valid_from),
            .last = words_day(a, t->valid_until),
            .attachment = str_is(t->attachment, "required") ? S("必要")
                : str_is(t->attachment, "optional")         ? S("つけてもよい")
                                                            : S("いらない"),
            .consult = t->consult != 0,
            .past = t->valid_until.n && !programme_type_valid(t, today)};
    }
}

static struct str kinds_text(struct req *r, struct str words)
{
    struct str all = S("");

    for (const struct choice *c = institution_kinds; c->value; c++)
        if (programme_lists(words, str_of(c->value)))
            all = arena_fmt(r->arena, STR_FMT "%s%s", STR_ARG(all), all.n ? "・" : "", c->label);
    return all;
}

static void fact(struct fact_list *l, const char *what, struct str text)
{
    l->v[l->n++] = (struct fact){str_of(what), text, false};
}

static int draw(struct req *r, const struct programme *p, int status, struct str said)
{
    struct arena *a = r->arena;
    struct staff_list staff = staff_list(r->db);
    bool edits = (NOTICES_EDIT & r->who.role) != 0, mine;
    struct programme_view v = {.csrf = guard_csrf(r), .said = said, .title = p->title,
        .page = {programmes_path(r, p->word)}, .state = state_of(p), .edits = edits,
        .draft = !p->published, .rev = arena_fmt(a, "%lld", (long long)p->rev)};
    struct programme_edit e;
    struct programme_gaps *gaps = NEW(a, struct programme_gaps);

    if (!programme_edit_get(r->db, a, p->word, &e))
        return not_found(r);
    mine = e.changed_by == r->who.staff && r->who.role != ADMIN;
    v.facts.v = NEW_N(a, struct fact, 9);
    fact(&v.facts, "アドレスに使う名前", p->word);
    fact(&v.facts, "受付の期間", programme_window(a, p));
    fact(&v.facts, "届け出る施設", kinds_text(r, p->may_file));
    fact(&v.facts, "根拠", p->law);
    fact(&v.facts, "書類をあとから出せる日数", arena_fmt(a, "%lld日", (long long)p->follow_days));
    fact(&v.facts, "差し戻されたあと、直せる日数", arena_fmt(a, "%lld日", (long long)p->correct_days));
    fact(&v.facts, "最後に直した人", e.changed_by ? words_actor(a,
        arena_fmt(a, "s:%lld", (long long)e.changed_by), &staff) : S(""));
    v.summary = p->summary;
    v.late_text = p->late_text;
    types_of(r, p, &v);
    if (v.draft)
        programme_gaps(r->db, a, p, gaps);
    v.gaps = (struct str_list){gaps->v, gaps->n};
    v.publishes = edits && v.draft && !gaps->n && !mine;
    v.why_not = edits && v.draft && !gaps->n && mine
        ? S("最後に直した人は、受付を始められません。ほかの職員か管理者に、見てもらってください。") : S("");
    page_open(r, (struct page){.title = p->title, .wrong = status == 422});
    tmpl_staff_programme(r->out, &v);
    return status;
}

static int show(struct req *r)
{
    struct programme p;

    return programmes_find(r, &p) ? draw(r, &p, 200, S("")) : not_found(r);
}

static int publish(struct req *r)
{
    struct programme_edit e;
    struct programme p;

    if (!programme_edit_get(r->db, r->arena, r->arg[0], &e) || !programmes_find(r, &p))
        return not_found(r);
    if (!str_int(form_value(r, "rev"), 1, INT64_MAX, &e.rev))
        e.rev = 0;
    switch (programme_publish(r->db, r->arena, &e, r->who.staff, r->who.role == ADMIN)) {
    case OK:
        break;
    case ERR_CONFLICT:
        return draw(r, &p, 422, S("この画面を開いたあとで、ほかの人が直しました。いまの内容を見てください。"));
    default:
        return draw(r, &p, 422, S("受付を始められません。足りないものと、だれが直したかを見てください。"));
    }
    audit_add(r->db, &(struct audit){.actor = r->who.owner, .action = S("programme.published"),
                         .request = req_id(r), .detail = p.word});
    return see_other(r, programmes_path(r, p.word));
}

/* ---------------------------------------------------------------- its fields */

static void edit_form(struct req *r, struct form *f, const struct programme_edit *e)
{
    form_init(f, r, &programme_edit_model, e->published ? open_names : draft_names, PAGE, e,
        e->rev);
}

static int draw_edit(struct req *r, struct form *f, const struct programme_edit *e, int status)
{
    page_open(r, (struct page){.wrong = status == 422,
                     .title = arena_fmt(r->arena, STR_FMT "を直す", STR_ARG(e->title))});
    tmpl_staff_programme_edit(
        r->out, form_input_view(f), e->title, (struct url){programmes_path(r, e->word)});
    return status;
}

static int edit(struct req *r)
{
    struct programme_edit e;
    struct form f;

    if (!programme_edit_get(r->db, r->arena, r->arg[0], &e))
        return not_found(r);
    edit_form(r, &f, &e);
    return draw_edit(r, &f, &e, 200);
}

/* A window that is open does not end before today: somebody may be filing. */
static void check_window(struct form *f, const struct programme_edit *e)
{
    char today[11];

    check_days(f, e);
    clock_today(today);
    if (e->published && str_cmp(e->last_on, str_of(today)) < 0 &&
        !str_eq(e->last_on, form_field_of(f, "last_on")->old))
        form_complain(f, "last_on", S("受付の最後の日は、きょうよりあとにしてください"));
}

static int save(struct req *r)
{
    struct programme_edit e, was;
    struct form f;

    if (!programme_edit_get(r->db, r->arena, r->arg[0], &was))
        return not_found(r);
    edit_form(r, &f, &was);
    form_read(&f);
    e = was;
    if (!f.wrong) {
        form_into(&f, &e);
        check_window(&f, &e);
    }
    e.rev = f.rev;
    e.changed_by = r->who.staff;
    if (!f.wrong && programme_edit_save(r->db, r->arena, &e) != OK)
        form_complain(&f, "", S("ほかの人が先に直しました。いまの内容を見て、もう一度入力してください。"));
    if (f.wrong)
        return draw_edit(r, &f, &was, 422);
    audit_add(r->db, &(struct audit){.actor = r->who.owner, .action = S("programme.changed"),
                         .request = req_id(r),
                         .detail = arena_fmt(r->arena, STR_FMT "　" STR_FMT " → " STR_FMT,
                             STR_ARG(e.word), STR_ARG(was.last_on), STR_ARG(e.last_on))});
    return see_other(r, programmes_path(r, e.word));
}

static const struct route routes[] = {
    {"GET", PAGE, DESK | EDITOR, "制度と類型", list},
    {"POST", PAGE, NOTICES_EDIT, "制度と類型", copy},
    {"GET", PAGE "/{word}", DESK | EDITOR, "制度", show},
    {"POST", PAGE "/{word}", NOTICES_EDIT, "制度", publish},
    {"GET", PAGE "/{word}/edit", NOTICES_EDIT, "制度を直す", edit},
    {"POST", PAGE "/{word}/edit", NOTICES_EDIT, "制度を直す", save},
    {0},
};

const struct feature staff_notices_programmes_feature = {"staff_notices_programmes", routes};
