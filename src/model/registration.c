/* registration.c: see registration.h. */
#include "model/registration.h"

#include "model/account.h"
#include "model/institution.h"
#include "model/prefecture.h"
#include "model/token.h"
#include "sys/clock.h"
#include "util/str.h"

static const struct choice agreed[] = {{"1", "同意します"}, {NULL, NULL}};
static const struct choice looked[] = {{"1", "確認しました"}, {NULL, NULL}};

static const struct col cols[] = {
    COL(registration, family, .label = "姓", .required = true, .max = 50,
        .hint = "このサイトを使う方の名前", .autocomplete = "family-name", .width = "w13"),
    COL(registration, given, .label = "名", .required = true, .max = 50,
        .autocomplete = "given-name", .width = "w13"),
    COL(registration, kind, .label = "所属機関", .widget = W_SELECT, .required = true,
        .choices = institution_kinds),
    COL(registration, pref, .label = "都道府県", .widget = W_SELECT, .required = true,
        .choices = prefecture_choices),
    COL(registration, score_table, .label = "点数表コード", .widget = W_SELECT,
        .required = true, .choices = code_tables),
    COL(registration, code, .label = "医療機関等コード（7桁）", .required = true, .max = 20,
        .normal = N_DIGITS, .autocomplete = "off", .inputmode = "numeric", .width = "w7",
        .hint = "厚生局から届いた指定通知書の7つの数字。10けたのコードを入れてもかまいません。"
                "訪問看護ステーションは、介護保険の事業所番号ではなく、訪問看護ステーションコード"),
    COL(registration, code10, .label = "医療機関等コード（10桁）", .widget = W_FIXED),
    COL(registration, address, .label = "所在地", .widget = W_FIXED,
        .hint = "厚生局に届け出ている所在地です。"),
    COL(registration, seen, .label = "確かめたコード"),
    COL(registration, here, .label = "この施設の所在地であることを確認しました",
        .widget = W_CHECK, .choices = looked),
    COL(registration, name, .label = "医療機関等名", .required = true, .max = 200,
        .hint = "200文字以下", .autocomplete = "organization"),
    COL(registration, founder, .label = "開設者", .required = true, .max = 200,
        .hint = "200文字以下。法人のときは、法人名と代表者の名前"),
    COL(registration, founder_jis, .label = "開設者（ほかの仕組みに送る文字）", .max = 800),
    COL(registration, phone, .label = "電話番号", .required = true, .max = 20, .widget = W_TEL,
        .normal = N_PHONE, .check = account_check_phone, .hint = "例：03-0000-0000。ハイフンはなくてもかまいません。",
        .autocomplete = "tel", .inputmode = "tel", .width = "w13"),
    COL(registration, mail, .label = "メールアドレス", .widget = W_FIXED,
        .hint = "メールのリンクを開いたアドレスです。つぎから、このアドレスでログインします。"),
    COL(registration, password, .label = "パスワード", .max = 100, .widget = W_PASSWORD,
        .normal = N_RAW, .required = true,
        .hint = "英字の大文字・小文字・数字を入れて8文字以上。または、15文字以上の好きな文",
        .autocomplete = "new-password", .width = "w20"),
    COL(registration, password2, .label = "パスワード(確認)", .max = 100,
        .widget = W_PASSWORD, .normal = N_RAW, .required = true, .same_as = "password",
        .autocomplete = "new-password", .width = "w20"),
    COL(registration, terms, .label = "利用規約に同意します", .widget = W_CHECK,
        .required = true, .choices = agreed),
};

/* A form alone: what it says goes into other tables. */
const struct model registration_model = {.name = "registration", .cols = cols,
    .n_cols = COUNT(cols), .size = sizeof(struct registration), .slot = &(int){0}};

static const struct col standing_cols[] = {
    COL(standing, institution), COL(standing, obliged), COL(standing, registered),
    COL(standing, alive), COL(standing, proved), COL(standing, pref), COL(standing, score_table),
    COL(standing, code), COL(standing, kind), COL(standing, name), COL(standing, founder),
    COL(standing, phone), COL(standing, address), COL(standing, closed_on),
    COL(standing, designated_on), COL(standing, owner_mail),
};

static const struct query standing_queries[] = {
    {"standing.find", SHARED,
        "SELECT i.id AS institution, i.obliged, i.pref, i.score_table, i.code, i.kind, i.name,"
        " i.founder, i.phone, i.address, i.closed_on, i.designated_on,"
        " EXISTS (SELECT 1 FROM statement s WHERE s.institution = i.id) AS registered,"
        " EXISTS (SELECT 1 FROM statement s WHERE s.institution = i.id AND s.proof <> '')"
        " AS proved,"
        " EXISTS (SELECT 1 FROM credential c WHERE c.institution = i.id"
        "  AND c.state = 'issued' AND c.valid_until >= :today) AS alive,"
        " (SELECT a.mail FROM member m JOIN account a ON a.id = m.account"
        "  WHERE m.institution = i.id ORDER BY m.role = 'owner' DESC, m.joined_at LIMIT 1)"
        " AS owner_mail"
        " FROM institution i"
        " WHERE i.pref = :pref AND i.score_table = :score_table AND i.code = :code"},
};

const struct model standing_model = MODEL(standing, standing_cols, standing_queries);

bool standing_find(struct db *db, const struct code *c, struct standing *out)
{
    char pref[3] = {(char)('0' + c->pref / 10 % 10), (char)('0' + c->pref % 10), '\0'};
    char table[2] = {(char)('0' + c->table % 10), '\0'};
    struct standing in = {.code = str_of(c->digits)};

    in.pref = str_of(pref);
    in.score_table = str_of(table);
    return db_one(db, &standing_model, 0, &in, out);
}

enum stands standing_is(const struct standing *s, struct str today, bool proved)
{
    if (s->closed_on.n && str_cmp(s->closed_on, today) <= 0)
        return STANDS_CLOSED;
    if (proved)
        return STANDS_FREE;
    if (s->registered)
        return STANDS_REGISTERED;
    return s->alive ? STANDS_LETTER : STANDS_FREE;
}

struct str registration_kind_complaint(struct arena *a, struct str kind, struct str table)
{
    static const struct {
        const char *kind, *tables;
    } rules[] = {{"hospital", "13"}, {"clinic", "13"}, {"dental", "3"}, {"pharmacy", "4"},
        {"nursing", "6"}};

    if (table.n != 1)
        return S("");
    for (size_t i = 0; i < COUNT(rules); i++)
        if (str_is(kind, rules[i].kind) && !strchr(rules[i].tables, table.p[0]))
            return arena_fmt(a, "所属機関が%sのときは、点数表コードは「" STR_FMT "」になりません。"
                                "どちらかを直してください",
                institution_kind_name(kind), STR_ARG(code_table_text(a, table)));
    return S("");
}

struct str registration_unknown(const struct code *c)
{
    if (code_provisional(c))
        return S("「00」で始まる仮コードでは、ここから登録できません。"
                 "指定を受けたあとの医療機関等コードを入力してください");
    if (!code_check_ok(c))
        return str_of(code_check_complaint);
    return S("この医療機関等コードは見つかりません。"
             "数字と、都道府県、点数表コードをもう一度見てください");
}
