/* readers_picture.c: a product's picture: chosen, looked at as the catalogue will show it,
 * then taken. What the file is says its content, not its name. */
#include "gen/templates.h"
#include "model/audit.h"
#include "model/picture.h"
#include "staff/readers_view.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "util/str.h"
#include "web/app.h"
#include "web/frame.h"
#include "web/upload.h"

#define PAGE "/staff/readers"

/* The form takes more than a picture may have, so that its own sentence can say so. */
enum { EDITS = EDITOR | ADMIN, BODY_KIB = 8 * 1024 };

static bool find(struct req *r, struct reader *x)
{
    int64_t id;

    return str_int(r->arg[0], 1, INT64_MAX, &id) && reader_get(r->db, id, x);
}

static struct str here(struct req *r, const struct reader *x)
{
    return arena_fmt(r->arena, PAGE "/%lld/picture", (long long)x->id);
}

static int draw(struct req *r, const struct reader *x, struct str to, struct str error)
{
    struct reader with = *x;
    struct reader_picture_view v = {.rev = x->rev, .here = {here(r, x)}, .csrf = guard_csrf(r),
        .error = error, .to_name = to};
    char today[11];

    clock_today(today);
    v.x = readers_view(r, x, str_of(today));
    with.picture = to;
    v.to = readers_view(r, &with, str_of(today));
    page_open(r, (struct page){.wrong = error.n > 0,
                     .notice = str_is(query_value(r, "said"), "done") ? S("写真を変えました。") : S("")});
    tmpl_staff_reader_picture(r->out, &v);
    return error.n ? 422 : 200;
}

static int show(struct req *r)
{
    struct reader x;

    if (!find(r, &x))
        return not_found(r);
    return draw(r, &x, query_value(r, "new"), S(""));
}

/* ---------------------------------------------------------------- a file */

static struct str complaint(struct arena *a, enum picture_fault why, int64_t size)
{
    switch (why) {
    case PICTURE_OK:
        break;
    case PICTURE_EMPTY:
        return S("中身のないファイルです。別の写真を選んでください");
    case PICTURE_HEAVY:
        return arena_fmt(a, "写真は、1MBより小さくしてください（いま%lld.%lldMB）",
            (long long)(size >> 20), (long long)(size % (1 << 20) * 10 >> 20));
    case PICTURE_TYPE:
        return S("写真は、PNGかJPEGにしてください");
    case PICTURE_BROKEN:
        return S("写真のファイルがこわれているか、うしろに別の内容が付いています。PNGかJPEGで保存し直してください");
    case PICTURE_SMALL:
        return arena_fmt(a, "写真は、縦も横も%d画素より大きくしてください", PICTURE_MIN_PX - 1);
    case PICTURE_LARGE:
        return arena_fmt(a, "写真は、縦も横も%d画素までにしてください", PICTURE_MAX_PX);
    }
    return S("");
}

static struct str take(struct req *r, struct str *name)
{
    const struct upload_file *f;
    struct str bytes;
    enum picture_fault why = PICTURE_HEAVY;

    if (!upload_count(r))
        return S("写真を選んでください");
    f = upload_at(r, 0);
    if (f->size <= PICTURE_BYTES) {
        if (!file_read(r->arena, f->path.p, PICTURE_BYTES, &bytes))
            return S("写真を読み取れませんでした。もう一度選んでください");
        why = picture_add(r->db, r->arena,
            (struct bytes){(const unsigned char *)bytes.p, bytes.n}, name);
    }
    return complaint(r->arena, why, f->size);
}

static int upload(struct req *r)
{
    struct str name = S(""), error;
    struct reader x;

    if (!find(r, &x))
        return not_found(r);
    error = take(r, &name);
    if (error.n)
        return draw(r, &x, S(""), error);
    picture_sweep(r->db);
    return see_other(r, arena_fmt(r->arena, STR_FMT "?new=" STR_FMT, STR_ARG(here(r, &x)),
                            STR_ARG(name)));
}

/* この写真にする, 写真をはずす */
static int use(struct req *r)
{
    struct str name = form_value(r, "picture");
    struct reader x;
    struct picture p;

    if (!find(r, &x))
        return not_found(r);
    if (name.n && !picture_size(r->db, name, &p))
        return draw(r, &x, S(""), S("写真を、もう一度選んでください"));
    if (str_eq(name, x.picture))
        return see_other(r, here(r, &x)); /* a second press */
    x.picture = name;
    if (!str_int(form_value(r, "rev"), 1, INT64_MAX, &x.rev) ||
        reader_set_picture(r->db, &x) != OK) {
        if (!find(r, &x))
            return not_found(r);
        return draw(r, &x, name, S("ほかの人が先に変更しました。いまの内容を見て、もう一度押してください"));
    }
    audit_add(r->db, &(struct audit){.actor = r->who.owner, .request = req_id(r),
                         .action = S("reader.picture"),
                         .detail = arena_fmt(r->arena, STR_FMT "\n" STR_FMT,
                             STR_ARG(reader_name(r->arena, &x)),
                             STR_ARG(name.n ? name : S("写真なし")))});
    return see_other(r, arena_fmt(r->arena, STR_FMT "?said=done", STR_ARG(here(r, &x))));
}

static const struct route routes[] = {
    {"GET", PAGE "/{id}/picture", EDITS, "製品の写真", show},
    {"POST", PAGE "/{id}/picture", EDITS, "製品の写真", upload, .body_kib = BODY_KIB,
        .files = true},
    {"POST", PAGE "/{id}/picture/use", EDITS, "製品の写真", use},
    {0},
};

const struct feature staff_readers_picture_feature = {"staff_readers_picture", routes};
