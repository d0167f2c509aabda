/* my.c: マイページ: what to do next, and the state of everything that was sent. */
#include "page/my_tasks.h"

#include "gen/templates.h"
#include "model/account.h"
#include "model/agency.h"
#include "model/code.h"
#include "model/pair.h"
#include "model/prefecture.h"
#include "model/suppression.h"
#include "sys/clock.h"
#include "util/date.h"
#include "util/str.h"
#include "web/app.h"
#include "web/form.h"
#include "web/founder.h"
#include "web/frame.h"
#include "web/mail_change.h"
#include "web/notify.h"

enum { TASKS = 4 };

static struct str when(struct req *r, int64_t at)
{
    return date_japanese_full(r->arena, date_tokyo(at));
}

static size_t list_tasks(struct req *r, const struct account *a, struct task *t)
{
    size_t n = 0;

    t[n++] = (struct task){.href = URL("/my/account"), .text = S("アカウント情報を登録する"),
        .hint = S("担当者名・メールアドレス・パスワード"),
        .when = arena_fmt(r->arena, STR_FMT "に完了", STR_ARG(when(r, a->registered_at))),
        .state = {TONE_FLAT, S("✓ 終わりました")}};
    t[n++] = (struct task){.text = S("メールアドレスを確認する"),
        .hint = S("届いたメールのリンクを開きます"),
        .when = a->mail_confirmed_at
            ? arena_fmt(r->arena, STR_FMT "に完了", STR_ARG(when(r, a->mail_confirmed_at)))
            : S(""),
        .state = a->mail_confirmed_at ? (struct tag){TONE_FLAT, S("✓ 終わりました")}
                                      : (struct tag){TONE_WARN, S("これから")}};
    if (r->who.left) {
        t[n++] = (struct task){.href = URL("/my/confirm-code"),
            .text = S("カードリーダーの申し込みと、経過措置の届出"),
            .hint = S("以前の登録のときの記録があります。案内文書で確かめると、続けられます。"),
            .state = {TONE_WARN, S("確認のあと")}, .next = S("案内文書で確かめてください"),
            .button = S("案内文書で確かめる")};
        return n;
    }
    t[n++] = my_readers_task(r);
    t[n++] = my_notices_task(r);
    return n;
}

/* The procedure that says what is next; one with a warning before the others. */
static bool procedure(struct my_view *v)
{
    const struct task *found = NULL;

    for (size_t i = 0; i < v->tasks.n; i++) {
        const struct task *t = &v->tasks.v[i];

        if (t->next.n && (!found || (t->state.tone == TONE_WARN && found->state.tone != TONE_WARN)))
            found = t;
    }
    if (!found)
        return false;
    v->next = (struct link){found->href, found->next, false};
    v->next_why = found->hint;
    v->next_button = found->button;
    return true;
}

static void next_step(const struct account *a, struct my_view *v)
{
    if (v->returned) {
        v->next = (struct link){{S("")}, S("メールが届くようにしてください"), false};
        v->next_why = S("上の「メールが届いていません」を読んで、アドレスを直すか、確かめてください。");
        return;
    }
    if (!a->mail_confirmed_at) {
        v->next = (struct link){{S("")}, S("届いたメールを開いて、メールアドレスを確認してください"), false};
        v->next_why = S("確認が終わると、手続きのお知らせがまちがいなく届きます。約1分で終わります。");
        return;
    }
    if (procedure(v))
        return;
    v->next = (struct link){URL("/my/account"), S("いますることはありません"), false};
    v->next_why = S("新しい手続きが始まると、ここと、登録したメールアドレスにお知らせします。"
                    "登録内容が変わったときは、直してください。");
    v->next_button = S("登録内容を見る");
}

static struct str notice(struct str sent)
{
    if (str_is(sent, "1"))
        return S("確認のメールを送りました。数分たっても届かないときは、迷惑メールの箱を見てください。");
    if (str_is(sent, "0"))
        return S("このアドレスには、確認のメールを何通も送りました。1時間ほど待ってから、もう一度押してください。");
    if (str_is(sent, "stopped"))
        return S("申し込みは取りやめになっています。いっしょに使うみなさんに、メールでお知らせしました。");
    if (str_is(sent, "no"))
        return S("メールアドレスの変更を取りやめました。いまのアドレスのままです。");
    return S("");
}

static struct str pair_text(struct req *r)
{
    struct site_pairs l;
    struct site_pair p;

    if (pair_get(r->db, &p))
        return arena_fmt(r->arena, STR_FMT " とつながっています。", STR_ARG(p.name));
    l = pair_candidates(r->db, r->arena);
    if (!l.n)
        return S("");
    return arena_fmt(r->arena, STR_FMT " が、同じ場所にあるようです。", STR_ARG(l.v[0].name));
}

static int show(struct req *r)
{
    struct account a;
    struct task tasks[TASKS];
    struct my_view v;
    struct suppression back;

    if (r->who.role == AGENT)
        return my_agent(r);
    if (!account_mine(r->db, r->who.account, &a))
        return not_found(r);
    v = (struct my_view){.place = a.name, .code = a.code, .pref = prefecture_name(a.pref),
        .table = code_table_text(r->arena, a.score_table), .contact = a.contact,
        .mail = a.mail, .phone = a.phone, .csrf = guard_csrf(r),
        .unconfirmed = !a.mail_confirmed_at, .unproved = !req_confirmed(r), .left = r->who.left,
        .new_mail = a.new_mail,
        .owner = r->who.member == MEMBER_OWNER, .finished = 1 + (a.mail_confirmed_at != 0)};
    v.founder = founder_now(r, a.name, a.founder);
    v.returned = suppression_of(r->db, a.mail, &back);
    if (v.returned)
        v.returned_when = when(r, back.since);
    v.tasks.n = list_tasks(r, &a, tasks);
    v.tasks.v = tasks;
    v.pair = pair_text(r);
    next_step(&a, &v);
    if (a.login_before)
        v.last_login = arena_fmt(r->arena, STR_FMT " " STR_FMT,
            STR_ARG(when(r, a.login_before)),
            STR_ARG(date_time_text(r->arena, a.login_before)));
    page_open(r, (struct page){.notice = notice(query_value(r, "sent"))});
    tmpl_my(r->out, &v);
    return 200;
}

/* 確認のメールをもう一度送る, also when mails to a proved address come back: to the address that waits, or else to the present one. */
static int send_again(struct req *r)
{
    struct account a;
    struct access waits;
    struct suppression back;

    if (!account_mine(r->db, r->who.account, &a) ||
        (a.mail_confirmed_at && !a.new_mail.n && !suppression_of(r->db, a.mail, &back)))
        return see_other(r, S("/my"));
    if (token_too_many(r->db, "confirm", a.new_mail.n ? a.new_mail : a.mail))
        return see_other(r, S("/my?sent=0"));
    if (a.new_mail.n && access_get(r->db, a.id, &waits))
        mail_change_link(r, &waits);
    else
        notify_link(r, &a, false);
    return see_other(r, S("/my?sent=1"));
}

/* 変更を取りやめる */
static int stay(struct req *r)
{
    struct account a;

    if (!account_mine(r->db, r->who.account, &a) || !a.new_mail.n)
        return see_other(r, S("/my"));
    access_ask(r->db, a.id, S(""));
    notify_audit(r, r->who.owner, r->who.institution, "account.mail_kept");
    return see_other(r, S("/my?sent=no"));
}

/* Asked by static/portal.js when somebody presses 続ける: the request itself is what keeps
 * the login open. */
static int alive(struct req *r)
{
    int64_t left;
    struct str until = form_until(r, &left);

    return text_reply(r, "text/plain; charset=utf-8",
        arena_fmt(r->arena, "%lld " STR_FMT, (long long)left, STR_ARG(until)));
}

static const struct route routes[] = {
    {"GET", "/my", MEMBER, "マイページ", show, .agent = PROCEDURE_SELF},
    {"GET", "/my/alive", CLINIC, "ログインの時間", alive, .agent = PROCEDURE_SELF},
    {"POST", "/my/mail", MEMBER, "確認のメール", send_again, .rate = RATE_MAIL,
        .members = ALL_MEMBERS},
    {"POST", "/my/mail/stay", MEMBER, "メールアドレスの変更を取りやめる", stay,
        .members = ALL_MEMBERS},
    {0},
};

const struct feature my_feature = {"my", routes};
