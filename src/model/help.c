/* help.c: see help.h. */
#include "model/help.h"

#include "model/account.h"
#include "sys/clock.h"
#include "sys/secret.h"
#include "util/kana.h"
#include "util/mime.h"
#include "util/str.h"

#define MARK "help:"

static struct str check_mail(struct str v, struct arena *a)
{
    (void)a;
    return mail_address_ok(v) ? S("") : S("メールアドレスを、name@example.jp のように入力してください");
}

static const struct col cols[] = {
    COL(help, id), COL(help, account, .null = true), COL(help, asked_at),
    COL(help, approved_at, .null = true), COL(help, approved_by, .null = true),
    COL(help, kind), COL(help, state), COL(help, contact), COL(help, place),
    COL(help, institution), COL(help, others), COL(help, n), COL(help, since),
    COL(help, login, .label = "登録したメールアドレス", .required = true, .max = 254,
        .widget = W_MAIL, .normal = N_MAIL, .check = check_mail,
        .hint = "いままでログインに使っていたアドレスです。", .autocomplete = "username",
        .inputmode = "email", .width = "w20"),
    COL(help, new_mail, .label = "新しいメールアドレス", .required = true, .max = 254,
        .widget = W_MAIL, .normal = N_MAIL, .check = check_mail,
        .hint = "つぎから、このアドレスでログインします。", .autocomplete = "email",
        .inputmode = "email", .width = "w20"),
    COL(help, mail2, .label = "新しいメールアドレス(確認)", .required = true, .max = 254,
        .widget = W_MAIL, .normal = N_MAIL, .same_as = "new_mail",
        .hint = "もう一度、同じアドレスを入力してください。", .autocomplete = "off",
        .inputmode = "email", .width = "w20"),
    COL(help, mail), COL(help, number), COL(help, login_key),
    COL(help, typed, .label = "番号", .required = true, .max = 20, .normal = N_DIGITS,
        .hint = "助けてほしい方の画面に出ている、8つの数字です。", .inputmode = "numeric",
        .autocomplete = "off", .width = "w10"),
    COL(help, current, .label = "あなたのパスワード", .required = true, .max = 100,
        .widget = W_PASSWORD, .normal = N_RAW, .autocomplete = "current-password",
        .width = "w20"),
};

enum { ADD, NUMBER, WAITING, APPROVE, BESIDE, DONE, SWEEP };

/* Institutions of the login, also as an agent's, that this account does not own. */
#define NOT_OWNED(owner)                                                                 \
    " AND NOT EXISTS (SELECT 1 FROM member o WHERE o.institution = m.institution"        \
    " AND o.account = " owner " AND o.role = 'owner'))"
#define OTHERS(owner)                                                                    \
    "(SELECT count(*) FROM member m WHERE m.account = a.id" NOT_OWNED(owner)             \
    " + (SELECT count(*) FROM agency m WHERE m.account = a.id"                      \
    " AND m.state = 'active'" NOT_OWNED(owner) " AS others"
#define ROW(owner)                                                                       \
    "SELECT h.id, h.number, h.kind, a.id AS account, h.new_mail, h.asked_at, h.state,"   \
    " h.approved_at, h.approved_by, a.contact, a.mail, " OTHERS(owner) " FROM help h"    \
    " JOIN account a ON "

/* Whose address it is, is looked up for who may approve, not for who has typed it. */
#define WHOSE                                                                            \
    "a.id = coalesce(h.account, (SELECT k.id FROM account k WHERE k.mail_key = h.login_key)) "

static const struct query queries[] = {
    [ADD] = {"help.add", SHARED,
        "INSERT INTO help (number, kind, account, login_key, new_mail, asked_at, state)"
        " VALUES (:number, :kind, :account, :login_key, :new_mail, :now, 'asked')"},
    [NUMBER] = {"help.number", SHARED,
        "SELECT count(*) AS n FROM help WHERE new_mail = :new_mail AND asked_at > :since"},
    [WAITING] = {"help.waiting", SHARED,
        ROW(":approved_by") WHOSE "JOIN member x ON x.account = a.id"
        " AND x.institution = :institution WHERE h.number = :number AND h.state = 'asked'"
        " AND h.asked_at > :since AND a.id <> :approved_by"},
    [APPROVE] = {"help.approve", SHARED,
        "UPDATE help SET state = 'approved', account = :account, login_key = '',"
        " approved_at = :now, approved_by = :approved_by WHERE id = :id"
        " AND state = 'asked'"},
    [BESIDE] = {"help.beside", SHARED,
        ROW("h.approved_by") "a.id = h.account WHERE h.id = :id AND h.state = 'approved'"},
    [DONE] = {"help.done", SHARED, "UPDATE help SET state = 'done' WHERE id = :id"},
    [SWEEP] = {"help.sweep", SHARED, "DELETE FROM help WHERE asked_at < :now - 2592000"},
};

const struct model help_model = MODEL(help, cols, queries);

static void run(struct db *db, int q, const struct help *in)
{
    if (db_run(db, &help_model, q, in) == ERR_CONFLICT)
        die("help: conflict");
}

static struct str draw_number(struct arena *a)
{
    uint64_t x;

    secret_random(&x, sizeof(x)); /* 2^64 values for 10^8: none is likelier in effect */
    return arena_fmt(a, "%08llu", (unsigned long long)(x % 100000000));
}

struct str help_ask(struct db *db, struct arena *a, const struct help *row)
{
    struct help in = *row;

    in.login_key = row->account ? S("") : account_mail_key(a, row->login);
    do
        in.number = draw_number(a);
    while (db_run(db, &help_model, ADD, &in) == ERR_CONFLICT);
    return in.number;
}

int64_t help_count(struct db *db, struct str new_mail, int64_t since)
{
    struct help out = {.n = 0};

    db_one(db, &help_model, NUMBER, &(struct help){.new_mail = new_mail, .since = since}, &out);
    return out.n;
}

bool help_waiting(struct db *db, struct str number, int64_t institution, int64_t approver,
    struct help *out)
{
    struct help in = {.number = number, .institution = institution, .approved_by = approver,
        .since = clock_now() - HELP_DAYS * 24 * 3600};

    return db_one(db, &help_model, WAITING, &in, out);
}

enum err help_approve(struct db *db, const struct help *h, int64_t approver)
{
    return db_run(db, &help_model, APPROVE,
        &(struct help){.id = h->id, .account = h->account, .approved_by = approver});
}

bool help_beside(struct db *db, struct str extra, struct help *out)
{
    struct str mark = S(MARK);
    int64_t id;

    return str_starts(extra, mark) && str_int(str_from(extra, mark.n), 1, INT64_MAX, &id) &&
        db_one(db, &help_model, BESIDE, &(struct help){.id = id}, out) && !out->others;
}

struct str help_extra(struct arena *a, int64_t id)
{
    return arena_fmt(a, MARK "%lld", (long long)id);
}

void help_done(struct db *db, int64_t id)
{
    run(db, DONE, &(struct help){.id = id});
}

void help_sweep(struct db *db)
{
    run(db, SWEEP, NULL);
}

struct str help_number_text(struct arena *a, struct str number)
{
    if (number.n != HELP_DIGITS)
        return number;
    return arena_fmt(a, STR_FMT " " STR_FMT, STR_ARG(str_head(number, HELP_DIGITS / 2)),
        STR_ARG(str_from(number, HELP_DIGITS / 2)));
}

struct str help_number_typed(struct arena *a, struct str typed)
{
    return text_digits(a, typed);
}
