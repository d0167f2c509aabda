/* stop.c: somebody of an institution stops with one press what is about to happen to its
 * logins. Nothing is lost by it: whoever asked may ask again, and everybody is told. */
#include "model/claiming.h"
#include "model/letter_request.h"
#include "model/token.h"
#include "util/str.h"
#include "web/alert.h"
#include "web/app.h"
#include "web/frame.h"
#include "web/notify.h"
#include "web/stops.h"

static bool find(struct req *r, struct pending *out)
{
    struct str kind = form_value(r, "kind");
    struct pending_list l = pending_list(r->db, r->who.institution);
    int64_t id;

    if (!str_int(form_value(r, "id"), 1, INT64_MAX, &id))
        return false;
    for (size_t i = 0; i < l.n; i++)
        if (l.v[i].id == id && str_eq(l.v[i].kind, kind)) {
            *out = l.v[i];
            return true;
        }
    return false;
}

static bool end(struct req *r, const struct pending *p)
{
    if (str_is(p->kind, "letter"))
        return letter_request_stop(r->db) == OK;
    if (str_is(p->kind, "claim"))
        return claiming_stop(r->db, r->who.institution, p->id) == OK;
    token_drop(r->db, str_is(p->kind, "replace") ? "replace" : "factor", p->id);
    return true;
}

static const char *action_of(const struct pending *p)
{
    return str_is(p->kind, "letter") ? "letter.request_stopped"
        : str_is(p->kind, "claim")   ? "account.claim_stopped"
        : str_is(p->kind, "replace") ? "account.replace_stopped"
                                     : "factor.lost_stopped";
}

static int press(struct req *r)
{
    struct pending p;

    if (!find(r, &p) || !end(r, &p))
        return see_other(r, S("/my?sent=stopped"));
    notify_audit(r, r->who.owner, r->who.institution, action_of(&p));
    alert_members(r, ALERT_STOPPED,
        &(struct alert_mail){.institution = r->who.institution, .place = r->who.place,
            .mail = stops_name(r, &p), .until = r->who.name}, false, 0);
    if (str_is(p.kind, "claim"))
        alert_send(r, ALERT_CLAIM_STOPPED,
            &(struct alert_mail){.institution = r->who.institution, .to = p.mail,
                .place = r->who.place});
    return see_other(r, S("/my?sent=stopped"));
}

static const struct route routes[] = {
    {"POST", "/my/stop", MEMBER, "申し込みを取りやめる", press, .members = ALL_MEMBERS},
    {0},
};

const struct feature stop_feature = {"stop", routes};
