/* deletion_effect.c: what a deletion takes away, and how it comes back.
 *
 * Rows of member and statement move to former_…, so that every other query sees an
 * institution that is not registered. An account that is left without any institution
 * gives its mail address free: the person may register with it anew. */
#include "model/deletion_impl.h"

#include "sys/clock.h"

static const struct col cols[] = {COL(deletion, id), COL(deletion, institution), COL(deletion, since)};

enum {
    KEEP_LOGINS,
    VOID_LOGINS,
    KEEP_STATEMENT,
    KEEP_MEMBERS,
    END_SESSIONS,
    END_LINKS,
    TELL_CHANGE,
    END_CHANGE,
    END_STATEMENT,
    END_MEMBERS,
    END_PERSON_LINKS,
    FREE_MAIL,
    TAKE_MAIL,
    BACK_STATEMENT,
    BACK_MEMBERS,
    BACK_LOGINS,
    FORGET_STATEMENT,
    FORGET_MEMBERS,
    FORGET_LOGINS,
    OLD_STATEMENTS,
    OLD_APPS,
    OLD_PAPERS,
    OLD_PEOPLE,
    OLD_MEMBERS,
    OLD_LOGINS,
};

#define STATED                                                                           \
    "institution, name, founder, registered_at, letter, proof, founder_jis, kind, rev"
#define MEMBERS "account, institution, role, joined_at, chosen_at"
/* Done, and nobody can restore it any more: the same moment as in deletion.c. */
#define TOO_LATE                                                                         \
    "EXISTS (SELECT 1 FROM deletion d WHERE d.id = deletion AND d.state = 'done'"        \
    " AND d.done_at < :since)"
/* People whom such a deletion has left without any institution. Their names stay in the
 * histories of institutions. */
#define OLD                                                                              \
    "(SELECT a.id FROM former_member f JOIN account a ON a.id = f.account WHERE "        \
    "EXISTS (SELECT 1 FROM deletion d WHERE d.id = f.deletion AND d.state = 'done'"      \
    " AND d.done_at < :since) AND substr(a.mail, 1, 7) = 'former '"                      \
    " AND NOT EXISTS (SELECT 1 FROM former_member y JOIN deletion e ON e.id = y.deletion"  \
    " WHERE y.account = a.id AND e.done_at >= :since))"
#define CHANGE  "institution = :institution AND state IN ('filed', 'returned')"
#define PEOPLE  "(SELECT account FROM former_member WHERE deletion = :id)"
/* In front of the address of an account that has given it free; no address has a blank. */
#define MARK "'former ' || :id || ' '"

static const struct query queries[] = {
    [KEEP_LOGINS] = {"deletion.keep_logins", ANY,
        "INSERT INTO former_credential (deletion, credential) SELECT :id, id"
        " FROM credential WHERE institution = :institution AND state = 'issued'"},
    [VOID_LOGINS] = {"deletion.void_logins", ANY,
        "UPDATE credential SET state = 'void', void_reason = 'deleted'"
        " WHERE institution = :institution AND state = 'issued'"},
    [KEEP_STATEMENT] = {"deletion.keep_statement", ANY,
        "INSERT INTO former_statement (deletion, " STATED ") SELECT :id, " STATED
        " FROM statement WHERE institution = :institution"},
    [KEEP_MEMBERS] = {"deletion.keep_members", ANY,
        "INSERT INTO former_member (deletion, " MEMBERS ") SELECT :id, " MEMBERS
        " FROM member WHERE institution = :institution"},
    [END_SESSIONS] = {"deletion.end_sessions", ANY,
        "DELETE FROM session WHERE institution = :institution AND account IN " PEOPLE},
    [END_LINKS] = {"deletion.end_links", ANY,
        "DELETE FROM token WHERE institution = :institution AND purpose <> 'register'"},
    /* With the statement goes what was to change in it (model/founder.h). */
    [TELL_CHANGE] = {"deletion.tell_change", ANY,
        "INSERT INTO founder_event (change, at, version, actor, event, from_state, to_state,"
        " name, founder, changed_on, reason, note) SELECT id, :now, version, 'job',"
        " 'withdrawn', state, 'withdrawn', name, founder, changed_on, reason, note"
        " FROM founder_change WHERE " CHANGE},
    [END_CHANGE] = {"deletion.end_change", ANY,
        "UPDATE founder_change SET state = 'withdrawn', decided_at = :now,"
        " decided_by = 'job', rev = rev + 1 WHERE " CHANGE},
    [END_STATEMENT] = {"deletion.end_statement", ANY,
        "DELETE FROM statement WHERE institution = :institution"},
    [END_MEMBERS] = {"deletion.end_members", ANY,
        "DELETE FROM member WHERE institution = :institution"},
    [END_PERSON_LINKS] = {"deletion.end_person_links", ANY,
        "DELETE FROM token WHERE account IN " PEOPLE
        " AND NOT EXISTS (SELECT 1 FROM member m WHERE m.account = token.account)"},
    [FREE_MAIL] = {"deletion.free_mail", ANY,
        "UPDATE account SET mail = " MARK " || mail, mail_key = " MARK " || mail_key,"
        " rev = rev + 1 WHERE id IN " PEOPLE
        " AND NOT EXISTS (SELECT 1 FROM member m WHERE m.account = account.id)"},
    [TAKE_MAIL] = {"deletion.take_mail", ANY,
        "UPDATE account SET mail = substr(mail, length(" MARK ") + 1),"
        " mail_key = substr(mail_key, length(" MARK ") + 1), rev = rev + 1"
        " WHERE id IN " PEOPLE " AND substr(mail, 1, length(" MARK ")) = " MARK},
    [BACK_STATEMENT] = {"deletion.back_statement", ANY,
        "INSERT INTO statement (" STATED ") SELECT " STATED
        " FROM former_statement WHERE deletion = :id"},
    [BACK_MEMBERS] = {"deletion.back_members", ANY,
        "INSERT INTO member (" MEMBERS ") SELECT " MEMBERS
        " FROM former_member WHERE deletion = :id"},
    [BACK_LOGINS] = {"deletion.back_logins", ANY,
        "UPDATE credential SET state = 'issued', void_reason = ''"
        " WHERE state = 'void' AND void_reason = 'deleted'"
        " AND id IN (SELECT credential FROM former_credential WHERE deletion = :id)"},
    [FORGET_STATEMENT] = {"deletion.forget_statement", ANY,
        "DELETE FROM former_statement WHERE deletion = :id"},
    [FORGET_MEMBERS] = {"deletion.forget_members", ANY,
        "DELETE FROM former_member WHERE deletion = :id"},
    [FORGET_LOGINS] = {"deletion.forget_logins", ANY,
        "DELETE FROM former_credential WHERE deletion = :id"},
    [OLD_STATEMENTS] = {"deletion.old_statements", ANY,
        "DELETE FROM former_statement WHERE " TOO_LATE},
    [OLD_APPS] = {"deletion.old_apps", ANY, "DELETE FROM factor WHERE account IN " OLD},
    [OLD_PAPERS] = {"deletion.old_papers", ANY, "DELETE FROM recovery WHERE account IN " OLD},
    [OLD_PEOPLE] = {"deletion.old_people", ANY,
        "UPDATE account SET mail = 'former ' || id, mail_key = 'former ' || id, new_mail = '',"
        " password = '', phone = '', rev = rev + 1 WHERE id IN " OLD},
    [OLD_MEMBERS] = {"deletion.old_members", ANY, "DELETE FROM former_member WHERE " TOO_LATE},
    [OLD_LOGINS] = {"deletion.old_logins", ANY,
        "DELETE FROM former_credential WHERE " TOO_LATE},
};

const struct model deletion_effect_model = {.name = "deletion_effect",
    .cols = cols,
    .n_cols = COUNT(cols),
    .size = sizeof(struct deletion),
    .queries = queries,
    .n_queries = COUNT(queries),
    .slot = &(int){0}};

/* Nothing of a kind is fine. */
static enum err run(struct db *db, int q, const struct deletion *d)
{
    enum err e = db_run(db, &deletion_effect_model, q, d);

    return e == ERR_NOT_FOUND ? OK : e;
}

static enum err all(struct db *db, const struct deletion *d, int from, int to)
{
    enum err e = OK;

    for (int q = from; q <= to && e == OK; q++)
        e = run(db, q, d);
    return e;
}

void deletion_execute(struct db *db, const struct deletion *d)
{
    if (all(db, d, KEEP_LOGINS, FREE_MAIL) != OK)
        die("deletion: conflict");
}

enum err deletion_restore(struct db *db, const struct deletion *d)
{
    return all(db, d, TAKE_MAIL, FORGET_LOGINS);
}

void deletion_forget(struct db *db)
{
    struct deletion in = {.since = clock_now() - DELETION_RESTORE_DAYS * 24 * 3600};

    if (all(db, &in, OLD_STATEMENTS, OLD_LOGINS) != OK)
        die("deletion: conflict");
}
