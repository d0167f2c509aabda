/* picture.c: the catalogue's pictures. The address is made from the content, so browsers may
 * keep it; the type is ours, from the bytes that were checked when it was uploaded. */
#include "model/picture.h"

#include "util/str.h"
#include "web/app.h"

static int show(struct req *r)
{
    struct picture p;

    if (!picture_get(r->db, r->arg[0], &p))
        return not_found(r);
    r->lasting = true;
    return text_reply(r, picture_type(r->arg[0]), (struct str){(const char *)p.data.p, p.data.n});
}

static const struct route routes[] = {
    {"GET", "/pictures/{name}", PUBLIC, "写真", show},
    {0},
};

const struct feature picture_feature = {"picture", routes};
