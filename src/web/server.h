/* server.h: the portal on its sockets. */
#ifndef WEB_SERVER_H
#define WEB_SERVER_H

#include "web/app.h"

struct server;
/* NULL after one log line. ready says where it listens. */
struct server *server_start(struct app *app);
/* Addresses as users type them, for the operator. */
int server_port(const struct server *s, bool staff); /* 0: there is none */
void server_tick(struct server *s);                  /* once a second */
void server_stop(struct server *s, unsigned seconds); /* drains */

#endif
