/* members.c: いっしょに使う人: who may use an institution's pages; owners invite colleagues,
 * change roles and take people off the list. Each act needs the owner's password, is told
 * by mail to the person and to the owners, and stands in the audit. */
#include "page/members_view.h"

#include "gen/templates.h"
#include "model/account.h"
#include "model/audit.h"
#include "model/draft.h"
#include "model/invite.h"
#include "model/member.h"
#include "model/session.h"
#include "model/token.h"
#include "sys/clock.h"
#include "util/date.h"
#include "util/str.h"
#include "web/app.h"
#include "web/form.h"
#include "web/frame.h"
#include "web/member_mail.h"
#include "web/places.h"
#include "web/prove.h"

#define PAGE "/my/members"

enum { HOUR_S = 3600, DAY_S = 24 * HOUR_S, PER_HOUR = 3, PER_DAY = 10 };

static const char *const invite_names[] = {"mail", "role", "current", NULL};
static const char *const change_names[] = {"change", "current", NULL};

static struct str moment(struct req *r, int64_t at)
{
    return arena_fmt(r->arena, STR_FMT " " STR_FMT,
        STR_ARG(date_japanese_full(r->arena, date_tokyo(at))),
        STR_ARG(date_time_text(r->arena, at)));
}

static void audit(struct req *r, const char *action, struct str detail)
{
    audit_add(r->db, &(struct audit){.actor = r->who.owner, .institution = r->who.institution,
                         .action = str_of(action), .detail = detail, .request = req_id(r)});
}

/* ---------------------------------------------------------------- the list */

static size_t owners(const struct members_of *l)
{
    size_t n = 0;

    for (size_t i = 0; i < l->n; i++)
        n += str_is(l->v[i].role, "owner");
    return n;
}

static bool full(struct req *r)
{
    return member_count(r->db) + invite_open(r->db) >= r->app->conf->members;
}

static void list_members(struct req *r, struct members_view *v)
{
    struct members_of l = member_list(r->db);
    size_t n_owners = owners(&l);

    v->rows.v = NEW_N(r->arena, struct members_row, l.n + 1);
    v->rows.n = l.n;
    for (size_t i = 0; i < l.n; i++)
        v->rows.v[i] = (struct members_row){.account = l.v[i].account,
            .name = l.v[i].contact, .mail = l.v[i].mail,
            .role = member_role_name(l.v[i].role),
            .last = l.v[i].login_at ? moment(r, l.v[i].login_at) : S("まだ"),
            .me = l.v[i].account == r->who.account,
            .last_owner = n_owners == 1 && str_is(l.v[i].role, "owner")};
}

static void list_invites(struct req *r, struct members_view *v)
{
    struct invite_list l = invite_list(r->db);

    v->invites.v = NEW_N(r->arena, struct members_invite, l.n + 1);
    v->invites.n = l.n;
    for (size_t i = 0; i < l.n; i++)
        v->invites.v[i] = (struct members_invite){.mail = l.v[i].mail,
            .role = member_role_name(l.v[i].role), .until = moment(r, l.v[i].expires_at),
            .over = l.v[i].expires_at <= clock_now()};
}

static struct str said(struct req *r)
{
    static const struct {
        const char *word, *text;
    } all[] = {
        {"invited", "招待のメールを送りました。相手の方がメールのリンクを開くと、メンバーになります。"},
        {"again", "招待のメールを、もう一度送りました。前のメールのリンクは使えません。"},
        {"withdrawn", "招待を取り消しました。送ったメールのリンクは使えません。"},
        {"changed", "役割を変えました。ご本人と代表の方に、メールでお知らせしました。"},
        {"helped", "承認しました。24時間あとから使えるリンクを、ご本人に送りました。"},
        {"removed", "この施設からはずしました。ご本人と代表の方に、メールでお知らせしました。"},
    };
    struct str word = query_value(r, "said");

    for (size_t i = 0; i < COUNT(all); i++)
        if (str_is(word, all[i].word))
            return str_of(all[i].text);
    return S("");
}

static int draw(struct form *f, int status)
{
    struct req *r = f->r;
    struct members_view v = {.place = r->who.place, .csrf = guard_csrf(r),
        .most = r->app->conf->members, .full = full(r), .unconfirmed = !req_confirmed(r)};

    list_members(r, &v);
    list_invites(r, &v);
    v.form = form_input_view(f);
    page_open(r, (struct page){.wrong = status == 422, .form = !v.full && !v.unconfirmed,
                     .notice = status == 200 ? said(r) : S("")});
    tmpl_members(r->out, &v);
    return status;
}

static void begin(struct form *f, struct req *r)
{
    static const struct invite nothing;

    form_init(f, r, &invite_model, invite_names, PAGE, &nothing, 0);
}

static int show(struct req *r)
{
    struct form f;

    begin(&f, r);
    form_load_draft(&f);
    return draw(&f, 200);
}

/* ---------------------------------------------------------------- inviting */

/* Why no mail may go to this address now, or empty. */
static struct str mail_complaint(struct req *r, struct str mail)
{
    int64_t now = clock_now();

    if (token_count(r->db, "invite", mail, now - HOUR_S) >= PER_HOUR)
        return S("このアドレスには、もう3通送りました。届いていないときは、相手の方に迷惑メールの箱を"
                 "見てもらってください。1時間あとに、また送れます");
    if (token_count(r->db, "invite", mail, now - DAY_S) >= PER_DAY ||
        invite_sent(r->db, now - DAY_S) >= INVITE_PER_DAY)
        return S("今日は、もう招待のメールを送れません。あしたもう一度ためしてください");
    return S("");
}

static void check_invite(struct form *f)
{
    struct req *r = f->r;
    struct form_field *mail = form_field_of(f, "mail");
    struct members_of l = member_list(r->db);
    struct str key = account_mail_key(r->arena, mail->value);

    for (size_t i = 0; i < l.n; i++)
        if (str_eq(account_mail_key(r->arena, l.v[i].mail), key))
            form_complain(f, "mail", S("この方は、もうこの施設のメンバーです"));
    if (account_is_provisional_login(mail->value))
        form_complain(f, "mail", S("仮メールアドレスの方は、招待できません"));
    if (!mail->error.n && mail->value.n)
        form_complain(f, "mail", mail_complaint(r, mail->value));
}

static void plan(struct req *r)
{
    if (!form_value(r, "hyoji").n)
        prove_plan(r, r->who.mail, form_value(r, "current"));
}

static void check_password(struct form *f)
{
    struct account me;

    if (!f->wrong)
        form_complain(f, "current", prove(f->r, f->r->who.mail, form_value(f->r, "current"), &me));
}

static void send_invite(struct req *r, struct str mail, struct str role, const char *action)
{
    int64_t valid = INVITE_DAYS * DAY_S;
    struct str token = token_make(r->db, r->arena,
        &(struct token){.purpose = S("invite"), .mail = mail, .account = r->who.account,
            .institution = r->who.institution, .extra = role}, valid);

    member_mail(r, MAIL_INVITE,
        &(struct member_mail){.mail = mail, .institution = r->who.institution,
            .place = r->who.place, .by = r->who.name, .role = member_role_name(role),
            .until = moment(r, clock_now() + valid),
            .link = arena_fmt(r->arena, STR_FMT "/invite/" STR_FMT,
                STR_ARG(r->app->conf->origin), STR_ARG(token))});
    audit(r, action, arena_fmt(r->arena, STR_FMT "（" STR_FMT "）", STR_ARG(mail),
                         STR_ARG(member_role_name(role))));
}

static int not_yet(struct req *r)
{
    return refuse(r, 403, S("まだ招待できません"),
        S("この施設の確認が終わると、招待できるようになります。マイページの案内を見てください。"));
}

static int invite(struct req *r)
{
    struct form f;

    if (!req_confirmed(r))
        return not_yet(r);
    begin(&f, r);
    form_read(&f);
    check_invite(&f);
    if (full(r))
        form_complain(&f, "", S("人数がいっぱいです。使わなくなった人をはずすか、招待を取り消してください"));
    check_password(&f);
    if (f.wrong)
        return draw(&f, 422);
    send_invite(r, form_field_of(&f, "mail")->value, form_field_of(&f, "role")->value,
        "member.invited");
    draft_drop(r->db, form_owner(r), S(PAGE), r->who.institution);
    return see_other(r, S(PAGE "?said=invited"));
}

/* Once more to the same address, in the same role. */
static int again(struct req *r)
{
    struct invite old;
    struct str why;

    if (!req_confirmed(r))
        return not_yet(r);
    if (!invite_get(r->db, form_value(r, "mail"), &old))
        return see_other(r, S(PAGE));
    why = mail_complaint(r, old.mail);
    if (!why.n && old.expires_at <= clock_now() && full(r))
        why = S("人数がいっぱいです。使わなくなった人をはずすか、ほかの招待を取り消してください");
    if (why.n)
        return refuse(r, 422, S("招待のメールを送れません"),
            arena_fmt(r->arena, STR_FMT "。", STR_ARG(why)));
    send_invite(r, old.mail, old.role, "member.invited");
    return see_other(r, S(PAGE "?said=again"));
}

static int withdraw(struct req *r)
{
    struct str mail = form_value(r, "mail");

    if (invite_withdraw(r->db, mail) != OK)
        return see_other(r, S(PAGE));
    audit(r, "member.invite_withdrawn", mail);
    return see_other(r, S(PAGE "?said=withdrawn"));
}

/* ---------------------------------------------------------------- one member */

static bool find(struct req *r, struct member *m)
{
    int64_t id;

    return str_int(r->arg[0], 1, INT64_MAX, &id) && member_get(r->db, id, m);
}

static void begin_change(struct form *f, struct req *r, const struct member *m)
{
    struct invite row = {.change = m->role};

    form_init(f, r, &invite_model, change_names,
        arena_cstr(r->arena, arena_fmt(r->arena, PAGE "/%lld", (long long)m->account)), &row, 0);
}

static int draw_change(struct form *f, int status, const struct member *m)
{
    struct req *r = f->r;
    struct members_of l = member_list(r->db);
    struct members_row row = {.account = m->account, .name = m->contact, .mail = m->mail,
        .role = member_role_name(m->role), .me = m->account == r->who.account,
        .last_owner = owners(&l) == 1 && str_is(m->role, "owner")};

    page_open(r, (struct page){.wrong = status == 422, .form = !row.last_owner});
    tmpl_members_change(r->out, &row, form_input_view(f));
    return status;
}

static int show_one(struct req *r)
{
    struct member m;
    struct form f;

    if (!find(r, &m))
        return not_found(r);
    begin_change(&f, r, &m);
    form_load_draft(&f);
    return draw_change(&f, 200, &m);
}

static void tell(struct req *r, const struct member *m, bool removed, struct str role)
{
    struct member_mail mail = {.mail = m->mail, .contact = m->contact, .account = m->account,
        .institution = r->who.institution, .place = r->who.place, .person = m->contact,
        .person_mail = m->mail, .by = r->who.name, .role = member_role_name(role)};

    member_mail(r, removed ? MAIL_REMOVED : MAIL_ROLE, &mail);
    member_mail_owners(r, removed ? MAIL_REMOVED_TOLD : MAIL_ROLE_TOLD, &mail);
}

/* One's own rights have changed: a new session, or, without a place here, another one. */
static int after_own(struct req *r, struct str role)
{
    struct who who = r->who;
    struct places l;

    if (!str_is(role, "none")) {
        who.member = guard_member_role(role);
        guard_open_session(r, who);
        return see_other(r, S("/my"));
    }
    l = places_of(r, who.account);
    if (!l.n) {
        guard_close_session(r);
        return see_other(r, S("/login?left=1"));
    }
    place_who(r, &l.v[0], &who);
    guard_open_session(r, who);
    return see_other(r, S("/my/choose"));
}

static enum err keep(struct req *r, const struct member *m, struct str role)
{
    bool removed = str_is(role, "none");
    enum err e = removed ? member_remove(r->db, m->account)
                         : member_set_role(r->db, m->account, role);

    if (e != OK)
        return e;
    audit(r, removed ? "member.removed" : "member.role_changed",
        removed ? arena_fmt(r->arena, STR_FMT " " STR_FMT, STR_ARG(m->contact), STR_ARG(m->mail))
                : arena_fmt(r->arena, STR_FMT " " STR_FMT ": " STR_FMT " → " STR_FMT,
                      STR_ARG(m->contact), STR_ARG(m->mail), STR_ARG(member_role_name(m->role)),
                      STR_ARG(member_role_name(role))));
    if (!str_is(role, "owner")) /* no way back through an address of one's own */
        invite_withdraw_by(r->db, m->account);
    if (removed && m->account != r->who.account)
        session_end_at(r->db, m->account, r->who.institution);
    tell(r, m, removed, role);
    return OK;
}

static int change(struct req *r)
{
    struct member m;
    struct form f;
    struct str role;

    if (!find(r, &m))
        return not_found(r);
    begin_change(&f, r, &m);
    form_read(&f);
    role = form_field_of(&f, "change")->value;
    if (str_eq(role, m.role))
        form_complain(&f, "change", S("いまと同じ役割です。変えないときは、一覧に戻ってください"));
    check_password(&f);
    if (!f.wrong && keep(r, &m, role) != OK)
        form_complain(&f, "", S("代表がいなくなるので、できません。先に、ほかの人を代表にしてください"));
    if (f.wrong)
        return draw_change(&f, 422, &m);
    draft_drop(r->db, form_owner(r), str_of(f.page), r->who.institution);
    if (m.account == r->who.account)
        return after_own(r, role);
    return see_other(r, str_is(role, "none") ? S(PAGE "?said=removed") : S(PAGE "?said=changed"));
}

static const struct route routes[] = {
    {"GET", PAGE, MEMBER, "いっしょに使う人", show, .members = OWNERS},
    {"POST", PAGE, MEMBER, "いっしょに使う人", invite, .plan = plan, .rate = RATE_MAIL,
        .members = OWNERS},
    {"POST", PAGE "/again", MEMBER, "招待をもう一度送る", again, .rate = RATE_MAIL,
        .members = OWNERS},
    {"POST", PAGE "/withdraw", MEMBER, "招待を取り消す", withdraw, .members = OWNERS},
    {"GET", PAGE "/{account}", MEMBER, "役割を変える", show_one, .members = OWNERS},
    {"POST", PAGE "/{account}", MEMBER, "役割を変える", change, .plan = plan,
        .rate = RATE_LOGIN, .members = OWNERS},
    {0},
};

const struct feature members_feature = {"members", routes};
