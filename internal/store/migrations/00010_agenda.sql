-- +goose Up
ALTER TABLE centres ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE centres ADD COLUMN phone TEXT NOT NULL DEFAULT '';
ALTER TABLE links ADD COLUMN appointment TEXT NOT NULL DEFAULT '';

-- A counsellor's diary. Each change of it makes the revision one more, and who
-- makes one holds the row until the commit. feed is the hash of the private link.
CREATE TABLE agendas (
    staff    TEXT PRIMARY KEY,
    revision BIGINT NOT NULL,
    feed     TEXT NOT NULL
);
CREATE UNIQUE INDEX agendas_by_feed ON agendas (feed) WHERE feed <> '';

CREATE TABLE availabilities (
    id         TEXT PRIMARY KEY,
    staff      TEXT NOT NULL,
    kinds      TEXT NOT NULL,
    topics     TEXT NOT NULL,
    languages  TEXT NOT NULL,
    week       TEXT NOT NULL,
    exceptions TEXT NOT NULL
);
CREATE INDEX availabilities_by_staff ON availabilities (staff);

CREATE TABLE absences (
    id        TEXT PRIMARY KEY,
    staff     TEXT NOT NULL,
    from_date TEXT NOT NULL,
    to_date   TEXT NOT NULL,
    hours     TEXT NOT NULL
);
CREATE INDEX absences_by_staff ON absences (staff);

CREATE TABLE policies (
    centre TEXT PRIMARY KEY,
    policy TEXT NOT NULL
);

CREATE TABLE appointments (
    id           TEXT PRIMARY KEY,
    visitor      TEXT NOT NULL,
    staff        TEXT NOT NULL,
    named        BOOLEAN NOT NULL,
    centre       TEXT NOT NULL,
    kind         TEXT NOT NULL,
    topic        TEXT NOT NULL,
    language     TEXT NOT NULL,
    start_at     BIGINT NOT NULL,
    end_at       BIGINT NOT NULL,
    state        TEXT NOT NULL,
    held_until   BIGINT NOT NULL,
    offer        TEXT NOT NULL,
    conversation TEXT NOT NULL,
    name         TEXT NOT NULL,
    contact      TEXT NOT NULL,
    question     TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    booked_at    BIGINT NOT NULL,
    cancelled_at BIGINT NOT NULL,
    cancelled_by TEXT NOT NULL,
    sequence     BIGINT NOT NULL,
    earlier      BOOLEAN NOT NULL,
    erased_at    BIGINT NOT NULL
);
CREATE INDEX appointments_taken ON appointments (staff, end_at) WHERE state IN ('held', 'booked', 'met');
CREATE INDEX appointments_by_staff ON appointments (staff, start_at);
CREATE INDEX appointments_by_visitor ON appointments (visitor);
CREATE INDEX appointments_held ON appointments (held_until) WHERE state = 'held';
CREATE INDEX appointments_offered ON appointments (offer) WHERE offer <> '';
CREATE INDEX appointments_hopeful ON appointments (start_at) WHERE earlier;

-- The five minutes of a counsellor that an appointment takes: the key is why no
-- two of them can overlap.
CREATE TABLE cells (
    staff       TEXT NOT NULL,
    cell        BIGINT NOT NULL,
    appointment TEXT NOT NULL REFERENCES appointments (id) ON DELETE CASCADE,
    PRIMARY KEY (staff, cell)
);
CREATE INDEX cells_by_appointment ON cells (appointment);

-- The calendars that counsellors have elsewhere, and what they were busy with
-- when it was last read.
CREATE TABLE calendars (
    staff      TEXT PRIMARY KEY,
    url        TEXT NOT NULL,
    tag        TEXT NOT NULL,
    modified   TEXT NOT NULL,
    fetched_at BIGINT NOT NULL,
    tried_at   BIGINT NOT NULL,
    due_at     BIGINT NOT NULL,
    problem    TEXT NOT NULL,
    failures   INTEGER NOT NULL,
    busy       TEXT NOT NULL
);
CREATE INDEX calendars_due ON calendars (due_at);
