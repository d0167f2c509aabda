/* mime_fuzz.c: nobody's name or subject makes a header of its own. The input is names,
 * subject, address, link and text with \x01 between. */
#include "tests/fuzz/fuzz.h"

#include "util/mime.h"
#include "util/str.h"

static void check(struct str mail)
{
    static const char *const fields[] = {
        "Date: ", "From: ", "To: ", "Subject: ", "Message-ID: ", "MIME-Version: ",
        "Auto-Submitted: ", "Content-Type: ", "Content-Transfer-Encoding: "};
    size_t n = 0, link = 0;
    bool header = true;

    while (mail.n) {
        struct str line = str_cut(mail, '\n', &mail);

        MUST(mail.p && line.n && line.p[line.n - 1] == '\r');
        line.n--;
        MUST(!line.n || !memchr(line.p, '\r', line.n));
        MUST(line.n <= 76 || (header && (str_has(line, S("@")) || str_starts(line, S(" <http"))) && line.n < 300));
        for (size_t i = 0; i < line.n; i++)
            MUST((line.p[i] >= 32 && line.p[i] < 127) || (!header && line.p[i] == '\t'));
        if (!line.n)
            header = false;
        else if (header && str_starts(line, S("List-Unsubscribe")))
            link++;
        else if (header && line.p[0] != ' ') {
            MUST(n < COUNT(fields) && str_starts(line, str_of(fields[n])));
            n++;
        }
    }
    MUST(n == COUNT(fields) && !header && link <= 2);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct str rest = {(const char *)p, n};
    struct mime_mail m = {.from = S("a@b.jp"), .id = S("1@b.jp"), .date = 1700000000};
    struct buf b = BUF_INIT;
    enum mime e;

    m.from_name = str_cut(rest, 1, &rest);
    m.to_name = str_cut(rest.p ? rest : S(""), 1, &rest);
    m.subject = str_cut(rest.p ? rest : S(""), 1, &rest);
    m.to = str_cut(rest.p ? rest : S(""), 1, &rest);
    m.unsubscribe = str_cut(rest.p ? rest : S(""), 1, &rest);
    m.text = rest.p ? rest : S("");
    if (!mail_address_ok(m.to))
        m.to = S("c@d.jp");
    e = mime_build(&b, &m);
    if (e == MIME_OK)
        check(buf_view(&b));
    else
        MUST(b.n == 0);
    buf_release(&b);
    return 0;
}
