/* news.c: a mail of news to everybody who wants it. Stopped halfway and called again, it
 * goes on: nobody gets the same news twice. Before anything is queued, the mail is written
 * for a thousand of its readers, drawn at random, and thrown away. */
#include "cmd/cmd.h"

#include "model/access.h"
#include "model/audit.h"
#include "model/code.h"
#include "model/institution.h"
#include "sys/file.h"
#include "sys/secret.h"
#include "util/mime.h"
#include "util/str.h"
#include "util/utf8.h"
#include "web/news_mail.h"

enum { TEXT_MAX = 64 * 1024, SUBJECT_MAX = 200, KEY_MAX = 40, REHEARSED = 1000 };

static bool plain(struct str s, bool lines)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if ((c < 32 && !(lines && (c == '\n' || c == '\t'))) || c == 127)
            return false;
    }
    return utf8_valid(s) && str_trim(s).n > 0;
}

static bool key_ok(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'z') || s.p[i] == '-'))
            return false;
    return s.n > 0 && s.n <= KEY_MAX;
}

struct news_run {
    struct cmd *c;
    struct db *db;
    const struct secret_key *root;
    struct news_mail mail;
};

static int say_sums(struct news_run *x, struct news *n)
{
    news_sums(x->db, n);
    if (db_broken(x->db))
        return cmd_fail("the database cannot be read");
    printf("%lld accounts: %lld get it, %lld have unsubscribed, to %lld mails come back, of "
           "%lld the address is not proved\n",
        (long long)n->all, (long long)n->receives, (long long)n->declined,
        (long long)n->returned, (long long)n->unproved);
    return CMD_OK;
}

/* ---------------------------------------------------------------- before it is sent */

/* Written as the job will write it; false: that would fail. */
static bool writes(struct news_run *x, struct arena *a, const struct news *to, struct buf *text)
{
    struct buf b = BUF_INIT;
    struct str from = x->c->conf.mail_from, domain;
    bool ok;

    str_cut(from, '@', &domain);
    news_mail_text(text, a, &x->mail, to, x->c->conf.origin, x->root);
    ok = mime_build(&b, &(struct mime_mail){.from_name = x->c->conf.mail_from_name,
                            .from = from, .to = to->mail, .subject = x->mail.subject,
                            .id = arena_fmt(a, "rehearsal@" STR_FMT, STR_ARG(domain)),
                            .text = buf_view(text)}) == MIME_OK;
    buf_release(&b);
    return ok;
}

/* Each reader is drawn with the same chance. */
static int rehearse(struct news_run *x, int64_t readers)
{
    struct arena a = ARENA_INIT;
    struct buf text = BUF_INIT;
    struct news_list l;
    int64_t last = 0, tried = 0, bad = 0, first = 0;
    uint32_t dice;

    do {
        arena_reset(&a);
        db_as(x->db, &a, DB_ALL);
        l = news_after(x->db, last);
        for (size_t i = 0; i < l.n; i++) {
            secret_random(&dice, sizeof(dice));
            if (readers > REHEARSED && dice % (uint32_t)readers >= REHEARSED)
                continue;
            tried++;
            buf_reset(&text);
            if (writes(x, &a, &l.v[i], &text))
                continue;
            first = bad++ ? first : l.v[i].id;
        }
        last = l.n ? l.v[l.n - 1].id : last;
    } while (l.n);
    buf_release(&text);
    arena_release(&a);
    if (bad)
        return cmd_fail("%lld of %lld mails cannot be written, the first one to account %lld; "
                        "nothing was queued",
            (long long)bad, (long long)tried, (long long)first);
    printf("%lld mails written for trial\n", (long long)tried);
    return CMD_OK;
}

/* To one institution, on standard output. */
static int preview(struct news_run *x, const char *typed)
{
    struct arena *a = &x->c->arena;
    struct institution i;
    struct buf text = BUF_INIT;
    struct access owner;
    struct news to;
    struct code code;
    bool ok;

    db_as(x->db, a, DB_ALL);
    if (code_parse(str_of(typed), 0, 0, &code) != CODE_OK ||
        !institution_by_code(x->db, &code, &i))
        return cmd_fail("'%s' is no institution: write its code of 10 digits", typed);
    if (!access_of(x->db, i.id, &owner) || !news_of(x->db, owner.id, &to))
        return cmd_fail("'%s' is not registered: it gets no mails", typed);
    ok = writes(x, a, &to, &text);
    if (ok)
        printf("To: " STR_FMT "\nSubject: " STR_FMT "\n\n" STR_FMT, STR_ARG(to.mail),
            STR_ARG(x->mail.subject), STR_ARG(buf_view(&text)));
    buf_release(&text);
    return ok ? CMD_OK : cmd_fail("the mail to '%s' cannot be written", typed);
}

/* ---------------------------------------------------------------- sending */

/* In batches, so that the portal can write in between. */
static int queue(struct news_run *x)
{
    struct arena a = ARENA_INIT;
    struct db *db = x->db;
    int64_t last = 0, queued = 0;
    struct news_list l = {NULL, 0};

    do {
        arena_reset(&a);
        db_as(db, &a, DB_ALL);
        if (!db_begin(db))
            return cmd_fail("the database cannot be written to");
        l = news_after(db, last);
        for (size_t i = 0; i < l.n; i++)
            queued += news_mail_send(
                db, &a, &x->mail, &l.v[i], x->c->conf.origin, x->root);
        last = l.n ? l.v[l.n - 1].id : last;
        if (!l.n && queued)
            audit_add(db, &(struct audit){.actor = S("cli"), .action = S("news.queued"),
                              .detail = arena_fmt(&a, STR_FMT ": %lld", STR_ARG(x->mail.key),
                                  (long long)queued)});
        if (!db_commit(db))
            return cmd_fail("the database cannot be written to; call the same again to go on");
    } while (l.n);
    arena_release(&a);
    printf("%lld mails queued\n", (long long)queued);
    return CMD_OK;
}

enum how { SEND, DRY_RUN, PREVIEW };

static int act(struct news_run *x, enum how how, const char *whom)
{
    struct news sums;
    int status;

    db_as(x->db, &x->c->arena, DB_ALL);
    if (how == PREVIEW)
        return preview(x, whom);
    status = say_sums(x, &sums);
    if (status == CMD_OK)
        status = rehearse(x, sums.receives);
    return status == CMD_OK && how == SEND ? queue(x) : status;
}

static int begin(struct news_run *x, enum how how, const char *whom)
{
    static struct secret_key chain;
    char why[SECRET_WHY];
    struct secret_key *root = secret_key_existing(cmd_path(x->c, "keys/root.key"), why);
    int status = CMD_FAILED;

    if (!root)
        return cmd_fail("%s", why);
    secret_subkey(&chain, root, "audit");
    audit_key(&chain);
    x->root = root;
    x->db = cmd_db(x->c, how == SEND ? DB_WRITE : DB_READ);
    if (x->db) {
        status = act(x, how, whom);
        db_close(x->db);
    }
    secret_free(root);
    return status;
}

static int news(struct cmd *c, int argc, char **argv)
{
    enum how how = argc < 2 ? SEND
        : strcmp(argv[1], "--dry-run") == 0 ? DRY_RUN
        : strcmp(argv[1], "--preview") == 0 ? PREVIEW
                                            : SEND;
    char **arg = argv + 1 + how;
    struct news_run x = {.c = c};

    if (argc - (int)how != 4)
        return cmd_usage(c);
    x.mail = (struct news_mail){.key = str_of(arg[0]), .subject = str_of(arg[1])};
    if (!key_ok(x.mail.key))
        return cmd_fail("'%s' names no news: write small letters, digits and hyphens, %d at the "
                        "most", arg[0], KEY_MAX);
    if (!plain(x.mail.subject, false) || x.mail.subject.n > SUBJECT_MAX)
        return cmd_fail("the subject must be one line of UTF-8, %d bytes at the most", SUBJECT_MAX);
    if (!file_read(&c->arena, arg[2], TEXT_MAX, &x.mail.text))
        return CMD_FAILED;
    if (!plain(x.mail.text, true))
        return cmd_fail("'%s' must be plain text in UTF-8", arg[2]);
    x.mail.text = str_trim(x.mail.text);
    return begin(&x, how, how == PREVIEW ? argv[2] : NULL);
}

const struct command news_command = {"news", "[--dry-run | --preview CODE] NAME SUBJECT FILE",
    "sends a mail of news to everybody who wants it", news};
