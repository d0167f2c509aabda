/* mail.h: the only door to libcurl: hands finished mails to a mail server, or writes them
 * into a folder. Blocks; used by the job process alone. Says nothing in the log, and what
 * it answers holds no address and no word of the server. */
#ifndef SYS_MAIL_H
#define SYS_MAIL_H

#include "util/base.h"

struct mail_server {
    const char *url;             /* smtp://HOST:PORT or smtps://HOST:PORT */
    const char *user, *password; /* NULL: no login */
    bool starttls;               /* required; smtps:// is TLS from the first byte */
    const char *ca;           /* PEM file of accepted authorities; NULL: the system's */
    int connect_ms, total_ms; /* 0: 10 and 30 seconds */
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
};

struct mail;
/* One connection for many mails. NULL: the URL is none of the two kinds. The strings must
 * live as long. */
struct mail *mail_open(const struct mail_server *server) MUST_USE;
void mail_close(struct mail *m);

/* bytes: as mime_build makes them. The addresses were checked by mail_address_ok. */
struct mail_result mail_send(
    struct mail *m, struct str from, struct str to, struct str bytes);

/* folder/YYYYMMDDThhmmssZ-ID.eml, readable by the owner alone, whole and on the disk when
 * it gets its name; the same time and id write the same file. False: errno says why. */
bool mail_save(const char *folder, int64_t time, int64_t id, struct str bytes) MUST_USE;

#endif
