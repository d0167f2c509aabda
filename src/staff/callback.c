/* callback.c: an institution that registered by a mail link has no letter, or can't wait for
 * one: a supervisor marks that its telephone number in the master was called back and that
 * somebody there confirmed the registration. It may do everything from then on. Who called
 * and what was said stands in the history, which the institution reads, too. */
#include "model/account.h"
#include "model/audit.h"
#include "model/code.h"
#include "model/credential.h"
#include "model/institution.h"
#include "model/member.h"
#include "util/kana.h"
#include "util/str.h"
#include "util/utf8.h"
#include "web/app.h"
#include "web/frame.h"
#include "web/letter_asked.h"
#include "web/register_mail.h"

enum { REASON = 200 };

/* The database is the institution's afterwards. */
static void tell(struct req *r, const struct account *stated)
{
    struct members_of l = member_list(r->db);

    for (size_t i = 0; i < l.n; i++)
        register_mail(r, REGISTER_CALLED,
            &(struct register_mail){.to = l.v[i].mail, .contact = l.v[i].contact,
                .place = stated->name, .account = l.v[i].account,
                .institution = stated->institution});
}

static int mark(struct req *r, const struct institution *i, struct str reason)
{
    struct account stated;

    db_as(r->db, r->arena, i->id);
    if (!account_statement(r->db, &stated) || stated.proof.n) {
        db_as(r->db, r->arena, DB_ALL);
        return refuse(r, 422, S("確かめた印は、つけられません"),
            S("登録がないか、もう確かめてあります。医療機関等の画面を、もう一度見てください。"));
    }
    account_proved(r->db, S("callback"), 0);
    credential_void_of(r->db, i->id, S("registered"));
    audit_add(r->db, &(struct audit){.actor = r->who.owner, .institution = i->id,
                         .action = S("account.called"), .request = req_id(r),
                         .detail = arena_fmt(r->arena, "電話番号 " STR_FMT "\n" STR_FMT,
                             STR_ARG(i->phone), STR_ARG(reason))});
    tell(r, &stated);
    letter_asked_before(r, stated.name);
    db_as(r->db, r->arena, DB_ALL);
    return see_other(r, arena_fmt(r->arena, "/staff/institutions/" STR_FMT "?why=phone",
        STR_ARG(r->arg[0])));
}

static int press(struct req *r)
{
    struct str reason = text_name(r->arena, form_value(r, "said"));
    struct institution i;
    struct code c;

    if (code_parse(r->arg[0], 0, 0, &c) != CODE_OK || !institution_by_code(r->db, &c, &i))
        return not_found(r);
    if (!i.phone_digits.n)
        return refuse(r, 422, S("名簿に電話番号がありません"),
            S("折り返す先がないため、電話では確かめられません。案内文書を送ってください。"));
    if (!str_is(form_value(r, "called"), "1"))
        return refuse(r, 422, S("名簿の電話番号にかけましたか"),
            S("前の画面に戻り、名簿の電話番号にこちらからかけたことに、印をつけてください。相手がかけてきた電話では、確かめられません。"));
    if (!reason.n || utf8_len(reason) > REASON)
        return refuse(r, 422, S("電話で話したことを入力してください"),
            S("前の画面に戻り、だれが出て、何を確かめたかを、200文字までで入力してください。"));
    return mark(r, &i, reason);
}

static const struct route routes[] = {
    {"POST", "/staff/institutions/{code}/callback", SUPERVISOR | ADMIN,
        "折り返しの電話で確かめた", press},
    {.method = NULL},
};

const struct feature staff_callback_feature = {"staff_callback", routes};
