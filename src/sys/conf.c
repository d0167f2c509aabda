/* conf.c: the table of settings, and the reader of files and environment. */
#include "sys/conf.h"

#include "util/buf.h"
#include "util/str.h"

struct setting {
    const char *section, *key, *standard, *help;
    enum { TEXT, NUMBER, YESNO } kind;
    size_t off;
    int64_t min, max;
};

#define TEXT_OF(s, k, m, d, h)    {s, k, d, h, TEXT, offsetof(struct conf, m), 0, 0}
#define NUMBER_OF(s, k, m, d, lo, hi, h)                                                  \
    {s, k, d, h, NUMBER, offsetof(struct conf, m), lo, hi}
#define YESNO_OF(s, k, m, d, h)   {s, k, d, h, YESNO, offsetof(struct conf, m), 0, 0}

static const struct setting settings[] = {
    TEXT_OF("portal", "origin", origin, "http://127.0.0.1:8080",
        "address that users type; links in mails and letters begin with it"),
    TEXT_OF("portal", "listen", listen, "127.0.0.1:8080", "ADDRESS:PORT of the portal"),
    TEXT_OF("portal", "staff_listen", staff_listen, "",
        "ADDRESS:PORT of the staff side; empty: the same as the portal"),
    TEXT_OF("portal", "tls_cert", tls_cert, "", "PEM file of the certificate chain"),
    TEXT_OF("portal", "tls_key", tls_key, "", "PEM file of its key"),
    TEXT_OF("portal", "proxy", proxy, "",
        "address of a reverse proxy whose X-Forwarded-For is believed"),
    TEXT_OF("portal", "hosts", hosts, "",
        "names that a Host header may have, separated by blanks; empty: any"),
    NUMBER_OF("portal", "threads", threads, "0", 0, 64, "threads for requests; 0: cores"),
    NUMBER_OF("portal", "connections", connections, "12000", 16, 200000,
        "open connections at the most"),
    NUMBER_OF("portal", "idle_s", idle_s, "60", 5, 3600, "seconds of silence"),
    NUMBER_OF("portal", "request_s", request_s, "30", 5, 3600,
        "seconds that a request may take to arrive"),
    NUMBER_OF("session", "clinic_idle_min", clinic_idle_min, "60", 5, 720,
        "minutes until an idle institution is logged out"),
    NUMBER_OF("session", "clinic_max_min", clinic_max_min, "720", 5, 1440,
        "minutes until an institution must log in again"),
    NUMBER_OF("session", "staff_idle_min", staff_idle_min, "30", 5, 240,
        "minutes until an idle member of staff is logged out"),
    NUMBER_OF("session", "staff_max_min", staff_max_min, "480", 5, 1440,
        "minutes until staff must log in again"),
    NUMBER_OF("accounts", "members", members, "10", 1, 200,
        "people who may use one institution's pages, open invitations included"),
    NUMBER_OF("letters", "valid_days", valid_days, "60", 1, 365,
        "days that a provisional password is valid"),
    NUMBER_OF("letters", "requests_day", requests_day, "2000", 1, 1000000,
        "new letters that the public form takes a day, for all together"),
    NUMBER_OF("deletion", "business_days", business_days, "2", 2, 3,
        "business days from the call-back until an account is deleted"),
    NUMBER_OF("deletion", "operator_day", operator_day, "40", 1, 10000,
        "deletions that one operator may schedule a day; supervisors may go on"),
    NUMBER_OF("readers", "unused_months", unused_months, "6", 1, 60,
        "months after delivery until a reader that is not in use is watched"),
    TEXT_OF("mail", "server", mail_server, "",
        "smtp://HOST:PORT; empty: mails are written to DIR/mail/ as .eml"),
    TEXT_OF("mail", "user", mail_user, "", "login at the mail server"),
    TEXT_OF("mail", "password_file", mail_password_file, "",
        "file with the password for it, readable by the owner alone"),
    TEXT_OF("mail", "from", mail_from, "madoguchi@portal.example.jp", "sender's address"),
    TEXT_OF("mail", "from_name", mail_from_name, "医療機関等向けポータルサイト",
        "sender's name"),
    YESNO_OF("mail", "starttls", mail_starttls, "yes",
        "no only for a server on this machine"),
    TEXT_OF("mail", "ca", mail_ca, "",
        "PEM file of the authorities that the server's certificate may be from; empty: the "
        "system's"),
    NUMBER_OF("mail", "connections", mail_connections, "4", 1, 16,
        "connections to the server at once; two of three or more are kept for urgent mails"),
    TEXT_OF("mail", "return_path", mail_return_path, "",
        "address for mails that come back: bounce@example.jp is used as "
        "bounce+NUMBER.CODE@example.jp; empty: the sender's address"),
    TEXT_OF("mail", "bounces", mail_bounces, "",
        "Maildir or mbox that the mails to return_path are put into; empty: not read"),
    TEXT_OF("files", "scan_socket", scan_socket, "",
        "UNIX socket of ClamAV's clamd, for files that people send; empty: not scanned. "
        "While it does not answer, staff can't open new files"),
    NUMBER_OF("files", "scan_s", scan_s, "60", 1, 600,
        "seconds that the scanner may take for one file"),
    TEXT_OF("log", "level", log_level, "info", "debug, info, warn or error"),
};

static bool complain(const char *where, int line, const char *what, struct str which)
{
    if (line)
        fprintf(stderr, "%s:%d: %s '" STR_FMT "'\n", where, line, what, STR_ARG(which));
    else
        fprintf(stderr, "%s: %s '" STR_FMT "'\n", where, what, STR_ARG(which));
    return false;
}

static bool set(struct conf *c, struct arena *a, const struct setting *s, struct str v,
    const char *where, int line)
{
    void *to = (char *)c + s->off;

    if (s->kind == TEXT) {
        *(struct str *)to = arena_str(a, v);
        return true;
    }
    if (s->kind == YESNO) {
        *(bool *)to = str_is(v, "yes");
        return str_is(v, "yes") || str_is(v, "no") ||
            complain(where, line, "write yes or no, not", v);
    }
    if (str_int(v, s->min, s->max, to))
        return true;
    fprintf(stderr, "%s:%d: %s must be a number from %lld to %lld\n", where, line, s->key,
        (long long)s->min, (long long)s->max);
    return false;
}

static const struct setting *find(struct str section, struct str key)
{
    for (size_t i = 0; i < COUNT(settings); i++)
        if (str_is(section, settings[i].section) && str_is(key, settings[i].key))
            return &settings[i];
    return NULL;
}

static bool read_line(
    struct conf *c, struct arena *a, struct str line, struct str *section, const char *path, int n)
{
    struct str value, key;
    const struct setting *s;

    line = str_trim(line);
    if (!line.n || line.p[0] == '#' || line.p[0] == ';')
        return true;
    if (line.p[0] == '[' && line.p[line.n - 1] == ']') {
        *section = arena_str(a, str_trim((struct str){line.p + 1, line.n - 2}));
        return true;
    }
    key = str_trim(str_cut(line, '=', &value));
    if (!value.p)
        return complain(path, n, "write KEY = VALUE, not", line);
    s = find(*section, key);
    if (!s)
        return complain(path, n, "no such setting; see 'madoguchi serve --help':", key);
    return set(c, a, s, str_trim(value), path, n);
}

static bool read_file(struct conf *c, struct arena *a, const char *path, bool required)
{
    FILE *f = fopen(path, "re");
    struct str section = S("");
    char *line = NULL;
    size_t cap = 0;
    ssize_t n;
    bool ok = true;

    if (!f) {
        if (required)
            fprintf(stderr, "%s: cannot be read: %m\n", path);
        return !required;
    }
    for (int i = 1; (n = getline(&line, &cap, f)) >= 0; i++)
        ok = read_line(c, a, (struct str){line, (size_t)n}, &section, path, i) && ok;
    free(line);
    fclose(f);
    return ok;
}

static const char *from_environment(const struct setting *s, char *name, size_t size)
{
    int n = snprintf(name, size, "MADOGUCHI_%s_%s", s->section, s->key);

    for (int i = 0; i < n; i++)
        if (name[i] >= 'a' && name[i] <= 'z')
            name[i] = (char)(name[i] - 32);
    return getenv(name);
}

bool conf_read(struct conf *c, struct arena *a, const char *path, bool required)
{
    char name[128];
    bool ok = true;

    *c = (struct conf){.secure = false};
    for (size_t i = 0; i < COUNT(settings); i++)
        ok = set(c, a, &settings[i], str_of(settings[i].standard), "default", 0) && ok;
    ok = read_file(c, a, path, required) && ok;
    for (size_t i = 0; i < COUNT(settings); i++) {
        const char *v = from_environment(&settings[i], name, sizeof(name));

        if (v)
            ok = set(c, a, &settings[i], str_of(v), name, 0) && ok;
    }
    while (c->origin.n && c->origin.p[c->origin.n - 1] == '/')
        c->origin.n--;
    c->secure = str_starts(c->origin, S("https://"));
    if (!c->secure && !str_starts(c->origin, S("http://")))
        ok = complain(path, 0, "portal.origin must begin with https:// or http://, not",
            c->origin);
    if ((c->tls_cert.n == 0) != (c->tls_key.n == 0))
        ok = complain(path, 0, "tls_cert and tls_key go together; found only",
            c->tls_cert.n ? c->tls_cert : c->tls_key);
    return ok;
}

void conf_sample(struct buf *out)
{
    const char *section = "";

    for (size_t i = 0; i < COUNT(settings); i++) {
        const struct setting *s = &settings[i];

        if (strcmp(section, s->section) != 0)
            buf_addf(out, "%s[%s]\n", i ? "\n" : "", s->section);
        section = s->section;
        buf_addf(out, "# %s\n#%s = %s\n", s->help, s->key, s->standard);
    }
}
