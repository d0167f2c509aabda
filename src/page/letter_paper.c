/* letter_paper.c: for who holds a letter and has no wish to log in: is it genuine, and it is
 * not for me. Neither tells more than the letter itself does. */
#include "gen/templates.h"
#include "model/credential.h"
#include "model/letter.h"
#include "model/report.h"
#include "page/letter_paper_view.h"
#include "util/kana.h"
#include "util/str.h"
#include "util/utf8.h"
#include "web/app.h"
#include "web/frame.h"
#include "web/notify.h"
#include "web/rate.h"
#include "web/words.h"

#define CHECK  "/letter/check"
#define REPORT "/letter/report"

/* The first two characters: enough for who knows the name. */
static struct str masked(struct req *r, struct str name)
{
    return arena_fmt(r->arena, STR_FMT "＊＊＊", STR_ARG(utf8_head(name, 2)));
}

/* ---------------------------------------------------------------- is it genuine? */

/* 000012345-1-7K3M, in any width. */
static bool read_number(struct req *r, struct str typed, int64_t *letter, int64_t *generation)
{
    struct str rest = text_ascii(r->arena, typed), number, check;
    char want[CREDENTIAL_LETTER_CHECK + 1];

    number = str_trim(str_cut(rest, '-', &rest));
    if (!str_int(number, 1, (1 << 28) - 1, letter) ||
        !str_int(str_trim(str_cut(rest, '-', &rest)), 0, 99, generation) ||
        !codec_crock_typed(r->arena, rest, &check))
        return false;
    credential_letter_check(want, *letter, *generation);
    return secret_equal(secret_bytes(check), secret_bytes(str_of(want)));
}

static int check(struct req *r)
{
    struct letter_check_view v = {.typed = query_value(r, "no"), .error = S(""), .name = S("")};
    int64_t letter, generation;
    struct letter l;

    if (v.typed.n && !rates_take(r->app->rates, r->peer, RATE_LOOK)) {
        r->retry_after = S("60");
        return refuse(r, 429, S("短い時間に何度も送られました"),
            S("1分ほど待ってから、もう一度ためしてください。"));
    }
    if (v.typed.n && (!read_number(r, v.typed, &letter, &generation) ||
                         !letter_paper(r->db, letter, generation, &l))) {
        v.error = S("この番号の案内文書は見つかりません。番号をもう一度見てください");
    } else if (v.typed.n) {
        v.name = masked(r, l.name);
        v.posted = words_day(r->arena, l.posted_on);
    }
    page_open(r, (struct page){.wrong = v.error.n > 0, .robots = !v.typed.n});
    tmpl_letter_check(r->out, &v);
    return v.error.n ? 422 : 200;
}

/* ---------------------------------------------------------------- it is not for me */

/* The letter whose QR code has led here. */
static bool mine(struct req *r, struct letter *l)
{
    int64_t letter, generation;

    return credential_ticket_read(cookie_get(r, "t"), &letter, &generation) &&
           letter_paper(r->db, letter, generation, l);
}

static struct str hint_of(const char *kind)
{
    return strcmp(kind, "addressee") == 0    ? S("ここには、この名前の医療機関等はありません。")
           : strcmp(kind, "closed") == 0     ? S("この医療機関等は、もう開いていません。")
           : strcmp(kind, "registered") == 0 ? S("このサイトにアカウントを登録してあります。")
                                             : S("オンライン資格確認とは関係のない施設です。");
}

static int report(struct req *r)
{
    struct letter_report_view v = {.csrf = guard_csrf(r), .name = S("")};
    struct report_button buttons[4];
    struct letter l;

    if (mine(r, &l)) {
        v.name = masked(r, l.name);
        v.number = arena_fmt(r->arena, "%09lld", (long long)l.id);
    }
    for (const struct choice *c = report_kinds; c->value; c++)
        buttons[v.buttons.n++] = (struct report_button){
            str_of(c->value), str_of(c->label), hint_of(c->value)};
    v.buttons.v = buttons;
    page_open(r, (struct page){.title = S("")});
    tmpl_letter_report(r->out, &v);
    return 200;
}

static int report_post(struct req *r)
{
    struct str kind = form_value(r, "kind");
    struct letter l;

    if (!report_kind_name(kind).n || !mine(r, &l))
        return see_other(r, S(REPORT));
    db_as(r->db, r->arena, DB_ALL);
    report_add(r->db, l.id, l.institution, kind);
    notify_audit(r, S("-"), l.institution, "letter.reported");
    return see_other(r, str_is(kind, "registered") ? S(REPORT "/done?kind=registered")
                                                   : S(REPORT "/done"));
}

static int reported(struct req *r)
{
    page_open(r, (struct page){.title = S("この案内文書があてはまらない方（完了）")});
    tmpl_letter_reported(r->out, str_is(query_value(r, "kind"), "registered"));
    return 200;
}

static const struct route routes[] = {
    {"GET", CHECK, PUBLIC, "案内文書が本物かを確かめる", check},
    {"GET", REPORT, PUBLIC, "この案内文書があてはまらない方", report},
    {"POST", REPORT, PUBLIC, "この案内文書があてはまらない方", report_post, .rate = RATE_MAIL},
    {"GET", REPORT "/done", PUBLIC, "この案内文書があてはまらない方（完了）", reported},
    {0},
};

const struct feature letter_paper_feature = {"letter_paper", routes};
