/* asset.c: finding a file of static/. There are a handful. */
#include "web/asset.h"

#include "util/str.h"

const struct asset *asset_find(struct str path)
{
    for (const struct asset *a = assets; a->name; a++)
        if (str_eq(a->path, path))
            return a;
    return NULL;
}
