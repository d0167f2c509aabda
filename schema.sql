-- schema.sql: the whole database; its comments are the data dictionary.
--
-- Rules. STRICT tables. Times are INTEGER seconds since 1970 UTC, days are TEXT
-- YYYY-MM-DD in Tokyo, yes/no is 0/1, states are TEXT words that the model's table of
-- states lists. Rows that a person can edit carry rev, +1 at every save. Secrets are
-- stored as hashes only, TOTP seeds sealed under a key that is not in here.
PRAGMA application_id = 0x4d41444f; -- "MADO"
PRAGMA user_version = 1;

-- ============================================================ master
-- What the operating agency knows of each institution; filled by imports only.

CREATE TABLE institution (
    id           INTEGER PRIMARY KEY,
    pref         TEXT NOT NULL,               -- 01-47
    score_table  TEXT NOT NULL,               -- 1 3 4 6
    code         TEXT NOT NULL,               -- 7 digits, unique inside pref and score_table
    kind         TEXT NOT NULL,               -- hospital clinic dental pharmacy nursing
    name         TEXT NOT NULL,               -- byte for byte as imported
    kana         TEXT NOT NULL DEFAULT '',
    founder      TEXT NOT NULL DEFAULT '',
    zip          TEXT NOT NULL DEFAULT '',    -- 7 digits
    address      TEXT NOT NULL DEFAULT '',
    phone        TEXT NOT NULL DEFAULT '',    -- as imported
    phone_digits TEXT NOT NULL DEFAULT '',
    name_key     TEXT NOT NULL DEFAULT '',    -- the name as it is searched, util/kana.h
    beds         INTEGER,
    attached_dental INTEGER NOT NULL DEFAULT 0,
    obliged      INTEGER NOT NULL DEFAULT 1 CHECK (obliged IN (0, 1, 2)),
                 -- to use online qualification: 0 no, it claims on paper; 2 nobody has said:
                 -- taken as 1, but letters say so
    designated_on TEXT,
    closed_on    TEXT,                        -- first day on which it is closed
    changed_at   INTEGER NOT NULL,
    UNIQUE (pref, score_table, code)
) STRICT;
CREATE INDEX institution_code ON institution (code, pref, score_table);
CREATE INDEX institution_phone ON institution (phone_digits) WHERE phone_digits <> '';
CREATE INDEX institution_name ON institution (name_key);

-- Words of name, kana, founder (head) and address (place) as pairs of characters; see
-- model/institution.c. Keys are folded before they come here, so the plain tokenizer is
-- right: it takes every character beyond ASCII as part of a token.
CREATE VIRTUAL TABLE institution_fts USING fts5 (head, place, content = '',
    columnsize = 0, detail = 'column', tokenize = "ascii tokenchars '-'");
-- An import of a whole master is sorted in memory instead of being merged a megabyte at
-- a time.
INSERT INTO institution_fts (institution_fts, rank) VALUES ('hashsize', 67108864);

-- Public holidays: computed when the portal is made, then as imported. A year with at
-- least one row is ruled by its rows alone.
CREATE TABLE holiday (
    day          TEXT PRIMARY KEY,            -- YYYY-MM-DD
    name         TEXT NOT NULL
) STRICT;

-- Postal codes of places (office empty) and of single large offices.
CREATE TABLE postcode (
    id           INTEGER PRIMARY KEY,
    zip          TEXT NOT NULL,               -- 7 digits; several places may share one
    pref         TEXT NOT NULL,               -- 01-47
    city         TEXT NOT NULL,
    town         TEXT NOT NULL DEFAULT '',    -- and street, for an office
    office       TEXT NOT NULL DEFAULT ''     -- its name
) STRICT;
CREATE INDEX postcode_zip ON postcode (zip);

-- ============================================================ letters
-- Campaigns, chunks, letters and the provisional credentials printed on them.

-- One mailing: whom it is for, what it says, until when its logins work. The selection is
-- frozen as rows of letter when the campaign is made.
CREATE TABLE campaign (
    id           INTEGER PRIMARY KEY,
    name         TEXT NOT NULL UNIQUE,        -- as staff call it; part of file names
    form         TEXT NOT NULL,               -- 2022-08 2023-02 2025
    cutoff       TEXT NOT NULL,               -- unregistered on this day
    kind         TEXT NOT NULL DEFAULT '',    -- only this kind of institution
    pref         TEXT NOT NULL DEFAULT '',    -- only this prefecture
    posted_on    TEXT NOT NULL,               -- date on the letter
    valid_until  TEXT NOT NULL,
    origin       TEXT NOT NULL,               -- https://host, as in the QR codes
    folder       TEXT NOT NULL,               -- where the files are
    state        TEXT NOT NULL,               -- open done
    considered   INTEGER NOT NULL DEFAULT 0,  -- of this kind and prefecture
    closed       INTEGER NOT NULL DEFAULT 0,  -- excluded: closed, or not yet open
    registered   INTEGER NOT NULL DEFAULT 0,  -- excluded: has an account
    has_letter   INTEGER NOT NULL DEFAULT 0,  -- excluded: an earlier letter still works
    no_address   INTEGER NOT NULL DEFAULT 0,  -- excluded: the post could not find it
    over_limit   INTEGER NOT NULL DEFAULT 0,  -- excluded: behind --limit
    selected     INTEGER NOT NULL DEFAULT 0,
    created_at   INTEGER NOT NULL,
    checked_at   INTEGER NOT NULL DEFAULT 0,  -- its letters, before printing; 0: never
    checked      INTEGER NOT NULL DEFAULT 0   -- how many that were
) STRICT;

-- One PDF file of a campaign: up to 1,000 letters in the order of postal codes.
CREATE TABLE chunk (
    id           INTEGER PRIMARY KEY,
    campaign     INTEGER NOT NULL REFERENCES campaign (id),
    seq          INTEGER NOT NULL,            -- 1, 2, 3 in the campaign
    state        TEXT NOT NULL,               -- planned building sealed published
    file         TEXT NOT NULL,               -- name in the campaign's folder
    sha256       BLOB,                        -- of the file, once sealed
    letters      INTEGER NOT NULL DEFAULT 0,  -- printed in it
    posted_on    TEXT NOT NULL DEFAULT '',    -- of letters issued again; empty: as the
    valid_until  TEXT NOT NULL DEFAULT '',    -- campaign says
    UNIQUE (campaign, seq)
) STRICT;

-- One letter to one institution. Its id is the number on paper.
CREATE TABLE letter (
    id           INTEGER PRIMARY KEY,
    campaign     INTEGER NOT NULL REFERENCES campaign (id),
    institution  INTEGER NOT NULL REFERENCES institution (id),
    chunk        INTEGER NOT NULL,            -- seq of the chunk in the campaign
    seq          INTEGER NOT NULL DEFAULT 0,  -- place in the chunk's file, from 1
    generation   INTEGER NOT NULL DEFAULT 1,
    credential   INTEGER,                     -- NULL on letters without a login
    state        TEXT NOT NULL, -- planned written blocked_glyph blocked_overflow pulled used
                                -- returned void faulty (printing waits) left_out
    reason       TEXT NOT NULL DEFAULT '',    -- of blocked, pulled, returned, void, faulty
    UNIQUE (campaign, institution)
) STRICT;
CREATE INDEX letter_chunk ON letter (campaign, chunk);
CREATE INDEX letter_institution ON letter (institution);
CREATE INDEX letter_state ON letter (campaign, state);

-- Whoever got a letter says that it does not concern him. One open report for a letter.
CREATE TABLE report (
    id           INTEGER PRIMARY KEY,
    letter       INTEGER NOT NULL REFERENCES letter (id),
    institution  INTEGER NOT NULL REFERENCES institution (id),
    kind         TEXT NOT NULL CHECK (kind IN ('addressee', 'closed', 'registered', 'other')),
    at           INTEGER NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('open', 'done')),
    done_at      INTEGER,
    done_by      INTEGER                      -- staff
) STRICT;
CREATE UNIQUE INDEX report_open ON report (letter) WHERE state = 'open';
CREATE INDEX report_at ON report (at);

-- A provisional login: random ID and password, printed on one letter. Dies at
-- registration, at reissue, when the letter comes back, and after valid_until.
CREATE TABLE credential (
    id           INTEGER PRIMARY KEY,
    institution  INTEGER NOT NULL REFERENCES institution (id),
    login        TEXT NOT NULL UNIQUE,        -- 4K7QM29XD@01, upper case
    hash         BLOB NOT NULL,               -- 32 bytes, see model/credential.h
    salt         BLOB NOT NULL,
    generation   INTEGER NOT NULL DEFAULT 1,
    letter       INTEGER NOT NULL DEFAULT 0,
    valid_until  TEXT NOT NULL,               -- last day on which it works
    state        TEXT NOT NULL,               -- issued used void
    void_reason  TEXT NOT NULL DEFAULT '',
    recovery     INTEGER NOT NULL DEFAULT 0,  -- 1: of a letter to a registered institution:
                                              -- registers nothing, opens nothing; brings back
                                              -- who has lost mailbox or second factor
    fails        INTEGER NOT NULL DEFAULT 0,  -- wrong passwords in a row
    created_at   INTEGER NOT NULL,
    used_at      INTEGER
) STRICT;
CREATE INDEX credential_institution ON credential (institution);
CREATE INDEX credential_issued ON credential (valid_until) WHERE state = 'issued';
CREATE INDEX credential_letter ON credential (letter, generation);

-- Somebody asked for a new letter; it goes to the master's address and nowhere else.
CREATE TABLE letter_request (
    id           INTEGER PRIMARY KEY,
    institution  INTEGER NOT NULL REFERENCES institution (id),
    asked_at     INTEGER NOT NULL,
    asked_by     TEXT NOT NULL,               -- '-' the public form, 'a:12', 's:3'
    state        TEXT NOT NULL CHECK (state IN ('asked', 'issued', 'refused')),
    reason       TEXT NOT NULL DEFAULT '',    -- of refused: registered closed no_address staff
                                              -- member (somebody of the institution stopped it)
    recovery     INTEGER NOT NULL DEFAULT 0,  -- 1: asked for a registered institution; its
                                              -- letter has a login of that kind
    letter       INTEGER,                     -- the letter that was made of it
    done_at      INTEGER                      -- when it was issued or refused
) STRICT;
CREATE INDEX letter_request_institution ON letter_request (institution, asked_at);
CREATE INDEX letter_request_asked_at ON letter_request (asked_at);
CREATE INDEX letter_request_letter ON letter_request (letter) WHERE letter IS NOT NULL;
-- One at a time.
CREATE UNIQUE INDEX letter_request_open ON letter_request (institution) WHERE state = 'asked';

-- ============================================================ accounts

-- A person's login. The mail address is the login ID.
CREATE TABLE account (
    id           INTEGER PRIMARY KEY,
    mail         TEXT NOT NULL UNIQUE,        -- as typed, domain in lower case
    mail_key     TEXT NOT NULL UNIQUE,        -- whole address in lower case: one login each
    mail_confirmed_at INTEGER,                -- NULL until the link in the mail was pressed
    new_mail     TEXT NOT NULL DEFAULT '',    -- asked for, and its link not pressed yet
    password     TEXT NOT NULL,               -- sys/secret.h: v1$t$m$salt$hash
    contact      TEXT NOT NULL,               -- 担当者名
    phone        TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    changed_at   INTEGER NOT NULL,
    login_at     INTEGER,                     -- the login of the present session
    login_before INTEGER,                     -- the one before it, shown to the user
    news         INTEGER NOT NULL DEFAULT 1,  -- 0: wants no mails of news
    rev          INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX account_unconfirmed ON account (id) WHERE mail_confirmed_at IS NULL;

-- What an institution states of itself; the master stays as it is beside it.
CREATE TABLE statement (
    institution  INTEGER PRIMARY KEY,
    name         TEXT NOT NULL,               -- 医療機関等名
    founder      TEXT NOT NULL,               -- 開設者氏名
    registered_at INTEGER NOT NULL,
    letter       INTEGER,                     -- the letter whose login led here
    proof        TEXT NOT NULL DEFAULT 'letter', -- letter, callback; empty: by mail link
                                              -- only, so that it may not do everything yet
    founder_jis  TEXT NOT NULL DEFAULT '',    -- the founder in characters of JIS X 0208, for
                                              -- systems that know no others; empty: as it is
    kind         TEXT NOT NULL DEFAULT '',    -- 所属機関 as stated; empty: not asked
    rev          INTEGER NOT NULL DEFAULT 1
) STRICT;

-- The institution says that its founder or its name has changed; what it stated stays in
-- force until staff have accepted it. States: model/founder.h.
CREATE TABLE founder_change (
    id           INTEGER PRIMARY KEY,
    number       TEXT NOT NULL UNIQUE,        -- receipt: 8 characters and a check character
    institution  INTEGER NOT NULL REFERENCES institution (id),
    state        TEXT NOT NULL
                 CHECK (state IN ('filed', 'returned', 'accepted', 'withdrawn')),
    version      INTEGER NOT NULL DEFAULT 1,  -- handed in so often
    name         TEXT NOT NULL,               -- as they are to be, as in statement
    founder      TEXT NOT NULL,
    founder_jis  TEXT NOT NULL,
    changed_on   TEXT NOT NULL,
    said         TEXT NOT NULL,
    old_name     TEXT NOT NULL,               -- in force when it was handed in
    old_founder  TEXT NOT NULL,
    base         INTEGER NOT NULL,            -- statement.rev then: accepted for no other
    filed_at     INTEGER NOT NULL,
    filed_by     TEXT NOT NULL,               -- of the newest version: 'a:12'
    handed_at    INTEGER NOT NULL,            -- the newest version
    due          TEXT NOT NULL,               -- of the decision
    decided_at   INTEGER,                     -- returned, accepted, withdrawn
    decided_by   TEXT NOT NULL DEFAULT '',
    reason       TEXT NOT NULL DEFAULT '',    -- why it went back
    note         TEXT NOT NULL DEFAULT '',    -- to the institution
    rev          INTEGER NOT NULL DEFAULT 1
) STRICT;
-- One at a time.
CREATE UNIQUE INDEX founder_change_open ON founder_change (institution)
    WHERE state IN ('filed', 'returned');
CREATE INDEX founder_change_institution ON founder_change (institution, filed_at);
CREATE INDEX founder_change_waiting ON founder_change (state, handed_at)
    WHERE state IN ('filed', 'returned');
CREATE INDEX founder_change_ended ON founder_change (decided_at)
    WHERE state IN ('accepted', 'withdrawn');

CREATE TABLE founder_event (
    id           INTEGER PRIMARY KEY,
    change       INTEGER NOT NULL REFERENCES founder_change (id),
    at           INTEGER NOT NULL,
    version      INTEGER NOT NULL,
    actor        TEXT NOT NULL,
    event        TEXT NOT NULL,               -- filed corrected returned accepted withdrawn
    from_state   TEXT NOT NULL,
    to_state     TEXT NOT NULL,
    name         TEXT NOT NULL,               -- as they were then
    founder      TEXT NOT NULL,
    changed_on   TEXT NOT NULL,
    reason       TEXT NOT NULL,
    note         TEXT NOT NULL
) STRICT;
CREATE INDEX founder_event_change ON founder_event (change);

-- Who may act for which institution.
CREATE TABLE member (
    account      INTEGER NOT NULL REFERENCES account (id),
    institution  INTEGER NOT NULL,
    role         TEXT NOT NULL CHECK (role IN ('owner', 'staff', 'viewer')),
    joined_at    INTEGER NOT NULL,
    chosen_at    INTEGER NOT NULL DEFAULT 0,  -- when the person last chose to act for it
    PRIMARY KEY (account, institution)
) STRICT;
CREATE INDEX member_institution ON member (institution);

-- Somebody outside who does named procedures for an institution until a day: its vendor, a
-- certified solicitor, the office of its group. Not a member. Rules: model/agency.h.
CREATE TABLE agency (
    id           INTEGER PRIMARY KEY,
    institution  INTEGER NOT NULL REFERENCES institution (id),
    mail         TEXT NOT NULL,               -- where the invitation goes
    mail_key     TEXT NOT NULL,               -- the same in lower case
    firm         TEXT NOT NULL CHECK (firm <> ''),
    person       TEXT NOT NULL CHECK (person <> ''),
    procedures   INTEGER NOT NULL CHECK (procedures > 0), -- bits: model/agency.h
    until_day    TEXT NOT NULL,               -- the last day on which it works
    state        TEXT NOT NULL CHECK (state IN ('invited', 'active', 'ended')),
    account      INTEGER REFERENCES account (id), -- who has accepted; NULL: nobody yet
    made_at      INTEGER NOT NULL,
    made_by      INTEGER NOT NULL REFERENCES account (id), -- the owner who asked
    accepted_at  INTEGER,
    chosen_at    INTEGER NOT NULL DEFAULT 0,  -- when the agent last chose to act for it
    ended_at     INTEGER,
    ended_by     TEXT NOT NULL DEFAULT '',    -- 'a:12', 'g:7' the agent, 'job'
    reason       TEXT NOT NULL DEFAULT '' CHECK (reason IN ('', 'owner', 'agent', 'day',
                 'institution', 'login')),    -- of the end
    warned       TEXT NOT NULL DEFAULT '',    -- the until_day that a mail was about
    told_at      INTEGER,                     -- when the mails of the end were written
    rev          INTEGER NOT NULL DEFAULT 1,
    CHECK (state <> 'active' OR account IS NOT NULL),
    CHECK ((state = 'ended') = (ended_at IS NOT NULL))
) STRICT;
CREATE INDEX agency_institution ON agency (institution, made_at);
CREATE INDEX agency_open ON agency (until_day) WHERE state <> 'ended';
CREATE INDEX agency_untold ON agency (ended_at) WHERE state = 'ended' AND told_at IS NULL;
CREATE INDEX agency_made_by ON agency (made_by);
CREATE INDEX agency_account ON agency (account) WHERE account IS NOT NULL;
-- One at a time for an address, and for a login.
CREATE UNIQUE INDEX agency_one ON agency (institution, mail_key) WHERE state <> 'ended';
CREATE UNIQUE INDEX agency_active ON agency (account, institution) WHERE state = 'active';

-- A medical and a dental institution at one site, as somebody has confirmed.
CREATE TABLE pair (
    medical      INTEGER PRIMARY KEY REFERENCES institution (id), -- score table 1
    dental       INTEGER NOT NULL UNIQUE REFERENCES institution (id), -- score table 3
    made_at      INTEGER NOT NULL,
    made_by      TEXT NOT NULL                -- 'a:12', 's:3'
) STRICT;

-- Somebody called and asks that a lost letter's login, or the account, be deleted. State
-- moves, guards and effects: model/deletion.h.
CREATE TABLE deletion (
    id           INTEGER PRIMARY KEY,
    number       TEXT NOT NULL UNIQUE,        -- receipt: 8 characters and a check character
    institution  INTEGER NOT NULL REFERENCES institution (id),
    account      INTEGER NOT NULL DEFAULT 0,  -- the owner's; 0: a letter's login only
    state        TEXT NOT NULL
                 CHECK (state IN ('asked', 'verified', 'scheduled', 'done', 'cancelled', 'restored')),
    caller       TEXT NOT NULL,               -- the name that the caller gave
    asked_at     INTEGER NOT NULL,
    asked_by     INTEGER NOT NULL,            -- staff
    calls        INTEGER NOT NULL DEFAULT 0,  -- tries to call back
    called_at    INTEGER,                     -- the call-back that reached the institution
    verified_at  INTEGER,
    verified_by  INTEGER,                     -- staff
    override     TEXT NOT NULL DEFAULT '',    -- why a supervisor did without the check
    scheduled_at INTEGER,
    scheduled_by INTEGER,                     -- staff; of an account somebody else
    effective_at INTEGER,                     -- when it is done, unless it is cancelled before
    done_at      INTEGER,
    ended_at     INTEGER,                     -- cancelled or restored
    ended_by     TEXT NOT NULL DEFAULT '',    -- 's:3', 'a:12', 'c:7', 'job'
    reason       TEXT NOT NULL DEFAULT ''     -- of the end
) STRICT;
CREATE INDEX deletion_institution ON deletion (institution, asked_at);
CREATE INDEX deletion_asked_at ON deletion (asked_at);
CREATE INDEX deletion_scheduled_by ON deletion (scheduled_by, scheduled_at);
CREATE INDEX deletion_due ON deletion (effective_at) WHERE state = 'scheduled';
-- One at a time.
CREATE UNIQUE INDEX deletion_open ON deletion (institution)
    WHERE state IN ('asked', 'verified', 'scheduled');

-- The questions that the caller is asked; the answers are looked up, not kept.
CREATE TABLE deletion_check (
    deletion     INTEGER NOT NULL REFERENCES deletion (id),
    question     TEXT NOT NULL,               -- contact registered login letter founder …
    opened_at    INTEGER,                     -- asked: the answer was shown to the operator
    opened_by    INTEGER,
    result       TEXT NOT NULL DEFAULT '' CHECK (result IN ('', 'right', 'wrong', 'unknown')),
    PRIMARY KEY (deletion, question)
) STRICT;

-- What a deletion took away, for 'restored': the columns of member and statement.
CREATE TABLE former_member (
    deletion     INTEGER NOT NULL REFERENCES deletion (id),
    account      INTEGER NOT NULL,
    institution  INTEGER NOT NULL,
    role         TEXT NOT NULL,
    joined_at    INTEGER NOT NULL,
    chosen_at    INTEGER NOT NULL,
    PRIMARY KEY (deletion, account)
) STRICT;
CREATE INDEX former_member_account ON former_member (account);
CREATE TABLE former_credential (
    deletion     INTEGER NOT NULL REFERENCES deletion (id),
    credential   INTEGER NOT NULL,
    PRIMARY KEY (deletion, credential)
) STRICT;
CREATE TABLE former_statement (
    deletion     INTEGER PRIMARY KEY REFERENCES deletion (id),
    institution  INTEGER NOT NULL,
    name         TEXT NOT NULL,
    founder      TEXT NOT NULL,
    registered_at INTEGER NOT NULL,
    letter       INTEGER,
    proof        TEXT NOT NULL,
    founder_jis  TEXT NOT NULL,
    kind         TEXT NOT NULL,
    rev          INTEGER NOT NULL
) STRICT;

-- The versions of the terms of use (templates/info/info.html). Whoever registers accepts the
-- one in force; a newer one is asked for once, with what has changed.
CREATE TABLE terms (
    version      INTEGER PRIMARY KEY,         -- 1, 2, 3
    valid_from   TEXT NOT NULL,               -- YYYY-MM-DD
    changes      TEXT NOT NULL DEFAULT ''     -- against the version before, in plain words,
                                              -- a line for each; empty: nothing to compare
) STRICT;
INSERT INTO terms (version, valid_from) VALUES (1, '2023-01-01');

-- Who accepted which version when. Rows are never removed.
CREATE TABLE consent (
    account      INTEGER NOT NULL,
    version      INTEGER NOT NULL,
    accepted_at  INTEGER NOT NULL,
    PRIMARY KEY (account, version)
) STRICT;
CREATE INDEX consent_version ON consent (version, accepted_at);

-- A link sent by mail. Single use; only the hash is kept.
CREATE TABLE token (
    hash         BLOB PRIMARY KEY,            -- SHA-256 of the token
    purpose      TEXT NOT NULL,               -- confirm register reset rollback invite agent
    mail         TEXT NOT NULL COLLATE NOCASE, -- the address that it was sent to: links are
                                              -- counted for a mailbox, however it is written
    account      INTEGER REFERENCES account (id),
    institution  INTEGER,
    extra        TEXT NOT NULL DEFAULT '',    -- what belongs to the purpose
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    used_at      INTEGER
) STRICT;
CREATE INDEX token_mail ON token (mail, purpose);
-- Not only those that have one: a link for nobody must cost as much as one for an account.
CREATE INDEX token_account ON token (account);
CREATE INDEX token_institution ON token (institution);
CREATE INDEX token_expires ON token (expires_at);
CREATE INDEX token_invite ON token (institution) WHERE purpose = 'invite';

-- Who asked for a link to a new password and has no mail yet. The page only notes it: what it
-- writes is the same for every address, and what differs takes place in the job process.
CREATE TABLE reset_ask (
    id           INTEGER PRIMARY KEY,
    mail         TEXT NOT NULL,               -- as it was typed, normalized
    request      TEXT NOT NULL,               -- for the audit
    asked_at     INTEGER NOT NULL
) STRICT;

-- The second factor of a login whose owner wants one: an authenticator app.
CREATE TABLE factor (
    account      INTEGER PRIMARY KEY REFERENCES account (id),
    seed         BLOB NOT NULL,               -- sealed
    last         INTEGER NOT NULL DEFAULT 0,  -- last counter used: a code works once
    created_at   INTEGER NOT NULL,
    enrolled_at  INTEGER                      -- NULL until the first code was right
) STRICT;

-- Somebody has lost mailbox or second factor, and asks an owner of the same institution to
-- approve a way back; see model/help.h.
CREATE TABLE help (
    id           INTEGER PRIMARY KEY,
    number       TEXT NOT NULL UNIQUE,        -- 8 digits, told to the owner by voice
    kind         TEXT NOT NULL CHECK (kind IN ('mail', 'factor')),
    account      INTEGER REFERENCES account (id), -- of mail: when it is approved
    login_key    TEXT NOT NULL DEFAULT '',    -- until then what was typed, as account.mail_key
    new_mail     TEXT NOT NULL COLLATE NOCASE, -- of mail: the address to be; else the login's
    asked_at     INTEGER NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('asked', 'approved', 'done')),
    approved_at  INTEGER,
    approved_by  INTEGER REFERENCES account (id)
) STRICT;
CREATE INDEX help_asked_at ON help (asked_at);
CREATE INDEX help_mail ON help (new_mail, asked_at);
CREATE INDEX help_account ON help (account) WHERE account IS NOT NULL;
CREATE INDEX help_approved_by ON help (approved_by) WHERE approved_by IS NOT NULL;

-- Recovery codes on paper, for when the app is gone. Single use; see model/factor.h.
CREATE TABLE recovery (
    account      INTEGER NOT NULL REFERENCES account (id),
    seq          INTEGER NOT NULL,            -- 1 to 10
    stored       TEXT NOT NULL,
    used_at      INTEGER,
    PRIMARY KEY (account, seq)
) STRICT;

-- ============================================================ card readers
-- What can be ordered.

-- Pictures of the catalogue, PNG or JPEG, as they were uploaded.
CREATE TABLE picture (
    name         TEXT PRIMARY KEY,            -- from the content's SHA-256; .png or .jpg
    width        INTEGER NOT NULL,            -- pixels
    height       INTEGER NOT NULL,
    at           INTEGER NOT NULL,            -- last uploaded
    data         BLOB NOT NULL                -- 1 MB at the most
) STRICT;

-- The catalogue. What a maker has not published is NULL or empty, and shown as such.
CREATE TABLE reader (
    id           INTEGER PRIMARY KEY,
    maker        TEXT NOT NULL,
    product      TEXT NOT NULL,
    model        TEXT NOT NULL DEFAULT '',    -- 型番
    width_mm     INTEGER CHECK (width_mm BETWEEN 1 AND 2000),
    depth_mm     INTEGER CHECK (depth_mm BETWEEN 1 AND 2000),
    height_mm    INTEGER CHECK (height_mm BETWEEN 1 AND 2000),
    weight_g     INTEGER CHECK (weight_g BETWEEN 1 AND 100000),
    visual       TEXT NOT NULL DEFAULT '' CHECK (visual IN ('', 'yes', 'no')), -- 目視確認
    features     TEXT NOT NULL DEFAULT '',
    restrictions TEXT NOT NULL DEFAULT '',
    running_cost TEXT NOT NULL DEFAULT '',
    lead_time    TEXT NOT NULL DEFAULT '',
    picture      TEXT REFERENCES picture (name),
    orderable_from  TEXT,                     -- first day
    orderable_until TEXT,                     -- last day
    sample       INTEGER NOT NULL DEFAULT 0 CHECK (sample IN (0, 1)), -- invented: 見本
    rev          INTEGER NOT NULL DEFAULT 1,
    UNIQUE (maker, product, model),
    CHECK (orderable_from <= orderable_until) -- or one of them is open
) STRICT;
-- What is public of the products that the ministry's catalogue has had; staff add the rest.
INSERT INTO reader (maker, product, model) VALUES
    ('株式会社アルメックス', 'Sma-pa マイナタッチ', ''),
    ('キヤノンマーケティングジャパン株式会社', 'Hi-CARA', ''),
    ('パナソニック コネクト株式会社', '顔認証付きカードリーダー', 'XC-STFR1J-MN'),
    ('富士通Japan株式会社', 'Caora', '');

-- ============================================================ card readers: orders
-- Who may order how many, who ordered what, and what became of it.

-- How many an institution may have in all. A row with twin 1 is for the dental part of a
-- medical hospital and goes before the one with twin 0. Nursing stations have no row.
CREATE TABLE reader_limit (
    id           INTEGER PRIMARY KEY,
    kind         TEXT NOT NULL CHECK (kind IN ('hospital', 'clinic', 'dental', 'pharmacy')),
    twin         INTEGER NOT NULL DEFAULT 0 CHECK (twin IN (0, 1)),
    from_day     TEXT NOT NULL,               -- first day
    until_day    TEXT,                        -- last day; NULL: open
    quantity     INTEGER NOT NULL CHECK (quantity BETWEEN 0 AND 99),
    source       TEXT NOT NULL CHECK (source <> ''), -- where it is laid down; users read it
    rev          INTEGER NOT NULL DEFAULT 1,
    CHECK (from_day <= until_day)             -- or it is open
) STRICT;
CREATE INDEX reader_limit_kind ON reader_limit (kind, twin);
-- One number for a day.
CREATE TRIGGER reader_limit_new BEFORE INSERT ON reader_limit
    WHEN EXISTS (SELECT 1 FROM reader_limit WHERE kind = NEW.kind AND twin = NEW.twin
    AND from_day <= COALESCE(NEW.until_day, '9') AND COALESCE(until_day, '9') >= NEW.from_day)
BEGIN SELECT RAISE(ABORT, 'two limits for a day'); END;
CREATE TRIGGER reader_limit_moved BEFORE UPDATE ON reader_limit
    WHEN EXISTS (SELECT 1 FROM reader_limit WHERE id <> NEW.id AND kind = NEW.kind
    AND twin = NEW.twin AND from_day <= COALESCE(NEW.until_day, '9')
    AND COALESCE(until_day, '9') >= NEW.from_day)
BEGIN SELECT RAISE(ABORT, 'two limits for a day'); END;
INSERT INTO reader_limit (kind, twin, from_day, quantity, source) VALUES
    ('hospital', 0, '2020-08-07', 3, '厚生労働省「オンライン資格確認に関するQ&A」（2020年8月6日）'),
    ('clinic', 0, '2020-08-07', 1, '厚生労働省「オンライン資格確認に関するQ&A」（2020年8月6日）'),
    ('dental', 0, '2020-08-07', 1, '厚生労働省「オンライン資格確認に関するQ&A」（2020年8月6日）'),
    ('pharmacy', 0, '2020-08-07', 1, '厚生労働省「オンライン資格確認に関するQ&A」（2020年8月6日）'),
    ('hospital', 1, '2020-08-07', 1, '厚生労働省「オンライン資格確認に関するQ&A」（2020年8月6日）'),
    ('dental', 1, '2020-08-07', 1, '厚生労働省「オンライン資格確認に関するQ&A」（2020年8月6日）');

-- Units beyond the limit that staff granted.
CREATE TABLE reader_grant (
    id           INTEGER PRIMARY KEY,
    institution  INTEGER NOT NULL REFERENCES institution (id),
    units        INTEGER NOT NULL CHECK (units BETWEEN 1 AND 99),
    reason       TEXT NOT NULL CHECK (reason <> ''),
    until_day    TEXT NOT NULL,               -- last day on which they can be ordered
    made_by      TEXT NOT NULL,               -- 's:3'
    made_at      INTEGER NOT NULL,
    ended_at     INTEGER,                     -- taken back; what was ordered by then stays
    ended_by     TEXT NOT NULL DEFAULT '',
    end_reason   TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX reader_grant_institution ON reader_grant (institution);

-- State moves, guards and effects: model/order.h.
CREATE TABLE reader_order (
    id           INTEGER PRIMARY KEY,
    number       TEXT NOT NULL UNIQUE,        -- receipt: 8 characters and a check character
    institution  INTEGER NOT NULL REFERENCES institution (id),
    state        TEXT NOT NULL CHECK (state IN ('received', 'scheduled', 'dispatched',
                 'delivered', 'cancelled', 'refund_required', 'refunded')),
    plan_month   TEXT NOT NULL,               -- 導入（予定）時期, YYYY-MM
    claims       TEXT NOT NULL CHECK (claims IN ('yes', 'planned', 'no')), -- オンライン請求
    claims_month TEXT NOT NULL DEFAULT '',    -- YYYY-MM, of planned
    emr          TEXT NOT NULL DEFAULT '' CHECK (emr IN ('', 'yes', 'planned', 'no')),
                                              -- 電子カルテ; empty: pharmacies
    emr_month    TEXT NOT NULL DEFAULT '',
    dispensing   TEXT NOT NULL DEFAULT '' CHECK (dispensing IN ('', 'yes', 'planned', 'no')),
                                              -- 調剤システム; empty: all but pharmacies
    dispensing_month TEXT NOT NULL DEFAULT '',
    elsewhere    INTEGER NOT NULL DEFAULT 0 CHECK (elsewhere IN (0, 1)), -- 送付先変更
    zip          TEXT NOT NULL DEFAULT '',    -- the seven columns of 送付先変更; empty:
    pref         TEXT NOT NULL DEFAULT '',    -- the master's address
    city         TEXT NOT NULL DEFAULT '',    -- and number
    building     TEXT NOT NULL DEFAULT '',
    addressee    TEXT NOT NULL DEFAULT '',
    phone        TEXT NOT NULL DEFAULT '',
    contact      TEXT NOT NULL DEFAULT '',
    held_reason  TEXT NOT NULL DEFAULT '' CHECK (held_reason IN ('', 'reception')),
                                              -- reception: waits for the reception number
    held_until   TEXT,                        -- the day by which to act
    delivery_on  TEXT,                        -- planned
    dispatched_on TEXT,
    carrier      TEXT NOT NULL DEFAULT '',
    tracking     TEXT NOT NULL DEFAULT '',    -- number of the parcel, as the carrier gave it
    delivered_on TEXT,
    reason       TEXT NOT NULL DEFAULT '',    -- of the cancellation, the return
    cancelled_at INTEGER,
    cancelled_from TEXT NOT NULL DEFAULT '',  -- the state before
    allowed      INTEGER NOT NULL DEFAULT 0,  -- by the triggers: what the institution was
                                              -- allowed when this order last grew
    created_at   INTEGER NOT NULL,
    created_by   TEXT NOT NULL,               -- 'a:12'
    changed_at   INTEGER NOT NULL,            -- set before the lines: the triggers' today
    rev          INTEGER NOT NULL DEFAULT 1,
    CHECK (held_reason = '' OR state IN ('received', 'cancelled'))
) STRICT;
CREATE INDEX reader_order_institution ON reader_order (institution, created_at);
CREATE INDEX reader_order_state ON reader_order (state, created_at);
CREATE INDEX reader_order_held ON reader_order (held_until) WHERE held_reason <> '';
CREATE INDEX reader_order_delivered ON reader_order (delivered_on) WHERE state = 'delivered';
-- One at a time.
CREATE UNIQUE INDEX reader_order_current ON reader_order (institution)
    WHERE state IN ('received', 'scheduled', 'dispatched');

CREATE TABLE reader_order_line (
    reader_order INTEGER NOT NULL REFERENCES reader_order (id),
    reader       INTEGER NOT NULL REFERENCES reader (id),
    quantity     INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 3),
    cancelled    INTEGER NOT NULL DEFAULT 0 CHECK (cancelled BETWEEN 0 AND quantity),
    PRIMARY KEY (reader_order, reader)
) STRICT;
CREATE INDEX reader_order_line_reader ON reader_order_line (reader);

-- Of each institution: is it the dental part of a medical hospital, and how many readers
-- does it have in all orders that are neither cancelled nor paid back.
CREATE VIEW reader_standing AS
    SELECT i.id AS institution, i.kind,
        i.score_table = '3' AND (i.attached_dental = 1 OR EXISTS
            (SELECT 1 FROM pair p JOIN institution m ON m.id = p.medical
            WHERE p.dental = i.id AND m.kind = 'hospital')) AS twin,
        COALESCE((SELECT sum(l.quantity - l.cancelled) FROM reader_order o
            JOIN reader_order_line l ON l.reader_order = o.id WHERE o.institution = i.id
            AND o.state NOT IN ('cancelled', 'refunded')), 0) AS used
    FROM institution i;

-- For each order what its institution may have on the day of the order's last change: the
-- limit of its kind and the grants that run. The same for any day: model/order_limit.c.
CREATE VIEW reader_room AS
    SELECT o.id AS reader_order, s.used,
        COALESCE((SELECT l.quantity FROM reader_limit l
            WHERE l.kind = s.kind AND l.twin <= s.twin
            AND l.from_day <= date(o.changed_at + 32400, 'unixepoch')
            AND COALESCE(l.until_day, '9') >= date(o.changed_at + 32400, 'unixepoch')
            ORDER BY l.twin DESC, l.from_day DESC, l.id DESC LIMIT 1), 0)
        + COALESCE((SELECT sum(g.units) FROM reader_grant g
            WHERE g.institution = o.institution AND g.ended_at IS NULL
            AND g.until_day >= date(o.changed_at + 32400, 'unixepoch')), 0) AS allowed
    FROM reader_order o JOIN reader_standing s ON s.institution = o.institution;

-- Nobody gets more than that, whatever a program writes. Fewer is always possible.
CREATE TRIGGER reader_line_new AFTER INSERT ON reader_order_line
BEGIN
    SELECT RAISE(ABORT, 'more readers than allowed') FROM reader_room
        WHERE reader_order = NEW.reader_order AND used > allowed;
    UPDATE reader_order SET allowed =
        (SELECT r.allowed FROM reader_room r WHERE r.reader_order = NEW.reader_order)
        WHERE id = NEW.reader_order;
END;
CREATE TRIGGER reader_line_more AFTER UPDATE ON reader_order_line
    WHEN NEW.quantity - NEW.cancelled > OLD.quantity - OLD.cancelled
    OR NEW.reader_order <> OLD.reader_order
BEGIN
    SELECT RAISE(ABORT, 'more readers than allowed') FROM reader_room
        WHERE reader_order = NEW.reader_order AND used > allowed;
    UPDATE reader_order SET allowed =
        (SELECT r.allowed FROM reader_room r WHERE r.reader_order = NEW.reader_order)
        WHERE id = NEW.reader_order;
END;
CREATE TRIGGER reader_order_back AFTER UPDATE OF state, institution ON reader_order
    WHEN NEW.institution <> OLD.institution OR (OLD.state IN ('cancelled', 'refunded')
    AND NEW.state NOT IN ('cancelled', 'refunded'))
BEGIN
    SELECT RAISE(ABORT, 'more readers than allowed') FROM reader_room
        WHERE reader_order = NEW.id AND used > allowed;
    UPDATE reader_order SET allowed =
        (SELECT r.allowed FROM reader_room r WHERE r.reader_order = NEW.id) WHERE id = NEW.id;
END;

-- What was delivered, by serial number.
CREATE TABLE reader_unit (
    reader       INTEGER NOT NULL REFERENCES reader (id),
    serial       TEXT NOT NULL CHECK (serial <> ''),
    reader_order INTEGER NOT NULL REFERENCES reader_order (id),
    state        TEXT NOT NULL CHECK (state IN ('sent', 'delivered', 'returned')),
    day          TEXT NOT NULL,               -- of dispatch, of delivery, of return
    PRIMARY KEY (reader, serial)
) STRICT;
CREATE INDEX reader_unit_order ON reader_unit (reader_order);
CREATE INDEX reader_unit_serial ON reader_unit (serial);
CREATE INDEX reader_unit_state ON reader_unit (state, day);
-- What was on its way arrives with its order.
CREATE TRIGGER reader_unit_arrives AFTER UPDATE OF state ON reader_order
    WHEN NEW.state = 'delivered' AND OLD.state <> 'delivered'
BEGIN
    UPDATE reader_unit SET state = 'delivered', day = NEW.delivered_on
        WHERE reader_order = NEW.id AND state = 'sent';
END;

-- The history of an order: each row says what it was afterwards.
CREATE TABLE reader_event (
    id           INTEGER PRIMARY KEY,
    reader_order INTEGER NOT NULL REFERENCES reader_order (id),
    at           INTEGER NOT NULL,
    actor        TEXT NOT NULL,               -- 'a:12', 's:3', 'job'
    event        TEXT NOT NULL,               -- place change cancel …, see model/order.h
    from_state   TEXT NOT NULL,               -- empty: there was none
    to_state     TEXT NOT NULL,
    lines        TEXT NOT NULL,               -- 'reader:quantity-cancelled', blanks between
    address      TEXT NOT NULL,               -- where it goes, a line for each column; empty:
                                              -- to the master's address
    plan         TEXT NOT NULL,               -- hold, days, carrier, tracking; likewise
    note         TEXT NOT NULL DEFAULT ''     -- the reason given
) STRICT;
CREATE INDEX reader_event_order ON reader_event (reader_order, id);
CREATE TRIGGER reader_event_no_update BEFORE UPDATE ON reader_event
BEGIN SELECT RAISE(ABORT, 'events of an order are never changed'); END;
CREATE TRIGGER reader_event_no_delete BEFORE DELETE ON reader_event
BEGIN SELECT RAISE(ABORT, 'events of an order are never removed'); END;

-- ============================================================ notices
-- Transitional notices 経過措置の届出: what may be filed is data (data/programmes.sql and
-- what staff add), who files what is in notice. Rules: model/notice.h.

-- A programme: one measure with its window. Open: published, opens_at <= now < closes_at.
CREATE TABLE programme (
    id           INTEGER PRIMARY KEY,
    word         TEXT NOT NULL UNIQUE,        -- in addresses: 2023, 2024-nursing
    title        TEXT NOT NULL,
    summary      TEXT NOT NULL,               -- for whom and what for, in plain words
    law          TEXT NOT NULL,               -- where it is laid down
    may_file     TEXT NOT NULL,               -- kinds of institution, blanks between them
    opens_at     INTEGER NOT NULL,            -- its first second
    closes_at    INTEGER NOT NULL,            -- the first second that is too late
    follow_days  INTEGER NOT NULL DEFAULT 0,  -- attachments may follow for so many days
    correct_days INTEGER NOT NULL DEFAULT 14, -- to correct one that was sent back
    late_text    TEXT NOT NULL DEFAULT '',    -- what to do when the window is closed
    published    INTEGER NOT NULL DEFAULT 0 CHECK (published IN (0, 1)),
    changed_at   INTEGER NOT NULL,
    changed_by   INTEGER,                     -- staff; somebody else opens it
    rev          INTEGER NOT NULL DEFAULT 1,
    CHECK (opens_at < closes_at)
) STRICT;

-- A type 類型. A rule that changes is a new row with the same number: what was filed keeps
-- the row under which it was filed.
CREATE TABLE programme_type (
    id           INTEGER PRIMARY KEY,
    programme    INTEGER NOT NULL REFERENCES programme (id),
    number       INTEGER NOT NULL,            -- as people call it: 1 to 6
    word         TEXT NOT NULL,               -- the same for all versions: system network
    title        TEXT NOT NULL,
    circumstance TEXT NOT NULL,               -- who may take it
    until_text   TEXT NOT NULL,               -- until when the duty is deferred, in words
    end_rule     TEXT NOT NULL CHECK (end_rule IN ('fixed', 'months_after', 'answer', 'none')),
    end_key      TEXT NOT NULL DEFAULT '',    -- the question whose answer it counts from
    end_day      TEXT NOT NULL DEFAULT '',    -- fixed: that day; answer: at the latest
    end_months   INTEGER NOT NULL DEFAULT 0,
    attachment   TEXT NOT NULL CHECK (attachment IN ('required', 'optional', 'none')),
    excluded     TEXT NOT NULL DEFAULT '',    -- kinds that can't take it
    consult      INTEGER NOT NULL DEFAULT 0,  -- 1: judged case by case
    guide        TEXT NOT NULL DEFAULT '',    -- what staff ask a caller then, a line each
    position     INTEGER NOT NULL,
    valid_from   TEXT NOT NULL,               -- first and last day of this version
    valid_until  TEXT NOT NULL DEFAULT ''     -- empty: no last day
) STRICT;
CREATE INDEX programme_type_programme ON programme_type (programme, position);

-- What a type asks for: item ⑥ of the form.
CREATE TABLE programme_question (
    id           INTEGER PRIMARY KEY,
    type         INTEGER NOT NULL REFERENCES programme_type (id),
    key          TEXT NOT NULL,               -- a-z and _
    label        TEXT NOT NULL,
    hint         TEXT NOT NULL DEFAULT '',
    input        TEXT NOT NULL CHECK (input IN ('text', 'area', 'date', 'month', 'choice', 'number')),
    options      TEXT NOT NULL DEFAULT '',    -- choice: a line for each, word=label
    shown_if     TEXT NOT NULL DEFAULT '',    -- a condition (model/notice_rules.h); empty: always
    required_if  TEXT NOT NULL DEFAULT '',    -- empty: always, where shown; 'never'
    not_before   TEXT NOT NULL DEFAULT '',    -- a day, or 'today'
    not_after    TEXT NOT NULL DEFAULT '',
    exit_text    TEXT NOT NULL DEFAULT '',    -- of an answer outside these days: what to do instead
    position     INTEGER NOT NULL,
    UNIQUE (type, key)
) STRICT;

-- Papers that count as an attachment of a type. A new one is a new row.
CREATE TABLE attachment_kind (
    id           INTEGER PRIMARY KEY,
    type         INTEGER NOT NULL REFERENCES programme_type (id),
    title        TEXT NOT NULL,
    valid_from   TEXT NOT NULL,               -- accepted on these days
    valid_until  TEXT NOT NULL DEFAULT '',
    position     INTEGER NOT NULL
) STRICT;
CREATE INDEX attachment_kind_type ON attachment_kind (type, position);

-- What an institution files; the columns from type to end_day are its newest version.
CREATE TABLE notice (
    id           INTEGER PRIMARY KEY,
    number       TEXT NOT NULL UNIQUE,        -- receipt: 8 characters and a check character
    institution  INTEGER NOT NULL REFERENCES institution (id),
    programme    INTEGER NOT NULL REFERENCES programme (id),
    state        TEXT NOT NULL
                 CHECK (state IN ('draft', 'filed', 'accepted', 'returned', 'withdrawn', 'ended')),
    version      INTEGER NOT NULL DEFAULT 0,  -- 0: never filed
    in_force     INTEGER NOT NULL DEFAULT 0,  -- the accepted version; 0: none yet
    type         INTEGER NOT NULL REFERENCES programme_type (id),
    founder      TEXT NOT NULL DEFAULT '',    -- ① to ④
    name         TEXT NOT NULL DEFAULT '',
    address      TEXT NOT NULL DEFAULT '',
    code         TEXT NOT NULL DEFAULT '',    -- 10 digits
    other_codes  TEXT NOT NULL DEFAULT '',    -- of the same site, blanks between them
    content_hash TEXT NOT NULL DEFAULT '',    -- SHA-256 of the version's text, hex
    end_day      TEXT,                        -- until when the duty is deferred; NULL: open
    made_at      INTEGER NOT NULL,
    filed_at     INTEGER,                     -- when the server had the whole request
    filed_by     TEXT NOT NULL DEFAULT '',    -- 'a:12'; 's:3' on behalf 代行入力
    paper        INTEGER NOT NULL DEFAULT 0,  -- 1: came on paper
    accepted_at  INTEGER,
    accepted_by  TEXT NOT NULL DEFAULT '',
    return_reason TEXT NOT NULL DEFAULT '',
    due          TEXT,                        -- returned: last day to correct
    follow_until TEXT,                        -- last day for attachments that follow
    ended_on     TEXT,                        -- day on which the circumstance ended
    ended_reason TEXT NOT NULL DEFAULT '',    -- of ended and withdrawn
    checked      INTEGER NOT NULL DEFAULT 0,  -- the version that failed and risk are of
    checked_at   INTEGER,
    failed       TEXT NOT NULL DEFAULT '',    -- words of checks that did not hold
    risk         INTEGER NOT NULL DEFAULT 0,  -- their weights added (model/notice_check.h)
    changed_at   INTEGER NOT NULL,
    rev          INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX notice_institution ON notice (institution, made_at);
CREATE INDEX notice_queue ON notice (filed_at) WHERE state = 'filed';
CREATE INDEX notice_risk ON notice (risk DESC, filed_at) WHERE state = 'filed';
CREATE INDEX notice_unchecked ON notice (filed_at) WHERE state = 'filed' AND checked <> version;
CREATE INDEX notice_state ON notice (state, filed_at);
CREATE INDEX notice_draft ON notice (programme) WHERE state = 'draft';
CREATE INDEX notice_due ON notice (due) WHERE state = 'returned';
CREATE INDEX notice_end_day ON notice (end_day) WHERE state = 'accepted' AND end_day IS NOT NULL;
CREATE INDEX notice_programme ON notice (programme, type);
-- One at a time.
CREATE UNIQUE INDEX notice_one ON notice (institution, programme)
    WHERE state IN ('draft', 'filed', 'accepted', 'returned');

-- Every version as it was filed. text is what content_hash is the digest of.
CREATE TABLE notice_version (
    notice       INTEGER NOT NULL REFERENCES notice (id),
    version      INTEGER NOT NULL,            -- 1, 2, 3
    at           INTEGER NOT NULL,            -- when the server had the whole request
    actor        TEXT NOT NULL,
    event        TEXT NOT NULL,               -- file correct amend
    type         INTEGER NOT NULL,
    founder      TEXT NOT NULL,
    name         TEXT NOT NULL,
    address      TEXT NOT NULL,
    other_codes  TEXT NOT NULL,
    end_day      TEXT,
    text         TEXT NOT NULL,
    hash         TEXT NOT NULL,
    PRIMARY KEY (notice, version)
) STRICT;

-- Answers to the type's questions. Version 0 is what a draft was begun with.
CREATE TABLE notice_answer (
    notice       INTEGER NOT NULL REFERENCES notice (id),
    version      INTEGER NOT NULL,
    key          TEXT NOT NULL,
    value        TEXT NOT NULL,               -- days YYYY-MM-DD, months YYYY-MM, choices their word
    PRIMARY KEY (notice, version, key)
) STRICT, WITHOUT ROWID;

-- What happened to it, never changed.
CREATE TABLE notice_event (
    id           INTEGER PRIMARY KEY,
    notice       INTEGER NOT NULL REFERENCES notice (id),
    at           INTEGER NOT NULL,
    actor        TEXT NOT NULL,               -- 'a:12' 's:3' 'job'
    event        TEXT NOT NULL,               -- words of model/notice.c
    from_state   TEXT NOT NULL,
    to_state     TEXT NOT NULL,
    version      INTEGER NOT NULL,
    note         TEXT NOT NULL DEFAULT ''     -- a reason, in words
) STRICT;
CREATE INDEX notice_event_notice ON notice_event (notice, id);

-- Mails that say in good time that a day comes: once for each day.
CREATE TABLE notice_reminder (
    notice       INTEGER NOT NULL REFERENCES notice (id),
    about        TEXT NOT NULL CHECK (about IN ('end', 'window', 'correct', 'follow')),
    day          TEXT NOT NULL,               -- the day that it is about
    days         INTEGER NOT NULL,            -- 30 7 0 days before
    sent_at      INTEGER NOT NULL,
    PRIMARY KEY (notice, about, day, days)
) STRICT, WITHOUT ROWID;

-- A list of filings that somebody has sent for several institutions at once; until done_at
-- only read and shown. What could not be filed stays with its reason.
CREATE TABLE notice_bulk (
    id           INTEGER PRIMARY KEY,
    account      INTEGER NOT NULL,            -- whose it is: nobody else sees it
    programme    INTEGER NOT NULL REFERENCES programme (id),
    name         TEXT NOT NULL,               -- of the file
    made_at      INTEGER NOT NULL,
    done_at      INTEGER                      -- when it was filed
) STRICT;
CREATE INDEX notice_bulk_account ON notice_bulk (account, made_at);
CREATE INDEX notice_bulk_made ON notice_bulk (made_at) WHERE done_at IS NULL;

CREATE TABLE notice_bulk_row (
    bulk         INTEGER NOT NULL REFERENCES notice_bulk (id),
    line         INTEGER NOT NULL,            -- in the file, from 1
    fields       TEXT NOT NULL,               -- urlencoded, as they were written
    result       TEXT NOT NULL DEFAULT '' CHECK (result IN ('', 'filed', 'same', 'wrong')),
    notice       INTEGER,                     -- filed, or there already
    said         TEXT NOT NULL DEFAULT '',    -- what is wrong
    PRIMARY KEY (bulk, line)
) STRICT, WITHOUT ROWID;

-- The texts with which staff return a notice; they become part of the mail.
CREATE TABLE notice_reason (
    id           INTEGER PRIMARY KEY,
    position     INTEGER NOT NULL,
    "check"      TEXT NOT NULL DEFAULT '',    -- the check that proposes it (model/notice_check.h)
    title        TEXT NOT NULL,               -- as staff pick it
    text         TEXT NOT NULL,               -- as the institution reads it
    live         INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    changed_at   INTEGER,
    changed_by   INTEGER,                     -- staff
    rev          INTEGER NOT NULL DEFAULT 1
) STRICT;

-- Notices that are accepted together: proposed by one, approved by another.
CREATE TABLE notice_batch (
    id           INTEGER PRIMARY KEY,
    programme    INTEGER NOT NULL REFERENCES programme (id),
    state        TEXT NOT NULL CHECK (state IN ('proposed', 'approved', 'dropped')),
    proposed_at  INTEGER NOT NULL,
    proposed_by  INTEGER NOT NULL,            -- staff
    ended_at     INTEGER,
    ended_by     INTEGER,                     -- staff; of an approved one somebody else
    CHECK (state <> 'approved' OR ended_by <> proposed_by)
) STRICT;
CREATE INDEX notice_batch_open ON notice_batch (proposed_at) WHERE state = 'proposed';
CREATE TABLE notice_batch_item (
    batch        INTEGER NOT NULL REFERENCES notice_batch (id),
    notice       INTEGER NOT NULL REFERENCES notice (id),
    version      INTEGER NOT NULL,            -- as it was when it was proposed
    open         INTEGER CHECK (open = 1),    -- NULL: the batch has ended
    result       TEXT NOT NULL DEFAULT '' CHECK (result IN ('', 'accepted', 'left_out')),
    why          TEXT NOT NULL DEFAULT '',    -- of left_out: changed taken failed
    PRIMARY KEY (batch, notice)
) STRICT;
CREATE INDEX notice_batch_item_notice ON notice_batch_item (notice);
-- In one open batch at a time.
CREATE UNIQUE INDEX notice_batch_item_open ON notice_batch_item (notice) WHERE open = 1;

-- Somebody asked about a type that is judged case by case. States: model/notice_case.h.
CREATE TABLE notice_case (
    id           INTEGER PRIMARY KEY,
    institution  INTEGER NOT NULL REFERENCES institution (id),
    notice       INTEGER REFERENCES notice (id), -- NULL: before one was filed
    type         INTEGER NOT NULL REFERENCES programme_type (id),
    state        TEXT NOT NULL CHECK (state IN ('open', 'ministry', 'done')),
    caller       TEXT NOT NULL,               -- who asked
    record       TEXT NOT NULL,               -- question and answer, a line each
    outcome      TEXT NOT NULL DEFAULT ''
                 CHECK (outcome IN ('', 'file', 'other', 'no_type', 'no_need')),
    answer       TEXT NOT NULL DEFAULT '',    -- what they were told, and why
    opened_at    INTEGER NOT NULL,
    opened_by    INTEGER NOT NULL,            -- staff
    asked_at     INTEGER,                     -- the ministry was asked
    asked_by     INTEGER,
    done_at      INTEGER,
    done_by      INTEGER,
    rev          INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX notice_case_notice ON notice_case (notice) WHERE notice IS NOT NULL;
CREATE INDEX notice_case_institution ON notice_case (institution, opened_at);
CREATE INDEX notice_case_open ON notice_case (opened_at) WHERE state IN ('open', 'ministry');
CREATE INDEX notice_case_done ON notice_case (done_at) WHERE state = 'done';

-- What staff have entered for an institution 代行入力, and whether it has seen that.
CREATE TABLE notice_paper (
    notice       INTEGER PRIMARY KEY REFERENCES notice (id),
    postmark_on  TEXT NOT NULL,               -- counts for the window
    arrived_on   TEXT NOT NULL,
    entered_at   INTEGER NOT NULL,
    entered_by   INTEGER NOT NULL,            -- staff
    adopted_at   INTEGER,                     -- the institution has said that it is right
    adopted_by   TEXT NOT NULL DEFAULT ''
) STRICT;

-- ============================================================ card readers: the makers' plans
-- What a maker's file said of each order, what was done with it, and who was told.

CREATE TABLE reader_import (
    id           INTEGER PRIMARY KEY,
    file         TEXT NOT NULL,               -- as it was called
    maker        TEXT NOT NULL DEFAULT '',    -- whose plan; empty: orders of any maker
    header       TEXT NOT NULL,               -- its first line
    state        TEXT NOT NULL CHECK (state IN ('previewed', 'dropped', 'applied', 'telling', 'done')),
    rows         INTEGER NOT NULL DEFAULT 0,  -- of the preview
    changes      INTEGER NOT NULL DEFAULT 0,
    same         INTEGER NOT NULL DEFAULT 0,
    refused      INTEGER NOT NULL DEFAULT 0,
    warned       INTEGER NOT NULL DEFAULT 0,
    applied      INTEGER NOT NULL DEFAULT 0,  -- rows
    moved        INTEGER NOT NULL DEFAULT 0,  -- changed since the preview: not applied
    told         INTEGER NOT NULL DEFAULT 0,  -- rows whose mails were written
    overtaken    INTEGER NOT NULL DEFAULT 0,  -- not true any more when it was to be told
    made_at      INTEGER NOT NULL,
    made_by      TEXT NOT NULL,               -- 's:3', 'cli'
    applied_at   INTEGER,
    applied_by   TEXT NOT NULL DEFAULT '',
    told_at      INTEGER,
    told_by      TEXT NOT NULL DEFAULT '',    -- somebody else
    CHECK (told_by = '' OR told_by <> applied_by)
) STRICT;
CREATE INDEX reader_import_state ON reader_import (state);

-- A line of the file. What the file leaves empty stays as it is in the order.
CREATE TABLE reader_import_row (
    plan         INTEGER NOT NULL REFERENCES reader_import (id),
    line         INTEGER NOT NULL,            -- of the file
    reader_order INTEGER NOT NULL,            -- 0: there is no such order
    rev          INTEGER NOT NULL,            -- of the order, when it was looked at
    number       TEXT NOT NULL,               -- as read; empty: not readable
    ref          TEXT NOT NULL,               -- the maker's own reference
    delivery_on  TEXT NOT NULL,               -- days: empty, or YYYY-MM-DD
    dispatched_on TEXT NOT NULL,
    carrier      TEXT NOT NULL,
    tracking     TEXT NOT NULL,
    delivered_on TEXT NOT NULL,
    serials      TEXT NOT NULL,               -- blanks between; MODEL=SERIAL where that is needed
    raw          TEXT NOT NULL,               -- the line, for the file of refused ones
    verdict      TEXT NOT NULL CHECK (verdict IN ('change', 'same', 'refused', 'applied')),
    reason       TEXT NOT NULL,               -- of refused: model/delivery_plan.h
    about        TEXT NOT NULL,               -- the cell that it is about
    warning      TEXT NOT NULL CHECK (warning IN ('', 'holiday', 'far')),
    from_state   TEXT NOT NULL,               -- of the order
    to_state     TEXT NOT NULL,
    was_on       TEXT NOT NULL,               -- the delivery date before
    tell         TEXT NOT NULL CHECK (tell IN ('', 'scheduled', 'dispatched', 'delivered')),
    told         TEXT NOT NULL DEFAULT '' CHECK (told IN ('', 'waiting', 'sent', 'overtaken')),
    PRIMARY KEY (plan, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX reader_import_row_order ON reader_import_row (reader_order, plan);
CREATE INDEX reader_import_row_waiting ON reader_import_row (plan) WHERE told = 'waiting';

-- Since when an institution uses the system, as staff were told.
CREATE TABLE institution_start (
    institution  INTEGER PRIMARY KEY REFERENCES institution (id),
    started_on   TEXT NOT NULL,
    noted_at     INTEGER NOT NULL,
    noted_by     TEXT NOT NULL                -- 's:3'
) STRICT;
-- Every way in which a start is told: readers of these institutions are in use.
CREATE VIEW institution_started AS
    SELECT institution, started_on FROM institution_start;
-- ============================================================ sessions and forms

-- A login that is still open. One of account, credential, staff is set.
CREATE TABLE session (
    id           INTEGER PRIMARY KEY,
    hash         BLOB NOT NULL UNIQUE,        -- SHA-256 of the cookie's token
    account      INTEGER,
    credential   INTEGER,                     -- logged in with a letter: may only edit the account
    staff        INTEGER,
    institution  INTEGER,                     -- the one that the user acts for
    created_at   INTEGER NOT NULL,            -- absolute limit counts from here
    seen_at      INTEGER NOT NULL,            -- idle limit counts from here; written once a minute
    agent        TEXT NOT NULL DEFAULT '',    -- browser and system in words, for its owner
    peer         TEXT NOT NULL DEFAULT '',    -- the first part of the address: 192.0.2.*
    second       INTEGER NOT NULL DEFAULT 0   -- 1: the second factor was proved, too
) STRICT;
CREATE INDEX session_account ON session (account) WHERE account IS NOT NULL;
CREATE INDEX session_credential ON session (credential) WHERE credential IS NOT NULL;
CREATE INDEX session_staff ON session (staff) WHERE staff IS NOT NULL;
CREATE INDEX session_seen ON session (seen_at);

-- What was typed into a form and not yet sent. Never passwords: of a new password only its
-- hash waits here between the input page and the confirm page.
CREATE TABLE draft (
    owner        TEXT NOT NULL,               -- 'a:12' an account, 'c:7' a credential, 's:3' staff,
                                              -- 'p:…' somebody without a login
    form         TEXT NOT NULL,               -- the form's name
    institution  INTEGER NOT NULL DEFAULT 0,
    fields       TEXT NOT NULL,               -- urlencoded, as typed
    secret       TEXT NOT NULL DEFAULT '',    -- hash of a new password, or empty
    base_rev     INTEGER NOT NULL DEFAULT 0,  -- rev of the row when the form was opened
    checked      INTEGER NOT NULL DEFAULT 0,  -- 1: passed all checks, may be confirmed
    ticket       TEXT NOT NULL DEFAULT '',    -- one-time ticket of the confirm page
    saved_at     INTEGER NOT NULL,
    PRIMARY KEY (owner, form, institution)
) STRICT;
CREATE INDEX draft_saved ON draft (saved_at);

-- Tickets of confirm pages that were committed: a second press, a reload or the back
-- button finds its result here instead of doing it again.
CREATE TABLE ticket (
    ticket       TEXT PRIMARY KEY,
    owner        TEXT NOT NULL,
    result       TEXT NOT NULL,               -- where the browser is sent
    used_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX ticket_used ON ticket (used_at);

-- Wrong passwords that still count (util/throttle.h). key: 'l:' + hash of the login, 'd:' +
-- hash of a login and a device of its own, 'i:' + address, 'n:' + its neighbourhood.
CREATE TABLE throttle (
    key          TEXT PRIMARY KEY,
    level        INTEGER NOT NULL,            -- failures, in thousandths, as of last
    last         INTEGER NOT NULL,            -- when the last one happened
    run          INTEGER NOT NULL             -- failures since the last success
) STRICT;
CREATE INDEX throttle_last ON throttle (last);

-- ============================================================ attachments
-- Files that people send with a procedure. The bytes lie under files/ab/abcdef… by their
-- hash (sys/filestore.h); here is what they are to whom. While a form is filled in they
-- belong to its draft; with its commit to what was filed, of which nothing is ever removed:
-- a file that a later version does without stays with the earlier ones.

CREATE TABLE attachment (
    id           INTEGER PRIMARY KEY,
    institution  INTEGER NOT NULL REFERENCES institution (id),
    owner_table  TEXT NOT NULL,               -- what it belongs to: 'draft', 'notice' …
    owner        INTEGER NOT NULL DEFAULT 0,  -- its id there; 0: a draft
    form         TEXT NOT NULL DEFAULT '',    -- of a draft: as in draft.form
    actor        TEXT NOT NULL,               -- who sent it: 'a:12', 's:3'
    number       INTEGER NOT NULL DEFAULT 0,  -- 1, 2 … within its owner; part of its address
    version      INTEGER NOT NULL DEFAULT 0,  -- of the owner with which it came
    until_version INTEGER NOT NULL DEFAULT 0, -- from which on it is left out; 0: it is there
    kind         TEXT NOT NULL DEFAULT '',    -- of which kind, as the procedure numbers them
    title        TEXT NOT NULL DEFAULT '',    -- and how that was called
    name         TEXT NOT NULL,               -- the file's, cleaned: util/filetype.h
    type         TEXT NOT NULL CHECK (type IN ('pdf', 'jpeg', 'png')),
    size         INTEGER NOT NULL,            -- bytes
    sha256       BLOB NOT NULL CHECK (length(sha256) = 32),
    state        TEXT NOT NULL DEFAULT 'kept' CHECK (state IN ('kept', 'removed')),
    scan         TEXT NOT NULL DEFAULT ''     -- '': there was no virus scanner; else its word
                 CHECK (scan IN ('', 'waiting', 'clean', 'infected')),
    scanned_at   INTEGER,
    at           INTEGER NOT NULL
) STRICT;
CREATE INDEX attachment_owner ON attachment (owner_table, owner, number);
CREATE INDEX attachment_draft ON attachment (actor, form, institution)
    WHERE owner_table = 'draft';
CREATE INDEX attachment_actor ON attachment (actor, at);
CREATE INDEX attachment_sha256 ON attachment (sha256);
CREATE INDEX attachment_old_draft ON attachment (at) WHERE owner_table = 'draft';
CREATE INDEX attachment_waiting ON attachment (at) WHERE scan = 'waiting';

-- Files that were filed, and that a draft will leave out.
CREATE TABLE attachment_drop (
    actor        TEXT NOT NULL,               -- actor, form and institution of the draft
    form         TEXT NOT NULL,
    institution  INTEGER NOT NULL,
    attachment   INTEGER NOT NULL REFERENCES attachment (id),
    at           INTEGER NOT NULL,
    PRIMARY KEY (actor, form, institution, attachment)
) STRICT;
CREATE INDEX attachment_drop_attachment ON attachment_drop (attachment);
CREATE INDEX attachment_drop_at ON attachment_drop (at);

-- ============================================================ staff

CREATE TABLE staff (
    id           INTEGER PRIMARY KEY,
    name         TEXT NOT NULL UNIQUE,
    role         TEXT NOT NULL,               -- operator supervisor printer editor admin auditor
    password     TEXT NOT NULL,
    totp         BLOB NOT NULL,               -- sealed seed
    totp_last    INTEGER NOT NULL DEFAULT 0,  -- last counter used: a code works once
    enrolled_at  INTEGER,                     -- NULL until the first code was right
    disabled_at  INTEGER,
    created_at   INTEGER NOT NULL,
    login_at     INTEGER,
    rev          INTEGER NOT NULL DEFAULT 1
) STRICT;

-- Numbers of the staff's first page that take long to count, by the job process. One row.
CREATE TABLE tally (
    id           INTEGER PRIMARY KEY CHECK (id = 1),
    at           INTEGER NOT NULL,            -- not newer than some minutes: nobody counts
    institutions INTEGER NOT NULL,
    registered   INTEGER NOT NULL,
    letters_alive INTEGER NOT NULL,
    mails_queued INTEGER NOT NULL
) STRICT;

-- ============================================================ mail
-- Letters by mail: written in the transaction of what they tell, sent by the job process.

-- State moves: model/outbox.h. After sending, a link that works like a key is masked in
-- the body; of all other mails the body stays as it was sent.
CREATE TABLE outbox (
    id           INTEGER PRIMARY KEY,
    key          TEXT NOT NULL UNIQUE,        -- names the event: one mail for each
    lane         INTEGER NOT NULL CHECK (lane IN (0, 5, 9)), -- small numbers go first
    mail_to      TEXT NOT NULL,
    subject      TEXT NOT NULL,
    body         TEXT NOT NULL,
    template     TEXT NOT NULL,               -- 'confirm' 'registered' …
    version      TEXT NOT NULL DEFAULT '',    -- of the template's text, made by the build
    secret       INTEGER NOT NULL DEFAULT 0,  -- 1: body holds such a link
    until        INTEGER NOT NULL DEFAULT 0,  -- of no use after this moment; 0: always of use
    institution  INTEGER NOT NULL DEFAULT 0,  -- whom it concerns; 0: nobody
    account      INTEGER NOT NULL DEFAULT 0,
    state        TEXT NOT NULL CHECK (state IN ('queued', 'retry', 'sent', 'dead')),
    tries        INTEGER NOT NULL DEFAULT 0,
    next_at      INTEGER NOT NULL,            -- not before
    message_id   TEXT NOT NULL,               -- before the '@'; the same at every try
    smtp_code    INTEGER NOT NULL DEFAULT 0,  -- the server's last answer
    smtp_status  TEXT NOT NULL DEFAULT '',    -- 5.1.1 and the like (RFC 3463)
    smtp_said    TEXT NOT NULL DEFAULT '',    -- in its own words
    why          TEXT NOT NULL DEFAULT '',    -- of dead: refused tries days late no_mail
                                              -- returned
    bounce       TEXT NOT NULL DEFAULT '',    -- what came back: delayed unknown soft hard
    created_at   INTEGER NOT NULL,
    sent_at      INTEGER
) STRICT;
CREATE INDEX outbox_due ON outbox (lane, next_at, id) WHERE state IN ('queued', 'retry');
CREATE INDEX outbox_state ON outbox (state, id);
CREATE INDEX outbox_institution ON outbox (institution, id);
CREATE INDEX outbox_back ON outbox (id) WHERE bounce IN ('hard', 'soft', 'unknown');
CREATE INDEX outbox_to ON outbox (mail_to COLLATE NOCASE, id);

-- Each try that did not end with the mail being sent.
CREATE TABLE outbox_try (
    outbox       INTEGER NOT NULL REFERENCES outbox (id),
    at           INTEGER NOT NULL,
    code         INTEGER NOT NULL,            -- 0: no answer
    status       TEXT NOT NULL,
    said         TEXT NOT NULL
) STRICT;
CREATE INDEX outbox_try_of ON outbox_try (outbox, at);

-- A report that came back about a mail (RFC 3464 and others), without the mail itself.
CREATE TABLE bounce (
    id           INTEGER PRIMARY KEY,
    outbox       INTEGER NOT NULL REFERENCES outbox (id),
    at           INTEGER NOT NULL,            -- when it was read
    digest       BLOB NOT NULL UNIQUE,        -- SHA-256 of it: each is read once
    kind         TEXT NOT NULL,               -- delayed delivered complaint unknown soft hard
    status       TEXT NOT NULL,
    said         TEXT NOT NULL,
    raw          BLOB NOT NULL
) STRICT;
CREATE INDEX bounce_outbox ON bounce (outbox);

-- Whether every mail is accounted for, each day (model/mail_sum.h).
CREATE TABLE mail_sum (
    day          TEXT NOT NULL PRIMARY KEY,   -- in Tokyo
    at           INTEGER NOT NULL,
    written      INTEGER NOT NULL,            -- mails that were ever written
    sent         INTEGER NOT NULL,
    dead         INTEGER NOT NULL,            -- but for kept_back
    kept_back    INTEGER NOT NULL,            -- mass mails to addresses that are gone
    waiting      INTEGER NOT NULL,
    late         INTEGER NOT NULL             -- of waiting: longer than any may
) STRICT;

-- Addresses that do not exist any more, as far as mail servers know.
CREATE TABLE suppression (
    mail         TEXT NOT NULL COLLATE NOCASE PRIMARY KEY,
    why          TEXT NOT NULL,               -- 5.1.1 and the like, or empty
    since        INTEGER NOT NULL,
    bounce       INTEGER NOT NULL,            -- 0: refused at once
    ended_at     INTEGER                      -- a link that was sent there was pressed
) STRICT;

-- ============================================================ audit

-- Who did what to which record; appended in the transaction of the act. hash chains the
-- rows (model/audit.c), so an edited or removed row is found by 'madoguchi audit verify'.
CREATE TABLE audit (
    id           INTEGER PRIMARY KEY,
    at           INTEGER NOT NULL,
    actor        TEXT NOT NULL,               -- 'a:12', 'c:7', 's:3', 'job', 'cli'
    institution  INTEGER NOT NULL DEFAULT 0,
    action       TEXT NOT NULL,               -- 'account.registered'
    detail       TEXT NOT NULL DEFAULT '',    -- what changed; no secrets
    request      TEXT NOT NULL DEFAULT '',    -- the eight characters of the request id
    hash         BLOB NOT NULL
) STRICT;
CREATE INDEX audit_institution ON audit (institution, id);
CREATE INDEX audit_readers ON audit (id) WHERE action >= 'reader.' AND action < 'reader/';
-- What the share of those who come back without staff is counted from: model/ways.c.
CREATE INDEX audit_ways ON audit (institution, id) WHERE action IN (
    'account.called', 'account.claim_stopped', 'account.claimed',
    'account.password_reset', 'account.place_added', 'account.proved',
    'account.registered', 'account.replace_asked', 'account.replace_stopped',
    'account.replaced', 'account.reset_asked', 'account.reset_letter',
    'deletion.asked', 'deletion.cancelled', 'deletion.done', 'deletion.restored',
    'factor.lost', 'factor.lost_asked', 'factor.lost_stopped', 'factor.recovery_used',
    'help.approved', 'help.asked', 'institution.viewed', 'letter.request_refused',
    'letter.request_stopped', 'letter.requested', 'login.unlocked');
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'audit rows are never removed'); END;
