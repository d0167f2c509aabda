/* mail.h: the only door to libcurl: hands finished mails to a mail server over several
 * connections at once, or writes them into a folder. Used by the job process alone. Says
 * nothing in the log. */
#ifndef SYS_MAIL_H
#define SYS_MAIL_H

#include "util/base.h"

enum { MAIL_CONNECTIONS = 16, MAIL_SAID = 240 };

struct mail_server {
    const char *url;             /* smtp://HOST:PORT or smtps://HOST:PORT */
    const char *user, *password; /* NULL: no login */
    bool starttls;               /* required; smtps:// is TLS from the first byte */
    const char *ca;           /* PEM file of accepted authorities; NULL: the system's */
    int connect_ms, total_ms; /* 0: 10 and 30 seconds */
    int connections;          /* at once, 1 to MAIL_CONNECTIONS; 0: 1 */
};

enum mail_state {
    MAIL_SENT,
    MAIL_LATER, /* 4xx, or the server cannot be reached, or does not let us in */
    MAIL_NEVER, /* 5xx for this sender, this recipient or this text */
};

struct mail_result {
    enum mail_state state;
    int code;          /* the server's last reply, 0 when there was none */
    char enhanced[12]; /* "5.1.1" (RFC 3463), or empty */
    bool server;       /* later, because of the server or the line, not of this mail */
    const char *why;   /* a few English words for the log; static */
    char said[MAIL_SAID]; /* the server's own words, printable ASCII; may name people, so
                           * never for the log */
};

struct mail;
/* Connections are made when they are needed and kept until mail_close. NULL: the URL is
 * none of the two kinds. Keeps copies of the strings. */
struct mail *mail_open(const struct mail_server *server) MUST_USE;
void mail_close(struct mail *m); /* breaks off what is under way */

/* Starts a mail; a connection must be free. tag comes back with the result. sender: of the
 * envelope; bytes: as mime_build makes them, they must live until the result. The
 * addresses were checked by mail_address_ok. */
void mail_start(struct mail *m, int64_t tag, struct str sender, struct str to, struct str bytes);
/* The next mail that is over; waits so long for one at the most. False: none. */
bool mail_next(struct mail *m, int wait_ms, int64_t *tag, struct mail_result *out);

/* One mail, from start to end. Nothing else may be under way. */
struct mail_result mail_send(
    struct mail *m, struct str sender, struct str to, struct str bytes);

/* folder/YYYYMMDDThhmmssZ-ID.eml, readable by the owner alone, whole and on the disk when
 * it gets its name; the same time and id write the same file. False: errno says why. */
bool mail_save(const char *folder, int64_t time, int64_t id, struct str bytes) MUST_USE;

#endif
