/* confirm_code.c: 案内文書で確かめる: whoever registered by a mail link types a letter's
 * provisional password. The letter went to the address of record: the account may do
 * everything from now on. */
#include "gen/templates.h"
#include "model/account.h"
#include "model/audit.h"
#include "model/letter.h"
#include "model/member.h"
#include "util/str.h"
#include "web/app.h"
#include "web/frame.h"
#include "web/letter_code.h"
#include "web/register_mail.h"

#define PAGE "/my/confirm-code"

static int draw(struct req *r, int status, struct str error)
{
    page_open(r, (struct page){.wrong = status == 422});
    tmpl_confirm_code(r->out, guard_csrf(r), r->who.place, req_confirmed(r), error);
    return status;
}

static int show(struct req *r)
{
    return draw(r, 200, S(""));
}

/* Everybody who uses the institution's pages is told. */
static void tell(struct req *r)
{
    struct members_of l = member_list(r->db);

    for (size_t i = 0; i < l.n; i++)
        register_mail(r, REGISTER_PROVED,
            &(struct register_mail){.to = l.v[i].mail, .contact = l.v[i].contact,
                .place = r->who.place, .account = l.v[i].account,
                .institution = r->who.institution});
}

static int code(struct req *r)
{
    struct credential c;
    struct str said;

    if (req_confirmed(r))
        return see_other(r, S(PAGE));
    said = letter_code(r, r->who.institution, r->who.owner, form_value(r, "code"), false, &c);
    if (said.n)
        return draw(r, 422, said);
    if (credential_use(r->db, c.id) != OK)
        return draw(r, 422, S("この仮パスワードは、もう使えません。新しい案内文書を申し込んでください"));
    credential_void_of(r->db, r->who.institution, S("registered"));
    account_proved(r->db, S("letter"), c.letter);
    letter_used(r->db, c.letter);
    audit_add(r->db, &(struct audit){.actor = r->who.owner, .institution = r->who.institution,
                         .action = S("account.proved"), .request = req_id(r)});
    tell(r);
    return see_other(r, S(PAGE));
}

static const struct route routes[] = {
    {"GET", PAGE, MEMBER, "案内文書で確かめる", show},
    {"POST", PAGE, MEMBER, "案内文書で確かめる", code, .rate = RATE_LOGIN},
    {0},
};

const struct feature confirm_code_feature = {"confirm_code", routes};
