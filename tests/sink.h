/* sink.h: a mail server for tests: a thread for each connection on the loopback that speaks
 * as much SMTP as is needed and answers what it is told to answer. */
#ifndef TESTS_SINK_H
#define TESTS_SINK_H

#include "util/buf.h"

/* What the server says at each step; NULL: what a willing server says. "" hangs up,
 * "hang" says nothing more. */
struct sink_script {
    const char *greeting, *ehlo, *auth, *mail, *rcpt, *data, *text;
    const char *tls; /* a folder: offers STARTTLS with a certificate for 127.0.0.1 made
                        anew, which is put there as ca.pem */
    const char *silent; /* says nothing more to a RCPT with this in it */
    int pause_ms;       /* before the answer to each text */
};

struct sink;
struct sink *sink_start(const struct sink_script *script);
void sink_stop(struct sink *s); /* waits for the threads; then the rest may be read */

const char *sink_url(const struct sink *s); /* smtp://127.0.0.1:PORT */
/* All commands, a line each, without what came as text. */
struct str sink_commands(const struct sink *s);
/* The texts as they were before dots were doubled, one behind the other. */
struct str sink_texts(const struct sink *s);
int sink_mails(const struct sink *s); /* at any time */
int sink_most(const struct sink *s);  /* connections at once, at the most */
void sink_free(struct sink *s);

#endif
