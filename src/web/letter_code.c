/* letter_code.c: see letter_code.h. */
#include "web/letter_code.h"

#include "model/guess.h"
#include "util/str.h"

enum answer { RIGHT, WRONG, BUSY };

static enum answer compare(
    const struct credentials *l, struct str password, struct credential *out)
{
    for (size_t i = 0; i < l->n; i++) {
        bool match = false;

        if (credential_match(&l->v[i], password, &match) != SECRET_OK)
            return BUSY;
        if (match) {
            *out = l->v[i];
            return RIGHT;
        }
    }
    return WRONG;
}

static struct str wait_text(struct req *r, int64_t wait)
{
    if (wait == THROTTLE_OFF)
        return S("何度もまちがえたため、仮パスワードでは確かめられません。コールセンターへ電話してください");
    if (wait < 90)
        return arena_fmt(r->arena, "続けてまちがえたため、あと%lld秒待ってください", (long long)wait);
    return arena_fmt(r->arena, "続けてまちがえたため、あと%lld分待ってください",
        (long long)(wait + 59) / 60);
}

static struct str try(struct req *r, const struct guesser *g, const struct credentials *l,
    struct str password, struct credential *out)
{
    int64_t wait = guess_ask(r->db, g).wait;

    if (wait)
        return wait_text(r, wait);
    switch (compare(l, password, out)) {
    case BUSY:
        return S("いま、たいへん混み合っています。少し待ってから、もう一度ためしてください");
    case RIGHT:
        guess_passed(r->db, g);
        return S("");
    case WRONG:
        break;
    }
    guess_failed(r->db, g);
    r->keep = true;
    return S("仮パスワードがちがいます。一番新しい案内文書の仮パスワードを、もう一度見てください");
}

struct str letter_code(struct req *r, int64_t institution, struct str who,
    struct str typed, bool recovery, struct credential *out)
{
    struct credentials l = credential_alive_of(r->db, institution, recovery);
    struct guesser g = {.side = "letter code", .peer = r->peer, .device = S(""),
        .login = arena_fmt(r->arena, "%lld " STR_FMT, (long long)institution, STR_ARG(who))};
    struct str password;

    if (!typed.n)
        return S("仮パスワードを入力してください");
    if (!l.n)
        return S("いま使える案内文書がありません。新しい案内文書を申し込んで、届くのを待ってください");
    switch (credential_password_typed(r->arena, typed, &password)) {
    case CREDENTIAL_SHAPE:
        return S("仮パスワードは、案内文書にある12文字です。もう一度見てください");
    case CREDENTIAL_CHECK:
        return S("仮パスワードに、写しまちがいがあるようです。案内文書の文字を、もう一度見てください");
    case CREDENTIAL_FINE:
        break;
    }
    return try(r, &g, &l, password, out);
}
