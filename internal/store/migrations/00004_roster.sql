-- +goose Up
-- Dates are yyyy-mm-dd of the person's centre.
CREATE TABLE shifts (
    id          TEXT PRIMARY KEY,
    staff       TEXT NOT NULL REFERENCES staff (id),
    date        TEXT NOT NULL,
    from_minute INTEGER NOT NULL,
    to_minute   INTEGER NOT NULL
);
CREATE INDEX shifts_by_date ON shifts (date);

CREATE TABLE needs (
    place    INTEGER PRIMARY KEY,
    topic    TEXT NOT NULL,
    language TEXT NOT NULL,
    minimum  INTEGER NOT NULL
);
