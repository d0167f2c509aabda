/* plan_test.c: no query walks through a whole table that grows, but those that must. */
#include "tests/world.h"

#include "gen/tables.h"
#include "util/str.h"

/* What may be read from end to end, and why. */
static const struct {
    const char *query, *why;
} allowed[] = {
    {"attachment.to_scan", "a partial index that holds only what waits"},
    {"attachment.scan_off", "a partial index that holds only what waits"},
    {"attachment.unscanned", "a partial index that holds only what waits"},
    {"attachment.each", "madoguchi check reads every file, too"},
    {"reset_ask.first", "the rowid with LIMIT 1, in a table that holds only what waits"},
    {"mail_token.sweep", "once a day, one row for each account at the most"},
    {"agency.over", "a partial index that holds only open ones"},
    {"agency.untold", "a partial index that holds only what waits"},
    {"audit.last", "the newest row only: the rowid backwards, LIMIT 1"},
    {"audit.of_readers", "a partial index that holds only the catalogue's"},
    {"way_event.each", "a partial index that holds only ways back, for a page of staff"},
    {"audit.walk", "the check of the whole chain"},
    {"campaign.tally", "a mailing looks at every institution"},
    {"letter_request.done", "the newest fifty, by the index of their times"},
    {"letter_request.waiting", "a partial index that holds only what waits"},
    {"deletion.open", "a partial index that holds only open cases"},
    {"deletion.waiting", "a partial index that holds only open cases"},
    {"deletion.stale", "a partial index that holds only open cases"},
    {"deletion.ended", "the newest fifty, by the index of their times"},
    {"deletion.old_statements", "what was deleted in the last thirty days"},
    {"deletion.old_members", "what was deleted in the last thirty days"},
    {"deletion.old_apps", "what was deleted in the last thirty days"},
    {"deletion.old_papers", "what was deleted in the last thirty days"},
    {"deletion.old_people", "what was deleted in the last thirty days"},
    {"deletion.old_logins", "what was deleted in the last thirty days"},
    {"report.open", "a partial index that holds only open ones"},
    {"report.waiting", "a partial index that holds only open ones"},
    {"letter_request.plain", "a partial index that holds only what waits"},
    {"letter_request.link", "a partial index that holds only what waits"},
    {"letter_request.settle", "a partial index that holds only what waits"},
    {"letter_request.open", "a partial index that holds only what waits"},
    {"delivery.all", "the newest fifty plans: the rowid backwards, LIMIT 50"},
    {"order_export.of_all", "the list of all orders, asked for by command"},
    {"order_sum.all", "counts of an index that holds nothing but states and times"},
    {"order_sum.held", "a partial index that holds only what is held"},
    {"campaign.letters", "a mailing looks at every institution"},
    {"trial.each", "the same, before it is made"},
    {"desk.counts", "the job counts once a minute for the staff's first page"},
    {"desk.counts_kept", "partial indexes of what waits or failed, and the drafts"},
    {"institution.each", "export and import of the master"},
    {"institution.count", "counting is reading all of an index"},
    {"news.sums", "before a mail to every account each is counted; no user waits for it"},
    {"mail_sum.now", "once a night all mails are added up, by the index of their states"},
    {"mail_sum.last", "one row a day, the newest first"},
    {"order_grant.list", "the newest hundred: the rowid backwards"},
    {"order_over.list", "once a night all orders are added up"},
    {"outbox.count_waiting", "a partial index that holds only what waits"},
    {"outbox.count_dead", "a partial index that holds only what failed"},
    {"notice_batch.open", "a few batches a day, by the few people who review"},
    {"notice_batch.ended", "the newest fifty: the rowid backwards, with a limit"},
    {"notice_batch.waiting", "a partial index that holds only what waits"},
    {"notice_case.waiting", "a partial index that holds only what waits"},
    {"notice_case.count", "a partial index that holds only what waits"},
    {"notice_case.done", "the newest fifty, by the index of their times"},
    {"founder.ended", "the newest fifty, by the index of their times"},
    {"founder.count", "a partial index that holds only what waits"},
    {"programme_edit.copy", "a programme is added once in a year or two"},
    {"type_edit.add", "a type is added a few times a year"},
    {"type_edit.copy", "a type is added a few times a year"},
    {"type_edit.remove", "a type is added a few times a year"},
    {"notice_reason.live", "a dozen texts"},
    {"notice_reason.all", "a dozen texts"},
    {"notice_reason.add", "a dozen texts"},
    {"notice_queue.filed_age", "a partial index that holds only what waits"},
    {"notice_queue.filed_risk", "a partial index that holds only what waits"},
    {"notice_queue.filed_count", "a partial index that holds only what waits"},
    {"notice_queue.clean", "a partial index that holds only what waits"},
    {"notice_queue.waits", "a partial index that holds only what waits"},
    {"notice_check.new", "a partial index that holds only what nobody has looked at"},
    {"notice_check.stale", "a partial index that holds only what waits"},
    {"notice_stats.table", "counting is reading all of a programme"},
    {"notice_export.each", "an export is everything"},
    {"postcode.clear_places", "an import replaces the whole list"},
    {"postcode.clear_offices", "an import replaces the whole list"},
};

static bool small(struct str line)
{
    static const char *const names[] = {"staff", "campaign", "bureau", "prefecture", "holiday", "terms", "programme",
        "reader", "picture", "reader_limit"};

    for (size_t i = 0; i < COUNT(names); i++) {
        char scan[40];
        snprintf(scan, sizeof(scan), "SCAN %s", names[i]);
        if (str_is(line, scan) || (str_starts(line, str_of(scan)) && line.p[strlen(scan)] == ' '))
            return true;
    }
    return str_starts(line, S("SCAN CONSTANT")) || str_starts(line, S("SCAN (")) ||
        str_has(line, S("VIRTUAL TABLE"));
}

static bool is_allowed(const char *query)
{
    for (size_t i = 0; i < COUNT(allowed); i++)
        if (strcmp(allowed[i].query, query) == 0)
            return true;
    return false;
}

TEST(plan_no_query_scans_a_large_table)
{
    struct app *app = world();
    struct arena a = ARENA_INIT;

    for (size_t i = 0; models[i]; i++) {
        for (size_t q = 0; q < models[i]->n_queries; q++) {
            const char *name = models[i]->queries[q].name;
            struct str plan = db_plan(app->write_db, models[i], (int)q, &a), line;

            CHECK(!str_is(plan, "cannot be explained"));
            while (plan.p && plan.n) {
                line = str_cut(plan, '\n', &plan);
                bool fine = !str_starts(line, S("SCAN")) || small(line) || is_allowed(name);
                CHECK(fine);
                if (!fine)
                    printf("  %s: " STR_FMT "\n", name, STR_ARG(line));
            }
        }
    }
    arena_release(&a);
}
