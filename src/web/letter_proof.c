/* letter_proof.c: see letter_proof.h. */
#include "web/letter_proof.h"

#include "model/account.h"
#include "model/guess.h"
#include "sys/clock.h"
#include "util/str.h"
#include "web/notify.h"
#include "web/prove.h"

#define MISTYPED                                                                         \
    "仮パスワードに、写しまちがいがあるようです。案内文書の文字を、もう一度見てください（まちがいの回数には数えません）"
#define BUSY "いま、たいへん混み合っています。少し待ってから、もう一度押してください"

enum { DAY_S = 24 * 3600 };

/* Why it proves nothing, or empty. */
static struct str of_no_use(const struct credential *c)
{
    char today[11];

    clock_today(today);
    if (credential_alive(c, today))
        return S("");
    if (!str_is(c->state, "used"))
        return S("この案内文書は、もう使えません。新しい案内文書を申し込んでください");
    if (clock_now() < c->used_at + LETTER_USED_DAYS * DAY_S)
        return S("");
    return S("この案内文書は、登録に使ってから30日がすぎたため、もう使えません。新しい案内文書を申し込んでください");
}

static struct str wrong(struct req *r, const struct guesser *g)
{
    int64_t wait;

    r->keep = true; /* the count of failures */
    guess_failed(r->db, g);
    notify_audit(r, S("-"), 0, "session.failed");
    wait = guess_ask(r->db, g).wait;
    return wait ? prove_wait_text(r, wait)
                : S("仮メールアドレスか仮パスワードがちがいます。案内文書の文字を、もう一度見てください");
}

struct str letter_proof(struct req *r, struct str login, struct str password,
    struct credential *out, const char **field)
{
    static const unsigned char nothing[SECRET_SHA256];
    struct str canonical, plain = S("");
    struct guesser g = {.side = "clinic", .peer = r->peer, .device = S("")};
    int64_t wait;
    bool found, match = false;

    *field = "login";
    if (credential_login_typed(r->arena, login, &canonical) != CREDENTIAL_FINE)
        return S("仮メールアドレスを、案内文書のとおりに入力してください（例：1ABCDEFGH@13）");
    g.login = account_mail_key(r->arena, canonical);
    wait = guess_ask(r->db, &g).wait;
    if (wait)
        return prove_wait_text(r, wait);
    *field = "password";
    if (credential_password_typed(r->arena, password, &plain) == CREDENTIAL_CHECK)
        return S(MISTYPED);
    found = credential_by_login(r->db, canonical, out);
    if (!found) /* as costly as a known one */
        *out = (struct credential){.hash = {nothing, sizeof(nothing)},
            .salt = {nothing, SECRET_SALT}};
    if (credential_match(out, plain, &match) != SECRET_OK)
        return S(BUSY);
    if (!found || !match)
        return wrong(r, &g);
    guess_passed(r->db, &g);
    *field = "login";
    return of_no_use(out);
}

struct str letter_again(struct req *r, int64_t credential, struct str password)
{
    struct guesser g = {.side = "clinic", .peer = r->peer, .device = S("")};
    struct credential c;
    struct str plain = S("");
    int64_t wait;
    bool match = false;

    if (!str_trim(password).n)
        return S("案内文書の仮パスワードを入力してください");
    if (!credential_get(r->db, credential, &c) || str_is(c.state, "void"))
        return S("この案内文書は、もう使えません。新しい案内文書を申し込んでください");
    g.login = account_mail_key(r->arena, c.login);
    wait = guess_ask(r->db, &g).wait;
    if (wait)
        return prove_wait_text(r, wait);
    if (credential_password_typed(r->arena, password, &plain) == CREDENTIAL_CHECK)
        return S(MISTYPED);
    if (credential_match(&c, plain, &match) != SECRET_OK)
        return S(BUSY);
    if (!match)
        return wrong(r, &g);
    guess_passed(r->db, &g);
    return S("");
}
