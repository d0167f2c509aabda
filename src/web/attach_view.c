/* attach_view.c: what templates are given of files, and how one is sent. */
#include "web/attach_view.h"

#include <stdio.h>

#include "sys/filestore.h"
#include "util/filetype.h"
#include "util/str.h"
#include "web/app.h"
#include "web/attach.h"

struct str attach_size(struct arena *a, int64_t bytes)
{
    int64_t tenths = (bytes * 10 + 512 * 1024) / (1024 * 1024);

    if (tenths < 10)
        return arena_fmt(a, "%lldKB", (long long)((bytes + 1023) / 1024));
    return arena_fmt(a, "%lld.%lldMB", (long long)(tenths / 10), (long long)(tenths % 10));
}

static struct str type_text(struct str word)
{
    return str_is(word, "pdf") ? S("PDF") : str_is(word, "jpeg") ? S("JPEG") : S("PNG");
}

struct str attach_line(struct arena *a, const struct attachment *x)
{
    return arena_fmt(a, STR_FMT "%s" STR_FMT "（" STR_FMT "）", STR_ARG(x->title),
        x->title.n ? "　" : "", STR_ARG(x->name), STR_ARG(attach_size(a, x->size)));
}

struct tag attach_scan_tag(const struct attachment *x)
{
    if (str_is(x->scan, "waiting"))
        return (struct tag){TONE_INFO, S("ウイルス検査待ち")};
    if (str_is(x->scan, "infected"))
        return (struct tag){TONE_BAD, S("ウイルスが見つかりました")};
    return (struct tag){TONE_PLAIN, S("")};
}

/* ---------------------------------------------------------------- the form */

static struct pick_list picks(const struct attach *a, struct str chosen)
{
    struct pick *v = NEW_N(a->r->arena, struct pick, a->kinds.n + 1);

    for (size_t i = 0; i < a->kinds.n; i++)
        v[i] = (struct pick){.value = str_of(a->kinds.v[i].value),
            .label = str_of(a->kinds.v[i].label),
            .chosen = str_is(chosen, a->kinds.v[i].value)};
    return (struct pick_list){v, a->kinds.n};
}

static struct str wrong_at(const struct attach *a, struct str id)
{
    for (size_t i = 0; i < a->wrong; i++)
        if (str_eq(a->wrong_v[i].id, id))
            return a->wrong_v[i].text;
    return S("");
}

static struct attach_file_view file_view(const struct attach *a, const struct attachment *x)
{
    struct arena *m = a->r->arena;
    struct str kind = arena_fmt(m, "file_kind_%lld", (long long)x->id);
    struct str drop = arena_fmt(m, "file_drop_%lld", (long long)x->id);
    struct str id = wrong_at(a, drop).n ? drop : kind;

    return (struct attach_file_view){.id = x->id, .name = x->name, .kind = x->title,
        .filed = x->number > 0, .ask = !x->number && a->kinds.n > 1,
        .facts = arena_fmt(m, STR_FMT "、" STR_FMT, STR_ARG(type_text(x->type)),
            STR_ARG(attach_size(m, x->size))),
        .kinds = picks(a, x->kind),
        .wrong = wrong_at(a, id), .wrong_id = id};
}

const struct attach_view *attach_view(struct attach *a)
{
    struct arena *m = a->r->arena;
    struct attach_view *v = NEW(m, struct attach_view);
    struct attach_file_view *files = NEW_N(m, struct attach_file_view, a->files.n + 1);
    struct attach_slot_view *slots = NEW_N(m, struct attach_slot_view, ATTACH_SLOTS);
    size_t left = a->files.n < ATTACH_FILES ? ATTACH_FILES - a->files.n : 0;

    *v = (struct attach_view){.hint = a->hint, .required = a->required,

        .ask = a->kinds.n > 1, .stay = !a->fixed, .most = ATTACH_FILES, .edit = {str_of(a->form)}};
    for (size_t i = 0; i < a->files.n; i++)
        if (!a->fixed || !a->files.v[i].number)
            files[v->files.n++] = file_view(a, &a->files.v[i]);
    for (size_t i = 0; i < ATTACH_SLOTS; i++)
        slots[i] = (struct attach_slot_view){.n = (int64_t)i + 1,
            .kinds = picks(a, a->slot_kind[i]),
            .wrong = wrong_at(a, arena_fmt(m, "file%zu", i + 1))};
    v->files.v = files;
    v->slots.v = slots;
    v->slots.n = left < ATTACH_SLOTS ? left : ATTACH_SLOTS;
    /* A complaint must be seen where it leads to. */
    for (size_t i = v->slots.n; i < ATTACH_SLOTS; i++)
        if (slots[i].wrong.n)
            v->slots.n = i + 1;
    return v;
}

const struct form_view *attach_form_view(const struct attach *a, const struct form_view *f)
{
    struct arena *m = a->r->arena;
    struct form_view *v = NEW(m, struct form_view);
    struct complaint *all = NEW_N(m, struct complaint, f->wrong.n + a->wrong + 1);

    *v = *f;
    v->files = true;
    for (size_t i = 0; i < f->wrong.n; i++)
        all[i] = f->wrong.v[i];
    for (size_t i = 0; i < a->wrong; i++)
        all[f->wrong.n + i] = a->wrong_v[i];
    v->wrong = (struct complaint_list){all, f->wrong.n + a->wrong};
    return v;
}

/* ---------------------------------------------------------------- sending */

int attach_send(struct req *r, const struct attachment *x)
{
    int64_t size;
    int fd;

    if (str_is(x->scan, "infected"))
        return refuse(r, 409, S("この書類は開けません"),
            S("ウイルスの検査で、危険なものが見つかりました。別のパソコンで作り直した書類を、もう一度出してもらう必要があります。"));
    if (str_is(x->scan, "waiting") && r->who.role & STAFF)
        return refuse(r, 409, S("ウイルスの検査を待っています"),
            S("検査が終わるまで、この書類は開けません。数分待ってから、もう一度開いてください。"));
    fd = filestore_open(r->arena, r->app->data, x->sha256, &size);
    if (fd < 0)
        return refuse(r, 503, S("いま、この書類を開けません"),
            S("システムの調子が悪くなっています。少し待ってから、もう一度開いてください。"));
    return file_reply(r, filetype_mime(filetype_of(x->type)), x->name, fd, size);
}
