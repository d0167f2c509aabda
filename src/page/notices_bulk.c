/* notices_bulk.c: 経過措置をまとめて届け出る: a chain's list for all its institutions. Sent,
 * shown row by row, filed: what is good is filed, what is not stays with its reason, and
 * the same list again files nothing twice. */
#include "page/notices_bulk_impl.h"

#include "gen/templates.h"
#include "model/outbox.h"
#include "util/filetype.h"
#include "util/str.h"
#include "web/app.h"
#include "web/frame.h"
#include "web/notices.h"
#include "web/upload.h"
#include "web/words.h"

#define PAGE "/my/notices/bulk"

/* ---------------------------------------------------------------- 入力 */

static struct bulk_programme programme_view(struct bulk *b, bool open, struct str chosen)
{
    struct arena *a = b->r->arena;
    struct bulk_column all[BULK_COLUMNS];
    struct bulk_programme v = {.word = b->p.word, .title = b->p.title, .open = open,
        .window = programme_window(a, &b->p), .chosen = str_eq(chosen, b->p.word),
        .sample = {arena_fmt(a, PAGE "/sample?programme=" STR_FMT, STR_ARG(b->p.word))}};

    v.columns.n = bulk_columns(b, all);
    v.columns.v = NEW_N(a, struct bulk_column, v.columns.n);
    memcpy(v.columns.v, all, v.columns.n * sizeof(all[0]));
    v.types.v = NEW_N(a, struct str, b->types.n);
    for (size_t i = 0; i < b->types.n; i++)
        v.types.v[v.types.n++] = arena_fmt(a, "%lld　" STR_FMT,
            (long long)b->types.v[i].number, STR_ARG(b->types.v[i].title));
    return v;
}

static void add_lists(struct req *r, struct bulk_start_view *v)
{
    struct notice_bulks l = notice_bulk_all(r->db, r->who.account);

    v->lists.v = NEW_N(r->arena, struct bulk_list, l.n + 1);
    for (size_t i = 0; i < l.n; i++)
        v->lists.v[v->lists.n++] = (struct bulk_list){.name = l.v[i].name,
            .at = words_moment(r->arena, l.v[i].done_at), .rows = l.v[i].rows, .filed = l.v[i].filed,
            .href = {arena_fmt(r->arena, PAGE "/%lld", (long long)l.v[i].id)}};
}

static int draw(struct req *r, int status, struct str wrong)
{
    struct programme_list all = programme_all(r->db);
    struct bulk_start_view v = {.csrf = guard_csrf(r), .owner = guard_owner_field(r), .wrong = wrong,
        .most = NOTICE_BULK_ROWS, .places = r->who.places};
    struct str chosen = form_value(r, "programme");
    struct bulk *b = NEW(r->arena, struct bulk);

    v.programmes.v = NEW_N(r->arena, struct bulk_programme, all.n + 1);
    for (size_t i = 0; i < all.n; i++)
        v.open |= programme_state(&all.v[i], r->received_at) == PROGRAMME_OPEN;
    for (size_t i = 0; i < all.n; i++) {
        enum programme_state s = programme_state(&all.v[i], r->received_at);

        /* closed ones only while there is nothing else to look at */
        if (s == PROGRAMME_DRAFT || (v.open && s != PROGRAMME_OPEN) || !bulk_open(b, r, &all.v[i]))
            continue;
        v.programmes.v[v.programmes.n++] = programme_view(b, s == PROGRAMME_OPEN, chosen);
    }
    add_lists(r, &v);
    page_open(r, (struct page){.title = S("まとめて届け出る（入力）"), .wrong = status == 422});
    tmpl_notices_bulk_start(r->out, &v);
    return status;
}

static int show(struct req *r)
{
    return draw(r, 200, S(""));
}

static const struct upload_file *list_file(struct req *r)
{
    for (size_t i = 0; i < upload_count(r); i++)
        if (str_is(upload_at(r, i)->field, "list"))
            return upload_at(r, i);
    return NULL;
}

static int64_t keep_list(struct req *r, const struct programme *p, struct str name,
    const struct bulk_read *read)
{
    int64_t id = notice_bulk_add(r->db, &(struct notice_bulk){.account = r->who.account,
        .programme = p->id, .name = name});

    for (size_t i = 0; i < read->n; i++) {
        struct notice_bulk_row row = read->v[i];

        row.bulk = id;
        notice_bulk_add_row(r->db, &row);
    }
    return id;
}

static struct str percent(struct req *r, struct str s)
{
    struct buf b = BUF_INIT;
    struct str all;

    out_percent_str(&b, s);
    all = arena_str(r->arena, buf_view(&b));
    buf_release(&b);
    return all;
}

static int send(struct req *r)
{
    const struct upload_file *f = list_file(r);
    struct bulk *b = NEW(r->arena, struct bulk);
    struct programme p;
    struct bulk_read read;
    int64_t id;

    if (!programme_by_word(r->db, form_value(r, "programme"), &p) || !p.published ||
        !bulk_open(b, r, &p))
        return draw(r, 422, S("どの届出かを、1つ選んでください"));
    if (!f)
        return draw(r, 422, S("CSVファイルを選んでください"));
    if (!f->path.n || f->size > NOTICE_BULK_BYTES)
        return draw(r, 422, S("ファイルが大きすぎます（1MBまで）。届出の表だけを、CSVにしてください"));
    bulk_read(b, f->path.p, &read);
    if (read.wrong.n)
        return draw(r, 422, read.wrong);
    id = keep_list(r, &p, filetype_name(r->arena, f->filename, FILETYPE_NONE), &read);
    return see_other(r, arena_fmt(r->arena, PAGE "/%lld%s" STR_FMT, (long long)id,
        read.ignored.n ? "?ignored=" : "", STR_ARG(percent(r, read.ignored))));
}

static int sample(struct req *r)
{
    struct bulk *b = NEW(r->arena, struct bulk);
    struct programme p;

    if (!programme_by_word(r->db, query_value(r, "programme"), &p) || !p.published ||
        !bulk_open(b, r, &p))
        return see_other(r, S(PAGE));
    return bulk_sample(b);
}

/* ---------------------------------------------------------------- 確認 */

/* The list and its programme; NULL: not this login's. */
static struct bulk *open_list(struct req *r, struct notice_bulk *l)
{
    struct bulk *b = NEW(r->arena, struct bulk);
    struct programme p;
    int64_t id;

    if (!str_int(r->arg[0], 1, INT64_MAX, &id) ||
        !notice_bulk_get(r->db, id, r->who.account, l) ||
        !programme_get(r->db, l->programme, &p) || !bulk_open(b, r, &p))
        return NULL;
    return b;
}

static int show_list(struct req *r)
{
    struct notice_bulk l;
    struct bulk *b = open_list(r, &l);

    return b ? bulk_draw(b, &l, 200, S("")) : not_found(r);
}

static int csv(struct req *r)
{
    struct notice_bulk l;
    struct bulk *b = open_list(r, &l);

    return b ? bulk_csv(b, &l) : not_found(r);
}

/* ---------------------------------------------------------------- 届け出る */

/* A draft that somebody has begun is filed, so that there is one for each institution. */
static enum notice_no file(struct bulk *b, struct bulk_check *c)
{
    struct req *r = b->r;
    struct notices n = notices_of(r);
    struct notice_by by = notices_by(r);
    enum notice_no no = NOTICE_DONE;

    n.not_to = r->who.account;
    if (!c->there.id)
        no = notices_start(&n, &c->i, b->p.id, c->type->id, &by, &c->there);
    if (no == NOTICE_DONE)
        no = notices_move(&n, &c->there, NOTICE_FILE, &by, &(struct notice_input){.content = &c->content});
    db_as(r->db, r->arena, r->who.institution); /* it may be another one's */
    return no;
}

static void file_row(struct bulk *b, struct notice_bulk_row *row, struct bulk_mail *m)
{
    struct bulk_check c;
    enum notice_no no;

    bulk_check(b, row, &c);
    row->result = str_of(c.result);
    row->said = c.said;
    if (str_is(row->result, "ready")) {
        no = file(b, &c);
        row->result = no == NOTICE_DONE ? S("filed") : S("wrong");
        row->said = no == NOTICE_DONE ? S("") : notice_refusal_text(b->r->arena, no, &b->p);
    }
    row->notice = str_is(row->result, "wrong") ? 0 : c.there.id;
    m->filed += str_is(row->result, "filed");
    m->wrong += str_is(row->result, "wrong");
    notice_bulk_result(b->r->db, row);
}

/* One mail for all of them: a chain wants no three hundred. */
static void tell(struct bulk *b, const struct notice_bulk *l, struct bulk_mail *m)
{
    struct req *r = b->r;
    struct buf text = BUF_INIT;

    m->contact = r->who.name;
    m->programme = b->p.title;
    m->when = words_moment(r->arena, r->received_at);
    m->link = arena_fmt(r->arena, STR_FMT PAGE "/%lld", STR_ARG(r->app->conf->origin), (long long)l->id);
    tmpl_mail_notice_bulk(&text, m);
    outbox_add(r->db, &(struct outbox){.key = arena_fmt(r->arena, "notice_bulk:%lld", (long long)l->id),
                          .lane = LANE_FIRST, .mail_to = r->who.mail, .account = r->who.account,
                          .subject = S("経過措置の届出をまとめて受け付けました"),
                          .body = arena_str(r->arena, buf_view(&text)), .template = S("notice_bulk"),
                          .version = str_of(tmpl_version((tmpl_any *)tmpl_mail_notice_bulk)),
                          .institution = r->who.institution});
    buf_release(&text);
}

static int commit(struct req *r)
{
    struct notice_bulk l;
    struct bulk *b = open_list(r, &l);
    struct notice_bulk_rows rows;
    struct bulk_mail m = {.filed = 0};

    if (!b)
        return not_found(r);
    if (!l.done_at) {
        rows = notice_bulk_rows(r->db, l.id, r->who.account);
        for (size_t i = 0; i < rows.n; i++)
            file_row(b, &rows.v[i], &m);
        notice_bulk_done(r->db, l.id);
        if (m.filed)
            tell(b, &l, &m);
    }
    return see_other(r, arena_fmt(r->arena, PAGE "/%lld", (long long)l.id));
}

static const struct route routes[] = {
    {"GET", PAGE, MEMBER, "まとめて届け出る", show},
    {"POST", PAGE, MEMBER, "まとめて届け出る", send, .files = true, .body_kib = 1200},
    {"GET", PAGE "/sample", MEMBER, "まとめて届け出る", sample},
    {"GET", PAGE "/{id}", MEMBER, "まとめて届け出る", show_list},
    {"POST", PAGE "/{id}", MEMBER, "まとめて届け出る", commit},
    {"GET", PAGE "/{id}/csv", MEMBER, "まとめて届け出る", csv},
    {0},
};

const struct feature notices_bulk_feature = {"notices_bulk", routes};
