/* top.c: トップページ, the display settings, and the pages that explain the site. */
#include "gen/templates.h"
#include "sys/clock.h"
#include "util/date.h"
#include "util/holiday.h"
#include "util/str.h"
#include "web/app.h"
#include "web/frame.h"

static int top(struct req *r)
{
    struct str at = date_time_text(r->arena, clock_now());

    page_open(r, (struct page){.title = S("トップページ"), .robots = true, .wide = true});
    tmpl_top(r->out, hours_open(&call_centre_hours, clock_now(), holiday_computed, NULL), at, r->who.role != 0);
    return 200;
}

typedef void page_fn(struct buf *o);

static int fixed(struct req *r, page_fn *draw)
{
    page_open(r, (struct page){.robots = true});
    draw(r->out);
    return 200;
}

static int privacy(struct req *r)
{
    return fixed(r, tmpl_privacy);
}

static int accessibility(struct req *r)
{
    return fixed(r, tmpl_accessibility);
}

/* ---------------------------------------------------------------- preferences */

static struct str back_to(struct str path)
{
    bool ours = str_starts(path, S("/")) && !str_starts(path, S("//")) &&
        !str_has(path, S("\\")) && !str_has(path, S("\r")) && !str_has(path, S("\n"));

    return ours ? path : S("/");
}

static int preferences(struct req *r)
{
    page_open(r, (struct page){.title = S("表示の設定")});
    tmpl_preferences(r->out);
    return 200;
}

static int set_preferences(struct req *r)
{
    if (display_set(&r->display, form_value(r, "hyoji")))
        cookie_set(r, "view", display_text(&r->display, r->arena), 365 * 24 * 3600);
    return see_other(r, back_to(form_value(r, "back")));
}

/* ---------------------------------------------------------------- for machines */

static int robots(struct req *r)
{
    return text_reply(r, "text/plain; charset=utf-8",
        S("User-agent: *\nDisallow: /my\nDisallow: /staff\nDisallow: /q/\nDisallow: /mail/\n"));
}

static int security_txt(struct req *r)
{
    struct date in_a_year = date_add_days(date_tokyo(clock_now()), 364);

    return text_reply(r, "text/plain; charset=utf-8",
        arena_fmt(r->arena,
            "Contact: mailto:" STR_FMT "\nExpires: " STR_FMT "T00:00:00Z\n"
            "Preferred-Languages: ja, en\nCanonical: " STR_FMT "/.well-known/security.txt\n",
            STR_ARG(r->app->conf->mail_from), STR_ARG(date_text(r->arena, in_a_year)),
            STR_ARG(r->app->conf->origin)));
}

static int healthz(struct req *r)
{
    return text_reply(r, "text/plain; charset=utf-8", S("ok\n"));
}

static const struct route routes[] = {
    {"GET", "/", PUBLIC, "トップページ", top},
    {"GET", "/privacy", PUBLIC, "個人情報の取り扱い", privacy},
    {"GET", "/accessibility", PUBLIC, "ウェブアクセシビリティ方針", accessibility},
    {"GET", "/preferences", PUBLIC, "表示の設定", preferences},
    {"POST", "/preferences", PUBLIC, "表示の設定", set_preferences, .no_csrf = true},
    {"GET", "/robots.txt", PUBLIC, "robots.txt", robots},
    {"GET", "/.well-known/security.txt", PUBLIC, "security.txt", security_txt},
    {"GET", "/healthz", PUBLIC, "healthz", healthz},
    {0},
};

const struct feature top_feature = {"top", routes};
