/* invite.c: see invite.h. */
#include "model/invite.h"

#include "model/member.h"
#include "util/mime.h"
#include "util/str.h"

static struct str check_mail(struct str v, struct arena *a)
{
    (void)a;
    return mail_address_ok(v) ? S("")
                              : S("メールアドレスを、name@example.jp のように入力してください");
}

static const struct choice changes[] = {{"owner", "代表"}, {"staff", "担当"},
    {"viewer", "閲覧"}, {"none", "この施設からはずす"}, {NULL, NULL}};

#define ROLES "代表は、人の招待と役割の変更ができます。担当は、手続きができます。閲覧は、見るだけです。"

static const struct col cols[] = {
    COL(invite, mail, .label = "メールアドレス", .required = true, .max = 254,
        .widget = W_MAIL, .normal = N_MAIL, .check = check_mail,
        .hint = "招待する方の、ご自分のアドレス。ほかの人と共用のアドレスは使わないでください。",
        .autocomplete = "off", .inputmode = "email", .width = "w20"),
    COL(invite, role, .label = "役割", .required = true, .widget = W_RADIO,
        .choices = member_roles, .hint = ROLES),
    COL(invite, change, .label = "役割", .required = true, .widget = W_RADIO,
        .choices = changes, .hint = ROLES),
    COL(invite, current, .label = "いまのパスワード", .required = true, .max = 100,
        .widget = W_PASSWORD, .normal = N_RAW,
        .hint = "ご本人かどうかを確かめるため、ご自分のパスワードを入力してください。",
        .autocomplete = "current-password", .width = "w20"),
    COL(invite, created_at), COL(invite, expires_at), COL(invite, n), COL(invite, account),
};

enum { LIST_ALL, GET, OPEN, SENT, WITHDRAW, WITHDRAW_BY, END };

#define WAITS                                                                            \
    " FROM token WHERE institution = :me AND purpose = 'invite' AND used_at IS NULL"      \
    " AND extra <> 'withdrawn'"
/* The bare columns are those of the row with the highest rowid: the newest. */
#define NEWEST "SELECT mail, extra AS role, created_at, expires_at, max(rowid) AS n" WAITS

static const struct query queries[] = {
    [LIST_ALL] = {"invite.list", OWN, NEWEST " GROUP BY mail ORDER BY n DESC"},
    [GET] = {"invite.get", OWN, NEWEST " AND mail = :mail GROUP BY mail"},
    [OPEN] = {"invite.open", OWN,
        "SELECT count(DISTINCT mail) AS n" WAITS " AND expires_at > :now"},
    [SENT] = {"invite.sent", OWN,
        "SELECT count(*) AS n FROM token WHERE institution = :me AND purpose = 'invite'"
        " AND created_at > :created_at"},
    [WITHDRAW] = {"invite.withdraw", OWN,
        "UPDATE token SET extra = 'withdrawn', expires_at = min(expires_at, :now)"
        " WHERE institution = :me AND purpose = 'invite' AND mail = :mail"
        " AND used_at IS NULL AND extra <> 'withdrawn'"},
    [END] = {"invite.end", OWN,
        "UPDATE token SET extra = 'withdrawn', expires_at = min(expires_at, :now)"
        " WHERE institution = :me AND purpose IN ('invite', 'agent') AND used_at IS NULL"},
    [WITHDRAW_BY] = {"invite.withdraw_by", OWN,
        "UPDATE token SET extra = 'withdrawn', expires_at = min(expires_at, :now)"
        " WHERE institution = :me AND purpose IN ('invite', 'agent') AND account = :account"
        " AND used_at IS NULL AND extra <> 'withdrawn'"},
};

const struct model invite_model = MODEL(invite, cols, queries);

struct invite_list invite_list(struct db *db)
{
    struct rows r = db_all(db, &invite_model, LIST_ALL, NULL);

    return (struct invite_list){r.v, r.n};
}

bool invite_get(struct db *db, struct str mail, struct invite *out)
{
    return db_one(db, &invite_model, GET, &(struct invite){.mail = mail}, out);
}

static int64_t number(struct db *db, int q, int64_t since)
{
    struct invite out = {.n = 0};

    db_one(db, &invite_model, q, &(struct invite){.created_at = since}, &out);
    return out.n;
}

int64_t invite_open(struct db *db)
{
    return number(db, OPEN, 0);
}

int64_t invite_sent(struct db *db, int64_t since)
{
    return number(db, SENT, since);
}

enum err invite_withdraw(struct db *db, struct str mail)
{
    return db_run(db, &invite_model, WITHDRAW, &(struct invite){.mail = mail});
}

void invite_end(struct db *db)
{
    if (db_run(db, &invite_model, END, NULL) == ERR_CONFLICT)
        die("invite: conflict");
}

void invite_withdraw_by(struct db *db, int64_t account)
{
    struct invite in = {.account = account};

    if (db_run(db, &invite_model, WITHDRAW_BY, &in) == ERR_CONFLICT)
        die("invite: conflict");
}
