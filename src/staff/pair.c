/* pair.c: links a medical and a dental institution at one site, or takes the link away, for
 * a caller whose two institutions have different logins. */
#include "model/audit.h"
#include "model/code.h"
#include "model/institution.h"
#include "model/pair.h"
#include "util/str.h"
#include "web/app.h"
#include "web/frame.h"
#include "web/place.h"

static void audit(struct req *r, const char *action, int64_t institution)
{
    audit_add(r->db, &(struct audit){.actor = r->who.owner, .institution = institution,
                         .action = str_of(action), .request = req_id(r)});
}

static enum err act(struct req *r, int64_t institution, bool undo, int64_t other)
{
    struct site_pair p;
    enum err e;

    db_as(r->db, r->arena, institution);
    if (undo)
        e = pair_get(r->db, &p) && p.other == other ? pair_undo(r->db) : ERR_DENIED;
    else
        e = pair_make(r->db, r->arena, other, r->who.owner);
    db_as(r->db, r->arena, DB_ALL);
    return e;
}

static int press(struct req *r)
{
    struct institution i;
    int64_t id, other;
    bool undo = str_is(form_value(r, "act"), "undo");

    if (!str_int(form_value(r, "institution"), 1, INT64_MAX, &id) ||
        !str_int(form_value(r, "other"), 1, INT64_MAX, &other) ||
        !institution_get(r->db, id, &i) || act(r, id, undo, other) != OK)
        return refuse(r, 422, S("この2つの施設は、いまつなぐことも解くこともできません"),
            S("ほかの職員が先に変えたか、基本情報が変わりました。医療機関等の画面を開き直してください。"));
    audit(r, undo ? "pair.undone" : "pair.made", id);
    audit(r, undo ? "pair.undone" : "pair.made", other);
    return see_other(r, place_url(r->arena, "survey", i.pref, i.score_table, i.code).s);
}

static const struct route routes[] = {
    {"POST", "/staff/pair", OPERATOR | SUPERVISOR | ADMIN, "医科と歯科をつなぐ", press},
    {.method = NULL},
};

const struct feature staff_pair_feature = {"staff_pair", routes};
