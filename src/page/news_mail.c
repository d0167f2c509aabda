/* news_mail.c: whether somebody gets mails of news: on a page of one's own, and by the link
 * in such a mail, which needs no login. Mail programs press that link by themselves with a
 * POST (RFC 8058); opening it changes nothing. */
#include "gen/templates.h"
#include "model/audit.h"
#include "model/news.h"
#include "page/news_mail_view.h"
#include "util/str.h"
#include "web/app.h"
#include "web/frame.h"
#include "web/words.h"

static void change(struct req *r, int64_t account, int64_t institution, bool wants)
{
    if (!news_set(r->db, account, wants))
        return; /* it is so already */
    audit_add(r->db,
        &(struct audit){.actor = arena_fmt(r->arena, "a:%lld", (long long)account),
            .institution = institution, .action = wants ? S("news.on") : S("news.off"),
            .request = req_id(r)});
}

static int draw(struct req *r, const struct news *n, struct str mail, struct url action, bool inside)
{
    page_open(r, (struct page){.title = S("お知らせのメール"),
        .notice = str_is(query_value(r, "done"), "1") ? S("変更しました。") : S("")});
    tmpl_news_choice(r->out, &(struct news_choice){.mail = mail, .wants = n->wants != 0,
                                 .inside = inside, .action = action, .csrf = guard_csrf(r)});
    return 200;
}

/* ---------------------------------------------------------------- one's own page */

static int mine(struct req *r)
{
    struct news n;

    if (!news_of(r->db, r->who.account, &n))
        return not_found(r);
    return draw(r, &n, n.mail, URL("/my/news"), true);
}

static int mine_press(struct req *r)
{
    change(r, r->who.account, r->who.institution, str_is(form_value(r, "news"), "1"));
    return see_other(r, S("/my/news?done=1"));
}

/* ---------------------------------------------------------------- the link */

static bool find(struct req *r, struct news *out)
{
    int64_t account;

    return news_token_read(r->app->keys.root, r->arg[0], &account) &&
        news_of(r->db, account, out);
}

static struct str own_path(struct req *r)
{
    return arena_fmt(r->arena, "/unsubscribe/" STR_FMT, STR_ARG(r->arg[0]));
}

static int link_page(struct req *r)
{
    struct news n;

    if (!find(r, &n))
        return not_found(r);
    return draw(r, &n, words_masked_mail(r->arena, n.mail), (struct url){own_path(r)}, false);
}

static int link_press(struct req *r)
{
    bool machine = str_is(form_value(r, "List-Unsubscribe"), "One-Click");
    struct news n;

    if (!find(r, &n))
        return not_found(r);
    change(r, n.id, 0, !machine && str_is(form_value(r, "news"), "1"));
    if (machine) /* a redirect would be taken for a failure */
        return text_reply(r, "text/plain; charset=utf-8", S("ok\n"));
    return see_other(r, arena_fmt(r->arena, STR_FMT "?done=1", STR_ARG(own_path(r))));
}

static const struct route routes[] = {
    {"GET", "/my/news", MEMBER, "お知らせのメール", mine},
    {"POST", "/my/news", MEMBER, "お知らせのメール", mine_press, .members = ALL_MEMBERS},
    {"GET", "/unsubscribe/{token}", PUBLIC, "お知らせのメール", link_page},
    {"POST", "/unsubscribe/{token}", PUBLIC, "お知らせのメール", link_press, .no_csrf = true,
        .files = true},
    {.method = NULL},
};

const struct feature news_mail_feature = {"news_mail", routes};
