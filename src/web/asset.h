/* asset.h: a file of static/ as it lies in the program. The table is made at build time
 * by gen/embed.c; gen/static.h has a macro for each address, STATIC_PORTAL_CSS and so on.
 */
#ifndef WEB_ASSET_H
#define WEB_ASSET_H

#include "web/out.h"

struct asset {
    struct str path;            /* "/s/portal.1a2b3c4d.css": changes with the content */
    const char *name;           /* "portal.css" */
    const char *type;           /* content type */
    const char *etag;           /* with its quotes */
    struct bytes plain, br, gz; /* br and gz: n 0 when they would not be shorter */
};

extern const struct asset assets[]; /* ends with name NULL */

const struct asset *asset_find(struct str path); /* NULL: there is none */

#endif
