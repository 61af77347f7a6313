-- +goose Up
CREATE TABLE meetings (
    id       TEXT PRIMARY KEY,
    series   TEXT NOT NULL,
    centre   TEXT NOT NULL,
    state    TEXT NOT NULL,
    start_at BIGINT NOT NULL,
    end_at   BIGINT NOT NULL,
    due_at   BIGINT NOT NULL, -- when time does something to it next, 0 for never
    meeting  TEXT NOT NULL
);
CREATE INDEX meetings_by_end ON meetings (end_at);
CREATE INDEX meetings_by_series ON meetings (series, start_at) WHERE series <> '';
CREATE INDEX meetings_due ON meetings (due_at) WHERE due_at > 0;

CREATE TABLE registrations (
    id            TEXT PRIMARY KEY,
    meeting       TEXT NOT NULL REFERENCES meetings (id),
    number        BIGINT NOT NULL,
    visitor       TEXT NOT NULL,
    name          TEXT NOT NULL,
    contact       TEXT NOT NULL,
    language      TEXT NOT NULL,
    answers       TEXT NOT NULL,
    state         TEXT NOT NULL,
    seat          BIGINT NOT NULL,
    registered_at BIGINT NOT NULL,
    offered_until BIGINT NOT NULL,
    erased_at     BIGINT NOT NULL,
    stay          TEXT NOT NULL,
    UNIQUE (meeting, number)
);
CREATE INDEX registrations_by_visitor ON registrations (visitor);
-- Nobody else has a seat, whatever the code thinks.
CREATE UNIQUE INDEX registrations_seat ON registrations (meeting, seat) WHERE seat > 0;

CREATE TABLE meeting_messages (
    meeting      TEXT NOT NULL REFERENCES meetings (id),
    number       BIGINT NOT NULL,
    id           TEXT NOT NULL,
    registration TEXT NOT NULL,
    staff        TEXT NOT NULL,
    name         TEXT NOT NULL,
    at           BIGINT NOT NULL,
    text         TEXT NOT NULL,
    PRIMARY KEY (meeting, number),
    UNIQUE (meeting, id)
);
