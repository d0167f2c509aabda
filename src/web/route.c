/* route.c: addresses without parts are found by a hash; the few with parts one by one. */
#include "web/route.h"

#include "model/agency.h"
#include "util/str.h"

enum { SLOTS = 512 };

struct entry {
    const struct feature *feature;
    const struct route *route;
    struct entry *next;
};

struct routes {
    struct arena arena;
    struct entry *fixed[SLOTS];
    struct entry *open; /* with parts in braces */
};

static unsigned hash(struct str s)
{
    unsigned h = 2166136261u;

    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (unsigned char)s.p[i]) * 16777619u;
    return h % SLOTS;
}

static bool match(const char *pattern, struct str path, struct str arg[REQ_ARGS])
{
    struct str want = str_of(pattern);
    int n = 0;

    while (want.p) {
        struct str w = str_cut(want, '/', &want), p;

        if (!path.p)
            return false;
        p = str_cut(path, '/', &path);
        if (w.n && w.p[0] == '{') {
            if (!p.n || n == REQ_ARGS)
                return false;
            arg[n++] = p;
        } else if (!str_eq(w, p)) {
            return false;
        }
    }
    return !path.p;
}

static void check(const struct feature *f, const struct route *r)
{
    bool post = strcmp(r->method, "POST") == 0;

    if (!r->may)
        die("feature %s: %s %s does not say who may use it", f->name, r->method, r->path);
    if (!post && strcmp(r->method, "GET") != 0)
        die("feature %s: %s: only GET and POST", f->name, r->path);
    if (r->path[0] != '/' || !r->title || !r->run)
        die("feature %s: %s: a route needs a path, a title and a handler", f->name, r->path);
    if (r->agent && (!(r->may & MEMBER) || procedure_known(r->agent & ~PROCEDURE_SELF) !=
                                               (int64_t)(r->agent & ~PROCEDURE_SELF)))
        die("feature %s: %s: agents come after members, by a procedure of the list", f->name,
            r->path);
    if (!post && (r->plan || r->files || r->body_kib || r->rate))
        die("feature %s: GET %s has the settings of a POST", f->name, r->path);
}

static void add(struct routes *t, const struct feature *f, const struct route *r)
{
    struct entry *e = NEW(&t->arena, struct entry), **list;

    check(f, r);
    list = strchr(r->path, '{') ? &t->open : &t->fixed[hash(str_of(r->path))];
    for (struct entry *o = *list; o; o = o->next)
        if (strcmp(o->route->method, r->method) == 0 && strcmp(o->route->path, r->path) == 0)
            die("two routes for %s %s", r->method, r->path);
    *e = (struct entry){f, r, *list};
    *list = e;
}

struct routes *routes_new(const struct feature *const *features)
{
    struct routes *t = calloc(1, sizeof(*t));

    if (!t)
        die("out of memory");
    t->arena = (struct arena)ARENA_INIT;
    for (size_t i = 0; features[i]; i++)
        for (const struct route *r = features[i]->routes; r->method; r++)
            add(t, features[i], r);
    return t;
}

void routes_free(struct routes *t)
{
    arena_release(&t->arena);
    free(t);
}

static const struct route *look(
    const struct entry *e, bool post, struct str path, struct str *arg, int *allow)
{
    for (; e; e = e->next) {
        bool is_post = e->route->method[0] == 'P';

        if (!match(e->route->path, path, arg))
            continue;
        *allow |= is_post ? ALLOW_POST : ALLOW_GET;
        if (is_post == post)
            return e->route;
    }
    return NULL;
}

const struct route *routes_find(const struct routes *t, struct str method, struct str path,
    struct str arg[REQ_ARGS], int *allow)
{
    bool post = str_is(method, "POST");
    bool known = post || str_is(method, "GET") || str_is(method, "HEAD");
    const struct route *r;

    *allow = 0;
    r = look(t->fixed[hash(path)], post, path, arg, allow);
    if (!r && !*allow)
        r = look(t->open, post, path, arg, allow);
    return known ? r : NULL;
}

void routes_each(const struct routes *t, route_fn *fn, void *ctx)
{
    for (size_t i = 0; i <= SLOTS; i++)
        for (struct entry *e = i < SLOTS ? t->fixed[i] : t->open; e; e = e->next)
            fn(ctx, e->feature, e->route);
}
