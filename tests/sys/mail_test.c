/* mail_test.c: what the server says at every step, and what we make of it. */
#include "tests/test.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/clock.h"
#include "sys/mail.h"
#include "tests/sink.h"
#include "util/arena.h"
#include "util/str.h"

static const struct str text = S_INIT("Subject: x\r\n\r\n.\r\n..a\r\nend\r\n");

static struct mail_server plain(const struct sink *s)
{
    return (struct mail_server){.url = sink_url(s), .connect_ms = 10000, .total_ms = 10000};
}

static struct mail_result send_one(const struct mail_server *server)
{
    struct mail *m = mail_open(server);
    struct mail_result r =
        mail_send(m, S("noreply@portal.example.jp"), S("a..b.@docomo.ne.jp"), text);

    mail_close(m);
    return r;
}

TEST(mail_is_handed_over)
{
    struct sink *s = sink_start(&(struct sink_script){0});
    struct mail_server server = plain(s);
    struct mail *m = mail_open(&server);
    struct mail_result r;

    for (int i = 0; i < 2; i++) {
        r = mail_send(m, S("noreply@portal.example.jp"), S("a..b.@docomo.ne.jp"), text);
        CHECK(r.state == MAIL_SENT && r.code == 250);
    }
    mail_close(m);
    sink_stop(s);
    CHECK_INT(sink_mails(s), 2);
    CHECK_STR(sink_commands(s),
        S("EHLO portal.example.jp\n"
          "MAIL FROM:<noreply@portal.example.jp>\nRCPT TO:<a..b.@docomo.ne.jp>\nDATA\n"
          "MAIL FROM:<noreply@portal.example.jp>\nRCPT TO:<a..b.@docomo.ne.jp>\nDATA\n"
          "QUIT\n"));
    CHECK_STR(str_head(sink_texts(s), text.n), text);
    sink_free(s);
}

TEST(mail_replies_are_sorted)
{
    static const struct {
        struct sink_script script;
        enum mail_state state;
        int code;
        const char *enhanced;
        int taken;
    } v[] = {
        {{.rcpt = "550 5.1.1 no such user here"}, MAIL_NEVER, 550, "5.1.1", 0},
        {{.rcpt = "450 4.2.0 greylisted"}, MAIL_LATER, 450, "4.2.0", 0},
        {{.rcpt = "550 no"}, MAIL_NEVER, 550, "", 0},
        {{.rcpt = "550-5.7.1 a\r\n550 5.7.1 b"}, MAIL_NEVER, 550, "5.7.1", 0},
        {{.mail = "553 5.1.8 sender"}, MAIL_NEVER, 553, "5.1.8", 0},
        {{.mail = "451 4.3.0 later"}, MAIL_LATER, 451, "4.3.0", 0},
        {{.data = "554 5.6.0 no text"}, MAIL_NEVER, 554, "5.6.0", 0},
        {{.text = "552 5.3.4 too large"}, MAIL_NEVER, 552, "5.3.4", 1},
        {{.text = "452 4.3.1 disk full"}, MAIL_LATER, 452, "4.3.1", 1},
        {{.text = ""}, MAIL_LATER, 354, "", 1},
        {{.greeting = "554 5.3.2 not today"}, MAIL_LATER, 554, "5.3.2", 0},
        {{.greeting = "421 4.3.2 busy"}, MAIL_LATER, 421, "4.3.2", 0},
        {{.greeting = ""}, MAIL_LATER, 0, "", 0},
        {{.mail = ""}, MAIL_LATER, 250, "", 0},
        {{.rcpt = "nonsense"}, MAIL_LATER, 250, NULL, 0},
        {{.rcpt = "550 5.1.1111111.1 x"}, MAIL_NEVER, 550, "", 0},
    };

    for (size_t i = 0; i < COUNT(v); i++) {
        struct sink *s = sink_start(&v[i].script);
        struct mail_server server = plain(s);
        struct mail_result r;

        if (!v[i].enhanced) /* no reply at all: it waits for one */
            server.total_ms = 500;
        r = send_one(&server);
        sink_stop(s);
        if (r.state != v[i].state || r.code != v[i].code)
            printf("  case %zu: %d %d %s\n", i, (int)r.state, r.code, r.why);
        CHECK(r.state == v[i].state && r.code == v[i].code);
        if (v[i].enhanced)
            CHECK_STR(str_of(r.enhanced), str_of(v[i].enhanced));
        CHECK_INT(sink_mails(s), v[i].taken);
        CHECK(r.server == (v[i].script.greeting || (r.code == 250 && r.state)));
        CHECK(!str_has(str_of(r.why), S("docomo")));
        sink_free(s);
    }
}

TEST(mail_gives_up_on_silence)
{
    struct sink *s = sink_start(&(struct sink_script){.rcpt = "hang"});
    struct mail_server server = plain(s);
    int64_t before = clock_mono_ms();
    struct mail_result r;

    server.total_ms = 300;
    r = send_one(&server);
    CHECK(r.state == MAIL_LATER && clock_mono_ms() - before < 5000);
    sink_stop(s);
    server.url = sink_url(s); /* nobody listens any more */
    r = send_one(&server);
    CHECK(r.state == MAIL_LATER && r.code == 0);
    sink_free(s);
}

TEST(mail_wants_its_encryption)
{
    struct sink *s = sink_start(&(struct sink_script){0});
    struct mail_server server = plain(s);
    struct mail_result r;

    server.starttls = true; /* which the sink does not offer */
    server.user = "portal";
    server.password = "secret";
    r = send_one(&server);
    CHECK_INT(r.state, MAIL_LATER);
    sink_stop(s);
    CHECK(!str_has(sink_commands(s), S("MAIL")) && !str_has(sink_commands(s), S("AUTH")));
    sink_free(s);
    server.url = "http://127.0.0.1/";
    CHECK(!mail_open(&server));
    server.url = "";
    CHECK(!mail_open(&server));
}

TEST(mail_is_encrypted_for_whom_it_trusts)
{
    struct arena a = ARENA_INIT;
    const char *dir = arena_fmt(&a, "%s", test_dir()).p; /* test_dir has one buffer */
    const char *other = arena_fmt(&a, "%s", test_dir()).p;
    struct sink *s = sink_start(&(struct sink_script){.tls = dir});
    struct sink *t = sink_start(&(struct sink_script){.tls = other});
    struct mail_server server = plain(s);

    server.starttls = true;
    CHECK_INT(send_one(&server).state, MAIL_LATER); /* not one of the system's */
    server.ca = arena_fmt(&a, "%s/ca.pem", other).p;
    CHECK_INT(send_one(&server).state, MAIL_LATER); /* somebody else's */
    server.ca = arena_fmt(&a, "%s/ca.pem", dir).p;
    server.user = "portal";
    server.password = "secret";
    CHECK_INT(send_one(&server).state, MAIL_SENT);
    sink_stop(s);
    sink_stop(t);
    CHECK_INT(sink_mails(s), 1);
    CHECK_STR(sink_commands(s),
        S("EHLO portal.example.jp\nSTARTTLS\n"
          "EHLO portal.example.jp\nSTARTTLS\n"
          "EHLO portal.example.jp\nSTARTTLS\nEHLO portal.example.jp\nAUTH PLAIN\n"
          "MAIL FROM:<noreply@portal.example.jp>\nRCPT TO:<a..b.@docomo.ne.jp>\nDATA\n"
          "QUIT\n"));
    sink_free(s);
    sink_free(t);
    arena_release(&a);
}

TEST(mail_logs_in)
{
    static const struct {
        const char *auth;
        enum mail_state state;
    } v[] = {{NULL, MAIL_SENT}, {"535 5.7.8 wrong", MAIL_LATER}};

    for (size_t i = 0; i < COUNT(v); i++) {
        struct sink *s = sink_start(&(struct sink_script){.auth = v[i].auth});
        struct mail_server server = plain(s);

        server.user = "portal";
        server.password = "secret";
        CHECK_INT(send_one(&server).state, v[i].state);
        sink_stop(s);
        CHECK(str_has(sink_commands(s), S("AUTH PLAIN")));
        CHECK_INT(sink_mails(s), v[i].state == MAIL_SENT);
        sink_free(s);
    }
}

TEST(mail_save_writes_whole_files)
{
    struct arena a = ARENA_INIT;
    const char *dir = test_dir();
    const char *path = arena_fmt(&a, "%s/20231114T221320Z-0000000007.eml", dir).p;
    char got[100] = "";
    struct stat st;
    int fd;

    close(open(arena_fmt(&a, "%s.part", path).p, O_WRONLY | O_CREAT, 0644)); /* a crash */
    CHECK(mail_save(dir, 1700000000, 7, text));
    CHECK(mail_save(dir, 1700000000, 7, text)); /* again */
    CHECK(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600);
    fd = open(path, O_RDONLY);
    CHECK_INT(read(fd, got, sizeof(got)), text.n);
    CHECK_STR(str_of(got), text);
    close(fd);
    CHECK(access(arena_fmt(&a, "%s.part", path).p, F_OK) != 0);
    CHECK(!mail_save(arena_fmt(&a, "%s/none", dir).p, 1, 1, text));
    arena_release(&a);
}
