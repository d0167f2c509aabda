/* login_colleague.c: the app and the paper codes are gone, and there is no letter: whoever
 * gave the right password asks an owner of the same institution to approve the end of the
 * second factor (page/members_help.c). */
#include "page/login_code.h"
#include "util/str.h"
#include "web/app.h"
#include "web/help_asked.h"

static int ask(struct req *r)
{
    struct access a;

    db_as(r->db, r->arena, DB_ALL);
    if (!login_ticket(r, &a))
        return see_other(r, S("/login"));
    if (help_too_many(r, a.mail))
        return refuse(r, 422, S("もう何通も送りました"),
            S("届いたメールを見てください。1時間ほどたつと、もう一度申し込めます。"));
    return help_asked(r,
        &(struct help){.kind = S("factor"), .account = a.id, .new_mail = a.mail},
        a.institution);
}

static const struct route routes[] = {
    {"POST", "/login/lost/colleague", PUBLIC, "代表の方に承認してもらう", ask,
        .rate = RATE_MAIL},
    {0},
};

const struct feature login_colleague_feature = {"login_colleague", routes};
