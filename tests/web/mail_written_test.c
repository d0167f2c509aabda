/* mail_written_test.c: every mail about logins, members and registrations can be written for
 * whoever there is: a thousand readers drawn from what names look like. */
#include "tests/world.h"

#include "gen/templates.h"
#include "util/mime.h"
#include "util/str.h"
#include "util/utf8.h"
#include "web/alert.h"
#include "web/member_mail.h"
#include "web/news_mail.h"
#include "web/register_mail.h"
#include "web/deletions_view.h"

enum { READERS = 1000, LONGEST = 200 };

static struct arena arena = ARENA_INIT;
static uint32_t dice = 20261121;

static size_t draw(size_t n)
{
    dice = dice * 1664525u + 1013904223u;
    return (dice >> 8) % n;
}

static struct str name(void)
{
    static const char *const parts[] = {"髙﨑", "𠮷田", "医療法人社団", "　", " ", "クリニック", "O'Neill",
        "<b>&amp;</b>", "\"薬局\"", "葛󠄀城", ".", "さくら", "=?utf-8?b?", "{{ name }}", "%s", "－", "Å"};
    struct buf b = BUF_INIT;
    struct str s;

    for (size_t n = draw(draw(8) ? 5 : LONGEST); n; n--)
        buf_puts(&b, parts[draw(COUNT(parts))]);
    s = arena_str(&arena, buf_view(&b));
    buf_release(&b);
    return s;
}

static struct str link(void)
{
    return arena_fmt(&arena, "https://portal.example.jp/password/%08zx%08zx", draw(1u << 24), draw(1u << 24));
}

/* It goes out, in lines that are short enough, and says what it was given. */
static bool goes_out(const struct buf *text, struct str must_say)
{
    struct buf b = BUF_INIT;
    bool ok = utf8_valid(buf_view(text)) && str_has(buf_view(text), must_say) &&
        str_has(buf_view(text), S("医療機関等向けポータルサイト")) &&
        mime_build(&b, &(struct mime_mail){.from = S("madoguchi@portal.example.jp"),
                           .to = S("taro@clinic.example"), .subject = name(),
                           .id = S("1@portal.example.jp"), .text = buf_view(text)}) == MIME_OK;

    for (struct str line, rest = buf_view(&b); ok && rest.n;) {
        line = str_cut(rest, '\n', &rest);
        ok = line.n <= 77;
    }
    buf_release(&b);
    return ok;
}

#define WRITE(draws, must_say, ...)                                                      \
    do {                                                                                 \
        static void (*const texts[])(struct buf *, const __typeof__(draws) *) = {__VA_ARGS__}; \
        for (size_t k = 0; k < COUNT(texts); k++) {                                      \
            struct buf b = BUF_INIT;                                                     \
            texts[k](&b, &(draws));                                                      \
            CHECK(goes_out(&b, must_say));                                               \
            buf_release(&b);                                                             \
        }                                                                                \
    } while (0)

static void logins(void)
{
    struct alert_mail m = {.to = S("a@b.example"), .place = name(), .contact = name(),
        .mail = S("new@clinic.example"), .link = draw(2) ? link() : S(""),
        .stop = draw(2) ? link() : S(""), .until = name()};

    WRITE(m, m.mail, tmpl_alert_reset_unknown);
    WRITE(m, m.contact, tmpl_alert_reset, tmpl_alert_mail_asked, tmpl_alert_mail_link,
        tmpl_alert_mail_moved, tmpl_alert_mail_is, tmpl_alert_mail_back, tmpl_alert_factor_on,
        tmpl_alert_factor_off, tmpl_alert_factor_codes, tmpl_alert_factor_used,
        tmpl_alert_factor_lost, tmpl_alert_replace_link, tmpl_alert_replace_asked,
        tmpl_alert_letter_asked, tmpl_alert_stopped, tmpl_alert_colleague, tmpl_alert_unlocked);
    WRITE(m, m.link, tmpl_alert_reset, tmpl_alert_mail_link, tmpl_alert_factor_lost,
        tmpl_alert_replace_link);
}

static void members(void)
{
    struct member_mail m = {.mail = S("a@b.example"), .contact = name(), .place = name(),
        .person = name(), .person_mail = S("c@d.example"), .by = name(), .role = name(),
        .link = link(), .until = name()};

    WRITE(m, m.place, tmpl_mail_invite, tmpl_mail_welcome, tmpl_mail_new_member, tmpl_mail_role,
        tmpl_mail_role_told, tmpl_mail_removed, tmpl_mail_removed_told, tmpl_mail_place_added);
    WRITE(m, m.link, tmpl_mail_invite);
}

static void registrations(void)
{
    struct register_mail m = {.to = S("a@b.example"), .contact = name(), .place = name(),
        .link = link(), .portal = S("https://portal.example.jp"), .proved = draw(2)};

    WRITE(m, m.link, tmpl_register_mail_link);
    WRITE(m, m.portal, tmpl_register_mail_known);
    WRITE(m, m.place, tmpl_register_mail_done, tmpl_register_mail_proved,
        tmpl_register_mail_called, tmpl_register_mail_lowered, tmpl_register_mail_ended);
}

static void others(void)
{
    struct deletion_mail d = {.place = name(), .contact = name(), .number = S("7KQ2-9XMD-4"),
        .when = name(), .until = name(), .login = S("https://portal.example.jp/login")};
    struct news_mail n = {.subject = S("s"), .text = name(), .contact = name(),
        .unsubscribe = link()};

    WRITE(d, d.number, tmpl_mail_deletion_scheduled, tmpl_mail_deletion_cancelled,
        tmpl_mail_deletion_done, tmpl_mail_deletion_restored);
    WRITE(n, n.text, tmpl_mail_news);
    WRITE(n, n.unsubscribe, tmpl_mail_news);
}

TEST(mail_is_written_for_a_thousand_readers)
{
    for (int i = 0; i < READERS; i++) {
        logins();
        members();
        registrations();
        others();
        arena_reset(&arena);
    }
    arena_release(&arena);
}
