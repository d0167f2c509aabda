/* picture.c: see picture.h. */
#include "model/picture.h"

#include "sys/clock.h"
#include "sys/secret.h"
#include "util/codec.h"
#include "util/str.h"

enum { NAME_BYTES = 16, UNUSED_S = 24 * 3600 };

static const struct col cols[] = {
    COL(picture, name), COL(picture, width), COL(picture, height), COL(picture, at),
    COL(picture, data), COL(picture, since),
};

enum { GET, SIZE, ADD, SWEEP };

static const struct query queries[] = {
    [GET] = {"picture.get", SHARED, "SELECT width, height, data FROM picture WHERE name = :name"},
    [SIZE] = {"picture.size", SHARED, "SELECT width, height FROM picture WHERE name = :name"},
    [ADD] = {"picture.add", ANY,
        "INSERT INTO picture (name, width, height, at, data)"
        " VALUES (:name, :width, :height, :now, :data)"
        " ON CONFLICT (name) DO UPDATE SET at = :now"},
    [SWEEP] = {"picture.sweep", ANY,
        "DELETE FROM picture WHERE at < :since"
        " AND NOT EXISTS (SELECT 1 FROM reader WHERE picture = name)"},
};

const struct model picture_model = MODEL(picture, cols, queries);

enum picture_fault picture_add(
    struct db *db, struct arena *a, struct bytes file, struct str *name)
{
    unsigned char hash[SECRET_SHA256];
    struct picture_facts facts;
    enum picture_fault why = picture_read(file, &facts);
    struct picture row;

    if (why != PICTURE_OK)
        return why;
    file.n = facts.keep;
    secret_sha256(hash, file);
    *name = arena_fmt(a, STR_FMT "%s", STR_ARG(codec_hex(a, (struct bytes){hash, NAME_BYTES})),
        facts.jpeg ? ".jpg" : ".png");
    row = (struct picture){
        .name = *name, .width = facts.width, .height = facts.height, .data = file};
    if (db_run(db, &picture_model, ADD, &row) != OK)
        die("picture: the same name twice");
    return PICTURE_OK;
}

bool picture_get(struct db *db, struct str name, struct picture *out)
{
    return db_one(db, &picture_model, GET, &(struct picture){.name = name}, out);
}

bool picture_size(struct db *db, struct str name, struct picture *out)
{
    return name.n && db_one(db, &picture_model, SIZE, &(struct picture){.name = name}, out);
}

void picture_sweep(struct db *db)
{
    struct picture row = {.since = clock_now() - UNUSED_S};

    if (db_run(db, &picture_model, SWEEP, &row) == ERR_CONFLICT)
        die("picture: a removal conflicts");
}

const char *picture_type(struct str name)
{
    return str_ends(name, S(".png")) ? "image/png" : "image/jpeg";
}
