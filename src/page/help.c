/* help.c: 代表の方に承認してもらう: who can't get in any more asks an owner of the same
 * institution. Whether the address that was typed is a login is not told: the page and the
 * mail say the same, and the portal does the same work: whose it is, is looked up when an
 * owner asks. Nothing happens before he has typed the number that is shown here
 * (page/members_help.c). */
#include "model/help.h"

#include "gen/templates.h"
#include "util/str.h"
#include "web/app.h"
#include "web/form.h"
#include "web/frame.h"
#include "web/help_asked.h"

#define PAGE HELP_PAGE

static const char *const names[] = {"login", "new_mail", "mail2", NULL};

static void begin(struct form *f, struct req *r)
{
    static const struct help nothing;

    db_as(r->db, r->arena, DB_ALL);
    form_init(f, r, &help_model, names, PAGE, &nothing, 0);
}

static int draw(struct form *f, int status)
{
    page_open(f->r, (struct page){.wrong = status == 422, .form = true});
    tmpl_help_ask(f->r->out, form_input_view(f));
    return status;
}

static int show(struct req *r)
{
    struct form f;

    begin(&f, r);
    form_load_draft(&f); /* what was typed before a press on the display bar */
    return draw(&f, 200);
}

static int ask_post(struct req *r)
{
    struct str mail;
    struct form f;

    begin(&f, r);
    form_read(&f);
    mail = form_field_of(&f, "new_mail")->value;
    if (!f.wrong && help_too_many(r, mail))
        form_complain(&f, "new_mail", S("このメールアドレスには、もう何通も送りました。届いたメールを見てください"));
    if (f.wrong)
        return draw(&f, 422);
    draft_drop(r->db, form_owner(r), S(PAGE), r->who.institution);
    return help_asked(r, &(struct help){.kind = S("mail"),
        .login = form_field_of(&f, "login")->value, .new_mail = mail}, 0);
}

/* The number that this browser was given; digits only. */
static struct str number_of(struct req *r)
{
    struct str n = cookie_get(r, "help");

    return n.n == HELP_DIGITS && str_eq(help_number_typed(r->arena, n), n) ? n : S("");
}

static int sent(struct req *r)
{
    page_open(r, (struct page){.title = S("代表の方に承認してもらう（申し込み）")});
    tmpl_help_sent(r->out, help_number_text(r->arena, number_of(r)));
    return 200;
}

static const struct route routes[] = {
    {"GET", PAGE, PUBLIC, "代表の方に承認してもらう", show},
    {"POST", PAGE, PUBLIC, "代表の方に承認してもらう", ask_post, .rate = RATE_MAIL},
    {"GET", PAGE "/sent", PUBLIC, "代表の方に承認してもらう（申し込み）", sent},
    {0},
};

const struct feature help_feature = {"help", routes};
