/* letter_asked.c: see letter_asked.h. */
#include "web/letter_asked.h"

#include "util/str.h"
#include "web/alert.h"
#include "web/notify.h"

static struct str who(struct req *r, const struct letter_request *row)
{
    if (str_is(row->asked_by, "-"))
        return S("わかりません（ログインなしの画面から）");
    if (str_starts(row->asked_by, S("s:")))
        return S("コールセンター（電話を受けて）");
    if (!str_eq(row->asked_by, r->who.owner)) /* before; he may be no member any more */
        return S("いっしょに使う人の1人");
    return arena_fmt(r->arena, STR_FMT " さん", STR_ARG(r->who.name));
}

static void tell(struct req *r, const struct letter_request *row, struct str place)
{
    alert_members(r, ALERT_LETTER_ASKED,
        &(struct alert_mail){.institution = row->institution, .place = place,
            .until = who(r, row), .mail = alert_link(r, "/my", S(""))},
        false, 0);
}

void letter_asked(struct req *r, const struct letter_request *row, struct str place)
{
    notify_audit(r, row->asked_by, row->institution, "letter.requested");
    if (row->recovery)
        tell(r, row, place);
}

void letter_asked_before(struct req *r, struct str place)
{
    struct letter_request row;

    if (letter_request_proved(r->db, &row))
        tell(r, &row, place);
}
