/* members_accept.c: the link of an invitation, as a colleague or as an agent. Opening it
 * changes nothing; its page asks for a press, for the password of a login that exists, or for
 * a new login's data. The link was sent to the address, so whoever has it has proved it. */
#include "page/members_view.h"

#include "gen/templates.h"
#include "model/account.h"
#include "model/agency.h"
#include "model/audit.h"
#include "model/factor.h"
#include "model/institution.h"
#include "model/invite.h"
#include "model/member.h"
#include "model/token.h"
#include "util/date.h"
#include "util/str.h"
#include "web/agents.h"
#include "web/app.h"
#include "web/form.h"
#include "web/frame.h"
#include "web/member_mail.h"
#include "web/new_password.h"
#include "web/places.h"
#include "web/prove.h"
#include "web/words.h"

#define PAGE "/invite"

static const char *const new_names[] = {"contact", "phone", "password", "password2", NULL};
static const char *const login_names[] = {"current", NULL};

struct accept {
    struct token t;
    struct institution i;
    struct str place;      /* as the institution states its name */
    struct account login;  /* id 0: the address has none */
    enum invited state;
    struct agency g;       /* id 0: it is a colleague's */
};

/* As an agent: still asked, and by somebody who is still an owner. */
static bool find_agency(struct req *r, struct accept *x)
{
    struct member owner;
    int64_t id;

    return token_find(r->db, r->arena, "agent", r->arg[0], &x->t) &&
        str_int(x->t.extra, 1, INT64_MAX, &id) && agency_invited(r->db, id, &x->g) &&
        x->g.institution == x->t.institution &&
        member_place(r->db, x->t.account, x->t.institution, &owner) &&
        str_is(owner.role, "owner");
}

/* False: the link is no good, or there is nobody any more who could have sent it. The
 * database is the inviting institution's afterwards. */
static bool find(struct req *r, struct accept *x)
{
    struct member owner = {.role = S("")};
    struct members_of l;

    *x = (struct accept){.login = {.id = 0}};
    db_as(r->db, r->arena, DB_ALL);
    if ((!token_find(r->db, r->arena, "invite", r->arg[0], &x->t) && !find_agency(r, x)) ||
        !institution_get(r->db, x->t.institution, &x->i))
        return false;
    if (!account_by_mail(r->db, r->arena, x->t.mail, &x->login))
        x->login = (struct account){.id = 0};
    db_as(r->db, r->arena, x->t.institution);
    l = member_list(r->db);
    if (!l.n || !str_is(l.v[0].role, "owner") ||
        !member_place(r->db, l.v[0].account, x->t.institution, &owner))
        return false;
    x->place = owner.name;
    x->state = INVITED_NEW;
    if (x->login.id)
        x->state = member_place(r->db, x->login.id, x->t.institution, &owner) ? INVITED_MEMBER
            : r->who.role & (MEMBER | AGENT) && r->who.account == x->login.id ? INVITED_READY
                                                                              : INVITED_LOGIN;
    return true;
}

static int dead(struct req *r)
{
    struct token t = {.used_at = 0};

    if ((token_find_any(r->db, r->arena, "invite", r->arg[0], &t) ||
            token_find_any(r->db, r->arena, "agent", r->arg[0], &t)) && t.used_at)
        return refuse(r, 410, S("この招待は、もう使われました"),
            S("参加は終わっています。招待のメールが届いたアドレスでログインしてください。"));
    return refuse(r, 410, S("この招待は使えません"),
        S("リンクの期間（7日）がすぎたか、招待が取り消されたか、あとから新しい招待が送られています。"
          "招待した方に、もう一度招待してもらってください。"));
}

static void begin(struct form *f, struct req *r, const struct accept *x)
{
    struct account *row = NEW(r->arena, struct account);

    if (x->g.id)
        row->contact = x->g.person; /* as the owner has written it */
    else
        row->phone = x->i.phone;
    form_init(f, r, &account_model, x->state == INVITED_NEW ? new_names : login_names, PAGE,
        row, 0);
    if (x->state == INVITED_NEW) {
        form_field_of(f, "password")->required = true;
        form_field_of(f, "password2")->required = true;
    } else {
        form_field_of(f, "current")->required = x->state == INVITED_LOGIN;
        form_field_of(f, "current")->hint = S("このアドレスでログインするときのパスワード");
    }
}

static int draw(struct form *f, const struct accept *x, int status)
{
    struct req *r = f->r;
    struct invited_view v = {.state = x->state, .place = x->place, .mail = x->t.mail,
        .role = x->g.id ? S("代行") : member_role_name(x->t.extra), .form = form_input_view(f),
        .allowed = procedure_names(r->arena, x->g.procedures),
        .last = words_day(r->arena, x->g.until_day),
        .until = date_japanese_full(r->arena, date_tokyo(x->t.expires_at))};

    if (r->who.role && r->who.account != x->login.id)
        v.other = r->who.name;
    /* The display bar stays apart from the form: its address must not become a draft. */
    page_open(r, (struct page){.title = S("招待"), .wrong = status == 422});
    tmpl_members_invited(r->out, &v);
    return status;
}

static int show(struct req *r)
{
    struct accept x;
    struct form f;

    if (!find(r, &x))
        return dead(r);
    begin(&f, r, &x);
    return draw(&f, &x, 200);
}

/* ---------------------------------------------------------------- accepting */

static void check_new(struct form *f, const struct accept *x)
{
    new_password_check(f, x->t.mail, (const struct str[]){x->i.code, x->i.name, x->place, {NULL, 0}});
}

static void read_form(struct form *f, const struct accept *x)
{
    form_read(f);
    if (x->state == INVITED_NEW)
        check_new(f, x);
}

static void plan(struct req *r)
{
    struct accept x;
    struct form f;

    if (form_value(r, "hyoji").n || !find(r, &x))
        return;
    begin(&f, r, &x);
    read_form(&f, &x);
    if (f.wrong)
        return;
    if (x.state == INVITED_NEW)
        plan_make(r, form_value(r, "password"));
    else if (x.state == INVITED_LOGIN)
        prove_plan(r, x.t.mail, form_value(r, "current"));
}

/* The new login; what it needs was checked. */
static enum err add_login(struct form *f, struct accept *x)
{
    struct req *r = f->r;
    enum err e;

    form_into(f, &x->login);
    x->login.mail = x->t.mail;
    x->login.stored = r->hash[0].made;
    e = account_add(r->db, r->arena, &x->login, &x->login.id);
    return e;
}

static enum err join(struct req *r, struct accept *x)
{
    struct member_mail mail = {.mail = x->login.mail, .contact = x->login.contact,
        .account = x->login.id, .institution = x->t.institution, .place = x->place,
        .person = x->login.contact, .person_mail = x->login.mail,
        .role = member_role_name(x->t.extra)};
    struct str actor = arena_fmt(r->arena, "a:%lld", (long long)x->login.id);
    enum err e = token_use(r->db, &x->t);

    if (e == OK)
        e = member_add(r->db, x->login.id, x->t.extra);
    if (e != OK)
        return e;
    /* other links to the same address have no purpose any more */
    if (invite_withdraw(r->db, x->t.mail) == ERR_CONFLICT ||
        account_confirmed(r->db, x->login.id, x->t.mail) == ERR_CONFLICT)
        die("invite: conflict");
    audit_add(r->db, &(struct audit){.actor = actor, .institution = x->t.institution,
                         .action = S("member.joined"), .request = req_id(r),
                         .detail = arena_fmt(r->arena, STR_FMT " " STR_FMT "（" STR_FMT "）",
                             STR_ARG(x->login.contact), STR_ARG(x->login.mail),
                             STR_ARG(member_role_name(x->t.extra)))});
    member_mail(r, MAIL_WELCOME, &mail);
    member_mail_owners(r, MAIL_NEW_MEMBER, &mail);
    return OK;
}

/* The same as an agent. */
static enum err begin_work(struct req *r, struct accept *x)
{
    struct agents c = {r->db, r->arena, r->app->conf, x->t.institution};
    struct who asked = r->who;
    enum err e = token_use(r->db, &x->t);

    if (e == OK)
        e = agency_accept(r->db, x->g.id, x->login.id);
    if (e != OK)
        return e;
    if (account_confirmed(r->db, x->login.id, x->t.mail) == ERR_CONFLICT)
        die("agency: conflict");
    x->g.account = x->login.id;
    x->g.login = x->login.mail;
    r->who.owner = arena_fmt(r->arena, "g:%lld", (long long)x->g.id); /* of the audit row */
    agents_audit(r, &x->g, "agent.begun");
    r->who = asked;
    agents_tell(&c, &x->g, AGENT_BEGUN, S(""), S(""));
    return OK;
}

static int enter(struct req *r, const struct accept *x)
{
    bool second = r->who.role & (MEMBER | AGENT) && r->who.account == x->login.id &&
        r->who.second;
    struct who who = {.session = r->who.session, .account = x->login.id,
        .name = x->login.contact, .mail = x->login.mail, .second = second};
    struct place p;

    if (!place_at(r, x->login.id, x->t.institution, &p))
        die("invite: no place");
    place_chosen(r, &p, x->login.id);
    if (!second && factor_on(r->db, x->login.id)) { /* the login asks for its code */
        if (r->who.role)
            guard_close_session(r);
        return see_other(r, S("/login?next=/my/joined"));
    }
    place_who(r, &p, &who);
    guard_open_session(r, who);
    guard_trust_device(r, x->login.id);
    account_logged_in(r->db, x->login.id);
    return see_other(r, S("/my/joined"));
}

static int accept(struct req *r)
{
    struct accept x;
    struct account proved;
    struct form f;

    if (!find(r, &x))
        return dead(r);
    if (x.state == INVITED_MEMBER)
        return see_other(r, S("/my/choose"));
    begin(&f, r, &x);
    read_form(&f, &x);
    if (!f.wrong && x.state == INVITED_LOGIN)
        form_complain(&f, "current",
            prove(r, x.t.mail, form_value(r, "current"), &proved));
    if (!f.wrong && x.state == INVITED_NEW && (r->n_hash != 1 || !r->hash[0].made.n))
        form_complain(&f, "password", S("パスワードを、もう一度入力してください"));
    if (f.wrong)
        return draw(&f, &x, 422);
    if (!x.g.id && member_count(r->db) >= r->app->conf->members)
        return refuse(r, 422, S("人数がいっぱいです"),
            S("この施設を使う人の数が、上限になっています。招待した方に、使わなくなった人をはずしてもらってから、"
              "もう一度このリンクを開いてください。"));
    if ((x.state == INVITED_NEW && add_login(&f, &x) != OK) ||
        (x.g.id ? begin_work(r, &x) : join(r, &x)) != OK)
        return dead(r);
    return enter(r, &x);
}

static int joined(struct req *r)
{
    page_open(r, (struct page){.title = S("招待（完了）")});
    if (r->who.role == AGENT)
        tmpl_agents_joined(r->out, r->who.place, r->who.mail,
            procedure_names(r->arena, r->who.procedures), r->who.places + r->who.agencies);
    else
        tmpl_members_joined(r->out, r->who.place, r->who.mail,
            r->who.member == MEMBER_VIEWER, r->who.places);
    return 200;
}

static const struct route routes[] = {
    {"GET", PAGE "/{token}", PUBLIC, "招待", show},
    {"POST", PAGE "/{token}", PUBLIC, "招待", accept, .plan = plan, .rate = RATE_LOGIN},
    {"GET", "/my/joined", MEMBER, "招待（完了）", joined, .agent = PROCEDURE_SELF},
    {0},
};

const struct feature members_accept_feature = {"members_accept", routes};
