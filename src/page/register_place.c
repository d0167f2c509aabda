/* register_place.c: an institution that can't be registered just so: closed, registered
 * already, or a letter is there. Every one of them says what can be done now; a letter's
 * code opens the way. */
#include "page/register_impl.h"

#include "gen/templates.h"
#include "model/audit.h"
#include "model/deletion.h"
#include "sys/clock.h"
#include "page/register_view.h"
#include "util/date.h"
#include "util/str.h"
#include "util/utf8.h"
#include "web/alert.h"
#include "web/app.h"
#include "web/frame.h"
#include "web/letter_code.h"
#include "web/words.h"

#define PAGE REGISTER_PLACE

/* Enough for a colleague to know whose it is, of no use to anybody else: k***@… */
static struct str masked(struct arena *a, struct str mail)
{
    return mail.n ? arena_fmt(a, STR_FMT "***@…", STR_ARG(utf8_head(mail, 1))) : S("");
}

/* What stands in the way is about to be deleted: from when on the way is free. */
static struct str free_from(struct entry *e)
{
    struct arena *a = e->r->arena;
    struct deletion d;

    if (!deletion_coming(e->r->db, e->place.institution, &d))
        return S("");
    return arena_fmt(a, STR_FMT " " STR_FMT,
        STR_ARG(date_japanese_full(a, date_tokyo(d.effective_at))),
        STR_ARG(date_time_text(a, d.effective_at)));
}

static int draw(struct entry *e, int status, struct str error)
{
    struct req *r = e->r;
    enum stands stands = register_stands(e);
    struct register_place v = {.csrf = guard_csrf(r), .name = e->place.name,
        .code = code_text10(r->arena, &e->code), .error = error,
        .registered = stands == STANDS_REGISTERED, .letter = stands == STANDS_LETTER,
        .owner = masked(r->arena, e->place.owner_mail),
        .closed = words_day(r->arena, e->place.closed_on), .from = S("")};

    v.proved = e->place.proved;
    if (e->claims)
        v.waits = alert_moment(r, e->claim.due);
    if (v.registered || v.letter)
        v.from = free_from(e);

    page_open(r, (struct page){.title = S("この医療機関等の登録"), .wrong = status == 422});
    tmpl_register_place(r->out, &v);
    return status;
}

static bool begin(struct entry *e, struct req *r, int *status)
{
    if (!register_begin(e, r, status))
        return false;
    register_look(e);
    if (e->found && register_stands(e) != STANDS_FREE)
        return true;
    *status = see_other(r, S(REGISTER_FORM));
    return false;
}

static int show(struct req *r)
{
    struct entry e;
    int status;

    return begin(&e, r, &status) ? draw(&e, 200, S("")) : status;
}

/* Others are registered and have proved it: they have their time to say no. */
static void claim(struct entry *e, int64_t letter)
{
    struct req *r = e->r;
    struct str until = alert_moment(r, clock_now() + CLAIM_WAIT_S);

    claiming_begin(r->db, r->arena, &e->link, e->place.institution, letter);
    audit_add(r->db, &(struct audit){.actor = S("-"), .institution = e->place.institution,
                         .action = S("registration.claimed"), .detail = e->link.mail,
                         .request = req_id(r)});
    alert_send(r, ALERT_CLAIM_LINK,
        &(struct alert_mail){.institution = e->place.institution, .to = e->link.mail,
            .place = e->place.name, .until = until,
            .link = alert_link(r, "/register/", cookie_get(r, "reg"))});
    alert_members(r, ALERT_CLAIM,
        &(struct alert_mail){.institution = e->place.institution, .place = e->place.name,
            .mail = e->link.mail, .until = until}, false, 0);
}

/* The code itself is not kept: the login that it belongs to is noted beside the link, and
 * must still work when the account is made. */
static int code(struct req *r)
{
    struct entry e;
    struct credential c;
    struct str said;
    int status;

    if (!begin(&e, r, &status))
        return status;
    if (register_stands(&e) == STANDS_CLOSED)
        return draw(&e, 200, S(""));
    if (e.claims)
        return see_other(r, S(PAGE));
    said = letter_code(r, e.place.institution, form_owner(r), form_value(r, "code"),
        e.place.proved, &c);
    if (said.n)
        return draw(&e, 422, said);
    if (e.place.proved) {
        claim(&e, c.id);
        return see_other(r, S(PAGE));
    }
    token_note(r->db, &e.link, arena_fmt(r->arena, "letter:%lld", (long long)c.id));
    audit_add(r->db, &(struct audit){.actor = S("-"), .institution = e.place.institution,
                         .action = S("registration.letter_code"), .request = req_id(r)});
    return see_other(r, S(REGISTER_FORM "?proved=1"));
}

static const struct route routes[] = {
    {"GET", PAGE, PUBLIC, "この医療機関等の登録", show},
    {"POST", PAGE, PUBLIC, "この医療機関等の登録", code, .rate = RATE_LOGIN},
    {0},
};

const struct feature register_place_feature = {"register_place", routes};
