/* demo_papers.c: a paper for some filings of the demo: a page marked as a sample, the
 * same file for all, so that it is there once. */
#include "job/demo.h"
#include "model/attachment.h"
#include "model/notice_follow.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/filestore.h"
#include "util/str.h"

enum { MOST = 12 };

static const char paper[] =
    "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n"
    "<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n3 0 obj\n"
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
    "/Resources<</Font<</F 5 0 R>>>>>>\n"
    "endobj\n4 0 obj\n<</Length 45>>stream\n"
    "BT /F 40 Tf 90 600 Td (SAMPLE DOCUMENT) Tj ET\nendstream\nendobj\n5 0 obj\n"
    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>\nendobj\nxref\n0 6\n"
    "0000000000 65535 f \n0000000009 00000 n \n0000000054 00000 n \n"
    "0000000105 00000 n \n0000000216 00000 n \n0000000308 00000 n \ntrailer\n"
    "<</Size 6/Root 1 0 R>>\nstartxref\n371\n%%EOF\n";

static bool store(struct arena *a, const char *data, unsigned char hash[SECRET_SHA256])
{
    struct str files = arena_fmt(a, "%s/files", data), from = arena_fmt(a, "%s/files/demo", data);

    secret_sha256(hash, secret_bytes(str_of(paper)));
    return file_mkdir(files.p) && file_write(from.p, 0600, paper, sizeof(paper) - 1) &&
        filestore_put(a, data, from.p, (struct bytes){hash, SECRET_SHA256});
}

static void put(struct db *db, struct arena *a, const struct demo_paper *p, struct bytes hash)
{
    struct attachment x = {.actor = S("job"), .form = S("demo"), .name = p->name,
        .type = S("pdf"), .size = sizeof(paper) - 1, .sha256 = hash, .scan = S(""),
        .kind = p->kind, .title = p->title};

    db_as(db, a, p->institution);
    attachment_add(db, &x);
    attachment_commit(db, x.actor, x.form, p->table, p->owner, p->version);
    db_as(db, a, DB_ALL);
}

bool demo_paper(struct db *db, struct arena *a, const char *data, const struct demo_paper *p)
{
    unsigned char hash[SECRET_SHA256];

    if (!store(a, data, hash))
        return false;
    put(db, a, p, (struct bytes){hash, sizeof(hash)});
    return true;
}

/* True: it has one now. */
static bool add(struct db *db, struct arena *a, const struct notice *n, struct bytes hash)
{
    struct attachment_kinds k = attachment_kinds_on(db, n->type, date_tokyo(clock_now()));
    struct demo_paper p = {.institution = n->institution, .owner = n->id, .table = "notice",
        .version = n->version, .name = S("契約書の写し（見本）.pdf")};

    if (!k.n || !n->version)
        return false;
    p.kind = arena_fmt(a, "%lld", (long long)k.v[0].id);
    p.title = k.v[0].title;
    put(db, a, &p, hash);
    notice_followed(db, n, S("job"), p.name);
    return true;
}

bool demo_papers(struct db *db, struct arena *a, const char *data, int64_t last)
{
    unsigned char hash[SECRET_SHA256];
    size_t n = 0;

    if (!store(a, data, hash))
        return false;
    for (int64_t id = 1; id <= last && n < MOST; id++) {
        struct notice_list l = notice_of(db, id);

        for (size_t i = 0; i < l.n; i++)
            n += add(db, a, &l.v[i], (struct bytes){hash, sizeof(hash)});
    }
    return true;
}
