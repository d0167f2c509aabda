/* frame.c: fills the layout's struct from the request. Menu entries whose page is not part
 * of this installation are left out. */
#include "web/frame.h"

#include "gen/templates.h"
#include "model/deletion.h"
#include "sys/clock.h"
#include "util/holiday.h"
#include "util/str.h"
#include "web/app.h"
#include "web/stops.h"
#include "web/words.h"

enum { MENU = 12 };

struct entry {
    const char *path, *text;
    unsigned may;
};

static const struct entry menu_public[] = {
    {"/guide", "手続きの案内", PUBLIC}, {"/register", "アカウント登録", PUBLIC},
    {"/readers", "カードリーダー カタログ", PUBLIC},
    {"/guide/notices", "経過措置の届出", PUBLIC}, {"/news", "お知らせ", PUBLIC},
    {"/faq", "よくあるお問い合わせ", PUBLIC}, {"/downloads", "資料ダウンロード", PUBLIC},
    {NULL, NULL, 0},
};

static const struct entry menu_clinic[] = {
    {"/my", "マイページ", MEMBER}, {"/my/account", "アカウント情報編集", CLINIC},
    {"/my/readers", "カードリーダー", MEMBER}, {"/my/notices", "経過措置の届出", MEMBER},
    {"/news", "お知らせ", PUBLIC}, {"/faq", "よくあるお問い合わせ", PUBLIC},
    {NULL, NULL, 0},
};

static const struct entry menu_staff[] = {
    {"/staff", "窓口", STAFF}, {"/staff/institutions", "医療機関等をさがす", DESK},
    {"/staff/calls", "電話", OPERATOR | SUPERVISOR}, {"/staff/letters", "案内文書", DESK | PRINTER},
    {"/staff/notices", "経過措置の届出", DESK}, {"/staff/deletions", "削除の申し出", DESK},
    {"/staff/notices/programmes", "制度と類型", EDITOR},
    {"/staff/orders", "カードリーダーの申し込み", DESK},
    {"/staff/readers", "カタログ", DESK | EDITOR},
    {"/staff/mail", "メール", DESK}, {"/staff/content", "お知らせの編集", EDITOR | ADMIN},
    {NULL, NULL, 0},
};

static const struct entry foot[] = {
    {"/contact", "お問い合わせ", PUBLIC}, {"/terms", "サイトのご利用にあたって", PUBLIC},
    {"/privacy", "個人情報の取り扱い", PUBLIC},
    {"/accessibility", "ウェブアクセシビリティ方針", PUBLIC}, {NULL, NULL, 0},
};

static bool exists(struct req *r, const char *path)
{
    struct str arg[REQ_ARGS];
    int allow;

    return routes_find(r->app->routes, S("GET"), str_of(path), arg, &allow) != NULL;
}

static struct link_list menu(struct req *r, const struct entry *e)
{
    struct link *v = NEW_N(r->arena, struct link, MENU);
    size_t n = 0;

    for (; e->path; e++) {
        struct str path = str_of(e->path);

        if ((e->may & PUBLIC || e->may & r->who.role ||
                (r->who.role == AGENT && e->may & MEMBER && req_may(r, "GET", path))) &&
            exists(r, e->path))
            v[n++] = (struct link){{path}, str_of(e->text), str_eq(path, r->path)};
    }
    return (struct link_list){v, n};
}

bool frame_is_staff_path(struct str path)
{
    return str_eq(path, S("/staff")) || str_starts(path, S("/staff/")) ||
        str_eq(path, S("/metrics"));
}

static struct str user_line(struct req *r)
{
    if (r->who.role & STAFF)
        return arena_fmt(r->arena, STR_FMT " さん", STR_ARG(r->who.name));
    if (r->who.role & (MEMBER | AGENT))
        return arena_fmt(r->arena, STR_FMT "　" STR_FMT " さん", STR_ARG(r->who.place),
            STR_ARG(r->who.name));
    return r->who.place;
}

/* When the institution's login is going to be deleted; empty: it is not. */
static struct str deletion_line(struct req *r)
{
    struct deletion d;

    if (!(r->who.role & CLINIC) || !deletion_coming(r->db, r->who.institution, &d))
        return S("");
    return arena_fmt(r->arena, STR_FMT " " STR_FMT,
        STR_ARG(date_japanese_full(r->arena, date_tokyo(d.effective_at))),
        STR_ARG(date_time_text(r->arena, d.effective_at)));
}

struct buf *page_open(struct req *r, struct page p)
{
    bool staff = r->who.role & STAFF || (frame_is_staff_path(r->path) && !r->who.role);

    if (!p.title.n)
        p.title = str_of(r->route->title);
    p.side = staff ? SIDE_STAFF : r->who.role & INSIDE ? SIDE_IN : SIDE_PUBLIC;
    p.display = r->display;
    p.html_class = display_class(&r->display, staff, r->arena);
    p.csrf = r->who.role || p.form ? guard_csrf(r) : S("");
    p.back = r->query_text.n
        ? arena_fmt(r->arena, STR_FMT "?" STR_FMT, STR_ARG(r->path), STR_ARG(r->query_text))
        : r->path;
    p.nav = menu(r, staff ? menu_staff : p.side == SIDE_IN ? menu_clinic : menu_public);
    p.foot = menu(r, foot);
    p.search = exists(r, "/search");
    if (r->who.role) {
        p.user = user_line(r);
        if (r->who.places + r->who.agencies > 1)
            p.change = URL("/my/choose");
        p.logout = staff ? URL("/staff/logout") : URL("/logout");
    }
    if (r->who.role == AGENT) {
        p.acting = r->who.place;
        p.acting_until = words_day(r->arena, r->who.until_day);
    }
    p.deletion = deletion_line(r);
    p.stops = stops_of(r);
    p.tel = S("0800-080-4583");
    p.tel_hours = S("月曜日～金曜日 8:00～18:00、土曜日 8:00～16:00（祝日を除く）");
    if (hours_open(&call_centre_hours, clock_now(), holiday_computed, NULL))
        p.open_now = S("いま電話を受け付けています");
    buf_reset(r->out);
    tmpl_page_head(r->out, &p);
    r->laid_out = true;
    r->frame = arena_alloc(r->arena, sizeof(p), _Alignof(struct page));
    memcpy(r->frame, &p, sizeof(p));
    return r->out;
}

void frame_close(struct req *r)
{
    tmpl_page_foot(r->out, r->frame);
    r->laid_out = false;
}

void frame_display(struct req *r)
{
    r->display = display_read(cookie_get(r, "view"));
}

void frame_error(struct req *r, int status, struct str title, struct str text)
{
    bool staff = r->who.role & STAFF;
    struct link *ways = NEW_N(r->arena, struct link, 2);
    struct error_view e = {.status = status, .title = title, .text = text,
        .request = req_id(r), .ways = {ways, 1}};

    ways[0] = staff ? (struct link){URL("/staff"), S("窓口の最初の画面へ"), false}
                    : (struct link){URL("/"), S("トップページへ"), false};
    if (r->who.role & INSIDE)
        ways[e.ways.n++] = (struct link){URL("/my"), S("マイページへ"), false};
    else if (status == 410 && !staff) /* a link that is over: its way on begins there */
        ways[e.ways.n++] = (struct link){URL("/login"), S("ログインの画面へ"), false};
    page_open(r, (struct page){.title = title});
    tmpl_error_page(r->out, &e);
    frame_close(r);
}
