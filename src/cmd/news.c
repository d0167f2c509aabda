/* news.c: a mail of news to everybody who wants it. Stopped halfway and called again, it
 * goes on: nobody gets the same news twice. */
#include "cmd/cmd.h"

#include "model/audit.h"
#include "sys/file.h"
#include "sys/secret.h"
#include "util/str.h"
#include "util/utf8.h"
#include "web/news_mail.h"

enum { TEXT_MAX = 64 * 1024, SUBJECT_MAX = 200, KEY_MAX = 40 };

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

static int say_sums(struct db *db)
{
    struct news n;

    news_sums(db, &n);
    if (db_broken(db))
        return cmd_fail("the database cannot be read");
    printf("%lld accounts: %lld get it, %lld have unsubscribed, to %lld mails come back, of "
           "%lld the address is not proved\n",
        (long long)n.all, (long long)n.receives, (long long)n.declined, (long long)n.returned,
        (long long)n.unproved);
    return CMD_OK;
}

/* In batches, so that the portal can write in between. */
static int queue(struct cmd *c, struct db *db, const struct news_mail *m, const struct secret_key *root)
{
    struct arena a = ARENA_INIT;
    int64_t last = 0, queued = 0;
    struct news_list l = {NULL, 0};

    do {
        arena_reset(&a);
        db_as(db, &a, DB_ALL);
        if (!db_begin(db))
            return cmd_fail("the database cannot be written to");
        l = news_after(db, last);
        for (size_t i = 0; i < l.n; i++)
            queued += news_mail_send(db, &a, m, &l.v[i], c->conf.origin, root);
        last = l.n ? l.v[l.n - 1].id : last;
        if (!l.n && queued)
            audit_add(db, &(struct audit){.actor = S("cli"), .action = S("news.queued"),
                              .detail = arena_fmt(&a, STR_FMT ": %lld", STR_ARG(m->key),
                                  (long long)queued)});
        if (!db_commit(db))
            return cmd_fail("the database cannot be written to; call the same again to go on");
    } while (l.n);
    arena_release(&a);
    printf("%lld mails queued\n", (long long)queued);
    return CMD_OK;
}

static int send(struct cmd *c, const struct news_mail *m, bool dry)
{
    static struct secret_key chain;
    char why[SECRET_WHY];
    struct secret_key *root = secret_key_existing(cmd_path(c, "keys/root.key"), why);
    struct db *db;
    int status;

    if (!root)
        return cmd_fail("%s", why);
    secret_subkey(&chain, root, "audit");
    audit_key(&chain);
    db = cmd_db(c, DB_WRITE);
    status = CMD_FAILED;
    if (db) {
        db_as(db, &c->arena, DB_ALL);
        status = say_sums(db);
        if (status == CMD_OK && !dry)
            status = queue(c, db, m, root);
        db_close(db);
    }
    secret_free(root);
    return status;
}

static int news(struct cmd *c, int argc, char **argv)
{
    bool dry = argc > 1 && strcmp(argv[1], "--dry-run") == 0;
    char **arg = argv + 1 + dry;
    struct news_mail m;

    if (argc - dry != 4)
        return cmd_usage(c);
    m = (struct news_mail){.key = str_of(arg[0]), .subject = str_of(arg[1])};
    if (!key_ok(m.key))
        return cmd_fail("'%s' names no news: write small letters, digits and hyphens, %d at the "
                        "most", arg[0], KEY_MAX);
    if (!plain(m.subject, false) || m.subject.n > SUBJECT_MAX)
        return cmd_fail("the subject must be one line of UTF-8, %d bytes at the most", SUBJECT_MAX);
    if (!file_read(&c->arena, arg[2], TEXT_MAX, &m.text))
        return CMD_FAILED;
    if (!plain(m.text, true))
        return cmd_fail("'%s' must be plain text in UTF-8", arg[2]);
    m.text = str_trim(m.text);
    return send(c, &m, dry);
}

const struct command news_command = {"news", "[--dry-run] NAME SUBJECT FILE",
    "sends a mail of news to everybody who wants it", news};
