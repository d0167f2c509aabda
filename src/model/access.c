/* access.c: see access.h. */
#include "model/access.h"

#include "model/account.h"
#include "model/draft.h"
#include "model/guess.h"
#include "model/session.h"
#include "model/token.h"
#include "sys/secret.h"
#include "util/mime.h"
#include "util/str.h"

static struct str check_mail(struct str v, struct arena *a)
{
    (void)a;
    if (account_is_provisional_login(v))
        return S("新しいメールアドレスには、仮メールアドレスではなく、ふだん使うアドレスを入力してください");
    return mail_address_ok(v) ? S("") : S("メールアドレスを、name@example.jp のように入力してください");
}

static const struct col cols[] = {
    COL(access, id), COL(access, rev), COL(access, mail_confirmed_at),
    COL(access, institution),
    COL(access, login, .label = "仮メールアドレス", .required = true, .max = 40,
        .normal = N_MAIL, .hint = "案内文書に書いてあります（例：1ABCDEFGH@13）。",
        .autocomplete = "off", .width = "w20"),
    COL(access, password, .label = "仮パスワード", .required = true, .max = 100,
        .widget = W_PASSWORD, .normal = N_RAW, .autocomplete = "off", .width = "w20",
        .hint = "大文字と小文字のどちらでも、ハイフンがなくてもかまいません。"),
    COL(access, mail, .label = "新しいメールアドレス", .required = true, .max = 254,
        .widget = W_MAIL, .normal = N_MAIL, .check = check_mail,
        .hint = "つぎから、このアドレスでログインします。", .autocomplete = "email",
        .inputmode = "email", .width = "w20"),
    COL(access, mail2, .label = "新しいメールアドレス(確認)", .required = true, .max = 254,
        .widget = W_MAIL, .normal = N_MAIL, .same_as = "mail",
        .hint = "もう一度、同じアドレスを入力してください。", .autocomplete = "off",
        .inputmode = "email", .width = "w20"),
    COL(access, mail_key),
    COL(access, new_mail), COL(access, stored), COL(access, contact), COL(access, place),
    COL(access, founder), COL(access, code),
};

enum { GET, BY_MAIL, OF, PASSWORD, ASK, MOVE, REPLACE };

#define FIELDS                                                                           \
    "SELECT a.id, a.rev, a.mail, a.mail_key, a.new_mail, a.mail_confirmed_at,"           \
    " a.password AS stored, a.contact, m.institution, s.name AS place, s.founder, i.code" \
    " FROM account a LEFT JOIN member m ON m.account = a.id"                             \
    " LEFT JOIN statement s ON s.institution = m.institution"                            \
    " LEFT JOIN institution i ON i.id = m.institution"
#define FIRST " ORDER BY m.joined_at, m.institution LIMIT 1"

static const struct query queries[] = {
    [GET] = {"access.get", SHARED, FIELDS " WHERE a.id = :id" FIRST},
    [BY_MAIL] = {"access.by_mail", SHARED, FIELDS " WHERE a.mail_key = :mail_key" FIRST},
    [OF] = {"access.of", ANY,
        FIELDS " WHERE m.institution = :institution"
               " ORDER BY m.role = 'owner' DESC, m.joined_at LIMIT 1"},
    [PASSWORD] = {"access.password", SHARED,
        "UPDATE account SET password = :stored, new_mail = '', changed_at = :now,"
        " mail_confirmed_at = COALESCE(mail_confirmed_at, :now), rev = rev + 1"
        " WHERE id = :id"},
    [ASK] = {"access.ask", SHARED,
        "UPDATE account SET new_mail = :new_mail, changed_at = :now WHERE id = :id"},
    [MOVE] = {"access.move", SHARED,
        "UPDATE account SET mail = :new_mail, mail_key = :mail_key, new_mail = '',"
        " mail_confirmed_at = :now, changed_at = :now, rev = rev + 1"
        " WHERE id = :id AND new_mail = :new_mail"},
    [REPLACE] = {"access.replace", SHARED,
        "UPDATE account SET mail = :mail, mail_key = :mail_key, new_mail = '',"
        " mail_confirmed_at = :now, password = :stored, changed_at = :now, rev = rev + 1"
        " WHERE id = :id"},
};

const struct model access_model = MODEL(access, cols, queries);

bool access_get(struct db *db, int64_t account, struct access *out)
{
    return db_one(db, &access_model, GET, &(struct access){.id = account}, out);
}

bool access_by_mail(struct db *db, struct arena *a, struct str mail, struct access *out)
{
    struct access in = {.mail_key = account_mail_key(a, mail)};

    return db_one(db, &access_model, BY_MAIL, &in, out);
}

bool access_of(struct db *db, int64_t institution, struct access *out)
{
    return db_one(
        db, &access_model, OF, &(struct access){.institution = institution}, out);
}

static void run(struct db *db, int q, const struct access *in)
{
    if (db_run(db, &access_model, q, in) == ERR_CONFLICT)
        die("access: conflict");
}

/* Nobody stays in, and no link or draft of before brings anybody back. */
static void end_all(struct db *db, struct arena *a, int64_t account)
{
    session_end_others(db, &(struct session){.account = account}, 0);
    draft_forget_secret(db, arena_fmt(a, "a:%lld", (long long)account));
    token_drop(db, "reset", account);
    token_drop(db, "confirm", account);
    token_drop(db, "replace", account);
    token_drop(db, "factor", account);
    token_drop(db, "invite", account); /* whoever was in may have invited himself */
    token_drop(db, "agent", account);
}

static void forget(struct db *db, struct str key)
{
    guess_forget(db, "clinic", key);
    guess_forget(db, "code", key);
}

void access_password(struct db *db, struct arena *a, const struct access *of, struct str stored)
{
    run(db, PASSWORD, &(struct access){.id = of->id, .stored = stored});
    end_all(db, a, of->id);
    forget(db, of->mail_key);
}

void access_renewed(struct db *db, int64_t account)
{
    struct access a;

    token_drop(db, "reset", account);
    token_drop(db, "replace", account);
    token_drop(db, "factor", account);
    if (access_get(db, account, &a) && a.new_mail.n)
        access_ask(db, account, S(""));
}

void access_ask(struct db *db, int64_t account, struct str new_mail)
{
    run(db, ASK, &(struct access){.id = account, .new_mail = new_mail});
    token_drop(db, "confirm", account);
}

enum err access_move(struct db *db, struct arena *a, int64_t account, struct str new_mail)
{
    struct access in = {.id = account, .new_mail = new_mail,
        .mail_key = account_mail_key(a, new_mail)};

    return db_run(db, &access_model, MOVE, &in);
}

enum err access_replace(struct db *db, struct arena *a, int64_t account, struct str mail,
    struct str stored)
{
    struct access in = {.id = account, .mail = mail, .stored = stored,
        .mail_key = account_mail_key(a, mail)};
    enum err e = db_run(db, &access_model, REPLACE, &in);

    if (e != OK)
        return e;
    end_all(db, a, account);
    forget(db, in.mail_key);
    return OK;
}
