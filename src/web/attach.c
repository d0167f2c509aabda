/* attach.c: see attach.h; how it is shown and sent is in attach_view.c. */
#include "web/attach.h"

#include "sys/filestore.h"
#include "util/filetype.h"
#include "util/str.h"
#include "web/app.h"
#include "web/upload.h"

/* ---------------------------------------------------------------- bytes */

/* What a phone has put behind a photograph is cut off: it is another file then. */
static bool cut(struct upload_file *f, struct bytes all, size_t keep)
{
    if (keep == all.n)
        return true;
    secret_sha256(f->sha256, (struct bytes){all.p, keep});
    f->size = (int64_t)keep;
    return filestore_cut(f->path.p, f->size);
}

static void look(struct req *r, struct upload_file *f)
{
    struct filetype_found found;
    struct bytes all;
    bool whole;

    if (!f->path.n || !filestore_map(f->path.p, &all))
        return;
    f->verdict = (int)filetype_check(all, &found);
    f->kind = (int)found.type;
    whole = f->verdict == FILETYPE_OK && cut(f, all, found.keep);
    filestore_unmap(all);
    f->stored = whole &&
        filestore_put(r->arena, r->app->data, f->path.p,
            (struct bytes){f->sha256, sizeof(f->sha256)});
}

static void look_at_all(struct work *w)
{
    for (size_t i = 0; i < upload_count(&w->r); i++)
        look(&w->r, upload_at(&w->r, i));
}

void attach_plan(struct req *r)
{
    if (upload_count(r))
        ((struct work *)(void *)r)->slow = look_at_all; /* r is its first member */
}

/* ---------------------------------------------------------------- whose */

/* Staff see all institutions, but not their drafts: for these they look as one of them. */
static void enter(struct attach *a)
{
    if (a->r->who.role & STAFF)
        db_as(a->r->db, a->r->arena, a->institution);
}

static void leave(struct attach *a)
{
    if (a->r->who.role & STAFF)
        db_as(a->r->db, a->r->arena, DB_ALL);
}

void attach_init(struct attach *a, struct req *r, const char *form, int64_t institution)
{
    *a = (struct attach){.r = r, .form = form, .institution = institution, .hint = S("")};
    for (size_t i = 0; i < ATTACH_SLOTS; i++)
        a->slot_kind[i] = S("");
}

static bool left_out(struct attachment_list gone, int64_t id)
{
    for (size_t i = 0; i < gone.n; i++)
        if (gone.v[i].id == id)
            return true;
    return false;
}

static void load(struct attach *a)
{
    struct db *db = a->r->db;
    struct str actor = form_owner(a->r), form = str_of(a->form);
    struct attachment_list base = {NULL, 0}, gone = {NULL, 0}, mine;
    struct attachment *v;
    size_t n = 0;

    mine = attachment_drafts(db, actor, form);
    if (a->table) {
        base = attachment_of(db, a->table, a->owner);
        gone = attachment_left_out(db, actor, form);
    }
    v = NEW_N(a->r->arena, struct attachment, base.n + mine.n + 1);
    for (size_t i = 0; i < base.n; i++)
        if (!base.v[i].until_version && !left_out(gone, base.v[i].id))
            v[n++] = base.v[i];
    for (size_t i = 0; i < mine.n; i++)
        v[n++] = mine.v[i];
    a->files = (struct attachment_list){v, n};
}

void attach_load(struct attach *a)
{
    enter(a);
    load(a);
    leave(a);
}

/* ---------------------------------------------------------------- reading */

void attach_complain(struct attach *a, struct str id, struct str text)
{
    for (size_t i = 0; i < a->wrong; i++)
        if (str_eq(a->wrong_v[i].id, id))
            return; /* the first one for each field */
    if (a->wrong < ATTACH_COMPLAINTS)
        a->wrong_v[a->wrong++] = (struct complaint){id, text};
}

static const struct choice *kind_of(const struct attach *a, struct str value)
{
    if (a->kinds.n == 1)
        return &a->kinds.v[0];
    for (size_t i = 0; i < a->kinds.n; i++)
        if (str_is(value, a->kinds.v[i].value))
            return &a->kinds.v[i];
    return NULL;
}

static void set_kind(struct attachment *x, const struct choice *k)
{
    x->kind = k ? str_of(k->value) : S("");
    x->title = k ? str_of(k->label) : S("");
}

/* What the form says of files that are there. */
static void change(struct attach *a, struct attachment *x)
{
    struct req *r = a->r;
    struct str actor = form_owner(r), kind;

    if (x->number && a->fixed)
        return;
    if (str_is(form_value(r, arena_fmt(r->arena, "file_drop_%lld", (long long)x->id).p), "1")) {
        if (x->number)
            attachment_leave_out(r->db, actor, str_of(a->form), x->id);
        else
            attachment_take_out(r->db, x->id, actor);
        return;
    }
    kind = form_value(r, arena_fmt(r->arena, "file_kind_%lld", (long long)x->id).p);
    if (x->number || !kind.n || str_eq(kind, x->kind))
        return;
    set_kind(x, kind_of(a, kind));
    x->actor = actor;
    attachment_set_kind(r->db, x);
}

static bool have(const struct attach *a, const struct upload_file *f)
{
    for (size_t i = 0; i < a->files.n; i++)
        if (memcmp(a->files.v[i].sha256.p, f->sha256, sizeof(f->sha256)) == 0)
            return true;
    return false;
}

/* Why a file is not taken, as a whole sentence; empty: it is. */
static struct str refusal(struct attach *a, const struct upload_file *f, struct str name)
{
    struct arena *m = a->r->arena;
    struct bytes hash = {f->sha256, sizeof(f->sha256)};

    if (!f->path.n)
        return arena_fmt(m, "「" STR_FMT "」は、10MBより大きいので、受け取れません。写真は小さくして"
                            "（メールで「中」の大きさにして自分に送るなど）、PDFは必要なページだけにして、"
                            "選び直してください。", STR_ARG(name));
    if (f->verdict != FILETYPE_OK)
        return arena_fmt(m, "「" STR_FMT "」は、%s", STR_ARG(name),
            filetype_text((enum filetype_no)f->verdict));
    if (!f->stored || !filestore_has(m, a->r->app->data, hash))
        return arena_fmt(m, "「" STR_FMT "」を、いま保存できませんでした。少し待ってから、もう一度"
                            "選んでください。", STR_ARG(name));
    if (a->files.n >= ATTACH_FILES)
        return arena_fmt(m, "書類は%dつまでです。「" STR_FMT "」は付けていません。", ATTACH_FILES,
            STR_ARG(name));
    if (attachment_sent(a->r->db, form_owner(a->r)) >= ATTACHMENT_DAY)
        return arena_fmt(m, "1日に送れる書類の数（%d）を超えました。明日、もう一度選んでください。",
            ATTACHMENT_DAY);
    return S("");
}

/* The number of the slot that an upload came from, from 1; 0: none of ours. */
static size_t slot_of(struct str field)
{
    int64_t n;

    return str_starts(field, S("file")) && str_int(str_from(field, 4), 1, ATTACH_SLOTS, &n)
        ? (size_t)n
        : 0;
}

static void take(struct attach *a, const struct upload_file *f, size_t slot)
{
    struct req *r = a->r;
    enum filetype type = (enum filetype)f->kind;
    struct attachment row = {.form = str_of(a->form), .actor = form_owner(r),
        .name = filetype_name(r->arena, f->filename, type),
        .type = str_of(filetype_word(type)), .size = f->size,
        .sha256 = {f->sha256, sizeof(f->sha256)},
        .scan = r->app->conf->scan_socket.n ? S("waiting") : S("")};
    struct str no = have(a, f) ? S("") : refusal(a, f, row.name);

    if (no.n)
        attach_complain(a, arena_fmt(r->arena, "file%zu", slot), no);
    if (no.n || have(a, f))
        return; /* the same file again is there already */
    set_kind(&row, kind_of(a, a->slot_kind[slot - 1]));
    a->slot_kind[slot - 1] = S("");
    attachment_add(r->db, &row);
    load(a);
}

static void take_all(struct attach *a)
{
    bool came[ATTACH_SLOTS] = {false};

    for (size_t i = 0; i < ATTACH_SLOTS; i++)
        a->slot_kind[i] = form_value(a->r, arena_fmt(a->r->arena, "file%zu_kind", i + 1).p);
    for (size_t i = 0; i < upload_count(a->r); i++) {
        const struct upload_file *f = upload_at(a->r, i);
        size_t slot = slot_of(f->field);

        if (slot) {
            came[slot - 1] = true;
            take(a, f, slot);
        }
    }
    for (size_t i = 0; i < ATTACH_SLOTS; i++)
        if (!came[i] && a->slot_kind[i].n && a->kinds.n > 1)
            attach_complain(a, arena_fmt(a->r->arena, "file%zu", i + 1),
                arena_fmt(a->r->arena, "書類%zuのファイルを選んでください。付けないときは、種類を「---」に戻してください",
                    i + 1));
}

/* A file whose kind was not chosen is kept, and asked about; an infected one must go. */
static void look_again(struct attach *a)
{
    struct arena *m = a->r->arena;

    for (size_t i = 0; i < a->files.n; i++) {
        const struct attachment *x = &a->files.v[i];

        if (x->number)
            continue;
        if (str_is(x->scan, "infected"))
            attach_complain(a, arena_fmt(m, "file_drop_%lld", (long long)x->id),
                arena_fmt(m, "「" STR_FMT "」に、ウイルスが見つかりました。外して、別のパソコンで作り直した書類を選んでください",
                    STR_ARG(x->name)));
        else if (a->kinds.n > 1 && !kind_of(a, x->kind))
            attach_complain(a, arena_fmt(m, "file_kind_%lld", (long long)x->id),
                arena_fmt(m, "「" STR_FMT "」が何の書類か、種類を選んでください", STR_ARG(x->name)));
    }
}

void attach_read(struct attach *a)
{
    enter(a);
    load(a);
    for (size_t i = 0; i < a->files.n; i++)
        change(a, &a->files.v[i]);
    load(a);
    take_all(a);
    look_again(a);
    leave(a);
    a->stay = str_is(form_value(a->r, "_files"), "stay");
}

void attach_need(struct attach *a, struct str text)
{
    if (!a->files.n && !a->wrong)
        attach_complain(a, S("file1"), text);
}

/* ---------------------------------------------------------------- the end of the draft */

int64_t attach_commit(struct attach *a, const char *table, int64_t owner, int64_t version)
{
    int64_t n;

    enter(a);
    n = attachment_commit(
        a->r->db, form_owner(a->r), str_of(a->form), table, owner, version);
    leave(a);
    return n;
}

void attach_forget(struct attach *a)
{
    enter(a);
    attachment_forget(a->r->db, form_owner(a->r), str_of(a->form));
    leave(a);
}
