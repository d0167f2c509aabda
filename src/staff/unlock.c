/* unlock.c: lets the logins of an institution in again that must wait after too many wrong
 * passwords: for a caller, with the reason, which the institution can read. */
#include "model/access.h"
#include "model/audit.h"
#include "model/code.h"
#include "model/institution.h"
#include "model/lock.h"
#include "util/kana.h"
#include "util/str.h"
#include "util/utf8.h"
#include "web/alert.h"
#include "web/app.h"
#include "web/frame.h"

enum { REASON = 200 };

static void tell(struct req *r, const struct institution *i)
{
    struct access a;

    if (!access_of(r->db, i->id, &a))
        return; /* a letter's login: there is no address yet */
    alert_send(r, ALERT_UNLOCKED,
        &(struct alert_mail){.account = a.id, .institution = i->id, .to = a.mail,
            .place = a.place, .contact = a.contact});
}

static int press(struct req *r)
{
    struct str reason = text_name(r->arena, form_value(r, "reason"));
    struct institution i;
    struct code c;

    if (code_parse(r->arg[0], 0, 0, &c) != CODE_OK || !institution_by_code(r->db, &c, &i))
        return not_found(r);
    if (!reason.n || utf8_len(reason) > REASON)
        return refuse(r, 422, S("理由を入力してください"),
            S("前の画面に戻り、だれから、どのような電話があったかを、200文字までで入力してください。"));
    if (lock_wait(r->db, i.id)) {
        lock_end(r->db, i.id);
        audit_add(r->db, &(struct audit){.actor = r->who.owner, .institution = i.id,
                             .action = S("login.unlocked"), .detail = reason,
                             .request = req_id(r)});
        tell(r, &i);
    }
    return see_other(r, arena_fmt(r->arena, "/staff/institutions/" STR_FMT "?why=phone",
        STR_ARG(r->arg[0])));
}

static const struct route routes[] = {
    {"POST", "/staff/institutions/{code}/unlock", OPERATOR | SUPERVISOR,
        "ログインの待ち時間を終わらせる", press},
    {.method = NULL},
};

const struct feature staff_unlock_feature = {"staff_unlock", routes};
