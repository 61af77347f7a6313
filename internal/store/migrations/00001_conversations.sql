-- +goose Up
-- One text for both engines. Instants are microseconds of Unix time in UTC, 0
-- for never. What is only ever read and written whole is JSON in a TEXT.

CREATE TABLE installation (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    epoch TEXT NOT NULL
);

CREATE TABLE centres (
    id        TEXT PRIMARY KEY,
    name      TEXT NOT NULL,
    city      TEXT NOT NULL,
    zone      TEXT NOT NULL,
    postcodes TEXT NOT NULL,
    week      TEXT NOT NULL
);

CREATE TABLE topics (
    id    TEXT PRIMARY KEY,
    place INTEGER NOT NULL
);

CREATE TABLE staff (
    id        TEXT PRIMARY KEY,
    email     TEXT NOT NULL,
    sign_in   TEXT NOT NULL UNIQUE, -- the address in lower case
    password  TEXT NOT NULL,
    name      TEXT NOT NULL,
    centre    TEXT NOT NULL,
    body      TEXT NOT NULL,
    topics    TEXT NOT NULL,
    languages TEXT NOT NULL,
    capacity  INTEGER NOT NULL,
    declared  TEXT NOT NULL
);

CREATE TABLE sessions (
    hash       TEXT PRIMARY KEY,
    visitor    TEXT NOT NULL,
    staff      TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_by_visitor ON sessions (visitor) WHERE visitor <> '';
CREATE INDEX sessions_by_staff ON sessions (staff) WHERE staff <> '';
CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE links (
    hash       TEXT PRIMARY KEY,
    visitor    TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX links_by_visitor ON links (visitor);
CREATE INDEX links_by_end ON links (expires_at);

CREATE TABLE conversations (
    id                TEXT PRIMARY KEY,
    visitor           TEXT NOT NULL,
    state             TEXT NOT NULL,
    topic             TEXT NOT NULL,
    language          TEXT NOT NULL,
    centre            TEXT NOT NULL,
    name              TEXT NOT NULL,
    contact           TEXT NOT NULL,
    created_at        BIGINT NOT NULL,
    waiting_since     BIGINT NOT NULL,
    front             BOOLEAN NOT NULL,
    claimed_at        BIGINT NOT NULL,
    closed_at         BIGINT NOT NULL,
    counsellor        TEXT NOT NULL,
    counsellor_name   TEXT NOT NULL,
    counsellor_centre TEXT NOT NULL,
    lost_at           BIGINT NOT NULL,
    colleagues        TEXT NOT NULL,
    first_message     TEXT NOT NULL,
    last_message      BIGINT NOT NULL,
    read_by_visitor   BIGINT NOT NULL,
    read_by_staff     BIGINT NOT NULL,
    helped            INTEGER NOT NULL,
    easy              INTEGER NOT NULL,
    rated_at          BIGINT NOT NULL,
    erased_at         BIGINT NOT NULL
);
-- The queue and the sweep, each second, however many are closed.
CREATE INDEX conversations_open ON conversations (id) WHERE state IN ('waiting', 'active');
CREATE INDEX conversations_by_visitor ON conversations (visitor);
CREATE INDEX conversations_held ON conversations (counsellor) WHERE state = 'active';
CREATE INDEX conversations_by_claim ON conversations (claimed_at) WHERE claimed_at > 0;

CREATE TABLE interviews (
    id           TEXT PRIMARY KEY,
    conversation TEXT NOT NULL REFERENCES conversations (id),
    state        TEXT NOT NULL,
    mode         TEXT NOT NULL,
    by_visitor   TEXT NOT NULL,
    by_staff     TEXT NOT NULL,
    by_name      TEXT NOT NULL,
    rung_at      BIGINT NOT NULL,
    live_at      BIGINT NOT NULL,
    ended_at     BIGINT NOT NULL,
    reason       TEXT NOT NULL
);
CREATE INDEX interviews_by_conversation ON interviews (conversation);

CREATE TABLE messages (
    conversation TEXT NOT NULL REFERENCES conversations (id),
    number       BIGINT NOT NULL,
    id           TEXT NOT NULL,
    author       TEXT NOT NULL,
    staff        TEXT NOT NULL,
    name         TEXT NOT NULL,
    at           BIGINT NOT NULL,
    text         TEXT NOT NULL,
    line         TEXT NOT NULL,
    PRIMARY KEY (conversation, number),
    UNIQUE (conversation, id)
);

-- The number of each stream's newest event. Who adds one holds the row until
-- the commit, so that numbers have no gaps and commits come in their order.
CREATE TABLE streams (
    stream TEXT PRIMARY KEY,
    last   BIGINT NOT NULL
);

CREATE TABLE events (
    stream  TEXT NOT NULL,
    seq     BIGINT NOT NULL,
    type    TEXT NOT NULL,
    at      BIGINT NOT NULL,
    staff   BOOLEAN NOT NULL,
    subject TEXT NOT NULL,
    data    TEXT NOT NULL,
    PRIMARY KEY (stream, seq)
);
CREATE INDEX events_by_subject ON events (subject) WHERE subject <> '';
