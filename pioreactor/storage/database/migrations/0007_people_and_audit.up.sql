-- People who may use the appliance. `password_hash` is '' for somebody who signs in by a link only. Times in these tables
-- are microseconds UTC since 1970. Secrets are never here: of a session, a link or a token only its SHA-256.
CREATE TABLE users (
    username            TEXT PRIMARY KEY COLLATE NOCASE,
    role                TEXT NOT NULL CHECK (role IN ('viewer', 'operator', 'admin')),
    password_hash       TEXT NOT NULL,
    created_us          INTEGER NOT NULL,
    password_changed_us INTEGER NOT NULL,
    seen_us             INTEGER
) STRICT;

CREATE TABLE sessions (
    session_hash BLOB PRIMARY KEY,
    username     TEXT NOT NULL COLLATE NOCASE REFERENCES users (username) ON DELETE CASCADE,
    created_us   INTEGER NOT NULL,
    expires_us   INTEGER NOT NULL,
    seen_us      INTEGER NOT NULL,
    source       TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_username ON sessions (username);

CREATE TABLE sign_in_links (
    link_hash  BLOB PRIMARY KEY,
    username   TEXT NOT NULL COLLATE NOCASE REFERENCES users (username) ON DELETE CASCADE,
    expires_us INTEGER NOT NULL
) STRICT;

-- What scripts show. A token can do what its role may, and never more than its owner.
CREATE TABLE api_tokens (
    token_id   INTEGER PRIMARY KEY AUTOINCREMENT,
    token_hash BLOB NOT NULL UNIQUE,
    username   TEXT NOT NULL COLLATE NOCASE REFERENCES users (username) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    role       TEXT NOT NULL CHECK (role IN ('viewer', 'operator', 'admin')),
    created_us INTEGER NOT NULL,
    expires_us INTEGER NOT NULL,
    used_us    INTEGER,
    UNIQUE (username, name)
) STRICT;

-- Who changed what. `source`: the address that the request came from, or 'local'. `action`: what was asked for; `object`:
-- of what; `outcome`: what came of it. `hash` covers the row and `previous_hash`, so that no row can be changed, taken out
-- or put between others without breaking the chain.
CREATE TABLE audit_events (
    event_id      INTEGER PRIMARY KEY AUTOINCREMENT,
    t_us          INTEGER NOT NULL,
    actor         TEXT NOT NULL,
    role          TEXT NOT NULL,
    source        TEXT NOT NULL,
    action        TEXT NOT NULL,
    object        TEXT NOT NULL,
    outcome       TEXT NOT NULL,
    old           TEXT NOT NULL,
    new           TEXT NOT NULL,
    reason        TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash          TEXT NOT NULL
) STRICT;
CREATE INDEX audit_events_actor ON audit_events (actor, event_id);

CREATE TRIGGER audit_events_unchanged BEFORE UPDATE ON audit_events BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only');
END;
CREATE TRIGGER audit_events_kept BEFORE DELETE ON audit_events BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only');
END;
-- Also what REPLACE would do to a row that is there, and a row that does not continue the chain.
CREATE TRIGGER audit_events_appended BEFORE INSERT ON audit_events
WHEN NEW.previous_hash IS NOT coalesce((SELECT hash FROM audit_events ORDER BY event_id DESC LIMIT 1), '')
    OR NEW.event_id <= (SELECT max(event_id) FROM audit_events)
BEGIN
    SELECT RAISE(ABORT, 'an audit event must follow the last one');
END;
