/* dsn.c: see dsn.h. */
#include "util/dsn.h"

#include "util/buf.h"
#include "util/eml.h"
#include "util/str.h"
#include "util/utf8.h"

enum {
    SAID = 240,
    MOST = 256 * 1024, /* of a mail is looked at */
    DEPTH = 4,
    TEXT = 8192, /* a reason stands near the top */
};

/* What was found on the way through the parts. */
struct parts {
    struct arena *a;
    struct buf text;   /* all readable text but the returned mail's */
    struct str report; /* message/delivery-status */
    bool receipt, complaint; /* multipart/report of these kinds */
};

const char *dsn_kind_name(enum dsn_kind kind)
{
    static const char *const names[] = {[DSN_OTHER] = "other", [DSN_AUTO] = "auto",
        [DSN_DELAYED] = "delayed", [DSN_DELIVERED] = "delivered",
        [DSN_COMPLAINT] = "complaint", [DSN_UNKNOWN] = "unknown", [DSN_SOFT] = "soft",
        [DSN_HARD] = "hard"};

    return names[kind];
}

/* ---------------------------------------------------------------- parts */

/* What stands in < > goes; enough for the words of a report. */
static void add_html(struct buf *b, struct str s)
{
    bool tag = false;

    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '<' && i + 1 < s.n && s.p[i + 1] > ' ')
            tag = true;
        if (!tag)
            buf_byte(b, s.p[i]);
        if (s.p[i] == '>') {
            tag = false;
            buf_byte(b, ' ');
        }
    }
}

static void walk(struct parts *p, const struct eml *e, int depth)
{
    struct str type = eml_type(p->a, e->head);
    struct str value = eml_field(p->a, e->head, "Content-Type"), rest = e->body;
    struct str report = eml_lower(p->a, eml_param(p->a, value, "report-type"));
    struct eml part;

    p->receipt = p->receipt || str_is(report, "disposition-notification");
    p->complaint = p->complaint || str_is(report, "feedback-report");
    if (str_starts(type, S("multipart/"))) {
        struct str boundary = eml_param(p->a, value, "boundary");

        while (depth < DEPTH && eml_part(&rest, boundary, &part))
            walk(p, &part, depth + 1);
    } else if (str_is(type, "message/delivery-status") ||
        str_is(type, "message/global-delivery-status")) {
        p->report = eml_body(p->a, e);
    } else if (str_is(type, "text/html")) {
        add_html(&p->text, eml_body(p->a, e));
        buf_byte(&p->text, '\n');
    } else if (str_starts(type, S("text/")) && !str_is(type, "text/rfc822-headers")) {
        buf_str(&p->text, eml_body(p->a, e));
        buf_byte(&p->text, '\n');
    }
}

/* ---------------------------------------------------------------- numbers in texts */

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The first 4.x.y or 5.x.y that is no part of a longer number or address. */
static struct str find_status(struct str s)
{
    for (size_t i = 0; i + 4 < s.n; i++) {
        size_t n = i + 1, dots = 0;

        if ((s.p[i] != '4' && s.p[i] != '5') ||
            (i && (digit(s.p[i - 1]) || s.p[i - 1] == '.' || s.p[i - 1] == '-')))
            continue;
        while (n < s.n && (digit(s.p[n]) || (s.p[n] == '.' && n + 1 < s.n && digit(s.p[n + 1]))))
            dots += s.p[n++] == '.';
        if (dots == 2 && s.p[i + 1] == '.' && n - i <= 9)
            return (struct str){s.p + i, n - i};
    }
    return S("");
}

/* The first 4xx or 5xx with a blank or a hyphen behind it. */
static int find_code(struct str s)
{
    for (size_t i = 0; i + 3 < s.n; i++) {
        int64_t code;

        if ((i && s.p[i - 1] > ' ' && s.p[i - 1] != '<' && s.p[i - 1] != '(' && s.p[i - 1] != ';') ||
            (s.p[i + 3] != ' ' && s.p[i + 3] != '-') ||
            !str_int(str_head(str_from(s, i), 3), 400, 599, &code))
            continue;
        return (int)code;
    }
    return 0;
}

/* One line, for people. */
static struct str one_line(struct arena *a, struct str s)
{
    struct buf b = BUF_INIT;
    struct str out;
    uint32_t cp;

    while (b.n < SAID - 4 && utf8_next(&s, &cp)) {
        if (cp <= ' ' || cp == 127) {
            if (b.n && b.p[b.n - 1] != ' ')
                buf_byte(&b, ' ');
        } else {
            utf8_add(&b, cp);
        }
    }
    out = arena_str(a, str_trim(buf_view(&b)));
    buf_release(&b);
    return out;
}

/* ---------------------------------------------------------------- RFC 3464 */

struct verdict {
    size_t groups, delayed, delivered, hard, failed;
    struct dsn first; /* that failed */
};

/* The text behind "smtp;". */
static struct str behind_type(struct str s)
{
    struct str rest, type = str_cut(s, ';', &rest);

    return rest.p && type.n < 20 ? str_trim(rest) : s;
}

static void read_group(struct parts *p, struct str group, struct verdict *v)
{
    struct str action = eml_lower(p->a, eml_field(p->a, group, "Action"));
    struct str status = find_status(eml_field(p->a, group, "Status")), exact;
    struct str said = behind_type(eml_field(p->a, group, "Diagnostic-Code"));
    struct dsn d = {.status = status};

    v->groups++;
    if (str_starts(action, S("delayed"))) {
        v->delayed++;
    } else if (str_starts(action, S("delivered")) || str_starts(action, S("relayed")) ||
        str_starts(action, S("expanded"))) {
        v->delivered++;
    } else {
        exact = find_status(said);
        if (exact.n && (!status.n || str_ends(status, S(".0"))))
            d.status = exact; /* 5.0.0 says nothing */
        if (!said.n)
            said = str_head(buf_view(&p->text), TEXT);
        d.kind = dsn_reason(p->a, find_code(said), d.status, said);
        d.said = one_line(p->a, said);
        v->hard += d.kind == DSN_HARD;
        if (!v->failed++)
            v->first = d;
    }
}

/* One recipient each, after the group of the message itself. */
static bool read_report(struct parts *p, struct dsn *out)
{
    struct verdict v = {.groups = 0};
    struct str rest = p->report;

    while (rest.n) {
        struct eml group = eml_split(rest);

        if (eml_field(p->a, group.head, "Final-Recipient").n ||
            eml_field(p->a, group.head, "Action").n)
            read_group(p, group.head, &v);
        if (!group.body.n)
            break;
        rest = group.body;
    }
    if (!v.groups)
        return false;
    if (!v.failed) {
        out->kind = v.delayed ? DSN_DELAYED : DSN_DELIVERED;
        return true;
    }
    *out = v.first;
    /* one of several that an address was passed on to: the address itself is alive */
    if (out->kind == DSN_HARD && v.hard < v.groups)
        out->kind = DSN_SOFT;
    return true;
}

/* ---------------------------------------------------------------- plain texts */

static bool any(struct str s, const char *const *words)
{
    for (; *words; words++)
        if (str_has(s, str_of(*words)))
            return true;
    return false;
}

static bool from_a_machine(struct arena *a, struct str head)
{
    static const char *const names[] = {"mailer-daemon", "mailerdaemon", "postmaster",
        "mail delivery", "mail-daemon", "maildaemon", "microsoftexchange", "mdaemon",
        "mail administrator", "mailadmin", NULL};
    struct str from = eml_lower(a, eml_text_field(a, head, "From"));

    return any(from, names) || str_is(str_trim(eml_field(a, head, "Return-Path")), "<>");
}

static bool came_back(struct arena *a, struct str head, struct str text)
{
    static const char *const subjects[] = {"undeliver", "returned mail", "returned to sender",
        "delivery failure", "delivery failed", "delivery status notification",
        "delivery notification", "delivery report", "failure notice", "failure delivery",
        "mail delivery", "message delivery", "mail system error", "could not be delivered",
        "couldn't be delivered", "non delivery", "non-delivery", "nondeliverable", "bounce",
        "user unknown", "warning: could not send", "warning: message", "delayed mail",
        "delivery delayed", "delivery delay", "配信不能", "配信できません", "配信エラー",
        "配信失敗", "未配信", "不達", "不着", "配達できません", "配達不能", "届きません", "届けられません", "送信エラー", "送信できません",
        "送信失敗", "エラーメール", "配信が遅れ", "配信遅延", "遅延", NULL};
    static const char *const texts[] = {"this is the qmail-send program",
        "this is the mail system at host", "the following addresses had permanent",
        "this message was created automatically by mail delivery software",
        "delivery to the following recipient", "the user(s) account is", NULL};

    if (eml_field(a, head, "X-Failed-Recipients").n)
        return true;
    return from_a_machine(a, head) &&
        (any(eml_lower(a, eml_text_field(a, head, "Subject")), subjects) ||
            any(eml_lower(a, str_head(text, TEXT)), texts));
}

static bool still_trying(struct arena *a, struct str head, struct str text)
{
    static const char *const words[] = {"this is a warning message only",
        "do not need to resend", "delivery attempts will continue", "will continue to try",
        "will keep trying", "will be retried", "not yet been delivered", "has been delayed",
        "still trying", "再送信は不要", "引き続き配信", "再送を続け", NULL};
    struct str subject = eml_lower(a, eml_text_field(a, head, "Subject"));

    return any(eml_lower(a, str_head(text, TEXT)), words) ||
        str_starts(subject, S("warning: ")) || str_has(subject, S("delayed")) ||
        str_has(subject, S("遅延")) || str_has(subject, S("遅れ"));
}

/* Our own words come back below the report and must not be taken for it. */
static struct str before_original(struct str text)
{
    static const char *const heads[] = {"--- Below this line", "------ This is a copy",
        "----- Original message", "-----Original Message", "--- The header of the original",
        "   ----- Original message", "   ----- Message header", "----- Message header",
        "   ----- Unsent message", "----- Unsent message", "Received: ", "Return-Path: ",
        "Content-Type: message/rfc822", "> Received: ", "----- 元のメール", "-------- 元の",
        "--- 以下は", "-----元の", NULL};
    struct str rest = text;

    while (rest.n) {
        struct str at = rest, line = str_cut(rest, '\n', &rest);

        for (size_t i = 0; heads[i]; i++)
            if (str_starts(line, str_of(heads[i])))
                return str_head(text, (size_t)(at.p - text.p));
        if (!rest.p)
            break;
    }
    return text;
}

/* The reason in the middle of a polite text: from the first number, or the whole. */
static struct str reason_in(struct str text, struct str status)
{
    const char *p = status.n ? status.p : text.p;

    while (p > text.p && p[-1] != '\n')
        p--;
    return str_from(text, (size_t)(p - text.p));
}

static void read_text(struct parts *p, struct str head, struct dsn *out)
{
    struct str text = str_head(before_original(buf_view(&p->text)), TEXT);

    if (still_trying(p->a, head, text)) {
        out->kind = DSN_DELAYED;
        return;
    }
    out->status = find_status(text);
    out->kind = dsn_reason(p->a, find_code(text), out->status, text);
    out->said = one_line(p->a, reason_in(text, out->status));
}

/* ---------------------------------------------------------------- all */

static bool automatic(struct arena *a, struct str head)
{
    static const char *const fields[] = {"X-Autoreply", "X-Autorespond", "X-Auto-Reply-From",
        "X-Mail-Autoreply", "X-Autogenerated", "X-Vacation", NULL};
    static const char *const subjects[] = {"out of office", "out of the office",
        "automatic reply", "automatische", "auto-reply", "auto reply", "autoreply",
        "auto-response", "auto response", "autoresponse", "vacation", "away from my",
        "自動返信", "自動応答", "自動回答", "自動配信", "不在", "休診のお知らせ", "受信確認", NULL};
    struct str submitted = eml_lower(a, eml_field(a, head, "Auto-Submitted"));
    struct str precedence = eml_lower(a, eml_field(a, head, "Precedence"));

    for (size_t i = 0; fields[i]; i++)
        if (eml_field(a, head, fields[i]).n)
            return true;
    return str_starts(submitted, S("auto-")) || str_starts(precedence, S("auto")) ||
        any(eml_lower(a, eml_text_field(a, head, "Subject")), subjects);
}

static bool says_it_is_away(struct arena *a, struct str head)
{
    static const char *const subjects[] = {"out of office", "out of the office",
        "automatic reply", "auto-reply", "autoreply", "自動返信", "自動応答", "不在", NULL};

    return any(eml_lower(a, eml_text_field(a, head, "Subject")), subjects);
}

void dsn_read(struct arena *a, struct str mail, struct dsn *out)
{
    struct eml e = eml_split(str_head(mail, MOST));
    struct parts p = {.a = a, .report = S("")};

    *out = (struct dsn){DSN_OTHER, S(""), S("")};
    walk(&p, &e, 0);
    if (p.report.n && read_report(&p, out)) {
        if (!utf8_valid(out->status))
            out->status = S("");
    } else if (p.receipt) {
        out->kind = DSN_AUTO;
    } else if (p.complaint) {
        out->kind = DSN_COMPLAINT;
    } else if (says_it_is_away(a, e.head)) {
        out->kind = DSN_AUTO;
    } else if (came_back(a, e.head, buf_view(&p.text))) {
        read_text(&p, e.head, out);
    } else if (automatic(a, e.head)) {
        out->kind = DSN_AUTO;
    }
    out->status = arena_str(a, out->status);
    buf_release(&p.text);
}
