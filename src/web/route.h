/* route.h: the table of pages, made from the features of the folders. */
#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H

#include "web/req.h"

struct routes;

/* Dies on a row without may, two rows for one address, a write that anyone may call
 * without saying so: our bugs, found at every start. */
struct routes *routes_new(const struct feature *const *features);
void routes_free(struct routes *t);

enum { ALLOW_GET = 1, ALLOW_POST = 2 };

/* The row for a method and a decoded path; its {parts} go to arg. NULL: none, and *allow
 * says which methods the path has (0: no such page). HEAD finds the GET row. */
const struct route *routes_find(const struct routes *t, struct str method, struct str path,
    struct str arg[REQ_ARGS], int *allow);

/* All rows, for the tests of route × role and for 'madoguchi routes'. */
typedef void route_fn(void *ctx, const struct feature *f, const struct route *r);
void routes_each(const struct routes *t, route_fn *fn, void *ctx);

#endif
