/* start.c: see start.h. */
#include "model/start.h"

static const struct col cols[] = {COL(start, institution), COL(start, noted_at),
    COL(start, started_on), COL(start, noted_by)};

enum { NOTE, OF };

static const struct query queries[] = {
    [NOTE] = {"start.note", ANY,
        "INSERT INTO institution_start (institution, started_on, noted_at, noted_by)"
        " VALUES (:institution, :started_on, :now, :noted_by) ON CONFLICT (institution)"
        " DO UPDATE SET started_on = :started_on, noted_at = :now, noted_by = :noted_by"},
    [OF] = {"start.of", ANY,
        "SELECT institution, min(started_on) AS started_on FROM institution_started"
        " WHERE institution = :institution GROUP BY institution"},
};

const struct model start_model = MODEL(start, cols, queries);

void start_note(struct db *db, const struct start *row)
{
    if (db_run(db, &start_model, NOTE, row) == ERR_CONFLICT)
        die("start: conflict");
}

bool start_of(struct db *db, int64_t institution, struct start *out)
{
    return db_one(db, &start_model, OF, &(struct start){.institution = institution}, out);
}
