/* account.c: see account.h. */
#include "model/account.h"

#include "model/terms.h"
#include "sys/secret.h"
#include "util/jis.h"
#include "util/mime.h"
#include "util/str.h"

static struct str check_contact(struct str v, struct arena *a)
{
    (void)a;
    if (str_is(v, ACCOUNT_PLACEHOLDER_CONTACT))
        return S("担当者名を、医療機関等の方の名前に変えてください（いまは「支払基金」になっています）");
    return S("");
}

struct str account_check_phone(struct str v, struct arena *a)
{
    size_t digits = 0;

    for (size_t i = 0; i < v.n; i++) {
        bool digit = v.p[i] >= '0' && v.p[i] <= '9';

        digits += digit;
        if (!digit && v.p[i] != '-')
            return S("電話番号は、数字とハイフン（-）だけで入力してください");
    }
    if (v.p[0] != '0' || digits < 10 || digits > 11)
        return arena_fmt(a, "電話番号は、市外局番から10けたか11けたで入力してください（いま%zuけたです）",
            digits);
    return S("");
}

static struct str check_mail(struct str v, struct arena *a)
{
    (void)a;
    if (account_is_provisional_login(v))
        return S("メールアドレスを、仮メールアドレスから、ふだん使うアドレスに変えてください");
    if (!mail_address_ok(v))
        return S("メールアドレスを、name@example.jp のように入力してください");
    return S("");
}

static const struct col cols[] = {
    COL(account, id), COL(account, institution), COL(account, rev),
    COL(account, statement_rev), COL(account, letter, .null = true),
    COL(account, pref, .label = "都道府県名", .widget = W_FIXED),
    COL(account, score_table, .label = "点数表コード", .widget = W_FIXED),
    COL(account, code, .label = "医療機関等コード", .widget = W_FIXED,
        .hint = "この3つは変更できません。まちがっているときは、コールセンターへ電話してください。"),
    COL(account, name, .label = "医療機関等名", .required = true, .max = 200,
        .hint = "200文字以下", .autocomplete = "organization"),
    COL(account, founder, .label = "開設者氏名", .required = true, .max = 200,
        .hint = "200文字以下。法人のときは、法人名と代表者の名前"),
    COL(account, phone, .label = "電話番号", .required = true, .max = 20, .widget = W_TEL,
        .normal = N_PHONE, .check = account_check_phone, .hint = "例：03-0000-0000",
        .autocomplete = "tel", .inputmode = "tel", .width = "w13"),
    COL(account, contact, .label = "担当者名", .required = true, .max = 100,
        .check = check_contact, .hint = "このサイトを使う方の名前", .autocomplete = "name",
        .width = "w20"),
    COL(account, mail, .label = "メールアドレス", .required = true, .max = 254,
        .widget = W_MAIL, .normal = N_MAIL, .check = check_mail,
        .hint = "つぎから、このアドレスでログインします。大切なお知らせもここに届きます。",
        .autocomplete = "email", .inputmode = "email", .width = "w20"),
    COL(account, mail2, .label = "メールアドレス(確認)", .required = true, .max = 254,
        .widget = W_MAIL, .normal = N_MAIL, .same_as = "mail",
        .hint = "もう一度、同じアドレスを入力してください。", .autocomplete = "off",
        .inputmode = "email", .width = "w20"),
    COL(account, password, .label = "パスワード", .max = 100, .widget = W_PASSWORD,
        .normal = N_RAW,
        .hint = "英字の大文字・小文字・数字を入れて8文字以上。または、15文字以上の好きな文",
        .autocomplete = "new-password", .width = "w20"),
    COL(account, password2, .label = "パスワード(確認)", .max = 100, .widget = W_PASSWORD,
        .normal = N_RAW, .same_as = "password", .autocomplete = "new-password",
        .width = "w20"),
    COL(account, current, .label = "いまのパスワード", .max = 100, .widget = W_PASSWORD,
        .normal = N_RAW,
        .hint = "メールアドレスかパスワードを変えるときだけ、入力してください。",
        .autocomplete = "current-password", .width = "w20"),
    COL(account, mail_key), COL(account, other), COL(account, role), COL(account, stored),
    COL(account, new_mail), COL(account, mail_confirmed_at), COL(account, created_at),
    COL(account, changed_at), COL(account, login_at), COL(account, login_before),
    COL(account, registered_at), COL(account, proof),
    COL(account, founder_jis), COL(account, kind),
};

enum {
    BY_MAIL,
    MINE,
    PROVISIONAL,
    OF,
    ADD,
    STATE,
    JOIN,
    SAVE,
    PROVED,
    STATEMENT,
    STATE_ANEW,
    OWN_IT,
    RENEW,
    LOGGED_IN,
    REHASH,
    CONFIRM,
};

static const struct query queries[] = {
    [BY_MAIL] = {"account.by_mail", SHARED,
        "SELECT a.id, a.mail, a.mail_key, a.password AS stored, a.contact, m.institution, m.role"
        " FROM account a LEFT JOIN member m ON m.account = a.id"
        " WHERE a.id = COALESCE((SELECT id FROM account WHERE mail_key = :mail_key),"
        " (SELECT id FROM account WHERE id > :other % (SELECT max(id) FROM account)"
        " ORDER BY id LIMIT 1))"
        " ORDER BY m.chosen_at DESC, m.joined_at, m.institution LIMIT 1"},
    [MINE] = {"account.mine", OWN,
        "SELECT a.id, a.rev, a.mail, a.new_mail, a.contact, a.phone, a.password AS stored,"
        " a.mail_confirmed_at, a.login_at, a.login_before, s.institution, s.name, s.founder,"
        " s.registered_at, s.rev AS statement_rev, s.proof, m.role, i.pref, i.score_table, i.code"
        " FROM member m JOIN account a ON a.id = m.account"
        " JOIN statement s ON s.institution = m.institution"
        " JOIN institution i ON i.id = m.institution"
        " WHERE m.institution = :me AND m.account = :id"},
    [PROVISIONAL] = {"account.provisional", OWN,
        "SELECT c.institution, c.login AS mail, c.login AS mail2, c.letter, 1 AS rev,"
        " i.name, i.founder, i.phone, i.pref, i.score_table, i.code"
        " FROM credential c JOIN institution i ON i.id = c.institution"
        " WHERE c.id = :id AND c.institution = :me"},
    [OF] = {"account.of", ANY,
        "SELECT a.id, a.rev, a.mail, a.contact, a.phone, a.mail_confirmed_at, a.created_at,"
        " a.changed_at, a.login_at, s.institution, s.name, s.founder, s.letter, s.proof,"
        " s.founder_jis, s.kind, m.role FROM member m JOIN account a ON a.id = m.account"
        " JOIN statement s ON s.institution = m.institution"
        " WHERE m.institution = :institution ORDER BY m.role = 'owner' DESC, m.joined_at"
        " LIMIT 1"},
    [ADD] = {"account.add", SHARED,
        "INSERT INTO account (mail, mail_key, password, contact, phone, created_at,"
        " changed_at, login_at) VALUES (:mail, :mail_key, :stored, :contact, :phone, :now,"
        " :now, :now) RETURNING id"},
    [STATE] = {"account.state", OWN,
        "INSERT INTO statement (institution, name, founder, founder_jis, kind,"
        " registered_at, letter, proof) VALUES (:me, :name, :founder, :founder_jis, :kind,"
        " :now, :letter, :proof)"},
    [JOIN] = {"account.join", OWN,
        "INSERT INTO member (account, institution, role, joined_at)"
        " VALUES (:id, :me, :role, :now)"},
    [SAVE] = {"account.save", OWN,
        "UPDATE account SET mail = :mail, mail_key = :mail_key, contact = :contact,"
        " phone = :phone, password = :stored, changed_at = :now, rev = rev + 1,"
        " mail_confirmed_at = CASE WHEN mail_key = :mail_key THEN mail_confirmed_at END"
        " WHERE id = :id AND rev = :rev AND EXISTS (SELECT 1 FROM member"
        " WHERE account = :id AND institution = :me)"},
    [PROVED] = {"account.proved", OWN,
        "UPDATE statement SET proof = :proof, letter = COALESCE(:letter, letter)"
        " WHERE institution = :me"},
    [STATEMENT] = {"account.statement", OWN,
        "SELECT institution, name, founder, founder_jis, kind, proof, letter, registered_at,"
        " rev AS statement_rev FROM statement WHERE institution = :me"},
    [STATE_ANEW] = {"account.state_anew", OWN,
        "UPDATE statement SET name = :name, founder = :founder, founder_jis = :founder_jis,"
        " kind = CASE WHEN :kind <> '' THEN :kind ELSE kind END, letter = :letter,"
        " proof = :proof, rev = rev + 1 WHERE institution = :me"},
    [OWN_IT] = {"account.own_it", OWN,
        "INSERT INTO member (account, institution, role, joined_at)"
        " VALUES (:id, :me, 'owner', :now)"
        " ON CONFLICT (account, institution) DO UPDATE SET role = 'owner'"},
    [RENEW] = {"account.renew", SHARED,
        "UPDATE account SET contact = :contact, phone = :phone, changed_at = :now,"
        " rev = rev + 1 WHERE id = :id"
        " AND NOT EXISTS (SELECT 1 FROM member WHERE account = :id)"},
    [LOGGED_IN] = {"account.logged_in", SHARED,
        "UPDATE account SET login_before = login_at, login_at = :now WHERE id = :id"},
    [REHASH] = {"account.rehash", SHARED,
        "UPDATE account SET password = :stored WHERE id = :id"},
    [CONFIRM] = {"account.confirm", SHARED,
        "UPDATE account SET mail_confirmed_at = :now WHERE id = :id AND mail = :mail"},
};

const struct model account_model = MODEL(account, cols, queries);

bool account_is_provisional_login(struct str s)
{
    struct str domain;

    str_cut(s, '@', &domain);
    return domain.n == 2 && domain.p[0] >= '0' && domain.p[0] <= '9' &&
        domain.p[1] >= '0' && domain.p[1] <= '9';
}

struct str account_mail_key(struct arena *a, struct str mail)
{
    char *p = (char *)(uintptr_t)arena_str(a, mail).p;

    for (size_t i = 0; i < mail.n; i++)
        if (p[i] >= 'A' && p[i] <= 'Z')
            p[i] = (char)(p[i] + 32);
    return (struct str){p, mail.n};
}

bool account_by_mail(struct db *db, struct arena *a, struct str mail, struct account *out)
{
    struct account in = {.mail_key = account_mail_key(a, mail)}, found = {.id = 0};
    uint32_t other;

    secret_random(&other, sizeof(other));
    in.other = other;
    if (!db_one(db, &account_model, BY_MAIL, &in, &found) ||
        !str_eq(found.mail_key, in.mail_key))
        return false;
    *out = found;
    return true;
}

bool account_mine(struct db *db, int64_t account, struct account *out)
{
    return db_one(db, &account_model, MINE, &(struct account){.id = account}, out);
}

bool account_provisional(struct db *db, int64_t credential, struct account *out)
{
    return db_one(
        db, &account_model, PROVISIONAL, &(struct account){.id = credential}, out);
}

bool account_of(struct db *db, int64_t institution, struct account *out)
{
    return db_one(
        db, &account_model, OF, &(struct account){.institution = institution}, out);
}

enum err account_add(struct db *db, struct arena *a, const struct account *form, int64_t *id)
{
    struct account row = *form, out = {.id = 0};
    enum err e;

    row.mail_key = account_mail_key(a, form->mail);
    e = db_put(db, &account_model, ADD, &row, &out);
    *id = out.id;
    if (e == OK)
        terms_accept(db, out.id);
    return e;
}

/* What other systems get of the founder goes with the founder. */
static struct str founder_jis(struct arena *a, const struct account *row)
{
    if (jis_fits(row->founder))
        return S("");
    return jis_substitute(a, row->founder_jis.n ? row->founder_jis : row->founder);
}

enum err account_register(struct db *db, struct arena *a, const struct account *form, int64_t *id)
{
    struct account row = *form;
    enum err e = account_add(db, a, form, id);

    row.id = *id;
    row.role = S("owner");
    row.founder_jis = founder_jis(a, form);
    if (e == OK)
        e = db_run(db, &account_model, STATE, &row);
    if (e == OK)
        e = db_run(db, &account_model, JOIN, &row);
    return e;
}

bool account_statement(struct db *db, struct account *out)
{
    return db_one(db, &account_model, STATEMENT, NULL, out);
}

enum err account_claim(struct db *db, struct arena *a, struct account *row)
{
    struct account old;
    enum err e = OK;

    if (!row->id)
        e = account_add(db, a, row, &row->id);
    row->role = S("owner");
    row->founder_jis = founder_jis(a, row);
    if (e == OK)
        e = db_run(
            db, &account_model, account_statement(db, &old) ? STATE_ANEW : STATE, row);
    return e == OK ? db_run(db, &account_model, OWN_IT, row) : e;
}

enum err account_save(struct db *db, struct arena *a, const struct account *form)
{
    struct account row = *form;
    enum err e;

    row.mail_key = account_mail_key(a, form->mail);
    e = db_run(db, &account_model, SAVE, &row);
    return e == ERR_NOT_FOUND ? ERR_CONFLICT : e;
}

enum err account_renew(struct db *db, const struct account *form)
{
    return db_run(db, &account_model, RENEW, form);
}

static void run(struct db *db, int q, const struct account *in)
{
    if (db_run(db, &account_model, q, in) == ERR_CONFLICT)
        die("account: conflict");
}

void account_proved(struct db *db, struct str proof, int64_t letter)
{
    run(db, PROVED, &(struct account){.proof = proof, .letter = letter});
}

void account_logged_in(struct db *db, int64_t id)
{
    run(db, LOGGED_IN, &(struct account){.id = id});
}

void account_rehash(struct db *db, int64_t id, struct str stored)
{
    run(db, REHASH, &(struct account){.id = id, .stored = stored});
}

enum err account_confirmed(struct db *db, int64_t id, struct str mail)
{
    return db_run(db, &account_model, CONFIRM, &(struct account){.id = id, .mail = mail});
}
