/* prove.c: see prove.h. */
#include "web/prove.h"

#include "model/audit.h"
#include "model/guess.h"
#include "util/str.h"
#include "web/app.h"

static struct guesser guesser_of(struct req *r, struct str mail, const struct account *a)
{
    struct guesser g = {.side = "clinic", .login = account_mail_key(r->arena, mail),
        .peer = r->peer, .device = S("")};

    if (guard_trusted(r, a->id))
        g.device = cookie_get(r, "d");
    return g;
}

static void find(struct req *r, struct str mail, struct account *a)
{
    if (!account_by_mail(r->db, r->arena, mail, a))
        *a = (struct account){.stored = S("")};
}

void prove_plan(struct req *r, struct str mail, struct str password)
{
    struct work *w = (struct work *)(void *)r;
    struct account a;
    struct guesser g;

    if (!mail.n || !password.n)
        return;
    find(r, mail, &a);
    g = guesser_of(r, mail, &a);
    if (guess_ask(r->db, &g).wait)
        return;
    w->trusted = g.device.n > 0;
    plan_check(r, password, a.stored);
}

struct str prove_wait_text(struct req *r, int64_t wait)
{
    if (wait == THROTTLE_OFF)
        return S("安全のため、いまはこのメールアドレスでログインできません。コールセンターへ電話してください");
    if (wait < 90)
        return arena_fmt(r->arena, "続けてまちがえたため、あと%lld秒はログインできません",
            (long long)wait);
    return arena_fmt(r->arena, "続けてまちがえたため、あと%lld分はログインできません",
        (long long)(wait + 59) / 60);
}

/* The comparison that was planned, or NULL. */
static const struct hash_task *compared(const struct req *r)
{
    for (int i = 0; i < r->n_hash; i++)
        if (!r->hash[i].make)
            return &r->hash[i];
    return NULL;
}

struct str prove(struct req *r, struct str mail, struct str password, struct account *out)
{
    const struct hash_task *task = compared(r);
    struct guesser g;
    int64_t wait;

    find(r, mail, out);
    g = guesser_of(r, mail, out);
    if (!password.n)
        return S("パスワードを入力してください");
    wait = guess_ask(r->db, &g).wait;
    if (wait)
        return prove_wait_text(r, wait);
    if (!task) /* what stood in the way of comparing is over */
        return S("もう一度、パスワードを入力してください");
    /* a password set since then was not compared */
    if (task->match && out->id && str_eq(task->stored, out->stored)) {
        guess_passed(r->db, &g);
        return S("");
    }
    r->keep = true;
    guess_failed(r->db, &g);
    audit_add(r->db, &(struct audit){.actor = S("-"), .action = S("session.failed"),
                         .request = req_id(r)});
    wait = guess_ask(r->db, &g).wait;
    if (!wait)
        return S("パスワードがちがいます。大文字と小文字、全角の文字が入っていないかを見てください");
    return arena_fmt(r->arena, "パスワードがちがいます。" STR_FMT, STR_ARG(prove_wait_text(r, wait)));
}
