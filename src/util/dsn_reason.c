/* dsn_reason.c: from a status and a server's words to hard, soft or unknown; see dsn.h. */
#include "util/dsn.h"

#include "util/eml.h"
#include "util/str.h"

/* In lower case. What is looked for first stands first. */

static const char *const full[] = {"mailbox full", "mailbox is full", "mailbox quota",
    "over quota", "overquota", "over its quota", "quota exceeded", "exceeded quota",
    "exceeds quota", "exceeded its quota", "exceeded storage", "exceeds allowed storage",
    "out of storage", "storage full", "storage space", "disk space", "disk full",
    "disk quota", "inbox is full", "inbox full", "too much mail data", "mailboxfull",
    "quotaexceeded", "insufficient system storage", "容量", "いっぱい", "満杯", NULL};

/* It is about us, not about the reader. */
static const char *const us[] = {"sender address", "sender rejected", "sender domain",
    "sender denied", "from address", "domain of sender", "envelope sender", "mail from",
    "client host", "your ip", "your host", "your server", "reverse dns", "helo", "ehlo",
    "spf ", "dkim", "dmarc", NULL};

static const char *const gone[] = {"user unknown", "unknown user", "user is unknown",
    "unknown recipient", "recipient unknown", "unknown or illegal", "unknown address",
    "address unknown", "unknown mailbox", "mailbox unknown", "unknown local",
    "unknown account", "no such user", "no such mailbox", "no such recipient",
    "no such address", "no such person", "no such local user", "no such domain",
    "no such account", "user not found", "mailbox not found", "recipient not found",
    "recipientnotfound", "recipnotfound", "address not found", "account not found",
    "user doesn't exist", "does not exist", "doesn't exist", "user not exist",
    "not exist here", "invalid recipient", "invalid mailbox", "invalid address",
    "invalid user", "invalid local", "bad recipient", "bad address",
    "not a valid recipient", "not a valid user", "not a known user", "not our customer",
    "doesn't have a", "no mailbox here", "no mailbox", "no valid recipient",
    "address rejected: access denied", "account is disabled", "account disabled",
    "account has been disabled", "account has been deactivated", "account is closed",
    "mailbox disabled", "mailbox is disabled", "mailbox is inactive", "account inactive",
    "account is inactive", "no longer active", "no longer valid", "no longer available",
    "no longer in use", "no longer on server", "no longer works", "has moved",
    "host not found", "host unknown", "unknown host", "domain not found",
    "domain name not found", "unrouteable", "unroutable", "unrouteable address",
    "not listed in", "couldn't find any host", "could not find any host", "no mx or a", "nullmx", "null mx",
    "does not accept mail", "doesn't accept mail", "見つかりません", "存在しません",
    "存在しない", "宛先不明", "あて先不明", "宛先が不明", "不明な宛先", "不明なユーザ",
    "使われておりません", "使われていません", "使用されておりません", NULL};

static const char *const policy[] = {"spam", "virus", "malware", "phish", "blacklist",
    "block list", "blocklist", "blocked", "listed", "policy", "policies", "reputation",
    "rate limit", "ratelimit", "throttl", "greylist", "graylist", "relay", "denied",
    "not authorized", "unauthorized", "not permitted", "not allowed", "prohibited",
    "too large", "too big", "size limit", "exceeds size", "content", "too many", "limit",
    "迷惑", "拒否", "制限", NULL};

/* What RFC 5321 says of 550, when nothing else is said. */
static const char *const weak[] = {"mailbox unavailable", "mailbox not available",
    "user unavailable", "mailbox does not", NULL};

static const char *const later[] = {"timed out", "time out", "timeout", "time limit",
    "refused", "try again", "tempor", "deferred", "expired", "could not connect",
    "cannot connect", "can't connect", "unable to connect", "unreachable", "no route",
    "busy", "not delivered within", "lost connection", "connection was", "too long",
    "overload", "unavailable", "not responding", "did not respond", "wasn't able to establish",
    "一時的", "混雑", "時間", NULL};

static bool any(struct str s, const char *const *words)
{
    for (; *words; words++)
        if (str_has(s, str_of(*words)))
            return true;
    return false;
}

/* "5.1.1" and below: 5.1.10 is not 5.1.1. */
static bool is_one_of(struct str status, const char *const *list)
{
    for (; *list; list++)
        if (str_is(status, *list))
            return true;
    return false;
}

enum dsn_kind dsn_reason(struct arena *a, int code, struct str status, struct str said)
{
    /* RFC 3463, RFC 7505 (5.1.10), and 5.4.4: unable to route, there is no such domain */
    static const char *const dead[] = {"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10",
        "5.1.351", "5.2.1", "5.4.4", "5.4.310", NULL};
    struct str s = eml_lower(a, said);

    if (str_starts(status, S("4.")) || (!status.n && code >= 400 && code < 500))
        return DSN_SOFT;
    if (any(s, full) || str_is(status, "5.2.2"))
        return DSN_SOFT;
    /* ドコモ: a filter of the reader's answers as if he did not exist, but only after it
     * has seen the text */
    if (str_has(s, S("unknown user")) &&
        (str_is(status, "5.2.0") || str_has(s, S("end of data"))))
        return DSN_SOFT;
    if (any(s, us))
        return DSN_SOFT;
    if (any(s, gone))
        return DSN_HARD;
    if (any(s, policy) || str_starts(status, S("5.7.")) || str_starts(status, S("5.6.")))
        return DSN_SOFT;
    if (is_one_of(status, dead) || any(s, weak))
        return DSN_HARD;
    if (any(s, later))
        return DSN_SOFT;
    if (str_starts(status, S("5.3.")) || str_starts(status, S("5.4.")) ||
        str_starts(status, S("5.2.")))
        return DSN_SOFT;
    return DSN_UNKNOWN;
}
